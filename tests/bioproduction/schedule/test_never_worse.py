"""Never worse than first come first served on the same line: as planned, and planned again after events."""

import json

import pytest

from biovaliance.bioproduction.library.catalogue import read_process
from biovaliance.bioproduction.schedule.aims import Aim, value
from biovaliance.bioproduction.schedule.checking import check_schedule
from biovaliance.bioproduction.schedule.events import Away, Failed
from biovaliance.bioproduction.schedule.plan_files import plan_json, read_plan
from biovaliance.bioproduction.schedule.planning import Wish
from biovaliance.bioproduction.schedule.plans import make_plan, plan_again
from biovaliance.bioproduction.schedule.search import first_come_first_served
from biovaliance.bioproduction.schedule.solving import Effort

LITTLE = Effort(work=0.1, workers=1)
EACH_ALONE_UP_TO = 20
"""Patients up to whom a failure and an absence are planned for one by one too: for more it takes minutes."""
LINES = (
    "car-t-manual",
    "car-t-closed-automated",
    "msc-autologous-planar",
    "skin-substitute",
    "msc-autologous-bioreactor",
)


def busiest_pool(scenario):
    """Return the pool with the most planned hours a unit."""
    return max(
        scenario.pools,
        key=lambda pool: (
            sum(each.duration_h.mean_h * each.pools.get(pool.name, 0) for each in scenario.operations)
            / pool.count
        ),
    ).name


def under_way(rows):
    """Return an operation in the middle of the schedule that lasts, and a time within it."""
    rows = sorted(rows, key=lambda row: row["start_h"])
    row = next(row for row in rows[len(rows) // 2 :] if row["end_h"] - row["start_h"] > 1)
    return row["patient"], row["operation"], row["start_h"] + 1


@pytest.mark.parametrize("patients", [20, 50, 100])
@pytest.mark.parametrize("process", LINES)
def test_never_worse_than_first_come_first_served_as_planned_and_after_a_failure_and_an_absence(
    process, patients
):
    scenario = read_process(process)
    plan = make_plan(scenario, Wish(patients=patients), LITTLE)
    assert check_schedule(plan.problem, plan.schedule) == ()
    assert plan.found.value <= plan.found.first_come_value

    text = json.dumps(plan_json(plan))
    patient, operation, now_h = under_way(plan_json(plan)["operations"])
    failure = Failed(patient, operation, now_h)
    absence = Away(busiest_pool(scenario), now_h, now_h + 96)
    alone = [[failure], [absence]] if patients <= EACH_ALONE_UP_TO else []
    for events in (*alone, [failure, absence]):
        before = read_plan(text, "plan.json", scenario)
        again = plan_again(scenario, before, LITTLE, now_h=now_h, events=events)
        assert check_schedule(again.problem, again.schedule) == ()
        # With what moving planned operations is charged, and without it: nobody pays for the plan being kept.
        assert again.found.value <= again.found.first_come_value
        served_as_they_come = first_come_first_served(again.problem)
        assert value(again.problem, again.schedule, Aim()) <= value(again.problem, served_as_they_come, Aim())
