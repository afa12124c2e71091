"""Who supplies a process, on its page and as files."""

import csv
import html
import io
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest

from tests.pages import LANGUAGES

pytestmark = pytest.mark.django_db
PAGES = {
    "en": "/en/production/library/car-t-closed-automated/",
    "fr": "/fr/production/bibliotheque/car-t-closed-automated/",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_stands_with_its_term_and_who_does_it(client, language):
    answer = client.get(PAGES[language])
    groups = answer.context["suppliers"]["groups"]

    assert [len(group["rows"]) for group in groups] == [9, 4, 3]
    assert all(row["term"] for group in groups for row in group["rows"])
    load = next(row for row in groups[0]["rows"] if "instrument" in row["name"] or "automate" in row["name"])
    assert [who["name"] for who in load["cells"][0]["doing"]] == ["CellQuest"]


def test_what_is_missing_here_is_told_once_and_asked_for_on_the_partner_page(client):
    answer = client.get(PAGES["fr"])
    suppliers = answer.context["suppliers"]
    asked = parse_qs(urlsplit(suppliers["need_url"]).query)

    assert suppliers["seen"] + len(suppliers["missing"]) + len(suppliers["nowhere"]) == suppliers["total"]
    assert "lentiviral-vectors" in asked["plus"]
    assert asked["q"][0].startswith("Pour le procédé «\u00a0CAR-T autologue, clos et automatisé\u00a0» (")
    page = client.get(suppliers["need_url"])
    assert page.status_code == 200
    assert "vecteur lentiviral" in html.unescape(page.content.decode())


def test_a_need_keeps_the_capitals_of_its_terms(client):
    need = client.get("/en/production/library/car-t-manual/").context["suppliers"]["need_url"]
    written = parse_qs(urlsplit(need).query)["q"][0]
    assert "looking for: leukapheresis, " in written
    assert "T-cell activation" in written


@pytest.mark.parametrize(("language", "title"), [("en", "Seen in Bourgogne-"), ("fr", "Vu en Bourgogne-")])
def test_who_was_seen_in_the_region_stands_before_what_was_not(client, language, title):
    page = client.get(PAGES[language]).content.decode()
    seen = page.split(title)[1].split("</dl>")[0]
    assert "CellQuest" in seen
    assert page.index(title) < page.index('class="supply-ask"') < page.index("supply-table")


def test_the_page_asks_the_atlas_once_and_then_no_more(client, django_assert_max_num_queries):
    client.get(PAGES["en"])
    with django_assert_max_num_queries(2):
        client.get(PAGES["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_hold_a_row_per_piece_of_evidence_and_one_per_gap(client, language):
    word = {"en": "suppliers", "fr": "fournisseurs"}[language]
    address = f"/{language}/production/car-t-closed-automated/{word}"
    rows = list(csv.reader(io.StringIO(client.get(f"{address}.csv").content.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}.xlsx").content)).active

    assert rows[0][0] == {"en": "Part of the process", "fr": "Partie du procédé"}[language]
    assert {len(row) for row in rows} == {len(rows[0])}
    not_seen = {"en": "not seen in the region", "fr": "non vu dans la région"}[language]
    vector = {"en": "lentiviral vector", "fr": "vecteur lentiviral"}[language]
    assert [vector, not_seen] in [[row[1], row[3]] for row in rows]
    assert sheet.max_row == len(rows)


@pytest.mark.parametrize("address", ["no-such/suppliers.csv", "car-t-manual/suppliers.exe"])
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(f"/en/production/{address}").status_code == 404


def test_before_the_first_build_the_page_tells_what_nobody_was_seen_to_do(client, empty_atlas):
    answer = client.get(PAGES["en"])

    assert answer.status_code == 200
    assert answer.context["suppliers"]["seen"] == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_comparison_tells_what_only_one_side_lacks_and_what_all_do(client, language):
    word = {"en": "compare", "fr": "comparer"}[language]
    address = f"/{language}/production/{word}/?with=car-t-manual&with=car-t-closed-automated"
    answer = client.get(address)
    supply = answer.context["supply"]
    closed = client.get(PAGES[language]).context["suppliers"]
    lacking = [gap["label"] for gap in closed["missing"] + closed["nowhere"]]

    own = [gap["label"] for gap in supply["sides"][1]["missing"] + supply["sides"][1]["nowhere"]]
    shared = [gap["label"] for gap in supply["shared"]]
    processor = {
        "en": "Closed automated cell processor",
        "fr": "Automate clos de traitement cellulaire",
    }
    assert processor[language] in own
    assert sorted(own + shared) == sorted(lacking)
    assert not set(own) & {gap["label"] for gap in supply["sides"][0]["nowhere"]}
    page = html.unescape(answer.content.decode())
    assert f'href="{PAGES[language]}#suppliers"' in page
    assert {"en": "What was not seen in ", "fr": "Ce qui n’a pas été vu en "}[language] in page
    asked = parse_qs(urlsplit(supply["sides"][1]["need_url"]).query)["q"][0]
    assert processor[language][1:] in asked
