"""A replication over time: redone by hand, the same from both engines, true to what the engine counts."""

import json

import numpy as np
import pytest

from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine.model import compile_scenario
from biovaliance.bioproduction.engine.parts import run_part
from biovaliance.bioproduction.engine.replications import Code
from biovaliance.bioproduction.engine.running import simulate
from biovaliance.bioproduction.engine.spread import KEPT, Histogram, Spread
from biovaliance.bioproduction.engine.timelines import (
    MOST_BARS,
    MOST_STRETCHES,
    Bar,
    first_patients,
    timeline_of,
    timeline_of_scenario,
)
from biovaliance.bioproduction.library.catalogue import read_process
from tests.bioproduction.queues import exponential, queue
from tests.bioproduction.random_models import random_model
from tests.bioproduction.test_running import scenario_of, step

SEEDS = range(60)


def timeline(scenario, engine="compiled"):
    model = compile_scenario(scenario)
    return timeline_of(model, run_part(model, 1, 0, 1, engine, traced=True))


def area(series, found):
    return sum(series.mean) * found.stretch_h


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_three_patients_at_one_unit_are_three_bars_one_after_the_other(engine):
    found = timeline(scenario_of([step("serve", 2, "unit")], [{"name": "unit", "count": 1}]), engine)
    assert found.bars == (
        Bar(0, "serve", 1, ("unit",), 1, 0.0, 2.0, "finished"),
        Bar(1, "serve", 1, ("unit",), 1, 2.0, 4.0, "finished"),
        Bar(2, "serve", 1, ("unit",), 1, 4.0, 6.0, "finished"),
    )
    (waiting,), (busy,) = found.queues, found.busy
    assert (found.end_h, found.patients, found.bars_left_out) == (6.0, 3, 0)
    assert found.stretch_h == 6 / MOST_STRETCHES
    # Two wait for two hours, one for two more; the unit works all the time.
    third = MOST_STRETCHES // 3
    np.testing.assert_allclose(waiting.mean, [2] * third + [1] * third + [0] * third, atol=1e-9)
    assert waiting.most == (*[2] * third, *[1] * third, *[0] * third)
    np.testing.assert_allclose(busy.mean, 1)
    assert (busy.name, busy.units, set(busy.most)) == ("unit", 1, {1})


def test_a_batch_is_one_bar_and_a_unit_that_is_cleaned_is_busy():
    found = timeline(
        scenario_of(
            [step("dry", 2, "freeze dryer", batch=3)],
            [{"name": "freeze dryer", "count": 1, "cleaning_h": 1}],
        )
    )
    assert [(bar.batch, bar.start_h, bar.end_h) for bar in found.bars] == [(3, 0.0, 2.0)]
    assert area(found.busy[0], found) == pytest.approx(2)  # the run ends before the cleaning does


def test_work_that_is_interrupted_overnight_does_not_keep_people_busy():
    pools = [
        {"name": "room", "count": 1},
        {"name": "people", "count": 1, "calendar": "day", "at_close": "interrupt"},
    ]
    work = {"name": "work", "duration_h": 12, "pools": {"room": 1, "people": 1}}
    found = timeline(scenario_of([work], pools, times=(0,)))
    # Monday 8 to 16, then 8 to 12 on Tuesday: 28 hours in the room, 12 of people.
    assert [(bar.start_h, bar.end_h) for bar in found.bars] == [(8.0, 36.0)]
    assert {each.name: round(area(each, found), 6) for each in found.busy} == {"room": 28.0, "people": 12.0}


def test_a_failure_that_leads_back_makes_bars_of_its_own():
    back = step("test", 1, failure={"share": 0.5, "then": "grow", "max_attempts": 2})
    found = timeline(scenario_of([step("grow", 3), back], times=(0,) * 40, head={"name": "Back"}))
    tests = [bar for bar in found.bars if bar.operation == "test"]
    assert {bar.outcome for bar in tests} == {"finished", "failed"}
    again = [bar for bar in found.bars if bar.operation == "grow" and bar.attempt == 2]
    assert {(bar.start_h, bar.end_h) for bar in again} == {(4.0, 7.0)}


@pytest.mark.parametrize("seed", SEEDS)
def test_both_engines_give_the_same_timeline(seed):
    model = random_model(seed)
    one, other = (
        timeline_of(model, run_part(model, seed, 0, 1, engine, traced=True)).to_json()
        for engine in ("compiled", "reference")
    )
    for found in (one, other):
        found["end_h"], found["stretch_h"] = round(found["end_h"], 6), round(found["stretch_h"], 9)
    assert one == other


