"""Search engines and catalogues find every page in both languages, and what it is about."""

import json
import re
import xml.etree.ElementTree as ET

import pytest

from biovaliance.bioproduction.library.catalogue import entries
from biovaliance.synergies.suppliers.signs import chain
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from biovaliance.web.access import PUBLIC
from biovaliance.web.machines import discovery
from biovaliance.web.synergies.calls.store import read_calls
from tests.pages import LANGUAGES, LIST_PAGES, path_of

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
THINGS = {
    "organisations/femto-st": "ResearchOrganization",
    "organisations/chu-besancon": "Hospital",
    "organisations/cellquest": "Corporation",
    "projects/bioimp": "ResearchProject",
    "events/assises-2024-1": "Event",
    "trials/resolve-aml-001": "MedicalTrial",
    "technologies/zeneo": "Product",
    "platforms/mimento-clean-room": "Place",
    "programmes/bfc-roadmap": "GovernmentService",
}
ADDRESSES = [path_of(name, language) for name in LIST_PAGES for language in LANGUAGES]


def linked_data(client, address):
    page = client.get(address).content.decode()
    return [
        json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    ]


@pytest.fixture
def listed(client):
    """The addresses of the sitemap, each with its page in each language."""
    root = ET.fromstring(client.get("/sitemap.xml").content)
    return {
        entry.find(f"{SITEMAP}loc").text: {
            link.get("hreflang"): link.get("href") for link in entry.findall(LINK)
        }
        for entry in root.findall(f"{SITEMAP}url")
    }


def test_the_sitemap_pairs_the_languages_both_ways(listed):
    for address, pair in listed.items():
        assert set(pair) == set(LANGUAGES)
        assert address in pair.values()
        assert all(listed[other] == pair for other in pair.values())


def test_the_sitemap_lists_every_page_and_every_thing_that_is_sure(listed):
    things = PUBLIC.entities().exclude(currency="unverified").count()
    pages = {f"{SITE}{address}" for address in (*ADDRESSES, "/en/feeds/", "/fr/flux/")}

    thesaurus = bundled_thesaurus()
    named = things + len(thesaurus.concepts) + len(chain(thesaurus)) + len(read_calls(PUBLIC))
    named += 2 * len(entries())  # each process, and the decisions about it

    assert pages <= set(listed)
    assert len(listed) == 2 * named + len(pages)


def test_what_the_sitemap_lists_is_there(client, listed):
    for address in sorted(listed)[::45]:
        assert client.get(address.removeprefix(SITE)).status_code == 200, address


def test_a_large_atlas_is_listed_in_parts_that_make_the_whole(client, listed, monkeypatch):
    monkeypatch.setattr(discovery, "PAGES_PER_SITEMAP", 300)
    index = ET.fromstring(client.get("/sitemap.xml").content)
    parts = [entry.text for entry in index.iter(f"{SITEMAP}loc")]
    found = [
        entry.text
        for part in parts
        for entry in ET.fromstring(client.get(part.removeprefix(SITE)).content).iter(f"{SITEMAP}loc")
    ]

    assert index.tag == f"{SITEMAP}sitemapindex"
    assert sorted(found) == sorted(listed)
    assert [client.get(f"/sitemap-{number}.xml").status_code for number in (0, len(parts) + 1)] == [404, 404]


def test_robots_are_welcome_and_spared_the_endless(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines[:2] == ["User-agent: *", "Allow: /"]
    assert f"Sitemap: {SITE}/sitemap.xml" in lines
    assert not [line for line in lines if line.startswith("Disallow") and "organisations" in line]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_names_itself_its_other_language_and_how_to_be_shown(client, address):
    page = client.get(f"{address}?page=1").content.decode()
    properties = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', page))
    others = dict(re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]+)">', page))

    assert f'<link rel="canonical" href="{SITE}{address}">' in page
    assert properties["url"] == f"{SITE}{address}"
    assert properties["title"]
    assert properties["locale"] == {"en": "en_GB", "fr": "fr_FR"}[address[1:3]]
    assert re.fullmatch(rf"{SITE}/static/site/og(\.\w+)?\.png", properties["image"])
    assert set(others) == set(LANGUAGES)
    assert others[address[1:3]] == f"{SITE}{address}?page=1"
    back = client.get(others[{"en": "fr", "fr": "en"}[address[1:3]]].removeprefix(SITE)).content.decode()
    assert f'href="{SITE}{address}?page=1"' in back


@pytest.mark.parametrize(("thing", "schema_type"), THINGS.items())
def test_a_profile_says_in_schema_org_what_it_is(client, thing, schema_type):
    english = f"/en/{thing}/"
    page = client.get(english).content.decode()
    french = re.search(r'hreflang="fr" href="([^"]+)"', page)[1].removeprefix(SITE)
    for address in (english, french):
        (data,) = linked_data(client, address)
        assert data["@context"] == "https://schema.org"
        assert data["@type"] == schema_type
        assert data["@id"] == data["url"] == f"{SITE}{address}"
        assert data["name"]
        assert "null" not in json.dumps(data)


def test_the_linked_data_tells_parents_partners_and_places(client):
    (femto,) = linked_data(client, "/en/organisations/femto-st/")
    (bioimp,) = linked_data(client, "/fr/projets/bioimp/")

    assert femto["address"]["addressLocality"] == "Besançon"
    assert all(
        parent["url"].startswith(f"{SITE}/en/organisations/") for parent in femto["parentOrganization"]
    )
    assert "FEMTO-ST" in [member["name"] for member in bioimp["member"]]
    assert bioimp["funding"]["amount"] == {"@type": "MonetaryAmount", "value": 20_000_000, "currency": "EUR"}


@pytest.mark.parametrize("address", ["/en/data/", "/fr/donnees/"])
def test_the_atlas_describes_itself_as_a_data_set(client, address):
    (data,) = linked_data(client, address)

    assert (data["@type"], data["url"]) == ("Dataset", f"{SITE}{address}")
    assert data["dateModified"] == "2026-11-02T09:30:00+00:00"
    assert 50 <= len(data["description"]) <= 5000  # what data catalogues take
    assert client.get(data["license"].removeprefix(SITE)).status_code == 200
    assert len(data["distribution"]) == 14
    for download in data["distribution"]:
        answer = client.get(download["contentUrl"].removeprefix(SITE))
        assert answer["Content-Type"].partition(";")[0] == download["encodingFormat"]


def test_text_cannot_leave_the_script_it_stands_in(client):
    row = PUBLIC.entities().get(key="organisation:femto-st")
    document = json.loads(row.document)
    document["fields"]["description"][0]["value"] = "</script><script>alert(1)</script>"
    row.document = json.dumps(document)
    row.save()
    page = client.get("/en/organisations/femto-st/").content.decode()

    assert "<script>alert(1)" not in page
    assert linked_data(client, "/en/organisations/femto-st/")[0]["description"].startswith("</script>")
