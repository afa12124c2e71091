"""The figures of the decisions: ways to make more, layouts of sites, a demand that grows."""

from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from biovaliance.bioproduction.decisions.places import LayoutResult
from biovaliance.bioproduction.decisions.ramp import DiscountRate, Ramp, RateFrom, Year, own_rate
from biovaliance.bioproduction.decisions.scaling import Way, WayKind
from biovaliance.foundation.wording import capitalised
from biovaliance.web.atlas.presenting import words
from biovaliance.web.bioproduction.decisions.working import Ways
from biovaliance.web.bioproduction.results.bars import bar, bars
from biovaliance.web.bioproduction.results.cost.drawing import cost_unit, money_axis, source_of
from biovaliance.web.bioproduction.results.figures import Cell, Figure, columns, text
from biovaliance.web.bioproduction.results.money import Tender
from biovaliance.web.bioproduction.results.naming import pool_word
from biovaliance.web.bioproduction.results.words import count, figure, joined, share, status_word
from biovaliance.web.bioproduction.results.working import Worked
from biovaliance.web.bioproduction.scenarios.words import source_words

_SAME_SHARE = 0.001
"""Costs that differ by less of themselves are told as the same."""


def way_word(kind: WayKind) -> str:
    """Return what a way is called at the head of a line."""
    return capitalised(words(kind.words))


def ways_figure(found: Ways, worked: Worked, tender: Tender) -> Figure:
    """Return what a dose costs in each way at the volume asked for, and what is added."""
    open_ways = [(way, way.cost_eur_per_dose) for way in found.ways if way.cost_eur_per_dose is not None]
    return Figure(
        name="ways",
        title=_ways_title(found, tender),
        unit=_("%(unit)s, at %(doses)s doses a year")
        % {"unit": cost_unit(tender), "doses": count(found.doses)},
        columns=columns(
            ("way", _("Way to make more")),
            ("added", _("What is added"), False),
            ("cost", _("Cost of a released dose")),
        ),
        rows=tuple(
            (
                text(way_word(way.kind)),
                text(words(way.detail)),
                Cell("–") if eur is None else Cell(tender.number(eur), eur),
            )
            for way in found.ways
            for eur in [way.cost_eur_per_dose]
        ),
        source=source_of(worked),
        statuses=(worked.result.worst_status,),
        drawing=bars(
            (
                bar(way_word(way.kind), eur, "soft" if place else "data")
                for place, (way, eur) in enumerate(open_ways)
            ),
            money_axis(tender),
        ),
        note=_(
            "Larger batches: equipment and rooms cost the 0.6th power of the size, materials grow with it, "
            "work and tests stay. More units: the site is paid once. More sites: all of it is paid each time."
        ),
        is_open=True,
    )


def _ways_title(found: Ways, tender: Tender) -> str:
    best, *others = [way for way in found.ways if way.cost_eur_per_dose is not None]
    told = {"doses": count(found.doses), "cost": _eur(best, tender)}
    if not best.adds:
        return _("The line as it stands makes %(doses)s doses a year, at %(cost)s each") % told
    second = next((way for way in others if way.adds), None)
    told["way"] = words(best.name)
    if second is None:
        return _("For %(doses)s doses a year, %(way)s cost least: %(cost)s a dose") % told
    told |= {"other": _eur(second, tender), "second": words(second.name)}
    if _is_same(best.cost_eur_per_dose, second.cost_eur_per_dose):
        return _("For %(doses)s doses a year, %(way)s or %(second)s cost the same: %(cost)s a dose") % told
    return (
        _(
            "For %(doses)s doses a year, %(way)s cost least: %(cost)s a dose, against %(other)s with "
            "%(second)s"
        )
        % told
    )


def _is_same(less_eur: float | None, more_eur: float | None) -> bool:
    return (more_eur or 0.0) - (less_eur or 0.0) <= _SAME_SHARE * (less_eur or 0.0)


def _eur(way: Way, tender: Tender) -> str:
    return tender.text(way.cost_eur_per_dose or 0.0)


def volumes_figure(found: Ways, worked: Worked, tender: Tender) -> Figure:
    """Return what a dose costs in each way over volumes."""
    shown = [curve for curve in found.curves if curve.cost_eur_per_dose]
    capacity = worked.result.at_capacity
    marks = [{"x": found.doses, "name": _("asked for")}]
    if capacity:
        marks.append({"x": capacity.released_doses_per_year, "name": _("capacity")})
    return Figure(
        name="ways-over-volumes",
        title=_volumes_title(found, worked),
        unit=cost_unit(tender),
        columns=columns(
            ("doses_per_year", _("Released doses a year")),
            *((curve.kind.replace(" ", "_"), way_word(curve.kind)) for curve in shown),
        ),
        rows=tuple(
            (Cell(count(doses), doses), *(Cell(tender.number(eur), eur) for eur in costs))
            for doses, *costs in zip(
                found.volumes, *(curve.cost_eur_per_dose for curve in shown), strict=True
            )
        ),
        source=source_of(worked),
        statuses=(worked.result.worst_status,),
        drawing={
            "kind": "curves",
            "series": [
                {
                    "name": way_word(curve.kind),
                    "x": list(found.volumes),
                    "y": list(curve.cost_eur_per_dose),
                }
                for curve in shown
            ],
            "x": {"label": _("Released doses a year"), "log": True},
            "y": money_axis(tender),
            "marks": marks,
        },
        note=_("Units and sites come whole: where one more is needed, the cost of a dose steps up."),
    )


