"""What each kind of run gives, worked out in this process: plain Python, no database."""

import csv
import io
import subprocess
import sys
import zlib

import pytest

from biovaliance.bioproduction.decisions.next_unit import next_units
from biovaliance.bioproduction.decisions.waiting import worth_of_a_day
from biovaliance.bioproduction.engine.running import simulate
from biovaliance.bioproduction.engine.timelines import timeline_of_scenario
from biovaliance.bioproduction.library.catalogue import entries, process_text, read_process
from biovaliance.bioproduction.prices import bundled_prices
from biovaliance.bioproduction.scenarios.extent import events_of_patients
from biovaliance.bioproduction.scenarios.reading import read_scenario
from biovaliance.foundation.errors import InputError
from biovaliance.web.bioproduction.runs.kinds import Kind, StoppedError, expected_events, work_out

SETTINGS = {  # a schedule is searched for a time: test_production_schedule has it
    Kind.SIMULATION: {"seed": 3, "replications": 4},
    Kind.NEXT_UNIT: {"seed": 3, "replications": 4},
    Kind.DAY: {"seed": 3, "replications": 4},
    Kind.MORRIS: {"seed": 3, "trajectories": 5},
    Kind.SOBOL: {"seed": 3, "base_points": 64},
}
SCENARIOS = {Kind.DAY: "car-t-manual"}
"""Where another one than mRNA is run: nobody is lost who waits for that."""


def never() -> bool:
    return False


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.name)
def test_the_expected_events_are_within_a_quarter_of_those_that_happen(entry):
    scenario = read_process(entry.name)
    settings = {"seed": 1, "replications": 10}
    happened = simulate(scenario, 10, 1).events
    assert 10 * events_of_patients(scenario) == pytest.approx(happened, rel=0.25)
    assert expected_events(Kind.SIMULATION, scenario, settings) >= int(10 * events_of_patients(scenario))


def test_the_limit_of_a_run_counts_the_events_of_shifts_and_absences_too():
    absent = (
        "[[pools]]\nname = 'p'\ncount = 1000\nabsence_share = 0.1\n"
        "[[operations]]\nname = 'o'\nduration_h = 1\npools = { p = 1 }\n"
    )
    head = "[scenario]\nname = 'Absent'\nhorizon_d = 3650\n[arrivals]\nkind = 'interval'\ninterval_d = 3000\n"
    scenario = read_scenario(head + absent)
    assert events_of_patients(scenario) < 10
    assert expected_events(Kind.SIMULATION, scenario, {"seed": 1, "replications": 1}) > 3_000_000


def test_one_more_unit_of_each_pool_takes_a_line_for_each_and_the_studies_of_cost_none():
    scenario = read_process("mrna")
    settings = {"seed": 1, "replications": 10}
    alone = expected_events(Kind.SIMULATION, scenario, settings)
    pools = len(scenario.pools)
    assert expected_events(Kind.NEXT_UNIT, scenario, settings) == pytest.approx(
        alone * (1 + pools), abs=pools
    )
    assert expected_events(Kind.DAY, scenario, settings) == pytest.approx(alone * 2, abs=1)
    assert expected_events(Kind.SOBOL, scenario, {}) == 0


@pytest.mark.parametrize("kind", SETTINGS)
def test_the_same_settings_give_the_same_result_and_progress_reaches_its_end(kind):
    told = []
    scenario = read_process(SCENARIOS.get(kind, "mrna"))
    first, again = (
        work_out(kind, scenario, SETTINGS[kind], lambda done, of: told.append((done, of)), never)
        for _ in range(2)
    )
    assert first == again
    assert first.is_whole
    assert told[-1][0] == told[-1][1] > 0


def test_a_simulation_is_that_of_the_library_and_brings_the_events_of_its_first_replication():
    scenario = read_process("mrna")
    worked = work_out(Kind.SIMULATION, scenario, {"seed": 3, "replications": 4}, lambda *_: None, never)
    expected = simulate(scenario, 4, 3)
    assert worked.result == {
        "simulation": expected.to_json() | {"seconds": 0.0, "compile_seconds": 0.0},
        "histograms": expected.histograms_json(),
        "timeline": timeline_of_scenario(scenario, 3).to_json(),
    }
    lines = list(csv.DictReader(io.StringIO(zlib.decompress(worked.trace).decode())))
    assert sum(line["event"] == "arrived" for line in lines) == 20


def test_one_more_unit_is_that_of_the_library():
    scenario = read_process("mrna")
    worked = work_out(Kind.NEXT_UNIT, scenario, {"seed": 3, "replications": 4}, lambda *_: None, never)
    expected = next_units(scenario, bundled_prices(), replications=4, seed=3)
    assert worked.result == {"next_unit": expected.to_json()}
    assert [unit["pool"] for unit in worked.result["next_unit"]["units"]] == [u.pool for u in expected.units]


def test_a_day_is_that_of_the_library_and_is_refused_where_nobody_is_lost():
    scenario = read_process("car-t-manual")
    worked = work_out(Kind.DAY, scenario, SETTINGS[Kind.DAY], lambda *_: None, never)
    assert worked.result == {"day": worth_of_a_day(scenario, replications=4, seed=3).to_json()}
    with pytest.raises(InputError, match="loses no patient who waits") as refused:
        work_out(Kind.DAY, read_process("mrna"), SETTINGS[Kind.DAY], lambda *_: None, never)
    assert "ne perd aucun patient qui attend" in refused.value.text.fr


def test_a_simulation_that_is_stopped_keeps_what_is_finished_and_no_trace():
    done = []
    worked = work_out(
        Kind.SIMULATION,
        read_process("car-t-manual"),
        {"seed": 1, "replications": 3000},
        lambda finished, _of: done.append(finished),
        lambda: bool(done),
    )
    assert not worked.is_whole
    assert 0 < worked.result["simulation"]["replications"] < 3000
    assert worked.trace is None


@pytest.mark.parametrize("kind", [Kind.MORRIS, Kind.SOBOL, Kind.NEXT_UNIT, Kind.DAY])
def test_the_other_kinds_are_stopped_without_a_result(kind):
    with pytest.raises(StoppedError):
        work_out(
            kind,
            read_process(SCENARIOS.get(kind, "mrna")),
            SETTINGS[kind],
            lambda *_: None,
            lambda: True,
        )


def test_a_study_of_a_scenario_without_ranges_is_refused_with_what_to_write(tmp_path):
    from biovaliance.bioproduction.scenarios.reading import read_scenario
    from tests.web.test_production_workers import CROWD

    with pytest.raises(InputError, match="has no number with a range"):
        work_out(
            Kind.MORRIS,
            read_scenario(CROWD.replace("patients", "price_year = 2024\npatients", 1), "crowd"),
            SETTINGS[Kind.MORRIS],
            lambda *_: None,
            never,
        )


@pytest.mark.parametrize(
    ("kind", "settings"), [("sobol", {"seed": 1, "base_points": 64}), ("schedule", None)]
)
def test_a_library_that_no_longer_fits_into_the_memory_is_told_as_such(kind, settings):
    # A process of its own, in which neither scipy nor the solver is loaded before the limit is set.
    task = (kind, process_text("car-t-manual"), settings or {"seed": 1, "patients": 2, "seconds": 1})
    program = f"""
import threading
from multiprocessing import Pipe
from biovaliance.web.bioproduction.runs.child import Task, _work
print(_work(Task(*{task!r}, 40_000_000), Pipe()[0], threading.Event()))
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "OutOfMemory()\n"
