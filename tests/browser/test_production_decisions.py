"""The decisions about a scenario in a real browser: accessible, and answered without script too."""

import pytest

from tests.browser.test_pages import assert_good

PAGES = {"en": "/en/production/car-t-manual/decisions/", "fr": "/fr/production/car-t-manual/choix/"}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_decisions_are_a_good_page(visit, axe, language):
    assert_good(visit(language=language), axe, PAGES[language], language=language)


def test_a_refused_box_is_a_good_page_too(visit, axe):
    window = visit(language="fr", width=390)
    window.go(f"{PAGES['fr']}?doses=beaucoup&sites=1.5&growth=x")
    assert axe(window.page) == []
    box = window.page.get_by_label("Doses libérées par an", exact=True)
    assert box.get_attribute("aria-invalid") == "true"


def test_without_script_a_question_is_asked_and_the_others_are_kept(visit):
    window = visit(script=False, language="en")
    window.go(f"{PAGES['en']}?growth=50&growth=100&rate=5")
    page = window.page
    page.get_by_label("Released doses a year", exact=True).fill("500")
    page.get_by_role("button", name="Compare the ways").click()
    assert page.url.endswith("#more")
    assert page.locator("#figure-ways h3").inner_text().startswith("For 500 doses a year,")
    assert page.locator("#figure-ways table").is_visible()
    assert page.get_by_label("Year 2").input_value() == "100"
    assert page.get_by_label("Discount rate (per cent a year)").input_value() == "5"


HIDDEN_PARTS = """
() => [...document.querySelectorAll("figure .table-frame")]
  .filter(frame => frame.scrollWidth > frame.clientWidth + 1)
  .map(frame => `${frame.closest("figure").id}: ${frame.scrollWidth} in ${frame.clientWidth}`)
"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_table_of_the_decisions_is_cut_off(visit, language, width):
    window = visit(language=language, width=width)
    window.go(PAGES[language])
    window.settle()
    window.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert window.page.locator("figure .table-frame").count() == 4
    assert window.page.evaluate(HIDDEN_PARTS) == []
    assert window.width_beyond() == 0
