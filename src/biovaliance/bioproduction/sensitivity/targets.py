"""Target costing: what must be true for a result to reach a target.

For each parameter alone, and for each pair, the values at which the result is at most the target; what is
not varied is typical.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import numpy as np

from biovaliance.bioproduction.sensitivity.evaluation import Model, evaluate
from biovaliance.bioproduction.sensitivity.parameters import (
    Parameter,
    Vector,
    check_parameters,
    typical_values,
)
from biovaliance.foundation.errors import InputError

Range = tuple[float, float]
_HALVINGS = 60


@dataclass(frozen=True, slots=True)
class TargetAlone:
    """The ranges of one parameter that reach the target, and the best it can do.

    No range: the target is out of reach for this parameter alone.
    """

    parameter: Parameter
    ranges: tuple[Range, ...]
    best_value: float
    best_result: float


@dataclass(frozen=True, slots=True)
class PairValues:
    """Values of a pair with the result they give."""

    first: float
    second: float
    result: float


@dataclass(frozen=True, slots=True)
class TargetTogether:
    """What two parameters can do together.

    `reached_share` is the share of the looked-at value pairs that reach the target. `nearest` is the pair of
    them that asks least: its larger move, as a share of the way from typical to the end of the range, is the
    smallest (None where none reaches the target). `needed` gives for values of the first the ranges of the
    second, where they were asked for.
    """

    first: Parameter
    second: Parameter
    reached_share: float
    nearest: PairValues | None
    nearest_move_share: float | None
    best: PairValues
    needed: tuple[tuple[float, tuple[Range, ...]], ...]


@dataclass(frozen=True, slots=True)
class TargetStudy:
    """What must be true for a target: alone, best result first, and in pairs, the least asking first."""

    target: float
    typical_result: float
    alone: tuple[TargetAlone, ...]
    together: tuple[TargetTogether, ...]

    @property
    def is_reached(self) -> bool:
        """Whether the typical values reach the target already."""
        return self.typical_result <= self.target


def target_study(
    model: Model,
    parameters: Sequence[Parameter],
    target: float,
    *,
    points: int = 41,
    pair_points: int = 21,
    with_pair_ranges: bool = True,
) -> TargetStudy:
    """Return which values of each parameter, and of each pair, bring the result to the target or below.

    Ranges are found on `points` even steps and sharpened by halving; what happens twice within one step is
    not seen. Without `with_pair_ranges` the ranges needed of a second number are left out, which is many
    times as fast.

    Raises:
        InputError: the target is no number, or there are fewer than 2 points.
    """
    check_parameters(parameters)
    if not np.isfinite(target) or points < 2 or pair_points < 2:
        raise InputError(
            f"Target {target:g} on {points} and {pair_points} points; expected a number, and 2 or more."
        )
    typical = typical_values(parameters)
    alone = [_alone(model, parameters, place, typical, target, points) for place in range(len(parameters))]
    places = combinations(range(len(parameters)), 2)
    together = [
        _together(model, parameters, pair, typical, target, pair_points, with_ranges=with_pair_ranges)
        for pair in places
    ]
    return TargetStudy(
        target=target,
        typical_result=float(evaluate(model, typical[np.newaxis, :])[0]),
        alone=tuple(sorted(alone, key=lambda each: each.best_result)),
        together=tuple(sorted(together, key=_how_much_is_asked)),
    )


def _how_much_is_asked(pair: TargetTogether) -> tuple[float, float]:
    move = pair.nearest_move_share
    return (2.0 if move is None else move, pair.best.result)


def _alone(
    model: Model, parameters: Sequence[Parameter], place: int, typical: Vector, target: float, points: int
) -> TargetAlone:
    parameter = parameters[place]

    def results(values: Vector) -> Vector:
        matrix = np.tile(typical, (len(values), 1))
        matrix[:, place] = values
        return evaluate(model, matrix)

    grid = _grid(parameter, points)
    found = results(grid)
    best = int(np.argmin(found))
    return TargetAlone(
        parameter, _ranges(results, grid, found, target), float(grid[best]), float(found[best])
    )


def _together(
    model: Model,
    parameters: Sequence[Parameter],
    places: tuple[int, int],
    typical: Vector,
    target: float,
    points: int,
    *,
    with_ranges: bool,
) -> TargetTogether:
    first, second = (parameters[place] for place in places)
    firsts, seconds = _grid(first, points), _grid(second, points)

    def results(first_values: Vector | float, second_values: Vector) -> Vector:
        matrix = np.tile(typical, (len(second_values), 1))
        matrix[:, places[0]], matrix[:, places[1]] = first_values, second_values
        return evaluate(model, matrix)

    first_values, second_values = np.repeat(firsts, len(seconds)), np.tile(seconds, len(firsts))
    found = results(first_values, second_values)
    reached = np.flatnonzero(found <= target)
    moves = np.maximum(_moves(first, first_values), _moves(second, second_values))
    best = int(np.argmin(found))
    nearest = int(reached[np.argmin(moves[reached])]) if reached.size else None
    needed = []
    for number, value in enumerate(firsts if with_ranges else ()):
        of_value = found[number * len(seconds) : (number + 1) * len(seconds)]
        ranges = _ranges(partial(results, value), seconds, of_value, target)
        needed.append((float(value), ranges))

    def at(place: int) -> PairValues:
        return PairValues(float(first_values[place]), float(second_values[place]), float(found[place]))

    return TargetTogether(
        first=first,
        second=second,
        reached_share=reached.size / found.size,
        nearest=None if nearest is None else at(nearest),
        nearest_move_share=None if nearest is None else float(moves[nearest]),
        best=at(best),
        needed=tuple(needed),
    )


def _grid(parameter: Parameter, points: int) -> Vector:
    """Return even steps through the range, and the typical value among them."""
    return np.unique(np.append(np.linspace(parameter.low, parameter.high, points), parameter.typical))


def _moves(parameter: Parameter, values: Vector) -> Vector:
    """Return how far values are from the typical one: 0 there, 1 at the end of the range on that side."""
    below = max(parameter.typical - parameter.low, 1e-300)
    above = max(parameter.high - parameter.typical, 1e-300)
    away = values - parameter.typical
    return np.asarray(np.where(away < 0, -away / below, away / above))


def _ranges(
    results: Callable[[Vector], Vector], grid: Vector, found: Vector, target: float
) -> tuple[Range, ...]:
    """Return the ranges in which the results are at most the target, their ends sharpened by halving."""
    inside = found <= target
    step = np.flatnonzero(inside[1:] != inside[:-1])
    left, right = grid[step].copy(), grid[step + 1].copy()
    enters = inside[step + 1]
    for _ in range(_HALVINGS if step.size else 0):
        middle = (left + right) / 2
        in_right_part = (results(middle) <= target) == enters
        right, left = np.where(in_right_part, middle, right), np.where(in_right_part, left, middle)
    ends = [*([grid[0]] if inside[0] else []), *((left + right) / 2), *([grid[-1]] if inside[-1] else [])]
    return tuple((float(low), float(high)) for low, high in zip(ends[::2], ends[1::2], strict=True))
