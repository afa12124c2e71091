"""Plans beside each other: one central site against several, and cost against carbon."""

from dataclasses import dataclass

from biovaliance.bioproduction.network.outages import OutageEffect, outage_effects
from biovaliance.bioproduction.network.planning import best_plan
from biovaliance.bioproduction.network.plans import Goal, Plan, Terms
from biovaliance.bioproduction.network.programmes import InfeasibleError
from biovaliance.bioproduction.network.supply import Network
from biovaliance.foundation.errors import InputError


@dataclass(frozen=True, slots=True)
class SiteCount:
    """The best plan with exactly `sites` sites, and its worst outage; `why_none` where there is no such
    plan.
    """

    sites: int
    plan: Plan | None
    worst_outage: OutageEffect | None
    why_none: str = ""


def plans_by_site_count(network: Network, *, up_to: int | None = None) -> tuple[SiteCount, ...]:
    """Return the cheapest plan for each number of sites: 1 is a central network, more are decentral ones."""
    last = min(len(network.sites), up_to or len(network.sites))
    return tuple(_with_count(network, count) for count in range(1, last + 1))


def _with_count(network: Network, count: int) -> SiteCount:
    try:
        plan = best_plan(network, Terms(least_sites=count, max_sites=count))
    except InfeasibleError as error:
        return SiteCount(count, None, None, str(error))
    return SiteCount(count, plan, outage_effects(network, plan)[0])


def cost_and_carbon(network: Network, *, points: int = 5) -> tuple[Plan, ...]:
    """Return plans from the least cost to the least carbon, none of which another one beats in both.

    Between the two ends, the carbon of the horizon is limited in equal steps and the cost made least.

    Raises:
        InputError: fewer than two points are asked for, or no plan keeps the network's terms.
    """
    if points < 2:
        raise InputError(f"{points} points were asked for; expected at least 2, the two ends.")
    cheapest, cleanest = best_plan(network), best_plan(network, goal=Goal.CARBON)
    plans = [cheapest]
    for step in range(1, points):
        limit = cheapest.carbon_kg - (cheapest.carbon_kg - cleanest.carbon_kg) * step / (points - 1)
        # A little more than the limit: the last step is the least that any plan emits.
        plans.append(best_plan(network, Terms(carbon_kg=limit + 1e-7 * abs(limit))))
    return tuple(plan for place, plan in enumerate(plans) if not _is_beaten(plan, place, plans))


def _is_beaten(plan: Plan, place: int, plans: list[Plan]) -> bool:
    for number, other in enumerate(plans):
        no_worse = other.cost <= plan.cost * (1 + 1e-9) and other.carbon_kg <= plan.carbon_kg * (1 + 1e-6)
        better = other.cost < plan.cost * (1 - 1e-9) or other.carbon_kg < plan.carbon_kg * (1 - 1e-6)
        if number != place and no_worse and (better or number < place):
            return True
    return False
