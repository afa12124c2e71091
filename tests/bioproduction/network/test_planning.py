"""Plans worked out by hand, what they always keep, and what falls short when there is none."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biovaliance.bioproduction.network.planning import best_plan, least_shortage
from biovaliance.bioproduction.network.plans import Goal, Outage, Terms
from biovaliance.bioproduction.network.programmes import InfeasibleError
from tests.bioproduction.network.networks import ONE_SITE, TWO_SITES, network


def test_a_plan_of_one_site_is_what_one_works_out_by_hand():
    plan = best_plan(network(ONE_SITE))
    # 64 doses need 80 starts: 80 x (1,000 + 100 + 0.8 x 100) = 94,400 beside 730,000; 80 x (10 + 8) kg.
    assert plan.sites == ("West",)
    assert plan.doses == pytest.approx(64)
    assert plan.fixed_cost == 730_000
    assert plan.making_cost == pytest.approx(94_400)
    assert plan.cost_per_dose == pytest.approx(824_400 / 64)
    assert plan.carbon_kg_per_dose == pytest.approx(1_440 / 64)
    assert plan.mean_turnaround_d == pytest.approx(10.5)
    assert plan.used_share == {"West": pytest.approx(80 * 7 / (2 * 365))}
    assert plan.gap == 0


def test_half_the_horizon_pays_half_the_fixed_cost():
    half = network(
        ONE_SITE,
        ("horizon_d = 365", "horizon_d = 182.5"),
        ("period_d = 73", "period_d = 36.5"),
        ("cells = 80", "cells = 40"),
    )
    assert best_plan(half).fixed_cost == pytest.approx(365_000)
    assert best_plan(half).cost_per_dose == pytest.approx(824_400 / 64)


def test_an_investment_is_paid_as_an_annuity():
    # 1,000,000 over 10 years at 8 % are 149,029.49 a year.
    invested = network(
        ONE_SITE,
        ("730_000", "730_000\ninvestment = 1_000_000\nlife_years = 10\ndiscount_share = 0.08"),
    )
    assert best_plan(invested).fixed_cost == pytest.approx(730_000 + 149_029.48869707534)


def test_the_cheaper_of_two_sites_takes_what_it_can():
    # East has place for 365 / 7 = 52.14 starts, so 64 doses need West, which alone is dearer by the year.
    plan = best_plan(network(TWO_SITES))
    assert plan.sites == ("West",)
    small = best_plan(network(TWO_SITES, ("cells = 80", "cells = 50")))
    assert small.sites == ("East",)
    assert small.cost == pytest.approx(365_000 + 50 * (1_000 + 50 + 40))


def test_least_carbon_and_a_limit_on_it_move_the_plan():
    cleanest = best_plan(network(TWO_SITES), goal=Goal.CARBON)
    # Both open: East as full as it can be (1.8 kg a start, 100 kg a year), West for the rest at 18 kg.
    east = 365 / 7
    assert cleanest.sites == ("West", "East")
    assert cleanest.carbon_kg == pytest.approx(100 + east * 1.8 + (80 - east) * 18)
    limited = best_plan(network(TWO_SITES, ("period_d = 73", "period_d = 73\ncarbon_limit_kg_per_dose = 20")))
    assert limited.carbon_kg_per_dose <= 20 + 1e-6
    assert limited.sites == ("West", "East")


def test_a_start_waits_when_there_is_no_place_and_time_is_left():
    # Four patients in the first week and none in the second; two places start two batches of 7 days a week.
    waiting = network(
        ONE_SITE,
        ("horizon_d = 365", "horizon_d = 14"),
        ("period_d = 73", "period_d = 7"),
        ("cells = 80", "cells = [4, 0]"),
        ("turnaround_limit_d = 14", "turnaround_limit_d = 20"),
        ("start_limit_h = 24", "start_limit_h = 200"),
    )
    plan = best_plan(waiting)
    by_wait = {flow.wait_d: flow.patients for flow in plan.flows}
    assert by_wait == {0.0: pytest.approx(2), 7.0: pytest.approx(2)}
    assert plan.mean_turnaround_d == pytest.approx(10.5 + 3.5)


def test_nothing_waits_without_need():
    needless = network(
        ONE_SITE,
        ("horizon_d = 365", "horizon_d = 14"),
        ("period_d = 73", "period_d = 7"),
        ("cells = 80", "cells = [2, 1]"),
        ("turnaround_limit_d = 14", "turnaround_limit_d = 60"),
        ("start_limit_h = 24", "start_limit_h = 900"),
    )
    assert {flow.wait_d for flow in best_plan(needless).flows} == {0.0}


def test_one_period_for_an_even_demand_gives_the_plan_of_many():
    even = network(TWO_SITES)
    (hospital,) = even.hospitals
    # A millionth of a patient moved to another period: no longer even, so that all periods are planned.
    periods = list(hospital.patients["cells"])
    periods[0] += 1e-6
    periods[1] -= 1e-6
    almost = replace(even, hospitals=(replace(hospital, patients={"cells": tuple(periods)}),))
    for goal in (Goal.COST, Goal.CARBON):
        assert best_plan(even, goal=goal).cost == pytest.approx(best_plan(almost, goal=goal).cost, rel=1e-7)


def test_an_outage_that_lasts_part_of_the_horizon_takes_its_places_then():
    short = least_shortage(
        network(ONE_SITE),
        Terms(outage=Outage("West", 0, 73), wanted_doses={"cells": 64}, without_service_level=True),
    )
    assert short == pytest.approx(64 / 5)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            [("service_level_share = 0.8", "service_level_share = 0.9")],
            "asks for doses for 0.9 of the patients, and 0.8 of the batches succeed",
        ),
        (
            [("cells = 80", "cells = 800")],
            "of the 640.0 doses that the service levels ask for, 556.6 cannot be made in time; add places",
        ),
        (
            [("duration_h = 6", "duration_h = 25")],
            "hospital 'A': the fastest lane takes 25 h and the cells of 'cells' keep 24 h (start_limit_h)",
        ),
        (
            [("duration_h = 6", "duration_h = 20"), ("shelf_life_h = 24", "shelf_life_h = 12")],
            "the fastest lane takes 20 h and 'cells' keeps 12 h (shelf_life_h)",
        ),
        (
            [("turnaround_limit_d = 14", "turnaround_limit_d = 10")],
            "the fastest turnaround is 10.5 days and the limit is 10 (turnaround_limit_d)",
        ),
        (
            [("period_d = 73", "period_d = 73\ncarbon_limit_kg_per_dose = 20")],
            "the least carbon at this service level is 22.5 kg per dose; raise the limit",
        ),
    ],
)
def test_what_falls_short_is_told(changes, told):
    with pytest.raises(InfeasibleError) as refused:
        best_plan(network(ONE_SITE, *changes))
    assert told in str(refused.value)


def test_sites_that_must_be_open_and_are_too_many_are_told():
    both = network(
        TWO_SITES,
        ("fixed_cost_per_year = 730_000", "must_open = true\nfixed_cost_per_year = 730_000"),
        ("fixed_cost_per_year = 365_000", "must_open = true\nfixed_cost_per_year = 365_000"),
    )
    assert best_plan(both).sites == ("West", "East")
    with pytest.raises(InfeasibleError, match="East, West must be open, and at most 1 sites may be"):
        best_plan(both, Terms(max_sites=1))


@settings(max_examples=25)
@given(
    patients=st.lists(st.integers(0, 9), min_size=5, max_size=5).filter(any),
    service=st.sampled_from((0.2, 0.5, 0.8)),
)
def test_every_plan_keeps_places_service_and_limits_and_adds_up(patients, service):
    given_network = network(
        TWO_SITES,
        ("horizon_d = 365", "horizon_d = 35"),
        ("period_d = 73", "period_d = 7"),
        ("cells = 80", f"cells = {patients}"),
        ("service_level_share = 0.8", f"service_level_share = {service}"),
        ("turnaround_limit_d = 14", "turnaround_limit_d = 18"),
        ("start_limit_h = 24", "start_limit_h = 192"),
    )
    try:
        plan = best_plan(given_network)
    except InfeasibleError:
        asked = Terms(wanted_doses={"cells": service * sum(patients)}, without_service_level=True)
        assert least_shortage(given_network, asked) > 0
        return
    assert plan.doses >= service * sum(patients) - 1e-6
    assert sum(flow.patients for flow in plan.flows) <= sum(patients) + 1e-6
    assert all(share <= 1 + 1e-9 for share in plan.used_share.values())
    assert all(flow.turnaround_d <= 18 for flow in plan.flows)
    yearly = {"West": 730_000, "East": 365_000}
    assert plan.fixed_cost == pytest.approx(sum(yearly[site] for site in plan.sites) * 35 / 365)
    journeys = {"West": 1_180, "East": 1_090}
    assert plan.making_cost == pytest.approx(sum(journeys[flow.site] * flow.patients for flow in plan.flows))


def test_more_demand_never_costs_less():
    counts = (20, 40, 60, 80)
    costs = [best_plan(network(TWO_SITES, ("cells = 80", f"cells = {count}"))).cost for count in counts]
    assert costs == sorted(costs)
