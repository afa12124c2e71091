"""From what came out to what a page shows, in the reader's language."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from biovaliance.bioproduction.library.catalogue import entries, families
from biovaliance.bioproduction.sensitivity.targets import TargetStudy
from biovaliance.foundation.errors import InputError
from biovaliance.web.atlas.presenting import words
from biovaliance.web.bioproduction.opened import Opened
from biovaliance.web.bioproduction.results.asking import Asked
from biovaliance.web.bioproduction.results.compared import (
    comparison_figures,
    titles_of,
)
from biovaliance.web.bioproduction.results.comparing import Compared
from biovaliance.web.bioproduction.results.costing import cost_figures
from biovaliance.web.bioproduction.results.figures import Figure, by_name
from biovaliance.web.bioproduction.results.files import LABELS
from biovaliance.web.bioproduction.results.money import CURRENCIES, Tender, tender_of, years
from biovaliance.web.bioproduction.results.naming import number_name, pool_word, word
from biovaliance.web.bioproduction.results.plan_tiles import present_plan
from biovaliance.web.bioproduction.results.planned import plan_figures
from biovaliance.web.bioproduction.results.simulated import interval, simulation_figures
from biovaliance.web.bioproduction.results.studied import day_figure, next_unit_figure, study_figure
from biovaliance.web.bioproduction.results.verdicts import sentence, sureness
from biovaliance.web.bioproduction.results.words import (
    count,
    figure,
    hours,
    joined,
    loss_word,
    share,
    shares_in_words,
)
from biovaliance.web.bioproduction.results.working import Worked, target_of, worked_cost
from biovaliance.web.templatetags.biovaliance import reader_language

MOST_ALONE = 6
MOST_PAIRS = 3


def worked_figures(opened: Opened, asked: Asked) -> tuple[Worked, Tender, list[Figure]]:
    """Return the figures of a scenario's cost; raises InputError where it cannot be costed."""
    worked = worked_cost(opened, asked.year)
    tender = tender_of(asked.currency, worked.result.price_year)
    return worked, tender, cost_figures(worked, tender)


def present_cost(opened: Opened, asked: Asked | None = None) -> dict[str, Any]:
    """Return the section on cost of a scenario's page: figures by name, tiles, unknowns, target.

    Where the scenario cannot be costed it says why, in `cost_refusal`.
    """
    asked = asked or Asked()
    if opened.scenario is None:
        return {"cost": None}
    try:
        worked, tender, figures = worked_figures(opened, asked)
    except InputError as error:
        return {"cost": None, "cost_refusal": words(error.text)}
    result = worked.result
    linked = by_name(
        with_downloads(each, "result_cost", [opened.name], asked.money_query, f"{opened.name}-{each.name}")
        for each in figures
    )
    return {
        "cost": {
            "tiles": _tiles(worked, tender),
            "figures": linked,
            "notices": [words(notice) for notice in result.notices],
            "two_steps": _two_steps(worked, tender),
            "fixed": _fixed(worked, tender),
            "tightest": pool_word(result.tightest_pool) if result.tightest_pool else "",
            "rests_on": shares_in_words(result.cost_rests_on.shares),
            "money": _money_form(asked, result.price_year),
            "target": _target(opened, worked, asked, tender),
            "address": opened.address,
            "decisions_url": reverse("production_decisions", args=[opened.name]),
            "compare_url": f"{reverse('production_compare')}?{urlencode({'with': opened.name})}",
        }
    }


def with_downloads(figure: Figure, view: str, names: list[str], query: str, file: str) -> Figure:
    """Return a figure with the addresses of its files."""
    end = f"?{query}" if query else ""
    links = tuple(
        (label, f"{reverse(view, args=[*names, figure.name, code])}{end}") for code, label in LABELS.items()
    )
    return replace(figure, downloads=links, file=file)


def _tiles(worked: Worked, tender: Tender) -> list[dict[str, str]]:
    result = worked.result
    doses = count(result.at_demand.released_doses_per_year)
    tiles = [
        {
            "value": tender.text(result.cost_eur_per_released_dose),
            "label": _("a released dose, at the demand of %(n)s doses a year") % {"n": doses},
        }
    ]
    if result.at_capacity:
        most = count(result.at_capacity.released_doses_per_year)
        tiles.append(
            {
                "value": tender.text(result.at_capacity.cost_eur_per_released_dose),
                "label": _("at its capacity of %(n)s doses a year") % {"n": most},
            }
        )
    tiles.append(
        {
            "value": hours(result.lead_time_h),
            "label": _("from arrival to release, without any waiting"),
        }
    )
    tiles.append(
        {
            "value": share(result.cost_rests_on.unproven_share),
            "label": _("of the cost rests on numbers that are assumed or not verified"),
            "tone": "amber",
        }
    )
    year = _("%(currency)s of %(year)d") % {"currency": tender.currency, "year": tender.year}
    return [
        {**tile, "year": year if (place < 2 and tender.currency in tile["value"]) or place == 0 else ""}
        for place, tile in enumerate(tiles)
    ]


