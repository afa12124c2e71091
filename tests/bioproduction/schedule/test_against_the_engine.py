"""First come first served is the plant as `simulate` runs it, where durations are given and nothing is drawn.

Where two things happen at the same moment the engine takes one after the other and a schedule both at once;
so the lines compared are those in which nothing does.
"""

from collections import defaultdict

import pytest

from biovaliance.bioproduction.engine import traces
from biovaliance.bioproduction.engine.model import compile_scenario
from biovaliance.bioproduction.engine.running import trace_of
from biovaliance.bioproduction.schedule.planning import Wish, problem_of
from biovaliance.bioproduction.schedule.search import first_come_first_served
from biovaliance.bioproduction.schedule.values import Grid
from biovaliance.foundation.errors import InputError
from tests.bioproduction.schedule.lines import without_ties

PER_H = 12
CAUSES = {"arrived", "finished"}
LINES = 200


def trace(scenario):
    part = trace_of(scenario, 1, engine="reference")
    return [
        (round(time * PER_H), event, patient, operation)
        for time, event, patient, _lot, operation, *_ in traces.trace_rows(
            compile_scenario(scenario), part.replications[0]
        )
    ]


def has_ties(rows, problem):
    """Whether something else happens when a patient arrives, or an operation ends or is given up."""
    causes = defaultdict(set)
    for time, event, patient, operation in rows:
        if event in CAUSES or event in {"lost waiting", "held too long"}:
            causes[time].add((patient, operation))
        for pool in problem.pools:
            if event == "finished":
                causes[time + pool.cleaning].add((patient, operation))
    for pool in problem.pools:
        if pool.hours is not None:
            for day in range(200):
                for edge in (*pool.hours.starts_h, *pool.hours.ends_h):
                    causes[round((edge + 168 * day) * PER_H)].add(pool.name)
    return any(len(own) > 1 for own in causes.values())


def of_engine(rows):
    """Return (patient, operation) -> start and end, of the patients the engine releases."""
    released = {patient for _, event, patient, _ in rows if event == "released"}
    times = defaultdict(dict)
    for time, event, patient, operation in rows:
        if patient in released and event in {"started", "finished"}:
            times[patient, operation][event] = time
    return {key: (own["started"], own["finished"]) for key, own in times.items()}


def of_plan(problem):
    """Return the same of the schedule of first come first served."""
    schedule = first_come_first_served(problem)
    return {
        (node.job, problem.steps[node.step].name): (placed.start, placed.end)
        for node, placed in zip(problem.nodes, schedule.placements, strict=True)
        if placed is not None
    }


def compared(seed):
    """Return whether a line is the same in both; None where it cannot be compared."""
    scenario = without_ties(seed)
    try:
        problem = problem_of(scenario, Wish(grid=Grid(5))).problem
    except InputError:
        return None
    rows = trace(scenario)
    return None if has_ties(rows, problem) else of_plan(problem) == of_engine(rows)


@pytest.mark.parametrize("part", range(10))
def test_first_come_first_served_is_the_run_of_the_engine(part):
    found = [compared(seed) for seed in range(part * 30, part * 30 + 30)]
    assert False not in found
    assert found.count(True) >= 5
