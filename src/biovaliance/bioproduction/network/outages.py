"""What the loss of a site costs in doses and money: the network planned anew without it.

Two answers for each site: the other open sites take over what they can (`with_open_sites`), and further sites
may be opened too (`with_more_sites`, whose time to open is not counted). As many of the plan's doses as
possible are given, then as cheaply as possible; the fixed cost of the lost site goes on.
"""

import math
from dataclasses import dataclass, replace

from biovaliance.bioproduction.network.planning import best_plan, most_doses
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
    network: Network, plan: Plan, *, from_d: float = 0.0, until_d: float = math.inf
) -> tuple[OutageEffect, ...]:
    """Return the effect of losing each open site of a plan, the one that loses most doses first."""
    effects = [outage_effect(network, plan, Outage(site, from_d, until_d)) for site in plan.sites]
    return tuple(
        sorted(effects, key=lambda effect: (-effect.with_open_sites.doses_lost, -effect.with_open_sites.extra_cost))
    )


def outage_effect(network: Network, plan: Plan, outage: Outage) -> OutageEffect:
    """Return the effect of one outage."""
    opened = frozenset(plan.sites)
    return OutageEffect(
        outage=outage,
        with_open_sites=_response(network, plan, Terms(open_sites=opened, outage=outage, without_service_level=True)),
        with_more_sites=_response(network, plan, Terms(kept_sites=opened, outage=outage, without_service_level=True)),
    )


def _response(network: Network, before: Plan, terms: Terms) -> Response:
    # Patients come first: neither carbon nor the number of sites limits an emergency.
    freed = replace(network, carbon_limit_kg_per_dose=None, max_sites=None)
    most = min(before.doses, most_doses(freed, terms))
    # A little less than the most, so that rounding does not make the same doses out of reach.
    plan = best_plan(freed, replace(terms, least_doses=most * (1 - 1e-9)))
    lost = before.doses - plan.doses
    return Response(plan, lost if lost > 1e-6 * before.doses else 0.0, plan.cost - before.cost)
