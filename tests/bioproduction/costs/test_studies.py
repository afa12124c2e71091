"""Studies of the cost, and technologies against each other."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from biovaliance.bioproduction.costs.comparison import compare
from biovaliance.bioproduction.costs.studies import cost_model, cost_study
from biovaliance.foundation.errors import InputError
from tests.bioproduction.costs.small import PRICES, numbers, scenario, table

RANGED = {"name": "vector", "kind": "vector", "price_eur": {"low": 3000, "mode": 5000, "high": 9000}}


def ranged(**changes):
    materials = [RANGED if each["name"] == "vector" else each for each in table()["materials"]]
    return scenario(materials=materials, **changes)


def dear_and_automated():
    """The same line with an instrument for 500,000 and a quarter of the hours."""
    operations = table()["operations"]
    operations[0]["duration_h"] = 2
    pools = [*table()["pools"], {"name": "instrument", "count": 1, "price_eur": 500_000, "life_years": 5}]
    operations[0]["pools"] = {"people": 2, "suite": 1, "instrument": 1}
    head = {**table()["scenario"], "name": "automated"}
    return ranged(scenario=head, operations=operations, pools=pools)


def test_the_tornado_tells_the_cost_at_both_ends_of_each_range():
    answer = cost_study(cost_model(numbers(ranged())), "tornado")
    (vector,) = answer["parameters"]
    # A dose bears 1 / 0.9 of a vector.
    assert answer["typical"] - vector["at_low"] == pytest.approx(2000 / 0.9)
    assert vector["at_high"] - answer["typical"] == pytest.approx(4000 / 0.9)
    assert (answer["price_year"], answer["runs"], vector["status"]) == (2024, 3, "assumed")


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_a_study_names_each_number_with_its_status(method):
    answer = cost_study(cost_model(numbers(ranged())), method, seed=3, runs=16)
    assert [each["name"] for each in answer["parameters"]] == ["material 'vector', price_eur"]
    assert answer["runs"] == {"morris": 32, "sobol": 48}[method]


def test_two_processes_share_a_study_and_find_the_same():
    model = cost_model(numbers(ranged()))
    alone = cost_study(model, "sobol", seed=3, runs=256)
    with ProcessPoolExecutor(2, get_context("spawn")) as processes:
        assert cost_study(model, "sobol", seed=3, runs=256, executor=processes) == alone


def test_a_scenario_without_a_range_cannot_be_studied():
    with pytest.raises(InputError, match="has no number with a range"):
        cost_model(numbers())


def test_break_even_is_where_the_instrument_has_saved_what_it_costs():
    """The instrument costs 100,000 a year; it saves 2 x 6 x 50 = 600 EUR a batch: from 166.67 batches on."""
    given = compare([ranged(), dear_and_automated()], PRICES, volumes=(50, 190), draws=200)
    (contest,) = given.contests
    assert contest.break_even is not None
    (crossing,) = contest.break_even.crossings
    # Nine in ten batches are released.
    assert (crossing.volume, crossing.cheaper_above) == (pytest.approx(0.9 * 100_000 / 600, rel=1e-9), "b")
    # The vector is one number for both, so what it costs does not move the break-even.
    assert contest.break_even.volume_ci95 == pytest.approx((150, 150), rel=1e-9)
    assert contest.break_even.crossing_share == 1
    assert contest.saving_ci95 == pytest.approx((contest.saving_eur_per_dose,) * 2)
    assert contest.cheaper_share == 0


def test_more_than_four_scenarios_are_refused():
    with pytest.raises(InputError, match="5 scenarios are compared; expected 2 to 4"):
        compare([scenario()] * 5, PRICES)
