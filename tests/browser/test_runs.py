"""A run as a visitor sees it: asked for, watched, stopped, with the worker that `biovaliance demo` begins."""

import re

import pytest
from playwright.sync_api import expect

WORDS = {
    "en": {"runs": "runs", "start": "Start the run", "stop": "Stop it, and keep what is finished"},
    "fr": {"runs": "calculs", "start": "Lancer le calcul", "stop": "L’arrêter et garder ce qui est terminé"},
}
LONGEST_WAIT_MS = 240_000
"""The engine may be compiled first."""


def form_of(window, language, **fields):
    """Open the form as it comes back when a question cannot be: with what was written, and why not."""
    window.go(f"/{language}/correction/")
    token = window.page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
    asked = {"scenario": "car-t-manual", "kind": "simulation", "replications": "0", "seed": "1", **fields}
    window.page.evaluate(
        """([address, fields]) => {
          const form = document.createElement("form");
          form.method = "post";
          form.action = address;
          for (const [name, value] of Object.entries(fields)) {
            const input = document.createElement("input");
            input.name = name;
            input.value = value;
            form.append(input);
          }
          document.body.append(form);
          form.submit();
        }""",
        [f"/{language}/production/{WORDS[language]['runs']}/", asked | {"csrfmiddlewaretoken": token}],
    )
    expect(window.page.locator(".run-form")).to_be_visible()


def seen_by_axe(window, axe):
    for width in (1280, 320):
        window.resize(width)
        assert window.width_beyond() == 0, window.widest()
        assert axe(window.page) == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_run_is_asked_for_watched_and_stopped(visit, axe, language):
    words = WORDS[language]
    window = visit(language=language)
    form_of(window, language)
    seen_by_axe(window, axe)
    window.page.locator("#run-replications").fill("5000")
    window.page.locator("#run-seed").fill("11" if language == "en" else "12")
    window.page.get_by_role("button", name=words["start"]).click()
    expect(window.page).to_have_url(re.compile(rf"/{language}/production/{words['runs']}/[a-z2-7]{{16}}/$"))
    bar = window.page.locator("progress")
    expect(bar).to_have_attribute("max", "5000", timeout=LONGEST_WAIT_MS)
    seen_by_axe(window, axe)
    window.page.get_by_role("button", name=words["stop"]).click()
    expect(window.page.locator(".run-state-stopped")).to_be_visible()
    expect(window.page.locator(".notice").first).to_be_visible()
    seen_by_axe(window, axe)
    # A form that is refused, on purpose, is the only thing the browser complains of.
    assert [problem for problem in window.problems if "400" not in problem] == []


def test_a_run_shows_that_it_is_done_without_being_loaded_anew(visit, axe):
    window = visit()
    form_of(window, "en", scenario="mrna", seed="5")
    window.page.locator("#run-replications").fill("")
    window.page.get_by_role("button", name="Start the run").click()
    expect(window.page.locator(".run-state-done")).to_be_visible(timeout=LONGEST_WAIT_MS)
    expect(window.page.locator("pre")).to_contain_text("--replications 100 --seed 5")
    seen_by_axe(window, axe)


@pytest.mark.parametrize(("language", "follow"), [("en", "Follow this lot"), ("fr", "Suivre ce lot")])
def test_a_lot_of_a_run_is_followed(visit, axe, language, follow):
    window = visit(language=language)
    form_of(window, language)
    window.page.locator("#run-replications").fill("1")
    window.page.locator("#run-seed").fill("31")
    window.page.get_by_role("button", name=WORDS[language]["start"]).click()
    link = window.page.locator("a[href$='/lots/']").first
    expect(link).to_be_visible(timeout=LONGEST_WAIT_MS)
    link.click()
    expect(window.page.locator("table a").first).to_have_text("P0.1")
    seen_by_axe(window, axe)
    window.page.locator("#lot").fill("P1.1")
    window.page.get_by_role("button", name=follow).click()
    expect(window.page.locator("h2").first).to_have_text("P1.1")
    seen_by_axe(window, axe)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_schedule_is_asked_for_and_drawn_by_patient_and_by_unit(visit, axe, language):
    window = visit(language=language)
    form_of(window, language, scenario="car-t-closed-automated")
    window.page.locator("input[value=schedule]").check()
    window.page.locator("#run-replications").fill("")
    window.page.locator("#run-patients").fill("6")
    window.page.locator("#run-seconds").fill("5")
    seen_by_axe(window, axe)
    window.page.get_by_role("button", name=WORDS[language]["start"]).click()
    expect(window.page.locator(".run-state-done")).to_be_visible(timeout=LONGEST_WAIT_MS)
    expect(window.page.locator("pre")).to_contain_text("--patients 6 --time-limit 5 --seed 1")
    window.settle()
    seen_by_axe(window, axe)
    chart = window.page.locator("#figure-plan-gantt")
    chart.get_by_role("button", name={"en": "By pool", "fr": "Par ressource"}[language]).click()
    expect(chart.locator("canvas")).to_be_visible()
    assert [problem for problem in window.problems if "400" not in problem] == []


def test_without_script_a_link_looks_again(visit):
    window = visit(script=False)
    scripted = visit()
    form_of(scripted, "en", scenario="aav-suspension", seed="6")
    scripted.page.locator("#run-replications").fill("20")
    scripted.page.get_by_role("button", name="Start the run").click()
    expect(scripted.page).to_have_url(re.compile(r"/runs/\w+/$"))
    window.page.goto(scripted.page.url)
    while window.page.locator("[data-look]").count():
        window.page.locator("[data-look]").click()
    expect(window.page.locator(".run-state-done")).to_be_visible()
    # Closed while it loads itself anew, the other window could keep the browser from ending.
    expect(scripted.page.locator(".run-state-done")).to_be_visible()
