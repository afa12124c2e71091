"""Publications on profiles and as a directory of topics, from real builds, in both languages."""

import datetime as dt
import html
import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from biovaliance.atlas.building import build
from biovaliance.atlas.snapshots.publishing import BuildInputs, publish
from biovaliance.foundation.evidence import Audience
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from biovaliance.web.atlas.loading import load_published
from tests.atlas.values import organisation, statement

pytestmark = pytest.mark.django_db
INPUTS = BuildInputs(region_key="test", package_version="1", vocabulary_version="1")
CART = "CAR-T cell therapy research"
SOCIAL = "French Urban and Social Studies"


def publishing(slug, name, *said, audience=Audience.PUBLIC):
    told = [
        statement(field, value, audience=audience, publisher="OpenAlex", stated_on="2025-06-17")
        for field, value in said
    ]
    return organisation(slug, statement("in_region", "yes"), *told, name=name)


def load_atlas(folder, monkeypatch, records):
    monkeypatch.setattr(settings, "HOME", folder)
    publish(
        folder,
        build(records, [], [], Tagger(bundled_thesaurus())),
        INPUTS,
        dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
    )
    load_published(folder)


@pytest.fixture
def atlas(db, tmp_path, monkeypatch):
    """Two organisations that publish on CAR-T, one of them also on towns; a third does in secret."""
    load_atlas(
        tmp_path,
        monkeypatch,
        [
            publishing(
                "umlp",
                "Université Marie et Louis Pasteur",
                ("publications", "1234"),
                ("publications_in_year", "2025|20"),
                ("publications_in_year", "2024|40"),
                ("publications_on_topic", f"{CART}|7"),
                ("publications_on_topic", f"{SOCIAL}|300"),
                ("publications_on_topic_in_year", f"{CART}|2024|3"),
            ),
            publishing("efs", "EFS", ("publications_on_topic", f"{CART}|9")),
            publishing("closed", "Hidden", ("publications_on_topic", "Exosomes|5"), audience=Audience.TEAM),
        ],
    )


def words_of(answer):
    """Return the words of a page, with plain spaces."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            [
                *("1,234 publications counted", "Publications per year", "2025, so far 20", "2024 40"),
                *("outlined: a year that was not over", "17 June 2025 · CC BY 4.0", "2024: 3"),
            ],
        ),
        (
            "fr",
            [
                *("1 234 publications comptées", "Publications par année", "2025, à ce jour 20", "2024 40"),
                *("en contour : une année", "17 juin 2025 · CC BY 4.0", "2024 : 3"),
            ],
        ),
    ],
)
def test_a_profile_shows_publications_by_year_and_topic_with_their_source(client, atlas, language, told):
    answer = client.get(f"/{language}/organisations/umlp/")
    shown = words_of(answer)
    assert [words for words in told if words not in shown] == []
    page = answer.content.decode()
    assert page.count('class="year-bar"') == 1
    assert page.count('class="year-bar is-partial"') == 1
    # The topic is in the vocabulary, and its name stays English, marked as such.
    assert f'<span class="topic-name" lang="en">{CART}</span>' in page
    assert f'href="/{language}/concepts/car-t-cells/"' in page or f'href="/{language}/concepts/car-t' in page


def test_what_is_shown_as_publications_is_no_line_of_the_facts(client, atlas):
    page = client.get("/en/organisations/umlp/").content.decode()
    facts = page[page.index('<dl class="facts">') :]
    assert "Publications" not in facts[: facts.index("</dl>")]


def test_an_organisation_that_nobody_counts_has_no_such_section(client, atlas):
    assert 'id="publications"' not in client.get("/en/organisations/closed/").content.decode()


def topics_shown(client, address):
    page = client.get(address).content.decode()
    return re.findall(r'<span lang="en">([^<]+)</span>', page), re.findall(
        r'<td class="in-group"><a href="/\w\w/organisations/([\w-]+)/">', page
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_directory_says_who_publishes_on_what(client, atlas, language):
    # Only topics that the vocabulary has a word for, unless all are asked for.
    assert topics_shown(client, f"/{language}/publications/") == ([CART], ["efs", "umlp"])
    assert topics_shown(client, f"/{language}/publications/?all=yes") == (
        [SOCIAL, CART],
        ["umlp", "efs", "umlp"],
    )


def test_the_directory_is_narrowed_by_organisation_and_by_concept(client, atlas):
    of_efs = topics_shown(client, "/en/publications/?all=yes&organisation=organisation:efs")
    assert of_efs == ([CART], ["efs", "umlp"])
    assert topics_shown(client, "/en/publications/?concept=cell-therapy")[0] == [CART]
    nothing = client.get("/en/publications/?concept=plasma-fractionation").content.decode()
    assert "No topic matches this choice" in nothing
    # What nobody knows narrows nothing.
    assert topics_shown(client, "/en/publications/?concept=nonsense&organisation=x&page=99")[0] == [CART]


@pytest.mark.parametrize(
    ("address", "title", "empty"),
    [
        ("/en/publications/", "Who publishes on what", "No counts of publications yet"),
        ("/fr/publications/", "Qui publie sur quoi", "Pas encore de décompte des publications"),
    ],
)
def test_without_counts_the_page_says_how_they_come(client, db, address, title, empty):
    shown = words_of(client.get(address))
    assert title in shown
    assert empty in shown


def test_what_only_the_team_may_see_is_on_no_page(client, atlas):
    for address in ("/en/publications/?all=yes", "/fr/publications/?all=yes"):
        assert "Exosomes" not in client.get(address).content.decode()


@pytest.mark.parametrize("address", ["/en/publications/?all=yes", "/en/organisations/publisher-0/"])
def test_a_page_asks_as_many_questions_for_forty_publishers_as_for_five(
    client, db, tmp_path, monkeypatch, address
):
    asked = []
    for size in (5, 40):
        records = [
            publishing(f"publisher-{n}", f"Publisher {n}", ("publications_on_topic", f"Topic {n}|{n + 1}"))
            for n in range(size)
        ]
        load_atlas(tmp_path / str(size), monkeypatch, records)
        cache.clear()
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 10
