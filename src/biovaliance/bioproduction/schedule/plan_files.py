"""A plan as JSON, to keep, to show and to plan again from; as CSV and iCalendar, to hand out."""

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from biovaliance.bioproduction.engine.model import compile_scenario
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.schedule.checking import check_schedule
from biovaliance.bioproduction.schedule.figures import Spread, jams, overtime_h, spread_of, waits_of_steps
from biovaliance.bioproduction.schedule.gantt import bars, units_of
from biovaliance.bioproduction.schedule.planning import (
    Wish,
    job_of,
    nodes_of_route,
    not_honoured,
    pools_of,
    steps_of,
)
from biovaliance.bioproduction.schedule.plans import Before, Plan
from biovaliance.bioproduction.schedule.routes import planned_route
from biovaliance.bioproduction.schedule.search import Found
from biovaliance.bioproduction.schedule.times import Clock
from biovaliance.bioproduction.schedule.values import Grid, Job, Node, Placement, Pool, Problem, Schedule
from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.foundation.errors import InputError

FORMAT = 1
HEADER = ("start", "end", "start_h", "end_h", "patient", "operation", "attempt", "batch", "units", "state")


def plan_json(plan: Plan) -> dict[str, Any]:
    """Return a plan as JSON values; `read_plan` reads them again."""
    problem, schedule, found = plan.problem, plan.schedule, plan.found
    grid = problem.grid
    return {
        "format": FORMAT,
        "scenario": plan.name,
        "status": "optimal" if found.proven else "feasible",
        "stopped": found.stopped,
        "from": plan.clock.monday.isoformat() if plan.clock.monday else None,
        "grid_min": grid.minutes,
        "now_h": grid.hours(problem.now),
        "seed": plan.seed,
        "safety_share": plan.safety_share,
        "patients_planned": len(problem.jobs) - len(schedule.lost),
        "patients_lost": len(schedule.lost),
        "vein_to_vein_h": _spread(spread_of(problem, schedule)),
        "gap_share": found.gap_share,
        "objective": {"lost": found.value[0], "slots": found.value[1]},
        "bound": {"lost": found.bound[0], "slots": found.bound[1]},
        "first_come_first_served": _first_come(problem, found),
        "overtime_h": overtime_h(problem, schedule),
        "begun_with": found.begun_with,
        "windows": found.windows,
        "seconds": found.seconds,
        "patients": [_patient(problem, schedule, number) for number in range(len(problem.jobs))],
        "operations": operation_rows(plan),
        "waits": [
            {"operation": name, "mean_h": mean, "longest_h": longest}
            for name, mean, longest in waits_of_steps(problem, schedule)
        ],
        "jams": [
            {
                "pool": jam.pool,
                "used_share": jam.used_share,
                "waited_h": jam.waited_h,
                "one_more_spares_h": jam.one_more_spares_h,
                "always_open_spares_h": jam.always_open_spares_h,
            }
            for jam in jams(problem, schedule)
        ],
        "away": [
            {"pool": pool.name, "from_h": grid.hours(start), "to_h": grid.hours(end), "units": units}
            for pool in problem.pools
            for start, end, units in pool.away
        ],
        "changes": None
        if plan.changes is None
        else [
            {
                "patient": each.patient,
                "operation": each.operation,
                "before_h": each.before_h,
                "now_h": each.now_h,
            }
            for each in plan.changes
        ],
        "notices": [notice.en for notice in plan.notices],
        "notices_fr": [notice.fr for notice in plan.notices],
    }


def _spread(spread: Spread | None) -> dict[str, float] | None:
    if spread is None:
        return None
    return {"mean": spread.mean, "p95": spread.p95, "longest": spread.longest}


def _first_come(problem: Problem, found: Found) -> dict[str, Any]:
    return {
        "patients_lost": len(found.first_come.lost),
        "vein_to_vein_h": _spread(spread_of(problem, found.first_come)),
        "objective": {"lost": found.first_come_value[0], "slots": found.first_come_value[1]},
        "lost": {problem.jobs[job].name: why for job, why in found.first_come.lost.items()},
    }


