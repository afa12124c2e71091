"""The value chain as the site shows it: twelve steps, evidence, gaps, files."""

import csv
import html
import io

import openpyxl
import pytest

from biovaliance.synergies.suppliers.signs import chain
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from tests.pages import LANGUAGES

pytestmark = pytest.mark.django_db
PATHS = {"en": "/en/value-chain/", "fr": "/fr/chaine-de-valeur/"}
STEPS = chain(bundled_thesaurus())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_has_every_step_in_its_order_drawn_and_in_numbers(client, language):
    answer = client.get(PATHS[language])
    rows = answer.context["rows"]

    assert [row["url"] for row in rows] == [f"{PATHS[language]}{step}/" for step in STEPS]
    assert answer.content.decode().count('class="chain-step') == 2 * len(STEPS)  # for desks and for phones
    assert answer.context["seen"] + len(answer.context["gaps"]) == len(STEPS)


def test_what_the_region_was_not_seen_to_do_is_told_as_not_seen(client):
    gaps = {
        gap["url"].rstrip("/").rpartition("/")[2]: gap["text"]
        for gap in client.get(PATHS["en"]).context["gaps"]
    }

    assert {"viral-vector-production", "media-and-feeds", "single-use-systems"} <= gaps.keys()
    assert all("not seen is not absent" in text for text in gaps.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_the_page_of_a_step_tells_everybody_with_passage_and_source(client, language, step):
    answer = client.get(f"{PATHS[language]}{step}/")
    page = html.unescape(answer.content.decode())

    assert answer.status_code == 200
    for circle in answer.context["circles"]:
        for each in (*circle["firm"], *circle["others"]):
            assert each["signs"]
            assert all(sign in page for sign in each["signs"])
            assert all(sign.endswith(").") for sign in each["signs"])
    assert answer.context["gap"] or any(circle["code"] == "region" for circle in answer.context["circles"])


def test_rd_biotech_is_seen_to_produce_plasmids(client):
    context = client.get(f"{PATHS['en']}plasmid-production/").context
    (here,) = [circle for circle in context["circles"] if circle["code"] == "region"]

    assert any(each["name"] == "RD-Biotech" and each["strength"] == "does" for each in here["firm"])


@pytest.mark.parametrize("name", ["cell-sorting", "viral-vectors", "nothing", "all"])
def test_what_is_no_step_of_the_chain_has_no_page(client, name):
    assert client.get(f"{PATHS['en']}{name}/").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_concept_that_is_a_step_leads_to_its_page(client, language):
    assert (
        f'{PATHS[language]}quality-control/"'
        in client.get(f"/{language}/concepts/quality-control/").content.decode()
    )
    assert (
        PATHS[language] + "cell-sorting"
        not in client.get(f"/{language}/concepts/cell-sorting/").content.decode()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_hold_every_sign_that_the_pages_tell(client, language):
    shown = sum(
        len(each["signs"])
        for step in STEPS
        for circle in client.get(f"{PATHS[language]}{step}/").context["circles"]
        for each in (*circle["firm"], *circle["others"])
    )
    text = client.get(f"/{language}/exports/value-chain/all.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"/{language}/exports/value-chain/all.xlsx").content), read_only=True
    )

    assert len(rows) == shown + 1
    assert [list(row) for row in book.worksheets[0].iter_rows(max_row=1, values_only=True)] == [rows[0]]
    assert sum(1 for _row in book.worksheets[0].iter_rows()) == len(rows)


def test_other_formats_and_other_steps_are_not_there(client):
    assert client.get("/en/exports/value-chain/all.geojson").status_code == 404
    assert client.get("/en/exports/value-chain/nothing.csv").status_code == 404


def test_the_api_counts_as_the_overview_does(client):
    told = client.get("/api/v1/value-chain/").json()
    rows = client.get(PATHS["en"]).context["rows"]

    assert [step["step"] for step in told] == list(STEPS)
    assert [step["counts"]["region"] for step in told] == [row["cells"][0] for row in rows]
    one = client.get("/api/v1/value-chain/plasmid-production/").json()
    assert sum(one["counts"]["region"].values()) == sum(
        each["circle"] == "region" for each in one["suppliers"]
    )
    assert client.get("/api/v1/value-chain/nothing/").status_code == 404
