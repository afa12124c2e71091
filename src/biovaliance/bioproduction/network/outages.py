"""What the loss of a site costs in doses and money: the network planned anew without it.

Two answers for each site: the other open sites take over what they can (`with_open_sites`), and further sites
may be opened too (`with_more_sites`, whose time to open is not counted). As many of the plan's doses as
possible are given, then as cheaply as possible; the fixed cost of the lost site goes on.
"""

import math
from dataclasses import dataclass, replace

from biovaliance.bioproduction.network.planning import best_plan, least_shortage
from biovaliance.bioproduction.network.plans import Outage, Plan, Terms
from biovaliance.bioproduction.network.supply import Network


@dataclass(frozen=True, slots=True)
class Response:
    """A plan made for an outage, beside the plan before it."""

    plan: Plan
    doses_lost: float
    extra_cost: float

    @property
    def sites(self) -> tuple[str, ...]:
        """The open sites, the one that is out included."""
        return self.plan.sites


@dataclass(frozen=True, slots=True)
class OutageEffect:
    """What the outage of one site does."""

    outage: Outage
    with_open_sites: Response
    with_more_sites: Response


def outage_effects(
    network: Network, plan: Plan, days: tuple[float, float] = (0.0, math.inf)
) -> tuple[OutageEffect, ...]:
    """Return the effect of losing each open site of a plan between two days, the most doses lost first."""
    effects = [outage_effect(network, plan, Outage(site, *days)) for site in plan.sites]
    return tuple(sorted(effects, key=_how_mild))


def _how_mild(effect: OutageEffect) -> tuple[float, float]:
    return -effect.with_open_sites.doses_lost, -effect.with_open_sites.extra_cost


def outage_effect(network: Network, plan: Plan, outage: Outage) -> OutageEffect:
    """Return the effect of one outage."""
    opened = frozenset(plan.sites)
    return OutageEffect(
        outage=outage,
        with_open_sites=_response(network, plan, Terms(open_sites=opened, outage=outage)),
        with_more_sites=_response(network, plan, Terms(kept_sites=opened, outage=outage)),
    )


def _response(network: Network, before: Plan, terms: Terms) -> Response:
    # Patients come first: neither carbon nor the number of sites limits an emergency.
    freed = replace(network, carbon_limit_kg_per_dose=None, max_sites=None)
    wanted = {product: before.doses_of(product) for product in before.patients}
    asking = replace(terms, wanted_doses=wanted, without_service_level=True)
    lost = least_shortage(freed, asking)
    # A little more than the least, so that rounding does not put the same doses out of reach.
    plan = best_plan(freed, replace(asking, largest_shortage=lost + 1e-9 * before.doses))
    return Response(plan, lost if lost > 1e-6 * before.doses else 0.0, plan.cost - before.cost)
