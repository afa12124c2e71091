"""`biovaliance bioproduction schedule`: who is treated when, by whom, in what, in the next weeks."""

import datetime as dt
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.cli.bioproduction import AsJson, ScenarioFile, read_file
from biovaliance.cli.files import refuse_unwritable, whole_file
from biovaliance.cli.output import print_error, print_json, progress_bars
from biovaliance.foundation.errors import InputError

if TYPE_CHECKING:
    from biovaliance.bioproduction.schedule.plans import Plan
    from biovaliance.bioproduction.schedule.solving import Effort

_LARGEST_BYTES = 200_000_000
_DAYS_SHOWN = 14
_YEARS = range(1900, 2201)
_OF_A_FIRST_PLAN = ("--patients", "--weeks", "--from", "--grid", "--safety-share")


def schedule(  # noqa: PLR0913, PLR0917 -- each is an option
    scenario_file: ScenarioFile,
    patients: Annotated[
        int | None, typer.Option(min=1, max=10_000, help="How many patients; those of --weeks by default.")
    ] = None,
    weeks: Annotated[
        float | None, typer.Option(help="Patients who come within so many weeks; 4 by default.")
    ] = None,
    first_day: Annotated[
        str,
        typer.Option(
            "--from", metavar="DATE", help="The first day, as 2026-12-07; weeks are counted without it."
        ),
    ] = "",
    time_limit: Annotated[float, typer.Option(help="Seconds to search.")] = 20.0,
    work: Annotated[
        float | None,
        typer.Option(help="Search by the solver's own count instead: the same schedule on any machine."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Threads of the search.")] = 2,
    seed: Annotated[
        int,
        typer.Option(min=0, max=2**31 - 1, help="Seed of the arrivals, as in simulate, and of the search."),
    ] = 1,
    grid: Annotated[int, typer.Option(help="Minutes of a slot: 5, 10, 15, 20, 30 or 60.")] = 15,
    safety_share: Annotated[
        float | None,
        typer.Option(help="Plan what is enough in this share of the cases where durations vary, as 0.8."),
    ] = None,
    previous: Annotated[
        Path | None, typer.Option(help="A schedule written by --out to go on from, or to plan again.")
    ] = None,
    now: Annotated[
        str, typer.Option(metavar="TIME", help="Plan again from here: what has started by then stays.")
    ] = "",
    event: Annotated[
        list[str] | None,
        typer.Option(
            metavar="EVENT",
            help="What happened: 'away POOL from TIME to TIME', 'failed PATIENT OPERATION at TIME', "
            "'ends PATIENT OPERATION at TIME', 'new PATIENT at TIME'; may be repeated.",
        ),
    ] = None,
    move_cost: Annotated[
        float, typer.Option(min=0, help="Hours patients must gain together before an operation is moved.")
    ] = 4.0,
    out: Annotated[Path | None, typer.Option(help="The JSON file to write.")] = None,
    as_json: AsJson = False,
    csv: Annotated[Path | None, typer.Option(help="The CSV file to write, a line per operation.")] = None,
    ics: Annotated[Path | None, typer.Option(help="The calendar file to write; needs --from.")] = None,
    days: Annotated[
        int, typer.Option(min=0, max=5000, help="Days to print, from the first one on.")
    ] = _DAYS_SHOWN,
) -> None:
    """Schedule the next weeks and print who is treated when, how far from the best, and what jams.

    Example: biovaliance bioproduction schedule car-t-manual --patients 20 --from 2026-12-07 --out plan.json
    """
    _refuse_numbers(time_limit, work, weeks, move_cost)
    given = (patients, weeks, first_day or None, None if grid == 15 else grid, safety_share)
    _refuse_mixed(previous is not None, now, event or [], given)
    if ics is not None and previous is None and not first_day:
        raise InputError("The schedule has no date, and a calendar needs one; make it with --from DATE.")
    refuse_unwritable(out, csv, ics)
    scenario = read_file(scenario_file)
    # The solver takes half a second to import: other commands do without it.
    from biovaliance.bioproduction.schedule import plan_files, plans  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.schedule.planning import Wish  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.schedule.solving import Effort  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.schedule.values import Grid  # noqa: PLC0415 -- slow import

    effort = Effort(time_limit, seed, workers, work)
    if previous is not None:
        plan = _again(scenario, previous, effort, now, event or [], move_cost)
    else:
        wish = Wish(patients, weeks, seed, 0.0, Grid(grid), safety_share)
        with progress_bars() as progress:
            plan = plans.make_plan(
                scenario,
                wish,
                effort,
                first_day=_day(first_day),
                progress=lambda done, of: progress("schedule", done, of),
            )
    answer = plan_files.plan_json(plan)
    _write(plan, answer, out, csv, ics)
    for line in (*(notice.en for notice in plan.notices), *_hints(scenario, plan)):
        typer.echo(line, err=True)
    if as_json:
        print_json(answer)
    else:
        for line in _lines(plan, answer, days):
            typer.echo(line)
    if not answer["patients_planned"]:
        print_error(_nobody(answer))
        raise typer.Exit(1)


def _hints(scenario: Scenario, plan: "Plan") -> Iterator[str]:
    """Yield what the options of this command can do about what the schedule does not foresee."""
    from biovaliance.bioproduction.schedule.planning import varying_operations  # noqa: PLC0415 -- slow import

    if varying_operations(scenario) and plan.safety_share is None:
        yield "--safety-share 0.8 plans what is enough in 80 % of the cases."
    if plan.notices:
        yield "Plan again with --previous, --now and --event when something else happens."
    if plan.found.stopped:
        yield "Stopped; the best schedule found so far is kept."


def _refuse_numbers(time_limit: float, work: float | None, weeks: float | None, move_cost: float) -> None:
    for name, number in (
        ("--time-limit", time_limit),
        ("--work", work),
        ("--weeks", weeks),
        ("--move-cost", move_cost),
    ):
        if number is not None and not (math.isfinite(number) and (number > 0 or name == "--move-cost")):
            raise typer.BadParameter(f"'{number}' is no number above 0.", param_hint=name)


def _refuse_mixed(goes_on: bool, now: str, events: list[str], of_a_first_plan: Sequence[object]) -> None:
    """Refuse options of a first plan where one goes on, and those of going on for a first plan."""
    if (events or now) and not goes_on:
        raise typer.BadParameter("planning again needs the schedule so far.", param_hint="--previous")
    if events and not now:
        raise typer.BadParameter("say the time from which to plan again.", param_hint="--now")
    if goes_on:
        for name, value in zip(_OF_A_FIRST_PLAN, of_a_first_plan, strict=True):
            if value is not None:
                raise typer.BadParameter(
                    "is taken from the previous schedule; leave it out.", param_hint=name
                )


def _again(
    scenario: Scenario, previous: Path, effort: "Effort", now: str, told: list[str], move_h: float
) -> "Plan":
    from biovaliance.bioproduction.schedule import plan_files, plans  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.schedule.events import read_event  # noqa: PLC0415 -- slow import

    before = plan_files.read_plan(_text(previous), str(previous), scenario)
    now_h = before.clock.read(now) if now else None
    already_h = before.problem.grid.hours(before.problem.now)
    if now_h is not None and now_h < already_h:
        raise InputError(
            f"Now '{now}' is before {before.clock.told(already_h)}, from which the schedule was "
            "planned; give a "
            "later time."
        )
    events = [read_event(each, before.clock) for each in told]
    with progress_bars() as progress:
        return plans.plan_again(
            scenario,
            before,
            effort,
            now_h=now_h,
            events=events,
            move_h=move_h,
            progress=lambda done, of: progress("schedule", done, of),
        )


def _text(file: Path) -> str:
    if not file.is_file():
        raise InputError(f"Schedule '{file}' is no file; check the path.")
    if file.stat().st_size > _LARGEST_BYTES:
        raise InputError(
            f"Schedule '{file}' has {file.stat().st_size:,} bytes; expected up to {_LARGEST_BYTES:,}."
        )
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"Schedule '{file}': byte {error.start} is no UTF-8; give a file that --out wrote."
        ) from None


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"Day '{text}' is none; write it as 2026-12-07.") from None
    if day.year not in _YEARS:
        raise InputError(
            f"Day '{text}' is in the year {day.year}; expected {_YEARS.start} to {_YEARS.stop - 1}."
        )
    return day


