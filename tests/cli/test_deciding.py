"""What to change about a line, from the command line."""

import json

import pytest

PATIENTS = """
[scenario]
name = "one bench"
patients = 200
price_year = 2024
[arrivals]
kind = "poisson"
rate_per_d = 0.8
loss = { hazard_per_d = { value = 0.01, low = 0.005, high = 0.02 } }
[[pools]]
name = "bench"
count = 1
price_eur = { value = 100000, low = 80000, high = 120000 }
life_years = 10
[[pools]]
name = "freezer"
count = 5
[[operations]]
name = "culture"
duration_h = 24
pools = { bench = 1 }
[[operations]]
name = "freeze"
duration_h = 1
pools = { freezer = 1 }
[costs]
batches_per_year = 200
"""


@pytest.fixture
def line(tmp_path):
    file = tmp_path / "line.toml"
    file.write_text(PATIENTS, encoding="utf-8")
    return str(file)


def test_the_pool_everyone_waits_for_is_the_bottleneck(run, line):
    told = json.loads(run("bioproduction", "decide", "next-unit", line, "--json").out)
    ran = run("bioproduction", "decide", "next-unit", line)

    assert told["bottleneck"] == "bench"
    assert [each["pool"] for each in told["pools"]] == ["bench", "freezer"]
    assert told["pools"][0]["eur_per_year"] == pytest.approx(10_000)
    assert ran.out.splitlines()[1].endswith("<- bottleneck")
    assert run("bioproduction", "decide", "next-unit", line).out == ran.out  # the seed is the same


def test_more_than_one_bench_can_make_takes_more_benches_or_more_sites(run, line):
    told = json.loads(run("bioproduction", "decide", "volume", line, "--doses", "700", "--json").out)
    ways = {way["name"]: way for way in told["ways"]}

    # A bench makes 365 a year: two make 700, and two sites have one each.
    assert ways["scale out"]["detail"] == "adds 1 x bench"
    assert ways["more sites"]["detail"] == "2 sites as stated"
    assert ways["scale out"]["cost_eur_per_dose"] == pytest.approx(20_000 / 700)
    assert ways["scale up"]["cost_eur_per_dose"] is None


def test_sites_near_the_patients_lose_fewer_of_them(run, line):
    layouts = ("--layout", "1,1000,2", "--layout", "4,100,0")
    told = json.loads(run("bioproduction", "decide", "sites", line, "--doses", "100", *layouts, "--json").out)

    by_sites = {each["sites"]: each for each in told["layouts"]}
    assert by_sites[1]["cost_eur_per_dose"] == pytest.approx(10_000 / 100 + 1000)
    assert by_sites[4]["cost_eur_per_dose"] == pytest.approx(10_000 / 25 + 100)
    assert by_sites[1]["lost_share"] > by_sites[4]["lost_share"]
    assert told["hazard_per_d"] == 0.01


def test_a_day_more_loses_about_the_hazard(run, line):
    told = json.loads(run("bioproduction", "decide", "day", line, "--json").out)

    assert 0.002 < told["lost_share_per_day"]["mean"] < 0.02
    assert "days to release" in run("bioproduction", "decide", "day", line).out


def test_a_ramp_buys_what_each_year_needs_and_keeps_it(run, line):
    told = json.loads(run("bioproduction", "decide", "ramp", line, "--doses", "300,700,300", "--json").out)

    assert [year["added"] for year in told["years"]] == [{}, {"bench": 1}, {}]
    assert [year["cost_eur_per_dose"] for year in told["years"]] == pytest.approx(
        [10_000 / 300, 20_000 / 700, 20_000 / 300]
    )
    assert told["levelised_eur_per_dose"] == pytest.approx(50_000 / 1300)


def test_a_ramp_tells_at_which_rate_later_years_count_less_and_whose_it_is(run, line, tmp_path):
    ramp = ("bioproduction", "decide", "ramp")
    years = ("--doses", "300,700")
    own = tmp_path / "own.toml"
    own.write_text(
        f'{PATIENTS}discount_rate_share = {{ value = 0.1, source = "our bank", status = "seen" }}\n',
        encoding="utf-8",
    )

    assert "a dose over all, nothing discounted: the scenario states no discount_rate_share (give a rate" in (
        run(*ramp, line, *years).out
    )
    assert "discounted at 10.0% a year, the scenario's discount_rate_share (seen: our bank)" in (
        run(*ramp, str(own), *years).out
    )
    assert (
        "discounted at 4.0% a year, the rate asked for" in run(*ramp, str(own), *years, "--rate", "0.04").out
    )
    told = json.loads(run(*ramp, str(own), *years, "--json").out)
    assert (told["rate_share"], told["rate_said_by"]) == (0.1, "scenario")
    assert (told["rate_status"], told["rate_source"]) == ("seen", "our bank")


def test_what_must_be_true_for_a_cost_names_the_numbers_that_reach_it(run, line):
    found = run("bioproduction", "decide", "target", "car-t-manual", "--cost", "50000")

    assert found.code == 0
    assert "not reached as stated" in found.out
    assert "material 'lentiviral vector', price_eur (now 12,000, assumed): 5,000 to " in found.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("volume", "--doses", "0"), "0 doses a year; expected a number above 0."),
        (("sites", "--doses", "10", "--layout", "1,2"), "Layout '1,2' is none; write sites, euros and days"),
        (("sites", "--doses", "10", "--layout", "0,1,1"), "expected at least one site"),
        (("ramp", "--doses", "100,x"), "Doses '100,x' is no list of numbers; separate them by commas"),
        (("ramp", "--doses", "100,0"), "A ramp needs a number of doses above 0 for each year"),
        (("target", "--cost", "nan"), "Cost is nan; expected euros above 0."),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(run, line, arguments, message):
    ran = run("bioproduction", "decide", arguments[0], line, *arguments[1:])

    assert ran.code == 1
    assert message in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_line_that_loses_nobody_says_what_a_day_needs(run):
    ran = run("bioproduction", "decide", "day", "mab-fed-batch")

    assert ran.code == 1
    assert "add 'loss = { hazard_per_d = ... }' under [arrivals]." in ran.err
