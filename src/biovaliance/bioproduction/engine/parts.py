"""Some replications of a model, run by one engine in one place: the piece of work that executors hand out."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine.draws import MASK
from biovaliance.bioproduction.engine.kernel import FULL, STOPPED, compiled
from biovaliance.bioproduction.engine.memory import Floats, Integers, memory_of, signed, widest
from biovaliance.bioproduction.engine.model import Model
from biovaliance.bioproduction.engine.plain import PlainRun, is_plain
from biovaliance.bioproduction.engine.reference import Reference
from biovaliance.bioproduction.engine.replications import Replication
from biovaliance.bioproduction.engine.spread import Spread
from biovaliance.foundation.errors import InputError

Engine = Literal["compiled", "reference"]
SMALLEST_ROOM = 256
LARGEST_ROOM = 1 << 24
GOES_ON = np.zeros(1, np.int64)
"""What a run looks at to know whether to stop; this one says no."""


@dataclass(frozen=True, slots=True)
class Part:
    """Finished replications of a model."""

    first: int
    replications: tuple[Replication, ...]
    spread: Spread


class StoppedError(Exception):
    """A part was asked to stop before it was finished."""


def run_part(
    model: Model,
    seed: int,
    first: int,
    count: int,
    engine: Engine = "compiled",
    *,
    traced: bool = False,
    stop: Integers = GOES_ON,
) -> Part:
    """Run `count` replications of a model, the first of which is number `first`.

    With `traced`, `count` is 1 and the replication holds its events.

    Raises:
        StoppedError: `stop[0]` was set meanwhile.
        InputError: more patients are present at once than memory could hold.
    """
    if engine == "reference":
        spread = Spread(r.FIRST_OPERATION + len(model.steps))
        numbers = range(first, first + count)
        if is_plain(model) and not traced:
            done = [PlainRun(model, seed, number, spread).run() for number in numbers]
        else:
            done = [Reference(model, seed, number, spread, traced).run() for number in numbers]
        return Part(first, tuple(done), spread)
    room, trace_room = max(SMALLEST_ROOM, 4 * widest(model)), 16 * SMALLEST_ROOM if traced else 0
    statistics = r.FIRST_OPERATION + len(model.steps)
    while room <= LARGEST_ROOM:
        memory = memory_of(model, room, trace_room)
        counts = np.zeros((count, r.COUNTS + 2 * len(model.steps)), np.int64)
        figures = np.zeros((count, (3 + 2 * r.GROUPS) * statistics + 2 * len(model.resources) + 1))
        _, ended = compiled()(
            memory.integers, memory.floats, signed(seed & MASK), first, counts, figures, stop
        )
        if ended == STOPPED:
            raise StoppedError
        if ended != FULL:
            rows = zip(counts, figures, strict=True)
            done = [_replication(model, *row) for row in rows]
            if traced:
                done[0].trace_times, done[0].trace_what = memory.trace
            return Part(first, tuple(done), Spread.of(memory.kept, memory.numbers, memory.bins))
        room, trace_room = 2 * room, 4 * trace_room
    raise InputError(
        f"More than {LARGEST_ROOM // 2:,} patients are in the process at once; "
        "let fewer arrive, add units to the pools they wait for, or shorten the run."
    )


def _replication(model: Model, counts: Integers, figures: Floats) -> Replication:
    """Return the figures of one row of each array the kernel writes."""
    statistics, pools = r.FIRST_OPERATION + len(model.steps), len(model.resources)
    groups = 3 * statistics
    hours = groups + 2 * r.GROUPS * statistics
    return Replication(
        counts=counts[: r.COUNTS],
        moments=figures[:groups].reshape(-1, 3),
        groups=figures[groups:hours].reshape(-1, r.GROUPS, 2),
        pools=figures[hours : hours + 2 * pools].reshape(-1, 2),
        steps=counts[r.COUNTS :].reshape(-1, 2),
        window_h=float(figures[-1]),
    )
