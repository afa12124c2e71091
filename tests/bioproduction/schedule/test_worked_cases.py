"""Schedules that can be written down by hand, one for each rule; times are hours since Monday 00:00."""

import itertools

import pytest

from biovaliance.bioproduction.library.catalogue import read_process
from biovaliance.bioproduction.schedule.aims import Aim, value, vein_to_vein_h
from biovaliance.bioproduction.schedule.checking import check_schedule
from biovaliance.bioproduction.schedule.durations import planned_h
from biovaliance.bioproduction.schedule.figures import jams, overtime_h
from biovaliance.bioproduction.schedule.gantt import bars
from biovaliance.bioproduction.schedule.planning import Wish, problem_of
from biovaliance.bioproduction.schedule.search import find_schedule, first_come_first_served
from biovaliance.bioproduction.schedule.solving import Effort
from biovaliance.bioproduction.schedule.values import Grid, Placement, Schedule
from tests.bioproduction.schedule.lines import line

QUICK = Effort(work=1.0, workers=1)


def best(scenario, **wish):
    problem = problem_of(scenario, Wish(**wish)).problem
    found = find_schedule(problem, QUICK)
    assert check_schedule(problem, found.schedule) == ()
    return problem, found


def spans(problem, schedule):
    """Return the start and the end of every operation, in hours, by patient and operation."""
    return {
        (problem.jobs[node.job].name, problem.steps[node.step].name): (
            problem.grid.hours(placed.start),
            problem.grid.hours(placed.end),
        )
        for node, placed in zip(problem.nodes, schedule.placements, strict=True)
        if placed is not None
    }


@pytest.mark.parametrize(
    ("at_close", "expected"),
    [("fit", (32.0, 36.0)), ("finish", (16.0, 20.0)), ("interrupt", (16.0, 34.0))],
)
def test_the_end_of_a_shift_does_what_the_pool_says(at_close, expected):
    # Four hours of work that could begin at 16:00 of a day that ends at 18:00.
    staff = {"name": "staff", "count": 1, "calendar": "day", "at_close": at_close}
    problem, found = best(line([{"name": "fill", "duration_h": 4, "pools": {"staff": 1}}], [staff], [16]))
    assert spans(problem, found.schedule) == {("P1", "fill"): expected}
    assert found.proven
    assert overtime_h(problem, found.schedule) == (2.0 if at_close == "finish" else 0.0)


def test_work_longer_than_any_shift_starts_where_one_opens():
    staff = {"name": "staff", "count": 1, "calendar": "day"}
    problem, found = best(line([{"name": "review", "duration_h": 16, "pools": {"staff": 1}}], [staff], [9]))
    assert spans(problem, found.schedule) == {("P1", "review"): (32.0, 48.0)}


def test_cells_that_first_come_first_served_loses_over_a_weekend_are_collected_later():
    # Friday is hours 96 to 120, Monday 08:00 is 176. Cells collected Friday at 17:00 keep 24 hours.
    staff = {"name": "staff", "count": 1, "calendar": "day"}
    collect = {"name": "collect", "duration_h": 4}
    select = {"name": "select", "duration_h": 2, "pools": {"staff": 1}, "max_hold_h": 24}
    problem, found = best(line([collect, select], [staff], [113]))
    assert dict(found.first_come.lost) == {0: "held too long"}
    assert found.schedule.lost == {}
    own = spans(problem, found.schedule)
    assert own["P1", "select"] == (176.0, 178.0)
    assert 176 - own["P1", "collect"][1] <= 24
    assert found.proven


def test_cleaning_and_gowning_take_their_time():
    # 0.5 h of gowning, 2 h of work, then 1 h of cleaning before the next patient.
    suite = {"name": "suite", "count": 1, "cleaning_h": 1, "entry_h": 0.5}
    problem, found = best(line([{"name": "fill", "duration_h": 2, "pools": {"suite": 1}}], [suite], [0, 0]))
    assert spans(problem, found.schedule) == {("P1", "fill"): (0.0, 2.5), ("P2", "fill"): (3.5, 6.0)}
    assert [(bar.unit, bar.start_h, bar.end_h, bar.free_h) for bar in bars(problem, found.schedule)] == [
        (1, 0.0, 2.5, 3.5),
        (1, 3.5, 6.0, 7.0),
    ]


def test_each_operation_is_planned_with_the_longest_changeover_it_may_begin_with():
    scenario = line(
        [
            {"name": "bags", "duration_h": 3, "pools": {"filler": 1}},
            {"name": "vials", "duration_h": 1, "pools": {"filler": 1}},
            {"name": "look", "duration_h": 1},
        ],
        [
            {
                "name": "filler",
                "count": 1,
                "changeover_h": 2,
                "changeovers": [{"from": "bags", "to": "vials", "changeover_h": 5}],
            }
        ],
        [0],
    )
    planned = problem_of(scenario)
    assert [planned.problem.grid.hours(step.duration) for step in planned.problem.steps] == [5, 6, 1]
    assert any("longest changeover it may begin with" in notice.en for notice in planned.notices)


