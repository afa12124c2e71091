"""How organisations are connected, as the site tells it: names understood, ways, introducers, downloads."""

import csv
import html
import io
import re
from xml.etree import ElementTree

import pytest

from tests.pages import LANGUAGES

pytestmark = pytest.mark.django_db
PATHS = {"en": "/en/connections/", "fr": "/fr/liens/"}
TWO = "?from=organisation:cellquest&to=organisation:femto-st"
FOUR = "?from=Urgo+Group&to=FEMTO-ST&also=CHU+de+Besançon&also=cellquest"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_draws_and_lists_the_ways_with_their_sources(client, language):
    answer = client.get(PATHS[language] + TWO)
    page = html.unescape(answer.content.decode())

    paths = answer.context["paths"]
    assert paths[0]["keys"] == ("organisation:cellquest", "project:bioimp", "organisation:femto-st")
    assert all(path["sentence"] in page for path in paths)
    assert all(item.address in page for path in paths for step in path["steps"] for item in step["evidence"])
    drawn = ElementTree.fromstring(answer.context["svg"])
    assert {"CellQuest", "BioIMP", "FEMTO-ST"} <= {text.text for text in drawn.iter() if text.text}


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_names_are_joined_by_the_smallest_tree(client, language):
    answer = client.get(PATHS[language] + FOUR)

    assert answer.context["several"]
    told = {key for path in answer.context["paths"] for key in path["keys"]}
    assert {"organisation:urgo", "organisation:femto-st", "organisation:cellquest"} <= told
    assert len(told) == sum(path["length"] for path in answer.context["paths"]) + 1
    assert all(each["key"] not in told - {None} or each["url"] for each in answer.context["introducers"])


def test_introducers_name_a_way_to_both(client):
    introducers = client.get(PATHS["en"] + TWO).context["introducers"]

    assert introducers
    for each in introducers:
        ends = {path["keys"][-1] for path in each["paths"]}
        assert ends == {"organisation:cellquest", "organisation:femto-st"}
        assert all(path["keys"][0] == each["key"] for path in each["paths"])
        assert all("(" in path["cited"] for path in each["paths"])


def test_words_that_are_no_name_are_taken_for_what_the_search_finds_and_that_is_said(client):
    answer = client.get(PATHS["en"] + "?from=efs+besancon&to=FEMTO-ST")
    (guess,) = answer.context["guesses"]

    assert guess["text"] == "efs besancon"
    assert f"was taken for {guess['name']}" in html.unescape(answer.content.decode())
    assert all("FEMTO-ST" in other["url"] or "femto-st" in other["url"] for other in guess["others"])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?from=FEMTO-ST&to=femto-st", "That is the same one twice"),
        ("?from=FEMTO-ST", "Name a second one"),
        ("?from=qqqqzzzz&to=FEMTO-ST", "“qqqqzzzz” is not in the network"),
        ("?from=%00&to=FEMTO-ST", "Name a second one"),
    ],
)
def test_what_cannot_be_answered_is_said_with_what_to_do(client, query, said):
    answer = client.get(PATHS["en"] + query)

    assert answer.status_code == 200
    assert said in html.unescape(answer.content.decode())
    assert "computed" not in answer.context


def test_what_nothing_joins_is_said_as_not_seen(client):
    answer = client.get(PATHS["en"] + "?from=Crossject&to=FEMTO-ST")
    page = html.unescape(answer.content.decode())

    assert answer.context["paths"] == []
    assert "Nothing seen so far joins Crossject to the others" in page
    assert "That does not mean they do not know each other" in page


def test_a_long_list_of_names_and_very_long_names_are_cut(client):
    answer = client.get(PATHS["en"] + "?from=" + "x" * 3000 + "&to=FEMTO-ST" + "&also=CellQuest" * 20)

    assert answer.status_code == 200
    assert len(answer.context["fields"]) == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_profile_leads_to_its_connections(client, language):
    page = client.get(f"/{language}/organisations/femto-st/").content.decode()

    assert f'{PATHS[language]}?from=organisation:femto-st"' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_csv_has_a_row_per_step(client, language):
    shown = client.get(PATHS[language] + TWO).context["paths"]
    answer = client.get(f"/{language}/exports/connections.csv{TWO}")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer["Content-Type"].startswith("text/csv")
    assert len(rows) == 1 + sum(path["length"] for path in shown)
    assert rows[1][2] == "CellQuest"
    assert len(client.get(f"/{language}/exports/connections.csv").content.decode().splitlines()) == 1


def test_the_api_says_the_same_as_the_page(client):
    told = client.get(f"/api/v1/connections/{TWO}").json()
    shown = client.get(PATHS["en"] + TWO).context["paths"]

    assert [path["sentence_en"] for path in told["paths"]] == [path["cited"] for path in shown]
    assert told["connected"] is True


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        (
            "?from=organisation:nobody&to=organisation:femto-st",
            404,
            "'organisation:nobody' is not in the network",
        ),
        ("?from=organisation:femto-st&to=organisation:femto-st", 422, "expected 2 to 5"),
        ("", 422, "from"),
    ],
)
def test_the_api_refuses_in_words(client, query, status, said):
    answer = client.get(f"/api/v1/connections/{query}")

    assert answer.status_code == status
    assert said in answer.json()["detail"]


def test_an_empty_page_has_questions_to_begin_with(client):
    page = client.get("/fr/liens/").content.decode()
    part = page[page.index("search-examples") :]
    first = html.unescape(re.search(r'href="([^"]+)"', part)[1])

    assert "Par exemple" in page
    assert "from=organisation" in first
    assert "search-examples" not in client.get(first).content.decode()
