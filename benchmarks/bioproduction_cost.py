"""How many scenarios of a library process are costed in a second, all their uncertain numbers varied at once.

    python -m benchmarks.bioproduction_cost     prints the figures, saves
    benchmarks/results/bioproduction_cost.json

The numbers are drawn before the clock starts; what is timed is from the matrix of their values to the cost of
a released dose of each row, on one core. The best of five runs counts, since the machine is shared; a few
rows are worked out again one by one, and have to be the same.
"""

import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from biovaliance.bioproduction.costs.kernel import CostKernel
from biovaliance.bioproduction.costs.numbers import numbers_of
from biovaliance.bioproduction.costs.studies import cost_model
from biovaliance.bioproduction.library.catalogue import read_process
from biovaliance.bioproduction.prices import bundled_prices
from biovaliance.bioproduction.sensitivity.sampling import drawn_values

REPOSITORY = Path(__file__).resolve().parents[1]
RESULTS = REPOSITORY / "benchmarks" / "results" / "bioproduction_cost.json"
PROCESSES = ("car-t-manual", "car-t-closed-automated", "skin-substitute", "mab-fed-batch")
GOAL_PER_S = 100_000
SCENARIOS = 200_000
RUNS = 5


def row(name: str) -> dict[str, Any]:
    """Return the figures of one process."""
    numbers = numbers_of(read_process(name), bundled_prices())
    model = cost_model(numbers)
    matrix = drawn_values(model.parameters, SCENARIOS, seed=1)
    took = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        costs = model(matrix)
        took.append(time.perf_counter() - begun)
    for place in (0, SCENARIOS // 2, SCENARIOS - 1):
        columns = {each.place: matrix[place : place + 1, at] for at, each in enumerate(model.rows)}
        alone = float(np.ravel(CostKernel(numbers.over(columns)).cost().cost_per_dose)[0])
        if abs(alone - costs[place]) > 1e-9 * alone:
            raise SystemExit(f"{name}, scenario {place}: {costs[place]} together, {alone} alone.")
    return {
        "process": name,
        "varied": len(model.rows),
        "scenarios": SCENARIOS,
        "seconds": round(min(took), 4),
        "per_s": int(SCENARIOS / min(took)),
    }


def main() -> None:
    """Measure, print, save."""
    rows = [row(name) for name in PROCESSES]
    for each in rows:
        print(f"{each['process']:28}{each['varied']:4} numbers varied {each['per_s']:12,} scenarios/s")
    saved = {"command": "python -m benchmarks.bioproduction_cost", "goal_per_s": GOAL_PER_S}
    RESULTS.write_text(json.dumps({**saved, "processes": rows}, indent=2) + "\n", encoding="utf-8")
    print(f"saved to {RESULTS.relative_to(REPOSITORY)}")


if __name__ == "__main__":
    main()