def test_a_blocked_operation_keeps_the_units_of_the_one_before():
    # One vessel; the next room is taken until 10, so the vessel is free for the second patient only then.
    pools = [{"name": "vessel", "count": 1}, {"name": "room", "count": 1}]
    operations = [
        {"name": "grow", "duration_h": 2, "pools": {"vessel": 1}},
        {"name": "fill", "duration_h": 10, "pools": {"room": 1}, "max_hold_h": 0, "at_max_hold": "block"},
    ]
    problem, found = best(line(operations, pools, [0, 0]))
    own = spans(problem, found.schedule)
    assert own["P1", "fill"] == (2.0, 12.0)
    assert own["P2", "fill"] == (12.0, 22.0)
    assert found.value == (0, 10 * 4 * (12 + 22))


def test_people_with_a_skill_come_from_any_pool_that_has_it():
    pools = [
        {"name": "all-rounder", "count": 1, "skills": ["aseptic", "testing"]},
        {"name": "analyst", "count": 1, "skills": ["testing"]},
    ]
    operations = [
        {"name": "fill", "duration_h": 3, "skills": {"aseptic": 1}, "after": []},
        {"name": "test", "duration_h": 3, "skills": {"testing": 1}, "after": []},
    ]
    problem, found = best(line(operations, pools, [0]))
    assert found.schedule.release(problem, 0) == 12  # both at once, the test by the analyst
    assert {(bar.pool, bar.operation) for bar in bars(problem, found.schedule)} == {
        ("all-rounder", "fill"),
        ("analyst", "test"),
    }


def test_a_batch_is_done_at_once_for_all_in_it():
    pools = [{"name": "freezer", "count": 1}]
    operations = [{"name": "freeze", "duration_h": 5, "pools": {"freezer": 1}, "batch": 2}]
    problem, found = best(line(operations, pools, [0, 3, 4]))
    assert spans(problem, found.schedule) == {
        ("P1", "freeze"): (3.0, 8.0),
        ("P2", "freeze"): (3.0, 8.0),
        ("P3", "freeze"): (8.0, 13.0),
    }
    assert [bar.patients for bar in bars(problem, found.schedule)] == [("P1", "P2"), ("P3",)]


def test_a_test_that_no_release_waits_for_is_done_after_it():
    operations = [
        {"name": "fill", "duration_h": 2},
        {"name": "sterility", "duration_h": 336, "test": {"gates_release": False}},
    ]
    problem, found = best(line(operations, [], [0]))
    assert vein_to_vein_h(problem, found.schedule) == [2.0]
    assert spans(problem, found.schedule)["P1", "sterility"] == (2.0, 338.0)


def test_the_likeliest_way_is_planned_and_said():
    operations = [
        {
            "name": "test",
            "duration_h": 1,
            "next": [{"to": "fill", "share": 0.7}, {"to": "purify", "share": 0.3}],
        },
        {"name": "purify", "duration_h": 5, "next": [{"to": "fill", "share": 1}]},
        {"name": "fill", "duration_h": 2, "after": []},
    ]
    operations[2].pop("after")
    planned = problem_of(line(operations, [], [0]))
    assert [planned.problem.step(node).name for node in planned.problem.of_job[0]] == ["test", "fill"]
    assert any("planned is 'fill' (70%)" in notice.en for notice in planned.notices)


def test_patients_arrive_as_in_the_first_replication_of_simulate():
    from biovaliance.bioproduction.engine.running import trace_of

    scenario = read_process("car-t-manual")
    problem = problem_of(scenario, Wish(patients=10, seed=7)).problem
    replication = trace_of(scenario, 7, engine="reference").replications[0]
    arrived = replication.trace_times[replication.trace_what[:, 0] == 0][:10]
    assert [job.arrival for job in problem.jobs] == [problem.grid.up(time) for time in arrived]


def test_who_cannot_be_in_time_is_lost_with_the_reason():
    scenario = line(
        [{"name": "fill", "duration_h": 10, "pools": {"room": 1}}],
        [{"name": "room", "count": 1}],
        [0, 0, 0],
        loss={"limit_d": 1},
    )
    _, found = best(scenario)
    assert found.value[0] == 1  # of three times ten hours only two end within a day
    assert set(found.schedule.lost.values()) == {"lost waiting"}


def test_one_more_unit_spares_what_it_spares():
    room = {"name": "room", "count": 1}
    problem, found = best(line([{"name": "fill", "duration_h": 10, "pools": {"room": 1}}], [room], [0, 0]))
    (jam,) = jams(problem, found.schedule)
    assert (jam.waited_h, jam.one_more_spares_h, jam.used_share) == (10.0, 10.0, 1.0)