def test_busy_hours_and_waits_are_those_that_the_engine_counts():
    """Where nobody leaves while work goes on for nothing; unfinished cleaning is told apart by the engine."""
    compared_work = compared_waits = 0
    for seed in range(120):
        model = random_model(seed)
        if model.warm_up:
            continue
        one = run_part(model, seed, 0, 1, "reference", traced=True)
        counted = one.replications[0]
        found = timeline_of(model, one)
        codes = set(counted.trace_what[:, 0].tolist())
        is_for_nothing = any(bar.outcome == "given up" for bar in found.bars)
        # Units that are kept for what never comes are counted until nothing can come any more.
        ends_alike = found.end_h == pytest.approx(counted.window_h)
        if not is_for_nothing and ends_alike and not any(pool.cleaning_h for pool in model.resources):
            worked = sum(area(each, found) for each in found.busy)
            assert worked == pytest.approx(float(counted.pools[:, 0].sum())), seed
            compared_work += 1
        leaving = {Code.LOST, Code.EXPIRED, Code.TURNED_AWAY, Code.SCRAPPED}
        is_void = any(
            step.redone for step in model.steps
        )  # those who waited and were called back did not start
        if not codes & leaving and not is_void and counted.counts[r.CENSORED] == 0:
            moments = counted.moments[r.FIRST_OPERATION :]
            waits = [area(each, found) for each in found.queues]
            np.testing.assert_allclose(waits, moments[:, 0] * moments[:, 1], atol=1e-6, err_msg=str(seed))
            compared_waits += 1
    assert compared_work >= 5
    assert compared_waits >= 3


def test_a_test_that_does_not_gate_the_release_is_followed_to_its_end():
    found = timeline_of_scenario(read_process("car-t-closed-automated"))
    later = [bar for bar in found.bars if bar.operation == "sterility and later tests"]
    # A fortnight in culture, whenever the dose has left; given up where the patient is lost before.
    whole = [bar for bar in later if bar.outcome in {"finished", "failed"}]
    assert len(whole) > 0.8 * len(later)
    assert all(bar.end_h - bar.start_h == pytest.approx(336) for bar in whole)


def test_a_long_run_makes_no_larger_timeline_and_says_what_is_left_out():
    scenario = queue(1.5, exponential(1.0), 2, patients=20_000)
    found = timeline_of_scenario(scenario)
    assert len(found.bars) == MOST_BARS
    assert found.patients == 5000
    assert found.bars_left_out == 5000 - MOST_BARS
    assert not found.followed_to_the_end
    assert len(json.dumps(found.to_json())) < 400_000


def test_the_first_patients_of_a_long_run_go_through_what_they_go_through_in_the_whole_one():
    model = compile_scenario(queue(1.5, exponential(1.0), 2, patients=400))
    whole = timeline_of(model, run_part(model, 3, 0, 1, traced=True))
    first = first_patients(model, 100)
    cut = timeline_of(first, run_part(first, 3, 0, 1, traced=True))
    assert cut.bars == whole.bars[:100]
    assert first_patients(model, 400) is model


def test_the_histogram_of_few_times_is_theirs():
    result = simulate(
        scenario_of([step("serve", 2, "unit")], [{"name": "unit", "count": 1}]), 1, engine="reference"
    )
    # Times of 2, 4 and 6 hours: 20 bins of 0.2 hours.
    found = result.histograms["time_in_system_h"]
    assert (found.start, found.width, len(found.counts)) == (pytest.approx(2.0), pytest.approx(0.2), 20)
    assert [place for place, count in enumerate(found.counts) if count] == [0, 10, 19]
    assert result.histograms_json()["wait_h"]["counts"] == list(result.histograms["wait_h"].counts)
    assert "histograms" not in result.to_json()


def test_the_histogram_of_many_times_counts_each_of_them():
    spread = Spread(1)
    spread.add(0, np.linspace(10, 20, KEPT + 1000))
    found = spread.histogram(0, about=10)
    assert (found.start, found.width, len(found.counts)) == (10.0, 2.0, 6)  # a bin is told by its middle
    assert sum(found.counts) == KEPT + 1000


def test_there_is_no_histogram_of_nothing_and_one_bin_of_one_value():
    spread = Spread(2)
    spread.add(1, np.array([5.0, 5.0]))
    assert spread.histogram(0) is None
    assert spread.histogram(1) == Histogram(5.0, 1.0, (2,))