def _patient(problem: Problem, schedule: Schedule, number: int) -> dict[str, Any]:
    job, grid = problem.jobs[number], problem.grid
    release = schedule.release(problem, number)
    return {
        "patient": job.name,
        "arrival_h": grid.hours(job.arrival),
        "release_h": None if release is None else grid.hours(release),
        "vein_to_vein_h": None if release is None else grid.hours(release - job.arrival),
        "lost": schedule.lost.get(number),
        "scrapped": job.scrapped,
    }


def operation_rows(plan: Plan) -> list[dict[str, Any]]:
    """Return every placed operation, in the order of time, with the numbers of the units it takes."""
    problem, schedule, grid = plan.problem, plan.schedule, plan.problem.grid
    units = units_of(bars(problem, schedule))
    rows = []
    for number, (node, placed) in enumerate(zip(problem.nodes, schedule.placements, strict=True)):
        if placed is None:
            continue
        first = placed.batch if placed.batch >= 0 else number
        rows.append(
            {
                "id": number,
                "patient": problem.jobs[node.job].name,
                "operation": problem.steps[node.step].name,
                "attempt": node.attempt + 1,
                "after": list(node.needs),
                "earliest_h": grid.hours(node.earliest),
                "start_h": grid.hours(placed.start),
                "end_h": grid.hours(placed.end),
                "start": plan.clock.told(grid.hours(placed.start)),
                "end": plan.clock.told(grid.hours(placed.end)),
                "batch": placed.batch if placed.batch >= 0 else None,
                "units": {pool: list(own) for pool, own in units.get(first, {}).items()},
                "state": _state(problem, number, placed),
            }
        )
    return sorted(rows, key=lambda row: (row["start_h"], row["id"]))


def _state(problem: Problem, number: int, placed: Placement) -> str:
    node = problem.nodes[number]
    if node.is_void:
        return "void"
    if node.fixed is None:
        return "planned"
    return "done" if placed.end <= problem.now else "started"


