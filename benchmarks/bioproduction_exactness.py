"""How exact the production engine and its sums are: closed forms, SimPy, algebra, indices, published figures.

    python -m benchmarks.bioproduction_exactness    saved in benchmarks/results/bioproduction_exactness.json

The cases are those of the tests (`tests/bioproduction`), with two million customers each where they are
queues or stocks. The analytic cases and their values are read where BIOVALIANCE_SHARED_DATA says and are no
part of this repository; without them nothing is measured and the last saved figures stay. A figure that is
not what it has to be is saved as it is, and the command ends with an error that names it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from benchmarks.schedule import job_shop
from biovaliance.bioproduction import finance
from biovaliance.bioproduction.failures import Step, expected_yield
from biovaliance.bioproduction.growth import expanded_cells, vector_doses
from biovaliance.bioproduction.ordering import economic_order
from biovaliance.bioproduction.schedule.search import find_schedule
from biovaliance.bioproduction.schedule.solving import Effort
from biovaliance.bioproduction.sensitivity.variance import variance_study
from tests.bioproduction.analytic import EXACT, analytic_cases
from tests.bioproduction.closed_forms import measure, seeds_of
from tests.bioproduction.inventory_cases import STOCKS
from tests.bioproduction.queueing_cases import QUEUES
from tests.bioproduction.random_models import random_line
from tests.bioproduction.sensitivity.models import (
    ISHIGAMI_PARAMETERS,
    SOBOL_G_PARAMETERS,
    ishigami,
    sobol_g,
)
from tests.bioproduction.simpy_line import SimpyLine, events_by_patient

REPOSITORY = Path(__file__).resolve().parents[1]
RESULTS = REPOSITORY / "benchmarks" / "results" / "bioproduction_exactness.json"
RUNS, CUSTOMERS = 40, 50_000
LINES = 30
INDEX_GOAL = 0.01
BASE_POINTS = 4096
PUBLISHED = ("test_published_costs.py", "test_published_processes.py", "test_prices.py")
VERDICTS = REPOSITORY / "docs" / "background" / "bioproduction-validation.md"


def closed_forms() -> list[dict[str, Any]]:
    """Return each figure of a queue or a stock: what it is to be, what was found, and its 99 % interval."""
    return [
        {
            "case": case.name,
            "figure": each.figure.name,
            "expected": each.figure.expected,
            "found": each.mean,
            "interval99": [each.low, each.high],
            "inside": each.inside,
        }
        for place, case in enumerate((*QUEUES, *STOCKS))
        for each in measure(case, CUSTOMERS, seeds_of(place, RUNS))
    ]


def beside_simpy() -> dict[str, Any]:
    """Return how many events of random lines SimPy gives as well, at the same time to the last digit."""
    events, same = 0, {"compiled": 0, "reference": 0}
    for seed in range(LINES):
        model = random_line(seed)
        theirs = SimpyLine(model, seed).run()
        events += sum(map(len, theirs.values()))
        for engine in same:
            same[engine] += events_by_patient(model, seed, engine) == theirs
    return {"lines": LINES, "events": events, "same": same}


def sums(given: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what is worked out without chance: expected, found, and how far apart as a share."""
    line, loan, project = given["failure algebra"], given["annuity"], given["npv_irr"]
    scale, lot = given["six-tenths scale"], given["EOQ"]
    cells, vector = given["exponential expansion"], given["AAV capacity identity"]
    spoiled = expected_yield(
        [Step(cost, share) for cost, share in zip(line["costs"], line["p"], strict=True)]
    )
    factor = finance.capital_recovery_factor(loan["i"], loan["n"])
    paid = [0.0, *([loan["P"] * factor] * loan["n"])]
    salvage = finance.equivalent_annual_cost(loan["P"], loan["i"], loan["n"], salvage=0.1 * loan["P"])
    scaled = finance.scaled_cost(scale["base_cost"], scale["ratio"], exponent=scale["exponent"])
    order = economic_order(lot["D"], lot["K"], lot["h"])
    doses = vector_doses(
        vector["titer_vg_L"], vector["V"], vector["dsp"], vector["dose"], batches=vector["batches"]
    )
    rows = [
        ("starts per good batch", line["starts_per_good"], spoiled.starts_per_good),
        ("cost of a good batch", line["cost_per_good"], spoiled.cost_per_good),
        ("capital recovery factor", loan["CRF"], factor),
        ("present value of the payments", loan["PV_of_payments"], finance.present_value(paid, loan["i"])),
        ("equivalent annual cost with salvage", loan["salvage_10pct_EAC"], salvage),
        ("net present value", project["npv10"], finance.present_value(project["cashflows"], 0.1)),
        ("internal rate of return", project["irr"], finance.internal_rate_of_return(project["cashflows"])),
        ("six-tenths of scale", scale["cost"], scaled),
        ("eighth unit at 85 %", 1_000 * 0.85**3, finance.unit_cost_after(1_000, 8, progress_share=0.85)),
        ("economic lot", lot["Q"], order.quantity),
        ("cost of the economic lot", lot["cost"], order.cost_per_year),
        (
            "cells after an expansion",
            cells["N"],
            expanded_cells(cells["N0"], cells["doubling_h"], cells["days"] * 24),
        ),
        ("doses of a viral vector", vector["doses"], doses),
    ]
    return [
        {"figure": name, "expected": wanted, "found": found, "error_share": abs(found / wanted - 1)}
        for name, wanted, found in rows
    ]


