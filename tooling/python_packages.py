"""The virtual environment: Python packages from the hash-pinned requirement files, and Biovaliance itself."""

import subprocess
import sys
from pathlib import Path

from steps import (
    PROGRAMS,
    ROOT,
    VENV,
    StepError,
    fingerprint,
    is_unchanged,
    remember,
    run,
    step,
    unchanged,
)

OLDEST_PYTHON = (3, 11)
# What was installed is noted in the environment itself: a new one starts from nothing.
INSTALLED = VENV / ".installed"
LOCKS = {
    "demo": ("requirements.lock", "requirements-build.lock"),
    "check": ("requirements-dev.lock",),
    "test": ("requirements-dev.lock",),
    "bench": ("requirements-dev.lock", "requirements-bench.lock"),
}
# Installing the first satisfies the others: it holds all they do.
INCLUDES = {"requirements-dev.lock": ("requirements.lock", "requirements-build.lock")}


def install(purpose: str) -> None:
    """Bring the virtual environment to what `purpose` (demo, check, test or bench) needs."""
    make_environment()
    for lock in LOCKS[purpose]:
        install_lock(lock)
    install_biovaliance()


def make_environment() -> None:
    """Make `.venv` where there is none that works; one that works is kept, whoever made it."""
    if sys.version_info < OLDEST_PYTHON:
        raise StepError(
            f"Python {sys.version_info.major}.{sys.version_info.minor} is too old; expected 3.11 or newer. "
            "Install one (Debian: apt install python3.11 python3.11-venv) and run make PYTHON=python3.11."
        )
    if not environment_works():
        with step(f"Python {sys.version.split()[0]}: virtual environment in .venv"):
            run(
                [sys.executable, "-m", "venv", "--clear", VENV],
                "environment",
                "Python's venv module is needed (Debian: apt install python3-venv).",
            )
    elif not any(VENV.glob("[Ll]ib/**/site-packages/pip")):
        run([PROGRAMS / "python", "-m", "ensurepip"], "environment", "remove .venv; it is made again.")


def environment_works() -> bool:
    """Tell whether `.venv` is an environment of this folder, of a Python that will do."""
    test = f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON} or sys.prefix != {str(VENV)!r})"
    try:
        return (
            subprocess.run([PROGRAMS / "python", "-c", test], capture_output=True, check=False).returncode
            == 0
        )
    except OSError:
        return False


def install_lock(name: str) -> None:
    """Install exactly the packages of a requirement file, each checked against its hash."""
    path = ROOT / name
    title = f"Python packages of {name}"
    if is_unchanged(name, fingerprint([path]), INSTALLED):
        unchanged(title)
        return
    with step(title):
        pip("packages", "--require-hashes", "--no-deps", "--requirement", path)
    for lock in (name, *INCLUDES.get(name, ())):
        remember(lock, fingerprint([ROOT / lock]), INSTALLED)


def install_biovaliance() -> None:
    """Install the package of this checkout in place, so that a changed file needs no new installation."""
    mark = fingerprint([ROOT / "pyproject.toml", ROOT / "src" / "biovaliance" / "__init__.py"])
    if is_unchanged("biovaliance", mark, INSTALLED):
        unchanged("Biovaliance itself")
        return
    with step("Biovaliance itself, in place"):
        pip("biovaliance", "--no-deps", "--no-build-isolation", "--editable", ROOT)
    remember("biovaliance", mark, INSTALLED)


def pip(log: str, *arguments: str | Path) -> None:
    """Run `pip install` in the virtual environment."""
    run(
        [
            PROGRAMS / "python", "-m", "pip", "install", "--no-input", "--disable-pip-version-check",
            "--progress-bar", "off", *arguments,
        ],
        f"pip-{log}",
        "check that the package index answers (pip's own settings are used: index address, proxy), then run "
        "the same make command again; what is installed already is kept.",
    )  # fmt: skip
