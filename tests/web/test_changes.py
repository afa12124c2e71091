"""What each build changed: the page, the feed and the API, from three real builds."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.conf import settings

from biovaliance.atlas.building import build
from biovaliance.atlas.relations import Relation
from biovaliance.atlas.snapshots.publishing import BuildInputs, publish, rollback
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from biovaliance.web.atlas.loading import load_published
from tests.atlas.values import evidence, key, organisation, statement

ATOM = "{http://www.w3.org/2005/Atom}"
INPUTS = BuildInputs(region_key="test", package_version="1", vocabulary_version="1")
FIRST = dt.datetime(2026, 11, 1, 8, tzinfo=dt.UTC)


def named(slug, name, *statements):
    return organisation(slug, *statements, name=name)


@pytest.fixture
def builds(db, tmp_path, monkeypatch):
    """Three builds: an organisation, then one that is new and one that moved, then a relation; all loaded."""
    tagger = Tagger(bundled_thesaurus())
    monkeypatch.setattr(settings, "HOME", tmp_path)
    old = named("moved", "Biomove", statement("town", "Dijon"))
    new = named("moved", "Biomove", statement("town", "Besançon"))
    newcomer = named("newcomer", "Newcell", statement("founded", "2017"))
    relation = Relation(key("newcomer"), "partner_of", key("moved"), (evidence(),))
    identifiers = []
    for day, (records, relations) in enumerate(
        [([old], []), ([new, newcomer], []), ([new, newcomer], [relation])]
    ):
        atlas = build(records, relations, [], tagger)
        manifest, _ = publish(tmp_path, atlas, INPUTS, FIRST + dt.timedelta(days=day))
        identifiers.append(manifest.identifier)
        load_published(tmp_path)
    return tmp_path, identifiers


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/en/changes/", ["New organisation", "Newcell", "Other place", "Dijon", "Besançon", "New relation"]),
        (
            "/fr/changements/",
            ["Nouvelle organisation", "Newcell", "Autre lieu", "Dijon", "Besançon", "Nouvelle relation"],
        ),
    ],
)
def test_the_page_tells_what_is_new_and_what_moved(client, builds, address, words):
    page = client.get(address).content.decode()
    assert [word for word in words if word not in page] == []
    assert page.index("Nouvelle relation" if "fr" in address else "New relation") < page.index("Newcell</a>")


def test_before_a_second_build_the_page_says_that_there_is_nothing_yet(client, db):
    assert "Nothing has changed yet" in client.get("/en/changes/").content.decode()


def test_the_feed_tells_the_same(client, builds):
    feed = ElementTree.fromstring(client.get("/en/feeds/changes.atom").content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles == ["Newcell – New relation", "Newcell – New organisation", "Biomove – Other place"]
    identifiers = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    assert len(set(identifiers)) == 3
    summaries = [entry.findtext(f"{ATOM}summary") for entry in feed.iter(f"{ATOM}entry")]
    assert summaries[0] == "is a partner of Biomove"
    assert summaries[2] == "Town: Dijon → Besançon"


def test_a_rollback_takes_back_what_was_told_after_it(client, builds):
    home, identifiers = builds
    rollback(home, identifiers[1])
    load_published(home)
    page = client.get("/en/changes/").content.decode()
    assert "New relation" not in page
    assert "Other place" in page


def test_a_site_that_starts_late_learns_what_earlier_builds_changed(client, builds):
    from biovaliance.web.models import ChangeRow, SnapshotRow

    home, _ = builds
    ChangeRow.objects.all().delete()
    SnapshotRow.objects.all().delete()
    load_published(home)
    assert ChangeRow.objects.count() == 3
    load_published(home)
    assert ChangeRow.objects.count() == 3


@pytest.mark.parametrize("page", ["0", "-1", "999", "x"])
def test_a_page_that_does_not_exist_shows_the_nearest_one(client, builds, page):
    answer = client.get("/en/changes/", {"page": page})
    assert answer.status_code == 200
    assert "Newcell" in answer.content.decode()


def test_the_api_tells_the_same_page_by_page_and_since_a_day(client, builds):
    whole = client.get("/api/v1/changes/").json()
    assert [(item["code"], item["key"]) for item in whole["items"]] == [
        ("relation_new", "organisation:newcomer"),
        ("new", "organisation:newcomer"),
        ("moved", "organisation:moved"),
    ]
    assert whole["items"][2]["before"] == "Dijon"
    assert whole["items"][2]["evidence"][0]["publisher"] == "maCommune.info"
    first = client.get("/api/v1/changes/", {"limit": 2}).json()
    second = client.get(first["next"].removeprefix("http://testserver")).json()
    assert first["items"] + second["items"] == whole["items"]
    assert second["next"] is None
    assert client.get("/api/v1/changes/", {"since": "2026-11-03"}).json()["total"] == 1
    assert client.get("/api/v1/changes/", {"since": "yesterday"}).status_code == 422


@pytest.mark.parametrize(
    ("language", "page", "label"),
    [
        ("en", "/en/changes/", "Same thing, new address"),
        ("fr", "/fr/changements/", "Même fiche, nouvelle adresse"),
    ],
)
def test_a_new_address_is_told_with_the_former_one(client, db, tmp_path, monkeypatch, language, page, label):
    tagger = Tagger(bundled_thesaurus())
    monkeypatch.setattr(settings, "HOME", tmp_path)
    registered = organisation("ror-1", source="ror", precedence=1, name="Biomove")
    curated = organisation("biomove", name="Biomove", same_as=(key("ror-1", "ror"),))
    for day, records in enumerate([[registered], [registered, curated]]):
        publish(tmp_path, build(records, [], [], tagger), INPUTS, FIRST + dt.timedelta(days=day))
    load_published(tmp_path)

    former, present = (f"/{language}/organisations/{slug}/" for slug in ("ror-1", "biomove"))
    shown = client.get(page).content.decode()
    assert [word for word in (label, former, f'href="{present}"') if word not in shown] == []
    feeds = {"en": "/en/feeds/changes.atom", "fr": "/fr/flux/changements.atom"}
    feed = ElementTree.fromstring(client.get(feeds[language]).content)
    colon = {"en": ":", "fr": "\u00a0:"}[language]
    assert [entry.findtext(f"{ATOM}summary") for entry in feed.iter(f"{ATOM}entry")] == [
        f"{label}{colon} {former} → {present}"
    ]
    (told,) = client.get("/api/v1/changes/").json()["items"]
    assert (told["code"], told["before"], told["after"]) == (
        "address",
        "organisation:ror-1",
        "organisation:biomove",
    )