def _write(
    plan: "Plan", answer: dict[str, Any], out: Path | None, csv: Path | None, ics: Path | None
) -> None:
    from biovaliance.bioproduction.schedule.plan_files import plan_csv, plan_ics  # noqa: PLC0415 -- slow import

    if out:
        with whole_file(out) as file:
            json.dump(answer, file, ensure_ascii=False, indent=1)
            file.write("\n")
    if csv:
        with whole_file(csv) as file:
            file.write(plan_csv(plan))
    if ics:
        calendar = plan_ics(plan, dt.datetime.now(dt.UTC))
        with whole_file(ics) as file:
            file.write(calendar.decode())


def _nobody(answer: dict[str, Any]) -> str:
    first = next((each for each in answer["patients"] if each["lost"]), None)
    why = f"{first['patient']}: {first['lost']}" if first else "nobody comes"
    return f"No patient can be planned ({why}); look at hold limits, shifts, and what is away."


def _lines(plan: "Plan", answer: dict[str, Any], days: int) -> Iterator[str]:
    """Yield what a person reads."""
    yield _head(answer)
    ours, first = answer["vein_to_vein_h"], answer["first_come_first_served"]
    theirs = first["vein_to_vein_h"]
    for label, spread, lost in (
        ("this schedule", ours, answer["patients_lost"]),
        ("first come first served", theirs, first["patients_lost"]),
    ):
        if spread is not None:
            yield (
                f"  {label:<24} mean {spread['mean']:,.1f} h vein to vein, p95 {spread['p95']:,.1f} h, "
                f"{lost} lost"
            )
    for each in answer["patients"]:
        if each["lost"]:
            yield f"  not planned: {each['patient']} ({each['lost']})"
    if answer["overtime_h"]:
        yield f"  after closing: {answer['overtime_h']:,.1f} unit hours"
    yield from _jams(answer)
    yield from _changes(plan, answer)
    yield from _days(plan, answer, days)


