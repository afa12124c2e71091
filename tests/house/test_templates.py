"""What every template keeps to: no style or script inside the page, drawings that exist."""

import re
from pathlib import Path

import pytest

import biovaliance
from biovaliance.web.drawings import ICONS

WEB = Path(biovaliance.__file__).parent / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
COMPONENTS = [path for path in TEMPLATES if path.parent.name == "components"]
DATA_SCRIPT = re.compile(r'<script type="application/(ld\+)?json"')


def named(path: Path) -> str:
    """Return how a template is called in a failure."""
    return str(path.relative_to(WEB / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_style_and_no_script_inside_a_page(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son\w+=\"|javascript:", text)
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or DATA_SCRIPT.match(script), script


@pytest.mark.parametrize("path", COMPONENTS, ids=named)
def test_every_component_says_what_it_needs(path):
    head = path.read_text(encoding="utf-8")[:1200]
    assert re.match(r"\{(% comment %\}|#)", head)
    assert re.search(r"[Cc]ontext", head)


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_every_drawing_asked_for_exists(path):
    asked = re.findall(r'{% (?:kind_)?icon "(\w+)"', path.read_text(encoding="utf-8"))
    assert set(asked) <= set(ICONS)