def _fixed(worked: Worked, tender: Tender) -> str:
    fixed = worked.result.fixed_eur_per_dose
    paid = {"eur": tender.text(fixed.over_paid_days), "days": count(fixed.paid_d)}
    told = _("Of a dose, %(eur)s are fixed cost, over the %(days)s days of the year that are paid.") % paid
    if fixed.demand_d != fixed.paid_d:
        demand = {"eur": tender.text(fixed.over_demand_days), "days": count(fixed.demand_d)}
        told += (
            " "
            + _(
                "Charged to the %(days)s days of demand alone they would be %(eur)s, as if something "
                "else paid for the other days."
            )
            % demand
        )
    return told


def _two_steps(worked: Worked, tender: Tender) -> str:
    two = worked.result.two_steps
    if two is None:
        return ""
    told = {
        "tests": joined(
            [
                f"“{word(test)}”" if reader_language() == "en" else f"«\u00a0{word(test)}\u00a0»"
                for test in two.later_tests
            ]
        ),
        "share": share(two.conforming_share),
        "eur": tender.text(two.cost_eur_per_conforming_dose),
    }
    return (
        _(
            "Doses leave in two steps: the result of %(tests)s comes after the infusion. %(share)s "
            "of the released doses conform to it; a conforming dose costs %(eur)s."
        )
        % told
    )


def _money_form(asked: Asked, year: int) -> dict[str, Any]:
    return {
        "years": [{"value": each, "selected": each == year} for each in years()],
        "currencies": [{"value": each, "selected": each == asked.currency} for each in CURRENCIES],
        "year": asked.year or "",
        "currency": asked.currency,
        "target": asked.target_text,
    }


def _target(opened: Opened, worked: Worked, asked: Asked, tender: Tender) -> dict[str, Any] | None:
    """Return what must be true for the cost that is asked for."""
    if not asked.target_text:
        return None
    if asked.target is None:
        return {
            "refusal": _("“%(text)s” is no amount: write a number above 0, as 50000.")
            % {"text": asked.target_text}
        }
    try:
        study = target_of(opened, worked, asked.target / tender.factor)
    except InputError as error:
        return {"refusal": words(error.text)}
    wanted = tender.said(asked.target)
    if study.is_reached:
        return {
            "reached": _("A dose costs %(cost)s: %(target)s is reached already.")
            % {"cost": tender.text(study.typical_result), "target": wanted}
        }
    return {"wanted": wanted, **_ways(worked, study, tender)}


def _ways(worked: Worked, study: TargetStudy, tender: Tender) -> dict[str, Any]:
    names = {row.name: number_name(worked.scenario, row.place) for row in worked.numbers.rows.values()}
    alone, never = [], []
    for each in study.alone[:MOST_ALONE]:
        told = {"number": names[each.parameter.name], "now": figure(each.parameter.typical)}
        if each.ranges:
            low, high = each.ranges[0]
            span = _("%(low)s to %(high)s") % {"low": figure(low), "high": figure(high)}
            alone.append({**told, "range": span})
        else:
            never.append({**told, "best": tender.text(each.best_result), "at": figure(each.best_value)})
    pairs = [
        {
            "first": names[pair.first.name],
            "second": names[pair.second.name],
            "first_value": figure(pair.nearest.first),
            "second_value": figure(pair.nearest.second),
            "result": tender.text(pair.nearest.result),
            "share": share(pair.reached_share),
        }
        for pair in study.together
        if pair.nearest is not None
    ][:MOST_PAIRS]
    best = min((pair.best.result for pair in study.together), default=study.typical_result)
    return {
        "alone": alone,
        "never": never,
        "pairs": pairs,
        "best": tender.text(best),
        "is_out_of_reach": not alone and not pairs,
    }


def present_simulation(result: Mapping[str, Any], opened: Opened, run_key: str = "") -> dict[str, Any]:
    """Return what came out of a run: its figures by name, tiles, notices; empty where nothing did.

    `run_key` is the key of the run, whose figures can then be downloaded.
    """
    figures = by_name(_linked(each, run_key) for each in run_figures(result, opened))
    if "schedule" in result and opened.scenario is not None:
        return {"figures": figures, **present_plan(result["schedule"], opened.scenario)}
    if "simulation" not in result:
        return {
            "figures": figures,
            "study": next(iter(figures.values()), None),
            "next_unit": result.get("next_unit"),
        }
    told = result["simulation"]
    return {
        "figures": figures,
        "simulation": told,
        "tiles": _run_tiles(told),
        "notices": told["notices_fr"] if reader_language() == "fr" else told["notices"],
        "worst_status": told["worst_status"],
    }