def _volumes_title(found: Ways, worked: Worked) -> str:
    capacity = worked.result.at_capacity
    most = capacity.released_doses_per_year if capacity else 0.0
    shown = [curve for curve in found.curves if curve.cost_eur_per_dose]
    beyond = [place for place, doses in enumerate(found.volumes) if doses > most]
    first = [(min(shown, key=lambda curve: curve.cost_eur_per_dose[place]).kind, place) for place in beyond]
    turns = [(kind, next(iter(places))[1]) for kind, places in groupby(first, key=lambda pair: pair[0])]
    if not turns:
        return _("Up to here the line makes all that is asked for")
    told = {
        "few": count(most),
        "many": count(found.volumes[-1]),
        "way": words(turns[0][0].words),
        "last": words(turns[-1][0].words),
        "at": count(float(f"{found.volumes[turns[-1][1]]:.2g}")),
    }
    if len(turns) == 1:
        return _("Beyond the %(few)s doses a year that the line makes, %(way)s cost least") % told
    if len(turns) == 2:
        return (
            _("Beyond capacity %(way)s cost least at first, %(last)s from about %(at)s doses a year") % told
        )
    return _("Which way costs least changes with the volume; from about %(at)s doses a year: %(last)s") % told


def layouts_figure(
    found: tuple[LayoutResult, ...], doses: float, hazard_percent: float, worked: Worked, tender: Tender
) -> Figure:
    """Return what each layout costs, how long it takes and whom it loses."""
    names = _layout_names(found, tender)
    return Figure(
        name="sites",
        title=_layouts_title(found, names, doses, tender),
        unit=_("%(unit)s, transport included, at %(doses)s doses a year")
        % {"unit": cost_unit(tender), "doses": count(doses)},
        columns=columns(
            ("layout", _("Layout")),
            ("cost", _("Cost of a released dose")),
            ("doses_per_site", _("Doses a site")),
            ("days", _("Days from patient to patient")),
            ("lost_share", _("Share of patients lost")),
            ("lost_per_year", _("Patients lost a year")),
            ("transport_eur", _("Transport of a dose, EUR")),
            ("transport_d", _("Transport, days")),
        ),
        rows=tuple(
            (
                text(name),
                Cell(tender.number(each.cost_eur_per_dose), each.cost_eur_per_dose),
                Cell(count(each.doses_per_site), each.doses_per_site),
                Cell(figure(round(each.vein_to_vein_d, 1)), each.vein_to_vein_d),
                Cell(share(each.lost_share), each.lost_share),
                Cell(figure(round(_lost(each, doses), 1)), _lost(each, doses)),
                Cell(tender.number(each.layout.transport_eur_per_dose), each.layout.transport_eur_per_dose),
                Cell(figure(each.layout.transport_d), each.layout.transport_d),
            )
            for name, each in zip(names, found, strict=True)
        ),
        source=source_of(worked),
        statuses=(worked.result.worst_status,),
        drawing=bars(
            (
                bar(name, each.cost_eur_per_dose, "soft" if place else "data")
                for place, (name, each) in enumerate(zip(names, found, strict=True))
            ),
            money_axis(tender),
        ),
        note=_layouts_note(hazard_percent),
        is_open=True,
    )


def _layouts_note(hazard_percent: float) -> str:
    told = _(
        "Each site is the line as it stands, with as many more units as it needs; the days are those of "
        "the work and of transport, without waiting."
    )
    if not hazard_percent:
        none = _("No rate is stated at which waiting patients are lost: none is counted.")
        return f"{told} {none}"
    lost = _("%(share)s of the patients who wait are lost each day.") % {"share": share(hazard_percent / 100)}
    return f"{told} {lost}"


def _lost(each: LayoutResult, doses: float) -> float:
    """Return the patients lost a year beside those who get the doses."""
    return doses * each.lost_share / (1 - each.lost_share) if each.lost_share < 1 else float("inf")


def _layout_names(found: tuple[LayoutResult, ...], tender: Tender) -> list[str]:
    """Return what layouts are called: by their sites, and by their transport where that is not enough."""
    counts = [each.layout.sites for each in found]
    names = []
    for each in found:
        sites = each.layout.sites
        name = ngettext("%(sites)s site", "%(sites)s sites", sites) % {"sites": count(sites)}
        if counts.count(sites) > 1:
            way = _("transport %(eur)s, %(days)s d") % {
                "eur": tender.text(each.layout.transport_eur_per_dose),
                "days": figure(each.layout.transport_d),
            }
            name = f"{name} ({way})"
        names.append(name)
    return names


