"""From which volume on one technology is cheaper, and what must be true for a target."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biovaliance.bioproduction.sensitivity.break_even import Crossing, break_even
from biovaliance.bioproduction.sensitivity.parameters import Parameter
from biovaliance.bioproduction.sensitivity.targets import target_study
from biovaliance.foundation.errors import InputError

FIXED = Parameter("fixed cost", 900, 1_000, 1_100)
PREMIUM = Parameter("price of the other", 105, 110, 115)


def own(volumes, rows):
    return rows[:, 0] / volumes + 100


def bought(volumes, rows):
    return 0 * volumes + rows[:, 1]


def zero(volumes, rows):
    return 0 * volumes


def no_number(volumes, rows):
    return np.sqrt(-volumes)


def test_the_break_even_volume_and_its_interval_are_those_of_the_formula():
    # fixed / volume + 100 = price: 1,000 / 10 = 100 doses; between 900 / 15 = 60 and 1,100 / 5 = 220.
    found = break_even(own, bought, (FIXED, PREMIUM), (1, 10_000), seed=1)
    assert found.crossings == (Crossing(pytest.approx(100, rel=1e-9), "a"),)
    low, high = found.volume_ci95
    assert 60 < low < 70
    assert 170 < high < 220
    assert (found.crossing_share, found.several_crossings_share) == (1.0, 0.0)


def test_costs_told_over_all_volumes_at_once_give_the_same_break_even():
    def own_over(volumes, rows):
        return rows[:, :1] / volumes[np.newaxis, :] + 100

    def bought_over(volumes, rows):
        return rows[:, 1:]  # for all volumes alike

    asked = (own, bought, (FIXED, PREMIUM), (1, 10_000))
    assert break_even(*asked, seed=3, over=(own_over, bought_over)) == break_even(*asked, seed=3)

    def wrong(volumes, rows):
        return np.full((len(rows), len(volumes)), np.nan)

    with pytest.raises(InputError, match="Cost b is no number for each volume at volume 1"):
        break_even(*asked, seed=3, over=(own_over, wrong))


def test_the_interval_is_the_one_of_the_same_draws_by_formula():
    # The price alone varies: volume = 1,000 / (price - 100), whose quantiles are those of the price.
    found = break_even(
        own, bought, (Parameter("fixed cost", 999.999, 1_000, 1_000.001), PREMIUM), (1, 1e4), seed=1
    )
    expected = (1_000 / (105.25 - 100 + 9.5), 1_000 / (105.25 - 100))
    assert found.volume_ci95 == pytest.approx(expected, rel=0.01)


def test_draws_without_a_crossing_are_counted_by_who_is_cheaper():
    # Below 100 the other is cheaper at every volume: half of 90 to 110.
    price = Parameter("price of the other", 90, 105, 110)
    found = break_even(own, bought, (FIXED, price), (1, 1e9), seed=1)
    assert found.crossings[0].volume == pytest.approx(200)
    assert found.crossing_share == pytest.approx(0.5, abs=0.01)
    assert found.b_cheaper_throughout_share == pytest.approx(0.5, abs=0.01)
    assert found.a_cheaper_throughout_share == 0
    assert found.crossing_share + found.b_cheaper_throughout_share == pytest.approx(1)


def test_costs_that_never_cross_have_no_break_even():
    found = break_even(own, lambda volumes, rows: own(volumes, rows) + 1, (FIXED, PREMIUM), (1, 1e4), seed=1)
    assert (found.crossings, found.volume_ci95) == ((), None)
    assert found.a_cheaper_throughout_share == 1.0


def test_every_crossing_is_found_with_who_is_cheaper_above():
    def waving(volumes, rows):
        return np.sin(volumes) + 0 * rows[:, 0]

    found = break_even(waving, zero, (FIXED,), (1, 10), seed=1, draws=2)
    assert [(crossing.cheaper_above, crossing.volume) for crossing in found.crossings] == [
        ("a", pytest.approx(np.pi)),
        ("b", pytest.approx(2 * np.pi)),
        ("a", pytest.approx(3 * np.pi)),
    ]
    assert found.several_crossings_share == 1.0


def test_volumes_and_costs_that_make_no_sense_are_refused():
    with pytest.raises(
        InputError, match="Volumes 0 to 10, 100 points, 2000 draws; expected 0 < first < last"
    ):
        break_even(own, bought, (FIXED, PREMIUM), (0, 10), seed=1)
    with (
        np.errstate(invalid="ignore"),
        pytest.raises(InputError, match="Cost b is no number for each volume at"),
    ):
        break_even(own, no_number, (FIXED, PREMIUM), (1, 10), seed=1)


def cost(matrix):
    """Materials over the share of batches that succeed, and labour by the hour."""
    materials, success, hours = matrix.T
    return (materials + 50 * hours) / success


COST_PARAMETERS = (
    Parameter("materials", 20_000, 40_000, 60_000),
    Parameter("success share", 0.5, 0.8, 1.0),
    Parameter("hands-on hours", 20, 80, 100),
)


def test_what_must_be_true_of_each_parameter_alone():
    # Typical: (40,000 + 4,000) / 0.8 = 55,000. For 50,000: materials 36,000, or success 0.88; hours cannot.
    study = target_study(cost, COST_PARAMETERS, 50_000)
    assert study.typical_result == pytest.approx(55_000)
    assert not study.is_reached
    ranges = {each.parameter.name: each.ranges for each in study.alone}
    assert ranges == {
        "materials": ((20_000, pytest.approx(36_000)),),
        "success share": ((pytest.approx(0.88), 1.0),),
        "hands-on hours": (),
    }
    best = {each.parameter.name: (each.best_value, each.best_result) for each in study.alone}
    assert best["hands-on hours"] == (20, pytest.approx(41_000 / 0.8))


def test_what_must_be_true_of_each_pair():
    study = target_study(cost, COST_PARAMETERS, 45_000)
    pairs = {(each.first.name, each.second.name): each for each in study.together}
    materials_and_success = pairs["materials", "success share"]
    # With success 1.0, (materials + 4,000) <= 45,000: 41,000 or less; needed for 30,000 is 34,000 / 45,000.
    needed = dict(materials_and_success.needed)
    assert needed[30_000.0] == ((pytest.approx(34_000 / 45_000), 1.0),)
    assert needed[42_000.0] == ()
    nearest = materials_and_success.nearest
    assert nearest.result <= 45_000
    assert materials_and_success.nearest_move_share == pytest.approx(
        max((40_000 - nearest.first) / 20_000, (nearest.second - 0.8) / 0.2)
    )
    assert materials_and_success.best.result == pytest.approx(24_000)
    success_and_hours = pairs["success share", "hands-on hours"]
    assert success_and_hours.best.result == pytest.approx(41_000)
    assert study.together[0].nearest_move_share <= study.together[1].nearest_move_share


def test_a_target_out_of_reach_says_how_near_one_comes():
    study = target_study(cost, COST_PARAMETERS, 1_000)
    assert all(each.ranges == () for each in study.alone)
    assert all(each.nearest is None and each.reached_share == 0 for each in study.together)
    assert min(each.best_result for each in study.alone) == pytest.approx(30_000)


def test_a_target_that_is_reached_in_two_places_has_two_ranges():
    study = target_study(lambda matrix: -((matrix[:, 0] - 1) ** 2), (Parameter("x", -1, 1, 3),), -1.0)
    assert study.alone[0].ranges == (
        (-1, pytest.approx(0)),
        (pytest.approx(2), 3),
    )


@settings(max_examples=20)
@given(st.floats(41_000, 80_000))
def test_the_ranges_are_where_the_result_is_at_most_the_target(target):
    study = target_study(cost, COST_PARAMETERS, target, pair_points=3)
    for place, each in ((COST_PARAMETERS.index(each.parameter), each) for each in study.alone):
        for low, high in each.ranges:
            row = np.array([[parameter.typical for parameter in COST_PARAMETERS]] * 2)
            row[:, place] = low, high
            assert (cost(row) <= target * (1 + 1e-9)).all()


def test_targets_that_make_no_sense_are_refused():
    with pytest.raises(InputError, match="Target nan on 41 and 21 points; expected a number, and 2 or more"):
        target_study(cost, COST_PARAMETERS, float("nan"))
