"""The figures of a scenario's cost: by line, what it rests on, what moves it, over volume."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from biovaliance.bioproduction.costs.curves import CostCurve
from biovaliance.bioproduction.costs.resting import Carried
from biovaliance.bioproduction.scenarios.parameters import Status
from biovaliance.web.bioproduction.results.figures import Cell, Figure, columns, text
from biovaliance.web.bioproduction.results.money import Tender
from biovaliance.web.bioproduction.results.naming import number_name, scenario_title
from biovaliance.web.bioproduction.results.units import unit_at
from biovaliance.web.bioproduction.results.words import (
    TONES,
    count,
    figure,
    joined,
    line_word,
    share,
    status_word,
)
from biovaliance.web.bioproduction.results.working import Worked
from biovaliance.web.bioproduction.scenarios.words import note_words, source_words

MOST_BARS = 12
MOST_ROWS = 40


def cost_figures(worked: Worked, tender: Tender) -> list[Figure]:
    """Return all figures of a scenario's cost."""
    found = [lines_figure(worked, tender), fixed_figure(worked, tender), rests_figure(worked)]
    found.append(unknowns_figure(worked))
    if worked.tornado:
        found.append(tornado_figure(worked, tender))
    return [*found, volume_figure(worked, tender)]


def money_axis(tender: Tender) -> dict[str, Any]:
    """Return the axis of the cost of a dose."""
    unit = _("%(currency)s of %(year)d") % {"currency": tender.currency, "year": tender.year}
    return {"label": _("Cost of a released dose"), "unit": unit}


def cost_unit(tender: Tender) -> str:
    """Return what a figure of costs shows."""
    told = {"currency": tender.currency, "year": tender.year}
    return _("Cost of a released dose, %(currency)s of %(year)d") % told


def source_of(worked: Worked) -> str:
    """Return where the numbers of a figure come from."""
    told = {"name": scenario_title(worked.result.name), "year": worked.result.price_year}
    return _("Computed from the scenario “%(name)s”, prices of %(year)d") % told


def lines_figure(worked: Worked, tender: Tender) -> Figure:
    """Return the cost by line: a waterfall at demand, beside it the same at capacity."""
    result = worked.result
    demand, capacity = result.at_demand, result.at_capacity
    total = demand.cost_eur_per_released_dose
    largest = sorted(demand.breakdown_eur.items(), key=lambda item: -item[1])[:2]
    parts = [
        _("%(line)s (%(share)s)") % {"line": line_word(line).lower(), "share": share(eur / total)}
        for line, eur in largest
    ]
    rows = [
        (
            text(line_word(line), line),
            Cell(tender.number(eur), tender.of(eur)),
            Cell(share(eur / total), eur / total),
            _at(capacity.breakdown_eur[line] if capacity else None, tender),
        )
        for line, eur in demand.breakdown_eur.items()
    ]
    rows.append(
        (
            text(_("Released dose"), "total"),
            Cell(tender.number(total), tender.of(total)),
            Cell(share(1), 1.0),
            _at(capacity.cost_eur_per_released_dose if capacity else None, tender),
        )
    )
    items = [
        {"name": line_word(line), "value": tender.of(eur)}
        for line, eur in demand.breakdown_eur.items()
        if eur > 0
    ]
    items.append({"name": _("Released dose"), "value": tender.of(total), "total": True})
    return Figure(
        name="lines",
        title=_("Of %(cost)s a dose, %(parts)s are the largest parts")
        % {"cost": tender.text(total), "parts": joined(parts)},
        unit=cost_unit(tender),
        columns=columns(
            ("line", _("Line")),
            ("at_demand", _("At demand")),
            ("share", _("Share")),
            ("at_capacity", _("At capacity")),
        ),
        rows=tuple(rows),
        source=source_of(worked),
        statuses=(result.worst_status,),
        drawing={"kind": "waterfall", "items": items, "axis": money_axis(tender)},
        note=_(
            "Each line is what it would cost if nothing failed; failures are all that is paid beyond "
            "that. "
            "Whatever a quality test uses is quality control."
        ),
    )


def _at(eur: float | None, tender: Tender) -> Cell:
    return Cell("–") if eur is None else Cell(tender.number(eur), tender.of(eur))


