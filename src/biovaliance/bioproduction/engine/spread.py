"""How observations spread, kept in bounded memory: exact while they are few, then a histogram of fixed bins.

Up to `KEPT` observations are kept as they are, and percentiles are theirs. Beyond that each observation only
counts in the bin of its leading nine binary digits, so that a percentile is off by less than 0.1 % of itself,
whatever the number of observations; histograms of several runs add up. Below 2^-20 h (4 ms) counts as 0,
above 2^27 h as 2^27 h. The kernel fills the same arrays; see `kernel.figures`.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

KEPT = 4096
DIGITS = 9
SHIFT = 52 - DIGITS
LOWEST_EXPONENT, HIGHEST_EXPONENT = -20, 27
OFFSET = ((1023 + LOWEST_EXPONENT) << DIGITS) - 1
BINS = ((HIGHEST_EXPONENT - LOWEST_EXPONENT) << DIGITS) + 2

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many observations lie between edges of equal distance; the last edge belongs to the last bin."""

    start: float
    width: float
    counts: tuple[int, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {"start": self.start, "width": self.width, "counts": list(self.counts)}


class Spread:
    """The observations of several statistics; `kept[k, :numbers[k]]` until they are too many, then
    `bins[k]`.
    """

    __slots__ = ("bins", "kept", "numbers")

    def __init__(self, statistics: int) -> None:
        self.kept = np.empty((statistics, KEPT), np.float64)
        self.numbers = np.zeros(statistics, np.int64)
        self.bins = np.zeros((statistics, BINS), np.int64)

    @classmethod
    def of(cls, kept: Floats, numbers: npt.NDArray[np.int64], bins: npt.NDArray[np.int64]) -> "Spread":
        """Return the observations that the kernel has written, copied where there are any."""
        spread = cls(len(numbers))
        spread.numbers[:] = numbers
        for statistic, number in enumerate(numbers):
            if number <= KEPT:
                spread.kept[statistic, :number] = kept[statistic, :number]
            else:
                spread.bins[statistic] = bins[statistic]
        return spread

    def add(self, statistic: int, values: Floats) -> None:
        """Add observations of one statistic."""
        number = int(self.numbers[statistic])
        if number + len(values) <= KEPT:
            self.kept[statistic, number : number + len(values)] = values
        else:
            if number <= KEPT:
                self._count(statistic, self.kept[statistic, :number])
            self._count(statistic, values)
        self.numbers[statistic] = number + len(values)

    def _count(self, statistic: int, values: Floats) -> None:
        np.add.at(self.bins[statistic], bins_of(values), 1)

    def merge(self, other: "Spread") -> None:
        """Add all that another one holds."""
        for statistic in range(len(self.numbers)):
            number = int(other.numbers[statistic])
            if number <= KEPT:
                self.add(statistic, other.kept[statistic, :number])
            else:
                mine = int(self.numbers[statistic])
                if mine <= KEPT:
                    self._count(statistic, self.kept[statistic, :mine])
                self.bins[statistic] += other.bins[statistic]
                self.numbers[statistic] = mine + number

    def is_exact(self, statistic: int) -> bool:
        """Whether the percentiles of a statistic are those of the observations themselves."""
        return bool(self.numbers[statistic] <= KEPT)

    def quantiles(self, statistic: int, shares: Sequence[float]) -> tuple[float, ...]:
        """Return the values below which these shares of the observations lie; NaN where there are none."""
        number = int(self.numbers[statistic])
        if number == 0:
            return (float("nan"),) * len(shares)
        if number <= KEPT:
            return tuple(float(value) for value in np.quantile(self.kept[statistic, :number], shares))
        sums = np.cumsum(self.bins[statistic])
        ranks = [int(np.ceil(share * int(sums[-1]))) for share in shares]
        return tuple(middle_of(int(np.searchsorted(sums, max(rank, 1)))) for rank in ranks)

    def histogram(self, statistic: int, about: int = 30) -> Histogram | None:
        """Return a histogram of about so many bins, whose edges are round numbers; None without observations.

        Where observations are kept in bins of their own, each counts as the middle of its bin.
        """
        number = int(self.numbers[statistic])
        if number == 0:
            return None
        if number <= KEPT:
            values, weights = self.kept[statistic, :number], np.ones(number, np.int64)
        else:
            filled = np.flatnonzero(self.bins[statistic])
            values = np.array([middle_of(int(place)) for place in filled])
            weights = self.bins[statistic, filled]
        low, high = float(values.min()), float(values.max())
        width = _round_width((high - low) / about)
        start = math.floor(low / width) * width
        bins = max(1, math.ceil((high - start) / width))
        places = np.clip(np.floor((values - start) / width).astype(np.int64), 0, bins - 1)
        counts = np.bincount(places, weights=weights, minlength=bins)
        return Histogram(start, width, tuple(int(count) for count in counts))


def _round_width(width: float) -> float:
    """Return the next of 1, 2 and 5 times a power of ten; 1 where there is no width."""
    if width <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(width))
    return next(by * power for by in (1, 2, 5, 10) if by * power >= width * (1 - 1e-12))


def bins_of(values: Floats) -> npt.NDArray[np.int64]:
    """Return the bin of each value."""
    bits = np.ascontiguousarray(values).view(np.int64) >> SHIFT
    places: npt.NDArray[np.int64] = np.clip(bits - OFFSET, 0, BINS - 1)
    return places


def middle_of(number: int) -> float:
    """Return the value that stands for a bin."""
    if number == 0:
        return 0.0
    edges = np.array([number + OFFSET, number + OFFSET + 1], np.int64) << SHIFT
    low, high = edges.view(np.float64)
    return float((low + high) / 2)


def merged(spreads: Iterable[Spread], statistics: int) -> Spread:
    """Return all observations of several."""
    whole = Spread(statistics)
    for spread in spreads:
        whole.merge(spread)
    return whole