@pytest.mark.parametrize(
    ("duration", "share", "expected"),
    [
        ({"distribution": "exponential", "mean": 10}, 0.5, 6.931471805599453),
        ({"distribution": "triangular", "low": 0, "mode": 0, "high": 8}, 0.75, 4.0),
        ({"distribution": "lognormal", "mean": 5, "cv": 0.0}, 0.9, 5.0),
        ({"distribution": "gamma", "mean": 10, "cv": 1}, 0.5, 6.931471805599453),
        (
            {"distribution": "gamma", "mean": 4, "cv": 0.5},
            0.95,
            7.753656526,
        ),  # chi-square of 8 degrees: 15.507313
        ({"distribution": "normal", "mean": 10, "sd": 1}, 0.8413447460685429, 11.0),
        ({"distribution": "empirical", "values": [3, 1, 2, 4]}, 0.5, 2.0),
        (7, 0.9, 7.0),
    ],
)
def test_a_safety_share_plans_the_quantile(duration, share, expected):
    scenario = line([{"name": "fill", "duration_h": duration}], [], [0])
    assert planned_h(scenario.operations[0].duration_h, share) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("durations", list(itertools.product((1, 2, 4), (1, 3), (1, 3))))
def test_the_best_of_all_schedules_of_a_tiny_line_is_found(durations):
    # Each patient comes back to the same unit; every start of every operation is tried.
    first, between, last = durations
    operations = [
        {"name": "take", "duration_h": first, "pools": {"unit": 1}},
        {"name": "grow", "duration_h": between},
        {"name": "fill", "duration_h": last, "pools": {"unit": 1}, "max_hold_h": 2},
    ]
    problem, found = best(line(operations, [{"name": "unit", "count": 1}], [0, 1, 3]), grid=Grid(60))
    assert found.proven
    assert found.value == (0, least_of_all(problem, found.value[1] + 1))


def least_of_all(problem, below):
    """Return the least value of any schedule in which nobody is lost, trying every start that may
    be below.
    """
    last_slot = sum(step.duration for step in problem.steps) * len(problem.jobs) + 8
    least = [below]

    def go_on(node, placed, taken):
        if node == len(problem.nodes):
            schedule = Schedule(tuple(placed), {})
            if not check_schedule(problem, schedule):
                least[0] = min(least[0], value(problem, schedule, Aim())[1])
            return
        each, step = problem.nodes[node], problem.step(node)
        ready = max([each.earliest, *(placed[need].end for need in each.needs)])
        latest = last_slot if step.ways != ((),) else ready + 2
        for start in range(ready, latest):
            slots = set(range(start, start + step.duration)) if step.ways != ((),) else set()
            own = start + sum(after.duration for after in problem.steps[node % 3 :])
            ends = [*(each.end for each in placed[2::3]), own]
            sofar = 10 * sum(end - job.arrival for end, job in zip(ends, problem.jobs, strict=False))
            if step.hold is not None and start > ready + step.hold:
                break
            if sofar >= least[0]:
                break
            if not slots & taken:
                go_on(node + 1, [*placed, Placement(start, start + step.duration)], taken | slots)

    go_on(0, [], frozenset())
    return least[0]


@pytest.mark.parametrize(
    ("process", "patients"), [("car-t-manual", 20), ("car-t-manual", 50), ("car-t-closed-automated", 100)]
)
def test_lines_of_the_library_are_never_worse_than_first_come_first_served(process, patients):
    problem = problem_of(read_process(process), Wish(patients=patients)).problem
    found = find_schedule(problem, Effort(work=2.0, workers=1))
    assert check_schedule(problem, found.schedule) == ()
    assert len(found.schedule.lost) <= len(found.first_come.lost)
    assert found.value <= found.first_come_value
    assert found.value[0] == 0


def test_the_same_seed_and_work_give_the_same_schedule():
    problem = problem_of(read_process("car-t-manual"), Wish(patients=12)).problem
    effort = Effort(work=0.5, seed=3, workers=2)
    assert find_schedule(problem, effort).schedule == find_schedule(problem, effort).schedule


def test_progress_is_told_and_a_stop_keeps_the_best():
    problem = problem_of(read_process("car-t-manual"), Wish(patients=40)).problem
    told = []
    found = find_schedule(
        problem, Effort(seconds=60), progress=lambda *each: told.append(each), stop=lambda: True
    )
    assert found.stopped
    assert found.value <= found.first_come_value
    assert check_schedule(problem, found.schedule) == ()
    assert told
    assert found.seconds < 30


def test_a_schedule_of_the_rules_is_checked_by_what_it_breaks():
    scenario = line(
        [{"name": "fill", "duration_h": 2, "pools": {"room": 1}}], [{"name": "room", "count": 1}], [0, 1]
    )
    problem = problem_of(scenario, Wish(grid=Grid(60))).problem
    right = first_come_first_served(problem)
    assert check_schedule(problem, right) == ()
    wrong = Schedule((Placement(0, 2), Placement(1, 3)), {})
    assert check_schedule(problem, wrong) == ("Pool 'room': 2 units are taken in slot 1; it has 1.",)
    early = Schedule((Placement(0, 2), Placement(0, 1)), {})
    assert "P2, fill starts before it can." in check_schedule(problem, early)
    assert "P2, fill is given 1 slots of work; it takes 2." in check_schedule(problem, early)
