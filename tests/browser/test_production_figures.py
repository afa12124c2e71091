"""Figures of production in a real browser: drawn, accessible, printed, saved, and readable without script."""

import pytest

from tests.browser.test_pages import assert_good

COST = {"en": "/en/production/library/car-t-manual/", "fr": "/fr/production/bibliotheque/car-t-manual/"}
HEIGHT_WITHOUT_RUNS = """
document.documentElement.scrollHeight - (document.querySelector(".run-list")?.offsetHeight ?? 0)
"""
BOTH = "?with=car-t-manual&with=car-t-closed-automated"
COMPARE = {"en": f"/en/production/compare/{BOTH}", "fr": f"/fr/production/comparer/{BOTH}"}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_scenarios_side_by_side_are_a_good_page(visit, axe, language):
    assert_good(visit(language=language), axe, COMPARE[language], language=language)


def test_a_figure_is_drawn_and_says_its_finding_to_those_who_do_not_see_it(visit):
    window = visit()
    window.go(COMPARE["en"])
    window.settle()
    figure = window.page.locator("#figure-cost-lines")
    drawing = figure.get_by_role("img")
    assert drawing.get_attribute("aria-label").startswith(figure.get_by_role("heading").inner_text())
    assert figure.locator("canvas").count() == 1
    assert not figure.locator("table").is_visible()
    figure.locator("summary").press("Enter")
    assert figure.locator("table").is_visible()
    assert window.problems == []


def test_a_figure_is_saved_as_a_drawing_and_as_a_picture(visit, tmp_path):
    window = visit()
    window.go(COMPARE["en"])
    window.settle()
    figure = window.page.locator("#figure-cost-lines")
    begins = {"SVG": b"<svg", "PNG": b"\x89PNG"}
    for kind, sign in begins.items():
        with window.page.expect_download() as download:
            figure.get_by_role("button", name=f"({kind})").press("Enter")
        assert download.value.suggested_filename == f"compare-cost-lines.{kind.lower()}"
        download.value.save_as(tmp_path / kind)
        assert (tmp_path / kind).read_bytes().startswith(sign)
    assert window.problems == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_without_script_a_figure_is_its_table(visit, language):
    window = visit(script=False, language=language)
    window.go(COMPARE[language])
    figure = window.page.locator("#figure-cost-lines")
    assert figure.locator("table").is_visible()
    assert not figure.locator("[data-canvas]").is_visible()
    assert figure.get_by_role("link", name="CSV").is_visible()


def test_the_cost_of_a_scenario_is_drawn_on_its_page(visit):
    window = visit(width=390, language="fr", dark=True)
    window.go(COST["fr"])
    window.settle()
    states = window.page.locator("[data-island=charts]").evaluate_all(
        "all => all.map(one => one.dataset.islandState)"
    )
    assert states == ["ready"] * 4
    assert window.problems == []


@pytest.mark.parametrize("script", [True, False])
def test_the_rows_behind_a_click_are_unfolded_by_a_key_and_on_paper(visit, script):
    window = visit(script=script)
    window.go(COST["en"])
    page = window.page
    rows = page.locator("#figure-unknowns tbody tr")
    assert (rows.count(), rows.nth(4).is_visible(), rows.nth(5).is_visible()) == (23, True, False)
    page.emulate_media(media="print")
    assert rows.last.is_visible()
    page.emulate_media(media="screen")
    page.locator("#figure-unknowns .table-more summary").press("Enter")
    assert rows.last.is_visible()
    assert page.locator("#figure-unknowns .table-more summary").inner_text() == "Only the first 5 rows"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_of_a_process_answers_before_one_scrolls_and_is_no_longer_than_eight_screens(
    visit, language
):
    window = visit(language=language)
    window.go(COST[language])
    window.settle()
    page = window.page
    page.evaluate("scrollTo(0, 0)")
    assert page.locator("#cost-head").bounding_box()["y"] < 900
    assert page.locator(".glance-value").count() == 4
    assert page.evaluate(HEIGHT_WITHOUT_RUNS) < 8 * 900
    assert window.problems == []


def test_the_way_along_the_page_stays_clear_of_what_is_focused(visit):
    window = visit()
    window.go(COST["en"])
    page = window.page
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Who supplies it").click()
    way = page.locator(".on-this-page").bounding_box()
    assert way["y"] >= 0
    assert page.locator("#suppliers").bounding_box()["y"] >= way["y"] + way["height"]
