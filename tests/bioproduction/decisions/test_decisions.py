"""What to change in a process: each decision worked on a line whose answer is known."""

import math
from dataclasses import replace

import numpy as np
import pytest

from biovaliance.bioproduction.costs.costing import cost_of
from biovaliance.bioproduction.costs.kernel import CostKernel, Volume
from biovaliance.bioproduction.costs.numbers import numbers_of
from biovaliance.bioproduction.decisions.next_unit import next_units
from biovaliance.bioproduction.decisions.pairing import outcomes
from biovaliance.bioproduction.decisions.places import Layout, compare_layouts
from biovaliance.bioproduction.decisions.ramp import DiscountRate, RateFrom, capacity_ramp
from biovaliance.bioproduction.decisions.scaling import ways_over, ways_to_make
from biovaliance.bioproduction.decisions.target import what_must_be_true
from biovaliance.bioproduction.decisions.waiting import usual_days, worth_of_a_day
from biovaliance.bioproduction.engine.model import compile_scenario
from biovaliance.bioproduction.engine.parts import run_part
from biovaliance.bioproduction.engine.running import replications_of
from biovaliance.bioproduction.library.catalogue import read_process
from biovaliance.bioproduction.scenarios.reading import check_scenario
from biovaliance.foundation.errors import InputError
from tests.bioproduction.costs.small import PRICES, numbers, scenario, table, with_costs


def two_machines():
    """One machine that is busy and waited for; another pool that never is."""
    return check_scenario(
        {
            "scenario": {"name": "two machines", "patients": 400, "warm_up_patients": 40, "price_year": 2024},
            "arrivals": {"kind": "poisson", "rate_per_d": 1},
            "pools": [
                {"name": "narrow", "count": 1, "price_eur": 1000, "life_years": 5},
                {"name": "wide", "count": 40, "price_eur": 1000, "life_years": 5},
            ],
            "operations": [
                {
                    "name": "a",
                    "duration_h": {"distribution": "exponential", "mean": 19.2},
                    "pools": {"narrow": 1},
                },
                {"name": "b", "duration_h": 240, "pools": {"wide": 1}},
            ],
            "costs": {"maintenance_share": 0.1},
        },
        "two.toml",
    )


def test_the_bottleneck_is_the_pool_whose_next_unit_saves_days():
    found = next_units(two_machines(), PRICES, replications=8, engine="reference")
    assert found.bottleneck == "narrow"
    narrow, wide = found.units
    # M/M/1 at load 0.8: 3.2 d of wait; M/M/2: 0.15 d. Nobody waits for the wide pool, to the last event.
    assert narrow.days_saved.ci95[0] > 1
    assert (wide.pool, wide.days_saved.mean, wide.days_saved.ci95) == ("wide", 0, (0, 0))
    assert narrow.eur_per_year == pytest.approx(1000 / 5 + 100)


def test_a_line_that_nobody_waits_in_has_no_bottleneck():
    idle = two_machines().model_copy(
        update={"arrivals": scenario(arrivals={"kind": "interval", "interval_d": 60}).arrivals}
    )
    assert next_units(idle, PRICES, replications=3, engine="reference").bottleneck is None


def test_one_replication_tells_no_interval_and_is_refused():
    with pytest.raises(InputError, match="expected at least 2"):
        outcomes(compile_scenario(two_machines()), 1, 1, "reference")


def patient_line(hazard):
    tables = table()
    arrivals = {"kind": "interval", "interval_d": 3, "loss": {"hazard_per_d": hazard}}
    operations = [{"name": "make", "duration_h": 24 * 12}]
    head = {**tables["scenario"], "patients": 2000}
    return scenario(scenario=head, arrivals=arrivals, operations=operations, pools=[], calendars=[])


def test_a_day_of_waiting_loses_the_patients_that_the_hazard_says():
    hazard = 0.02
    found = worth_of_a_day(patient_line(hazard), replications=10, engine="reference")
    assert found.days.mean == pytest.approx(12)
    low, high = found.lost_share.ci95
    assert low < -math.expm1(-hazard * 12) < high
    expected = math.exp(-hazard * 12) - math.exp(-hazard * 13)
    low, high = found.lost_share_per_day.ci95
    assert low < expected < high
    assert found.patients_lost_per_day_and_year == pytest.approx(found.lost_share_per_day.mean * 365 / 3)


