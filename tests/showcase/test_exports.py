"""What leaves the site as a file: safe in a spreadsheet, readable by others, and for the public alone."""

import csv
import datetime as dt
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.identity.clusters import group
from biovaliance.atlas.merging import merge
from biovaliance.atlas.records import Record
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.evidence import View
from biovaliance.foundation.languages import Text
from biovaliance.showcase.exports import (
    all_kinds_rows,
    all_kinds_titles,
    headings,
    safe_cell,
    table_row,
    to_csv,
    to_geojson,
    to_json_ld_graph,
    to_xlsx,
)
from biovaliance.showcase.linked_data import dataset_json_ld, json_ld
from biovaliance.showcase.publication import publish_region
from biovaliance.sources.region import bundled_region
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from tests.atlas.values import organisation, statement

FORMULAS = ["=1+1", "+33 3", "-2", "@SUM(A1)", "\t=1", "\r=1"]
FEMTO = organisation(
    "femto-st",
    statement("type", "laboratory"),
    statement("coordinates", "47.24878,6.01815"),
    statement("town", "Besançon"),
    statement("country", "FR"),
    statement("founded", "2004"),
    statement("siren", "552032534"),
    statement("ror", "https://ror.org/004fmxv66"),
    statement("website", "https://www.femto-st.fr"),
    statement("alias", "Franche-Comté Électronique"),
    statement("description", "Microsystems.", "en"),
    statement("description", "Microsystèmes.", "fr"),
    name="FEMTO-ST",
)


def entity(record):
    return merge(group([record], [])[0], View.PUBLIC)


def thing(kind, *statements):
    return entity(Record("curated", kind, "x", (statement("name", "X"), *statements), 0, (), "x"))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_csv_or_excel_file_is_a_formula(text):
    (row,) = csv.reader(io.StringIO("".join(to_csv([], [text]))[1:], newline=""))
    assert row == [f"'{text}"]
    book = load_workbook(io.BytesIO(to_xlsx([("Sheet", ["Title"], [[text]])])))
    cell = book["Sheet"]["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_a_csv_is_read_back_as_it_was_written_and_holds_no_formula(cells):
    text = "".join(to_csv([cells], [f"c{n}" for n in range(len(cells))]))
    assert text.startswith("\ufeff")
    _titles, row = csv.reader(io.StringIO(text[1:], newline=""))
    assert row == [safe_cell(cell) for cell in cells]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


@given(st.text(max_size=50))
def test_an_excel_file_takes_any_text(text):
    book = load_workbook(io.BytesIO(to_xlsx([("Sheet", ["Title"], [[text], ["last"]])])))
    assert book["Sheet"]["A3"].value == "last"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", list(Kind))
def test_a_row_has_a_cell_per_heading_and_words_in_its_language(kind, language):
    titles = headings(kind, language)
    found = entity(FEMTO) if kind is Kind.ORGANISATION else thing(kind)
    row = dict(zip(titles, table_row(found, language, "https://x/", bundled_thesaurus()), strict=True))
    assert row["Page"] == "https://x/"
    if kind is Kind.ORGANISATION:
        assert row["Type"] == {"en": "Research laboratory", "fr": "Laboratoire de recherche"}[language]
        assert row["Description"] == {"en": "Microsystems.", "fr": "Microsystèmes."}[language]
        assert row["Sources"] == "https://example.org/maCommune.info"


def test_the_table_of_all_kinds_has_stable_names_and_a_cell_for_each():
    titles = all_kinds_titles()
    assert len(titles) == len(set(titles))
    assert {"key", "kind", "slug", "name", "description_en", "description_fr", "sources"} <= set(titles)
    (row,) = all_kinds_rows([entity(FEMTO)])
    assert dict(zip(titles, row, strict=True))["alias"] == "Franche-Comté Électronique"


def test_geojson_puts_longitude_first_and_leaves_out_what_has_no_place():
    collection = to_geojson([(entity(FEMTO), "https://x/"), (thing(Kind.PLATFORM), "")])
    (feature,) = collection["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [6.01815, 47.24878]}
    assert feature["properties"]["url"] == "https://x/"
    assert json.loads(json.dumps(collection)) == collection


def test_an_organisation_is_told_in_the_terms_of_schema_org():
    data = json_ld(entity(FEMTO), "https://x/", [Text("Sensors", "Capteurs")], "fr")
    assert data == {
        "@context": "https://schema.org",
        "@type": "ResearchOrganization",
        "@id": "https://x/",
        "url": "https://x/",
        "name": "FEMTO-ST",
        "description": "Microsystèmes.",
        "alternateName": ["Franche-Comté Électronique"],
        "sameAs": ["https://ror.org/004fmxv66", "https://www.femto-st.fr"],
        "foundingDate": "2004",
        "identifier": {"@type": "PropertyValue", "propertyID": "SIREN", "value": "552032534"},
        "address": {"@type": "PostalAddress", "addressLocality": "Besançon", "addressCountry": "FR"},
        "location": {
            "@type": "Place",
            "geo": {"@type": "GeoCoordinates", "latitude": 47.24878, "longitude": 6.01815},
        },
        "keywords": ["Capteurs"],
    }


def test_an_event_a_project_and_a_trial_have_their_own_terms():
    event = json_ld(thing(Kind.EVENT, statement("start", "2026-03-01"), statement("town", "Lyon")))
    assert (event["@type"], event["startDate"]) == ("Event", "2026-03-01")
    assert event["location"]["address"]["addressLocality"] == "Lyon"
    project = json_ld(thing(Kind.PROJECT, statement("budget_eur", "20000000")))
    assert project["funding"]["amount"] == {"@type": "MonetaryAmount", "value": 20000000, "currency": "EUR"}
    trial = json_ld(thing(Kind.TRIAL, statement("condition", "Leukaemia", "en")))
    assert trial["healthCondition"][0] == {"@language": "en", "@value": "Leukaemia"}


def test_a_graph_states_its_context_once():
    graph = to_json_ld_graph([(entity(FEMTO), ""), (thing(Kind.EVENT), "")])
    assert [node["name"] for node in graph["@graph"]] == ["FEMTO-ST", "X"]
    assert not any("@context" in node for node in graph["@graph"])


def test_the_dataset_names_its_licence_and_its_files():
    files = [("text/csv", "https://x/a.csv")]
    data = dataset_json_ld("A", "B", "https://x/", "2026-11-01", "https://l/", files)
    assert (data["@type"], data["license"]) == ("Dataset", "https://l/")
    assert data["distribution"] == [
        {"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": "https://x/a.csv"}
    ]


def test_a_region_without_a_single_row_is_not_published_and_says_why(tmp_path):
    (tmp_path / "data").mkdir()
    moment = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    with pytest.raises(InputError, match="nothing is published") as refused:
        publish_region(tmp_path / "home", bundled_region(), {"curated": tmp_path / "data"}, moment)
    assert {problem.file for problem in refused.value.problems} >= {"organisations.csv", "relations.csv"}
    assert not (tmp_path / "home").exists()
