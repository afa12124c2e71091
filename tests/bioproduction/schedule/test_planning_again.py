"""Planning again: what has started stays, what happened is taken in, and a file can be gone on from."""

import json
import random
from dataclasses import replace

import pytest

from biovaliance.bioproduction.frames import gantt_frame, schedule_frame
from biovaliance.bioproduction.schedule.checking import check_schedule
from biovaliance.bioproduction.schedule.events import Away, Ends, Failed, New, read_event
from biovaliance.bioproduction.schedule.plan_files import plan_csv, plan_ics, plan_json, read_plan
from biovaliance.bioproduction.schedule.plans import make_plan, plan_again
from biovaliance.bioproduction.schedule.solving import Effort
from biovaliance.bioproduction.schedule.times import Clock
from biovaliance.foundation.errors import InputError
from tests.bioproduction.schedule.lines import generated, line

QUICK = Effort(work=0.3, workers=1)
TWO_ROOMS = line(
    [
        {"name": "grow", "duration_h": 10},
        {
            "name": "fill",
            "duration_h": 4,
            "pools": {"room": 1},
            "failure": {"share": 0.1, "then": "grow", "max_attempts": 2},
        },
        {"name": "release", "duration_h": 1},
    ],
    [{"name": "room", "count": 2}],
    [0, 0, 4],
)


def again(scenario, plan, now_h, *events, move_h=4.0):
    before = read_plan(json.dumps(plan_json(plan)), "schedule.json", scenario)
    planned = plan_again(scenario, before, QUICK, now_h=now_h, events=events, move_h=move_h)
    assert check_schedule(planned.problem, planned.schedule) == ()
    return planned


def starts(plan):
    return {
        (row["patient"], row["operation"], row["attempt"]): (row["start_h"], row["state"])
        for row in plan_json(plan)["operations"]
    }


@pytest.fixture(scope="module")
def plan():
    return make_plan(TWO_ROOMS, effort=QUICK)


def test_the_plan_to_begin_with(plan):
    own = starts(plan)
    assert own["P1", "fill", 1] == own["P2", "fill", 1] == (10.0, "planned")
    assert own["P3", "fill", 1] == (14.0, "planned")
    assert plan.found.proven


def test_without_a_time_nothing_has_started_and_the_search_goes_on(plan):
    planned = again(TWO_ROOMS, plan, None)
    assert starts(planned) == starts(plan)
    assert planned.changes is None


def test_an_absence_puts_off_what_has_not_started(plan):
    planned = again(TWO_ROOMS, plan, 9, Away("room", 9, 20))
    own = starts(planned)
    assert own["P1", "grow", 1] == (0.0, "started")
    # One room until 20: fills at 10, 14 and 18. P3 stays at 14, so that two operations move and not four.
    assert own["P3", "fill", 1][0] == 14.0
    assert sorted(own[patient, "fill", 1][0] for patient in ("P1", "P2")) == [10.0, 18.0]
    moved = [(change.operation, change.before_h, change.now_h) for change in planned.changes or ()]
    assert moved == [("fill", 10.0, 18.0), ("release", 14.0, 22.0)]
    assert [row["unit"] for row in gantt_frame(planned).to_dict("records") if row["kind"] == "away"] != []


def test_a_unit_at_work_is_away_only_when_its_work_is_done(plan):
    planned = again(TWO_ROOMS, plan, 11, Away("room", 11, 30, units=2))
    assert planned.problem.pools[0].away == ((56, 120, 2),)  # both fills end at 14
    assert any("only when that is done" in notice.en for notice in planned.notices)
    assert starts(planned)["P3", "fill", 1][0] == 30.0


