"""Every page stands in the frame of the site and loads nothing from elsewhere."""

import re
from pathlib import Path

import pytest

from tests.needs import REPOSITORY

TEMPLATES = REPOSITORY / "src" / "biovaliance" / "web" / "templates"
ALL = sorted(TEMPLATES.rglob("*.html"))
# The frame of the site, the frame of what other sites embed, and the page for when nothing else works.
FRAMES = {"base.html", "machines/widget_base.html", "500.html"}
COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.DOTALL)


def name(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def markup(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


INCLUDED = {included for path in ALL for included in re.findall(r"\{% include \"([^\"]+)\"", markup(path))}
# What another template includes, and what a tag renders, is a piece of a page.
PAGES = [
    path
    for path in ALL
    if "components" not in path.parts and name(path) not in FRAMES and name(path) not in INCLUDED
]


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_page_stands_in_the_frame_of_the_site(path):
    current, seen = path, []
    while name(current) not in FRAMES:
        seen.append(name(current))
        extended = re.match(r"\s*\{% extends \"([^\"]+)\" %\}", markup(current))
        assert extended, f"{name(current)} does not begin with {{% extends %}}"
        current = TEMPLATES / extended[1]
        assert name(current) not in seen


def test_only_the_frames_begin_a_document():
    assert {name(path) for path in ALL if re.search(r"<html\b", markup(path))} <= FRAMES


@pytest.mark.parametrize("path", ALL, ids=name)
def test_no_template_loads_anything_from_another_site(path):
    text = markup(path)
    assert re.findall(r"(?:src|srcset|poster)=\"(?:https?:)?//[^\"]*", text) == []
    loading = re.findall(r"<link\b[^>]*rel=\"(?:stylesheet|preload|modulepreload|icon)\"[^>]*>", text)
    assert [tag for tag in loading if re.search(r"href=\"(?:https?:)?//", tag)] == []


@pytest.mark.parametrize("path", ALL, ids=name)
def test_every_picture_has_a_text_in_its_place(path):
    assert [tag for tag in re.findall(r"<img\b[^>]*>", markup(path)) if "alt=" not in tag] == []


@pytest.mark.parametrize("path", ALL, ids=name)
def test_a_link_to_a_new_window_does_not_hand_over_the_page(path):
    opened = [tag for tag in re.findall(r"<a\b[^>]*>", markup(path)) if 'target="_blank"' in tag]
    assert [tag for tag in opened if "noopener" not in tag] == []
