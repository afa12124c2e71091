"""The figures of the materials that can run out: what was used and expired, who waited, what was on hand."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from biovaliance.web.bioproduction.results.bars import bar, bars
from biovaliance.web.bioproduction.results.figures import Cell, Figure, columns, text
from biovaliance.web.bioproduction.results.naming import word
from biovaliance.web.bioproduction.results.words import count, figure, interval_of_share, share

DAY_H = 24
MOST_LEVELS = 8
Json = Mapping[str, Any]


def stock_figures(result: Json, source: str, status: tuple[str, ...]) -> list[Figure]:
    """Return the figures of the materials of a run; nothing where none of them can run out."""
    materials = result["simulation"].get("materials") or {}
    if not materials:
        return []
    found = [_materials(materials, result["simulation"], source, status)]
    timeline = result.get("timeline") or {}
    if timeline.get("on_hand"):
        found.append(_on_hand(timeline, source, status))
    return found


def with_unit(name: str, unit: str) -> str:
    """Return the name of a material with its unit, where it has one."""
    return word(name) if unit in {"", "1"} else f"{word(name)} ({word(unit)})"


def _materials(materials: Json, told: Json, source: str, status: tuple[str, ...]) -> Figure:
    """Return what came, was used and expired of each material, and who waited for it."""
    ranked = sorted(materials.items(), key=lambda item: -item[1]["waiting_h"])
    rows, items = [], []
    for name, each in ranked:
        limits = (told.get("bottleneck_kind"), told["bottleneck"]) == ("material", name)
        rows.append(
            (
                text(with_unit(name, each["unit"]), name),
                *(_amount(each[key]) for key in ("used", "expired", "ordered", "delivered")),
                Cell(count(each["orders"]), each["orders"]),
                _amount(each["on_hand_mean"]),
                Cell(share(each["short_share"]), each["short_share"]),
                Cell(interval_of_share(*each["short_ci95"])),
                Cell(count(each["delayed_starts"]), each["delayed_starts"]),
                Cell(figure(each["waiting_h"]), each["waiting_h"]),
                Cell(count(each["waiting_at_end"]), each["waiting_at_end"]),
                text(_("yes") if limits else "", "yes" if limits else ""),
            )
        )
        items.append(bar(word(name), each["short_share"], "accent" if limits else "data", each["short_ci95"]))
    first, most = ranked[0]
    title = _("Nobody waits for a material")
    if most["waiting_h"] > 0:
        title = _("“%(material)s” is what runs out: somebody waits for it %(share)s of the time") % {
            "material": word(first),
            "share": share(most["short_share"]),
        }
    return Figure(
        name="materials",
        title=title,
        unit=_("Share of the time in which somebody waits for a material, with its 95 %\u00a0interval"),
        columns=columns(
            ("material", _("Material (unit)")),
            ("used", _("Used")),
            ("expired", _("Expired")),
            ("ordered", _("Ordered")),
            ("delivered", _("Delivered")),
            ("orders", _("Orders")),
            ("on_hand_mean", _("On hand, mean")),
            ("short_share", _("Time waited for")),
            ("short_ci95", _("95 %\u00a0interval")),
            ("delayed_starts", _("Starts made later")),
            ("waiting_h", _("Hours waited for it")),
            ("waiting_at_end", _("Still waiting at the end")),
            ("bottleneck", _("Bottleneck"), False),
        ),
        rows=tuple(rows),
        source=source,
        statuses=status,
        drawing=bars(items, {"label": _("Share of the time waited for"), "share": True}),
        note=_(
            "Amounts are those of a replication, mean, each in the unit of its material. What was ordered "
            "last may not have come by the end. A material whose stock is not given never runs out."
        ),
    )


def _amount(value: float) -> Cell:
    return Cell(figure(value), value)


def _on_hand(timeline: Json, source: str, status: tuple[str, ...]) -> Figure:
    """Return what was on hand over time, in the first replication."""
    step = timeline["stretch_h"]
    scarcest = sorted(timeline["on_hand"], key=lambda each: min(each["least"], default=1) > 0)
    levels = scarcest[:MOST_LEVELS]
    names = [with_unit(each["name"], each["unit"]) for each in levels]
    empty = [with_unit(each["name"], each["unit"]) for each in scarcest if min(each["least"], default=1) == 0]
    title = _("Some of every material is left throughout the first replication")
    if empty:
        title = _("In the first replication nothing is left at times of: %(materials)s") % {
            "materials": ", ".join(empty)
        }
    unit = _("Units on hand over time: mean and most of each stretch")
    keys = [(f"{each['name']} {key}", key) for each in levels for key in ("mean", "least")]
    labels = [label for name in names for label in (name, _("%(material)s, least") % {"material": name})]
    return Figure(
        name="on_hand",
        title=title,
        unit=unit,
        columns=columns(
            ("from_h", _("From (h)")),
            *((key, label) for (key, _kind), label in zip(keys, labels, strict=True)),
        ),
        rows=tuple(
            (
                Cell(figure(place * step), place * step),
                *(_amount(each[key][place]) for each in levels for key in ("mean", "least")),
            )
            for place in range(len(levels[0]["mean"]))
        ),
        source=source,
        statuses=status,
        drawing={
            "kind": "levels",
            "step": step / DAY_H,
            "series": [
                {"name": name, "mean": each["mean"], "most": each["most"], "units": None}
                for name, each in zip(names, levels, strict=True)
            ],
            "x": {"label": _("Days since the beginning"), "unit": _("days")},
            "y": {"label": unit},
        },
    )
