"""How often operations are tried: by hand for each kind of failure, and as the engine runs them."""

import math

import pytest

from biovaliance.bioproduction.costs.numbers import numbers_of
from biovaliance.bioproduction.costs.tries import tries_of
from biovaliance.bioproduction.engine.running import simulate
from biovaliance.bioproduction.failures import Step, expected_yield
from biovaliance.bioproduction.library.catalogue import read_process
from biovaliance.bioproduction.scenarios.flow import flow_of
from biovaliance.bioproduction.scenarios.reading import check_scenario
from biovaliance.foundation.errors import InputError
from tests.bioproduction.costs.small import PRICES


def line(*operations):
    named = [{"duration_h": 1, **operation} for operation in operations]
    tables = {
        "scenario": {"name": "line", "patients": 4000, "price_year": 2024},
        "arrivals": {"kind": "interval", "interval_d": 1},
        "operations": named,
    }
    return check_scenario(tables, "line.toml")


def tries(scenario):
    return tries_of(numbers_of(scenario, PRICES), flow_of(scenario.operations))


def test_scrap_leaves_fewer_for_what_follows():
    found = tries(line({"name": "a", "failure": {"share": 0.2}}, {"name": "b", "failure": {"share": 0.5}}))
    assert found.of_operation == pytest.approx((1, 0.8))
    assert found.released == pytest.approx(0.4)


def test_a_limit_on_repeats_throws_the_last_away():
    found = tries(line({"name": "a", "failure": {"share": 0.5, "then": "repeat", "max_attempts": 3}}))
    assert found.of_operation == pytest.approx((1.75,))
    assert found.released == pytest.approx(0.875)


def test_rework_gives_what_the_absorbing_chain_of_failures_gives():
    shares, thens = (0.1, 0.2, 0.3), ("scrap", "repeat", "a")
    names = "abc"
    scenario = line(
        *(
            {"name": n, "failure": {"share": s, "then": t}}
            for n, s, t in zip(names, shares, thens, strict=True)
        )
    )
    steps = [Step(1.0, 0.1), Step(1.0, 0.2, "repeat"), Step(1.0, 0.3, 0)]
    chain = expected_yield(steps)
    found = tries(scenario)
    assert found.released == pytest.approx(1 / chain.starts_per_good, rel=1e-9)
    per_good = [each / found.released for each in found.of_operation]
    # The chain counts what enters the first step again as a try of it.
    assert per_good == pytest.approx(chain.tries_per_good, rel=1e-9)


def test_a_loop_that_hardly_anything_leaves_is_refused():
    scenario = line({"name": "a"}, {"name": "b", "failure": {"share": 0.99999, "then": "a"}})
    with pytest.raises(InputError, match="lower the share of failures or branches that lead back"):
        tries(scenario)


def test_a_loop_that_one_in_a_hundred_leaves_is_solved():
    found = tries(line({"name": "a"}, {"name": "b", "failure": {"share": 0.99, "then": "a"}}))
    assert found.of_operation == pytest.approx((100, 100), rel=1e-9)
    assert found.released == pytest.approx(1, rel=1e-9)


def test_after_a_fork_all_ways_have_to_succeed():
    found = tries(
        line(
            {"name": "a"},
            {"name": "b", "after": ["a"], "failure": {"share": 0.1}},
            {"name": "c", "after": ["a"], "failure": {"share": 0.2}},
            {"name": "d", "after": ["b", "c"]},
        )
    )
    assert found.of_operation == pytest.approx((1, 1, 1, 0.72))
    assert found.released == pytest.approx(0.72)


def test_ways_taken_by_chance_add_up():
    found = tries(
        line(
            {
                "name": "a",
                "next": [{"to": "b", "share": 0.3}, {"to": "c", "share": 0.6}, {"to": "scrap", "share": 0.1}],
            },
            {"name": "b", "next": [{"to": "end", "share": 1}]},
            {"name": "c", "failure": {"share": 0.5}},
        )
    )
    assert found.of_operation == pytest.approx((1, 0.3, 0.6))
    assert found.released == pytest.approx(0.3 + 0.3)


@pytest.mark.parametrize("name", ["car-t-manual", "skin-substitute", "platelets-apheresis"])
def test_the_engine_starts_each_operation_of_a_library_process_as_often(name):
    process = read_process(name)
    head = process.scenario.model_copy(update={"patients": 3000, "warm_up_patients": 0})
    arrivals = process.arrivals.model_copy(update={"loss": None})
    operations = tuple(each.model_copy(update={"max_hold_h": None}) for each in process.operations)
    process = process.model_copy(update={"scenario": head, "arrivals": arrivals, "operations": operations})
    ran = simulate(process, 1, 3, "reference")
    found = tries(process)
    for operation, tried in zip(process.operations, found.of_operation, strict=True):
        starts = ran.operations[operation.name].starts / ran.patients
        assert starts == pytest.approx(float(tried), abs=4 * math.sqrt(0.25 / 3000))
