"""Everything can be done from the keyboard, and one sees where one is."""

import re

import pytest
from playwright.sync_api import expect

from tests.pages import path_of

# What has the focus, or what stands around it, looks otherwise than without it.
FOCUS = """
async () => {
  const drawn = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  await drawn();
  const element = document.activeElement;
  if (element === document.body) return ["", true];
  const around = [element, element.parentElement, element.parentElement.parentElement];
  const look = () => JSON.stringify(around.map(part => {
    const style = getComputedStyle(part);
    return [style.outline, style.boxShadow, style.borderColor, style.backgroundColor, style.textDecoration];
  }));
  const focused = look();
  element.blur();
  await drawn();
  return [element.outerHTML.slice(0, 100), look() !== focused];
}
"""


def test_the_first_stop_skips_to_the_content(visit):
    window = visit()
    window.go(path_of("organisations", "en"))
    window.page.keyboard.press("Tab")
    expect(window.page.locator("a.skip")).to_be_focused()
    expect(window.page.locator("a.skip")).to_be_in_viewport()
    window.page.keyboard.press("Enter")

    expect(window.page.locator("#main")).to_be_focused()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["home", "organisations", "map", "network", "search"])
def test_one_always_sees_where_the_keyboard_is(visit, name, width):
    window = visit(width=width)
    window.go(path_of(name, "en"))
    window.settle()
    window.page.evaluate("window.scrollTo(0, 0)")
    unseen, reached = [], set()
    for _ in range(40):
        window.page.keyboard.press("Tab")
        element, seen = window.page.evaluate(FOCUS)
        reached.add(element)
        if not seen:
            unseen.append(element)
    assert unseen == []
    assert len(reached) > 10


def test_the_menu_of_a_phone_opens_and_closes(visit):
    window = visit(width=390)
    window.go(path_of("home", "fr"))
    menu = window.page.locator("details.menu")
    menu.locator("summary").focus()
    window.page.keyboard.press("Enter")
    expect(menu.locator("nav a").first).to_be_visible()
    window.page.keyboard.press("Escape")

    expect(menu.locator("nav a").first).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def test_a_suggestion_is_chosen_with_the_arrow_keys(visit):
    window = visit()
    window.go(path_of("organisations", "en"))
    window.page.keyboard.press("/")
    box = window.page.locator("#site-search")
    expect(box).to_be_focused()
    box.press_sequentially("femto", delay=30)
    options = window.page.get_by_role("option")
    expect(options.first).to_be_visible()
    window.page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    window.page.keyboard.press("Enter")

    expect(window.page.locator("h1")).to_contain_text("FEMTO-ST")
    assert window.problems == []


def test_escape_puts_the_suggestions_away_and_keeps_what_was_typed(visit):
    window = visit()
    window.go(path_of("organisations", "en"))
    box = window.page.locator("#site-search")
    box.focus()
    box.press_sequentially("besan", delay=30)
    expect(window.page.get_by_role("option").first).to_be_visible()
    window.page.keyboard.press("Escape")

    expect(window.page.get_by_role("option").first).to_be_hidden()
    assert box.input_value() == "besan"


def test_a_filter_refreshes_the_list_and_says_so_in_the_address(visit):
    window = visit()
    window.go(path_of("organisations", "en"))
    option = window.page.locator("#facets input[type=checkbox]").first
    option.focus()
    window.page.keyboard.press("Space")

    expect(window.page).to_have_url(re.compile(f"{option.get_attribute('name')}="))
    window.page.go_back()
    expect(window.page).to_have_url(re.compile(r"/en/organisations/$"))
    assert window.problems == []


def test_the_way_to_the_other_language_keeps_a_filter_that_was_just_set(visit):
    window = visit()
    window.go(path_of("organisations", "en"))
    option = window.page.locator("#facets input[type=checkbox]").first
    name, value = option.get_attribute("name"), option.get_attribute("value")
    option.check()
    expect(window.page).to_have_url(re.compile(f"{name}={value}"))
    french = window.page.locator("a.tool[hreflang=fr]")
    expect(french).to_have_attribute("href", re.compile(f"{name}={value}"))
    french.click()

    expect(window.page.locator(f"#facets input[name='{name}'][value='{value}']")).to_be_checked()


def test_the_chosen_theme_stays(visit):
    window = visit()
    window.go(path_of("home", "en"))
    toggle = window.page.locator("[data-theme-toggle]")
    toggle.focus()
    window.page.keyboard.press("Enter")
    assert window.page.locator("html").get_attribute("data-theme") == "dark"
    window.go(path_of("organisations", "en"))

    assert window.page.locator("html").get_attribute("data-theme") == "dark"
    assert toggle.get_attribute("aria-pressed") == "true"
