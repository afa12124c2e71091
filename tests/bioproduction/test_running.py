"""What a run says: figures redone by hand, executors, stopping, the command line."""

import json
import signal
import subprocess
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from biovaliance.bioproduction.engine.intervals import mean_and_half_width, student
from biovaliance.bioproduction.engine.model import compile_scenario
from biovaliance.bioproduction.engine.parts import StoppedError, run_part
from biovaliance.bioproduction.engine.running import cores, simulate, usual_replications
from biovaliance.bioproduction.engine.spread import KEPT, Spread
from biovaliance.bioproduction.engine.traces import trace_csv
from biovaliance.bioproduction.scenarios.reading import check_scenario
from tests.bioproduction.queues import exponential, queue
from tests.cli.program import PROGRAM, runner

ENGINES = ("compiled", "reference")


@pytest.fixture
def run(capsys, monkeypatch):
    """Run `biovaliance` with some arguments."""
    return runner(capsys, monkeypatch)


def scenario_of(operations, pools=(), times=(0, 0, 0), head=None, **arrivals):
    return check_scenario(
        {
            "scenario": {"name": "By hand", **(head or {})},
            "arrivals": {"kind": "schedule", "times_d": list(times), **arrivals},
            "calendars": [{"name": "day", "windows": [{"days": "Mon-Fri", "from": "08:00", "to": "16:00"}]}],
            "pools": list(pools),
            "operations": list(operations),
        }
    )


def step(name, hours, pool=None, **more):
    return {"name": name, "duration_h": hours, **({"pools": {pool: 1}} if pool else {}), **more}


@pytest.mark.parametrize("engine", ENGINES)
def test_three_patients_wait_for_one_another_at_one_unit(engine):
    result = simulate(
        scenario_of([step("serve", 2, "unit")], [{"name": "unit", "count": 1}]), 1, engine=engine
    )
    # Waits 0, 2, 4 h; times 2, 4, 6 h; 3 x 2 h of work in 6 h.
    assert result.wait_h.mean == 2
    assert result.time_in_system_h.mean == 4
    assert result.time_in_system_h.sd == 2
    assert result.pools["unit"].utilisation_share == 1
    assert result.throughput_per_year == pytest.approx(3 / 6 * 8760)
    assert result.bottleneck == "unit"
    assert result.wait_h.p50 == 2


def finished(scenario, engine="compiled"):
    """Return (operation, start, end) of each run of an operation, in the order of their ends."""
    model = compile_scenario(scenario)
    done = run_part(model, 1, 0, 1, engine, traced=True).replications[0]
    started, found = {}, []
    for moment, (code, patient, number, attempt, _) in zip(
        done.trace_times.tolist(), done.trace_what.tolist(), strict=True
    ):
        if code == 1:
            started[patient, number, attempt] = moment
        elif code in (2, 3):
            found.append((model.steps[number].name, started[patient, number, attempt], moment))
    return found


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("at_close", "expected"),
    [
        # Open 8 to 16 h, two pieces of 5 h: the second does not fit the first day.
        ("fit", [("work", 8, 13), ("work", 32, 37)]),
        ("finish", [("work", 8, 13), ("work", 13, 18)]),
        ("interrupt", [("work", 8, 13), ("work", 13, 34)]),
    ],
)
def test_the_end_of_a_shift_does_what_the_pool_says(engine, at_close, expected):
    pool = {"name": "staff", "count": 1, "calendar": "day", "at_close": at_close}
    assert finished(scenario_of([step("work", 5, "staff")], [pool], (0, 0)), engine) == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_work_longer_than_any_shift_starts_where_one_opens(engine):
    pool = {"name": "staff", "count": 1, "calendar": "day"}
    assert finished(scenario_of([step("work", 10, "staff")], [pool], (0.5,)), engine) == [("work", 32, 42)]


def test_higher_priority_goes_first():
    steps = [
        step("low", 1, "unit", after=[]),
        step("high", 1, "unit", after=[], priority=5),
    ]
    found = finished(scenario_of(steps, [{"name": "unit", "count": 1}], (0, 0)))
    assert [name for name, _, _ in found] == ["high", "high", "low", "low"]


