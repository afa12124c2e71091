"""Scenarios whose figures are known in closed form, and how the engine is held against them.

The tests run each case briefly; `benchmarks.bioproduction_exactness` runs each with a million customers.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from biovaliance.bioproduction.engine.intervals import interval
from biovaliance.bioproduction.engine.results import Result
from biovaliance.bioproduction.engine.running import simulate
from biovaliance.bioproduction.scenarios.document import Scenario


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it is to be, and where a result has it."""

    name: str
    expected: float
    read: Callable[[Result], float]


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario of so many customers, and its figures."""

    name: str
    source: str
    scenario: Callable[[int], Scenario]
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure as some runs give it: their mean, and the interval that holds the truth 99 times in 100."""

    figure: Figure
    mean: float
    low: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether what is expected lies in the interval."""
        return self.low <= self.figure.expected <= self.high


def seeds_of(place: int, runs: int = 20) -> range:
    """Return seeds of a case that no other has, so that no one stream of arrivals turns all cases."""
    return range(1_000 * place + 1, 1_000 * place + 1 + runs)


def measure(case: Case, customers: int, seeds: Iterable[int]) -> tuple[Measured, ...]:
    """Return the figures of a case over runs of so many customers, one a seed."""
    results = [simulate(case.scenario(customers), 1, seed) for seed in seeds]
    found = []
    for figure in case.figures:
        values = [figure.read(result) for result in results]
        found.append(Measured(figure, math.fsum(values) / len(values), *interval(values, level=0.99)))
    return tuple(found)


def wait(expected_h: float) -> Figure:
    """Return the mean wait of those who are served."""
    return Figure("mean wait, h", expected_h, lambda result: result.wait_h.mean)


def lost(reason: str, expected_share: float) -> Figure:
    """Return the share of the customers who leave for a reason."""
    return Figure("share lost", expected_share, lambda result: result.losses[reason] / result.patients)
