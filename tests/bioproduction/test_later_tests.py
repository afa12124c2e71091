"""Tests whose result comes after the dose has left: they hold nobody up, and what they find late is told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biovaliance.bioproduction.engine.model import compile_scenario
from biovaliance.bioproduction.engine.parts import run_part
from biovaliance.bioproduction.engine.running import simulate, trace_of
from biovaliance.bioproduction.engine.traces import trace_rows
from biovaliance.bioproduction.scenarios.reading import check_scenario
from biovaliance.foundation.errors import InputError
from tests.bioproduction.random_models import random_model

ENGINES = ("compiled", "reference")
LATE = {"gates_release": False}


def line(*operations, pools=(), patients=3, **more):
    return check_scenario(
        {
            "scenario": {"name": "Late", "patients": patients},
            "arrivals": {"kind": "interval", "interval_d": 1},
            "pools": list(pools),
            "operations": list(operations),
            **more,
        }
    )


def step(name, hours, **more):
    return {"name": name, "duration_h": hours, **more}


def events(scenario, engine):
    done = trace_of(scenario, 1, 0, engine).replications[0]
    return [(row[0], row[1], row[4]) for row in trace_rows(compile_scenario(scenario), done)]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_dose_is_released_while_its_sterility_test_goes_on(engine):
    scenario = line(step("make", 5), step("culture", 336, test=LATE), patients=1)
    assert events(scenario, engine) == [
        (0, "arrived", ""),
        (0, "started", "make"),
        (5, "finished", "make"),
        (5, "released", ""),
        (5, "started", "culture"),
        (341, "finished", "culture"),
    ]
    result = simulate(scenario, 1, engine=engine)
    assert (result.time_in_system_h.mean, result.released, result.released_not_conforming) == (5, 1, 0)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_wait_for_a_late_test_is_its_own_and_not_the_patients(engine):
    # One incubator of 30 h for a patient a day: tests begin at 5, 35 and 65 h, asked for at 5, 29 and 53 h.
    scenario = line(
        step("make", 5),
        step("culture", 30, test=LATE, pools={"incubator": 1}),
        pools=[{"name": "incubator", "count": 1}],
    )
    result = simulate(scenario, 1, engine=engine)
    assert result.wait_h.mean == 0
    assert result.operations["culture"].wait_h.mean == pytest.approx((0 + 6 + 12) / 3)
    assert result.pools["incubator"].utilisation_share == pytest.approx(90 / 95)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_late_failure_is_found_once_for_each_dose_and_takes_no_release_back(engine):
    always = {"share": 0.999999999}
    scenario = line(
        step("make", 5),
        step("culture", 300, after=["make"], test=LATE, failure=always),
        step("gene copies", 100, after=["make"], test=LATE, failure=always),
    )
    result = simulate(scenario, 1, engine=engine)
    assert (result.released, result.released_not_conforming, result.losses["scrapped"]) == (3, 3, 0)
    assert (result.operations["culture"].failures, result.operations["gene copies"].failures) == (3, 3)
    found = [event for event in events(scenario, engine) if event[1] == "found not to conform"]
    assert found == [(day * 24 + 105, "found not to conform", "gene copies") for day in range(3)]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_late_test_finds_in_time_is_scrap(engine):
    scenario = line(
        step("make", 5),
        step("rapid test", 1, after=["make"], test=LATE, failure={"share": 0.999999999}),
        step("certify", 10, after=["make"]),
    )
    result = simulate(scenario, 1, engine=engine)
    assert (result.released, result.released_not_conforming, result.losses["scrapped"]) == (0, 0, 3)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_hangs_on_late_tests_comes_once_all_of_them_are_in(engine):
    scenario = line(
        step("make", 5),
        step("culture", 300, after=["make"], test=LATE),
        step("gene copies", 100, after=["make"], test=LATE),
        step("file", 2, after=["culture", "gene copies"]),
        patients=1,
    )
    assert events(scenario, engine)[-2:] == [(305, "started", "file"), (307, "finished", "file")]
    assert simulate(scenario, 1, engine=engine).time_in_system_h.mean == 5


@pytest.mark.parametrize("engine", ENGINES)
def test_a_horizon_ends_a_run_whose_results_are_still_out(engine):
    scenario = line(
        step("make", 5),
        step("culture", 336, test=LATE, failure={"share": 0.999999999}),
        scenario={"name": "Late", "patients": 3, "horizon_d": 10},
    )
    result = simulate(scenario, 1, engine=engine)
    assert (result.released, result.censored, result.released_not_conforming) == (3, 0, 0)


@settings(max_examples=15, deadline=None)
@given(
    late_h=st.floats(0, 400),
    share=st.floats(0, 0.9),
    units=st.integers(1, 3),
    seed=st.integers(0, 2**32),
)
def test_a_late_test_with_its_own_units_changes_no_stay_whatever_it_takes_and_finds(
    late_h, share, units, seed
):
    made = {
        "duration_h": {"distribution": "lognormal", "mean": 20, "cv": 0.5},
        "pools": {"room": 1},
        "failure": {"share": 0.1, "then": "repeat"},
    }
    pools = [{"name": "room", "count": 1}, {"name": "incubator", "count": units}]
    culture = step("culture", late_h, test=LATE, pools={"incubator": 1}, failure={"share": share})
    without = simulate(
        line({"name": "make", **made}, pools=pools, patients=60), 1, seed=seed, engine="reference"
    )
    with_it = simulate(
        line({"name": "make", **made}, culture, pools=pools, patients=60), 1, seed=seed, engine="reference"
    )
    left, right = with_it.time_in_system_h, without.time_in_system_h
    assert (left.mean, left.p50, left.p95) == pytest.approx((right.mean, right.p50, right.p95), rel=1e-12)
    assert with_it.released == without.released == 60
    assert 0 <= with_it.released_not_conforming == with_it.operations["culture"].failures <= 60


@pytest.mark.parametrize(
    ("operations", "words"),
    [
        ([step("test", 1, test=LATE), step("make", 1)], "nothing is done before it"),
        ([step("make", 1), step("test", 1, test=LATE, max_hold_h=4)], "nobody is lost who waits for it"),
        ([step("make", 1), step("test", 1, test=LATE, queue_limit=4)], "nobody is lost who waits for it"),
        (
            [step("make", 1), step("test", 1, test=LATE, failure={"share": 0.1, "then": "make"})],
            "is done before the release",
        ),
    ],
)
def test_what_cannot_be_meant_of_a_late_test_is_refused(operations, words):
    with pytest.raises(InputError) as caught:
        line(*operations)
    assert any(words in str(problem) for problem in caught.value.problems)


@pytest.mark.parametrize("engine", ENGINES)
def test_doses_are_counted_where_a_patient_stands_for_a_lot(engine):
    scenario = line(step("make", 5), costs={"doses_per_batch": 187.5})
    result = simulate(scenario, 1, engine=engine)
    # Three lots of 187.5 doses between 0 h and 53 h.
    assert result.released_doses == 562.5
    assert result.doses_per_year == pytest.approx(562.5 / 53 * 8760)
    assert result.to_json()["released_doses"] == 562.5
    assert result.to_json()["released_not_conforming"] == 0


@pytest.mark.parametrize("seed", range(60, 90, 3))
def test_both_engines_tell_the_same_of_late_tests_over_several_replications(seed):
    model = random_model(seed)
    left, right = (run_part(model, seed, 0, 3, engine) for engine in ENGINES)
    for one, other in zip(left.replications, right.replications, strict=True):
        assert one.counts.tolist() == other.counts.tolist()
