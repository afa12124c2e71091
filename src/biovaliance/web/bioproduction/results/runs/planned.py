"""The figures of a schedule: who is treated when and in what, how far from the best, and what jams."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.statuses import worst_status
from biovaliance.web.bioproduction.results.bars import Tone, bar, bars
from biovaliance.web.bioproduction.results.figures import Cell, Figure, columns, text
from biovaliance.web.bioproduction.results.naming import pool_word, scenario_title, word
from biovaliance.web.bioproduction.results.runs.plan_words import (
    DAY_H,
    clock_words,
    day_words,
    days_words,
    moment_words,
    reason_word,
    unit_name,
    unit_names,
)
from biovaliance.web.bioproduction.results.words import count, figure, hours, share

Json = Mapping[str, Any]


def plan_figures(plan: Json, scenario: Scenario) -> list[Figure]:
    """Return the figures of a schedule."""
    source = _("Schedule of %(patients)s with seed %(seed)d: “%(name)s”") % {
        "patients": ngettext("%(n)s patient", "%(n)s patients", len(plan["patients"]))
        % {"n": count(len(plan["patients"]))},
        "seed": plan["seed"],
        "name": scenario_title(plan["scenario"]),
    }
    status = (str(worst_status(scenario)),)
    found = (
        [gantt_figure(plan, [pool.name for pool in scenario.pools], source, status)]
        if plan["operations"]
        else []
    )
    found.append(compared_figure(plan, source, status))
    if plan["jams"]:
        found.append(jams_figure(plan, source, status))
    if plan["operations"]:
        found.append(days_figure(plan, source, status))
    found.append(patients_figure(plan, source, status))
    return found


def gantt_figure(plan: Json, pools: list[str], source: str, status: tuple[str, ...]) -> Figure:
    """Return who is worked on in which unit, over time; one switch turns patients into units."""
    rows = plan["operations"]
    number_of = {each["patient"]: number for number, each in enumerate(plan["patients"])}
    last = max(row["end_h"] for row in rows)
    told = {
        "n": count(len(rows)),
        "patients": count(len({row["patient"] for row in rows})),
        "days": figure(round(last / DAY_H, 1)),
    }
    return Figure(
        name="plan-gantt",
        title=_("%(n)s operations of %(patients)s patients, planned within %(days)s\u00a0d") % told,
        unit=_(
            "Days since the Monday it begins with; a bar is an operation, by patient or by unit of a pool"
        ),
        columns=columns(
            ("patient", _("Patient")),
            ("operation", _("Operation"), False),
            ("units", _("Units"), False),
            ("start_h", _("Start (h)")),
            ("end_h", _("End (h)")),
        ),
        rows=tuple(
            (
                text(row["patient"]),
                text(word(row["operation"]), row["operation"]),
                text(", ".join(unit_names(row)), _plain_units(row)),
                Cell(figure(row["start_h"]), row["start_h"]),
                Cell(figure(row["end_h"]), row["end_h"]),
            )
            for row in rows
        ),
        source=source,
        statuses=status,
        drawing={
            "kind": "gantt",
            "operations": [word(name) for name in dict.fromkeys(row["operation"] for row in rows)],
            "pools": _unit_rows(rows, pools),
            "patient_name": _("Patient"),
            "first": 1,
            "bars": [_bar(row, number_of[row["patient"]]) for row in rows],
            "x": {"label": _("Days since the Monday it begins with"), "unit": _("days")},
        },
        note=_("Drag or use the buttons to move, Ctrl and the wheel to look closer.") + _left_out(plan),
    )


def _unit_rows(rows: Sequence[Json], pools: list[str]) -> list[str]:
    """Return the units that are used, those of a pool together, in the order of the scenario."""
    used = {(pool, number) for row in rows for pool, own in row["units"].items() for number in own}
    ordered = sorted(used, key=lambda unit: (pools.index(unit[0]), unit[1]))
    return [unit_name(pool, number) for pool, number in ordered]


def _left_out(plan: Json) -> str:
    left = plan["operations_left_out"]
    return " " + _("%(n)s later starts are left out.") % {"n": count(left)} if left else ""


def _plain_units(row: Json) -> str:
    return "; ".join(f"{pool} {', '.join(map(str, own))}" for pool, own in row["units"].items())


def _bar(row: Json, patient: int) -> dict[str, Any]:
    told = {
        "operation": word(row["operation"]),
        "patient": row["patient"],
        "start": moment_words(row["start_h"]),
        "end": moment_words(row["end_h"]),
    }
    note = _("%(operation)s, %(patient)s\nfrom %(start)s to %(end)s") % told
    return {
        "patient": patient,
        "pools": unit_names(row),
        "operation": told["operation"],
        "start": row["start_h"] / DAY_H,
        "end": row["end_h"] / DAY_H,
        "outcome": "finished",
        "note": "\n".join([note, ", ".join(unit_names(row))]).rstrip(),
    }


def compared_figure(plan: Json, source: str, status: tuple[str, ...]) -> Figure:
    """Return the schedule beside the plant that takes patients as they come."""
    first = plan["first_come_first_served"]
    of_all = len(plan["patients"])
    sides: tuple[tuple[str, Json | None, int, Tone], ...] = (
        (_("This schedule"), plan["vein_to_vein_h"], plan["patients_lost"], "data"),
        (_("First come first served"), first["vein_to_vein_h"], first["patients_lost"], "soft"),
    )
    keys = ("mean", "p95", "longest")
    rows = tuple(
        (
            text(name),
            Cell(count(of_all - lost), of_all - lost),
            Cell(count(lost), lost),
            *(_days_cell(None if spread is None else spread[key]) for key in keys),
        )
        for name, spread, lost, _tone in sides
    )
    items = [
        bar(name, spread["mean"] / DAY_H, tone) for name, spread, _lost, tone in sides if spread is not None
    ]
    note = _("First come first served is the plant run by the same planned durations, without looking ahead.")
    if plan["patients_lost"] != first["patients_lost"]:
        note += " " + _(
            "The two treat different numbers of patients, so their means cannot be compared: who is lost "
            "waits for nobody and keeps no unit."
        )
    return Figure(
        name="plan-compared",
        title=_compared_title(plan),
        unit=_("From arrival to release, days of the planned patients; mean drawn"),
        columns=columns(
            ("plan", _("How")),
            ("planned", _("Planned")),
            ("lost", _("Lost")),
            ("mean_d", _("Mean (days)")),
            ("p95_d", _("95 %\u00a0less than (days)")),
            ("longest_d", _("Longest (days)")),
        ),
        rows=rows,
        source=source,
        statuses=status,
        drawing=bars(items, {"label": _("Mean from vein to vein"), "unit": _("days")}) if items else {},
        note=note,
        is_open=True,
    )


def _days_cell(time_h: float | None) -> Cell:
    return Cell("–") if time_h is None else Cell(figure(round(time_h / DAY_H, 2)), time_h / DAY_H)


def _compared_title(plan: Json) -> str:
    first = plan["first_come_first_served"]
    kept = first["patients_lost"] - plan["patients_lost"]
    if kept > 0:
        told = ngettext(
            "%(n)s patient is treated whom first come first served loses",
            "%(n)s patients are treated whom first come first served loses",
            kept,
        )
        return told % {"n": count(kept)}
    ours, theirs = plan["vein_to_vein_h"], first["vein_to_vein_h"]
    gained = 0.0 if ours is None or theirs is None else theirs["mean"] - ours["mean"]
    if gained > 0:
        return _("Each patient gains %(time)s on average over first come first served") % {
            "time": hours(gained)
        }
    return _("First come first served does as well here, on average")


def jams_figure(plan: Json, source: str, status: tuple[str, ...]) -> Figure:
    """Return what each pool costs the patients together."""
    jams = plan["jams"]
    waited = [each for each in jams if each["waited_h"]]
    most = max(jams, key=lambda each: each["waited_h"])
    title = _("Nobody waits for a pool")
    if waited:
        title = _("Most hours are waited before work that takes: %(pool)s") % {
            "pool": pool_word(most["pool"])
        }
    return Figure(
        name="plan-jams",
        title=title,
        unit=_("Hours of all patients together, waited before operations that take a pool"),
        columns=columns(
            ("pool", _("Pool")),
            ("waited_h", _("Waited (h)")),
            ("used", _("At work, of its hours")),
            ("one_more_h", _("One more spares (h)")),
            ("always_open_h", _("Always open spares (h)")),
        ),
        rows=tuple(
            (
                text(pool_word(each["pool"]), each["pool"]),
                Cell(figure(each["waited_h"]), each["waited_h"]),
                Cell(share(each["used_share"]), each["used_share"]),
                _hours_cell(each["one_more_spares_h"]),
                _hours_cell(each["always_open_spares_h"]),
            )
            for each in jams
        ),
        source=source,
        statuses=status,
        drawing=bars(
            (
                bar(
                    pool_word(each["pool"]), each["waited_h"], "accent" if each is most and waited else "data"
                )
                for each in jams
            ),
            {"label": _("Waited, all patients together"), "unit": "h"},
        ),
        note=_(
            "What one more unit or hours round the clock would spare compares two schedules made by the same "
            "rules: quick, and no proof. A dash stands where it cannot be told, or the pool never closes."
        ),
        is_open=True,
    )


def _hours_cell(value: float | None) -> Cell:
    return Cell("–") if value is None else Cell(figure(value), value)


def days_figure(plan: Json, source: str, status: tuple[str, ...]) -> Figure:
    """Return what starts on each day: the list people work by."""
    rows = plan["operations"]
    starts: dict[int, int] = {}
    for row in rows:
        starts[_day(row)] = starts.get(_day(row), 0) + 1
    busiest = max(starts, key=lambda day: (starts[day], -day))
    return Figure(
        name="plan-days",
        title=_("Most starts of a day, %(n)s, are in %(day)s")
        % {"n": count(starts[busiest]), "day": day_words(busiest)},
        unit=_("Starts by day, in the time of the plant; weeks are counted from the Monday it begins with"),
        columns=columns(
            ("day", _("Day")),
            ("start", _("Start"), False),
            ("patient", _("Patient"), False),
            ("operation", _("Operation"), False),
            ("units", _("Units"), False),
            ("end", _("End"), False),
        ),
        rows=tuple(
            (
                text(day_words(_day(row)), _day(row) + 1),
                text(clock_words(row["start_h"])),
                text(row["patient"]),
                text(word(row["operation"]), row["operation"]),
                text(", ".join(unit_names(row)), _plain_units(row)),
                text(moment_words(row["end_h"])),
            )
            for row in rows
        ),
        source=source,
        statuses=status,
        note=_left_out(plan).strip(),
    )


def _day(row: Json) -> int:
    return int(row["start_h"] // DAY_H)


def patients_figure(plan: Json, source: str, status: tuple[str, ...]) -> Figure:
    """Return when each patient comes and gets the dose, or why not."""
    longest = plan["vein_to_vein_h"]
    title = _("No patient can be planned")
    if longest is not None:
        title = _("The longest from vein to vein takes %(time)s") % {"time": days_words(longest["longest"])}
    return Figure(
        name="plan-patients",
        title=title,
        unit=_("Arrival, release and days between, by patient"),
        columns=columns(
            ("patient", _("Patient")),
            ("arrival", _("Arrival"), False),
            ("release", _("Release"), False),
            ("vein_to_vein_d", _("Vein to vein (days)")),
            ("not_planned", _("Why not planned"), False),
        ),
        rows=tuple(
            (
                text(each["patient"]),
                text(moment_words(each["arrival_h"])),
                text("–" if each["release_h"] is None else moment_words(each["release_h"])),
                _days_cell(each["vein_to_vein_h"]),
                text(reason_word(each["lost"]) if each["lost"] else ""),
            )
            for each in plan["patients"]
        ),
        source=source,
        statuses=status,
    )
