"""`biovaliance bioproduction simulate --genealogy | lots`, by the real command line."""

import csv
import json

import pytest

from tests.bioproduction.pooled_platelets import PLATELETS
from tests.cli.program import runner


@pytest.fixture
def run(capsys, monkeypatch):
    return runner(capsys, monkeypatch)


@pytest.fixture
def events(run, tmp_path):
    scenario = tmp_path / "platelets.toml"
    scenario.write_text(PLATELETS, encoding="utf-8")
    ran = run(
        *("bioproduction", "simulate", scenario, "--replications", 1, "--engine", "reference"),
        *("--trace", tmp_path / "events.csv", "--genealogy", tmp_path / "lots.csv"),
    )
    assert ran.code == 0
    assert "  8 patients' or donors' lots became one with another" in ran.out
    assert "takes every pool as full" in ran.err or "take every pool as full" in ran.err
    return tmp_path / "events.csv"


def test_the_lots_of_a_run_are_written_as_a_table(events):
    rows = list(csv.DictReader((events.parent / "lots.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["lot"] for row in rows if row["end"] == "released"] == ["P0.2", "P5.2"]
    assert rows[0]["into"] == "P0.2"


def test_all_lots_are_told_in_lines_and_as_json(run, events):
    out = run("bioproduction", "lots", events).out.splitlines()
    assert out[0] == "12 lots, 2 of them pooled of several; 2 released with 2 doses"
    assert out[1] == (
        "  P0.2: released at 28.00 h after 'fill' (made of 5) with results to come of 'culture'"
    )
    told = json.loads(run("bioproduction", "lots", events, "--json").out)
    assert len(told["lots"]) == 12


def test_a_lot_is_followed_backward_and_forward(run, events):
    out = run("bioproduction", "lots", events, "--lot", "P3.1").out.splitlines()
    assert out == [
        "Asked for: P3.1",
        "Went into 2 lots, these included; 1 released with 1 dose, 0 still in the process",
        "  P3.1: pooled into P0.2 at 27.00 h",
        "  P0.2: released at 28.00 h after 'fill' (made of 5) with results to come of 'culture'",
        "  18.00 to 19.00 h: separate, finished",
        "  25.00 to 27.00 h: pool in batch B0.1.0, finished",
    ]
    back = json.loads(run("bioproduction", "lots", events, "--lot", "P0.2", "--json").out)
    assert [lot["lot"] for lot in back["made_of"]] == ["P0.1", "P1.1", "P2.1", "P3.1", "P4.1"]


def test_a_recall_is_asked_by_donor_or_by_the_hours_at_an_operation(run, events):
    donor = json.loads(run("bioproduction", "lots", events, "--patient", 7, "--json").out)
    assert (donor["asked"], donor["went_into"]["released"]) == (["P7.1"], ["P5.2"])
    hours = ("--operation", "separate", "--from-h", 24, "--to-h", 31)
    both = json.loads(run("bioproduction", "lots", events, *hours, "--json").out)
    assert both["asked"] == ["P4.1", "P5.1"]
    assert (both["went_into"]["released"], both["went_into"]["doses"]) == (["P0.2", "P5.2"], 2)
    nobody = run("bioproduction", "lots", events, "--operation", "fill", "--from-h", 0, "--to-h", 1)
    assert nobody.out == "No lot was there in these hours.\n"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--lot", "P77.1"), "There is no lot 'P77.1' in this run"),
        (("--patient", 77), "Patient 77 did not come in this run"),
        (("--operation", "freeze"), "choose one of: separate, pool, fill, culture"),
    ],
)
def test_what_was_not_there_is_refused(run, events, options, words):
    ran = run("bioproduction", "lots", events, *options)
    assert ran.code == 1
    assert words in ran.err


def test_a_file_that_is_no_trace_is_refused(run, tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    ran = run("bioproduction", "lots", tmp_path / "other.csv")
    assert ran.code == 1
    assert "The table is no trace of a run" in ran.err
    assert run("bioproduction", "lots", tmp_path / "none.csv").code == 1