def test_a_failure_leads_back_as_the_scenario_says(plan):
    planned = again(TWO_ROOMS, plan, 12, Failed("P1", "fill", 12))
    own = starts(planned)
    assert own["P1", "fill", 1] == (10.0, "void")
    assert own["P1", "grow", 2] == (12.0, "planned")
    assert own["P1", "fill", 2][0] == 22.0
    assert own["P2", "fill", 1] == (10.0, "started")
    assert planned.schedule.release(planned.problem, 0) == 4 * 27


def test_after_the_last_attempt_a_failure_is_scrap(plan):
    once = again(TWO_ROOMS, plan, 12, Failed("P1", "fill", 12))
    twice = again(TWO_ROOMS, once, 23, Failed("P1", "fill", 23))
    assert twice.schedule.lost == {0: "'fill' failed"}
    kept = again(TWO_ROOMS, twice, 24)
    assert kept.schedule.lost == {0: "'fill' failed"}


def test_what_follows_a_failure_can_be_said(plan):
    repeated = again(TWO_ROOMS, plan, 12, Failed("P1", "fill", 12, "repeat"))
    assert starts(repeated)["P1", "fill", 2] == (12.0, "planned")
    scrapped = again(TWO_ROOMS, plan, 12, Failed("P1", "fill", 12, "scrap"))
    assert scrapped.schedule.lost == {0: "'fill' failed"}


def test_work_that_takes_longer_puts_off_what_follows(plan):
    planned = again(TWO_ROOMS, plan, 13, Ends("P1", "fill", 20))
    assert planned.schedule.release(planned.problem, 0) == 4 * 21
    assert starts(planned)["P3", "fill", 1][0] == 14.0


def test_a_new_patient_joins(plan):
    planned = again(TWO_ROOMS, plan, 6, New("P9", 6))
    assert starts(planned)["P9", "grow", 1] == (6.0, "planned")
    assert len(planned.problem.jobs) == 4


def test_operations_are_moved_only_for_enough(plan):
    # Without the room until 20 P3 could be before P2 or after: nothing that is not forced moves.
    planned = again(TWO_ROOMS, plan, 9, New("P9", 9), move_h=1000.0)
    assert planned.changes == ()


@pytest.mark.parametrize("seed", range(40))
def test_generated_lines_keep_what_has_started_after_any_event(seed):
    chance = random.Random(seed)
    scenario = generated(seed, 6)
    try:
        plan = make_plan(scenario, effort=QUICK)
    except InputError:
        return
    rows = plan_json(plan)["operations"]
    if not rows:
        return
    now_h = chance.choice(rows)["end_h"]
    events = [New("P99", now_h)]
    if scenario.pools:
        pool = chance.choice(scenario.pools)
        events.append(Away(pool.name, now_h, now_h + chance.choice([5, 30]), chance.randint(1, pool.count)))
    running = [row for row in rows if row["start_h"] < now_h and row["batch"] is None]
    if running:
        row = chance.choice(running)
        then = chance.choice(["repeat", "scrap"])
        events.append(
            Failed(row["patient"], row["operation"], max(row["start_h"], min(now_h, row["end_h"])), then)
        )
    planned = again(scenario, plan, now_h, *events)
    assert planned.found.value <= planned.found.first_come_value
    failed = {(each.patient, each.operation) for each in events if isinstance(each, Failed)}
    own = starts(planned)
    for row in rows:
        key = (row["patient"], row["operation"], row["attempt"])
        if row["start_h"] < now_h and key[:2] not in failed:
            assert own[key][0] == row["start_h"]
    for number, node in enumerate(planned.problem.nodes):
        placed = planned.schedule.placements[number]
        assert node.fixed is not None or placed is None or placed.start >= planned.problem.now


