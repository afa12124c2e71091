"""The cost of a scenario as one answer: by line, at demand and at capacity, with what it rests on."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from biovaliance.bioproduction.costs.horizons import FixedCost, fixed_cost_per_dose
from biovaliance.bioproduction.costs.kernel import (
    DAYS_PER_YEAR,
    LINES,
    Costed,
    CostKernel,
    Volume,
)
from biovaliance.bioproduction.costs.lead_time import later_operations, lead_time_h
from biovaliance.bioproduction.costs.numbers import Numbers, numbers_of
from biovaliance.bioproduction.costs.resting import Resting, cost_rests_on, time_rests_on
from biovaliance.bioproduction.prices import Conversion, PriceTable
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.left_out import losses_left_out
from biovaliance.bioproduction.scenarios.mixing import pools_that_change
from biovaliance.bioproduction.scenarios.pooling import full_pools_assumed
from biovaliance.bioproduction.scenarios.statuses import worst_status
from biovaliance.bioproduction.sentences import decimals, whole_sentence
from biovaliance.bioproduction.words.names import labels
from biovaliance.foundation.languages import Text


@dataclass(frozen=True, slots=True)
class VolumeCost:
    """What a dose costs at one volume."""

    cost_eur_per_released_dose: float
    breakdown_eur: Mapping[str, float]
    batches_per_year: float
    released_doses_per_year: float

    @property
    def eur_per_year(self) -> float:
        """All that is paid in a year."""
        return self.cost_eur_per_released_dose * self.released_doses_per_year

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "cost_eur_per_released_dose": self.cost_eur_per_released_dose,
            "breakdown_eur": dict(self.breakdown_eur),
            "batches_per_year": self.batches_per_year,
            "released_doses_per_year": self.released_doses_per_year,
            "eur_per_year": self.eur_per_year,
        }


@dataclass(frozen=True, slots=True)
class TwoSteps:
    """A release in two steps: doses leave on the results there are, the final certificate follows."""

    later_tests: tuple[str, ...]
    """The tests whose result comes after the dose has left."""
    conforming_share: float
    """The share of released doses whose later results conform."""
    cost_eur_per_conforming_dose: float


@dataclass(frozen=True, slots=True)
class CostResult:
    """What a released dose costs, at demand and at capacity, and what the answer rests on."""

    name: str
    price_year: int
    at_demand: VolumeCost
    at_capacity: VolumeCost | None
    """None where no pool bounds the line."""
    wanted_batches_per_year: float
    capacity_batches_per_year: float | None
    tightest_pool: str | None
    cost_eur_per_batch: float
    released_share: float
    """Batches released over those there would be were nothing to fail."""
    pooled_lots: float
    """Lots begun for each that would be released were nothing to fail: above 1 where lots are pooled."""
    fixed_eur_per_year: float
    variable_eur_per_batch: float
    fixed_eur_per_dose: FixedCost
    two_steps: TwoSteps | None
    lead_time_h: float
    discount_rate_share: float | None
    """The rate a year at which rooms and equipment are paid back; None where nothing is."""
    conversions: Mapping[tuple[str, int], Conversion]
    """How money of each other currency or year was converted."""
    worst_status: str
    cost_rests_on: Resting
    time_rests_on: Resting
    notices: tuple[Text, ...]
    not_counted: tuple[Text, ...]
    """What the answer leaves out and a simulation tells."""

    @property
    def cost_eur_per_released_dose(self) -> float:
        """The cost at demand."""
        return self.at_demand.cost_eur_per_released_dose

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values, as the reference of formats says."""
        fixed = self.fixed_eur_per_dose
        return {
            "name": self.name,
            "currency": "EUR",
            "price_year": self.price_year,
            **self.at_demand.to_json(),
            "worst_status": self.worst_status,
            "cost_eur_per_batch": self.cost_eur_per_batch,
            "fixed_eur_per_year": self.fixed_eur_per_year,
            "variable_eur_per_batch": self.variable_eur_per_batch,
            "fixed_eur_per_dose": {
                "over_paid_days": fixed.over_paid_days,
                "over_demand_days": fixed.over_demand_days,
                "paid_d": fixed.paid_d,
                "demand_d": fixed.demand_d,
            },
            "released_share": self.released_share,
            "pooled_lots": self.pooled_lots,
            "wanted_batches_per_year": self.wanted_batches_per_year,
            "capacity_batches_per_year": self.capacity_batches_per_year,
            "tightest_pool": self.tightest_pool,
            "at_capacity": None if self.at_capacity is None else self.at_capacity.to_json(),
            "two_step_release": None
            if self.two_steps is None
            else {
                "later_tests": list(self.two_steps.later_tests),
                "conforming_share": self.two_steps.conforming_share,
                "cost_eur_per_conforming_dose": self.two_steps.cost_eur_per_conforming_dose,
            },
            "lead_time_h": self.lead_time_h,
            "discount_rate_share": self.discount_rate_share,
            "conversions": [
                {
                    "currency": currency,
                    "price_year": year,
                    "eur": each.factor,
                    "steps": [asdict(step) for step in each.steps],
                }
                for (currency, year), each in self.conversions.items()
            ],
            "rests_on": {
                "cost": {str(status): share for status, share in self.cost_rests_on.shares.items()},
                "time": {str(status): share for status, share in self.time_rests_on.shares.items()},
                "parameters": [each.to_json() for each in self.cost_rests_on.carried],
            },
            "notices": [notice.en for notice in self.notices],
            "notices_fr": [notice.fr for notice in self.notices],
            "not_counted": [each.en for each in self.not_counted],
            "not_counted_fr": [each.fr for each in self.not_counted],
        }