def _head(answer: dict[str, Any]) -> str:
    gap = (
        "proven the best"
        if answer["status"] == "optimal"
        else f"at most {answer['gap_share']:.1%} from the best"
    )
    return (
        f"{answer['scenario']}: {answer['patients_planned']} of {len(answer['patients'])} patients "
        f"planned, {gap} "
        f"(grid {answer['grid_min']} min, {answer['seconds']:.1f} s)"
    )


def _jams(answer: dict[str, Any]) -> Iterator[str]:
    for jam in answer["jams"]:
        if not (jam["waited_h"] or jam["one_more_spares_h"] or jam["always_open_spares_h"]):
            continue
        line = f"  {jam['pool']}: {jam['used_share']:.0%} used, {jam['waited_h']:,.0f} h waited"
        if jam["one_more_spares_h"] is not None:
            line += f"; one more would spare {jam['one_more_spares_h']:,.0f} h"
        if jam["always_open_spares_h"] is not None:
            line += f", open round the clock {jam['always_open_spares_h']:,.0f} h"
        yield line


def _changes(plan: "Plan", answer: dict[str, Any]) -> Iterator[str]:
    if answer["changes"] is None:
        return
    yield f"  moved: {len(answer['changes'])} of the operations planned before"
    for each in answer["changes"]:
        before, now = plan.clock.told(each["before_h"]), plan.clock.told(each["now_h"])
        yield f"    {each['patient']} {each['operation']}: {before} -> {now}"


def _days(plan: "Plan", answer: dict[str, Any], days: int) -> Iterator[str]:
    started = [row for row in answer["operations"] if row["state"] == "started"]
    rows = [row for row in answer["operations"] if row["state"] == "planned"]
    if started:
        yield "In progress"
    for row in started:
        yield f"  {plan.clock.told(row['start_h'])[:-5]}{_row(plan, row, -1)}"
    if not rows:
        return
    first = int(rows[0]["start_h"] // 24)
    shown, today = 0, -1
    for row in rows:
        day = int(row["start_h"] // 24)
        if day >= first + days:
            break
        if day != today:
            yield f"{plan.clock.day(day)}"
            today = day
        yield f"  {_row(plan, row, day)}"
        shown += 1
    if shown < len(rows):
        last = int(rows[-1]["start_h"] // 24) - first + 1
        yield f"{len(rows) - shown} operations start later; --days {last} prints all."


def _row(plan: "Plan", row: dict[str, Any], day: int) -> str:
    ends = plan.clock.told(row["end_h"])
    same_day = int(row["end_h"] // 24) == day
    end = ends[-5:] if same_day else ends
    units = ", ".join(f"{pool} {'+'.join(map(str, own))}" for pool, own in row["units"].items())
    again = f" (run {row['attempt']})" if row["attempt"] > 1 else ""
    place = f"  [{units}]" if units else ""
    return (
        f"{plan.clock.told(row['start_h'])[-5:]} to {end}  {row['patient']}  {row['operation']}{again}{place}"
    )