def fixed_figure(worked: Worked, tender: Tender) -> Figure:
    """Return what is paid a dose, a batch and a year, at demand and at capacity."""
    result = worked.result
    sides = [result.at_demand, *([result.at_capacity] if result.at_capacity else [])]
    fixed = result.fixed_eur_per_year

    def money(values: list[float]) -> list[Cell]:
        return [Cell(tender.number(eur), tender.of(eur)) for eur in values]

    rows = [
        (text(_("A released dose"), "per_dose"), *money([side.cost_eur_per_released_dose for side in sides])),
        (
            text(_("of it fixed: rooms, equipment, people paid all year"), "fixed_per_dose"),
            *money([fixed / side.released_doses_per_year for side in sides]),
        ),
        (
            text(_("A batch started"), "per_batch"),
            *money([side.eur_per_year / side.batches_per_year for side in sides]),
        ),
        (text(_("A year"), "per_year"), *money([side.eur_per_year for side in sides])),
        (
            text(_("Released doses a year"), "doses_per_year"),
            *(Cell(count(side.released_doses_per_year), side.released_doses_per_year) for side in sides),
        ),
        (
            text(_("Batches started a year"), "batches_per_year"),
            *(Cell(count(side.batches_per_year), side.batches_per_year) for side in sides),
        ),
    ]
    if result.at_capacity and len(sides) > 1:
        gain = 1 - sides[1].cost_eur_per_released_dose / sides[0].cost_eur_per_released_dose
        title = (
            _("At capacity a dose costs %(share)s less: the same rooms and people make more")
            if gain > 0.0005
            else _("The line works at its capacity: more would need more of what limits it")
        )
        title = title % {"share": share(gain)} if gain > 0.0005 else title
    else:
        title = _("What is paid for a dose, a batch and a year")
    heads = [("at_demand", _("At demand"))]
    heads += [("at_capacity", _("At capacity"))] if len(sides) > 1 else []
    return Figure(
        name="volumes",
        title=title,
        unit=_("%(currency)s of %(year)d, and counts a year")
        % {"currency": tender.currency, "year": tender.year},
        columns=columns(("what", _("What")), *heads),
        rows=tuple(rows),
        source=source_of(worked),
        statuses=(result.worst_status,),
    )


def rests_figure(worked: Worked) -> Figure:
    """Return what cost and time rest on, by status."""
    result = worked.result
    both = [(_("Cost of a dose"), result.cost_rests_on), (_("Time without waiting"), result.time_rests_on)]
    told = [(name, resting) for name, resting in both if resting.carried]
    unproven = result.cost_rests_on.unproven_share
    return Figure(
        name="rests-on",
        title=_("%(share)s of the cost rests on numbers that are assumed or not verified")
        % {"share": share(unproven)},
        unit=_("Share of the answer that moves with numbers of each status (sum of elasticities)"),
        columns=columns(("answer", _("Answer")), *((str(status), status_word(status)) for status in Status)),
        rows=tuple(
            (
                text(name),
                *(Cell(share(resting.shares[status]), resting.shares[status]) for status in Status),
            )
            for name, resting in told
        ),
        source=source_of(worked),
        drawing={
            "kind": "stacked",
            "rows": [name for name, _resting in told],
            "parts": [
                {
                    "name": status_word(status),
                    "values": [resting.shares[status] for _name, resting in told],
                    "tone": TONES[str(status)],
                }
                for status in Status
            ],
            "axis": {"label": _("Share"), "share": True, "most": 1},
        },
    )


def unknowns_figure(worked: Worked) -> Figure:
    """Return the numbers that are assumed or not verified, each with how much of the cost rests on it."""
    shaky = (Status.ASSUMED, Status.UNVERIFIED)
    found = [each for each in worked.result.cost_rests_on.carried if each.row.status in shaky]
    top = found[0] if found else None
    title = (
        _("The largest unknown: %(number)s, on which %(share)s of the cost rests")
        % {"number": number_name(worked.scenario, top.row.place), "share": share(top.share)}
        if top
        else _("No number of this cost is assumed")
    )
    return Figure(
        name="unknowns",
        title=title,
        unit=_("Numbers that are assumed or not verified, by the share of the cost that rests on them"),
        columns=columns(
            ("number", _("Number")),
            ("share", _("Share of the cost")),
            ("value", _("Value")),
            ("low", _("Lowest")),
            ("high", _("Highest")),
            ("unit", _("Unit"), False),
            ("status", _("Status"), False),
            ("source", _("Source"), False),
        ),
        rows=tuple(_unknown(worked, each) for each in found[:MOST_ROWS]),
        source=source_of(worked),
    )


def _unknown(worked: Worked, each: Carried) -> tuple[Cell, ...]:
    row = each.row
    low, high = row.span
    has_range = low < high
    return (
        text(number_name(worked.scenario, row.place)),
        Cell(share(each.share), each.share),
        Cell(figure(row.number), row.number),
        Cell(figure(low), low) if has_range else Cell("–"),
        Cell(figure(high), high) if has_range else Cell("–"),
        text(unit_of(worked, each)),
        text(status_word(str(row.status)), str(row.status), status=str(row.status)),
        text(source_words(row.source) or _("no source"), note=note_words(row.parameter.note)),
    )


def unit_of(worked: Worked, each: Carried) -> str:
    """Return the unit of a number, with the price year where it is money."""
    return unit_at(each.row.place, worked.result.price_year, each.row.parameter.unit)


