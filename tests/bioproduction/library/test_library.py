"""The processes of the library: all run and are costed, and no number is better than its row."""

import csv
import itertools
import re
from importlib.resources import files

import pytest

from biovaliance.bioproduction.costs.costing import cost_of
from biovaliance.bioproduction.costs.numbers import numbers_of
from biovaliance.bioproduction.engine.running import simulate
from biovaliance.bioproduction.library.catalogue import entries, facilities, process_text, read_process
from biovaliance.bioproduction.prices import bundled_prices
from biovaliance.bioproduction.scenarios.checks import notices
from biovaliance.bioproduction.scenarios.parameters import Status
from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.foundation.errors import NotFoundError
from biovaliance.vocabulary.thesaurus import bundled_thesaurus

PRICES = bundled_prices()
NAMES = [entry.name for entry in entries()]
TABLE = files("biovaliance.bioproduction") / "tables" / "parameters.csv"
ROW = re.compile(r"row: ([^;]+)")
# Days and minutes into hours, hours a day into a share, grams a litre into those of 0.5 and 50 L.
FACTORS = (1, 24, 1 / 60, 1 / 24, 0.5, 50)


def rows():
    """The rows of the parameter table by process, variant, step and parameter."""
    found = {}
    for row in csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()):
        key = " | ".join(row[name] or "-" for name in ("process", "variant", "step", "parameter"))
        found.setdefault(key, row)
    return found


ROWS = rows()


def sourced(name):
    """The numbers of a process that name rows of the table, with these rows."""
    for row in numbers_of(read_process(name), PRICES).rows.values():
        keys = [key.strip() for key in ROW.findall(row.parameter.note)]
        if keys:
            yield row, keys


def printed(row):
    """All numbers that a row prints."""
    text = " ".join(row[key] for key in ("low", "base", "high"))
    return [float(each) for each in re.findall(r"-?\d*\.?\d+(?:e[+-]?\d+)?", text)]


def test_the_library_holds_the_processes_of_the_region_and_their_facility():
    assert len(NAMES) == 14
    assert facilities() == {"two-suites": "Two independent suites, class A in B"}
    suite = next(pool for pool in read_process("car-t-manual").pools if pool.name == "suite")
    assert (suite.count, suite.room_class) == (2, "B")


@pytest.mark.parametrize("name", NAMES)
def test_a_process_can_be_costed_and_has_nothing_to_be_told_of(name):
    process = read_process(name)
    result = cost_of(process, PRICES)
    assert result.price_year == 2024
    assert result.cost_eur_per_released_dose > 0
    # The prices of the mRNA are those of a whole run, so nothing of them is fixed.
    told = [whole_sentence("nothing-fixed")] if name == "mrna" else []
    assert list(result.notices) == told
    assert notices(process) == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_process_runs_to_the_release_of_doses(name):
    process = read_process(name)
    head = process.scenario.model_copy(update={"patients": 60, "warm_up_patients": 0})
    result = simulate(process.model_copy(update={"scenario": head}), 1, 1, "reference")
    assert result.patients == 60
    assert result.censored == 0
    assert result.released > 40


@pytest.mark.parametrize("name", NAMES)
def test_no_number_is_shown_as_better_than_its_row(name):
    doubt = {"SEEN": 0, "DERIVED": 1, "UNVERIFIED": 2, "ASSUMED": 3}
    for row, keys in sourced(name):
        for key in keys:
            assert key in ROWS, f"{row.name}: '{key}' is no row"
            source = ROWS[key]
            assert row.status.doubt >= doubt[source["status"]], row.name
            assert source["grade"] != "D", row.name
            if row.status is not Status.ASSUMED and row.parameter.grade:
                grades = [ROWS[each]["grade"] for each in keys if ROWS[each]["grade"]]
                assert row.parameter.grade in grades, row.name


@pytest.mark.parametrize("name", NAMES)
def test_a_number_said_to_be_seen_is_printed_in_its_row(name):
    for row, keys in sourced(name):
        if row.status is Status.SEEN:
            (key,) = keys[:1]
            numbers = itertools.product(printed(ROWS[key]), FACTORS)
            value = row.parameter.number
            assert any(abs(value - number * factor) <= 1e-6 * value for number, factor in numbers), row.name
            assert row.source == ROWS[key]["source"], row.name


@pytest.mark.parametrize("name", NAMES)
def test_the_concepts_of_materials_are_terms_of_the_vocabulary(name):
    known = bundled_thesaurus().concepts
    assert [
        each.name for each in read_process(name).materials if each.concept and each.concept not in known
    ] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_number_with_a_range_says_where_it_comes_from_or_why_it_is_assumed(name):
    for row in numbers_of(read_process(name), PRICES).rows.values():
        if row.parameter.model_fields_set - {"value"}:
            assert row.parameter.note or row.source, row.name


def test_the_parameter_table_keeps_its_421_rows_with_unit_status_and_source():
    table = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
    assert len(table) == 421
    assert all(row["unit"] and row["source"] for row in table)
    statuses = [row["status"] for row in table]
    assert {status: statuses.count(status) for status in sorted(set(statuses))} == {
        "ASSUMED": 16,
        "DERIVED": 29,
        "SEEN": 361,
        "UNVERIFIED": 15,
    }


def test_a_process_moves_to_another_place_by_its_lines():
    text = process_text("car-t-manual")
    assert text.count("[costs]") == 1
    assert "logistics_eur_per_dose" in text.partition("[costs]")[2]
    assert "facility_life_years" in text.partition("[costs]")[2]


def test_an_unknown_name_is_refused_with_a_proposal():
    with pytest.raises(NotFoundError, match="Did you mean 'car-t-manual'"):
        read_process("car-t-manuel")
    with pytest.raises(NotFoundError, match="'moon' is no facility of the library"):
        process_text("car-t-manual", "moon")