def _layouts_title(found: tuple[LayoutResult, ...], names: list[str], doses: float, tender: Tender) -> str:
    cheap, near = 0, min(range(len(found)), key=lambda place: found[place].lost_share)
    told = {"cheap": names[cheap], "cost": tender.text(found[cheap].cost_eur_per_dose)}
    if len(found) == 1:
        return _("With %(cheap)s a dose costs %(cost)s") % told
    fewer = _lost(found[cheap], doses) - _lost(found[near], doses)
    more = found[near].cost_eur_per_dose - found[cheap].cost_eur_per_dose
    if fewer <= 0 or _is_same(found[cheap].cost_eur_per_dose, found[near].cost_eur_per_dose):
        told["other"] = tender.text(found[1].cost_eur_per_dose)
        told["second"] = names[1]
        return _("With %(cheap)s a dose costs least: %(cost)s, against %(other)s with %(second)s") % told
    told |= {
        "near": names[near],
        "more": tender.text(more),
        "fewer": count(round(fewer, 1)) if fewer >= 0.1 else figure(float(f"{fewer:.2g}")),
        "each": tender.text(float(f"{more * doses / fewer:.3g}")),
    }
    return (
        _(
            "With %(cheap)s a dose costs least; with %(near)s it costs %(more)s more and %(fewer)s fewer "
            "patients a year are lost: %(each)s for each one kept"
        )
        % told
    )


def growth_figure(found: Ramp, worked: Worked, tender: Tender) -> Figure:
    """Return what doses cost year by year, and what is added when."""
    years = found.years
    bought = {name for year in years for name, _more in year.added}
    stays = _("A unit once added stays, whatever the volume does after.")
    return Figure(
        name="growth",
        title=_growth_title(found, tender),
        unit=_("%(unit)s, year by year") % {"unit": cost_unit(tender)},
        columns=columns(
            ("year", _("Year")),
            ("doses_per_year", _("Released doses a year")),
            ("cost", _("Cost of a released dose")),
            ("added", _("What is added"), False),
            ("units", _("Units of it then"), False),
        ),
        rows=tuple(
            (
                text(_year_name(place), place),
                Cell(count(year.doses), year.doses),
                Cell(tender.number(year.cost_eur_per_dose), year.cost_eur_per_dose),
                text(_units(year.added) or _("nothing")),
                text(_units(tuple(each for each in year.units if each[0] in bought)) or "–"),
            )
            for place, year in enumerate(years, start=1)
        ),
        source=source_of(worked),
        statuses=(worked.result.worst_status,),
        drawing=bars((_bar(place, year) for place, year in enumerate(years, start=1)), money_axis(tender)),
        note=f"{stays} {_rate_words(found.rate, own_rate(worked.numbers))}",
        is_open=True,
    )


def _rate_words(rate: DiscountRate, own: DiscountRate) -> str:
    """Return by how much later years count less, and who says so."""
    if rate.said_by is RateFrom.NOBODY:
        return _("Money and doses to come count as those of today: the scenario states no discount rate.")
    less = _("Money and doses to come count less by %(rate)s a year.") % {"rate": share(rate.share)}
    if rate.said_by is RateFrom.SCENARIO:
        basis = ", ".join(filter(None, (status_word(rate.status), source_words(rate.source))))
        return f"{less} " + _("That is the rate of the scenario's own annuities (%(basis)s).") % {
            "basis": basis
        }
    if own.said_by is RateFrom.NOBODY:
        return f"{less} " + _("That is the rate asked for; the scenario states none.")
    return f"{less} " + _("That is the rate asked for; the scenario's own is %(own)s.") % {
        "own": share(own.share)
    }


def _bar(place: int, year: Year) -> dict[str, Any]:
    doses = _("%(doses)s doses") % {"doses": count(year.doses)}
    return bar(f"{_year_name(place)} ({doses})", year.cost_eur_per_dose)


def _year_name(place: int) -> str:
    return _("Year %(number)s") % {"number": place}


def _units(units: tuple[tuple[str, int], ...]) -> str:
    return joined([f"{number}\u00a0×\u00a0{pool_word(name)}" for name, number in units])


def _growth_title(found: Ramp, tender: Tender) -> str:
    first, last = found.years[0], found.years[-1]
    told = {
        "years": count(len(found.years)),
        "all": tender.text(found.levelised_eur_per_dose),
        "first": tender.text(first.cost_eur_per_dose),
        "last": tender.text(last.cost_eur_per_dose),
    }
    if len(found.years) == 1:
        return _("In one year a dose costs %(first)s") % told
    return _("Over %(years)s years a dose costs %(all)s: %(first)s in the first, %(last)s in the last") % told