def test_a_test_after_release_costs_no_day():
    line = patient_line(0.02)
    later = {"name": "culture", "duration_h": 336, "after": ["make"], "test": {"gates_release": False}}
    tables = [operation.model_dump(exclude_unset=True) for operation in line.operations]
    with_test = scenario(
        scenario={**table()["scenario"], "patients": 2000},
        arrivals={"kind": "interval", "interval_d": 3, "loss": {"hazard_per_d": 0.02}},
        operations=[*({"name": each["name"], "duration_h": 288} for each in tables), later],
        pools=[],
        calendars=[],
    )
    both = [worth_of_a_day(each, replications=3, engine="reference") for each in (line, with_test)]
    assert both[0] == both[1]


def test_a_line_with_shifts_is_given_a_week_so_that_a_day_is_told_from_the_day_of_the_week():
    process = read_process("car-t-manual")
    hazard = process.arrivals.loss.hazard_per_d.number
    week = worth_of_a_day(process, replications=100)
    day = worth_of_a_day(process, days=1, replications=100)
    assert (week.days_added, day.days_added) == (7, 1)
    low, high = week.lost_share_per_day.ci95
    # In the days added, who would not be lost as the line stands is lost by the hazard alone.
    assert low < -math.expm1(-7 * hazard) / 7 * (1 - week.lost_share.mean) < high
    assert high - low < (day.lost_share_per_day.ci95[1] - day.lost_share_per_day.ci95[0]) / 10


def test_patients_who_wait_to_a_limit_are_given_a_day_alone():
    process = read_process("car-t-manual")
    loss = process.arrivals.loss.model_copy(update={"limit_d": process.arrivals.loss.hazard_per_d})
    limited = process.arrivals.model_copy(update={"loss": loss})
    assert usual_days(process) == 7
    assert usual_days(process.model_copy(update={"arrivals": limited})) == 1


def test_a_day_is_worth_nothing_where_no_patient_is_lost():
    with pytest.raises(InputError, match="loses no patient who waits"):
        worth_of_a_day(scenario())


def lots():
    return with_costs(doses_per_batch=10)


def test_larger_batches_cost_materials_in_proportion_and_equipment_less():
    capacity = float(CostKernel(numbers(lots())).cost(Volume(at_capacity=True)).doses_per_year)
    found = {way.kind: way for way in ways_to_make(numbers(lots()), 4 * capacity)}
    assert found["more sites"].detail.en == "4 sites as stated"
    assert found["more sites"].cost_eur_per_dose == pytest.approx(
        cost_of(
            with_costs(doses_per_batch=10, batches_per_year=capacity / 9), PRICES
        ).cost_eur_per_released_dose
    )
    assert found["scale up"].detail.en == "batches 4.00 times as large"
    # Work and tests are done once for four times the doses; the medium is bought in whole packs.
    batches = capacity / 9
    fixed = (8_000 + 14_000) * 4**0.6 / batches
    batch = 300 + 4 * 6000 + 1200 + 800 + 0.9 * 700 + fixed
    assert found["scale up"].cost_eur_per_dose == pytest.approx(batch / 36 + 700)
    assert found["scale up"].cost_eur_per_dose < found["scale out"].cost_eur_per_dose


def test_a_batch_of_one_patient_cannot_be_made_larger():
    ways = ways_to_make(numbers(), 1000.0)
    assert (ways[-1].kind, ways[-1].cost_eur_per_dose) == ("scale up", None)
    assert ways[-1].detail.en == "a batch is one patient's, so it cannot be made larger"


@pytest.mark.parametrize("tables", [lots(), scenario()], ids=["lots", "one patient's batches"])
def test_ways_over_volumes_are_those_of_each_volume(tables):
    volumes = [90.0, 333.0, 4000.0]
    curves = {curve.kind: curve.cost_eur_per_dose for curve in ways_over(numbers(tables), volumes)}
    for place, volume in enumerate(volumes):
        for way in ways_to_make(numbers(tables), volume):
            found = curves[way.kind][place] if curves[way.kind] else None
            assert found == (None if way.cost_eur_per_dose is None else pytest.approx(way.cost_eur_per_dose))


def test_what_is_added_is_told_in_both_languages():
    ways = ways_to_make(numbers(), 900.0)
    told = {way.kind: way.detail for way in ways}
    assert told["scale out"].en == "adds 8 x people, 7 x incubator"
    assert told["scale out"].fr.startswith("ajoute 8 × ")
    assert {way.name.fr for way in ways} == {
        "des lots plus grands",
        "davantage d’unités",
        "davantage de sites",
    }