def test_release_waits_for_the_slowest_test():
    steps = [
        step("culture", 10),
        step("sterility", 14, after=["culture"]),
        step("identity", 3, after=["culture"]),
        step("release", 1, after=["sterility", "identity"]),
    ]
    result = simulate(scenario_of(steps, times=(0,)), 1)
    assert result.time_in_system_h.mean == 25
    assert result.operations["release"].starts == 1


def test_several_units_are_taken_at_once_or_not_at_all():
    pools = [{"name": "people", "count": 2}, {"name": "room", "count": 1}]
    both = {"name": "both", "duration_h": 4, "pools": {"people": 2, "room": 1}}
    assert finished(scenario_of([both], pools, (0, 0))) == [("both", 0, 4), ("both", 4, 8)]


def test_a_skill_is_taken_from_those_who_can_do_least():
    pools = [
        {"name": "expert", "count": 1, "skills": ["aseptic", "release"]},
        {"name": "operator", "count": 1, "skills": ["aseptic"]},
    ]
    steps = [
        {"name": "fill", "duration_h": 4, "skills": {"aseptic": 1}, "after": []},
        {"name": "sign", "duration_h": 1, "skills": {"release": 1}, "after": []},
    ]
    assert sorted(finished(scenario_of(steps, pools, (0,)))) == [("fill", 0, 4), ("sign", 0, 1)]


def test_cleaning_keeps_the_room_and_gowning_lengthens_the_work():
    pool = {"name": "room", "count": 1, "cleaning_h": 2, "entry_h": 0.5}
    assert finished(scenario_of([step("work", 3, "room")], [pool], (0, 0))) == [
        ("work", 0, 3.5),
        ("work", 5.5, 9),
    ]


def test_material_held_too_long_is_lost_and_blocking_keeps_the_room_upstream():
    pools = [{"name": "a", "count": 2}, {"name": "b", "count": 1}]
    steps = [step("grow", 1, "a"), step("harvest", 5, "b", max_hold_h=3)]
    lost = simulate(scenario_of(steps, pools, (0, 0)), 1)
    assert (lost.released, lost.lost_waiting, lost.losses["hold_limit"]) == (1, 1, 1)
    steps[1]["at_max_hold"] = "block"
    held = simulate(scenario_of(steps, pools, (0, 0, 0)), 1)
    assert held.released == 3
    # Two grow at once; the second keeps its room until 6 h, so the third grows from 1 h to 2 h in the
    # other's.
    assert held.pools["a"].utilisation_share == pytest.approx((1 + 6 + 10) / (2 * 16))


def test_a_batch_waits_until_it_is_full_and_the_last_may_be_smaller():
    steps = [step("irradiate", 2, "unit", batch=2)]
    found = finished(scenario_of(steps, [{"name": "unit", "count": 1}], (0, 0.25, 0.5)))
    assert found == [("irradiate", 6, 8), ("irradiate", 6, 8), ("irradiate", 12, 14)]
    steps[0]["batch_wait_h"] = 3
    found = finished(scenario_of(steps, [{"name": "unit", "count": 1}], (0, 0.25, 0.5)))
    assert found == [
        ("irradiate", 3, 5),
        ("irradiate", 9, 11),
        ("irradiate", 12, 14),
    ]  # nobody comes after it


def test_patients_unfinished_at_the_horizon_are_counted():
    result = simulate(
        scenario_of([step("serve", 10, "unit")], [{"name": "unit", "count": 1}], head={"horizon_d": 1}), 1
    )
    assert (result.patients, result.released, result.censored) == (3, 2, 1)
    assert result.pools["unit"].utilisation_share == 1


def test_patients_lost_while_they_wait_leave_the_line():
    scenario = scenario_of(
        [step("serve", 30, "unit")], [{"name": "unit", "count": 1}], loss={"limit_d": 1, "until": "start"}
    )
    result = simulate(scenario, 1)
    assert (result.released, result.lost_waiting, result.losses["patience"]) == (1, 2, 2)