def cost_of(scenario: Scenario, prices: PriceTable, *, year: int | None = None) -> CostResult:
    """Return what a released dose of a scenario costs in euros of its price year, or of another one.

    Raises:
        InputError: no price year or no volume can be told, nothing is released, or a life is missing.
    """
    numbers = numbers_of(scenario, prices, year=year)
    kernel = CostKernel(numbers)
    costed = kernel.cost()
    demand = _at(costed)
    capacity = _capacity(kernel)
    meant = float(costed.meant.released)
    return CostResult(
        name=scenario.scenario.name,
        price_year=numbers.year,
        at_demand=demand,
        at_capacity=capacity,
        wanted_batches_per_year=float(costed.wanted_batches_per_year),
        capacity_batches_per_year=None if capacity is None else capacity.batches_per_year,
        tightest_pool=kernel.tightest_pool(),
        cost_eur_per_batch=demand.eur_per_year / demand.batches_per_year,
        released_share=float(costed.tries.released) / meant,
        pooled_lots=1 / meant,
        fixed_eur_per_year=float(costed.fixed_per_year),
        variable_eur_per_batch=float(costed.variable_per_batch),
        fixed_eur_per_dose=_fixed(numbers, costed),
        two_steps=_two_steps(scenario, costed),
        lead_time_h=float(lead_time_h(numbers)),
        discount_rate_share=_discount_rate(numbers),
        conversions=numbers.conversions,
        worst_status=str(worst_status(scenario)),
        cost_rests_on=cost_rests_on(numbers),
        time_rests_on=time_rests_on(numbers),
        notices=_notices(numbers, kernel, costed),
        not_counted=losses_left_out(scenario),
    )


def _at(costed: Costed) -> VolumeCost:
    return VolumeCost(
        cost_eur_per_released_dose=float(costed.cost_per_dose),
        breakdown_eur={line: float(costed.per_dose[line]) for line in LINES},
        batches_per_year=float(costed.batches_per_year),
        released_doses_per_year=float(costed.doses_per_year),
    )


def _capacity(kernel: CostKernel) -> VolumeCost | None:
    return None if kernel.tightest_pool() is None else _at(kernel.cost(Volume(at_capacity=True)))


def _fixed(numbers: Numbers, costed: Costed) -> FixedCost:
    demand_d = float(numbers.at("costs", "demand_d_per_year", default=DAYS_PER_YEAR))
    return fixed_cost_per_dose(
        float(costed.fixed_per_year) / DAYS_PER_YEAR,
        float(costed.doses_per_year),
        paid_d=DAYS_PER_YEAR,
        demand_d=min(demand_d, DAYS_PER_YEAR),
    )


def _discount_rate(numbers: Numbers) -> float | None:
    """Return the rate at which what is bought is paid back; None where nothing that has a life is bought."""
    paid_back = any(
        row.number > 0 and (row.place[-1] == "price_eur" or "room_price_eur_per_m2" in row.place)
        for row in numbers.rows.values()
        if row.place[0] in {"pools", "costs"}
    )
    return float(numbers.at("costs", "discount_rate_share")) if paid_back else None


def _two_steps(scenario: Scenario, costed: Costed) -> TwoSteps | None:
    later = later_operations(scenario)
    tests = tuple(
        scenario.operations[number].name for number in sorted(later) if scenario.operations[number].test
    )
    if not tests:
        return None
    share = float(costed.tries.conforming_share)
    return TwoSteps(tests, share, float(costed.cost_per_dose) / share)


def _notices(numbers: Numbers, kernel: CostKernel, costed: Costed) -> tuple[Text, ...]:
    found = list(full_pools_assumed(numbers.scenario))
    wanted, made = float(costed.wanted_batches_per_year), float(costed.batches_per_year)
    if made < wanted:
        found.append(
            whole_sentence(
                "above-capacity",
                wanted=round(wanted),
                made=round(made),
                pool=labels(str(kernel.tightest_pool())),
            )
        )
    if float(costed.fixed_per_year) == 0:
        found.append(whole_sentence("nothing-fixed"))
    if kernel.learning != 1:
        found.append(_learned(numbers, kernel))
    for pool in pools_that_change(numbers.scenario):
        hours = float(kernel.changeover_h_per_batch[kernel.pools[pool.name]])
        code = "changeovers-of-campaigns" if pool.campaigns else "changeovers-as-mixed"
        found.append(whole_sentence(code, pool=labels(pool.name), hours=decimals(hours, 2)))
    for number, pool in enumerate(numbers.scenario.pools):
        if pool.kind == "staff" and not numbers.has("pools", number, "cost_eur_per_h"):
            found.append(whole_sentence("free-people", pool=labels(pool.name)))
        if pool.room_class and not numbers.has("costs", "room_price_eur_per_m2", pool.room_class):
            found.append(whole_sentence("free-building", room_class=pool.room_class, pool=labels(pool.name)))
    used = {name for operation in numbers.scenario.operations for name in operation.materials}
    priced = {
        material.name
        for number, material in enumerate(numbers.scenario.materials)
        if numbers.has("materials", number, "price_eur")
    }
    found.extend(whole_sentence("free-material", material=labels(name)) for name in sorted(used - priced))
    return tuple(found)


def _learned(numbers: Numbers, kernel: CostKernel) -> Text:
    costs = numbers.scenario.costs
    return whole_sentence(
        "hours-learned",
        percent=decimals(100 * float(kernel.learning), 1),
        batch=costs.learning_at_batch,
        first=costs.learning_from_batch,
        progress=decimals(100 * float(numbers.at("costs", "learning_progress_share", default=1.0)), 0),
    )
