"""Directories and searches as people walk through them: pages, ways on, reasons, names in their language."""

import re
from html import unescape

import pytest

pytestmark = pytest.mark.django_db


def page(client, address):
    """Return the text of a page that answers."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def names(text):
    """Return the names of the rows of a list, in order."""
    return [unescape(name) for name in re.findall(r'class="row-name"><a href="[^"]*">([^<]*)', text)]


def test_following_next_shows_every_organisation_once(client):
    address, seen = "/en/organisations/", []
    for _ in range(20):
        text = page(client, address)
        seen += names(text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        if following is None:
            break
        address = unescape(following[1])
    total = int(re.search(r'results-count" role="status">(\d+) organisations', text)[1])

    assert len(seen) == len(set(seen)) == total > 100


def test_a_page_number_keeps_the_choice(client):
    text = page(client, "/en/organisations/?region=yes&region=no&sort=type")
    following = unescape(re.search(r'rel="next" href="([^"]+)"', text)[1])

    assert following == "/en/organisations/?region=no&region=yes&sort=type&page=2"


def test_the_map_of_a_list_keeps_its_filters(client):
    text = page(client, "/fr/organisations/?therapy=car-t-cells&near=besancon")

    assert 'href="/fr/map/?therapy=car-t-cells&amp;near=besancon&amp;km=30"' in text


def test_boxes_ticked_from_the_start_are_no_filters(client):
    plain = page(client, "/en/organisations/")
    sent = page(client, "/en/organisations/?currency=current&region=yes")

    assert names(sent) == names(plain)
    assert "active-filters" not in sent


def test_where_nothing_matches_the_same_words_can_be_sought_everywhere(client):
    text = page(client, "/en/organisations/?q=zzzzzz")

    assert 'href="/en/search/?q=zzzzzz"' in text


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("en", "it takes part in CAR123 / CAR-T for pDC leukaemia"),
        ("fr", "l’organisation participe à CAR123, CAR-T contre la leucémie à cellules dendritiques"),
    ],
)
def test_a_concept_that_came_through_another_thing_names_that_thing(client, language, reason):
    text = unescape(page(client, f"/{language}/search/?q=cellules+CAR-T"))

    assert reason in text
    assert "trial:car123|" not in text


def test_the_letter_of_a_compound_marks_no_name_that_begins_with_it(client):
    text = page(client, "/fr/search/?q=cellules+CAR-T")

    assert "<mark>Therapeutics</mark>" not in text


def test_a_question_is_read_as_what_it_asks_for(client):
    asked = page(client, "/fr/search/?q=qui+fait+des+CAR-T+%3F")

    assert set(names(page(client, "/fr/search/?q=CAR-T"))) == set(names(asked))


def test_a_project_named_by_a_description_has_a_name_in_each_language(client):
    assert "Extension de l’usine Sophysa" in names(page(client, "/fr/projets/"))
    assert "Sophysa plant extension" in names(page(client, "/en/projects/"))


def test_a_town_is_called_as_the_language_calls_it(client):
    text = page(client, "/fr/evenements/")

    assert "Bruxelles" in text
    assert "Brussels" not in text


def test_a_file_of_a_repository_is_linked_and_named_by_its_publisher(client):
    text = page(client, "/en/organisations/gh-haute-saone/")

    assert re.search(r'href="https://github\.com/dataesr/affiliation-matcher/blob/[^"]+"[^>]*>dataesr<', text)
    assert 'href="github:' not in text
