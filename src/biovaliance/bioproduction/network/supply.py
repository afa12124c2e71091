"""A supply network as values: products, sites with lines, hospitals with demand, lanes between them.

The horizon repeats: what is still in manufacture at its end takes places at its beginning, so that the
patients of the horizon pay the fixed cost of exactly the horizon. Money is in the currency and the price year
that the network states, a share is written 0.95, a demand is in patients over the horizon.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from biovaliance.bioproduction.finance import capital_recovery_factor

DAYS_PER_YEAR = 365.0
HOURS_PER_DAY = 24.0


class SourceStatus(StrEnum):
    """How far a row can be trusted, best first."""

    SEEN = "seen"
    DERIVED = "derived"
    UNVERIFIED = "unverified"
    ASSUMED = "assumed"


class Direction(StrEnum):
    """Which way a lane is travelled: to the site, to the hospital, or both."""

    COLLECTION = "collection"
    DELIVERY = "delivery"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Product:
    """A patient-scale product.

    `start_limit_h` is how long collected cells keep before manufacture begins, `shelf_life_h` how long the
    released product keeps before infusion, `turnaround_limit_d` the most from collection to infusion. A
    failed batch (`success_share` below 1) is a patient without a dose. Doses have to reach
    `service_level_share` of all patients, and `hospital_service_level_share` of those of every hospital.
    """

    name: str
    manufacture_d: float
    quality_control_d: float
    turnaround_limit_d: float
    start_limit_h: float
    shelf_life_h: float
    cost_per_start: float = 0.0
    success_share: float = 1.0
    service_level_share: float = 1.0
    hospital_service_level_share: float = 0.0
    status: SourceStatus = SourceStatus.ASSUMED


@dataclass(frozen=True, slots=True)
class Line:
    """Places at a site in which one batch each is made; shared by the products it can make."""

    site: str
    products: tuple[str, ...]
    places: float
    changeover_d: float = 0.0
    cost_per_start: float = 0.0
    carbon_kg_per_start: float = 0.0


@dataclass(frozen=True, slots=True)
class Site:
    """A manufacturing site: what it costs and emits while it is open, whatever it makes."""

    name: str
    lines: tuple[Line, ...]
    fixed_cost_per_year: float
    investment: float = 0.0
    life_years: float = 10.0
    discount_share: float = 0.0
    carbon_kg_per_year: float = 0.0
    must_open: bool = False
    status: SourceStatus = SourceStatus.ASSUMED

    @property
    def yearly_cost(self) -> float:
        """The fixed cost of a year, the investment's equal yearly payment included."""
        if not self.investment:
            return self.fixed_cost_per_year
        annuity = self.investment * capital_recovery_factor(self.discount_share, self.life_years)
        return self.fixed_cost_per_year + annuity


@dataclass(frozen=True, slots=True)
class Hospital:
    """Where patients give cells and receive doses: patients of each product in each period of the horizon."""

    name: str
    patients: Mapping[str, tuple[float, ...]]
    status: SourceStatus = SourceStatus.ASSUMED


@dataclass(frozen=True, slots=True)
class Lane:
    """A way between a hospital and a site by one mode of transport: hours, cost and carbon of one journey."""

    hospital: str
    site: str
    mode: str
    duration_h: float
    cost: float
    carbon_kg: float = 0.0
    direction: Direction = Direction.BOTH
    status: SourceStatus = SourceStatus.ASSUMED


@dataclass(frozen=True)
class Network:
    """A network to plan: `horizon_d` days in periods of `period_d`."""

    name: str
    horizon_d: float
    period_d: float
    products: tuple[Product, ...]
    sites: tuple[Site, ...]
    hospitals: tuple[Hospital, ...]
    lanes: tuple[Lane, ...]
    currency: str = "EUR"
    price_year: int = 0
    max_sites: int | None = None
    carbon_limit_kg_per_dose: float | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def periods(self) -> int:
        """How many periods the horizon has."""
        return round(self.horizon_d / self.period_d)

    @property
    def years(self) -> float:
        """The horizon in years of 365 days: the share of a year's fixed cost that it bears."""
        return self.horizon_d / DAYS_PER_YEAR

    @cached_property
    def patients(self) -> dict[str, float]:
        """The patients of each product over the horizon."""
        totals = {product.name: 0.0 for product in self.products}
        for hospital in self.hospitals:
            for product, periods in hospital.patients.items():
                totals[product] += sum(periods)
        return totals

    @property
    def worst_status(self) -> SourceStatus:
        """The least trusted status of any row."""
        rows: tuple[Product | Site | Hospital | Lane, ...] = (
            *self.products,
            *self.sites,
            *self.hospitals,
            *self.lanes,
        )
        order = list(SourceStatus)
        return order[max(order.index(row.status) for row in rows)]
