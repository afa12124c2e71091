"""Figures of production in a real browser: drawn, accessible, printed, saved, and readable without script."""

import pytest

from tests.browser.test_pages import assert_good

COST = {"en": "/en/production/library/car-t-manual/", "fr": "/fr/production/bibliotheque/car-t-manual/"}
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
