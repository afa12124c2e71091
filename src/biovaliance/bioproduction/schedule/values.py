"""What a schedule is made of: pools, steps, patients, the work to place, and where it was placed.

    patient ─> nodes (one for each operation, one more for each repetition) ─> placements on a time grid

All times are whole slots of the grid, counted from Monday 00:00 of the first week: durations, cleaning and
arrivals are rounded up to it, hold limits down, hours of work inwards, so that what fits on the grid fits in
the plant.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from biovaliance.bioproduction.scenarios.calendars import WorkHours
from biovaliance.foundation.errors import InputError

GRIDS_MIN = (5, 10, 15, 20, 30, 60)
_ROUNDING = 1e-6

Takes = tuple[tuple[int, int], ...]
"""Units of pools, taken together: (pool, how many)."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The slots of time a schedule is made of."""

    minutes: int = 15

    def __post_init__(self) -> None:
        """Refuse a slot that does not divide the hour, or is too fine for weeks."""
        if self.minutes not in GRIDS_MIN:
            raise InputError(
                f"Grid: {self.minutes} minutes is no slot of a schedule; expected one of "
                f"{', '.join(map(str, GRIDS_MIN))}."
            )

    def up(self, hours: float) -> int:
        """Return hours in slots, rounded up."""
        return math.ceil(hours * 60 / self.minutes - _ROUNDING)

    def down(self, hours: float) -> int:
        """Return hours in slots, rounded down."""
        return math.floor(hours * 60 / self.minutes + _ROUNDING)

    def hours(self, slots: float) -> float:
        """Return slots in hours."""
        return slots * self.minutes / 60


@dataclass(frozen=True, slots=True)
class Pool:
    """Units that are alike. `away` are times at which so many of them are missing: (from, to, units)."""

    name: str
    count: int
    hours: WorkHours | None = None
    at_close: str = "fit"
    cleaning: int = 0
    away: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """An operation as it is planned.

    `ways` are the units it may take, the preferred first. With `blocks` the material never leaves the step
    before, whose units it keeps until this one starts; else `hold` is the longest it may wait, where there is
    a limit. `is_later` says that no release waits for it.
    """

    name: str
    duration: int
    ways: tuple[Takes, ...] = ((),)
    hold: int | None = None
    blocks: bool = False
    batch: int = 1
    batch_wait: int | None = None
    priority: int = 0
    is_later: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """A patient or a lot. `due` is when it is lost if not released, or, with `due_to_start`, not begun."""

    name: str
    arrival: int
    due: int | None = None
    due_to_start: bool = False
    scrapped: str = ""
    """Why nothing more is made for it; "" for all others."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a node lies: `way` is the number of the units it takes among the ways of its step.

    Nodes of one batch have the same number, which is that of its first node; -1 for work on its own.
    """

    start: int
    end: int
    way: int = 0
    batch: int = -1


@dataclass(frozen=True, slots=True)
class Node:
    """One run of a step for a patient: what must be done before (by number), and when at the earliest.

    What has started is `fixed`; what was made void by a failure holds nobody up.
    """

    job: int
    step: int
    needs: tuple[int, ...]
    earliest: int = 0
    attempt: int = 0
    fixed: Placement | None = None
    is_void: bool = False


@dataclass(frozen=True)
class Problem:
    """Everything a schedule has to obey. Nodes come after those they need."""

    grid: Grid
    pools: tuple[Pool, ...]
    steps: tuple[Step, ...]
    jobs: tuple[Job, ...]
    nodes: tuple[Node, ...]
    now: int = 0

    @cached_property
    def of_job(self) -> tuple[tuple[int, ...], ...]:
        """The nodes of each job, in order."""
        found: list[list[int]] = [[] for _ in self.jobs]
        for number, node in enumerate(self.nodes):
            found[node.job].append(number)
        return tuple(map(tuple, found))

    @cached_property
    def successors(self) -> tuple[tuple[int, ...], ...]:
        """What needs each node."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for number, node in enumerate(self.nodes):
            for need in node.needs:
                found[need].append(number)
        return tuple(map(tuple, found))

    @cached_property
    def keeper(self) -> Mapping[int, int]:
        """For each node whose units are kept past its end, the node that ends this by starting."""
        return {
            number: after[0]
            for number, after in enumerate(self.successors)
            if len(after) == 1
            and self.steps[self.nodes[after[0]].step].blocks
            and self.steps[self.nodes[number].step].ways != ((),)
        }

    @cached_property
    def has_batches(self) -> bool:
        """Whether some work is done for several at once."""
        return any(step.batch > 1 for step in self.steps)

    def step(self, node: int) -> Step:
        """Return the step of a node."""
        return self.steps[self.nodes[node].step]

    def duration(self, node: int) -> int:
        """Return how long a node takes, shifts apart."""
        return self.step(node).duration

    def follows_at_once(self, node: int) -> bool:
        """Whether a node takes nothing and nobody waits for it: then it starts as soon as it can."""
        step = self.step(node)
        return step.is_later and step.ways == ((),) and step.batch == 1 and not self.successors[node]

    def is_gate(self, node: int) -> bool:
        """Whether the release of the dose waits for a node."""
        return not self.nodes[node].is_void and not self.step(node).is_later


@dataclass(frozen=True)
class Schedule:
    """A placement for each node of a problem; None where the patient is not planned, with the reason why."""

    placements: tuple[Placement | None, ...]
    lost: Mapping[int, str]

    def release(self, problem: Problem, job: int) -> int | None:
        """Return when the dose of a patient is released; None where there is none."""
        if job in self.lost:
            return None
        ends = [
            placed.end
            for node in problem.of_job[job]
            if problem.is_gate(node) and (placed := self.placements[node]) is not None
        ]
        return max(ends, default=problem.jobs[job].arrival)

    def ready(self, problem: Problem, node: int) -> int:
        """Return from when on a node could start: what it needs is done, the patient is there."""
        each = problem.nodes[node]
        ends = [placed.end for need in each.needs if (placed := self.placements[need]) is not None]
        return max([each.earliest, *ends])
