"""What failures cost: starts, tries and money for each good batch.

    step 1 ──> step 2 ──> ... ──> good batch
      │fails     │fails
      v          v
    scrap, or the step again, or an earlier step again

A step costs what it costs each time it is tried, whether it fails or not.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from biovaliance.foundation.errors import InputError

Then = Literal["scrap", "repeat"] | int


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a batch: what a try costs, the share of tries that fail, and what follows a failure.

    `then` is 'scrap', 'repeat' (the same step again) or the number of the step to go back to, from 0.
    """

    cost: float
    failure_share: float = 0.0
    then: Then = "scrap"


@dataclass(frozen=True, slots=True)
class Yield:
    """What a chain of steps gives for each batch that is good at its end."""

    starts_per_good: float
    tries_per_good: tuple[float, ...]
    cost_per_good: float
    failure_cost_per_good: float


def expected_yield(steps: Sequence[Step]) -> Yield:
    """Return starts, tries of each step and cost for each good batch.

    The tries solve the flow balance of an absorbing chain: every step is tried once for each batch that comes
    from the step before or is sent back to it. `failure_cost_per_good` is what is paid beyond one try of
    each step.

    Raises:
        InputError: there is no step, a share is not from 0 to below 1, or a failure leads to a later step.
    """
    _check(steps)
    count = len(steps)
    passed = np.zeros((count, count))
    for number, step in enumerate(steps):
        if number + 1 < count:
            passed[number + 1, number] += 1 - step.failure_share
        back = number if step.then == "repeat" else step.then
        if isinstance(back, int):
            passed[back, number] += step.failure_share
    entering = np.zeros(count)
    entering[0] = 1.0
    tries = np.linalg.solve(np.eye(count) - passed, entering)
    good = float(tries[-1] * (1 - steps[-1].failure_share))
    per_good = tuple(float(tried) / good for tried in tries)
    cost = math.fsum(step.cost * tried for step, tried in zip(steps, per_good, strict=True))
    return Yield(1 / good, per_good, cost, cost - math.fsum(step.cost for step in steps))


def step_yield(shares_lost: Sequence[float]) -> float:
    """Return what is left after losing a share at each step: the product of what each step keeps."""
    for lost in shares_lost:
        if not 0 <= lost <= 1:
            raise InputError(f"Share lost is {lost:g}; expected 0 to 1 (write 0.05 for 5 %).")
    return math.prod(1 - lost for lost in shares_lost)


def failure_share_from_interval(weeks_between_failures: float, batches_per_year: float) -> float:
    """Return the share of batches that fail when one does every so many weeks, at so many batches a year.

    Raises:
        InputError: a figure is not above 0, or there would be more failures than batches.
    """
    if not weeks_between_failures > 0 or not batches_per_year > 0:
        raise InputError(
            f"{weeks_between_failures:g} weeks and {batches_per_year:g} batches a year; expected both above "
            "0."
        )
    share = 365.25 / 7 / (weeks_between_failures * batches_per_year)
    if share > 1:
        raise InputError(
            f"A failure every {weeks_between_failures:g} weeks is more often than one in "
            f"{batches_per_year:g} batches a year; give more batches, or a longer interval."
        )
    return share


def _check(steps: Sequence[Step]) -> None:
    if not steps:
        raise InputError("There is no step; expected at least one.")
    for number, step in enumerate(steps):
        if not 0 <= step.failure_share < 1:
            raise InputError(
                f"Step {number}: failure share is {step.failure_share:g}; expected 0 to below 1 (write 0.05 "
                "for 5 %; with 1 no batch is ever good)."
            )
        if not step.cost >= 0 or math.isinf(step.cost):
            raise InputError(f"Step {number}: cost is {step.cost:g}; expected 0 or more.")
        if isinstance(step.then, int) and not 0 <= step.then <= number:
            raise InputError(
                f"Step {number}: a failure leads to step {step.then}; expected an earlier one, or itself."
            )
        if isinstance(step.then, str) and step.then not in {"scrap", "repeat"}:
            raise InputError(
                f"Step {number}: a failure leads to '{step.then}'; expected 'scrap', 'repeat' or a step."
            )
