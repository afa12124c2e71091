"""`biovaliance bioproduction cost | compare | sensitivity | library`, by the real command line."""

import json
import math
import tomllib

import pytest

from tests.cli.program import runner

KEYS = [
    "materials",
    "consumables",
    "vector",
    "labour",
    "quality_control",
    "equipment",
    "facility",
    "logistics",
    "failure",
]


@pytest.fixture
def run(capsys, monkeypatch):
    return runner(capsys, monkeypatch)


def test_the_cost_as_json_has_the_stable_keys_and_adds_up(run):
    answer = json.loads(run("bioproduction", "cost", "car-t-manual", "--json").out)
    assert list(answer["breakdown_eur"]) == KEYS
    assert math.fsum(answer["breakdown_eur"].values()) == pytest.approx(answer["cost_eur_per_released_dose"])
    assert (answer["worst_status"], answer["currency"], answer["price_year"]) == ("assumed", "EUR", 2024)
    assert math.fsum(answer["rests_on"]["cost"].values()) == pytest.approx(1)


def test_the_cost_is_told_in_lines_for_a_person(run):
    out = run("bioproduction", "cost", "car-t-closed-automated").out.splitlines()
    assert out[0].startswith("Autologous CAR-T, closed and automated: ")
    assert "EUR of 2024 per released dose" in out[0]
    assert any("bounded by 'closed instrument'" in line for line in out)
    assert any("the cost rests on:" in line and "assumed" in line for line in out)


def test_a_price_year_is_converted_and_one_beyond_the_table_refused(run):
    answer = json.loads(run("bioproduction", "cost", "mrna", "--json", "--price-year", 2020).out)
    assert answer["price_year"] == 2020
    refused = run("bioproduction", "cost", "mrna", "--price-year", 2090)
    assert refused.code == 1
    assert "No change of prices 'France' for 2025" in refused.err


def test_two_technologies_are_compared_with_break_even_and_interval(run):
    names = ("car-t-manual", "car-t-closed-automated")
    answer = json.loads(run("bioproduction", "compare", *names, "--json", "--draws", 200).out)
    (contest,) = answer["against_first"]
    assert contest["other"] == "Autologous CAR-T, closed and automated"
    low, high = contest["saving_ci95"]
    assert low < contest["saving_eur_per_dose"] < high
    assert 0 < contest["break_even"]["crossing_share"] < 1
    told = run("bioproduction", "compare", *names, "--draws", 200).out
    assert "B against A: saves" in told
    assert "over all draws:" in told


@pytest.mark.parametrize("method", ["tornado", "morris", "sobol"])
def test_a_study_is_printed_for_programs_and_for_people(run, method):
    arguments = ("bioproduction", "sensitivity", "mab-fed-batch", "--method", method)
    arguments = arguments if method == "tornado" else (*arguments, "--runs", 16)
    answer = json.loads(run(*arguments, "--json").out)
    assert answer["method"] == method
    assert {"name", "low", "typical", "high", "status", "source"} <= set(answer["parameters"][0])
    assert "cost of a released dose in EUR of 2024" in run(*arguments).out


def test_the_library_is_listed_shown_and_copied(run, tmp_path):
    listed = json.loads(run("bioproduction", "library", "list", "--json").out)
    assert len(listed["processes"]) == 14
    assert "car-t-manual" in run("bioproduction", "library", "list").out
    shown = run("bioproduction", "library", "show", "skin-substitute").out
    assert tomllib.loads(shown)["scenario"]["name"] == "Engineered skin, autologous bilayer"
    file = tmp_path / "mine.toml"
    assert run("bioproduction", "library", "copy", "skin-substitute", file).code == 0
    assert file.read_text(encoding="utf-8") == shown
    assert run("bioproduction", "cost", file).out == run("bioproduction", "cost", "skin-substitute").out
    refused = run("bioproduction", "library", "copy", "skin-substitute", file)
    assert (refused.code, "add --overwrite" in refused.err) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("cost", "car-t-manuel"), "no process of the library"),
        (("library", "show", "moon"), "'moon' is no process of the library"),
        (("compare", "mrna"), "expected 2 to 4"),
        (("compare", "mrna", "mrna", "--volumes", "few"), "write the lowest and the highest"),
        (("sensitivity", "mrna", "--method", "sobol", "--runs", "10"), "expected a power of 2"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run, arguments, said):
    refused = run("bioproduction", *arguments)
    assert refused.code == 1
    assert len(refused.error_lines) == 1
    assert said in refused.err


def test_a_library_process_is_checked_by_its_name(run):
    assert "Autologous CAR-T, manual and open" in run("bioproduction", "check", "car-t-manual").out
