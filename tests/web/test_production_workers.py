"""Runs as they happen: the site, a worker, a child, each a process of its own on a real database."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.running import Served, children, end, served, wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="only Linux tells the memory of a process"),
]
LONG = {"kind": "simulation", "replications": 5000}
"""Some ten seconds of a line of the library: long enough to be watched, stopped and killed."""
CROWD = """
[scenario]
name = "Everybody at once"
patients = 6000000
[arrivals]
kind = "poisson"
rate_per_d = 10000000
[[pools]]
name = "server"
count = 1
[[operations]]
name = "serve"
duration_h = { distribution = "exponential", mean = 1 }
pools = { server = 1 }
[[operations]]
name = "serve again"
duration_h = { distribution = "exponential", mean = 1 }
pools = { server = 1 }
[[operations]]
name = "serve once more"
duration_h = { distribution = "lognormal", mean = 1, cv = 0.5 }
pools = { server = 1 }
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with served(tmp_path_factory.mktemp("runs")) as site:
        yield site


@pytest.fixture(autouse=True)
def _no_worker_left(site: Served):
    yield
    site.stop_workers()


@pytest.fixture(scope="module")
def crowd(site: Served) -> str:
    return site.keep(CROWD)


def under_way(visitor, key):
    """Return the run's progress once something is finished, but not all."""
    return wait_for(
        lambda: (now := visitor.progress(key))["state"] == "running" and 0 < now["done"] < now["of"] and now,
        f"progress of {key}",
    )


def test_a_run_waits_is_worked_out_and_gives_what_the_library_gives(site):
    from biovaliance.bioproduction.engine.running import simulate
    from biovaliance.bioproduction.library.catalogue import read_process

    visitor = site.visitor()
    key = visitor.ask("car-t-manual", kind="simulation", replications=5, seed=7)
    assert visitor.progress(key)["text"] == "Waiting: it is the next one."
    site.work()
    found = visitor.until(key, "done")

    expected = simulate(read_process("car-t-manual"), 5, 7).to_json()
    assert found["result"]["simulation"] == expected | {"seconds": 0.0, "compile_seconds": 0.0}
    assert (found["done"], found["of"]) == (5, 5)
    assert found["command"] == "biovaliance bioproduction simulate car-t-manual --replications 5 --seed 7"


def test_the_events_of_the_first_replication_are_those_of_the_command_line(site):
    from biovaliance.bioproduction.engine.model import compile_scenario
    from biovaliance.bioproduction.engine.running import trace_of
    from biovaliance.bioproduction.engine.traces import trace_csv
    from biovaliance.bioproduction.library.catalogue import read_process

    visitor = site.visitor()
    site.work()
    key = visitor.ask("mrna", kind="simulation", replications=3, seed=2)
    visitor.until(key, "done")
    scenario = read_process("mrna")
    expected = trace_csv(compile_scenario(scenario), trace_of(scenario, 2).replications[0])
    assert visitor.get(f"/en/production/runs/{key}/events.csv") == expected


@pytest.mark.parametrize(
    ("kind", "part", "amount"),
    [
        ("morris", "study", 50),
        ("sobol", "study", 1024),
        ("next-unit", "next_unit", 4),
        ("schedule", "schedule", 20),
    ],
)
def test_the_other_kinds_are_worked_out_too(site, kind, part, amount):
    visitor = site.visitor()
    site.work()
    key = visitor.ask("mrna", kind=kind, replications=4, seed=3)
    found = visitor.until(key, "done")
    assert list(found["result"]) == [part]
    assert amount in found["settings"].values()
    assert found["done"] == found["of"] > 0


def test_whoever_asked_stops_a_run_and_keeps_what_is_finished(site):
    visitor = site.visitor()
    site.work()
    key = visitor.ask("car-t-manual", seed=11, **LONG)
    under_way(visitor, key)
    status, path, _page = visitor.post(f"/en/production/runs/{key}/stop/")
    assert (status, path) == (200, f"/en/production/runs/{key}/")
    found = visitor.until(key, "stopped", within_s=60)
    simulated = found["result"]["simulation"]
    assert 0 < simulated["replications"] < 5000
    assert simulated["notices"][0] == (
        f"Stopped after {simulated['replications']} of 5,000 replications; "
        "the figures are those of the finished ones."
    )
    page = visitor.get(f"/en/production/runs/{key}/")
    assert "Stopped before its end" in page
    assert page.count("the figures are those of the finished ones") == 0  # it is said once, at the head
    assert page.count("The figures are those of the finished ones.") == 1
    assert "Run it again" in page


def test_somebody_else_stops_nothing(site):
    visitor, other = site.visitor(), site.visitor()
    key = visitor.ask("car-t-manual", seed=12, kind="simulation", replications=1)
    assert other.ask("car-t-manual", seed=12, kind="simulation", replications=1) == key
    status, _path, page = other.post(f"/en/production/runs/{key}/stop/")
    assert status == 403
    assert "This run is not yours to stop" in page
    assert visitor.state(key) == "waiting"
    assert "Stop it" in visitor.get(f"/en/production/runs/{key}/")
    assert "Stop it" not in other.get(f"/en/production/runs/{key}/")
    assert visitor.post(f"/en/production/runs/{key}/stop/")[0] == 200
    assert visitor.state(key) == "stopped"


