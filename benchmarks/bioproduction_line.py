"""The line every engine runs in the benchmark: CAR-T-like, 10 steps, 5 shared pools, failures; and its peers.

The durations are in the order of published ones and are no data: only the shape of the work matters here.
SimPy and salabim are handed the arrivals, durations and failures that our engines draw for themselves, and
their time does not include the drawing, so the comparison is to their advantage.
"""

import math
from typing import Any

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine.model import Model
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.reading import check_scenario

STEPS = (
    ("leukapheresis", "suite", (3.0, 4.0, 5.0), 0.0),
    ("reception", "staff", (1.0, 2.0, 3.0), 0.0),
    ("selection", "suite", (5.0, 6.0, 7.0), 0.01),
    ("activation", "incubator", (22.0, 24.0, 26.0), 0.0),
    ("transduction", "suite", (4.0, 5.0, 6.0), 0.01),
    ("expansion", "incubator", (144.0, 192.0, 240.0), 0.03),
    ("harvest", "suite", (5.0, 6.0, 7.0), 0.01),
    ("formulation", "filler", (2.0, 3.0, 4.0), 0.0),
    ("quality control", "laboratory", (48.0, 72.0, 96.0), 0.02),
    ("release", "staff", (2.0, 4.0, 6.0), 0.0),
)
POOLS = {"suite": 10, "staff": 3, "incubator": 90, "filler": 2, "laboratory": 32}
PATIENTS_PER_DAY = 9.0


def line(patients: int = 5_000) -> Scenario:
    """Return the line for so many patients."""
    return check_scenario(
        {
            "scenario": {"name": "CAR-T-like line", "patients": patients},
            "arrivals": {"kind": "poisson", "rate_per_d": PATIENTS_PER_DAY},
            "pools": [{"name": name, "count": count} for name, count in POOLS.items()],
            "operations": [
                {
                    "name": name,
                    "pools": {pool: 1},
                    "duration_h": {"distribution": "triangular", "low": low, "mode": mode, "high": high},
                    **({"failure": {"share": share}} if share else {}),
                }
                for name, pool, (low, mode, high), share in STEPS
            ],
        }
    )


Given = tuple[list[float], list[list[float]], list[list[bool]]]
"""Gaps between arrivals; durations and failures by patient and step."""


def given(model: Model, seed: int) -> Given:
    """Return what our engines draw, for engines that cannot."""
    base = draws.base_of(seed, 0)
    keys = draws.keys_of_patients(base, 0, model.patients)
    between = (draws.EXPONENTIAL, model.coming.mean_h, 0.0, 0.0)
    gaps = draws.samples(draws.draws_of_patients(keys, 0, draws.ARRIVES), between, ()).tolist()
    durations, fails = [], []
    for step in model.steps:
        bits = draws.draws_of_patients(keys, step.key, draws.DURATION)
        durations.append(draws.samples(bits, step.duration, model.values).tolist())
        shares = draws.uniforms(draws.draws_of_patients(keys, step.key, draws.FAILS))
        fails.append((shares < step.fail_share).tolist())
    return (
        gaps,
        [list(row) for row in zip(*durations, strict=True)],
        [list(row) for row in zip(*fails, strict=True)],
    )


def run_simpy(model: Model, numbers: Given) -> list[float]:
    """Run the line in SimPy and return the times in system of released patients."""
    import simpy

    gaps, durations, fails = numbers
    environment = simpy.Environment()
    pools = [simpy.Resource(environment, resource.count) for resource in model.resources]
    route = [pools[step.demands[0].pools[0]] for step in model.steps]
    times: list[float] = []

    def patient(own: list[float], failing: list[bool]) -> Any:
        arrived = environment.now
        for pool, duration, fails_here in zip(route, own, failing, strict=True):
            with pool.request() as request:
                yield request
                yield environment.timeout(duration)
            if fails_here:
                return
        times.append(environment.now - arrived)

    def arrivals() -> Any:
        for gap, own, failing in zip(gaps, durations, fails, strict=True):
            yield environment.timeout(gap)
            environment.process(patient(own, failing))

    environment.process(arrivals())
    environment.run()
    return times


def run_salabim(model: Model, numbers: Given) -> list[float]:
    """Run the line in salabim and return the times in system of released patients."""
    import salabim

    gaps, durations, fails = numbers
    salabim.yieldless(False)
    environment = salabim.Environment(trace=False, random_seed=None)
    pools = [salabim.Resource(each.name, capacity=each.count, monitor=False) for each in model.resources]
    route = [pools[step.demands[0].pools[0]] for step in model.steps]
    times: list[float] = []

    class Patient(salabim.Component):
        def setup(self, own: list[float], failing: list[bool]) -> None:
            self.own, self.failing = own, failing

        def process(self) -> Any:
            arrived = environment.now()
            for pool, duration, fails_here in zip(route, self.own, self.failing, strict=True):
                yield self.request(pool)
                yield self.hold(duration)
                self.release(pool)
                if fails_here:
                    return
            times.append(environment.now() - arrived)

    class Arrivals(salabim.Component):
        def process(self) -> Any:
            for gap, own, failing in zip(gaps, durations, fails, strict=True):
                yield self.hold(gap)
                Patient(own=own, failing=failing)

    Arrivals()
    environment.run(till=math.inf)
    return times
