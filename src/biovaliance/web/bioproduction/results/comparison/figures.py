"""The figures of scenarios side by side."""

from typing import Any

from django.utils.translation import gettext as _

from biovaliance.bioproduction.costs.kernel import LINES
from biovaliance.bioproduction.costs.moving import Mover
from biovaliance.bioproduction.scenarios.parameters import Status
from biovaliance.web.bioproduction.results.bars import bar, bars
from biovaliance.web.bioproduction.results.comparison.comparing import Against, Compared, Side
from biovaliance.web.bioproduction.results.comparison.verdicts import sentence
from biovaliance.web.bioproduction.results.cost.drawing import cost_unit, curves_drawing, money_axis
from biovaliance.web.bioproduction.results.figures import Cell, Figure, columns, text
from biovaliance.web.bioproduction.results.money import Tender
from biovaliance.web.bioproduction.results.naming import number_name, pool_word, scenario_title
from biovaliance.web.bioproduction.results.units import unit_at
from biovaliance.web.bioproduction.results.words import count, figure, hours, line_word, share, status_word
from biovaliance.web.bioproduction.scenarios.words import note_words, source_words
from biovaliance.web.templatetags.biovaliance import reader_language

MOST_MOVERS = 15
LETTERS = "ABCD"


def side_title(side: Side) -> str:
    """Return what a scenario is called: by the library's title, else its own name."""
    entry = side.opened.entry
    if entry is not None:
        return entry.title_fr if reader_language() == "fr" else entry.title_en
    return scenario_title(side.worked.result.name)


def titles_of(compared: Compared) -> list[str]:
    """Return what the scenarios are called, told apart where two have the same name."""
    titles = [side_title(side) for side in compared.sides]
    return [
        f"{LETTERS[place]} {title}" if titles.count(title) > 1 else title
        for place, title in enumerate(titles)
    ]


def comparison_figures(compared: Compared, tender: Tender) -> list[Figure]:
    """Return the figures of scenarios side by side."""
    titles = titles_of(compared)
    found = [columns_figure(compared, tender, titles), lines_figure(compared, tender, titles)]
    found.append(curves_figure(compared, tender, titles))
    for place, against in enumerate(compared.against, start=1):
        found.append(movers_figure(compared, against, place, titles))
    return found


def columns_figure(compared: Compared, tender: Tender, titles: list[str]) -> Figure:
    """Return all that is told of each scenario, a column for each."""
    results = [side.worked.result for side in compared.sides]
    first = results[0].cost_eur_per_released_dose

    def money(key: str, label: str, values: list[float | None]) -> tuple[Cell, ...]:
        cells = [Cell("–") if eur is None else Cell(tender.number(eur), tender.of(eur)) for eur in values]
        return (text(label, key), *cells)

    capacities = [result.at_capacity for result in results]
    rows = [
        money("cost", _("A released dose at demand"), [each.cost_eur_per_released_dose for each in results]),
        (
            text(_("beside the first"), "beside_first"),
            *(_difference(each.cost_eur_per_released_dose, first, tender) for each in results),
        ),
    ]
    rows += [
        money(
            line,
            _("of it %(line)s") % {"line": line_word(line).lower()},
            [each.at_demand.breakdown_eur[line] for each in results],
        )
        for line in LINES
    ]
    rows += [
        money(
            "cost_at_capacity",
            _("A released dose at capacity"),
            [each.cost_eur_per_released_dose if each else None for each in capacities],
        ),
        money("per_year", _("A year at demand"), [each.at_demand.eur_per_year for each in results]),
        _counts(
            "doses", _("Doses a year at demand"), [each.at_demand.released_doses_per_year for each in results]
        ),
        _counts(
            "capacity",
            _("Doses a year at capacity"),
            [each.released_doses_per_year if each else None for each in capacities],
        ),
        (
            text(_("What limits it"), "tightest_pool"),
            *(text(pool_word(each.tightest_pool or "–"), each.tightest_pool or "") for each in results),
        ),
        (
            text(_("Time without waiting"), "lead_time_h"),
            *(Cell(hours(each.lead_time_h), each.lead_time_h) for each in results),
        ),
        (
            text(_("Batches that are released"), "released_share"),
            *(Cell(share(each.released_share), each.released_share) for each in results),
        ),
    ]
    rows += [
        (
            text(
                _("Cost rests on numbers %(status)s") % {"status": status_word(status)}, f"rests_on_{status}"
            ),
            *(
                Cell(share(each.cost_rests_on.shares[status]), each.cost_rests_on.shares[status])
                for each in results
            ),
        )
        for status in Status
    ]
    cheapest = min(range(len(results)), key=lambda place: results[place].cost_eur_per_released_dose)
    return Figure(
        name="columns",
        title=_("At demand, %(name)s costs least: %(cost)s a dose")
        % {"name": titles[cheapest], "cost": tender.text(results[cheapest].cost_eur_per_released_dose)},
        unit=cost_unit(tender),
        columns=columns(
            ("what", _("What")),
            *((f"scenario_{LETTERS[place].lower()}", title) for place, title in enumerate(titles)),
        ),
        rows=tuple(rows),
        source=_source(compared),
        statuses=tuple(result.worst_status for result in results),
    )


