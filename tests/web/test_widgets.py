"""Widgets stand in the pages of others, and they alone may."""

import html
import re

import pytest

from biovaliance.atlas.fields import Kind
from biovaliance.web.access import PUBLIC
from tests.pages import LANGUAGES
from tests.web.crawl import routes

pytestmark = pytest.mark.django_db
VALUES = {"slug": ("bioimp",)}
WIDGETS = [
    address for route in routes() if route.name.startswith("widget_") for address in route.addresses(VALUES)
]
SNIPPET = re.compile(r"<iframe src=\"([^\"]+)\" title=\"Biovaliance\"[^>]*></iframe>")


def snippets(client, language):
    page = html.unescape(client.get(f"/{language}/widgets/").content.decode())
    return [address.removeprefix("http://testserver") for address in SNIPPET.findall(page)]


@pytest.mark.parametrize("address", WIDGETS)
def test_a_widget_may_be_framed_anywhere_and_is_no_page_for_search_engines(client, address):
    answer = client.get(address)
    page = answer.content.decode()

    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "'none' *" not in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert '<meta name="robots" content="noindex">' in page
    assert '<base target="_top">' in page
    assert 'href="http' in page or 'href="/' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lines_to_copy_lead_to_the_widgets(client, language):
    found = snippets(client, language)

    assert len(found) == 3
    assert {address for address in WIDGETS if address.startswith(f"/{language}/")} >= set(found[:2])
    for address in found:
        assert address.startswith(f"/{language}/")
        assert client.get(address).status_code == 200


def test_the_card_offered_is_of_a_project_that_exists(client):
    PUBLIC.entities().filter(kind=Kind.PROJECT, slug="bioimp").delete()
    assert all(client.get(address).status_code == 200 for address in snippets(client, "en"))
    PUBLIC.entities().filter(kind=Kind.PROJECT).delete()
    assert len(snippets(client, "en")) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_filters_of_the_directory_work_in_a_widget(client, language):
    address = next(a for a in WIDGETS if "director" in a or "annuaire" in a if a.startswith(f"/{language}/"))
    widget = client.get(f"{address}?type=hospital").context
    directory = client.get(f"/{language}/organisations/?type=hospital").context

    assert widget["total"] == directory["total"] > 0
    assert [row["key"] for row in widget["rows"]] == [row["key"] for row in directory["rows"]][:10]


def test_the_card_of_a_project_tells_who_and_how_much(client):
    page = client.get("/fr/widgets/projet/bioimp/").content.decode()

    assert "BioIMP" in page
    assert "20\u202f000\u202f000" in page or "20\u00a0" in page
    assert "FEMTO-ST" in page


def test_a_card_of_no_project_is_not_there(client):
    assert client.get("/en/widgets/project/femto-st/").status_code == 404
