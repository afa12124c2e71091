"""Finite schedules: first come first served against ours, and job shops whose optimum is known.

    python -m benchmarks.schedule     prints the figures, saves benchmarks/results/schedule.json

Lines of the library with 20, 50 and 100 patients, as they are and with so many patients that the tightest
pool is asked for 80 % of what it can give. Beside them the job shops ft06 and ft10 of H. Fisher and G. L.
Thompson (1963, in J. F. Muth and G. L. Thompson, Industrial Scheduling), whose least makespans are 55 and 930
(J. Carlier and E. Pinson 1989, Management Science 35(2), 164-176, for ft10), to show that the model is exact:
there the longest way counts, so a last operation that takes nothing joins all jobs.
"""

import json
import re
import time
from pathlib import Path
from typing import Any

from biovaliance.bioproduction.library.catalogue import process_text
from biovaliance.bioproduction.scenarios.checks import arrivals_per_day, loads
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.reading import read_scenario
from biovaliance.bioproduction.schedule.checking import check_schedule
from biovaliance.bioproduction.schedule.figures import spread_of
from biovaliance.bioproduction.schedule.planning import Wish, problem_of
from biovaliance.bioproduction.schedule.search import Found, find_schedule
from biovaliance.bioproduction.schedule.solving import Effort
from biovaliance.bioproduction.schedule.values import Grid, Job, Node, Pool, Problem, Step

RESULTS = Path(__file__).parent / "results" / "schedule.json"
PROCESSES = ("car-t-manual", "car-t-semi-automated", "car-t-closed-automated")
SIZES = (20, 50, 100)
SECONDS = 30.0
BUSY = 0.8

# Machine and hours of each operation, a job a line.
FT06 = """
2 1  0 3  1 6  3 7  5 3  4 6
1 8  2 5  4 10  5 10  0 10  3 4
2 5  3 4  5 8  0 9  1 1  4 7
1 5  0 5  2 5  3 3  4 8  5 9
2 9  1 3  4 5  5 4  0 3  3 1
1 3  3 3  5 9  0 10  4 4  2 1
"""
FT10 = """
0 29 1 78 2 9 3 36 4 49 5 11 6 62 7 56 8 44 9 21
0 43 2 90 4 75 9 11 3 69 1 28 6 46 5 46 7 72 8 30
1 91 0 85 3 39 2 74 8 90 5 10 7 12 6 89 9 45 4 33
1 81 2 95 0 71 4 99 6 9 8 52 7 85 3 98 9 22 5 43
2 14 0 6 1 22 5 61 3 26 4 69 8 21 7 49 9 72 6 53
2 84 1 2 5 52 3 95 8 48 9 72 0 47 6 65 4 6 7 25
1 46 0 37 3 61 2 13 6 32 5 21 9 32 8 89 7 30 4 55
2 31 0 86 1 46 5 74 4 32 6 88 8 19 9 48 7 36 3 79
0 76 1 69 3 76 5 51 2 85 9 11 6 40 7 89 4 26 8 74
1 85 0 13 2 61 6 7 8 64 9 76 5 47 3 52 4 90 7 45
"""
SHOPS = {"ft06": (FT06, 55), "ft10": (FT10, 930)}


def job_shop(text: str) -> Problem:
    """Return a job shop as one patient whose last operation waits for all jobs: its release is
    the makespan.
    """
    rows = [[int(word) for word in line.split()] for line in text.strip().splitlines()]
    machines = max(machine for row in rows for machine in row[::2]) + 1
    pools = tuple(Pool(f"machine {number + 1}", 1) for number in range(machines))
    steps: list[Step] = []
    nodes: list[Node] = []
    last = []
    for job, row in enumerate(rows):
        for place, (machine, hours) in enumerate(zip(row[::2], row[1::2], strict=True)):
            needs = (len(nodes) - 1,) if place else ()
            steps.append(Step(f"job {job + 1}, operation {place + 1}", hours, (((machine, 1),),)))
            nodes.append(Node(0, len(steps) - 1, needs))
        last.append(len(nodes) - 1)
    steps.append(Step("all done", 0))
    nodes.append(Node(0, len(steps) - 1, tuple(last)))
    return Problem(Grid(60), pools, tuple(steps), (Job("all jobs", 0),), tuple(nodes))


def shop_row(name: str) -> dict[str, Any]:
    """Return one job shop: what was found beside what is known."""
    text, known = SHOPS[name]
    problem = job_shop(text)
    found = find_schedule(problem, Effort(SECONDS))
    assert check_schedule(problem, found.schedule) == ()
    return {
        "instance": name,
        "makespan": found.schedule.release(problem, 0),
        "known": known,
        "proven": found.proven,
        "first_come_first_served": found.first_come.release(problem, 0),
        "seconds": round(found.seconds, 1),
    }


def busy(name: str) -> Scenario:
    """Return a process of the library to which so many patients come that the tightest pool is busy."""
    text = process_text(name)
    scenario = read_scenario(text, name)
    rate = arrivals_per_day(scenario) * BUSY / max(loads(scenario).values())
    return read_scenario(re.sub(r"(?m)^rate_per_d = .*$", f"rate_per_d = {rate:.4f}", text), name)


def line_row(name: str, scenario: Scenario, patients: int, demand: str) -> dict[str, Any]:
    """Return one line: first come first served beside ours."""
    problem = problem_of(scenario, Wish(patients=patients)).problem
    found = find_schedule(problem, Effort(SECONDS))
    assert check_schedule(problem, found.schedule) == ()
    assert found.value <= found.first_come_value
    return {
        "process": name,
        "demand": demand,
        "patients": patients,
        "operations": len(problem.nodes),
        "first_come": _told(problem, found, first_come=True),
        "ours": _told(problem, found),
        "gap_share": round(found.gap_share, 5),
        "proven": found.proven,
        "seconds": round(found.seconds, 1),
    }


def _told(problem: Problem, found: Found, *, first_come: bool = False) -> dict[str, Any]:
    schedule = found.first_come if first_come else found.schedule
    spread = spread_of(problem, schedule)
    return {
        "lost": len(schedule.lost),
        "mean_h": round(spread.mean, 1) if spread else None,
        "p95_h": round(spread.p95, 1) if spread else None,
    }


def main() -> None:
    """Measure, print and save."""
    begun = time.perf_counter()
    shops = [shop_row(name) for name in SHOPS]
    for row in shops:
        print(row, flush=True)
    lines = []
    for name in PROCESSES:
        usual = read_scenario(process_text(name), name)
        for demand, scenario in (("as it is", usual), (f"{BUSY:.0%} of the tightest pool", busy(name))):
            for patients in SIZES:
                lines.append(line_row(name, scenario, patients, demand))
                print(lines[-1], flush=True)
    saved = {
        "command": "python -m benchmarks.schedule",
        "limit_s": SECONDS,
        "job_shops": shops,
        "lines": lines,
    }
    RESULTS.write_text(json.dumps(saved, indent=2) + "\n", encoding="utf-8")
    print(f"{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