def _counts(key: str, label: str, values: list[float | None]) -> tuple[Cell, ...]:
    return (
        text(label, key),
        *(Cell("–") if value is None else Cell(count(value), value) for value in values),
    )


def _difference(eur: float, first: float, tender: Tender) -> Cell:
    if eur == first:
        return Cell("–", 0.0)
    sign = "+" if eur > first else "−"
    return Cell(
        f"{sign}{tender.number(abs(eur - first))} ({sign}{share(abs(eur / first - 1))})",
        tender.of(eur - first),
    )


def _source(compared: Compared) -> str:
    return _("Computed from the scenarios, prices of %(year)d") % {"year": compared.year}


def lines_figure(compared: Compared, tender: Tender, titles: list[str]) -> Figure:
    """Return the cost of a dose by line, scenario under scenario."""
    results = [side.worked.result for side in compared.sides]
    lines = [line for line in LINES if any(each.at_demand.breakdown_eur[line] > 0 for each in results)]
    title = _("What a dose costs, line by line")
    if len(results) > 1:
        spread = {
            line: max(each.at_demand.breakdown_eur[line] for each in results)
            - min(each.at_demand.breakdown_eur[line] for each in results)
            for line in lines
        }
        most = max(spread, key=lambda line: spread[line])
        title = _("They differ most in %(line)s: by %(eur)s a dose") % {
            "line": line_word(most).lower(),
            "eur": tender.text(spread[most]),
        }
    return Figure(
        name="cost-lines",
        title=title,
        unit=cost_unit(tender),
        columns=columns(("scenario", _("Scenario")), *((line, line_word(line)) for line in lines)),
        rows=tuple(
            (
                text(title_of),
                *(
                    Cell(
                        tender.number(each.at_demand.breakdown_eur[line]),
                        tender.of(each.at_demand.breakdown_eur[line]),
                    )
                    for line in lines
                ),
            )
            for title_of, each in zip(titles, results, strict=True)
        ),
        source=_source(compared),
        statuses=tuple(result.worst_status for result in results),
        drawing={
            "kind": "stacked",
            "rows": titles,
            "parts": [
                {
                    "name": line_word(line),
                    "values": [tender.of(each.at_demand.breakdown_eur[line]) for each in results],
                }
                for line in lines
            ],
            "axis": money_axis(tender),
        },
    )


