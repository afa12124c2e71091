"""Calls for projects beside other things: in the search, in its suggestions, on the page of a concept."""

import datetime as dt
import html
import re

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch):
    """Read the site on 27 November 2026."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def group_of(client, address: str) -> str:
    """Return the part of a page of results that tells of calls."""
    page = html.unescape(client.get(address).content.decode())
    start = page.index('id="group-call"')
    return page[start : page.index("</section>", start)]


def states_in(part: str) -> list[str]:
    return re.findall(r'<span class="state[^"]*">([^<]+)</span>', part)


@pytest.mark.parametrize(
    ("address", "label", "name"),
    [
        ("/en/search/?q=advanced+therapy", "Calls for projects", "/en/calls/"),
        ("/fr/search/?q=th%C3%A9rapie+innovante", "Appels à projets", "/fr/appels/"),
    ],
)
def test_the_search_finds_calls_in_a_group_of_their_own_with_the_reason(client, address, label, name):
    part = group_of(client, address)

    assert label in part
    assert part.count('class="row-name"') == 5
    assert name in part
    assert "row-reasons" in part


def test_open_calls_stand_before_closed_ones_which_are_marked_as_history(client):
    english = group_of(client, "/en/search/?q=innovation&kind=call")
    states = states_in(english)

    order = ["Open", "Forthcoming", "Dates not seen", "Closed"]
    assert states == sorted(states, key=order.index)
    assert set(states) == set(order)
    assert english.count("Closed, kept as history") == 1
    assert english.index("Closed, kept as history") < english.index(">Closed<")
    assert "Clos, gardés pour mémoire" in group_of(client, "/fr/search/?q=innovation&kind=call")


def test_a_call_is_found_by_its_identifier_with_a_typing_error_and_in_the_other_language(client):
    for asked in ("HORIZON-HLTH-2027-01-IND-01", "i-Démo régionalisé", "idemo regionalise", "innosuise"):
        assert 'id="group-call"' in client.get("/en/search/", {"q": asked}).content.decode(), asked
    assert "horizon-hlth-2027-01-ind-01" in group_of(client, "/fr/search/?q=HORIZON-HLTH-2027-01-IND-01")


def test_every_page_of_the_calls_found_can_be_reached(client):
    first = client.get("/en/search/?q=call&kind=call").content.decode()
    pages = [first]
    while following := re.search(r'rel="next" href="([^"]+)"', pages[-1]):
        pages.append(client.get(html.unescape(following[1])).content.decode())
    total = int(re.search(r"(\d+) results?<", first)[1])

    found = [url for page in pages for url in re.findall(r'class="row-name"><a href="([^"]+)"', page)]
    assert len(found) == len(set(found)) == total > 20


@pytest.mark.parametrize(
    ("language", "label", "state"),
    [("en", "Calls for projects", "Open"), ("fr", "Appels à projets", "Ouvert")],
)
def test_suggestions_name_calls_and_how_they_stand(client, language, label, state):
    groups = client.get(f"/{language}/search/suggest/", {"q": "EIC Acc"}).json()["groups"]
    calls = next(each for each in groups if each["kind"] == "call")

    assert calls["label"] == label
    assert calls["results"][0]["subtitle"] == state
    assert client.get(calls["results"][0]["url"]).status_code == 200


def test_the_api_names_a_call_with_its_page(client):
    hits = client.get("/api/v1/search/", {"q": "EIC Accelerator", "language": "fr"}).json()["hits"]
    call = next(each for each in hits if each["kind"] == "call")

    assert call["key"] == "call:eu-eic-acc"
    assert call["url"].endswith("/fr/appels/eu-eic-acc/")


@pytest.mark.parametrize(
    ("address", "heading", "through"),
    [
        ("/en/concepts/bioproduction/", "Calls for projects", "By its theme"),
        ("/fr/concepts/bioproduction/", "Appels à projets", "Par son thème"),
    ],
)
def test_a_concept_lists_the_calls_on_it_and_says_by_which_narrower_theme(client, address, heading, through):
    page = html.unescape(client.get(address).content.decode())
    part = page[page.index(heading, page.index("<h1")) :]

    assert through in part
    assert "?theme=bioproduction" in part
    states = states_in(part)
    assert 1 <= len(states) <= 9
    assert "state" in part


def test_a_concept_without_calls_has_no_such_section(client):
    assert "?theme=" not in client.get("/en/concepts/drug-discovery/").content.decode()
