"""Making more: larger batches, more lines beside each other, or more sites.

    scale up    batches k times as large: equipment and rooms cost k^0.6, materials k, work and tests once
    scale out   more units of each pool on the same site, as the volume needs; the site itself is paid once
    more sites  the site as it stands, as often as the volume needs; all of it is paid each time

A batch that is one patient's cannot be made larger: scaling up is then refused, with the reason.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from biovaliance.bioproduction.costs.kernel import CostKernel, Volume
from biovaliance.bioproduction.costs.numbers import Numbers, Place, Vector
from biovaliance.bioproduction.finance import scaled_cost
from biovaliance.foundation.errors import InputError

SIX_TENTHS = 0.6


@dataclass(frozen=True, slots=True)
class Way:
    """One way to make a volume."""

    name: str
    cost_eur_per_dose: float | None
    """None where the way is not open."""
    detail: str

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {"name": self.name, "cost_eur_per_dose": self.cost_eur_per_dose, "detail": self.detail}


def ways_to_make(numbers: Numbers, doses_per_year: float, *, exponent: float = SIX_TENTHS) -> tuple[Way, ...]:
    """Return what a dose costs in each way at a volume, the cheapest first and closed ways last.

    Raises:
        InputError: the volume is not above 0, or the line has no capacity.
    """
    if not doses_per_year > 0 or math.isinf(doses_per_year):
        raise InputError(f"{doses_per_year:g} doses a year; expected a number above 0.")
    capacity = float(np.mean(CostKernel(numbers).cost(Volume(at_capacity=True)).doses_per_year))
    ways = (
        _up(numbers, doses_per_year, capacity, exponent),
        _out(numbers, doses_per_year),
        _sites(numbers, doses_per_year, capacity),
    )
    return tuple(
        sorted(ways, key=lambda way: math.inf if way.cost_eur_per_dose is None else way.cost_eur_per_dose)
    )


def _out(numbers: Numbers, doses: float) -> Way:
    costed = CostKernel(numbers).cost(Volume(doses_per_year=doses))
    added = [
        f"{int(np.mean(units)) - pool.count} x {pool.name}"
        for pool, units in zip(numbers.scenario.pools, costed.units, strict=True)
        if np.mean(units) > pool.count
    ]
    return Way(
        "scale out",
        float(np.mean(costed.cost_per_dose)),
        f"adds {', '.join(added)}" if added else "adds nothing",
    )


def _sites(numbers: Numbers, doses: float, capacity: float) -> Way:
    sites = math.ceil(doses / capacity - 1e-9)
    costed = CostKernel(numbers).cost(Volume(doses_per_year=doses / sites))
    plural = "s" if sites > 1 else ""
    return Way("more sites", float(np.mean(costed.cost_per_dose)), f"{sites} site{plural} as stated")


def _up(numbers: Numbers, doses: float, capacity: float, exponent: float) -> Way:
    if not numbers.has("costs", "doses_per_batch"):
        return Way("scale up", None, "a batch is one patient's, so it cannot be made larger")
    times = max(1.0, doses / capacity)
    columns: dict[Place, Vector] = {}
    for place, row in numbers.rows.items():
        by = _factor(place, numbers, times, exponent)
        if by != 1:
            columns[place] = np.array([row.number * by])
    laid = numbers.over(columns)
    made = CostKernel(laid).cost(Volume(doses_per_year=np.array([doses])))
    return Way("scale up", float(np.mean(made.cost_per_dose)), f"batches {times:.2f} times as large")


def _factor(place: Place, numbers: Numbers, times: float, exponent: float) -> float:
    """Return by how much a number grows when a batch is so many times as large."""
    table, key = place[0], place[-1]
    if place == ("costs", "doses_per_batch") or (table == "operations" and place[2:3] == ("materials",)):
        return times
    if table == "pools" and key in {"price_eur", "area_m2"}:
        is_staff = numbers.scenario.pools[int(place[1])].kind == "staff"
        return 1.0 if is_staff else scaled_cost(1.0, times, exponent=exponent)
    return 1.0
