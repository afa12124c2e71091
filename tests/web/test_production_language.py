"""The production pages read in the language they are asked for: no word, number or sign of the other one."""

import csv
import io
import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from biovaliance.bioproduction.engine.running import simulate
from biovaliance.bioproduction.library.catalogue import entries, process_text, read_process
from biovaliance.web.bioproduction.decisions import urls as decision_urls
from biovaliance.web.bioproduction.results import urls as result_urls
from biovaliance.web.bioproduction.runs import urls as run_urls
from biovaliance.web.bioproduction.runs.questions import versions
from biovaliance.web.bioproduction.scenarios import urls as scenario_urls
from biovaliance.web.bioproduction.store import keep_scenario
from biovaliance.web.bioproduction.suppliers import urls as supplier_urls
from biovaliance.web.models import RunRow
from tests.bioproduction.test_reading import BAD, GOOD
from tests.web.reading import out_of_place, texts_of
from tests.wrong_files import changed

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr")
URL_PARTS = (scenario_urls, run_urls, result_urls, supplier_urls, decision_urls)
MANUAL = process_text("car-t-manual")
WRITTEN_BY_THE_USER = re.compile(
    r"[a-z_]+(?:\.[a-z_]+|\[\d+\])+|'[^']*'|\"assumed\"|«\u00a0[^»]*\u00a0»|Mon-Fri|\b\w+_\w+\b|"
    r"[a-z]+, [a-z]+, .*"
)
"""What a fault quotes from a text: keys, names, values."""


def address(name, *args, language, **asked):
    with override(language):
        return reverse(name, args=args) + (
            "?" + "&".join(f"{k}={v}" for k, v in asked.items()) if asked else ""
        )


def wrong_in(answer, language):
    """The texts of a page that are not of its language, with what in them is not."""
    found = {text: out_of_place(text, language) for text in texts_of(answer.content.decode(), language)}
    return {text: words for text, words in found.items() if words}


def wrong_cells(answer, language):
    """The same of a file for spreadsheets."""
    cells = {cell for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) for cell in row}
    found = {cell: out_of_place(cell, language) for cell in cells if not re.fullmatch(r"-?[\d.e+-]+", cell)}
    return {cell: words for cell, words in found.items() if words}


SAME_IN_BOTH = {"production", "scenarios", "scenario", "lots", "toml", "svg", "csv", "xlsx", "json"}
"""The words of an address that French writes as English does, and the names of formats."""


def address_words(language):
    """The words of each address of production, without what stands for a thing."""
    with override(language):
        found = {
            pattern.name: str(pattern.pattern)
            for part in URL_PARTS
            for pattern in part.urlpatterns
            if pattern.name
        }
    return {name: set(re.findall(r"[a-z]+", re.sub(r"<.*?>", "", route))) for name, route in found.items()}


def test_a_french_address_has_no_english_word():
    english, french = address_words("en"), address_words("fr")
    kept = {name: words & french[name] - SAME_IN_BOTH for name, words in english.items()}
    assert {name: words for name, words in kept.items() if words} == {}
    assert french["production_suppliers_csv"] == {"fournisseurs", "csv"}


@pytest.mark.parametrize("entry", entries(), ids=[entry.name for entry in entries()])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_and_the_unknowns_of_every_process_of_the_library(client, entry, language):
    assert wrong_in(client.get(address("production_process", entry.name, language=language)), language) == {}
    unknowns = client.get(address("result_cost", entry.name, "unknowns", "csv", language=language))
    assert wrong_cells(unknowns, language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_library_a_comparison_the_decisions_and_the_editor(client, language):
    pages = [
        address("production", language=language),
        address("production_compare", language=language) + "?with=car-t-manual&with=car-t-closed-automated",
        address("production_decisions", "car-t-manual", language=language),
        address("production_decisions", "car-t-manual", language=language, doses="many", lost="200"),
        address("production_edit", language=language, **{"from": "car-t-manual"}),
    ]
    assert {page: wrong_in(client.get(page), language) for page in pages} == {page: {} for page in pages}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "part", ["arrivals", "costs", "operations.5", "pools.0", "materials.0", "calendars.0"]
)
def test_the_forms_of_the_editor(client, part, language):
    asked = {"from": "car-t-manual", "text": MANUAL, "do": f"open:{part}"}
    assert wrong_in(client.post(address("production_edit", language=language), asked), language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_faults_of_a_text(client, language):
    for old, new, _told in BAD:
        asked = {"from": "", "text": changed(GOOD, (old, new)), "do": "check"}
        answer = client.post(address("production_edit", language=language), asked)
        texts = [WRITTEN_BY_THE_USER.sub("", text) for text in texts_of(answer.content.decode(), language)]
        assert [(new, text) for text in texts if text != "day" and out_of_place(text, language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_of_a_scenario_that_was_begun_from_the_library(client, language):
    text = MANUAL.replace("count = 8", "count = 4")
    kept = keep_scenario(text, "Autologous CAR-T, manual and open", "car-t-manual", "somebody")
    process = read_process("car-t-manual")
    few = process.scenario.model_copy(update={"patients": 20, "warm_up_patients": 0})
    found = simulate(process.model_copy(update={"scenario": few}), 2, 1, "reference")
    row = RunRow.objects.create(
        key="a" * 16,
        scenario=kept,
        kind="simulation",
        settings={"seed": 1, "replications": 5},
        versions=versions(),
        result=json.loads(json.dumps({"simulation": found.to_json()})),
        state="stopped",
        done=2,
        of=5,
        asked_at=timezone.now(),
        ended_at=timezone.now(),
    )
    pages = [
        address("production_scenario", kept.key, language=language),
        address("production_run", row.key, language=language),
    ]
    assert {page: wrong_in(client.get(page), language) for page in pages} == {page: {} for page in pages}
    waits = client.get(address("result_run", row.key, "waits", "csv", language=language))
    assert wrong_cells(waits, language) == {}


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Coût of a dose", "fr", ["of"]),
        ("Une dose: 3 €", "fr", ["e:"]),
        ("une part de 0.5", "fr", ["0.5"]),
        ("prix du car_t_manual", "fr", ["car_t_manual"]),
        ("Une dose\u00a0: 3,5\u00a0% du coût", "fr", []),
        ("Cost of a dose: 3.5 %", "en", []),
        ("Cost par dose, sans name", "en", ["sans"]),
        ("None a year", "en", ["None"]),
    ],
)
def test_what_is_out_of_place_is_found(text, language, found):
    assert out_of_place(text, language) == found