def test_lines_that_wait_for_each_other_forever_are_told_and_not_run_forever():
    pools = [{"name": "a", "count": 1}, {"name": "b", "count": 1}]
    steps = [
        step("one", 1, "a"),
        step("two", 1, "b", max_hold_h=0, at_max_hold="block"),
        step("three", 1, "a", max_hold_h=0, at_max_hold="block"),
    ]
    for engine in ENGINES:
        result = simulate(scenario_of(steps, pools), 1, engine=engine)
        assert result.censored == 3
        assert "wait for something that never comes" in result.notices[-1].en


def test_the_same_seed_gives_the_same_figures_however_the_work_is_shared_out():
    scenario = queue(0.8, exponential(1.0), patients=300)
    alone = simulate(scenario, 12, seed=5)
    with ThreadPoolExecutor(3) as executor:
        shared = simulate(scenario, 12, seed=5, executor=executor)
    readable = simulate(scenario, 12, seed=5, engine="reference")
    assert alone.time_in_system_h == shared.time_in_system_h
    assert alone.wait_h.mean == pytest.approx(readable.wait_h.mean, rel=1e-12)
    assert simulate(scenario, 12, seed=6).wait_h.mean != alone.wait_h.mean


def test_common_random_numbers_make_another_unit_comparable():
    # More servers of one queue start everyone no later: true patient by patient when durations are the same.
    few, many = (compile_scenario(queue(1.5, exponential(1.0), servers, patients=400)) for servers in (2, 3))

    def starts(model):
        done = run_part(model, 9, 0, 1, traced=True).replications[0]
        return done.trace_times[done.trace_what[:, 0] == 1]

    assert (starts(many) <= starts(few)).all()


def test_a_run_that_is_asked_to_stop_stops():
    model = compile_scenario(queue(0.9, exponential(1.0), patients=50_000))
    with pytest.raises(StoppedError):
        run_part(model, 1, 0, 1, stop=np.ones(1, np.int64))


def test_finished_replications_are_kept_when_somebody_stops_the_run():
    def stop(done, of):
        if done >= 4:
            raise KeyboardInterrupt

    result = simulate(queue(0.5, exponential(1.0), patients=200_000), 12, progress=stop)
    assert 4 <= result.replications < 12
    assert result.notices[0].en == (
        f"Stopped after {result.replications} of 12 replications; the figures are those of the finished ones."
    )


def test_finished_replications_are_kept_when_the_run_is_told_to_stop():
    told = []
    result = simulate(
        queue(0.5, exponential(1.0), patients=200_000),
        12,
        progress=lambda done, _of: told.append(done),
        stop=lambda: bool(told),
    )
    assert 1 <= result.replications < 12
    assert result.notices[0].en.startswith(f"Stopped after {result.replications} of 12 replications;")


def test_a_run_that_is_told_to_stop_before_anything_is_finished_gives_nothing():
    with pytest.raises(KeyboardInterrupt):
        simulate(queue(0.9, exponential(1.0), patients=5_000_000), 4, stop=lambda: True)


def test_more_patients_at_once_than_memory_holds_are_refused(monkeypatch):
    from biovaliance.bioproduction.engine import parts
    from biovaliance.foundation.errors import InputError

    monkeypatch.setattr(parts, "LARGEST_ROOM", 1024)
    model = compile_scenario(
        scenario_of([step("serve", 1, "unit")], [{"name": "unit", "count": 1}], [0] * 3000)
    )
    with pytest.raises(InputError, match="patients are in the process at once"):
        run_part(model, 1, 0, 1)


def test_fewer_replications_are_usual_for_very_many_patients():
    assert usual_replications(queue(0.5, 1, patients=1_000)) == 20
    assert usual_replications(queue(0.5, 1, patients=1_000_000)) == 2
    assert usual_replications(queue(0.5, 1, patients=10_000_000)) == 1