def plan_csv(plan: Plan) -> str:
    """Return the operations of a plan as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for row in operation_rows(plan):
        batch = "" if row["batch"] is None else row["batch"]
        values = {**row, "units": _units_told(row), "batch": batch}
        writer.writerow([values[name] for name in HEADER])
    return out.getvalue()


def _units_told(row: Mapping[str, Any]) -> str:
    return "; ".join(f"{pool} {', '.join(map(str, own))}" for pool, own in row["units"].items())


def plan_ics(plan: Plan, made_at: dt.datetime) -> bytes:
    """Return what is still to be done as a calendar, in the time of the plant.

    Raises:
        InputError: the plan has no date.
    """
    from icalendar import Calendar, Event  # noqa: PLC0415 -- slow import

    if plan.clock.monday is None:
        raise InputError("The schedule has no date, and a calendar needs one; make it with --from DATE.")
    calendar = Calendar()
    calendar.add("prodid", "-//Biovaliance//bioproduction schedule//EN")
    calendar.add("version", "2.0")
    for row in operation_rows(plan):
        if row["state"] not in {"planned", "started"}:
            continue
        event = Event()
        event.add("uid", f"{row['patient']}-{row['id']}-{plan.clock.monday.isoformat()}@schedule.biovaliance")
        event.add("dtstamp", made_at)
        event.add("summary", f"{row['patient']}: {row['operation']}")
        event.add("dtstart", plan.clock.moment(row["start_h"]))
        event.add("dtend", plan.clock.moment(row["end_h"]))
        if row["units"]:
            event.add("location", _units_told(row))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


# Reading


def read_plan(text: str, file: str, scenario: Scenario) -> Before:
    """Return an earlier plan of a scenario.

    Raises:
        InputError: it is no plan, one of another format, or of other operations and pools; a value is wrong.
    """
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"Schedule '{file}' is no JSON: {error}; give a file that --out wrote.") from None
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise InputError(f"Schedule '{file}' is none; expected a file that --out wrote ('format': {FORMAT}).")
    try:
        return _before(raw, file, scenario)
    except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        if isinstance(error, InputError):
            raise
        what = f"{type(error).__name__}: {error}"
        raise InputError(
            f"Schedule '{file}' cannot be read ({what}); expected a file as --out wrote it."
        ) from None


def _before(raw: Mapping[str, Any], file: str, scenario: Scenario) -> Before:
    grid = Grid(int(raw["grid_min"]))
    share = raw["safety_share"]
    model = compile_scenario(scenario)
    steps = steps_of(scenario, model, grid, None if share is None else float(share))
    pools = _pools(raw, file, scenario, grid)
    route, told = planned_route(scenario)
    wish = Wish(grid=grid, safety_share=None if share is None else float(share))
    notices = (*told, *not_honoured(scenario, wish))
    jobs = tuple(
        _job(each, job_of(str(each["patient"]), grid.up(float(each["arrival_h"])), model, grid))
        for each in raw["patients"]
    )
    now = grid.up(float(raw["now_h"]))
    number_of_step = {step.name: number for number, step in enumerate(steps)}
    number_of_job = {job.name: number for number, job in enumerate(jobs)}
    rows = sorted(raw["operations"], key=lambda row: int(row["id"]))
    new = {int(row["id"]): place for place, row in enumerate(rows)}
    nodes: list[Node] = []
    placements: list[Placement | None] = []
    for row in rows:
        for what, name, there in (
            ("operation", row["operation"], number_of_step),
            ("patient", row["patient"], number_of_job),
        ):
            if name not in there:
                raise InputError(
                    f"Schedule '{file}': {what} '{name}' is not in the scenario; give the scenario "
                    "it was made of."
                )
        step = number_of_step[row["operation"]]
        placed = Placement(
            grid.up(float(row["start_h"])),
            grid.up(float(row["end_h"])),
            _way(row, steps[step].ways, pools),
            -1 if row["batch"] is None else new[int(row["batch"])],
        )
        nodes.append(
            Node(
                number_of_job[row["patient"]],
                step,
                tuple(new[int(need)] for need in row["after"] if int(need) in new),
                grid.up(float(row["earliest_h"])),
                int(row["attempt"]) - 1,
                None if row["state"] == "planned" else placed,
                row["state"] == "void",
            )
        )
        placements.append(placed)
    lost = {number: str(each["lost"]) for number, each in enumerate(raw["patients"]) if each["lost"]}
    for number in lost:
        if not jobs[number].scrapped:
            extra = list(nodes_of_route(route, number, jobs[number].arrival, len(nodes)))
            nodes.extend(extra)
            placements.extend([None] * len(extra))
    problem = Problem(grid, pools, steps, jobs, tuple(nodes), now)
    schedule = Schedule(tuple(placements), lost)
    broken = check_schedule(problem, schedule)
    if broken:
        notices = (*notices, whole_sentence("plan-does-not-hold", why=broken[0]))
    day = raw["from"]
    clock = Clock(None if day is None else dt.date.fromisoformat(str(day)))
    return Before(
        problem, schedule, route, int(raw["seed"]), clock, None if share is None else float(share), notices
    )


def _job(raw: Mapping[str, Any], job: Job) -> Job:
    return Job(job.name, job.arrival, job.due, job.due_to_start, str(raw.get("scrapped") or ""))


def _pools(raw: Mapping[str, Any], file: str, scenario: Scenario, grid: Grid) -> tuple[Pool, ...]:
    away: dict[str, list[tuple[int, int, int]]] = {}
    for each in raw["away"]:
        away.setdefault(str(each["pool"]), []).append(
            (grid.down(float(each["from_h"])), grid.up(float(each["to_h"])), int(each["units"]))
        )
    pools = pools_of(scenario, grid)
    unknown = set(away) - {pool.name for pool in pools}
    if unknown:
        raise InputError(
            f"Schedule '{file}': pool '{min(unknown)}' is not in the scenario; give the scenario it "
            "was made of."
        )
    return tuple(
        Pool(pool.name, pool.count, pool.hours, pool.at_close, pool.cleaning, tuple(away.get(pool.name, ())))
        for pool in pools
    )


def _way(row: Mapping[str, Any], ways: Sequence[tuple[tuple[int, int], ...]], pools: Sequence[Pool]) -> int:
    """Return the number of the units a row takes among the ways of its operation."""
    taken = {str(pool): len(own) for pool, own in row["units"].items()}
    for number, way in enumerate(ways):
        if {pools[pool].name: units for pool, units in way} == taken:
            return number
    return 0
