"""`biovaliance bioproduction schedule`: what it prints and writes, planning again, and what it refuses."""

import json
import os
import re
import signal
import time

import pytest

from biovaliance.bioproduction.library.catalogue import process_text
from tests.cli.program import program

LINE = """
[scenario]
name = "Small"

[arrivals]
kind = "schedule"
times_d = [0, 0, 0.5]

[[calendars]]
name = "day"
windows = [{ days = "Mon-Fri", from = "08:00", to = "18:00" }]

[[pools]]
name = "suite"
count = 1
calendar = "day"

[[operations]]
name = "collect"
duration_h = 4

[[operations]]
name = "fill"
duration_h = 3
pools = { suite = 1 }
"""
QUICK = ("--work", "0.2", "--workers", "1")


@pytest.fixture
def scenario(tmp_path):
    file = tmp_path / "small.toml"
    file.write_text(LINE, encoding="utf-8")
    return file


@pytest.fixture
def plan(run, scenario, tmp_path):
    out = tmp_path / "plan.json"
    ran = run("bioproduction", "schedule", scenario, "--from", "2026-12-07", "--out", out, *QUICK)
    assert ran.code == 0
    return out


def test_a_schedule_is_told_day_by_day(run, scenario):
    ran = run("bioproduction", "schedule", scenario, "--from", "2026-12-09", *QUICK)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0].startswith("Small: 3 of 3 patients planned, proven the best (grid 15 min, ")
    # Released on Wednesday at 11:00 and 14:00, and on Thursday at 11:00, 23 hours after coming: the third
    # could begin at 16:00, which leaves two hours before the suite closes.
    assert "  this schedule            mean 16.0 h vein to vein, p95 23.0 h, 0 lost" in lines
    assert "Wed 2026-12-09" in lines
    assert "  08:00 to 11:00  P1  fill  [suite 1]" in lines
    assert "  11:00 to 14:00  P2  fill  [suite 1]" in lines
    assert lines[lines.index("Thu 2026-12-10") + 1] == "  08:00 to 11:00  P3  fill  [suite 1]"
    assert "  suite: 69% used, 27 h waited; one more would spare 3 h, open round the clock 24 h" in lines


def test_a_schedule_is_answered_in_json_and_written(run, scenario, tmp_path):
    files = {kind: tmp_path / f"plan.{kind}" for kind in ("json", "csv", "ics")}
    ran = run(
        *("bioproduction", "schedule", scenario, "--from", "2026-12-07", "--json", *QUICK),
        *("--out", files["json"], "--csv", files["csv"], "--ics", files["ics"]),
    )
    answer = json.loads(ran.out)
    assert answer == json.loads(files["json"].read_text())
    assert (answer["status"], answer["gap_share"], answer["patients_lost"]) == ("optimal", 0.0, 0)
    assert answer["vein_to_vein_h"]["longest"] == 23.0
    assert answer["first_come_first_served"]["patients_lost"] == 0
    assert files["csv"].read_text().count("\n") == 7
    assert files["ics"].read_text().count("BEGIN:VEVENT") == 6


def test_planning_again_tells_what_was_moved(run, scenario, plan):
    ran = run(
        *("bioproduction", "schedule", scenario, "--previous", plan, "--now", "2026-12-07T09:00", *QUICK),
        *("--event", "away suite from 2026-12-07T11:00 to 2026-12-07T13:00"),
    )
    assert ran.code == 0
    assert "  moved: 1 of the operations planned before" in ran.out
    assert "    P2 fill: 2026-12-07 11:00 -> 2026-12-07 13:00" in ran.out
    assert "  2026-12-07 08:00 to 2026-12-07 11:00  P1  fill  [suite 1]" in ran.out


