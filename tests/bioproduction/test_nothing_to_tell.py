"""Lines that release nobody, or whose figures lie at an end: told in words, never as a figure of nothing."""

import re

import pytest

from biovaliance.bioproduction.costs.numbers import numbers_of
from biovaliance.bioproduction.decisions.next_unit import next_units
from biovaliance.bioproduction.decisions.pairing import days_of, outcomes
from biovaliance.bioproduction.decisions.waiting import worth_of_a_day
from biovaliance.bioproduction.engine.model import compile_scenario
from biovaliance.bioproduction.engine.running import simulate
from biovaliance.bioproduction.prices import bundled_prices
from biovaliance.bioproduction.scenarios.checks import notices
from biovaliance.bioproduction.scenarios.reading import check_scenario
from biovaliance.foundation.errors import InputError
from tests.bioproduction.costs.small import PRICES


def line(operation=None, material=None, head=None, **more):
    """Somebody comes every day and is worked on for two hours by the one who is there."""
    tables = {
        "scenario": {"name": "Line", "price_year": 2024, **(head or {"patients": 20})},
        "arrivals": {"kind": "interval", "interval_d": 1, **more},
        "pools": [{"name": "people", "count": 1, "cost_eur_per_h": 40}],
        "operations": [{"name": "fill", "duration_h": 2, "pools": {"people": 1}, **(operation or {})}],
    }
    if material is not None:
        tables["materials"] = [{"name": "bag", "unit": "bag", **material}]
        tables["operations"][0]["materials"] = {"bag": 1}
    return check_scenario(tables, "line.toml")


def nearly_always_scrapped(**more):
    return line({"failure": {"share": 1 - 1e-12, "then": "scrap"}}, **more)


def told(found):
    return [notice.en for notice in found], [notice.fr for notice in found]


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_a_run_that_releases_nobody_says_what_became_of_all(engine):
    result = simulate(nearly_always_scrapped(), 2, engine=engine)
    assert told(result.notices) == (
        ["Nobody is released of the 20 patients of a run: 20 scrapped."],
        ["Personne n’est libéré parmi les 20 patients d’une exécution\u00a0: 20 rejetés."],
    )


def test_a_run_to_which_nobody_comes_says_so():
    result = simulate(line(head={"horizon_d": 0.5}), 1, engine="reference")
    assert "Nobody is released" not in str(result.notices)
    result = simulate(
        check_scenario(
            {
                "scenario": {"name": "Line", "horizon_d": 1},
                "arrivals": {"kind": "schedule", "times_d": [2.0]},
                "operations": [{"name": "fill", "duration_h": 2}],
            }
        ),
        1,
        engine="reference",
    )
    assert told(result.notices)[0] == [
        "No patient arrives within the run. Lengthen horizon_d, or let patients come faster."
    ]


def test_days_to_release_are_not_told_where_nobody_is_released():
    refused = "In 0 of 3 replications a patient is released, too few to tell days to release from;"
    with pytest.raises(InputError, match=re.escape(refused)):
        next_units(nearly_always_scrapped(), PRICES, replications=3, engine="reference")
    with pytest.raises(InputError, match=re.escape(refused)):
        worth_of_a_day(
            nearly_always_scrapped(loss={"hazard_per_d": 0.01}), replications=3, engine="reference"
        )


def test_replications_that_release_nobody_do_not_shorten_the_days():
    # One patient a run, scrapped every other time: 24 h of work where there is a release.
    scenario = line({"duration_h": 24, "failure": {"share": 0.5, "then": "scrap"}}, head={"patients": 1})
    found = outcomes(compile_scenario(scenario), 20, 1, "reference")
    released = [share for share in found.released_share if share]
    assert 0 < len(released) < 20
    days = days_of(found)
    assert (days.mean, days.ci95) == (1.0, (1.0, 1.0))


def test_an_interval_of_a_share_holds_no_share_that_cannot_be():
    scenario = line({"max_hold_h": 1, "duration_h": 30}, head={"patients": 3})
    found = next_units(scenario, PRICES, replications=2, engine="reference")
    assert 0 <= found.lost_share.ci95[0] <= found.lost_share.mean <= found.lost_share.ci95[1] <= 1
    for unit in found.units:
        assert -1 <= unit.lost_share_change.ci95[0] <= unit.lost_share_change.ci95[1] <= 1


def test_no_interval_of_a_wait_begins_below_nothing():
    scenario = check_scenario(
        {
            "scenario": {"name": "Line", "patients": 6},
            "arrivals": {"kind": "poisson", "rate_per_d": 6},
            "pools": [{"name": "people", "count": 1}],
            "operations": [{"name": "fill", "duration_h": 3, "pools": {"people": 1}}],
        }
    )
    for seed in range(1, 6):
        result = simulate(scenario, 2, seed, "reference")
        assert result.operations["fill"].wait_h.ci95[0] >= 0


@pytest.mark.parametrize(
    ("scenario", "english"),
    [
        (
            line({"batch": 50}),
            (
                "Operation 'fill' waits for 50 to be done at once, and a run expects 20 patients: it starts "
                "when nobody else comes. Lower batch, or set batch_wait_h."
            ),
        ),
        (
            line(
                material={"stock": 5, "order_up_to": 9, "lead_time_d": 90},
                head={"horizon_d": 30},
            ),
            (
                "'bag' takes 90 days to come and a run lasts 30: nothing that is ordered in it arrives. "
                "Lengthen horizon_d, or begin with a larger stock."
            ),
        ),
        (
            line(material={"stock": 5, "order_up_to": 9, "pack_size": 4, "minimum_order": 3}),
            (
                "An order of 'bag' brings at least 12, more than the 9 that order_up_to asks for: the stock "
                "goes beyond it."
            ),
        ),
    ],
    ids=["batch", "delivery", "order"],
)
def test_what_a_scenario_cannot_mean_as_stated_is_told_before_a_run(scenario, english):
    assert told(notices(scenario))[0] == [english]


def test_a_batch_that_waits_no_longer_than_stated_is_not_told():
    assert notices(line({"batch": 50, "batch_wait_h": 24})) == ()


def test_money_that_cannot_be_converted_is_told_with_its_place_in_both_languages():
    scenario = check_scenario(
        {
            "scenario": {"name": "Line", "patients": 5, "price_year": 2024},
            "arrivals": {"kind": "interval", "interval_d": 1},
            "pools": [{"name": "people", "count": 1, "cost_eur_per_h": {"value": 40, "price_year": 1950}}],
            "operations": [{"name": "fill", "duration_h": 2, "pools": {"people": 1}}],
        }
    )
    with pytest.raises(InputError) as refused:
        numbers_of(scenario, bundled_prices())
    assert refused.value.text.en == (
        "Pool 'people', cost_eur_per_h: No change of prices 'France' for 1951; the table has 'France' from "
        "2000 to 2024. Choose a price year within it, or another index."
    )
    assert refused.value.text.fr == (
        "Ressource «\u00a0people\u00a0», cost_eur_per_h\u00a0: Aucune évolution des prix "
        "«\u00a0France\u00a0» pour 1951\u202f; la table contient «\u00a0France\u00a0» de 2000 à 2024. "
        "Choisissez une année de prix qui y figure, ou un autre indice."
    )
