"""What a plan has to keep to, and what a plan is: sites, flows, cost, carbon, use of places."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from biovaliance.bioproduction.network.programmes import Status


class Goal(StrEnum):
    """What is made least."""

    COST = "cost"
    CARBON = "carbon"
    SHORTAGE = "shortage"


@dataclass(frozen=True, slots=True)
class Outage:
    """A site that makes nothing for some days of the horizon; without `until_d` until its end."""

    site: str
    from_d: float = 0.0
    until_d: float = math.inf


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan has to keep to, beside what the network says.

    `open_sites`: exactly these are open; `kept_sites`: these at least. `carbon_kg`: at most so much over the
    horizon. `wanted_doses`: these doses of each product are wanted, and `largest_shortage` in all may fail.
    """

    max_sites: int | None = None
    least_sites: int = 0
    open_sites: frozenset[str] | None = None
    kept_sites: frozenset[str] = frozenset()
    outage: Outage | None = None
    carbon_kg: float | None = None
    wanted_doses: Mapping[str, float] | None = field(default=None, hash=False)
    largest_shortage: float | None = None
    without_service_level: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """Patients of the horizon who take one way, after waiting some periods."""

    hospital: str
    product: str
    site: str
    collection_mode: str
    delivery_mode: str
    wait_d: float
    turnaround_d: float
    patients: float
    doses: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan over the horizon: money in the network's currency, carbon in kg of CO2 equivalent."""

    status: Status
    gap: float
    sites: tuple[str, ...]
    flows: tuple[Flow, ...]
    patients: Mapping[str, float] = field(hash=False)
    fixed_cost: float
    making_cost: float
    carbon_kg: float
    used_share: Mapping[str, float] = field(hash=False)

    @property
    def cost(self) -> float:
        """All cost of the horizon."""
        return self.fixed_cost + self.making_cost

    @property
    def doses(self) -> float:
        """Doses given, all products together."""
        return sum(flow.doses for flow in self.flows)

    @property
    def cost_per_dose(self) -> float:
        """Cost of the horizon over its doses; not a number where there is none."""
        return self.cost / self.doses if self.doses else math.nan

    @property
    def carbon_kg_per_dose(self) -> float:
        """Carbon of the horizon over its doses; not a number where there is none."""
        return self.carbon_kg / self.doses if self.doses else math.nan

    @property
    def mean_turnaround_d(self) -> float:
        """Mean days from collection to infusion, waiting included."""
        return (
            sum(flow.turnaround_d * flow.doses for flow in self.flows) / self.doses
            if self.doses
            else math.nan
        )

    def doses_of(self, product: str) -> float:
        """Doses given of one product."""
        return sum(flow.doses for flow in self.flows if flow.product == product)

    def service_share(self, product: str) -> float:
        """Doses of a product over its patients."""
        return self.doses_of(product) / self.patients[product] if self.patients[product] else 1.0
