"""The figures of a scenario's cost: by line, by dose and year, over volume."""

from django.utils.translation import gettext as _

from biovaliance.web.bioproduction.results.cost.certainty import rests_figure, tornado_figure, unknowns_figure
from biovaliance.web.bioproduction.results.cost.drawing import (
    cost_unit,
    curves_drawing,
    money_axis,
    source_of,
)
from biovaliance.web.bioproduction.results.figures import Cell, Figure, columns, text
from biovaliance.web.bioproduction.results.money import Tender
from biovaliance.web.bioproduction.results.words import count, joined, line_word, share
from biovaliance.web.bioproduction.results.working import Worked


def cost_figures(worked: Worked, tender: Tender) -> list[Figure]:
    """Return all figures of a scenario's cost."""
    found = [lines_figure(worked, tender), fixed_figure(worked, tender), rests_figure(worked)]
    found.append(unknowns_figure(worked))
    if worked.tornado:
        found.append(tornado_figure(worked, tender))
    return [*found, volume_figure(worked, tender)]


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
