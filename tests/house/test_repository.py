"""What may lie in the repository, and what may not."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.needs import REPOSITORY, skip_without

LARGEST_FILE_BYTES = 1_500_000
# Written so that these lines do not match themselves.
REGISTRY = re.compile(
    r"registry\.npmjs\.org|registry\.yarnpkg\.com|pypi\.org|pythonhosted\.org|[a-z]+-mirror\.\w+"
)
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:work|root|home|opt)/\w")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX|[Ll]orem ip" + r"sum)\b")
BINARY = {".png", ".jpg", ".webp", ".woff2", ".ico", ".parquet", ".xlsx", ".gz", ".zip", ".pdf"}


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    """The files of the repository: tracked ones, and new ones that git does not ignore."""
    if not (REPOSITORY / ".git").exists():
        skip_without("The git repository", "run the tests in a clone.")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    paths = [REPOSITORY / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file()]


@pytest.fixture(scope="module")
def texts(tracked: list[Path]) -> dict[str, str]:
    """The content of every file of the repository that is text, by its name."""
    return {
        path.relative_to(REPOSITORY).as_posix(): path.read_text(encoding="utf-8")
        for path in tracked
        if path.suffix not in BINARY
    }


def places(texts: dict[str, str], pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_a_package_registry(texts):
    assert places(texts, REGISTRY) == []


def test_no_file_names_a_folder_of_somebody_s_machine(texts):
    assert places(texts, MACHINE_PATH) == []


def test_nothing_is_left_to_be_done_later(texts):
    code = {
        name: text for name, text in texts.items() if name.endswith((".py", ".ts", ".html", ".css", ".md"))
    }
    assert places(code, UNFINISHED) == []


def test_no_file_is_large(tracked):
    large = {path.name: path.stat().st_size for path in tracked if path.stat().st_size > LARGEST_FILE_BYTES}
    assert large == {}


def test_what_is_made_is_not_committed(tracked):
    made = re.compile(r"\.(mo|pyc|sqlite3)$|/static/built/|/node_modules/|^uv\.lock$|\.egg-info/")
    names = [path.relative_to(REPOSITORY).as_posix() for path in tracked]
    assert [name for name in names if made.search(name)] == []


def test_npm_packages_are_locked_by_their_content_and_name_no_host():
    lock = json.loads((REPOSITORY / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name and not entry.get("link")}
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if not entry.get("integrity")] == []
