"""A reviewer's hands stay on the keyboard; without script the same buttons do the same."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from biovaliance.atlas.identity.clusters import Decision
from biovaliance.atlas.identity.judgements import read_judgements
from tests.browser.conftest import BUILT, PATIENCE_S
from tests.needs import skip_without
from tests.reviewed import CURATED, write_home

QUEUE = {"en": "/en/review/", "fr": "/fr/revue/"}


@pytest.fixture
def review(tmp_path: Path) -> Iterator[tuple[str, str, Path]]:
    """The site as `biovaliance atlas review` serves it: its address, that of entry, and the log."""
    if not BUILT.is_dir():
        skip_without("The built front end", "run make test, or npm run build in frontend/.")
    home, curated = write_home(tmp_path)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "BIOVALIANCE_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    program = [str(Path(sys.executable).parent / "biovaliance"), "atlas", "review", "--as", "Claire Martin"]
    program += ["--port", str(port), "--source", f"curated={curated}"]
    server = subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        entry = re.search(r"(http://127\.0\.0\.1:\d+)(/\S+)", line)
        assert entry is not None, line
        yield entry[1], entry[2], home / "judgements.jsonl"
    finally:
        server.terminate()
        server.communicate(timeout=PATIENCE_S)


def enter(visit: Any, review: tuple[str, str, Path], **options: Any) -> Any:
    window = visit(**options)
    window.address, path = review[0], review[1]
    assert window.go(path) == 200
    return window


def ready(page: Any) -> None:
    expect(page.locator('[data-island="review"]')).to_have_attribute("data-island-state", "ready")


def decided(log: Path) -> list[tuple[Decision, str, str]]:
    return [(word.decision, word.why, word.withdrawn_by) for word in read_judgements(log)[0]]


def test_a_queue_is_worked_off_from_the_keyboard_and_undone(visit, review):
    window = enter(visit, review)
    page, log = window.page, review[2]
    ready(page)
    page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).to_have_text("Are these the same thing?")
    first = page.url
    ready(page)

    page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda url: url != first)
    ready(page)
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(first)
    ready(page)

    page.keyboard.press("w")
    page.keyboard.type("the same director")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.locator(".review-last strong")).to_have_text("The same thing")
    assert decided(log) == [(Decision.SAME, "the same director", "")]

    ready(page)
    page.keyboard.press("u")
    page.wait_for_url(first)
    assert decided(log) == [(Decision.SAME, "the same director", "Claire Martin")]

    ready(page)
    page.keyboard.press("s")
    expect(page.locator(".review-last strong")).to_have_text("Put aside")
    ready(page)
    page.keyboard.press("r")
    expect(page.locator(".review-last strong")).to_have_text("Two different things")
    assert [word[0] for word in decided(log)] == [Decision.SAME, Decision.SKIPPED, Decision.DIFFERENT]
    assert window.problems == []


def test_a_part_and_a_former_name_are_stated_from_the_keyboard(visit, review):
    page, log = enter(visit, review).page, review[2]
    ready(page)
    page.keyboard.press("ArrowRight")
    ready(page)
    page.keyboard.press("p")
    page.keyboard.press("Space")  # the first radio button has the focus
    page.keyboard.press("Tab")
    page.keyboard.type("2021")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("their organigram")
    page.keyboard.press("Enter")
    expect(page.locator(".review-last strong")).to_have_text("One is part of the other")
    ready(page)
    page.keyboard.press("n")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.locator("#former_name")).to_have_value(re.compile("Laboratoire de biologie"))
    page.keyboard.press("Enter")
    expect(page.locator(".review-last strong")).to_have_text("The same thing, renamed")

    part, renamed = read_judgements(log)[0]
    assert (part.left_key, part.since, part.why) == (CURATED, "2021", "their organigram")
    assert renamed.former_name == "Laboratoire de biologie des membranes et des signaux"


def test_keys_are_explained_and_can_be_switched_off(visit, review):
    page, log = enter(visit, review).page, review[2]
    ready(page)
    page.keyboard.press("ArrowRight")
    ready(page)
    page.keyboard.press("?")
    expect(page.locator(".review-key-list")).to_be_visible()
    page.get_by_label("Single keys decide").uncheck()
    page.keyboard.press("a")
    page.reload()
    ready(page)
    page.keyboard.press("a")
    page.keyboard.press("?")
    expect(page.get_by_label("Single keys decide")).not_to_be_checked()
    assert decided(log) == []


def test_without_script_the_buttons_decide(visit, review):
    page, log = enter(visit, review, script=False).page, review[2]
    page.get_by_role("link", name="Start with the first pair").click()
    page.get_by_text("One is part of the other").first.click()
    page.get_by_role("button", name="Different").click()
    expect(page.locator(".review-last strong")).to_have_text("Two different things")
    assert [word[0] for word in decided(log)] == [Decision.DIFFERENT]
    page.get_by_role("button", name="Undo").click()
    assert decided(log)[0][2] == "Claire Martin"


@pytest.mark.parametrize(
    ("width", "language", "dark"), [(1280, "en", False), (390, "fr", False), (320, "fr", True)]
)
def test_the_pages_fit_and_break_no_rule_of_accessibility(visit, review, axe, width, language, dark):
    window = enter(visit, review, width=width, language=language, dark=dark)
    page = window.page
    for path in ("", "pair", "decisions"):
        if path == "pair":
            page.locator(".review-row-name a").first.click()
            page.locator(".review-panel summary").first.click()
        elif path:
            window.go(f"{QUEUE[language]}decisions/")
        assert axe(page) == [], path
        assert window.width_beyond() == 0, window.widest()
    assert window.problems == []
