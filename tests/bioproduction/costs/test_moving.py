"""What a break-even rests on, and what a dose costs over volume."""

import numpy as np
import pytest

from biovaliance.bioproduction.costs.comparison import compare
from biovaliance.bioproduction.costs.curves import cost_curve
from biovaliance.bioproduction.costs.kernel import CostKernel, Volume
from biovaliance.bioproduction.costs.moving import break_even_rests_on
from biovaliance.bioproduction.scenarios.parameters import Status
from tests.bioproduction.costs.small import PRICES, numbers, scenario, table


def automated(set_price=400, machine=100_000):
    """A line with a dearer machine and cheaper consumables; `set_price` may be a table."""
    tables = table()
    pools = [*tables["pools"][:2], {**tables["pools"][2], "price_eur": machine}]
    materials = [{**tables["materials"][0], "price_eur": set_price}, *tables["materials"][1:]]
    return scenario(scenario={**tables["scenario"], "name": "automated"}, pools=pools, materials=materials)


RANGED = {"low": 200, "mode": 400, "high": 990, "status": "assumed", "source": "a guess"}


@pytest.fixture
def even():
    """The break-even volume of the small line and the automated one, with the numbers stated."""
    found = compare([scenario(), automated(RANGED)], PRICES, draws=100).contests[0].break_even
    return found.crossings[0].volume


def test_what_a_break_even_rests_on_adds_up_and_leaves_out_what_moves_neither(even):
    found = break_even_rests_on(numbers(), numbers(automated(RANGED)), even)
    assert found.is_break_even
    assert found.doses_per_year == even
    assert sum(mover.share for mover in found.movers) == pytest.approx(1)
    assert sum(found.shares.values()) == pytest.approx(1)
    assert found.unproven_share == found.shares[Status.ASSUMED] + found.shares[Status.UNVERIFIED]
    names = {mover.row.name for mover in found.movers}
    assert "material 'set', price_eur" in names
    assert "pool 'incubator', price_eur" in names
    # Both pay the same for the vector, the medium and their people.
    assert not {"material 'vector', price_eur", "material 'medium', price_eur"} & names


def test_a_number_higher_on_one_side_favours_the_other(even):
    found = break_even_rests_on(numbers(), numbers(automated(RANGED)), even)
    of = {(mover.row.name, mover.side): mover.favours for mover in found.movers}
    assert of["material 'set', price_eur", "first"] == "other"
    assert of["material 'set', price_eur", "other"] == "first"
    assert of["pool 'incubator', price_eur", "other"] == "first"


def test_the_break_even_at_the_end_of_a_range_is_that_of_the_scenario_with_that_number(even):
    found = break_even_rests_on(numbers(), numbers(automated(RANGED)), even)
    ranged = next(each for each in found.movers if each.side == "other" and "'set'" in each.row.name)
    at_low = compare([scenario(), automated(200)], PRICES, draws=100)
    # Without a range in either nothing is drawn: the volume is looked for by hand.
    assert at_low.contests[0].break_even is None
    volumes = np.geomspace(1, 10_000, 200_000)
    first = CostKernel(numbers()).cost(Volume(doses_per_year=volumes)).cost_per_dose
    other = CostKernel(numbers(automated(200))).cost(Volume(doses_per_year=volumes)).cost_per_dose
    crossing = volumes[np.flatnonzero(np.diff(np.sign(first - other)))[0]]
    assert ranged.at_low == pytest.approx(crossing, rel=0.03)


def test_shares_are_those_by_which_the_break_even_moves(even):
    """A 1 % step of each of two numbers moves the volume in the proportion of their shares."""
    found = break_even_rests_on(numbers(), numbers(automated(RANGED)), even)
    share = {(each.row.name, each.side): each.share for each in found.movers}

    def volume(first, other):
        grid = np.geomspace(even / 1.2, even * 1.2, 400_001)
        costs = [
            CostKernel(numbers(each)).cost(Volume(doses_per_year=grid)).cost_per_dose
            for each in (first, other)
        ]
        return grid[np.flatnonzero(np.diff(np.sign(costs[0] - costs[1])))[0]]

    by_machine = volume(scenario(), automated(RANGED, 101_000)) - volume(
        scenario(), automated(RANGED, 99_000)
    )
    by_set = volume(scenario(), automated(404)) - volume(scenario(), automated(396))
    expected = share["pool 'incubator', price_eur", "other"] / share["material 'set', price_eur", "other"]
    assert abs(by_machine / by_set) == pytest.approx(expected, rel=0.02)


def test_without_a_break_even_the_difference_at_the_demand_of_the_first_is_told():
    dear = automated(3000)
    found = break_even_rests_on(numbers(), numbers(dear), None)
    assert not found.is_break_even
    assert found.doses_per_year == pytest.approx(90)
    assert found.to_json()["numbers"][0]["higher_favours"] in {"first", "other"}


def test_the_curve_is_the_cost_at_each_volume_within_its_band():
    given = numbers(automated(RANGED))
    curve = cost_curve(given, (10, 1000), points=5, draws=100)
    assert curve.doses_per_year == pytest.approx((10, 31.6228, 100, 316.228, 1000), rel=1e-5)
    for doses, stated, low, high in zip(
        curve.doses_per_year, curve.stated_eur, curve.low_eur, curve.high_eur, strict=True
    ):
        assert stated == pytest.approx(CostKernel(given).cost(Volume(doses_per_year=doses)).cost_per_dose)
        assert low < stated < high


def test_the_curve_of_what_is_known_exactly_has_no_width():
    curve = cost_curve(numbers(), (10, 1000), points=3)
    assert curve.low_eur == curve.stated_eur == curve.high_eur
