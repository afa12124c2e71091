"""The figures of a simulation: who was released, after how long, where it waited, what was busy."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from biovaliance.foundation.wording import capitalised
from biovaliance.web.bioproduction.results.bars import Tone, bar, bars
from biovaliance.web.bioproduction.results.figures import Cell, Figure, columns, text
from biovaliance.web.bioproduction.results.naming import pool_word, scenario_title, word
from biovaliance.web.bioproduction.results.runs.stocked import stock_figures
from biovaliance.web.bioproduction.results.runs.timeline import DAY_H, gantt_figure, level_figures
from biovaliance.web.bioproduction.results.words import (
    count,
    figure,
    hours,
    interval,
    interval_h,
    interval_of_share,
    loss_word,
    share,
)

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
    found += stock_figures(result, source, status)
    timeline = result.get("timeline")
    if timeline and timeline["bars"]:
        found.append(gantt_figure(timeline, source, status))
    if timeline:
        found += level_figures(timeline, source, status)
    return found


def leaving_figure(told: Json, source: str, status: tuple[str, ...]) -> Figure:
    """Return how the patients of a run left it."""
    whole = max(told["patients"], 1e-12)
    named: list[tuple[str, float, Tone]] = [(_("released"), told["released"], "data")]
    named += [(loss_word(name), number, "accent") for name, number in told["losses"].items() if number]
    pooled = told.get("pooled", 0)
    title = _("%(share)s of the patients get their dose") % {"share": share(told["released"] / whole)}
    if pooled:
        named.append((_("in one lot with another’s"), pooled, "data"))
        title = _(
            "%(released)s lots are released of %(patients)s that came; %(pooled)s became part of another"
        ) % {
            "released": count(told["released"]),
            "patients": count(told["patients"]),
            "pooled": count(pooled),
        }
    if told["censored"]:
        named.append((_("still in the process at the end"), told["censored"], "soft"))
    return Figure(
        name="leaving",
        title=title,
        unit=_("Patients of a replication, mean"),
        columns=columns(("how", _("How they leave")), ("patients", _("Patients")), ("share", _("Share"))),
        rows=tuple(
            (text(name), Cell(count(number), number), Cell(share(number / whole), number / whole))
            for name, number, _tone in named
        ),
        source=source,
        statuses=status,
        drawing=bars((bar(*each) for each in named), {"label": _("Patients of a replication")}),
    )


def time_figure(told: Json, histogram: Json | None, source: str, status: tuple[str, ...]) -> Figure:
    """Return how the time from arrival to release is distributed."""
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
            "x": {"label": _("Time from arrival to release"), "unit": _("days")},
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
        title=_(
            "Half of those released are through in less than %(half)s, one in ten after more than %(long)s"
        )
        % {"half": hours(time["p50"]), "long": hours(time["p90"])},
        unit=_("Patients by time in the process, all replications together"),
        columns=columns(("from_d", _("From (days)")), ("to_d", _("to (days)")), ("patients", _("Patients"))),
        rows=tuple(rows),
        source=source,
        statuses=status,
        drawing=drawing,
        note=_(
            "Mean %(mean)s (95 %% interval %(interval)s), of those released. Tests whose result comes after "
            "the release are not in it, nor is who was lost or still in the process."
        )
        % {"mean": hours(time["mean"]), "interval": interval_h(*time["ci95"])},
    )


def waits_figure(told: Json, source: str, status: tuple[str, ...]) -> Figure:
    """Return how long is waited before each operation."""
    rows, items = [], []
    for name, each in told["operations"].items():
        wait = each["wait_h"]
        mean = wait["mean"] or 0.0
        rows.append(
            (
                text(word(name), name),
                Cell(figure(mean), mean),
                Cell(interval(*wait["ci95"])),
                Cell(figure(wait["p95"]) if wait["p95"] is not None else "–", wait["p95"]),
                Cell(count(each["starts"]), each["starts"]),
                Cell(count(each["failures"]), each["failures"]),
            )
        )
        items.append(bar(word(name), mean, ci95=wait["ci95"]))
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
        drawing=bars(items, {"label": _("Mean wait"), "unit": "h"}),
    )


def pools_figure(told: Json, source: str, status: tuple[str, ...]) -> Figure:
    """Return how much of its hours each pool works, and which one the line waits for."""
    rows, items = [], []
    limit = told["bottleneck"] if told.get("bottleneck_kind", "pool") == "pool" else None
    ranked = sorted(told["pools"].items(), key=lambda item: -(item[1]["utilisation_share"] or 0))
    for name, each in ranked:
        used = each["utilisation_share"] or 0.0
        limits = name == limit
        rows.append(
            (
                text(pool_word(name), name),
                Cell(share(used), used),
                Cell(interval_of_share(*each["ci95"])),
                Cell(figure(each["waiting_h"] or 0.0), each["waiting_h"]),
                text(_("yes") if limits else "", "yes" if limits else ""),
            )
        )
        items.append(bar(pool_word(name), used, "accent" if limits else "data", each["ci95"]))
    title = _("No patient waits for a pool")
    if told.get("bottleneck_kind") == "material":
        title = _("Most waiting is for a material, “%(material)s”, and not for a pool") % {
            "material": word(told["bottleneck"])
        }
    if limit:
        used = told["pools"][limit]["utilisation_share"] or 0.0
        title = _("Most waiting is for: %(pool)s (at work %(share)s of its hours)") % {
            "pool": capitalised(pool_word(limit)),
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
        drawing=bars(items, {"label": _("Share of hours at work"), "share": True, "most": 1}),
        note=_(
            "The bottleneck is the pool behind most of the waiting, which may be for a shift to open. A busy "
            "pool need not be the one to add to: what one more unit is worth is a run of its own."
        ),
    )
