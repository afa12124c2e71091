"""From which volume on one technology is cheaper than another, and how sure that is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from biovaliance.bioproduction.sensitivity.parameters import (
    Matrix,
    Parameter,
    Vector,
    check_parameters,
    typical_values,
)
from biovaliance.bioproduction.sensitivity.sampling import drawn_values
from biovaliance.foundation.errors import InputError

CostAtVolume = Callable[[Vector, Matrix], Vector]
"""Returns a cost for each pair of a volume and a row of parameter values."""
CostOverVolumes = Callable[[Vector, Matrix], Matrix]
"""Returns the same for all volumes and all rows: a row of costs for each row of values."""

_HALVINGS = 60
_ROWS_AT_ONCE = 250


@dataclass(frozen=True, slots=True)
class Crossing:
    """A volume at which both cost the same, and which of the two ('a' or 'b') is cheaper above it."""

    volume: float
    cheaper_above: str


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Where two costs cross.

    `crossings` are those of the typical values. `volume_ci95` holds the first crossing in 95 % of the draws
    that cross at all (None where none does). The shares of all draws add up to 1.
    """

    crossings: tuple[Crossing, ...]
    volume_ci95: tuple[float, float] | None
    crossing_share: float
    a_cheaper_throughout_share: float
    b_cheaper_throughout_share: float
    several_crossings_share: float


def break_even(
    cost_a: CostAtVolume,
    cost_b: CostAtVolume,
    parameters: Sequence[Parameter],
    volumes: tuple[float, float],
    *,
    seed: int,
    draws: int = 2000,
    points: int = 100,
    over: tuple[CostOverVolumes, CostOverVolumes] | None = None,
) -> BreakEven:
    """Return the break-even volumes of two technologies between two volumes.

    Each draw varies all parameters together, the same for both technologies. Volumes are looked at on
    `points` steps of equal ratio; two crossings within one step are not seen. Costs that can be told `over`
    all volumes at once are worked out so: what does not depend on the volume is then worked out once.

    Raises:
        InputError: the volumes are not above 0 and rising, there are too few draws or points, or a cost is no
            number.
    """
    check_parameters(parameters)
    low, high = volumes
    if not 0 < low < high or points < 2 or draws < 2:
        raise InputError(
            f"Volumes {low:g} to {high:g}, {points} points, {draws} draws; expected 0 < first < last, and at "
            "least 2 points and 2 draws."
        )
    grid = np.geomspace(low, high, points)
    typical = typical_values(parameters)[np.newaxis, :]
    crossings = _crossings(cost_a, cost_b, typical, grid, over)[0]
    sampled = drawn_values(parameters, draws, seed=seed)
    found = _crossings(cost_a, cost_b, sampled, grid, over)
    starts = _difference(cost_a, cost_b, np.full(draws, grid[0]), sampled)
    first = np.array([each[0].volume for each in found if each])
    none = np.array([not each for each in found])
    return BreakEven(
        crossings=crossings,
        volume_ci95=(float(np.percentile(first, 2.5)), float(np.percentile(first, 97.5)))
        if first.size
        else None,
        crossing_share=first.size / draws,
        a_cheaper_throughout_share=float(np.mean(none & (starts <= 0))),
        b_cheaper_throughout_share=float(np.mean(none & (starts > 0))),
        several_crossings_share=sum(len(each) > 1 for each in found) / draws,
    )


def _crossings(
    cost_a: CostAtVolume,
    cost_b: CostAtVolume,
    rows: Matrix,
    grid: Vector,
    over: tuple[CostOverVolumes, CostOverVolumes] | None,
) -> list[tuple[Crossing, ...]]:
    """Return the crossings of each row: where the sign of a - b changes from one volume of the grid to the
    next.
    """
    signs = _on_grid(cost_a, cost_b, rows, grid, over) > 0
    row, step = np.nonzero(signs[:, 1:] != signs[:, :-1])
    below, above = grid[step].copy(), grid[step + 1].copy()
    rises = signs[row, step + 1]
    for _ in range(_HALVINGS):
        middle = (below + above) / 2
        is_above = (_difference(cost_a, cost_b, middle, rows[row]) > 0) == rises
        above, below = np.where(is_above, middle, above), np.where(is_above, below, middle)
    found: list[list[Crossing]] = [[] for _ in rows]
    for each, volume, a_rises in zip(row, (below + above) / 2, rises, strict=True):
        found[each].append(Crossing(float(volume), "b" if a_rises else "a"))
    return [tuple(crossings) for crossings in found]


def _on_grid(
    cost_a: CostAtVolume,
    cost_b: CostAtVolume,
    rows: Matrix,
    grid: Vector,
    over: tuple[CostOverVolumes, CostOverVolumes] | None,
) -> Matrix:
    """Return a - b for each row and volume of the grid; some rows at a time, so that they stay at hand."""
    parts = []
    for first in range(0, len(rows), _ROWS_AT_ONCE):
        some = rows[first : first + _ROWS_AT_ONCE]
        volumes = np.tile(grid, len(some))
        if over is None:
            found = _difference(cost_a, cost_b, volumes, np.repeat(some, len(grid), axis=0))
        else:
            at = [_flat(cost(grid, some), (len(some), len(grid))) for cost in over]
            found = _checked(at[0], at[1], volumes)
        parts.append(found.reshape(len(some), -1))
    return np.concatenate(parts)


def _flat(costs: Matrix, shape: tuple[int, int]) -> Vector:
    return np.ascontiguousarray(np.broadcast_to(costs, shape), dtype=np.float64).reshape(-1)


def _difference(cost_a: CostAtVolume, cost_b: CostAtVolume, volumes: Vector, rows: Matrix) -> Vector:
    if not len(volumes):
        return np.zeros(0)
    costs = [np.asarray(cost(volumes, rows), dtype=np.float64) for cost in (cost_a, cost_b)]
    return _checked(costs[0], costs[1], volumes)


def _checked(first: Vector, second: Vector, volumes: Vector) -> Vector:
    """Return first - second where both are numbers."""
    costs = (first, second)
    for name, cost in zip("ab", costs, strict=True):
        wrong = np.flatnonzero(~np.isfinite(cost))
        if cost.shape != volumes.shape or wrong.size:
            place = f" at volume {volumes[wrong[0]]:g}" if wrong.size else ""
            raise InputError(
                f"Cost {name} is no number for each volume{place}; narrow the volumes or the ranges."
            )
    return np.asarray(costs[0] - costs[1])
