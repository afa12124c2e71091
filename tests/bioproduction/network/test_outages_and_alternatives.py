"""What the loss of a site costs, one site against several, cost against carbon."""

import pytest

from biovaliance.bioproduction.network.alternatives import cost_and_carbon, plans_by_site_count
from biovaliance.bioproduction.network.outages import outage_effects
from biovaliance.bioproduction.network.planning import best_plan
from biovaliance.foundation.errors import InputError
from tests.bioproduction.network.networks import ONE_SITE, TWO_SITES, network

EAST_STARTS = 365 / 7
"""How many batches the one place of East makes in a year."""


def test_the_loss_of_the_only_site_loses_all_doses_unless_another_is_opened():
    given = network(TWO_SITES)
    (effect,) = outage_effects(given, best_plan(given))
    assert effect.outage.site == "West"
    assert effect.with_open_sites.doses_lost == pytest.approx(64)
    # Nothing is made: the 94,400 of making are saved, the fixed cost goes on.
    assert effect.with_open_sites.extra_cost == pytest.approx(-94_400)
    # East makes 52.14 batches, 41.7 doses, and costs 365,000 and 1,090 a batch.
    more = effect.with_more_sites
    assert more.sites == ("West", "East")
    assert more.doses_lost == pytest.approx(64 - EAST_STARTS * 0.8)
    assert more.extra_cost == pytest.approx(365_000 + EAST_STARTS * 1_090 - 94_400)


def test_an_outage_of_some_days_loses_what_those_days_would_have_made():
    given = network(ONE_SITE)
    (effect,) = outage_effects(given, best_plan(given), (0.0, 73.0))
    assert effect.with_open_sites.doses_lost == pytest.approx(64 / 5)


def test_another_product_does_not_make_up_for_lost_doses():
    second = """
[[products]]
name = "sheets"
manufacture_d = 1
quality_control_d = 1
turnaround_limit_d = 14
start_limit_h = 24
shelf_life_h = 24
service_level_share = 0.1
"""
    given = network(
        TWO_SITES + second,
        ("cells = 80", "cells = 80, sheets = 100"),
        ('products = ["cells"]', 'products = ["cells", "sheets"]'),
        ('products = ["cells"]', 'products = ["sheets"]'),
        ('name = "East"', 'name = "East"\nmust_open = true'),
    )
    plan = best_plan(given)
    west = next(effect for effect in outage_effects(given, plan) if effect.outage.site == "West")
    # East could give sheets to many more patients, and that helps nobody who needs cells.
    assert west.with_open_sites.doses_lost == pytest.approx(64)


def test_one_site_is_compared_with_two():
    one, two = plans_by_site_count(network(TWO_SITES))
    assert (one.sites, one.plan.sites, two.plan.sites) == (1, ("West",), ("West", "East"))
    assert one.plan.cost < two.plan.cost
    assert one.worst_outage.with_open_sites.doses_lost == pytest.approx(64)
    # With both, West can make all that East loses; East cannot make all that West does.
    assert two.worst_outage.outage.site == "West"
    assert two.worst_outage.with_open_sites.doses_lost == pytest.approx(64 - EAST_STARTS * 0.8)


def test_a_number_of_sites_without_a_plan_says_why():
    one, two = plans_by_site_count(network(TWO_SITES, ("cells = 80", "cells = 150")))
    assert one.plan is None
    assert "of the 120.0 doses that the service levels ask for" in one.why_none
    assert two.plan.sites == ("West", "East")


def test_the_trade_of_cost_for_carbon_goes_from_the_cheapest_to_the_cleanest():
    plans = cost_and_carbon(network(TWO_SITES), points=4)
    costs, carbon = [plan.cost for plan in plans], [plan.carbon_kg for plan in plans]
    assert costs == sorted(costs)
    assert carbon == sorted(carbon, reverse=True)
    assert carbon[0] == pytest.approx(1_440)
    assert carbon[-1] == pytest.approx(100 + EAST_STARTS * 1.8 + (80 - EAST_STARTS) * 18, rel=1e-5)


def test_a_trade_needs_two_ends():
    with pytest.raises(InputError, match="1 points were asked for; expected at least 2"):
        cost_and_carbon(network(ONE_SITE), points=1)
