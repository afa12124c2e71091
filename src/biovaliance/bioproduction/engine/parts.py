"""Some replications of a model, run by one engine in one place: the piece of work that executors hand out."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine.draws import MASK
from biovaliance.bioproduction.engine.kernel.entry import FULL, STOPPED, compiled
from biovaliance.bioproduction.engine.kernel.memory import Floats, Integers, memory_of, signed, widest
from biovaliance.bioproduction.engine.kernel.plain import compiled_plain, plain_tables
from biovaliance.bioproduction.engine.kernel.shelf_memory import sizes
from biovaliance.bioproduction.engine.model import Model
from biovaliance.bioproduction.engine.reference.plain import PlainRun, is_plain
from biovaliance.bioproduction.engine.reference.run import Reference
from biovaliance.bioproduction.engine.replications import Replication
from biovaliance.bioproduction.engine.spread import Spread
from biovaliance.bioproduction.sentences import whole_sentence
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
    room = SMALLEST_ROOM
    while room <= LARGEST_ROOM:
        if is_plain(model) and not traced:
            part = _run_plain(model, (seed, first, count), room, stop)
        else:
            part = _run_any(model, (seed, first, count), room, traced, stop)
        if part is not None:
            return part
        room *= 2
    raise InputError(whole_sentence("too-many-present", most=LARGEST_ROOM // 2))


def prepare(model: Model) -> None:
    """Compile the kernel that runs a model, or load it."""
    if is_plain(model):
        compiled_plain()
    else:
        compiled()


Which = tuple[int, int, int]
"""Seed, number of the first replication, how many."""


def _run_any(model: Model, which: Which, room: int, traced: bool, stop: Integers) -> Part | None:
    """Run replications in the kernel for all models; None where they need more room."""
    seed, first, count = which
    statistics = r.FIRST_OPERATION + len(model.steps)
    memory = memory_of(model, max(room, 4 * widest(model)), 16 * room if traced else 0)
    stock_counts, stock_hours = sizes(model)
    counts = np.zeros((count, r.COUNTS + 2 * len(model.steps) + stock_counts), np.int64)
    size = (3 + 2 * r.GROUPS) * statistics + 2 * len(model.resources) + stock_hours + 1
    figures = np.zeros((count, size))
    _, ended = compiled()(memory.integers, memory.floats, signed(seed & MASK), first, counts, figures, stop)
    if ended == STOPPED:
        raise StoppedError
    if ended == FULL:
        return None
    done = [_replication(model, *row) for row in zip(counts, figures, strict=True)]
    if traced:
        done[0].trace_times, done[0].trace_what = memory.trace
    return Part(first, tuple(done), Spread.of(memory.kept, memory.numbers, memory.bins))


def _run_plain(model: Model, which: Which, room: int, stop: Integers) -> Part | None:
    """Run replications in the kernel for plain lines; None where they need more room."""
    seed, first, count = which
    steps, pools = len(model.steps), len(model.resources)
    statistics = r.FIRST_OPERATION + steps
    spread = Spread(statistics)
    counts = np.zeros((count, r.COUNTS + 2 * steps), np.int64)
    moments = np.zeros((count, statistics, 3))
    groups = np.zeros((count, statistics, r.GROUPS, 2))
    hours, windows = np.zeros((count, pools, 2)), np.zeros(count)
    _, ended = compiled_plain()(
        *plain_tables(model), signed(seed & MASK), first, room,
        spread.kept, spread.numbers, spread.bins, counts, moments, groups, hours, windows, stop,
    )  # fmt: skip
    if ended == STOPPED:
        raise StoppedError
    if ended == FULL:
        return None
    done = [
        Replication(
            counts=counts[place, : r.COUNTS],
            moments=moments[place],
            groups=groups[place],
            pools=hours[place],
            steps=counts[place, r.COUNTS :].reshape(-1, 2),
            window_h=float(windows[place]),
        )
        for place in range(count)
    ]
    return Part(first, tuple(done), spread)


def _replication(model: Model, counts: Integers, figures: Floats) -> Replication:
    """Return the figures of one row of each array the kernel writes."""
    statistics, pools = r.FIRST_OPERATION + len(model.steps), len(model.resources)
    groups = 3 * statistics
    hours = groups + 2 * r.GROUPS * statistics
    held = hours + 2 * pools
    waited = held + r.STOCK_HOURS * len(model.stocks)
    starts = r.COUNTS + 2 * len(model.steps)
    return Replication(
        counts=counts[: r.COUNTS],
        moments=figures[:groups].reshape(-1, 3),
        groups=figures[groups:hours].reshape(-1, r.GROUPS, 2),
        pools=figures[hours:held].reshape(-1, 2),
        steps=counts[r.COUNTS : starts].reshape(-1, 2),
        window_h=float(figures[-1]),
        stocks=counts[starts:].reshape(-1, r.STOCK_COUNTS),
        stock_hours=figures[held:waited].reshape(-1, r.STOCK_HOURS),
        lacking_hours=figures[waited:-1],
    )
