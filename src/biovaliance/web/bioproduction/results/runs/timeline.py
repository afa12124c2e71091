"""A run over time: who was worked on where, the queues and the busy units."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from biovaliance.foundation.wording import capitalised
from biovaliance.web.bioproduction.results.figures import Cell, Figure, columns, text
from biovaliance.web.bioproduction.results.naming import pool_word, word
from biovaliance.web.bioproduction.results.words import count, figure, hours, outcome_word

DAY_H = 24
MOST_QUEUES = 8
Json = Mapping[str, Any]


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
            text(str(bar["patient"]), bar["patient"]),
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
            "first": 0,  # as in the table of events and in the names of lots
            "bars": [_bar(bar) for bar in bars],
            "x": {"label": _("Days since the beginning"), "unit": _("days")},
        },
        note=note,
    )


def _bar(bar: Json) -> dict[str, Any]:
    told = {
        "operation": word(bar["operation"]),
        "patient": bar["patient"],
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
            "pool": capitalised(pool_word(fullest["name"]))
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
