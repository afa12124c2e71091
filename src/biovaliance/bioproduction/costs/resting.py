"""How much of an answer rests on numbers that were seen, derived, not verified, or assumed.

Each number is moved by 1 % up and down, the others left, and the answer is worked out again: the elasticity
of the answer to it (a 1 % dearer vector makes a dose e % dearer). The share of a status is the share of its
numbers in the sum of all elasticities, without their signs. A number the answer does not depend on carries
nothing of it, whatever its status.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from biovaliance.bioproduction.costs.kernel import AS_STATED, CostKernel, Volume
from biovaliance.bioproduction.costs.lead_time import lead_time_h
from biovaliance.bioproduction.costs.numbers import Number, Numbers, Place, Row, Vector
from biovaliance.bioproduction.scenarios.parameters import Status

_STEP = 0.01
NEGLIGIBLE = 1e-9
SMALLEST = 1e-12
"""Numbers below this are taken for 0: they cannot be moved by 1 % and seen to be."""
BY_DEFINITION = "by definition"
"""The source of a number that a definition sets (one set a batch): no fact that could be wrong."""


@dataclass(frozen=True, slots=True)
class Carried:
    """One number with how much of the answer rests on it."""

    row: Row
    elasticity: float
    """By how many per cent the answer moves when the number does by one."""
    share: float
    """Its part in all elasticities together."""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        parameter = self.row.parameter
        return {
            "name": self.row.name,
            "place": ".".join(map(str, self.row.place)),
            "number": self.row.number,
            "range": list(self.row.span),
            "status": str(self.row.status),
            "grade": parameter.grade,
            "source": self.row.source,
            "note": parameter.note,
            "elasticity": self.elasticity,
            "share": self.share,
        }


@dataclass(frozen=True, slots=True)
class Resting:
    """What an answer rests on: by status, and number by number, the most carrying first."""

    shares: Mapping[Status, float]
    carried: tuple[Carried, ...]

    @property
    def unproven_share(self) -> float:
        """The share that rests on numbers that are assumed or not verified."""
        return self.shares[Status.ASSUMED] + self.shares[Status.UNVERIFIED]


def cost_rests_on(numbers: Numbers, volume: Volume = AS_STATED) -> Resting:
    """Return what the cost of a released dose rests on."""
    return _resting(numbers, lambda laid: CostKernel(laid).cost(volume).cost_per_dose)


def time_rests_on(numbers: Numbers) -> Resting:
    """Return what the lead time without waiting rests on; nothing where it is 0."""
    return _resting(numbers, lead_time_h)


def _resting(numbers: Numbers, answer: Callable[[Numbers], Number]) -> Resting:
    rows = [
        row for row in numbers.rows.values() if abs(row.number) > SMALLEST and row.source != BY_DEFINITION
    ]
    elasticities = _elasticities(numbers, rows, answer)
    total = float(np.abs(elasticities).sum()) or 1.0
    carried = [
        Carried(row, float(elasticity), abs(float(elasticity)) / total)
        for row, elasticity in zip(rows, elasticities, strict=True)
        if abs(elasticity) > NEGLIGIBLE
    ]
    shares = {status: sum(each.share for each in carried if each.row.status is status) for status in Status}
    return Resting(shares, tuple(sorted(carried, key=lambda each: -each.share)))


def _elasticities(numbers: Numbers, rows: Sequence[Row], answer: Callable[[Numbers], Number]) -> Vector:
    """Return d ln answer / d ln number for each row, from all runs at once."""
    count = len(rows)
    columns: dict[Place, Vector] = {}
    lows, highs = np.empty(count), np.empty(count)
    for at, row in enumerate(rows):
        lows[at], highs[at] = row.number * (1 - _STEP), row.number * (1 + _STEP)
        if row.place[-1] == "share" or str(row.place[-1]).endswith("_share"):
            highs[at] = min(highs[at], 1.0)  # a share of 1 is only moved down
        column = np.full(2 * count, row.number)
        column[at], column[count + at] = lows[at], highs[at]
        columns[row.place] = column
    found = np.broadcast_to(np.asarray(answer(numbers.over(columns)), float), (2 * count,))
    low, high = found[:count], found[count:]
    middle = np.array([row.number for row in rows])
    slope = (high - low) / (highs - lows)
    base = (high + low) / 2
    return np.where(base == 0, 0.0, slope * middle / np.where(base == 0, 1.0, base))
