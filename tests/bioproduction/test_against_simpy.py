"""Differential test: the same events as SimPy, at the same times, to the last digit."""

import random
from typing import Any

import pytest

from biovaliance.bioproduction.engine.model import Model, compile_scenario
from biovaliance.bioproduction.engine.parts import run_part
from biovaliance.bioproduction.engine.replications import Code
from biovaliance.bioproduction.scenarios.reading import check_scenario
from tests.bioproduction.random_models import random_duration
from tests.bioproduction.simpy_line import SimpyLine


def random_line(seed: int) -> Model:
    """Return a line of some operations that share a few pools, fail, lead back, and have priorities."""
    chance = random.Random(seed)
    pools = [{"name": f"P{number}", "count": chance.randint(1, 4)} for number in range(chance.randint(1, 4))]
    for pool in pools:
        if pool["count"] == 1 and seed % 2:
            pool["changeover_h"] = 1.5
    names = [f"O{number}" for number in range(chance.randint(2, 9))]
    operations: list[dict[str, Any]] = []
    for number, name in enumerate(names):
        operation = {
            "name": name,
            "duration_h": random_duration(chance),
            "pools": {chance.choice(pools)["name"]: 1},
        }
        if chance.random() < 0.1:
            operation["pools"] = {}
        if chance.random() < 0.4:
            then = chance.choice(["scrap", "repeat", chance.choice(names[: number + 1])])
            operation["failure"] = {"share": chance.choice([0.05, 0.3]), "then": then}
            if chance.random() < 0.5:
                operation["failure"]["max_attempts"] = 3
        if chance.random() < 0.3:
            operation["priority"] = chance.randint(-2, 2)
        if number + 2 < len(names) and chance.random() < 0.2:
            operation["next"] = [
                {"to": names[number + 1], "share": 0.6},
                {"to": names[number + 2], "share": 0.3},
            ]
        operations.append(operation)
    operations.extend(
        {
            "name": name,
            "after": [names[-1]],
            "duration_h": random_duration(chance, 60),
            "pools": {chance.choice(pools)["name"]: 1},
            "test": {"gates_release": False},
            "failure": {"share": 0.3, "then": chance.choice(["scrap", "repeat"]), "max_attempts": 2},
            "priority": -3,
        }
        for name in ("sterility", "mycoplasma")[: seed % 3]
    )
    table = {
        "scenario": {"name": f"Line {seed}", "patients": 60},
        "arrivals": {"kind": "poisson", "rate_per_d": chance.choice([1, 3, 6])},
        "pools": pools,
        "operations": operations,
    }
    return compile_scenario(check_scenario(table))


def events_by_patient(model: Model, seed: int, engine: Any) -> dict[int, list[tuple[float, str, int, int]]]:
    done = run_part(model, seed, 0, 1, engine, traced=True).replications[0]
    found: dict[int, list[tuple[float, str, int, int]]] = {}
    for time, (code, patient, step, attempt, _) in zip(
        done.trace_times.tolist(), done.trace_what.tolist(), strict=True
    ):
        found.setdefault(patient, []).append((time, Code(code).name, step, attempt))
    return found


@pytest.mark.parametrize("engine", ["compiled", "reference"])
@pytest.mark.parametrize("seed", range(30))
def test_simpy_gives_the_same_events_at_the_same_times(seed, engine):
    model = random_line(seed)
    assert events_by_patient(model, seed, engine) == SimpyLine(model, seed).run()