def test_a_run_that_takes_too_long_keeps_what_is_finished(site):
    visitor = site.visitor()
    site.work(RUN_SECONDS=5)
    key = visitor.ask("car-t-manual", seed=13, **LONG)
    found = visitor.until(key, "stopped")
    assert 0 < found["result"]["simulation"]["replications"] < 5000
    assert found["problem"].startswith("It took longer than the 5 seconds a run may take here.")


def test_a_run_that_takes_too_long_before_anything_is_finished_fails(site, crowd):
    visitor = site.visitor()
    site.work(RUN_SECONDS=1, RUN_MEMORY_MB=4000)
    key = visitor.ask(crowd, seed=14, kind="simulation", replications=1)
    found = visitor.until(key, "failed")
    assert found["result"] is None
    assert found["problem"].startswith("It took longer than the 1 seconds")


def test_a_run_that_needs_too_much_memory_fails_and_the_next_one_is_worked_out(site, crowd):
    visitor = site.visitor()
    site.work(RUN_MEMORY_MB=48)
    key = visitor.ask(crowd, seed=15, kind="simulation", replications=1)
    after = visitor.ask("mrna", seed=15, kind="simulation", replications=2)
    found = visitor.until(key, "failed")
    assert found["problem"].startswith("It needed more than the 48 MB of memory a run may take here")
    assert visitor.until(after, "done")["result"] is not None


def test_a_run_whose_process_is_ended_from_outside_fails_and_the_next_one_is_worked_out(site):
    visitor = site.visitor()
    worker = site.work()
    key = visitor.ask("car-t-manual", seed=16, **LONG)
    after = visitor.ask("mrna", seed=16, kind="simulation", replications=2)
    under_way(visitor, key)
    for number in children(worker.pid):
        os.kill(number, signal.SIGKILL)
    assert visitor.until(key, "failed")["problem"].startswith("Its process was ended from outside")
    assert visitor.until(after, "done")["result"] is not None


def test_a_worker_that_is_asked_to_end_gives_its_run_back(site):
    visitor = site.visitor()
    worker = site.work()
    key = visitor.ask("car-t-manual", seed=17, kind="simulation", replications=1500)
    under_way(visitor, key)
    begun = children(worker.pid)
    assert end(worker) == ""
    assert worker.returncode == 0
    assert visitor.state(key) == "waiting"
    wait_for(lambda: not any(map(alive, begun)), "the end of what the worker had begun")
    site.work()
    assert visitor.until(key, "done")["result"]["simulation"]["replications"] == 1500


def test_a_run_whose_worker_is_killed_is_taken_up_once_more_then_fails(site):
    visitor = site.visitor()
    key = visitor.ask("car-t-manual", seed=18, **LONG)
    kill_at_work(site, visitor, key)
    first = visitor.result(key)["started_at"]
    replacement = site.work()
    wait_for(lambda: visitor.result(key)["started_at"] not in (None, first), f"second beginning of {key}")
    under_way(visitor, key)
    kill(replacement)
    site.work()
    found = visitor.until(key, "failed")
    assert found["problem"].startswith("The worker that worked it out ended twice without a word")


def test_a_run_whose_worker_is_killed_once_is_done_by_the_next_one(site):
    visitor = site.visitor()
    key = visitor.ask("car-t-manual", seed=19, kind="simulation", replications=1500)
    kill_at_work(site, visitor, key)
    site.work()
    assert visitor.until(key, "done")["result"]["simulation"]["replications"] == 1500


def kill_at_work(site, visitor, key):
    """Start a worker and kill it while it is at a run."""
    worker = site.work()
    under_way(visitor, key)
    kill(worker)


def kill(worker):
    """Kill a worker; its children end by themselves."""
    begun = children(worker.pid)
    worker.kill()
    wait_for(lambda: not any(map(alive, begun)), "end of the children of a killed worker", 30)


def alive(number: int) -> bool:
    """Whether a process does anything yet; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_several_workers_share_the_queue_and_no_run_is_worked_out_twice(site):
    visitor = site.visitor()
    keys = [visitor.ask("mrna", seed=20 + number, kind="simulation", replications=50) for number in range(6)]
    for _ in range(2):
        site.work()
    for key in keys:
        assert visitor.until(key, "done")["done"] == 50
    assert visitor.ask("mrna", seed=20, kind="simulation", replications=50) == keys[0]
    assert visitor.state(keys[0]) == "done"


def test_a_worker_outlives_a_database_that_does_not_answer_for_a_while(site):
    visitor = site.visitor()
    worker = site.work()
    visitor.until(visitor.ask("mrna", seed=30, kind="simulation", replications=2), "done")
    site.execute("ALTER TABLE run RENAME TO elsewhere")
    try:
        wait_for(lambda: "tries again" in worker.stderr.readline(), "word of the worker")
    finally:
        site.execute("ALTER TABLE elsewhere RENAME TO run")
    key = visitor.ask("mrna", seed=31, kind="simulation", replications=2)
    assert visitor.until(key, "done")["done"] == 2
    assert worker.poll() is None


def test_a_worker_on_an_empty_database_says_what_is_missing(tmp_path, site):
    environment = site.environment | {
        "BIOVALIANCE_HOME": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3",
    }
    done = subprocess.run(
        [sys.executable, "-m", "django", "work_runs"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "CommandError: The database is not set up; `biovaliance serve` does that on its first start.\n"
    )
