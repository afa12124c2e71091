"""The figures of a simulation: who was released, after how long, where it waited, what was busy."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from biovaliance.web.bioproduction.results.figures import Cell, Figure, columns, text
from biovaliance.web.bioproduction.results.naming import pool_word, scenario_title, word
from biovaliance.web.bioproduction.results.words import (
    count,
    figure,
    hours,
    loss_word,
    outcome_word,
    share,
)

DAY_H = 24
MOST_QUEUES = 8
Json = Mapping[str, Any]


def simulation_figures(result: Json, name: str) -> list[Figure]:
    """Return the figures of a run: of `simulation`, and of `timeline` and `histograms` where they are."""
    told = result["simulation"]
    source = _("Simulated %(times)s with seed %(seed)d: “%(name)s”") % {
        "times": ngettext("%(n)s time", "%(n)s times", told["replications"])
        % {"n": count(told["replications"])},
        "seed": told["seed"],
        "name": scenario_title(name),
    }
    status = (told["worst_status"],)
    found = [leaving_figure(told, source, status)]
    histogram = (result.get("histograms") or {}).get("time_in_system_h")
    if told["time_in_system_h"]["observations"]:
        found.append(time_figure(told, histogram, source, status))
    found.append(waits_figure(told, source, status))
    if told["pools"]:
        found.append(pools_figure(told, source, status))
    timeline = result.get("timeline")
    if timeline and timeline["bars"]:
        found.append(gantt_figure(timeline, source, status))
    if timeline:
        found += level_figures(timeline, source, status)
    return found


def interval(low: float | None, high: float | None) -> str:
    """Return a confidence interval in words, or that there is none."""
    if low is None or high is None:
        return "–"
    return _("%(low)s to %(high)s") % {"low": figure(low), "high": figure(high)}


def interval_h(low: float | None, high: float | None) -> str:
    """Return a confidence interval of a time in words."""
    if low is None or high is None:
        return "–"
    return _("%(low)s to %(high)s") % {"low": hours(low), "high": hours(high)}


def leaving_figure(told: Json, source: str, status: tuple[str, ...]) -> Figure:
    """Return how the patients of a run left it."""
    whole = max(told["patients"], 1e-12)
    named = [(_("released"), told["released"], "data")]
    named += [(loss_word(name), number, "accent") for name, number in told["losses"].items() if number]
    if told["censored"]:
        named.append((_("still in the process at the end"), told["censored"], "soft"))
    return Figure(
        name="leaving",
        title=_("%(share)s of the patients get their dose") % {"share": share(told["released"] / whole)},
        unit=_("Patients of a replication, mean"),
        columns=columns(("how", _("How they leave")), ("patients", _("Patients")), ("share", _("Share"))),
        rows=tuple(
            (text(name), Cell(count(number), number), Cell(share(number / whole), number / whole))
            for name, number, _tone in named
        ),
        source=source,
        statuses=status,
        drawing={
            "kind": "bars",
            "items": [{"name": name, "value": number, "tone": tone} for name, number, tone in named],
            "axis": {"label": _("Patients of a replication")},
        },
    )


def time_figure(told: Json, histogram: Json | None, source: str, status: tuple[str, ...]) -> Figure:
    """Return how the time from arrival to the end of the process is distributed."""
    time = told["time_in_system_h"]
    drawing: dict[str, Any] = {}
    rows = []
    if histogram:
        start, width = histogram["start"], histogram["width"]
        drawing = {
            "kind": "histogram",
            "start": start / DAY_H,
            "width": width / DAY_H,
            "counts": histogram["counts"],
            "x": {"label": _("Time from arrival to the last step"), "unit": _("days")},
            "y": {"label": _("patients")},
            "marks": [
                {"x": time["p50"] / DAY_H, "name": _("half")},
                {"x": time["p90"] / DAY_H, "name": _("90 %")},
            ],
        }
        for place, number in enumerate(histogram["counts"]):
            low, high = (start + place * width) / DAY_H, (start + (place + 1) * width) / DAY_H
            rows.append((Cell(figure(low), low), Cell(figure(high), high), Cell(count(number), number)))
    return Figure(
        name="time",
        title=_("Half of the patients are through in less than %(half)s, one in ten after more than %(long)s")
        % {"half": hours(time["p50"]), "long": hours(time["p90"])},
        unit=_("Patients by time in the process, all replications together"),
        columns=columns(("from_d", _("From (days)")), ("to_d", _("to (days)")), ("patients", _("Patients"))),
        rows=tuple(rows),
        source=source,
        statuses=status,
        drawing=drawing,
        note=_(
            "Mean %(mean)s (95 %% interval %(interval)s). Tests whose result comes after the release are in "
            "it; who was still in the process is not."
        )
        % {"mean": hours(time["mean"]), "interval": interval_h(*time["ci95"])},
    )


def waits_figure(told: Json, source: str, status: tuple[str, ...]) -> Figure:
    """Return how long is waited before each operation."""
    rows, items = [], []
    for name, each in told["operations"].items():
        wait = each["wait_h"]
        mean = wait["mean"] or 0.0
        low, high = wait["ci95"]
        rows.append(
            (
                text(word(name), name),
                Cell(figure(mean), mean),
                Cell(interval(low, high)),
                Cell(figure(wait["p95"]) if wait["p95"] is not None else "–", wait["p95"]),
                Cell(count(each["starts"]), each["starts"]),
                Cell(count(each["failures"]), each["failures"]),
            )
        )
        items.append({"name": word(name), "value": mean, "low": low, "high": high})
    longest = max(items, key=lambda item: item["value"], default=None)
    title = _("Nobody waits before any operation")
    if longest and longest["value"] > 0:
        told_of = {"operation": longest["name"], "wait": hours(longest["value"])}
        title = _("The longest wait is before “%(operation)s”: %(wait)s on average") % told_of
    return Figure(
        name="waits",
        title=title,
        unit=_("Mean wait before an operation, hours, with its 95 %\u00a0interval"),
        columns=columns(
            ("operation", _("Operation")),
            ("mean_wait_h", _("Mean wait (h)")),
            ("ci95", _("95 %\u00a0interval")),
            ("p95_wait_h", _("95 % wait less than (h)")),
            ("starts", _("Starts")),
            ("failures", _("Failures")),
        ),
        rows=tuple(rows),
        source=source,
        statuses=status,
        drawing={"kind": "bars", "items": items, "axis": {"label": _("Mean wait"), "unit": "h"}},
    )


def pools_figure(told: Json, source: str, status: tuple[str, ...]) -> Figure:
    """Return how much of its hours each pool works, and which one the line waits for."""
    rows, items = [], []
    ranked = sorted(told["pools"].items(), key=lambda item: -(item[1]["utilisation_share"] or 0))
    for name, each in ranked:
        used = each["utilisation_share"] or 0.0
        low, high = each["ci95"]
        limits = name == told["bottleneck"]
        rows.append(
            (
                text(pool_word(name), name),
                Cell(share(used), used),
                Cell("–" if low is None else f"{share(low)} – {share(high)}"),
                Cell(figure(each["waiting_h"] or 0.0), each["waiting_h"]),
                text(_("yes") if limits else "", "yes" if limits else ""),
            )
        )
        items.append(
            {
                "name": pool_word(name),
                "value": used,
                "low": low,
                "high": high,
                "tone": "accent" if limits else "data",
                "note": _("← most waited for") if limits else "",
            }
        )
    limit = told["bottleneck"]
    title = _("No patient waits for a pool")
    if limit:
        used = told["pools"][limit]["utilisation_share"] or 0.0
        title = _("Most waiting is for: %(pool)s (at work %(share)s of its hours)") % {
            "pool": _capital(pool_word(limit)),
            "share": share(used),
        }
    return Figure(
        name="pools",
        title=title,
        unit=_("Share of the hours of each pool that is worked, with its 95 %\u00a0interval"),
        columns=columns(
            ("pool", _("Pool")),
            ("utilisation", _("At work")),
            ("ci95", _("95 %\u00a0interval")),
            ("waiting_h", _("Hours waited for it")),
            ("bottleneck", _("Bottleneck"), False),
        ),
        rows=tuple(rows),
        source=source,
        statuses=status,
        drawing={
            "kind": "bars",
            "items": items,
            "axis": {"label": _("Share of hours at work"), "share": True, "most": 1},
        },
        note=_(
            "The bottleneck is the pool behind most of the waiting, which may be for a shift to open. A busy "
            "pool need not be the one to add to: what one more unit is worth is a run of its own."
        ),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def gantt_figure(timeline: Json, source: str, status: tuple[str, ...]) -> Figure:
    """Return who was worked on where, in the first replication."""
    bars = timeline["bars"]
    operations = list(dict.fromkeys(bar["operation"] for bar in bars))
    last = max(bar["end_h"] for bar in bars)
    told = {
        "n": count(len(bars)),
        "patients": count(len({bar["patient"] for bar in bars})),
        "days": figure(last / DAY_H),
    }
    left = timeline["bars_left_out"]
    rows = [
        (
            text(str(bar["patient"] + 1), bar["patient"] + 1),
            text(word(bar["operation"]), bar["operation"]),
            text(", ".join(pool_word(pool) for pool in bar["pools"]), ", ".join(bar["pools"])),
            Cell(figure(bar["start_h"]), bar["start_h"]),
            Cell(figure(bar["end_h"]), bar["end_h"]),
            text(outcome_word(bar["outcome"]), bar["outcome"]),
        )
        for bar in bars
    ]
    note = _(
        "Drag or use the buttons to move, Ctrl and the wheel to look closer; a red edge is work that failed."
    )
    if left:
        note += " " + _("%(n)s later starts are left out.") % {"n": count(left)}
    return Figure(
        name="gantt",
        title=_(
            "The first replication, start by start: %(n)s starts for %(patients)s patients in %(days)s days"
        )
        % told,
        unit=_("Days since the beginning; a bar is an operation"),
        columns=columns(
            ("patient", _("Patient")),
            ("operation", _("Operation"), False),
            ("pools", _("Pools"), False),
            ("start_h", _("Start (h)")),
            ("end_h", _("End (h)")),
            ("outcome", _("How it ended"), False),
        ),
        rows=tuple(rows),
        source=source,
        statuses=status,
        drawing={
            "kind": "gantt",
            "operations": [word(operation) for operation in operations],
            "patient_name": _("Patient"),
            "bars": [_bar(bar) for bar in bars],
            "x": {"label": _("Days since the beginning"), "unit": _("days")},
        },
        note=note,
    )


def _bar(bar: Json) -> dict[str, Any]:
    told = {
        "operation": word(bar["operation"]),
        "patient": bar["patient"] + 1,
        "start": figure(bar["start_h"] / DAY_H),
        "time": hours(bar["end_h"] - bar["start_h"]),
        "outcome": outcome_word(bar["outcome"]),
    }
    return {
        "patient": bar["patient"],
        "pools": [pool_word(pool) for pool in bar["pools"]],
        "operation": told["operation"],
        "start": bar["start_h"] / DAY_H,
        "end": bar["end_h"] / DAY_H,
        "outcome": bar["outcome"],
        "note": _("%(operation)s, patient %(patient)d\nday %(start)s, for %(time)s: %(outcome)s") % told,
    }


def level_figures(timeline: Json, source: str, status: tuple[str, ...]) -> list[Figure]:
    """Return queues and busy units over time."""
    found = []
    queues = sorted(timeline["queues"], key=lambda each: -max(each["most"], default=0))
    queues = [each for each in queues if max(each["most"], default=0)]
    if queues:
        longest = queues[0]
        title = _("The longest queue, before “%(operation)s”, reaches %(n)s patients") % {
            "operation": word(longest["name"]),
            "n": count(max(longest["most"])),
        }
        unit = _("Patients waiting before an operation over time: mean and most of each stretch")
        found.append(_levels("queues", title, unit, timeline, queues[:MOST_QUEUES], source, status))
    busy = [each for each in timeline["busy"] if max(each["most"], default=0)]
    if busy:
        fullest = max(busy, key=lambda each: sum(each["mean"]) / max(each["units"] or 1, 1))
        title = _("%(pool)s is the pool with most of its units at work over the run") % {
            "pool": _capital(pool_word(fullest["name"]))
        }
        unit = _("Units at work over time, of how many (dashed): mean and most of each stretch")
        found.append(_levels("busy", title, unit, timeline, busy, source, status))
    return found


def _levels(
    name: str,
    title: str,
    unit: str,
    timeline: Json,
    series: list[Json],
    source: str,
    status: tuple[str, ...],
) -> Figure:
    step = timeline["stretch_h"]
    places = range(len(series[0]["mean"]))
    return Figure(
        name=name,
        title=title,
        unit=unit,
        columns=columns(
            ("from_h", _("From (h)")), *((each["name"], pool_word(each["name"])) for each in series)
        ),
        rows=tuple(
            (
                Cell(figure(place * step), place * step),
                *(Cell(figure(each["mean"][place]), each["mean"][place]) for each in series),
            )
            for place in places
        ),
        source=source,
        statuses=status,
        drawing={
            "kind": "levels",
            "step": step / DAY_H,
            "series": [
                {
                    "name": pool_word(each["name"]),
                    "mean": each["mean"],
                    "most": each["most"],
                    "units": each["units"],
                }
                for each in series
            ],
            "x": {"label": _("Days since the beginning"), "unit": _("days")},
            "y": {"label": unit},
        },
    )
