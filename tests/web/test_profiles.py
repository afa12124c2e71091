"""What a person reads on the pages of the region: sources, contradictions, connections, former names."""

import html
import re

import pytest

from biovaliance.atlas.status import Currency, currency_of
from biovaliance.web.access import PUBLIC
from tests.pages import LANGUAGES

pytestmark = pytest.mark.django_db
PATHS = {
    "en": {
        "organisation": "organisations",
        "project": "projects",
        "platform": "platforms",
        "trial": "trials",
    },
    "fr": {
        "organisation": "organisations",
        "project": "projets",
        "platform": "plateformes",
        "trial": "essais",
    },
}


def text_of(client, address):
    """Return the words of a page, with plain spaces."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", html.unescape(words).replace("\u202f", " ").replace("\u00a0", " "))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("key", "field", "english", "french"),
    [
        ("project:bioimp", "budget_eur", ("20 million", "800 million"), ("20 M€", "800 M€")),
        (
            *("project:rd-plasmid", "budget_eur"),
            *(("5.855 million", "7 million", "10 million"), ("5,855 M€", "7 M€", "10 M€")),
        ),
        ("organisation:bfcare", "founded", ("2013", "2016"), ("2013", "2016")),
        ("organisation:ummon", "town", ("Dijon", "Mâcon"), ("Dijon", "Mâcon")),
        ("organisation:ubfc", "status", ("Dissolved", "Active"), ("Dissous", "Actif")),
        ("organisation:gilson", "town", ("East Saint Louis",), ("East Saint Louis",)),
        (
            *("project:crossject-barda", "contract_value_usd"),
            *(("155,000,000", "92,000,000", "60,000,000"), ("155 000 000", "92 000 000", "60 000 000")),
        ),
        ("platform:mimento-clean-room", "area_m2", ("865", "850", "400"), ("865", "850", "400")),
        ("platform:rd-biotech-gmp-plasmid", "area_m2", ("1,000", "1,200"), ("1 000", "1 200")),
        ("trial:resolve-aml-001", "stage", ("Phase 1/2", "Phase 1"), ("Phase 1/2", "Phase 1")),
    ],
)
def test_a_known_contradiction_stands_side_by_side(client, language, key, field, english, french):
    kind, slug = key.split(":")
    address = f"/{language}/{PATHS[language][kind]}/{slug}/"
    page = client.get(address).content.decode()
    blocks = re.findall(r'<section class="disagreement".*?</section>', page, re.DOTALL)
    words = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", " ".join(blocks))))
    words = words.replace("\u202f", " ").replace("\u00a0", " ")

    assert field in PUBLIC.entities().get(key=key).entity.disagreements
    for value in english if language == "en" else french:
        assert value in words, value


@pytest.mark.parametrize(
    ("language", "said"), [("en", "most likely an error"), ("fr", "très probablement une erreur")]
)
def test_the_doubted_parent_of_agroecologie_is_told_with_the_doubt(client, language, said):
    assert said in text_of(client, f"/{language}/organisations/agroecologie/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_councils_before_2016_are_told_on_the_page_of_the_region(client, language):
    page = client.get(f"/{language}/organisations/region-bfc/").content.decode()

    assert "04t9bwz39" in page
    assert "04x58c235" in page


@pytest.mark.parametrize(
    ("language", "address"),
    [
        ("en", "/en/connections/?from=CellQuest&to=FEMTO-ST"),
        ("fr", "/fr/liens/?from=CellQuest&to=FEMTO-ST"),
        ("fr", "/fr/liens/?from=organisation:femto-st&to=organisation:cellquest"),
    ],
)
def test_cellquest_and_femto_st_are_connected_by_bioimp(client, language, address):
    answer = client.get(address)
    first = answer.context["paths"][0]

    assert set(first["keys"]) == {"organisation:cellquest", "project:bioimp", "organisation:femto-st"}
    assert "BioIMP" in first["sentence"]
    assert html.escape(first["sentence"]) in answer.content.decode() or first["sentence"] in html.unescape(
        answer.content.decode()
    )
    assert all(step["evidence"] for step in first["steps"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_profile_lists_the_sources_of_its_facts(client, language):
    answer = client.get(f"/{language}/organisations/femto-st/")
    page = html.unescape(answer.content.decode())
    row = PUBLIC.entities().get(key="organisation:femto-st")
    addresses = {e.address for values in row.entity.fields.values() for v in values for e in v.evidence}

    assert addresses
    assert all(address in page for address in addresses if address)
    assert len({item.address for item in answer.context["sources"]}) >= len(addresses)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_superseded_is_not_listed_but_reached_and_says_what_followed(client, language):
    listed = client.get(f"/{language}/organisations/").context["total"]
    rows = PUBLIC.entities().filter(kind="organisation")
    former = rows.filter(currency="historical")

    assert listed == rows.filter(currency="current", in_region=True).count()
    assert former.count() > 5
    assert all(currency_of(row.status) is Currency.HISTORICAL for row in former)
    for row in former:
        assert client.get(f"/{language}/organisations/{row.slug}/").status_code == 200
    with_former = client.get(f"/{language}/organisations/?currency=historical&region=yes&region=no")
    assert 0 < with_former.context["total"] <= former.count()
    said = {"en": "This no longer exists under this name", "fr": "existe plus sous ce nom"}
    assert said[language] in text_of(client, f"/{language}/organisations/ubfc/")


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("/en/projects/bioimp/", "/fr/projets/bioimp/"),
        ("/en/organisations/?type=hospital&page=2", "/fr/organisations/?type=hospital&page=2"),
        ("/en/connections/?from=a&to=b", "/fr/liens/?from=a&to=b"),
        ("/en/concepts/car-t-cells/", "/fr/concepts/car-t-cells/"),
    ],
)
def test_the_language_switch_keeps_the_page_and_the_choice(client, address, other):
    assert f'href="{html.escape(other)}"' in client.get(address).content.decode()
    assert f'href="{html.escape(address)}"' in client.get(other).content.decode()


def test_a_concept_gathers_each_thing_once(client):
    for concept in ("car-t-cells", "laboratory", "research-laboratory", "commercial", "phase-1"):
        answer = client.get(f"/en/concepts/{concept}/")
        if answer.status_code == 404:
            continue
        for group in answer.context["groups"]:
            keys = [row["key"] for row in group["rows"]]
            assert len(keys) == len(set(keys)), concept