@pytest.mark.parametrize(
    ("ask", "en", "fr"),
    [
        (lambda: ways_to_make(numbers(), 0), "0 doses a year; expected", "0 doses par an\u202f; il faut"),
        (lambda: ways_over(numbers(), [9, math.inf]), "inf doses a year;", "inf doses par an"),
        (
            lambda: compare_layouts(numbers(), 90, []),
            "0 layouts, 90 doses a year",
            "0 implantations, 90 doses",
        ),
        (lambda: compare_layouts(numbers(), math.inf, [Layout(1, 0, 0)]), "inf doses", "inf doses"),
        (lambda: compare_layouts(numbers(), 9, [Layout(0, 1, 1)]), "at least one site", "au moins un site"),
        (lambda: compare_layouts(numbers(), 9, [Layout(1, math.inf, 1)]), "inf EUR", "inf EUR"),
        (lambda: capacity_ramp(numbers(), [9, math.inf]), "leave out years", "laissez de côté les années"),
        (
            lambda: worth_of_a_day(patient_line(0.02), days=0),
            "Days is 0; expected",
            "de jours est 0\u202f; il",
        ),
    ],
)
def test_what_cannot_be_decided_is_refused_in_both_languages(ask, en, fr):
    with pytest.raises(InputError) as refused:
        ask()
    assert en in refused.value.text.en
    assert fr in refused.value.text.fr


def test_a_day_tells_how_many_of_its_two_lines_are_run():
    told = []
    worth_of_a_day(
        patient_line(0.02), replications=2, engine="reference", progress=lambda *done: told.append(done)
    )
    assert told == [(1, 2), (2, 2)]


def test_where_patients_are_lost_until_their_work_starts_a_day_of_it_loses_none_and_that_is_said():
    manual = read_process("car-t-manual")
    line = manual.model_dump(by_alias=True, exclude_none=True, mode="json")
    line["arrivals"]["loss"]["until"] = "start"
    found = worth_of_a_day(check_scenario(line), replications=4)
    assert found.lost_share_per_day.mean == pytest.approx(
        0, abs=0.0005
    )  # a few wait too long for their suite
    assert [notice.en.split(",")[0] for notice in found.notices] == [
        "Patients of this scenario are lost only until their first operation starts"
    ]
    assert found.to_json()["notices_fr"][0].startswith(
        "Les patients de ce scénario ne sont perdus que jusqu’au"
    )


@pytest.mark.parametrize(
    "ask",
    [
        lambda line, stop: next_units(line, PRICES, replications=10_000, stop=stop),
        lambda line, stop: worth_of_a_day(line, replications=10_000, stop=stop),
    ],
    ids=["next unit", "day"],
)
def test_a_comparison_is_left_within_a_line_when_somebody_stops_it(ask):
    asked = []

    def stop():
        asked.append(True)
        return len(asked) > 1

    with pytest.raises(KeyboardInterrupt):
        ask(read_process("car-t-manual"), stop)
    assert len(asked) == 2


def test_the_replications_of_a_line_are_those_of_one_core():
    model = compile_scenario(read_process("car-t-manual"))
    apart = run_part(model, 3, 0, 50).replications
    for one, other in zip(replications_of(model, 50, 3), apart, strict=True):
        assert (one.counts == other.counts).all()
        assert (one.moments == other.moments).all()


def test_a_central_site_is_cheaper_to_run_and_further_away():
    central, spread = Layout(1, 2000, 4), Layout(3, 500, 1)
    found = compare_layouts(numbers(), 90, [spread, central], hazard_per_d=0.01)
    by_sites = {result.layout.sites: result for result in found}
    # 100 batches a year: 22,000 of fixed cost once, or three times; its own transport is taken out.
    made = (8350 - 300 - 220) / 0.9
    assert by_sites[1].cost_eur_per_dose == pytest.approx(made + 22_000 / 90 + 2000)
    assert by_sites[3].cost_eur_per_dose == pytest.approx(made + 3 * 22_000 / 90 + 500)
    assert by_sites[3].lost_share == pytest.approx(1 - math.exp(-0.01 * (112 / 24 + 1)))
    assert found[0].layout == spread


def test_what_must_be_true_is_told_number_by_number_and_in_pairs():
    materials = [dict(each) for each in table()["materials"]]
    materials[0]["price_eur"] = {"low": 200, "mode": 1000, "high": 2000}
    materials[1]["price_eur"] = {"low": 3000, "mode": 5000, "high": 9000}
    study = what_must_be_true(numbers(scenario(materials=materials)), 9000)
    vector, consumables = study.alone
    # 977.78 EUR too dear: 880 off the vector of which a dose bears 1 / 0.9; the set alone gives 800.
    assert vector.ranges == ((3000, pytest.approx(5000 - 0.9 * (8350 / 0.9 + 700 - 9000))),)
    assert consumables.ranges == ()
    assert not study.is_reached
    assert study.together[0].nearest is not None