def test_one_long_run_tells_its_precision_by_groups_of_patients():
    result = simulate(queue(0.5, exponential(1.0), patients=100_000), 1)
    low, high = result.time_in_system_h.ci95
    assert result.interval_over == "groups"
    assert low < 2.0 < high
    assert high - low < 0.2


def test_percentiles_are_exact_while_few_and_right_to_a_thousandth_beyond():
    values = np.random.default_rng(1).lognormal(2, 1.5, KEPT + 5000)
    spread = Spread(1)
    spread.add(0, values[:KEPT])
    assert spread.quantiles(0, (0.5, 0.9)) == pytest.approx(np.quantile(values[:KEPT], (0.5, 0.9)))
    spread.add(0, values[KEPT:])
    expected = np.quantile(values, (0.01, 0.5, 0.9, 0.999), method="inverted_cdf")
    assert spread.quantiles(0, (0.01, 0.5, 0.9, 0.999)) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(
    ("level", "freedom", "t"),
    # W. S. Gosset's table, as in Abramowitz and Stegun, 26.10.
    [
        (0.95, 1, 12.706),
        (0.95, 2, 4.303),
        (0.95, 9, 2.262),
        (0.95, 19, 2.093),
        (0.99, 19, 2.861),
        (0.95, 120, 1.980),
    ],
)
def test_the_interval_is_students(level, freedom, t):
    assert student(level, freedom) == pytest.approx(t, abs=5e-4)


def test_the_interval_of_three_means_can_be_redone_by_hand():
    mean, half = mean_and_half_width([1.0, 2.0, 3.0])
    assert mean == 2.0
    assert half == pytest.approx(4.302653 / 3**0.5, rel=1e-6)


def test_a_trace_names_the_lot_and_the_batch_of_every_event():
    steps = [step("grow", 1, failure={"share": 0.5, "then": "repeat"}), step("irradiate", 2, batch=2)]
    scenario = scenario_of(steps, times=[0, 0, 0, 0])
    model = compile_scenario(scenario)
    text = trace_csv(model, run_part(model, 3, 0, 1, traced=True).replications[0])
    lines = [line.split(",") for line in text.splitlines()]
    assert lines[0][:7] == ["time_h", "event", "patient", "lot", "operation", "attempt", "batch"]
    assert lines[0][7:] == ["into", "released_by", "still_open", "doses"]
    failed = [line for line in lines if line[1] == "failed"]
    assert failed
    number = failed[0][2]
    assert any(line[3] == f"P{number}.2" for line in lines)
    assert {line[6] for line in lines if line[4] == "irradiate"} <= {f"B{k}.1.0" for k in range(4)}


