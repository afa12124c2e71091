"""The supply networks of i-SHIPMENT, to their proven optima, and how long that takes.

    python -m benchmarks.supply_network     prints the figures, saves benchmarks/results/supply_network.json

Each instance is answered by `biovaliance bioproduction network INSTANCE.dat --max-sites N --json`, in a
process of its own: `seconds` is from reading the file to the proven optimum, `process_s` all that a user
waits for. The instances and their optima are those of N. Triantafyllou et al. (2022), Scientific Reports 12,
17365 (CC BY-NC 4.0); they are read where BIOVALIANCE_SHARED_DATA says and are no part of this repository.
Without them nothing is measured and the last saved figures stay.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
RESULTS = REPOSITORY / "benchmarks" / "results" / "supply_network.json"
GOAL_S = 20.0
EXACT = 0.01


def instances() -> Path:
    """Return the folder of the instances."""
    shared = Path(os.environ.get("BIOVALIANCE_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    return shared / "benchmarks" / "bioproduction" / "ishipment"


def answer(file: Path, max_sites: int) -> dict[str, Any]:
    """Return what the command prints for an instance, with the time of the whole process."""
    command = [sys.executable, "-m", "biovaliance.cli", "bioproduction", "network", str(file)]
    begun = time.perf_counter()
    ran = subprocess.run(
        [*command, "--max-sites", str(max_sites), "--json"], capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return {**found, "process_s": round(time.perf_counter() - begun, 2)}


def row(folder: Path, case: dict[str, Any]) -> dict[str, Any]:
    """Return one line of the table: what was found beside what is known."""
    found = answer(folder / case["file"], case["max_facilities"])
    honest = found["over_demand_days"]
    return {
        "instance": case["file"],
        "therapies": found["therapies"],
        "max_sites": case["max_facilities"],
        "sites": found["sites"],
        "cost_per_therapy": round(found["cost_per_therapy"], 2),
        "known_cost_per_therapy": case["per_therapy"],
        "is_equal": abs(found["cost_per_therapy"] - case["per_therapy"]) <= EXACT,
        "gap": found["gap"],
        "seconds": found["seconds"],
        "process_s": found["process_s"],
        "demand_days": honest["demand_days"],
        "cost_per_therapy_over_demand_days": round(honest["cost_per_therapy"], 2),
    }


def main() -> None:
    """Measure, print, save."""
    folder = instances()
    if not (folder / "optima.json").is_file():
        print(f"'{folder}' is not there; BIOVALIANCE_SHARED_DATA names the benchmarks. Nothing is measured.")
        return
    rows = [row(folder, case) for case in json.loads((folder / "optima.json").read_text(encoding="utf-8"))]
    for each in rows:
        print(
            f"{each['instance']:24}{each['max_sites']:3} sites at most {each['cost_per_therapy']:12,.2f} "
            f"{'equal' if each['is_equal'] else 'NOT EQUAL'}, gap {each['gap']:g}, {each['seconds']:.2f} s "
            f"({each['process_s']:.2f} s with the start)"
        )
    if not all(each["is_equal"] and each["gap"] == 0 for each in rows):
        raise SystemExit("An optimum differs from the known one; nothing is saved.")
    saved = {"command": "python -m benchmarks.supply_network", "goal_s": GOAL_S, "instances": rows}
    RESULTS.write_text(json.dumps(saved, indent=2) + "\n", encoding="utf-8")
    print(f"saved to {RESULTS.relative_to(REPOSITORY)}")


if __name__ == "__main__":
    main()