def indices(given: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the largest error of the Sobol indices of functions whose indices are known."""
    rows = []
    for name, model, parameters in (
        ("Ishigami", ishigami, ISHIGAMI_PARAMETERS),
        ("Sobol G (8)", sobol_g, SOBOL_G_PARAMETERS),
    ):
        study = variance_study(model, parameters, seed=1, base_points=BASE_POINTS, resamples=50)
        found = {share.parameter.name: share for share in study.shares}
        pairs = list(zip(parameters, given[name]["S1"], given[name]["ST"], strict=True))
        rows.append(
            {
                "function": name,
                "runs": study.runs,
                "first_error": max(abs(found[each.name].first - first) for each, first, _ in pairs),
                "total_error": max(abs(found[each.name].total - total) for each, _, total in pairs),
            }
        )
    return rows


def two_machines(given: dict[str, Any]) -> dict[str, Any]:
    """Return the makespan of jobs on two machines one after the other, whose least Johnson's rule gives."""
    case = given["johnson 2-machine"]
    problem = job_shop("\n".join(f"0 {first} 1 {second}" for first, second in case["jobs"]))
    found = find_schedule(problem, Effort(10))
    return {
        "expected": case["makespan"],
        "found": found.schedule.release(problem, 0),
        "proven": found.proven,
    }


def published() -> dict[str, Any]:
    """Return how many tests of published figures pass, and the verdicts of the page that tells them."""
    tests = [str(REPOSITORY / "tests" / "bioproduction" / name) for name in PUBLISHED]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *tests]
        subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=False)
        suite = next(ElementTree.parse(report).iter("testsuite"))
    counts = {name: int(suite.attrib[name]) for name in ("tests", "failures", "errors", "skipped")}
    cells = [line.strip("|").split("|") for line in VERDICTS.read_text("utf-8").splitlines() if "|" in line]
    verdicts = Counter(verdict for row in cells[2:] if (verdict := verdict_of(row[-1])))
    return {**counts, "verdicts": dict(verdicts)}


def verdict_of(words: str) -> str | None:
    """Return the verdict a row of the page begins with."""
    known = ("reproduced", "consistent", "bracketed", "not reproduced", "taken over")
    return next((each for each in known if words.strip().startswith(each)), None)


def faults(found: dict[str, Any]) -> list[str]:
    """Return what is not as it has to be."""
    outside = [row for row in found["closed_forms"] if not row["inside"]]
    told = [f"{row['case']}, {row['figure']}: outside its interval" for row in outside]
    told += [
        f"{count} of {LINES} lines are those of SimPy with the {engine} engine"
        for engine, count in found["simpy"]["same"].items()
        if count != LINES
    ]
    told += [
        f"{row['figure']}: {row['error_share']:g}" for row in found["sums"] if row["error_share"] > EXACT
    ]
    told += [
        f"{row['function']}: an index is wrong by more than {INDEX_GOAL}"
        for row in found["indices"]
        if max(row["first_error"], row["total_error"]) > INDEX_GOAL
    ]
    if found["two_machines"]["found"] != found["two_machines"]["expected"]:
        told.append("the jobs on two machines take longer than Johnson's rule says")
    if found["published"]["failures"] or found["published"]["errors"]:
        told.append(f"{found['published']['failures']} tests of published figures fail")
    return told


def main() -> None:
    """Measure, print and save."""
    shared = Path(os.environ.get("BIOVALIANCE_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not (shared / "benchmarks" / "bioproduction" / "analytic_cases.json").is_file():
        print(f"'{shared}' has no analytic cases; BIOVALIANCE_SHARED_DATA names them. Nothing is measured.")
        return
    begun = time.perf_counter()
    given = analytic_cases(shared)
    found = {
        "command": "python -m benchmarks.bioproduction_exactness",
        "customers_per_case": RUNS * CUSTOMERS,
        "customers": (len(QUEUES) + len(STOCKS)) * RUNS * CUSTOMERS,
        "closed_forms": closed_forms(),
        "simpy": beside_simpy(),
        "sums": sums(given),
        "indices": indices(given),
        "two_machines": two_machines(given),
        "published": published(),
    }
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))
    print(f"{time.perf_counter() - begun:.0f} s")
    if told := faults(found):
        raise SystemExit("Not as it has to be: " + "; ".join(told))


if __name__ == "__main__":
    main()
