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


DOLLARS = """
[scenario]
name = "in dollars"
currency = "USD"
price_year = 2019
patients = 10
[arrivals]
kind = "interval"
interval_d = 3.65
[[pools]]
name = "bench"
count = 1
price_eur = { value = 100000, low = 80000, high = 120000 }
life_years = 10
[[pools]]
name = "people"
kind = "staff"
count = 1
cost_eur_per_h = 40
[[operations]]
name = "make"
duration_h = 10
pools = { bench = 1, people = 1 }
[costs]
discount_rate_share = 0.05
learning_progress_share = 0.8
learning_from_batch = 10
learning_at_batch = 40
"""


def test_dollars_of_2019_become_euros_of_a_year_with_rate_index_annuity_and_learning_told(run, tmp_path):
    file = tmp_path / "dollars.toml"
    file.write_text(DOLLARS, encoding="utf-8")
    answer = json.loads(run("bioproduction", "cost", file, "--json", "--price-year", 2024).out)
    (money,) = answer["conversions"]
    assert (money["currency"], money["price_year"]) == ("USD", 2019)
    rate, prices = money["steps"]
    assert (rate["factor"], prices["description"]) == (
        pytest.approx(1 / 1.1195, rel=1e-4),
        "consumer prices, France, 2019 to 2024",
    )
    assert money["eur"] == pytest.approx(rate["factor"] * prices["factor"])
    # 10 h x 40 a batch, two doublings at 80 %; 100 batches a year pay 100,000 back over ten years at 5 %.
    assert answer["breakdown_eur"]["labour"] == pytest.approx(400 * 0.64 * money["eur"])
    assert answer["breakdown_eur"]["equipment"] == pytest.approx(129.5045750 * money["eur"])
    assert (answer["discount_rate_share"], answer["price_year"]) == (0.05, 2024)
    told = run("bioproduction", "cost", file, "--price-year", 2024)
    assert "1 USD of 2019 is 1.0" in told.out
    assert "rooms and equipment are paid back over their lives at 5.0% a year" in told.out
    assert "People need 64.0 % of the hours stated: the cost is that of batch 40" in told.err
    for command in (("compare", file, "mrna"), ("decide", "ramp", file, "--doses", "50,100")):
        assert "EUR of 2024" in run("bioproduction", *command, "--price-year", 2024).out
    assert "EUR of 2019" in run("bioproduction", "decide", "ramp", file, "--doses", "50,100").out


def test_a_batch_and_a_year_are_told_at_demand_and_at_capacity(run):
    lines = run("bioproduction", "cost", "car-t-manual").out.splitlines()
    answer = json.loads(run("bioproduction", "cost", "car-t-manual", "--json").out)
    capacity = answer["at_capacity"]
    assert f"  a batch started  {answer['cost_eur_per_batch']:>14,.2f}" in lines
    assert f"  a year           {answer['eur_per_year']:>14,.2f}" in lines
    (told,) = [line for line in lines if line.startswith("  at capacity")]
    batch = capacity["eur_per_year"] / capacity["batches_per_year"]
    assert told.endswith(f"{batch:,.2f} a batch, {capacity['eur_per_year']:,.2f} a year)")


def test_a_price_of_a_whole_run_says_that_volume_changes_nothing(run):
    told = run("bioproduction", "cost", "mrna").err
    assert "Nothing is paid whatever is made, so a dose costs the same at every volume." in told


def test_studies_tell_ranges_and_intervals(run):
    tornado = run("bioproduction", "sensitivity", "car-t-manual").out
    assert "material 'lentiviral vector', price_eur: 5,000 to 30,000" in tornado
    morris = run("bioproduction", "sensitivity", "mab-fed-batch", "--method", "morris", "--runs", 16).out
    assert "(95 % interval; sd: bends and interactions)" in morris
    sobol = run("bioproduction", "sensitivity", "mab-fed-batch", "--method", "sobol", "--runs", 16).out
    assert "with its interactions (95 % intervals)" in sobol


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
