"""A ramp of capacity: what doses cost year by year, when volume grows and units are bought as needed.

Where the scenario says how people learn, the batches of the ramp are learned from: each year pays the mean
hours of its batches, taken at the batch in the middle of it, counted on from the batch the cost is asked for.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from biovaliance.bioproduction.costs.kernel import CostKernel, Volume
from biovaliance.bioproduction.costs.numbers import Numbers
from biovaliance.bioproduction.finance import present_value
from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.foundation.errors import InputError


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a ramp."""

    doses: float
    cost_eur_per_dose: float
    units: tuple[tuple[str, int], ...]
    """Units of each pool there are."""
    added: tuple[tuple[str, int], ...]
    """Units added since the year before."""
    hours_share: float = 1.0
    """What the hours of people are of those stated, for having made more batches."""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "doses": self.doses,
            "cost_eur_per_dose": self.cost_eur_per_dose,
            "units": dict(self.units),
            "added": dict(self.added),
            "hours_share": self.hours_share,
        }


@dataclass(frozen=True, slots=True)
class Ramp:
    """The years of a ramp, and the cost of a dose over all of them, money and doses discounted alike."""

    years: tuple[Year, ...]
    levelised_eur_per_dose: float
    rate_share: float


def capacity_ramp(numbers: Numbers, doses_by_year: Sequence[float], *, rate_share: float = 0.0) -> Ramp:
    """Return what doses cost in each year; a unit once bought stays, whatever the volume does after.

    Raises:
        InputError: there is no year, or a year has no dose.
    """
    if not doses_by_year or not all(0 < doses < math.inf for doses in doses_by_year):
        raise InputError(whole_sentence("year-without-doses"))
    names = [pool.name for pool in numbers.scenario.pools]
    there = [pool.count for pool in numbers.scenario.pools]
    made: float = numbers.scenario.costs.learning_at_batch - 1
    years = []
    for doses in doses_by_year:
        batches = float(
            np.mean(CostKernel(numbers).cost(Volume(doses_per_year=float(doses))).batches_per_year)
        )
        kernel = CostKernel(_after(numbers, round(made + batches / 2)))
        made += batches
        sized = kernel.cost(Volume(doses_per_year=float(doses)))
        needed = [max(old, int(np.mean(new))) for old, new in zip(there, sized.units, strict=True)]
        added = tuple(
            (name, new - old) for name, new, old in zip(names, needed, there, strict=True) if new > old
        )
        kept = kernel.cost(Volume(doses_per_year=float(doses), least_units=tuple(map(float, needed))))
        years.append(
            Year(
                float(doses),
                float(np.mean(kept.cost_per_dose)),
                tuple(zip(names, needed, strict=True)),
                added,
                float(np.mean(kernel.learning)),
            )
        )
        there = needed
    spent = present_value([year.doses * year.cost_eur_per_dose for year in years], rate_share)
    doses_now = present_value([year.doses for year in years], rate_share)
    return Ramp(tuple(years), spent / doses_now, rate_share)


def _after(numbers: Numbers, batches: int) -> Numbers:
    """Return the numbers when so many batches have been made."""
    costs = numbers.scenario.costs.model_copy(update={"learning_at_batch": batches + 1})
    return replace(numbers, scenario=numbers.scenario.model_copy(update={"costs": costs}))