@pytest.mark.parametrize(
    ("now_h", "event", "told"),
    [
        (9, Away("rom", 9, 20), "'rom' is no pool of this schedule. Did you mean 'room'?"),
        (9, Away("room", 9, 20, 3), "has 2 units; 3 cannot be away"),
        (9, Away("room", 2, 8), "which is past"),
        (9, Failed("P1", "fill", 9), "has not started by then"),
        (12, Failed("P1", "fill", 13), "after the time planned from"),
        (12, Failed("P7", "fill", 12), "'P7' is no patient of this schedule"),
        (12, Failed("P1", "fil", 12), "Did you mean 'fill'?"),
        (12, Failed("P1", "fill", 12, "wait"), "'wait' is no operation"),
        (9, Ends("P1", "fill", 12), "has not started at the time planned from"),
        (12, Ends("P1", "fill", 9), "cannot end before it started"),
        (12, Ends("P1", "grow", 13), "has started already"),
        (9, New("P1", 9), "is in this schedule already"),
    ],
)
def test_what_cannot_have_happened_is_refused(plan, now_h, event, told):
    with pytest.raises(InputError, match=r".") as refused:
        again(TWO_ROOMS, plan, now_h, event)
    assert told in str(refused.value)


def test_events_are_read_as_they_are_told():
    clock = Clock()
    assert read_event("away 2 clean rooms from 8 to week 1 Tue 08:00", clock) == Away("clean rooms", 8, 32, 2)
    assert read_event("failed P3 fill and finish at 9.5 then grow", clock) == Failed(
        "P3", "fill and finish", 9.5, "grow"
    )
    assert read_event("ends P3 grow at Tue 10:00", clock) == Ends("P3", "grow", 34)
    assert read_event("new P4 at 3 h", clock) == New("P4", 3)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("room is away", "is not understood; expected 'away POOL from TIME to TIME'"),
        ("away room from 9 to 8", "ends before it begins"),
        ("away 0 room from 8 to 9", "0 units are nobody"),
        ("new P4 at noon", "Time 'noon' is none"),
        ("new P4 at 2026-12-07T08:00", "the schedule has none"),
    ],
)
def test_an_event_that_is_none_is_refused(text, told):
    with pytest.raises(InputError, match=r".") as refused:
        read_event(text, Clock())
    assert told in str(refused.value)


def test_files_hold_what_the_schedule_says(plan):
    frame = schedule_frame(plan)
    assert list(frame["operation"]) == [row["operation"] for row in plan_json(plan)["operations"]]
    lines = plan_csv(plan).splitlines()
    assert lines[0].startswith("start,end,start_h,end_h,patient,operation")
    assert "week 1 Mon 10:00,week 1 Mon 14:00,10.0,14.0,P1,fill,1,,room 1,planned" in lines
    assert len(gantt_frame(plan)) == 3
    with pytest.raises(InputError, match="needs one"):
        plan_ics(plan, __import__("datetime").datetime(2026, 1, 1))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("{", "is no JSON"),
        ("[]", "is none; expected a file that --out wrote"),
        ('{"format": 2}', "is none"),
        ('{"format": 1}', "cannot be read (KeyError"),
    ],
)
def test_a_file_that_is_no_schedule_is_refused(change, told):
    with pytest.raises(InputError, match=r".") as refused:
        read_plan(change, "schedule.json", TWO_ROOMS)
    assert told in str(refused.value)


def test_the_schedule_of_another_scenario_is_refused(plan):
    other = line([{"name": "mix", "duration_h": 1}], [], [0])
    with pytest.raises(InputError, match="operation 'grow' is not in the scenario"):
        read_plan(json.dumps(plan_json(plan)), "schedule.json", other)


def test_a_schedule_that_does_not_hold_any_more_is_made_anew(plan):
    longer = TWO_ROOMS.model_copy(update={"pools": (TWO_ROOMS.pools[0].model_copy(update={"count": 1}),)})
    before = read_plan(json.dumps(plan_json(plan)), "schedule.json", longer)
    assert any("does not hold any more" in notice.en for notice in before.notices)
    planned = plan_again(longer, before, QUICK)
    assert check_schedule(planned.problem, planned.schedule) == ()
    assert replace(planned.found, seconds=0.0).proven
