"""Runs as they happen: the site, a worker, a child, each a process of its own on a real database."""

import os
import signal
import time

import pytest

from tests.web.running import Served, children, end, served, wait_for

pytestmark = pytest.mark.slow
LONG = {"kind": "simulation", "replications": 4000}
"""Some ten seconds of the line of the library: long enough to be watched, stopped and killed."""
CROWD = """
schema = 1
[scenario]
name = "Everybody at once"
patients = 400000
[arrivals]
interval_d = {value = 0.0001, unit = "d", status = "assumed", source = "made for a test"}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with served(tmp_path_factory.mktemp("runs")) as site:
        yield site


@pytest.fixture(autouse=True)
def _no_worker_left(site: Served):
    yield
    site.stop_workers()


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
