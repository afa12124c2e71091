"""Every page in both languages, light and dark, on a phone and on a desk: whole, quiet and accessible."""

import pytest

from tests.pages import LANGUAGES, LIST_PAGES, PROFILE_PAGES, path_of, profiles, sitemap_paths

# Of each kind, the profile with the least on it (0) and the one with the most (-1).
SAMPLES = [("fr", -1), ("en", -1), ("en", 0), ("fr", 0)]
NARROWEST = 320


def assert_good(window, axe, path, *, status=200, language):
    """Open a page, look at it in four ways, and fail with all that is wrong, one line per finding."""
    page = window.page
    answered = window.go(path)
    window.settle()
    problems = [f"answers {answered}"] if answered != status else []
    problems += [
        problem
        for problem in window.problems
        if f"the server responded with a status of {status}" not in problem
    ]
    window.problems.clear()
    if page.locator("html").get_attribute("lang") != language:
        problems.append("the language of the page is not told")
    if not page.title().strip():
        problems.append("no title")
    if (count := page.locator("h1").count()) != 1:
        problems.append(f"{count} main headings")
    for width, dark in ((1280, False), (1280, True), (390, True), (390, False)):
        window.resize(width)
        page.emulate_media(color_scheme="dark" if dark else "light")
        # The structure is the same in the dark: only its contrast is new.
        rules = ["color-contrast"] if dark else None
        problems += [f"{width} px, {'dark' if dark else 'light'}: {finding}" for finding in axe(page, rules)]
        if beyond := window.width_beyond():
            problems.append(f"{width} px: {beyond} px too wide ({window.widest()})")
    window.resize(NARROWEST)
    if beyond := window.width_beyond():
        problems.append(f"{NARROWEST} px: {beyond} px too wide ({window.widest()})")
    problems += window.problems
    assert not problems, "\n".join([path, *dict.fromkeys(problems)])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LIST_PAGES)
def test_page(visit, axe, name, language):
    assert_good(visit(language=language), axe, path_of(name, language), language=language)


@pytest.mark.parametrize(("language", "which"), SAMPLES)
@pytest.mark.parametrize("name", PROFILE_PAGES)
def test_profile(visit, axe, served_site, name, language, which):
    found = profiles(served_site).get((name, language))
    assert found, f"no page of '{name}' is in the sitemap"
    assert_good(visit(language=language), axe, found[which], language=language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("search", "q=cellules+CAR-T"),
        ("search", "q=bioprduction"),
        ("search", "q=zzzzzz"),
        ("organisations", "q=besancon"),
        ("organisations", "q=zzzzzz"),
        ("connections", "from=cellquest&to=femto-st"),
        ("connections", "from=cellquest&to=urgo&also=femto-st&also=chu-besancon&also=crossject"),
        ("connections", "from=crossject&to=femto-st"),
        ("connections", "from=zzzzzz&to=femto-st"),
        ("partners", "q=lot+clinique+de+CAR-T&compare=efs-bfc&compare=rd-biotech&why=femto-st"),
    ],
)
def test_page_with_a_question(visit, axe, name, query, language):
    path = f"{path_of(name, language)}?{query}"
    assert_good(visit(language=language), axe, path, language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_that_does_not_exist(visit, axe, language):
    assert_good(visit(language=language), axe, f"/{language}/nowhere/", status=404, language=language)


def test_every_page_names_itself_in_both_languages_and_the_other_one_names_it_back(visit, served_site):
    page = visit(script=False).page
    for name in LIST_PAGES:
        addresses = {}
        for language in LANGUAGES:
            page.goto(served_site + path_of(name, language))
            addresses[language] = {
                link.get_attribute("hreflang"): link.get_attribute("href")
                for link in page.locator("link[rel=alternate][hreflang]").all()
            }
        assert {"en", "fr"} <= addresses["en"].keys(), name
        assert addresses["en"] == addresses["fr"], name
        assert addresses["fr"]["en"] == served_site + path_of(name, "en")


def test_every_address_of_the_sitemap_answers(served_site, browser):
    context = browser.new_context()
    answers = {
        path: context.request.get(served_site + path, max_redirects=0).status
        for path in sitemap_paths(served_site)
    }
    context.close()
    assert len(answers) > 100
    assert {path: status for path, status in answers.items() if status != 200} == {}
