"""How fast the production engine is, beside SimPy and salabim in the same run.

    python -m benchmarks.bioproduction_engine      saved in benchmarks/results/bioproduction_engine.json

All engines run the CAR-T-like line of `bioproduction_line` with the same random numbers, in turns, and have
to agree on the mean time in system. Then: 1,000 replications on both cores, a sweep of 22,000 runs of 200
patients, runs of up to a million patients with the largest memory of each, and a run on a Dask cluster of two
workers of this machine.
"""

import gc
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.bioproduction_line import PATIENTS_PER_DAY, given, line, run_salabim, run_simpy
from biovaliance.bioproduction.engine import running
from biovaliance.bioproduction.engine.kernel.entry import compiled
from biovaliance.bioproduction.engine.model import compile_scenario
from biovaliance.bioproduction.engine.parts import run_part

RESULTS = Path(__file__).parent / "results" / "bioproduction_engine.json"
ROUNDS = 15
SWEEP_RUNS, SWEEP_PATIENTS = 22_000, 200
SIZES = (10_000, 100_000, 1_000_000)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds a piece of work takes, and what it returns."""
    started = time.perf_counter()
    done = work()
    return time.perf_counter() - started, done


def side_by_side() -> dict[str, Any]:
    """Return the median seconds of each engine for one run of 5,000 patients, taken in turns.

    What an engine leaves behind is thrown away before the next one starts, so that none cleans up after
    another.
    """
    model = compile_scenario(line())
    numbers = given(model, 1)
    compiling, _ = timed(compiled)
    events = int(run_part(model, 1, 0, 1).replications[0].counts[8])
    works: dict[str, Callable[[], float]] = {
        "SimPy": lambda: statistics.fmean(run_simpy(model, numbers)),
        "salabim": lambda: statistics.fmean(run_salabim(model, numbers)),
        "reference": lambda: float(run_part(model, 1, 0, 1, "reference").replications[0].moments[0, 1]),
        "compiled": lambda: float(run_part(model, 1, 0, 1).replications[0].moments[0, 1]),
    }
    seconds: dict[str, list[float]] = {name: [] for name in works}
    means: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, work in works.items():
            gc.collect()
            took, means[name] = timed(work)
            seconds[name].append(took)
    for name, mean in means.items():
        assert abs(mean - means["SimPy"]) < 1e-6, f"{name} gives {mean} h, SimPy {means['SimPy']} h"
    middle = {name: statistics.median(took) for name, took in seconds.items()}
    return {
        "events": events,
        "mean_time_in_system_h": round(means["compiled"], 6),
        "compile_or_load_s": round(compiling, 2),
        "seconds": {name: round(took, 5) for name, took in middle.items()},
        "events_per_s": {name: round(events / took) for name, took in middle.items()},
        "compiled_over_simpy": round(middle["SimPy"] / middle["compiled"], 1),
        "compiled_over_salabim": round(middle["salabim"] / middle["compiled"], 1),
        "reference_over_simpy": round(middle["SimPy"] / middle["reference"], 1),
    }


def thousand_replications() -> float:
    """Return the seconds that 1,000 replications of 5,000 patients take on all cores."""
    return round(timed(lambda: running.simulate(line(), 1_000))[0], 2)


def sweep() -> float:
    """Return the seconds of a sweep as sensitivity studies make it: another model in every run."""
    base = compile_scenario(line(SWEEP_PATIENTS))

    def some(first: int) -> float:
        total = 0.0
        for number in range(first, min(first + 200, SWEEP_RUNS)):
            model = base.with_rate(PATIENTS_PER_DAY * (0.8 + 0.4 * number / SWEEP_RUNS))
            total += float(run_part(model, 1, 0, 1).replications[0].moments[0, 1])
        return total

    def work() -> float:
        with ThreadPoolExecutor(running.cores()) as executor:
            return sum(executor.map(some, range(0, SWEEP_RUNS, 200)))

    return round(timed(work)[0], 2)


def growth() -> dict[str, dict[str, float]]:
    """Return seconds and largest memory of one run of each size, each in a process of its own."""
    found = {}
    for size in SIZES:
        command = [sys.executable, "-m", "benchmarks.bioproduction_engine", str(size)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found[f"{size:,}"] = json.loads(done.stdout)
    return found


def one_size(patients: int) -> dict[str, float]:
    """Run so many patients, and return the seconds and the largest memory of this process."""
    model = compile_scenario(line(patients))
    run_part(compile_scenario(line(100)), 1, 0, 1)
    took, _ = timed(lambda: run_part(model, 1, 0, 1))
    return {
        "seconds": round(took, 3),
        "memory_mb": largest_memory_mb(),
    }


def largest_memory_mb() -> float:
    """Return the largest memory of this process since it began.

    `getrusage` would count what the process that started it held, which has compiled the engine.
    """
    told = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert told is not None, "the kernel tells no VmHWM"
    return round(int(told.group(1)) / 1024, 1)


def on_dask() -> dict[str, float]:
    """Return the seconds of 100 replications on two Dask workers, and that the figures are those of
    threads.
    """
    from distributed import Client, LocalCluster

    scenario = line(1_000)
    here = running.simulate(scenario, 100)
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        running.simulate(scenario, 4, executor=client.get_executor())  # the workers load the engine
        took, there = timed(lambda: running.simulate(scenario, 100, executor=client.get_executor()))
    assert there.time_in_system_h == here.time_in_system_h
    return {"replications": 100, "patients": 1_000, "seconds": round(took, 2)}


def main() -> None:
    """Measure, print and save."""
    found = {
        "command": "python -m benchmarks.bioproduction_engine",
        "cores": running.cores(),
        "side_by_side": side_by_side(),
        "thousand_replications_s": thousand_replications(),
        "sweep_s": sweep(),
        "growth": growth(),
        "dask": on_dask(),
    }
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(one_size(int(sys.argv[1]))))
    else:
        main()
