"""How sure a scenario's cost is: what it rests on, its largest unknowns, what moves it most."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from biovaliance.bioproduction.costs.resting import Carried
from biovaliance.bioproduction.scenarios.parameters import Status
from biovaliance.web.bioproduction.results.cost.drawing import cost_unit, money_axis, source_of
from biovaliance.web.bioproduction.results.figures import Cell, Figure, columns, text
from biovaliance.web.bioproduction.results.money import Tender
from biovaliance.web.bioproduction.results.naming import number_name
from biovaliance.web.bioproduction.results.units import unit_at
from biovaliance.web.bioproduction.results.words import TONES, count, figure, share, status_word
from biovaliance.web.bioproduction.results.working import Worked
from biovaliance.web.bioproduction.scenarios.words import note_words, source_words

MOST_BARS = 12
LEAST_DRAWN = 0.001
"""A number that moves the cost by less than this share of it has no bar."""
MOST_ROWS = 40
UNKNOWNS_AT_FIRST = 5


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
        rows_at_first=UNKNOWNS_AT_FIRST,
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
    rows = []
    items: list[dict[str, Any]] = []
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
    first, typical = study["parameters"][0], tender.of(study["typical"])
    drawn = [each for each in items if abs(each["high"] - each["low"]) > LEAST_DRAWN * abs(typical)]
    still = len(items) - len(drawn)
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
            "items": drawn[:MOST_BARS],
            "middle": typical,
            "middle_name": _("as stated"),
            "axis": money_axis(tender),
        },
        note=ngettext(
            "%(n)s number moves the cost by less than %(least)s and stands in the table only.",
            "%(n)s numbers move the cost by less than %(least)s and stand in the table only.",
            still,
        )
        % {"n": count(still), "least": share(LEAST_DRAWN)}
        if still
        else "",
    )


def _end(value: float, cost: float, tender: Tender) -> str:
    return _("at %(value)s: %(cost)s") % {"value": figure(value), "cost": tender.text(cost)}
