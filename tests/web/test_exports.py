"""Downloads: what was chosen and nothing else, in both languages, safe to open in a spreadsheet."""

import csv
import io
import json

import openpyxl
import pytest
from django.utils.translation import override

from biovaliance.atlas.fields import Kind
from biovaliance.showcase.exports import headings, safe_cell, to_csv, to_xlsx
from biovaliance.web.access import PUBLIC
from biovaliance.web.addresses import LIST_NAMES, entity_address
from biovaliance.web.machines.exports import FORMATS
from tests.pages import LANGUAGES

pytestmark = pytest.mark.django_db
CHOICES = (
    "",
    "?type=laboratory",
    "?department=25&type=hospital&type=laboratory",
    "?concept=car-t-cells&near=besancon&km=30",
    "?q=femto",
    "?currency=historical",
    "?type=nothing-of-the-kind",
)


def download(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def rows_of_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def rows_of_xlsx(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    (sheet,) = book.worksheets
    return sheet.title, [[cell.value or "" for cell in row] for row in sheet.iter_rows()], sheet


def chosen_keys(client, name, question):
    page = client.get(f"/api/v1/{name}/{question or '?'}&limit=200").json()
    return [item["key"] for item in page["items"]]


@pytest.mark.parametrize("question", CHOICES)
def test_a_download_holds_what_the_directory_shows_in_its_order(client, question):
    keys = chosen_keys(client, "organisations", question)
    table = rows_of_csv(download(client, f"/en/exports/organisations.csv{question}"))
    _, sheet, _ = rows_of_xlsx(download(client, f"/en/exports/organisations.xlsx{question}"))
    graph = json.loads(download(client, f"/en/exports/organisations.jsonld{question}"))["@graph"]

    assert [row[0] for row in table[1:]] == keys
    assert [row[0] for row in sheet[1:]] == keys
    with override("en"):
        addresses = [f"http://testserver{entity_address('organisation', k.split(':')[1])}" for k in keys]
    assert [thing["@id"] for thing in graph] == addresses


@pytest.mark.parametrize("question", CHOICES)
def test_the_placed_ones_are_those_of_the_map(client, question):
    told = json.loads(download(client, f"/en/exports/organisations.geojson{question}"))["features"]
    shown = json.loads(download(client, f"/en/map/points.geojson{question}"))["features"]

    assert [thing["id"] for thing in told] == [thing["properties"]["key"] for thing in shown]
    assert [t["geometry"] for t in told] == [s["geometry"] for s in shown]
    for thing in told:
        longitude, latitude = thing["geometry"]["coordinates"]
        assert -180 <= longitude <= 180
        assert -90 <= latitude <= 90
        assert thing["properties"]["precision"] in ("city", "commune_centroid", "site")


def test_besancon_lies_east_of_six_and_north_of_forty_seven_degrees(client):
    features = json.loads(download(client, "/fr/exports/organisations.geojson?near=besancon&km=1"))[
        "features"
    ]

    assert {tuple(thing["geometry"]["coordinates"]) for thing in features} == {(6.01815, 47.24878)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "name"), LIST_NAMES.items())
def test_every_table_has_its_titles_and_the_sources_of_each_row(client, language, kind, name):
    table = rows_of_csv(
        download(client, f"/{language}/exports/{name}.csv?currency=historical&currency=current")
    )
    title, sheet, _ = rows_of_xlsx(
        download(client, f"/{language}/exports/{name}.xlsx?currency=historical&currency=current")
    )

    assert table[0] == headings(kind, language)
    assert table[0][0] == {"en": "Identifier", "fr": "Identifiant"}[language]
    assert len(table) > 5
    assert {len(row) for row in table} == {len(table[0])}
    assert all(row[-1].startswith(("https://", "http://")) for row in table[1:])
    assert all(row[1].startswith(f"http://testserver/{language}/") for row in table[1:])
    assert sheet == [[cell[:32_767] for cell in row] for row in table]
    assert title
    assert client.get(table[1][1].removeprefix("http://testserver")).status_code == 200


def test_codes_are_words_of_the_language(client):
    cells = {
        language: rows_of_csv(download(client, f"/{language}/exports/organisations.csv?q=femto-st"))
        for language in LANGUAGES
    }
    types = {language: table[1][table[0].index("Type")] for language, table in cells.items()}

    assert types == {"en": "Research laboratory", "fr": "Laboratoire de recherche"}


def test_a_spreadsheet_reads_the_accents_of_a_table(client):
    # Excel takes a file without a byte order mark for the code page of the country.
    content = download(client, "/fr/exports/organisations.csv?near=besancon&km=1")

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\xef\xbb\xbf") == 1
    assert "Besançon" in content.decode()


HOSTILE = [
    "=HYPERLINK(1)",
    "+33 1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_runs_as_a_formula(client, text):
    row = PUBLIC.entities().get(kind=Kind.ORGANISATION, slug="femto-st")
    document = json.loads(row.document)
    document["fields"]["name"][0]["value"] = text
    row.document = json.dumps(document)
    row.save()

    table = rows_of_csv(download(client, "/en/exports/organisations.csv?q=femto-st"))
    _, _, sheet = rows_of_xlsx(download(client, "/en/exports/organisations.xlsx?q=femto-st"))

    assert table[1][0] == "organisation:femto-st"
    assert table[1][2] == f"'{text}"
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n", "inlineStr"}
    assert sheet["C2"].value.startswith("'")


def test_text_that_is_no_formula_stays_as_it_is():
    for text in ("FEMTO-ST", "a=b", "’=1", "1-2", "", "Été"):
        assert safe_cell(text) == text


def test_signs_that_excel_refuses_are_left_out_and_long_cells_cut():
    rows = [["a\x00b\x0bc", "x" * 40_000]]
    _, cells, _ = rows_of_xlsx(to_xlsx([("Sheet", ["One", "Two"], rows)]))

    assert cells[1] == ["abc", "x" * 32_767]
    assert "".join(to_csv([["a,b", 'say "x"', "line\nbreak"]], ["1", "2", "3"])) == (
        '\ufeff1,2,3\r\n"a,b","say ""x""","line\nbreak"\r\n'
    )


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_download_says_what_it_is(client, file_format):
    answer = client.get(f"/fr/exports/projects.{file_format}")

    assert answer["Content-Type"] == FORMATS[file_format][1]
    assert answer["Content-Disposition"] == f'attachment; filename="biovaliance-projects.{file_format}"'
    assert answer["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("name", ["people.csv", "projects.pdf", "projects.", ".csv", "vocabulary.csv"])
def test_what_is_no_download_is_not_there(client, name):
    assert client.get(f"/en/exports/{name}").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_links_of_a_directory_keep_its_choice(client, language):
    shown = client.get(f"/{language}/organisations/?type=laboratory&q=femto&page=2")

    for link in shown.context["exports"]:
        assert link["url"].endswith("?q=femto&type=laboratory")
        assert client.get(link["url"]).status_code == 200
