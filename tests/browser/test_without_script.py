"""What matters works in a browser that runs no script."""

import re

import pytest
from playwright.sync_api import expect

from tests.pages import path_of


@pytest.fixture
def plain(visit):
    """A window that runs no script, as wide as a desk."""
    return visit(script=False)


def test_the_directory_is_filtered_by_a_form(plain):
    plain.go(path_of("organisations", "en"))
    option = plain.page.locator("#facets input[type=checkbox]").first
    name, value = option.get_attribute("name"), option.get_attribute("value")
    option.check()
    plain.page.get_by_role("button", name="Show the results").click()

    assert f"{name}={value}" in plain.page.url
    expect(plain.page.locator(f"#facets input[name='{name}'][value='{value}']")).to_be_checked()
    assert plain.page.locator("#results .rows > *").count() > 0


def test_the_filters_can_be_reached_on_a_phone(visit):
    phone = visit(script=False, width=390)
    phone.go(path_of("organisations", "fr"))
    option = phone.page.locator("#facets input[type=checkbox]").first
    if not option.is_visible():
        phone.page.locator(".facets-summary").click()
    expect(option).to_be_visible()


def test_a_search_from_the_home_page_finds_who_works_on_it(plain):
    plain.go(path_of("home", "fr"))
    box = plain.page.locator("main input[type=search]").first
    box.fill("cellules CAR-T")
    box.press("Enter")

    expect(plain.page).to_have_url(re.compile(r"/fr/search/\?q=cellules(\+|%20)CAR-T"))
    expect(plain.page.locator("main")).to_contain_text("Carla Biotherapeutics")


def test_the_language_switch_keeps_the_page_and_the_choices(plain):
    plain.go(f"{path_of('organisations', 'en')}?q=besancon")
    plain.page.locator("a[hreflang=fr][rel=alternate]").first.click()

    expect(plain.page).to_have_url(re.compile(r"/fr/organisations/\?q=besancon$"))
    assert plain.page.locator("html").get_attribute("lang") == "fr"


def test_the_way_between_two_organisations_is_told_in_words(plain):
    plain.go(f"{path_of('connections', 'en')}?from=cellquest&to=femto-st")

    expect(plain.page.locator("main")).to_contain_text("BioIMP")


def test_the_sources_of_a_fact_unfold(plain):
    plain.go(f"{path_of('organisations', 'en')}cellquest/")
    mark = plain.page.locator("main details.evidence").first
    mark.locator("summary").click()

    expect(mark.locator("a[href^=http]").first).to_be_visible()


def test_a_browser_gets_its_own_language_at_the_front_door(visit, served_site):
    assert visit(language="fr").page.goto(served_site + "/").url == f"{served_site}/fr/"
    assert visit(language="en").page.goto(served_site + "/").url == f"{served_site}/en/"


@pytest.mark.parametrize("name", ["map", "network"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_picture_in_place_of_the_island_is_whole(visit, name, width):
    window = visit(script=False, width=width)
    window.go(path_of(name, "en"))
    frame = window.page.locator(f".island-frame[data-island={name}]")
    picture, box = frame.locator("svg").first.bounding_box(), frame.bounding_box()

    assert picture is not None
    assert box is not None
    assert picture["height"] > 150
    assert picture["y"] + picture["height"] <= box["y"] + box["height"] + 1