def curves_figure(compared: Compared, tender: Tender, titles: list[str]) -> Figure:
    """Return the costs over volume, with the break-even volumes marked."""
    named = list(zip(titles, compared.curves, strict=True))
    marks: list[dict[str, Any]] = [
        {"x": each.volume, "name": _("break-even %(n)s") % {"n": count(each.volume)}}
        for each in compared.against
        if each.volume is not None
    ]
    rows = []
    for title, curve in named:
        rows += [
            (
                text(title),
                Cell(count(doses), doses),
                *(Cell(tender.number(eur), tender.of(eur)) for eur in costs),
            )
            for doses, *costs in zip(
                curve.doses_per_year, curve.stated_eur, curve.low_eur, curve.high_eur, strict=True
            )
        ]
    return Figure(
        name="over-volume",
        title=sentence(compared, 1, titles) if compared.against else _("Cost of a dose over volume"),
        unit=_("%(unit)s; bands hold 95 %% of draws of all uncertain numbers") % {"unit": cost_unit(tender)},
        columns=columns(
            ("scenario", _("Scenario")),
            ("doses_per_year", _("Released doses a year")),
            ("cost", _("As stated")),
            ("low", _("95 %\u00a0of draws from")),
            ("high", _("to")),
        ),
        rows=tuple(rows),
        source=_source(compared),
        statuses=tuple(side.worked.result.worst_status for side in compared.sides),
        drawing=curves_drawing(named, tender, marks),
        note=_("Pools get as many units more as a volume needs: each line grows with what it makes."),
    )


def movers_figure(compared: Compared, against: Against, place: int, titles: list[str]) -> Figure:
    """Return the numbers that a break-even rests on, the most moving first."""
    footing = against.footing
    shown = footing.movers[:MOST_MOVERS]
    scenario_of = {"first": compared.sides[0], "both": compared.sides[0], "other": compared.sides[place]}
    rows = [_mover(compared, scenario_of[each.side], each, titles, place) for each in shown]
    names = [number_name(scenario_of[each.side].worked.scenario, each.row.place) for each in shown]
    where = count(footing.doses_per_year)
    unit = (
        _("Share of what moves the break-even at %(n)s doses a year")
        if footing.is_break_even
        else _("Share of what moves the difference at %(n)s doses a year, as there is no break-even")
    )
    told = {
        "share": share(footing.unproven_share),
        "name": titles[place],
        "number": names[0] if names else "–",
    }
    title = (
        _("%(share)s of the break-even with %(name)s rests on numbers that are unproven; most on: %(number)s")
        if footing.is_break_even
        else _(
            "%(share)s of the difference to %(name)s rests on numbers that are unproven; most on: %(number)s"
        )
    )
    return Figure(
        name=f"rests-on-{LETTERS[place].lower()}",
        title=title % told,
        unit=unit % {"n": where},
        columns=columns(
            ("number", _("Number")),
            ("of", _("Of"), False),
            ("share", _("Share")),
            ("value", _("Value")),
            ("unit", _("Unit"), False),
            ("higher_favours", _("Higher favours"), False),
            ("break_even_at_low", _("Break-even at lowest")),
            ("break_even_at_high", _("Break-even at highest")),
            ("status", _("Status"), False),
            ("source", _("Source"), False),
        ),
        rows=tuple(rows),
        source=_source(compared),
        drawing=bars(
            (
                bar(
                    name,
                    each.share,
                    "amber" if each.row.status in (Status.ASSUMED, Status.UNVERIFIED) else "data",
                )
                for name, each in zip(names, shown, strict=True)
            ),
            {"label": _("Share"), "share": True},
        ),
        note=_(
            "Amber: assumed or not verified. A number that both share moves both; “none” means one "
            "of the two is then cheaper at any volume looked at."
        ),
    )


def _mover(compared: Compared, side: Side, each: Mover, titles: list[str], place: int) -> tuple[Cell, ...]:
    row = each.row
    sides = {"first": titles[0], "other": titles[place], "both": _("both")}
    ranged = row.span[0] < row.span[1]

    def even(volume: float | None) -> Cell:
        if not ranged:
            return Cell("–", "")
        return Cell(_("none"), "") if volume is None else Cell(count(volume), volume)

    return (
        text(number_name(side.worked.scenario, row.place)),
        text(sides[each.side], each.side),
        Cell(share(each.share), each.share),
        Cell(figure(row.number), row.number),
        text(unit_at(row.place, compared.year, row.parameter.unit)),
        text(sides[each.favours], each.favours),
        even(each.at_low),
        even(each.at_high),
        text(status_word(str(row.status)), str(row.status), status=str(row.status)),
        text(source_words(row.source) or _("no source"), note=note_words(row.parameter.note)),
    )