def tornado_figure(worked: Worked, tender: Tender) -> Figure:
    """Return what one number at a time does to the cost, from its lowest to its highest value."""
    study = worked.tornado or {}
    names = {row.name: number_name(worked.scenario, row.place) for row in worked.numbers.rows.values()}
    rows, items = [], []
    for each in study["parameters"]:
        name = names[each["name"]]
        ends = sorted((each["at_low"], each["at_high"]))
        rows.append(
            (
                text(name),
                Cell(figure(each["low"]), each["low"]),
                Cell(figure(each["high"]), each["high"]),
                Cell(tender.number(each["at_low"]), tender.of(each["at_low"])),
                Cell(tender.number(each["at_high"]), tender.of(each["at_high"])),
                Cell(tender.number(ends[1] - ends[0]), tender.of(ends[1] - ends[0])),
                text(status_word(each["status"]), each["status"], status=each["status"]),
            )
        )
        items.append(
            {
                "name": name,
                "low": tender.of(each["at_low"]),
                "high": tender.of(each["at_high"]),
                "at_low": _end(each["low"], each["at_low"], tender),
                "at_high": _end(each["high"], each["at_high"], tender),
            }
        )
    first = study["parameters"][0]
    low, high = sorted((first["at_low"], first["at_high"]))
    return Figure(
        name="tornado",
        title=_("%(number)s moves the cost most: from %(low)s to %(high)s a dose")
        % {"number": names[first["name"]], "low": tender.text(low), "high": tender.text(high)},
        unit=_("%(unit)s, with one number at a time at its lowest (filled) and highest (outlined) value")
        % {"unit": cost_unit(tender)},
        columns=columns(
            ("number", _("Number")),
            ("low", _("Lowest")),
            ("high", _("Highest")),
            ("cost_at_low", _("Cost at lowest")),
            ("cost_at_high", _("Cost at highest")),
            ("swing", _("Difference")),
            ("status", _("Status"), False),
        ),
        rows=tuple(rows),
        source=source_of(worked),
        statuses=(worked.result.worst_status,),
        drawing={
            "kind": "tornado",
            "items": items[:MOST_BARS],
            "middle": tender.of(study["typical"]),
            "middle_name": _("as stated"),
            "axis": money_axis(tender),
        },
    )


def _end(value: float, cost: float, tender: Tender) -> str:
    return _("at %(value)s: %(cost)s") % {"value": figure(value), "cost": tender.text(cost)}


def volume_figure(worked: Worked, tender: Tender) -> Figure:
    """Return the cost over volume, with its band and where demand and capacity lie."""
    result, curve = worked.result, worked.curve
    marks = [{"x": result.at_demand.released_doses_per_year, "name": _("demand")}]
    if result.at_capacity:
        marks.append({"x": result.at_capacity.released_doses_per_year, "name": _("capacity")})
    first, last = 0, len(curve.doses_per_year) - 1
    told = {
        "few": count(curve.doses_per_year[first]),
        "many": count(curve.doses_per_year[last]),
        "dear": tender.text(curve.stated_eur[first]),
        "cheap": tender.text(curve.stated_eur[last]),
    }
    return Figure(
        name="volume",
        title=_("From %(few)s to %(many)s doses a year the cost of a dose goes from %(dear)s to %(cheap)s")
        % told,
        unit=_("%(unit)s; the band holds 95 %% of draws of all uncertain numbers")
        % {"unit": cost_unit(tender)},
        columns=columns(
            ("doses_per_year", _("Released doses a year")),
            ("cost", _("As stated")),
            ("low", _("95 %\u00a0of draws from")),
            ("high", _("to")),
        ),
        rows=tuple(
            (Cell(count(doses), doses), *(Cell(tender.number(eur), tender.of(eur)) for eur in costs))
            for doses, *costs in zip(
                curve.doses_per_year, curve.stated_eur, curve.low_eur, curve.high_eur, strict=True
            )
        ),
        source=source_of(worked),
        statuses=(result.worst_status,),
        drawing=curves_drawing([(_("As stated"), curve)], tender, marks),
        note=_("Pools get as many units more as a volume needs: the line grows with what it makes."),
    )


def curves_drawing(
    named: Sequence[tuple[str, CostCurve]], tender: Tender, marks: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Return the drawing of costs over volume."""
    return {
        "kind": "curves",
        "series": [
            {
                "name": name,
                "x": list(curve.doses_per_year),
                "y": [tender.of(eur) for eur in curve.stated_eur],
                "low": [tender.of(eur) for eur in curve.low_eur],
                "high": [tender.of(eur) for eur in curve.high_eur],
            }
            for name, curve in named
        ],
        "x": {"label": _("Released doses a year"), "log": True},
        "y": {**money_axis(tender), "log": _is_steep([curve for _name, curve in named])},
        "marks": list(marks),
    }


def _is_steep(curves: Sequence[CostCurve]) -> bool:
    """Whether the costs lie so far apart that only a logarithmic axis shows the low ones."""
    ends = [eur for curve in curves for eur in (*curve.low_eur, *curve.high_eur)]
    return max(ends) > _STEEP * max(min(ends), 1e-9)


_STEEP = 30.0