SMALL = """
[scenario]
name = "Small"
patients = 200
[arrivals]
kind = "poisson"
rate_per_d = 12
[[pools]]
name = "server"
count = 1
[[operations]]
name = "serve"
duration_h = { distribution = "exponential", mean = 1 }
pools = { server = 1 }
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_simulate_prints_the_figures_that_the_format_promises(run, file):
    ran = run("bioproduction", "simulate", file, "--replications", 5, "--seed", 3, "--json")
    found = json.loads(ran.out)
    assert ran.code == 0
    assert (found["patients"], found["released"], found["censored"], found["lost_waiting"]) == (
        200,
        200,
        0,
        0,
    )
    times = {"mean", "sd", "p50", "p90", "p95", "ci95"}
    for spread in (found["time_in_system_h"], found["wait_h"], found["operations"]["serve"]["wait_h"]):
        assert times <= set(spread)
        assert len(spread["ci95"]) == 2
    assert 0 < found["pools"]["server"]["utilisation_share"] < 1
    assert found["bottleneck"] == "server"
    assert found["worst_status"] == "assumed"
    assert found["events"] == 5 * 200 * 4
    assert found["seconds"] > 0
    same = ("bioproduction", "simulate", file, "--replications", 5, "--seed", 3, "--json")
    again = json.loads(run(*same, "--engine", "reference").out)
    assert again["time_in_system_h"]["mean"] == pytest.approx(found["time_in_system_h"]["mean"], rel=1e-12)


def test_simulate_prints_lines_for_a_person_and_writes_a_trace(run, file, tmp_path):
    ran = run("bioproduction", "simulate", file, "--replications", 2, "--trace", tmp_path / "trace.csv")
    assert ran.out.startswith("Small: 200 of 200 patients released, 0 lost waiting, 0 unfinished at the end")
    assert "server: " in ran.out
    assert "<- bottleneck" in ran.out
    assert len((tmp_path / "trace.csv").read_text().splitlines()) == 1 + 4 * 200


def test_check_and_schema_print_what_they_say(run, file):
    assert "server: 50% of what it can give is asked for" in run("bioproduction", "check", file).out
    assert json.loads(run("bioproduction", "check", file, "--json").out)["pools"] == {"server": {"load": 0.5}}
    assert json.loads(run("bioproduction", "schema").out)["title"] == "Biovaliance scenario"


def test_a_refused_scenario_ends_with_1_and_one_line_a_problem(run, file):
    file.write_text(
        SMALL.replace("count = 1", "count = 0").replace("mean = 1", "mean = nan"), encoding="utf-8"
    )
    ran = run("bioproduction", "simulate", file)
    assert ran.code == 1
    assert ran.error_lines[0] == f"{file}:10: pool 'server', count '0': is out of range; expected at least 1."
    assert ran.error_lines[1].startswith(
        f"{file}:13: operation 'serve', duration_h.mean 'nan': is not a finite"
    )
    assert ran.error_lines[2] == f"Error: {file} cannot be used: 2 problems, told above."


def test_a_scenario_that_is_no_file_too_large_or_no_text_is_refused(run, tmp_path):
    assert "is no file; check the path." in run("bioproduction", "check", tmp_path / "none.toml").err
    large = tmp_path / "large.toml"
    with large.open("wb") as out:
        out.truncate(50_000_000)
    assert (
        "has more than 8 MB; expected up to 2,000,000 characters" in run("bioproduction", "check", large).err
    )
    large.write_bytes(b"name = '\xe9'")
    assert "is no UTF-8; save it as UTF-8." in run("bioproduction", "check", large).err


@pytest.mark.skipif(sys.platform == "win32", reason="signals are told otherwise there")
def test_ctrl_c_keeps_what_is_finished_and_says_so(file):
    simulate(check_scenario(tomllib.loads(SMALL)), 1)  # so that the engine is compiled and in the cache
    file.write_text(SMALL.replace("patients = 200", "patients = 20_000"), encoding="utf-8")
    process = subprocess.Popen(
        [PROGRAM, "bioproduction", "simulate", file, "--replications", "100000", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    out = ""
    while process.poll() is None:  # a Ctrl-C before the first replication ends the program with 130
        time.sleep(5)
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            out, err = process.communicate(timeout=60)
    assert process.returncode in (0, 130), err
    if process.returncode == 0:
        assert 1 <= json.loads(out)["replications"] < 100_000
        assert "Stopped after" in err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for processes under /proc")
@pytest.mark.skipif(cores() == 1, reason="with one core nothing is handed out to other processes")
def test_a_run_that_is_killed_leaves_no_worker_behind(file):
    file.write_text(SMALL.replace("patients = 200", "patients = 20_000"), encoding="utf-8")
    process = subprocess.Popen(
        [PROGRAM, "bioproduction", "simulate", file, "--replications", "1000", "--engine", "reference"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    workers: list[str] = []
    while process.poll() is None and len(workers) <= cores():  # and the one that tracks what they share
        time.sleep(0.2)
        workers = children.read_text(encoding="ascii").split()
    time.sleep(3)  # so that they are at work, not still being loaded
    process.kill()
    process.wait()
    until = time.monotonic() + 30
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < until:
        time.sleep(0.2)
    assert [worker for worker in workers if Path(f"/proc/{worker}").exists()] == []