def run_figures(result: Mapping[str, Any], opened: Opened) -> list[Figure]:
    """Return the figures of whatever a run worked out."""
    scenario = opened.scenario
    name = scenario.scenario.name if scenario else opened.name
    if "simulation" in result:
        return simulation_figures(result, name)
    if "schedule" in result and scenario is not None:
        return plan_figures(result["schedule"], scenario)
    if "study" in result:
        named = {}
        if scenario is not None:
            worked = worked_cost(opened)
            named = {row.name: number_name(scenario, row.place) for row in worked.numbers.rows.values()}
        return [study_figure(result["study"], named)]
    if "next_unit" in result and scenario is not None:
        return [next_unit_figure(result["next_unit"], scenario)]
    if "day" in result and scenario is not None:
        return [day_figure(result["day"], scenario)]
    return []


def _linked(figure: Figure, run_key: str) -> Figure:
    if not run_key:
        return figure
    return with_downloads(figure, "result_run", [run_key], "", f"{run_key}-{figure.name}")


def _run_tiles(told: Mapping[str, Any]) -> list[dict[str, str]]:
    low, high = told["throughput_ci95"]
    lost = [
        _("%(thing)s: %(key)s") % {"thing": loss_word(name), "key": count(number)}
        for name, number in told["losses"].items()
        if number
    ]
    tiles = []
    if told["throughput_per_year"] is not None:
        note = _("95 %% interval %(interval)s") % {"interval": interval(low, high)} if low is not None else ""
        tiles.append(
            {"value": count(told["throughput_per_year"]), "label": _("released doses a year"), "note": note}
        )
    time = told["time_in_system_h"]
    if time["mean"] is not None:
        tiles.append(
            {
                "value": hours(time["mean"]),
                "label": _("from arrival to the last step, mean"),
                "note": _("nine in ten less than %(time)s") % {"time": hours(time["p90"])},
            }
        )
    tiles.append(
        {
            "value": count(sum(told["losses"].values())),
            "label": _("patients lost in a replication"),
            "note": ", ".join(lost),
        }
    )
    if told["bottleneck"]:
        used = told["pools"][told["bottleneck"]]["utilisation_share"]
        tiles.append(
            {
                "value": pool_word(told["bottleneck"]),
                "label": _("is what patients wait for most"),
                "note": _("at work %(share)s of its hours") % {"share": share(used)}
                if used is not None
                else "",
            }
        )
    return tiles


def present_comparison(compared: Compared, names: tuple[str, ...], asked: Asked) -> dict[str, Any]:
    """Return the page of scenarios side by side, or the form to choose them."""
    title = _("Compare production scenarios")
    context: dict[str, Any] = {
        "title": title,
        "crumbs": [{"label": _("Production"), "url": reverse("production")}, {"label": title}],
        "refusal": compared.refusal,
        "choices": _choices(names),
        "kept": [name for name in names if name not in {entry.name for entry in entries()}],
        "is_one": len(compared.sides) == 1,
        "money": _money_form(asked, compared.year) if compared.sides else None,
    }
    if len(compared.sides) < 2:
        return context
    tender = tender_of(asked.currency, compared.year)
    titles = titles_of(compared)
    query = comparison_query(names, asked)
    figures = [
        with_downloads(each, "result_compare", [], query, f"compare-{each.name}")
        for each in comparison_figures(compared, tender)
    ]
    found = by_name(figures)
    return {
        **context,
        "figures": found,
        "columns": found["columns"],
        "sides": [
            {"title": each, "url": side.opened.address}
            for each, side in zip(titles, compared.sides, strict=True)
        ],
        "verdicts": [
            {
                "sentence": sentence(compared, place, titles),
                "sureness": sureness(compared, place, titles),
                "figure": found[f"rests-on-{'abcd'[place]}"],
            }
            for place in range(1, len(compared.sides))
        ],
        "query": query,
        "lone_title": " / ".join(titles),
    }


def comparison_query(names: tuple[str, ...], asked: Asked) -> str:
    """Return the query that asks the same comparison again."""
    query = urlencode([("with", name) for name in names])
    return f"{query}&{asked.money_query}" if asked.money_query else query


def _choices(names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the processes of the library by family, those chosen ticked."""
    of_family: dict[str, list[dict[str, Any]]] = {}
    language = reader_language()
    for entry in entries():
        title = entry.title_fr if language == "fr" else entry.title_en
        of_family.setdefault(entry.family, []).append(
            {"value": entry.name, "label": title, "selected": entry.name in names}
        )
    titles = families()
    return [
        {"label": titles[family].in_language(language), "processes": found}
        for family, found in of_family.items()
    ]
