"""The workbench in the browser: the editor answers while one writes, and pages hold on narrow screens."""

import re

import pytest
from playwright.sync_api import expect

EDITOR = "/en/production/edit/?from=car-t-manual"
PAGES = {
    "library": {"en": "/en/production/", "fr": "/fr/production/"},
    "process": {
        "en": "/en/production/library/car-t-manual/",
        "fr": "/fr/production/bibliotheque/car-t-manual/",
    },
    "editor": {"en": EDITOR, "fr": "/fr/production/modifier/?from=car-t-manual"},
}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_holds_on_a_phone_and_satisfies_axe(visit, axe, name, language):
    seen = visit(width=390, language=language, dark=language == "fr")
    assert seen.go(PAGES[name][language]) == 200
    seen.settle()
    assert seen.width_beyond() <= 0, seen.widest()
    seen.resize(320)
    assert seen.width_beyond() <= 0, seen.widest()
    assert axe(seen.page) == []
    assert seen.problems == []


def test_the_answer_follows_what_is_written_in_a_field_and_the_text_too(visit):
    seen = visit()
    seen.go(EDITOR)
    seen.settle()
    page = seen.page
    page.get_by_role("button", name="receive and check").click()
    duration = page.get_by_label("Duration", exact=True)
    expect(duration).to_have_value("2")
    duration.fill("50")
    expect(page.locator("#scenario-text")).to_have_value(re.compile("value = 50, low = 1, high = 4"))
    expect(page.locator("[data-live=answer]")).to_contain_text("1 problem to mend")
    expect(page.locator("#field-operations-1-duration_h-error")).to_contain_text(
        "outside its own range of 1 to 4"
    )
    expect(duration).to_be_focused()
    duration.fill("3")
    expect(page.locator("[data-live=answer]")).to_contain_text("1 change so far")
    expect(page.locator("#field-operations-1-duration_h-error")).to_be_empty()
    assert seen.problems == []


def test_the_form_follows_the_text_and_a_change_can_be_undone(visit):
    seen = visit()
    seen.go(EDITOR)
    seen.settle()
    page = seen.page
    page.get_by_role("button", name="incubator", exact=True).click()
    count = page.get_by_label("Units", exact=True)
    expect(count).to_have_value("10")
    text = page.locator("#scenario-text")
    before = text.input_value()
    text.fill(before.replace("count = 10", "count = 12"))
    expect(count).to_have_value("12")
    page.get_by_role("button", name="Undo").click()
    expect(count).to_have_value("10")
    assert text.input_value() == before


def test_keeping_leads_to_the_page_of_the_scenario(visit):
    seen = visit()
    seen.go(EDITOR)
    seen.settle()
    page = seen.page
    page.get_by_role("button", name="incubator", exact=True).click()
    page.get_by_label("Units", exact=True).fill("14")
    expect(page.locator("[data-live=answer]")).to_contain_text("1 change so far")
    page.get_by_role("button", name="Keep and get a link").click()
    expect(page).to_have_url(re.compile(r"/en/production/scenarios/\w{16}/"))
    expect(page.get_by_role("heading", name="What differs from what it was made from")).to_be_visible()
    assert seen.problems == []


def test_without_script_the_form_is_sent_by_its_buttons(visit):
    seen = visit(script=False)
    seen.go(EDITOR)
    page = seen.page
    page.get_by_role("button", name="receive and check").click()
    page.get_by_label("Duration", exact=True).fill("3")
    page.get_by_role("button", name="Check").last.click()
    expect(page.locator("#scenario-text")).to_have_value(re.compile("value = 3, low = 1, high = 4"))
    expect(page.get_by_label("Duration", exact=True)).to_have_value("3")
    page.get_by_role("button", name="Keep and get a link").click()
    expect(page).to_have_url(re.compile(r"/en/production/scenarios/\w{16}/"))


def test_the_library_is_narrowed_in_place(visit):
    seen = visit()
    seen.go(PAGES["library"]["en"])
    seen.page.get_by_label("Family").select_option("car-t")
    expect(seen.page.get_by_role("row", name="mRNA")).to_have_count(0)
    expect(seen.page).to_have_url(re.compile("family=car-t"))
    assert seen.problems == []