def test_a_process_of_the_library_is_scheduled_by_its_name(run):
    ran = run("bioproduction", "schedule", "car-t-manual", "--patients", "3", "--days", "2", *QUICK)
    assert ran.code == 0
    assert "3 of 3 patients planned" in ran.out
    assert "operations start later; --days" in ran.out
    assert "All work is planned to succeed; what may fail: expand" in ran.err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--from", "7/12/2026"], "Day '7/12/2026' is none; write it as 2026-12-07."),
        (["--grid", "7"], "7 minutes is no slot of a schedule; expected one of 5, 10"),
        (["--patients", "4"], "names 3 arrivals, and 4 patients were asked for"),
        (["--previous", "none.json"], "Schedule 'none.json' is no file"),
        (["--ics", "plan.ics"], "a calendar needs one; make it with --from DATE"),
        (["--out", "missing/plan.json"], "its folder does not exist"),
        (["--weeks", "0.0001"], "3 patients planned"),
    ],
)
def test_refused_input_is_told_in_one_line(run, scenario, monkeypatch, tmp_path, options, told):
    monkeypatch.chdir(tmp_path)
    ran = run("bioproduction", "schedule", scenario, *options, *QUICK)
    if options[0] == "--weeks":
        assert (ran.code, "2 of 2 patients planned" in ran.out) == (0, True)
        return
    assert ran.code == 1
    assert told in ran.error_lines[-1]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--event", "new P9 at 3"], "--previous"),
        (["--previous", "plan.json", "--event", "new P9 at 3"], "--now"),
        (["--previous", "plan.json", "--patients", "3"], "taken from the previous schedule"),
        (["--time-limit", "0"], "is no number above 0"),
        (["--work", "nan"], "is no number above 0"),
        (["--move-cost", "-1"], "--move-cost"),
    ],
)
def test_wrong_usage_ends_with_2(run, scenario, options, told):
    ran = run("bioproduction", "schedule", scenario, *options)
    assert ran.code == 2
    assert told in " ".join(ran.err.split())


def test_an_event_that_is_none_and_a_time_before_the_last_are_refused(run, scenario, plan, tmp_path):
    ran = run(
        "bioproduction", "schedule", scenario, "--previous", plan, "--now", "9", "--event", "all is well"
    )
    assert ran.code == 1
    assert "Event 'all is well' is not understood; expected 'away POOL" in ran.error_lines[-1]
    later = tmp_path / "later.json"
    run("bioproduction", "schedule", scenario, "--previous", plan, "--now", "9", "--out", later, *QUICK)
    ran = run("bioproduction", "schedule", scenario, "--previous", later, "--now", "8", *QUICK)
    assert ran.code == 1
    assert "is before 2026-12-07 09:00, from which the schedule was planned" in ran.error_lines[-1]


def test_where_nobody_can_be_planned_the_command_ends_with_1(run, scenario):
    text = LINE.replace("pools = { suite = 1 }", "pools = { suite = 1 }\nmax_hold_h = 0")
    text = text.replace('kind = "schedule"', 'kind = "schedule"\nloss = { limit_d = 0.2 }')
    scenario.write_text(text)
    ran = run("bioproduction", "schedule", scenario, *QUICK)
    assert ran.code == 1
    assert "No patient can be planned (P1: " in ran.error_lines[-1]


def test_an_operation_that_no_shift_lets_start_is_refused(run, scenario):
    more = '\n[[calendars]]\nname = "night"\nwindows = [{ days = "Mon", from = "20:00", to = "23:00" }]\n'
    more += '\n[[pools]]\nname = "night staff"\ncount = 1\ncalendar = "night"\n'
    text = LINE.replace("pools = { suite = 1 }", 'pools = { suite = 1, "night staff" = 1 }')
    scenario.write_text(text.replace("\n[[operations]]", more + "\n[[operations]]", 1))
    ran = run("bioproduction", "schedule", scenario, *QUICK)
    assert ran.code == 1
    assert (
        "Operation 'fill' can never start: it takes 3 h, and 'suite', 'night staff' are never open" in ran.err
    )


@pytest.mark.slow
def test_ctrl_c_keeps_the_best_schedule_found(tmp_path):
    out, line = tmp_path / "plan.json", tmp_path / "line.toml"
    # At nearly twice the arrivals no bound proves the best schedule within minutes.
    quiet = process_text("car-t-manual")
    busy = re.sub(
        r"rate_per_d = \{ value = [^,]+, low = [^,]+, high = [^,]+,", "rate_per_d = { value = 0.5,", quiet
    )
    assert busy != quiet
    line.write_text(busy, encoding="utf-8")
    running = program(
        *(tmp_path, "bioproduction", "schedule", line, "--patients", "120", "--time-limit", "300"),
        *("--grid", "10", "--out", out, "--days", "0"),
    )
    time.sleep(20)
    assert running.poll() is None
    os.kill(running.pid, signal.SIGINT)
    printed, errors = running.communicate(timeout=120)
    assert running.returncode == 0, errors
    assert "Stopped; the best schedule found so far is kept." in errors
    assert "patients planned" in printed
    assert json.loads(out.read_text())["stopped"] is True
