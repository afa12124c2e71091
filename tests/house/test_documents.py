"""The documents: their links lead somewhere, and every change is told to the people who use the product."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.needs import REPOSITORY

DOCUMENTS = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
IMAGE = re.compile(r"<img[^>]+src=\"([^\"]+)\"")
OUTSIDE = re.compile(r"[a-z]+:|//")
NAMED = re.compile(r"`((?:src|tests|docs|frontend|benchmarks|tooling)/[\w./-]+)`")
PLACEHOLDER = re.compile(r"\b[A-Z]{3,}\b")


def prose(path: Path) -> str:
    """Return a document without its blocks of code, in which brackets mean something else."""
    return re.sub(
        r"^(```|~~~).*?^\1\s*$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )


def anchors(path: Path) -> set[str]:
    """Return the anchors of a document's headings, as code hosts make them."""
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6}\s+(.+?)\s*#*$", prose(path), re.MULTILINE):
        words = re.sub(r"[`*_]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        found.add(re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", words)))
    return found


def broken_links(path: Path) -> Iterator[str]:
    text = prose(path)
    for link in [*LINK.findall(text), *IMAGE.findall(text)]:
        if OUTSIDE.match(link):
            continue
        name, _, anchor = unquote(link).partition("#")
        target = (path.parent / name).resolve() if name else path
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            yield link


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_every_link_between_documents_leads_somewhere(path):
    assert list(broken_links(path)) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_every_file_that_a_document_names_is_there(path):
    if path.parent.name == "decisions" or path.name == "CHANGELOG.md":
        return  # they tell of the day they were written
    named = [each for each in NAMED.findall(prose(path)) if not PLACEHOLDER.search(each)]
    assert [each for each in named if not (REPOSITORY / each).exists()] == []


def linked_from(path: Path) -> Iterator[Path]:
    """Yield what a document links to; a folder stands for everything in it."""
    for link in LINK.findall(prose(path)):
        target = (path.parent / unquote(link).partition("#")[0]).resolve()
        if not OUTSIDE.match(link) and target.exists():
            yield from target.iterdir() if target.is_dir() else [target]


def test_every_document_is_reached_from_the_front_page():
    reached, ahead = set(), {REPOSITORY / "README.md"}
    while ahead:
        path = ahead.pop()
        reached.add(path)
        if path.suffix == ".md":
            ahead |= set(linked_from(path)) - reached
    pages = {path for path in (REPOSITORY / "docs").rglob("*.*") if path.suffix in (".md", ".ipynb")}
    assert sorted(path.relative_to(REPOSITORY).as_posix() for path in pages - reached) == []


def test_the_change_log_has_a_place_for_what_comes_next():
    assert re.search(
        r"^## Unreleased$", (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )


def test_decisions_are_numbered_without_gaps_and_dated():
    paths = sorted(path for path in (REPOSITORY / "docs" / "decisions").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in paths] == list(range(1, len(paths) + 1))
    for path in paths:
        text = path.read_text(encoding="utf-8")
        head = rf"# {int(path.name[:4])}\. .+ (Accepted|Superseded), \d{{4}}-\d\d-\d\d\n"
        assert re.match(head, text), f"{path.name} begins with {text.splitlines()[0]!r}"
