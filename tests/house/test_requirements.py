"""The requirement files: pinned, hashed, and in step with pyproject.toml."""

import re
import tomllib

import pytest

from tests.needs import REPOSITORY

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]
ASKED = {
    "requirements.lock": PROJECT["project"]["dependencies"],
    "requirements-build.lock": GROUPS["build"],
    "requirements-dev.lock": [*PROJECT["project"]["dependencies"], *GROUPS["build"], *GROUPS["test"]],
    "requirements-bench.lock": GROUPS["bench"],
}
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+?)(?: ; .+)? \\$")


def entries(name: str) -> dict[str, str]:
    """Return the packages of a requirement file with their versions; every line has to be understood."""
    found: dict[str, str] = {}
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    for block in re.split(r"\n(?=\S)", text.strip()):
        head, *hashes = block.splitlines()
        match = PINNED.match(head)
        assert match, f"{name}: {head!r} is not pinned to one version"
        assert hashes, f"{name}: {head!r} has no hash"
        for line in hashes:
            assert re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line), f"{name}: {line!r}"
        found[match[1]] = match[2]
    return found


def canonical(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9._-]+", requirement)[0]).lower()


@pytest.mark.parametrize("name", ASKED)
def test_every_dependency_is_pinned_with_its_hashes(name):
    assert {canonical(requirement) for requirement in ASKED[name]} <= entries(name).keys(), "run `make lock`"


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-build.lock"])
def test_the_development_file_holds_all_the_others_do(name):
    assert entries(name).items() <= entries("requirements-dev.lock").items()


def test_the_same_package_has_the_same_version_everywhere():
    development, bench = entries("requirements-dev.lock"), entries("requirements-bench.lock")
    assert {
        name: bench[name] for name in bench.keys() & development.keys() if bench[name] != development[name]
    } == {}
