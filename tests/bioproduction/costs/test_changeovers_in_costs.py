"""Changeovers in capacity and costs: worked by hand, beside the engine, and nothing where there are none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.bioproduction.costs.comparison import compare
from biovaliance.bioproduction.costs.costing import cost_of
from biovaliance.bioproduction.costs.kernel import CostKernel
from biovaliance.bioproduction.costs.lead_time import lead_time_h
from biovaliance.bioproduction.costs.numbers import numbers_of
from biovaliance.bioproduction.costs.studies import cost_model, cost_study
from biovaliance.bioproduction.engine.running import simulate
from biovaliance.bioproduction.scenarios.checks import loads, notices
from biovaliance.bioproduction.scenarios.mixing import _longest
from biovaliance.bioproduction.scenarios.reading import check_scenario
from tests.bioproduction.costs.small import PRICES

DAY = {"name": "day", "windows": [{"days": "Mon-Fri", "from": "08:00", "to": "16:00"}]}
OPENED_H = 40 / 168 * 8760
"""Hours a year of a pool that works 40 h a week."""


def filling(pool=None, operations=None, **tables):
    """Return a line that fills bags (3 h) and then vials (1 h), with an operator, on one filler."""
    filler = {
        "name": "filler",
        "kind": "equipment",
        "count": 1,
        "calendar": "day",
        "cost_eur_per_h": 10,
        **({"changeover_h": 2} if pool is None else pool),
    }
    people = {"name": "people", "kind": "staff", "count": 4, "calendar": "day", "cost_eur_per_h": 50}
    taken = {"filler": 1, "people": 1}
    made = [
        {"name": "bags", "duration_h": 3, "pools": taken},
        {"name": "vials", "duration_h": 1, "pools": taken},
    ]
    return check_scenario(
        {
            "scenario": {"name": "filling", "price_year": 2024, "patients": 10},
            "arrivals": {"kind": "interval", "interval_d": 3.65},
            "calendars": [DAY],
            "pools": [filler, people],
            "operations": made if operations is None else operations,
            "costs": {"facility_running_eur_per_year": 1000},
            **tables,
        },
        "filling.toml",
    )


def costed(scenario):
    return cost_of(scenario, PRICES)


def kernel(scenario):
    return CostKernel(numbers_of(scenario, PRICES))


def test_half_of_two_kinds_changes_at_every_second_start():
    # Of two starts a batch each finds the other setup half the time: 2 x 1/2 x 2 h = 2 h a batch.
    found = kernel(filling())
    assert found.changeover_h == (1, 1)
    assert found.changeover_h_per_batch == (2, 2)
    assert found.work_h_per_batch == (6, 6)
    assert found.tightest_pool() == "filler"
    result = costed(filling())
    assert result.capacity_batches_per_year == pytest.approx(OPENED_H / 6)
    assert result.at_demand.breakdown_eur["labour"] == pytest.approx(6 * 50)
    assert result.at_demand.breakdown_eur["equipment"] == pytest.approx(6 * 10)
    assert result.lead_time_h == pytest.approx(6)


def test_pairs_count_with_the_shares_of_what_comes_before_and_after():
    # 1.5 bags for each vial, the bag repeated until it is right: shares 0.6 and 0.4.
    operations = [
        {
            "name": "bags",
            "duration_h": 3,
            "pools": {"filler": 1},
            "failure": {"share": 1 / 3, "then": "repeat"},
        },
        {"name": "vials", "duration_h": 1, "pools": {"filler": 1}},
    ]
    pool = {"changeover_h": 2, "changeovers": [{"from": "bags", "to": "vials", "changeover_h": 5}]}
    found = kernel(filling(pool, operations))
    # A bag finds vials 0.4 of the time (2 h), a vial finds bags 0.6 of the time (5 h).
    assert found.changeover_h == pytest.approx((0.8, 3.0))
    assert found.changeover_h_per_batch == pytest.approx((1.5 * 0.8 + 3.0, 0))


def test_work_of_one_setup_and_a_pool_of_one_kind_need_none():
    operations = [
        {"name": "bags", "duration_h": 3, "pools": {"filler": 1}, "setup": "liquid"},
        {"name": "vials", "duration_h": 1, "pools": {"filler": 1}, "setup": "liquid"},
        {"name": "look", "duration_h": 1, "pools": {"people": 1}},
    ]
    found = filling({"changeover_h": 2}, operations)
    assert kernel(found).changeover_h == (0, 0, 0)
    without = costed(filling({}, operations))
    assert costed(found).at_demand == without.at_demand
    assert costed(found).at_capacity == without.at_capacity
    assert costed(found).notices == without.notices == ()


def test_an_operation_waits_for_the_slowest_of_all_units_it_takes():
    # Two units, each of which last did one of three kinds as likely: the longer of two draws from 0, 2 and
    # 4 h is 0 h with 1/9, 2 h with 3/9 and 4 h with 5/9.
    operations = [
        {"name": name, "duration_h": 1, "pools": {"filler": 2}, "after": []} for name in ("a", "b", "c")
    ]
    changeovers = [{"from": "b", "to": "a", "changeover_h": 2}, {"from": "c", "to": "a", "changeover_h": 4}]
    found = kernel(filling({"count": 2, "changeovers": changeovers}, operations))
    assert found.changeover_h[0] == pytest.approx(26 / 9)
    assert found.changeover_h[1:] == (0, 0)
    assert found.changeover_h_per_batch[0] == pytest.approx(52 / 9)


@given(
    hours=st.lists(st.floats(0, 100), min_size=2, max_size=5),
    weights=st.lists(st.floats(0.01, 1), min_size=5, max_size=5),
    units=st.integers(1, 4),
)
def test_the_longest_of_several_is_never_less_than_one_and_never_more_than_the_dearest(hours, weights, units):
    shares = tuple(each / sum(weights[: len(hours)]) for each in weights[: len(hours)])
    one = _longest([(tuple(hours), shares, 1)])
    several = _longest([(tuple(hours), shares, units), ((0.0,), (1.0,), 1)])
    assert one - 1e-9 <= several <= max(hours) + 1e-9
    columns = tuple(np.array([each, each]) for each in hours)
    assert _longest([(columns, shares, units), ((0.0,), (1.0,), 1)]) == pytest.approx([several, several])


def test_a_way_that_no_batch_takes_in_some_of_many_scenarios_changes_nothing_there():
    operations = [
        {"name": "look", "duration_h": 1, "next": [{"to": "bags", "share": 0.5}]},
        {"name": "bags", "duration_h": 3, "pools": {"filler": 1}},
        {"name": "vials", "duration_h": 1, "pools": {"filler": 1}},
    ]
    numbers = numbers_of(filling(None, operations), PRICES)
    shares = {("operations", 0, "next", 0, "share"): np.array([0.0, 0.5])}
    assert CostKernel(numbers.over(shares)).work_h_per_batch[0] == pytest.approx([0, 3])


def test_a_line_without_changeovers_costs_what_it_did_to_the_last_digit():
    zero = costed(filling({"changeover_h": 0}))
    none = costed(filling({}))
    assert zero.at_demand == none.at_demand
    assert zero.at_capacity == none.at_capacity
    assert zero.lead_time_h == none.lead_time_h
    assert none.notices == ()


def test_what_was_assumed_of_changeovers_is_told_in_both_languages():
    (told,) = costed(filling()).notices
    assert told.en == (
        "Changeovers of 'filler' are counted as if its work came mixed: 2.00 unit hours a batch, in its "
        "capacity and in the cost. Units that keep to one kind of work need fewer; one that does each "
        "batch's operations in turn may need more: simulate to see."
    )
    assert told.fr.startswith(
        "Les changements de réglage de «\u00a0filler\u00a0» sont comptés comme si les travaux venaient "
        "mélangés\u00a0: 2,00 heures d’unité par lot"
    )
    (campaigns,) = costed(filling({"changeover_h": 2, "campaigns": True})).notices
    assert campaigns.en.endswith("It works in campaigns, which need fewer: simulate to see how many.")
    assert campaigns.fr.endswith("simulez pour voir combien.")


def test_a_demand_that_changeovers_put_above_capacity_is_told_by_costs_and_by_the_check():
    # 365 batches a year of 6 h are 2,190 h; 2,086 h are open, and without changeovers 1,460 h would do.
    busy = filling(arrivals={"kind": "interval", "interval_d": 1})
    told = costed(busy).notices[0].en
    assert told.startswith("365 batches a year are asked for and 348 can be made: pool 'filler' bounds")
    assert loads(busy)["filler"] == pytest.approx(365 * 6 / OPENED_H)
    assert loads(busy, with_changeovers=False)["filler"] == pytest.approx(365 * 4 / OPENED_H)
    overloaded, as_mixed = notices(busy)
    assert "'filler' is asked for 1.05 times what it can give" in overloaded.en
    assert "without any it is asked for 0.70 times" in as_mixed.en


def test_a_changeover_with_a_range_is_among_what_the_cost_depends_on():
    scenario = filling({"changeover_h": {"low": 1, "mode": 2, "high": 4}})
    model = cost_model(numbers_of(scenario, PRICES))
    assert [row.name for row in model.rows] == ["pool 'filler', changeover_h"]
    # An hour of changeover is an hour of a filler and of one person: 60 EUR. The site is 10 EUR a batch.
    assert model(np.array([[1.0], [2.0], [4.0]])) == pytest.approx([310, 370, 490])
    (bar,) = cost_study(model, "tornado")["parameters"]
    assert (bar["at_low"], bar["at_high"]) == pytest.approx((310, 490))


def test_pairs_with_ranges_move_several_units_too():
    pair = {"from": "bags", "to": "vials", "changeover_h": {"low": 1, "high": 3}}
    scenario = filling({"count": 2, "changeover_h": 2, "changeovers": [pair]}, [
        {"name": "bags", "duration_h": 3, "pools": {"filler": 2}},
        {"name": "vials", "duration_h": 1, "pools": {"filler": 2}},
    ])  # fmt: skip
    model = cost_model(numbers_of(scenario, PRICES))
    found = model(np.array([[1.0], [3.0]]))
    # Vials find one of two units set up for bags 3/4 of the time, and hold both fillers: 2 x 10 x 3/4 x 2 h.
    assert found[1] - found[0] == pytest.approx(30)


def test_of_two_technologies_the_one_without_changeovers_saves_them():
    one_use, shared = filling({}), filling()
    found = compare([shared, one_use], PRICES).contests[0]
    assert found.saving_eur_per_dose == pytest.approx(2 * 60)


def test_the_way_of_a_batch_counts_the_changeovers_of_mixed_work():
    numbers = numbers_of(filling(), PRICES)
    assert lead_time_h(numbers) == pytest.approx(6)


# Beside the engine.

THREE = [
    {"from": old, "to": new, "changeover_h": hours}
    for old, new, hours in (
        ("a", "b", 1), ("b", "a", 4), ("a", "c", 2), ("c", "a", 6), ("b", "c", 3), ("c", "b", 0.5),
    )
]  # fmt: skip
TWO_H = {"changeover_h": 2}
CHOICE = (("a", 0.5), ("b", 0.5))


def mixed_line(count, pool, lasts_h, shares=None):
    """Return a line whose patients take one way by chance, or one operation after the other."""
    names = list(lasts_h)
    work = [
        {
            "name": name,
            "duration_h": {"distribution": "exponential", "mean": hours},
            "pools": {"unit": 1},
            **({"next": [{"to": "end", "share": 1}]} if shares else {}),
        }
        for name, hours in lasts_h.items()
    ]
    ways = [{"to": name, "share": share} for name, share in zip(names, shares or (), strict=False)]
    choice = [{"name": "choose", "duration_h": 0, "next": ways}] if shares else []
    return {
        "scenario": {"name": "mixed", "patients": 20_000, "warm_up_patients": 2000},
        "pools": [{"name": "unit", "count": count, **pool}],
        "operations": [*choice, *work],
    }


def at_load(tables, load):
    """Return the line with as many patients as load it so, changeovers included."""
    one_a_day = check_scenario({**tables, "arrivals": {"kind": "poisson", "rate_per_d": 1}})
    rate = load / loads(one_a_day)["unit"]
    return check_scenario({**tables, "arrivals": {"kind": "poisson", "rate_per_d": rate}})


def unit_h_per_patient(scenario):
    found = simulate(scenario, seed=5, replications=2).to_json()
    share = found["pools"]["unit"]["utilisation_share"]
    return share * scenario.pools[0].count * 8760 / found["throughput_per_year"]


def beside_the_engine(tables, load):
    """Return changeover hours a patient in the engine over those estimated.

    The same line without changeovers draws the same durations, so that the difference is changeovers alone.
    """
    scenario = at_load(tables, load)
    plain_pool = {key: value for key, value in tables["pools"][0].items() if "change" not in key}
    rate = scenario.arrivals.rate_per_d.number
    plain = check_scenario(
        {
            **tables,
            "pools": [{**plain_pool, "changeover_h": 0}],
            "arrivals": {"kind": "poisson", "rate_per_d": rate},
        }
    )
    a_day = rate / 24 / scenario.pools[0].count
    estimated = (loads(scenario)["unit"] - loads(scenario, with_changeovers=False)["unit"]) / a_day
    return (unit_h_per_patient(scenario) - unit_h_per_patient(plain)) / estimated


LINES = {
    "one unit, two kinds": mixed_line(1, TWO_H, {"a": 3, "b": 2}, (0.5, 0.5)),
    "one unit, 80 and 20 %": mixed_line(1, TWO_H, {"a": 3, "b": 2}, (0.8, 0.2)),
    "one unit, three kinds": mixed_line(1, {"changeovers": THREE}, {"a": 3, "b": 2, "c": 4}, (0.5, 0.3, 0.2)),
    "three units, three kinds": mixed_line(
        3, {"changeovers": THREE}, {"a": 3, "b": 2, "c": 4}, (0.5, 0.3, 0.2)
    ),
    "one unit, in turn": mixed_line(1, TWO_H, {"a": 3, "b": 2}),
    "three units, in turn": mixed_line(3, TWO_H, {"a": 3, "b": 2}),
    "three units, two kinds": mixed_line(3, TWO_H, {"a": 3, "b": 2}, (0.5, 0.5)),
    "eight units, two kinds": mixed_line(8, TWO_H, {"a": 3, "b": 2}, (0.5, 0.5)),
    "one unit, campaigns": mixed_line(1, {**TWO_H, "campaigns": True}, {"a": 3, "b": 2}, (0.5, 0.5)),
    "three units, campaigns": mixed_line(3, {**TWO_H, "campaigns": True}, {"a": 3, "b": 2}, (0.5, 0.5)),
}
"""The lines of the table in docs/background/cost-of-goods.md."""


@pytest.mark.parametrize("name", [name for name in LINES if name.startswith("one unit") and "kinds" in name])
@pytest.mark.parametrize("load", [0.3, 0.95])
def test_one_unit_that_takes_work_as_it_comes_changes_as_often_as_estimated(name, load):
    assert beside_the_engine(LINES[name], load) == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize("name", [name for name in LINES if "campaigns" not in name])
def test_near_capacity_the_estimate_is_within_15_per_cent_of_the_engine(name):
    assert beside_the_engine(LINES[name], 0.95) == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize(
    "name", ["three units, two kinds", "eight units, two kinds", "three units, three kinds"]
)
def test_several_units_with_time_to_spare_keep_to_their_kind_and_need_far_fewer(name):
    assert beside_the_engine(LINES[name], 0.3) < 0.5


@pytest.mark.parametrize("name", ["one unit, campaigns", "three units, campaigns"])
def test_campaigns_need_fewer_than_estimated_and_fewer_the_longer_the_queue(name):
    little, much = (beside_the_engine(LINES[name], load) for load in (0.3, 0.95))
    assert much < little + 0.25
    assert much < 0.65


def test_one_unit_that_does_all_of_a_batch_in_turn_needs_more_up_to_one_a_start():
    found = beside_the_engine(LINES["one unit, in turn"], 0.3)
    assert 1.5 < found <= 2