def test_without_the_ranges_of_pairs_all_else_of_a_target_is_the_same():
    given = numbers_of(read_process("car-t-manual"), PRICES)
    whole = what_must_be_true(given, 50_000, looked_at=3)
    quick = what_must_be_true(given, 50_000, looked_at=3, with_pair_ranges=False)
    assert quick.alone == whole.alone
    assert [replace(pair, needed=()) for pair in whole.together] == list(quick.together)


def test_the_target_of_fifty_thousand_euros_needs_a_cheaper_vector():
    given = numbers_of(read_process("car-t-manual"), PRICES)
    study = what_must_be_true(given, 50_000, looked_at=4)
    best = study.alone[0]
    assert best.parameter.name == "material 'lentiviral vector', price_eur"
    ((low, high),) = best.ranges
    assert low == 5000
    columns = {row.place: row for row in numbers_of(read_process("car-t-manual"), PRICES).rows.values()}
    place = next(place for place, row in columns.items() if row.name == best.parameter.name)
    laid = numbers_of(read_process("car-t-manual"), PRICES).over({place: np.array([high])})
    assert float(CostKernel(laid).cost().cost_per_dose[0]) == pytest.approx(50_000, abs=0.01)


def test_a_ramp_learns_from_the_batches_it_makes():
    learning = {"learning_progress_share": 0.8, "learning_from_batch": 1, "learning_at_batch": 1}
    given = numbers(with_costs(**learning))
    first, second = capacity_ramp(given, [90, 180]).years
    # 100 batches, then 200: their middles are batches 51 and 201.
    exponent = math.log2(0.8)
    assert first.hours_share == pytest.approx(51**exponent)
    assert second.hours_share == pytest.approx(201**exponent)
    # 16 h of people make a batch, and 4 h test each that grew: 50 EUR each, over 90 doses of 100 batches.
    stated = capacity_ramp(numbers(), [90, 180]).years
    saved = (16 + 0.9 * 4) * 50 / 0.9
    for year, plain in zip((first, second), stated, strict=True):
        assert plain.cost_eur_per_dose - year.cost_eur_per_dose == pytest.approx(
            saved * (1 - year.hours_share)
        )
        assert plain.hours_share == 1


def test_a_ramp_buys_units_when_they_are_needed_and_keeps_them():
    ramp = capacity_ramp(numbers(), [90, 900, 90], rate_share=0.05)
    first, second, third = ramp.years
    assert (first.added, dict(second.added)) == ((), {"people": 8, "incubator": 7})
    assert third.added == ()
    # Seven incubators more: 7 x 2,000 a year over 90 doses.
    assert third.cost_eur_per_dose - first.cost_eur_per_dose == pytest.approx(14_000 / 90)
    spent = 90 * first.cost_eur_per_dose + 900 * second.cost_eur_per_dose / 1.05
    spent += 90 * third.cost_eur_per_dose / 1.05**2
    assert ramp.levelised_eur_per_dose == pytest.approx(spent / (90 + 900 / 1.05 + 90 / 1.05**2))
    assert ramp.rate == DiscountRate(0.05, RateFrom.ASKED)


def test_a_ramp_discounts_at_the_rate_the_scenario_pays_back_at_and_says_whose_it_is():
    stated = {"value": 0.1, "source": "BioProcess International", "status": "seen"}
    given = numbers(with_costs(discount_rate_share=stated))
    ramp = capacity_ramp(given, [90, 900])
    assert ramp.rate == DiscountRate(0.1, RateFrom.SCENARIO, "seen", "BioProcess International")
    assert (
        ramp.levelised_eur_per_dose == capacity_ramp(given, [90, 900], rate_share=0.1).levelised_eur_per_dose
    )
    first, second = ramp.years
    spent = 90 * first.cost_eur_per_dose + 900 * second.cost_eur_per_dose / 1.1
    assert ramp.levelised_eur_per_dose == pytest.approx(spent / (90 + 900 / 1.1))


def test_a_ramp_of_a_scenario_without_a_rate_discounts_nothing_and_says_so():
    ramp = capacity_ramp(numbers(), [90, 900])
    assert ramp.rate == DiscountRate(0.0, RateFrom.NOBODY)
    first, second = ramp.years
    spent = 90 * first.cost_eur_per_dose + 900 * second.cost_eur_per_dose
    assert ramp.levelised_eur_per_dose == pytest.approx(spent / 990)
