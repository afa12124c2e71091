"""What a break-even volume rests on: which numbers of two scenarios move it, and how sure these are.

At the break-even volume V both cost the same: D(V, numbers) = 0. A number that moves by 1 % moves V by
-(dD/dnumber) / (dD/dV) of that, and dD/dV is the same for all of them: what V rests on is shared out by how
much each number moves the difference of the costs at V, both sides together where they share it. A dearer
vector that both use moves neither.

Where there is no break-even, the difference at the demand of the first is looked at: which numbers would turn
it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from biovaliance.bioproduction.costs.comparison import VOLUMES
from biovaliance.bioproduction.costs.kernel import CostKernel, Volume
from biovaliance.bioproduction.costs.numbers import Number, Numbers, Row, Vector
from biovaliance.bioproduction.costs.resting import BY_DEFINITION, NEGLIGIBLE, SMALLEST
from biovaliance.bioproduction.scenarios.parameters import Status

_STEP = 0.01
_POINTS = 240
BOTH, FIRST, OTHER = "both", "first", "other"


@dataclass(frozen=True, slots=True)
class Mover:
    """One number that a break-even rests on."""

    row: Row
    side: str
    """Whose number it is: both, first, or other."""
    share: float
    """Its part in all that moves the break-even."""
    favours: str
    """Which of the two a higher number makes cheaper beside the other: first or other."""
    at_low: float | None
    """The break-even volume with the number at the low end of its range; None where there is none."""
    at_high: float | None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "name": self.row.name,
            "place": ".".join(map(str, self.row.place)),
            "side": self.side,
            "number": self.row.number,
            "range": list(self.row.span),
            "unit": self.row.parameter.unit,
            "status": str(self.row.status),
            "source": self.row.source,
            "note": self.row.parameter.note,
            "share": self.share,
            "higher_favours": self.favours,
            "break_even_at_low": self.at_low,
            "break_even_at_high": self.at_high,
        }


@dataclass(frozen=True, slots=True)
class Footing:
    """What a break-even rests on: by status, and number by number, the most moving first."""

    doses_per_year: float
    """The volume at which the two are held against each other."""
    is_break_even: bool
    """Whether both cost the same there; without a break-even it is the demand of the first."""
    shares: Mapping[Status, float]
    movers: tuple[Mover, ...]

    @property
    def unproven_share(self) -> float:
        """The share that rests on numbers that are assumed or not verified."""
        return self.shares[Status.ASSUMED] + self.shares[Status.UNVERIFIED]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "doses_per_year": self.doses_per_year,
            "is_break_even": self.is_break_even,
            "shares": {str(status): share for status, share in self.shares.items()},
            "numbers": [mover.to_json() for mover in self.movers],
        }


def break_even_rests_on(
    first: Numbers,
    other: Numbers,
    break_even_volume: float | None,
    *,
    volumes: tuple[float, float] = VOLUMES,
) -> Footing:
    """Return what the break-even of two scenarios rests on, whose volume is known (None: there is none)."""
    volume = break_even_volume
    if volume is None:
        volume = float(np.mean(CostKernel(first).cost().doses_per_year))
    named = _named(first, other)
    lows = [max(row.number * (1 - _STEP), 0.0) for row, _ in named]
    highs = [_raised(row) for row, _ in named]
    at_low, at_high = (_differences(first, other, named, ends, volume)[:, 0] for ends in (lows, highs))
    moves = np.array(
        [
            (up - down) / (high - low) * row.number
            for up, down, high, low, (row, _) in zip(at_high, at_low, highs, lows, named, strict=True)
        ]
    )
    total = float(np.abs(moves).sum()) or 1.0
    ends = [_ends(first, other, named, side, volumes) for side in (0, 1)]
    movers = [
        Mover(
            row=row,
            side=side,
            share=abs(float(move)) / total,
            favours=OTHER if move > 0 else FIRST,
            at_low=ends[0][place],
            at_high=ends[1][place],
        )
        for place, ((row, side), move) in enumerate(zip(named, moves, strict=True))
        if abs(move) > NEGLIGIBLE * total
    ]
    shares = {status: sum(each.share for each in movers if each.row.status is status) for status in Status}
    movers.sort(key=lambda each: -each.share)
    return Footing(volume, break_even_volume is not None, shares, tuple(movers))


Named = Sequence[tuple[Row, str]]


def _named(first: Numbers, other: Numbers) -> Named:
    """Return the numbers of both, those that both state alike once."""
    mine, theirs = (
        {(row.name, row.number, row.span): row for row in numbers.rows.values() if _can_move(row)}
        for numbers in (first, other)
    )
    shared = [(row, BOTH if key in theirs else FIRST) for key, row in mine.items()]
    return [*shared, *((row, OTHER) for key, row in theirs.items() if key not in mine)]


def _can_move(row: Row) -> bool:
    return abs(row.number) > SMALLEST and row.source != BY_DEFINITION


def _raised(row: Row) -> float:
    """Return a number 1 % higher; a share of 1 stays one."""
    raised = row.number * (1 + _STEP)
    is_share = str(row.place[-1]).endswith("share")
    return min(raised, 1.0) if is_share else raised


def _differences(
    first: Numbers, other: Numbers, named: Named, ends: Sequence[float], volumes: Number
) -> Vector:
    """Return first - other for each number moved alone to its end (down) and each volume (across)."""
    costs = []
    across = np.atleast_1d(np.asarray(volumes, float))[np.newaxis, :]
    for numbers, mine in ((first, FIRST), (other, OTHER)):
        columns = {}
        for place, ((row, side), end) in enumerate(zip(named, ends, strict=True)):
            if side in (BOTH, mine):
                own = row if row.place in numbers.rows and side == mine else _of(numbers, row)
                column = np.full((len(named), 1), own.number)
                column[place, 0] = end
                columns[own.place] = column
        cost = CostKernel(numbers.over(columns)).cost(Volume(doses_per_year=across)).cost_per_dose
        costs.append(np.broadcast_to(np.asarray(cost, float), (len(named), across.shape[1])))
    return np.asarray(costs[0] - costs[1])


def _of(numbers: Numbers, row: Row) -> Row:
    """Return the row of a scenario that says the same as another one's."""
    return next(
        each
        for each in numbers.rows.values()
        if (each.name, each.number, each.span) == (row.name, row.number, row.span)
    )


def _ends(
    first: Numbers, other: Numbers, named: Named, side: int, volumes: tuple[float, float]
) -> list[float | None]:
    """Return the first break-even volume with each number at one end of its range, to a step of the grid."""
    grid = np.geomspace(*volumes, _POINTS)
    found = _differences(first, other, named, [row.span[side] for row, _ in named], grid)
    return [_first_crossing(grid, line) for line in found]


def _first_crossing(grid: Vector, line: Vector) -> float | None:
    """Return where a line first changes its sign, between two volumes by their logarithm."""
    signs = line > 0
    changes = np.flatnonzero(signs[1:] != signs[:-1])
    if not changes.size:
        return None
    at = int(changes[0])
    before, after = float(line[at]), float(line[at + 1])
    part = before / (before - after)
    return float(grid[at] ** (1 - part) * grid[at + 1] ** part)
