"""What a scenario's page shows of its cost, in the reader's language."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from biovaliance.foundation.errors import InputError
from biovaliance.web.atlas.presenting import words
from biovaliance.web.bioproduction.opened import Opened
from biovaliance.web.bioproduction.results.asking import Asked, money_form
from biovaliance.web.bioproduction.results.cost.converted import conversion_words, paid_back_words
from biovaliance.web.bioproduction.results.cost.figures import cost_figures
from biovaliance.web.bioproduction.results.cost.target import present_target
from biovaliance.web.bioproduction.results.figures import Figure, by_name
from biovaliance.web.bioproduction.results.files import with_downloads
from biovaliance.web.bioproduction.results.money import Tender, tender_of
from biovaliance.web.bioproduction.results.naming import pool_word, word
from biovaliance.web.bioproduction.results.words import count, hours, joined, share, shares_in_words
from biovaliance.web.bioproduction.results.working import Worked, worked_cost
from biovaliance.web.templatetags.biovaliance import reader_language


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
            "not_counted": [words(each) for each in result.not_counted],
            "two_steps": _two_steps(worked, tender),
            "fixed": _fixed(worked, tender),
            "paid_back": paid_back_words(result),
            "conversions": conversion_words(result),
            "tightest": pool_word(result.tightest_pool) if result.tightest_pool else "",
            "rests_on": shares_in_words(result.cost_rests_on.shares),
            "money": money_form(asked, result.price_year),
            "target": present_target(opened, worked, asked, tender),
            "address": opened.address,
            "decisions_url": reverse("production_decisions", args=[opened.name]),
            "compare_url": f"{reverse('production_compare')}?{urlencode({'with': opened.name})}",
        }
    }


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
