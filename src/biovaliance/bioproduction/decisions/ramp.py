"""A ramp of capacity: what doses cost year by year, when volume grows and units are bought as needed.

Where the scenario says how people learn, the batches of the ramp are learned from: each year pays the mean
hours of its batches, taken at the batch in the middle of it, counted on from the batch the cost is asked for.

Money and doses of later years are discounted at the rate the scenario pays its equipment back at, unless
another is asked for: one rate, since two would hide a choice in a sum.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
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


class RateFrom(StrEnum):
    """Who says the rate at which later years count less."""

    ASKED = "asked"
    SCENARIO = "scenario"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class DiscountRate:
    """The rate at which money and doses of later years count less, and who says it."""

    share: float
    """A year; 0 where nobody says one."""
    said_by: RateFrom
    status: str = ""
    """How the scenario knows it, where the scenario says it."""
    source: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "rate_share": self.share,
            "rate_said_by": str(self.said_by),
            "rate_status": self.status or None,
            "rate_source": self.source or None,
        }


@dataclass(frozen=True, slots=True)
class Ramp:
    """The years of a ramp, and the cost of a dose over all of them, money and doses discounted alike."""

    years: tuple[Year, ...]
    levelised_eur_per_dose: float
    rate: DiscountRate


def own_rate(numbers: Numbers) -> DiscountRate:
    """Return the rate a scenario pays its equipment back at; 0 where it states none."""
    row = numbers.rows.get(("costs", "discount_rate_share"))
    if row is None:
        return DiscountRate(0.0, RateFrom.NOBODY)
    return DiscountRate(row.number, RateFrom.SCENARIO, str(row.status), row.source)


def capacity_ramp(
    numbers: Numbers, doses_by_year: Sequence[float], *, rate_share: float | None = None
) -> Ramp:
    """Return what doses cost in each year; a unit once bought stays, whatever the volume does after.

    Without a rate, money and doses are discounted at the scenario's own `discount_rate_share`; the ramp says
    which rate was used and who says it.

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
    rate = own_rate(numbers) if rate_share is None else DiscountRate(rate_share, RateFrom.ASKED)
    spent = present_value([year.doses * year.cost_eur_per_dose for year in years], rate.share)
    doses_now = present_value([year.doses for year in years], rate.share)
    return Ramp(tuple(years), spent / doses_now, rate)


def _after(numbers: Numbers, batches: int) -> Numbers:
    """Return the numbers when so many batches have been made."""
    costs = numbers.scenario.costs.model_copy(update={"learning_at_batch": batches + 1})
    return replace(numbers, scenario=numbers.scenario.model_copy(update={"costs": costs}))
