"""Work that rests while units are not there, in the reference engine."""

from typing import Any, Protocol

from biovaliance.bioproduction.engine.events import END, MARGIN
from biovaliance.bioproduction.engine.reference.capacity import Capacity
from biovaliance.bioproduction.engine.reference.material import PAUSED, RUNNING, Token
from biovaliance.bioproduction.engine.replications import Code


class Interrupted(Protocol):
    """What this reads and changes of a line."""

    now: float
    live: int
    capacity: Capacity
    interruptible: dict[int, Token]
    paused: list[Token]

    def push(self, time: float, kind: int, what: Any) -> int:
        """Put an event ahead and return its number."""

    def work_done(self) -> None:
        """Note that something in progress has ended."""

    def note(self, code: Code, token: Token) -> None:
        """Write an event of some material into the trace."""


def pause(line: Interrupted, pool: int) -> None:
    """Interrupt what started last, until no more units of a pool work than there are; what ends at this very
    moment is not interrupted.
    """
    capacity = line.capacity
    running = [token for token in line.interruptible.values() if token.state == RUNNING]
    ending = [token for token in running if token.ends <= line.now + MARGIN]
    given_back = sum(units for token in ending for taken, units in token.taken if taken == pool)
    for turn in sorted(line.interruptible, reverse=True):
        if capacity.busy[pool] - given_back <= capacity.available[pool]:
            return
        token = line.interruptible[turn]
        if token.state != RUNNING or token in ending:
            continue
        if any(taken == pool for taken, _ in token.taken):
            token.state = PAUSED
            token.ends -= line.now
            token.event = -1
            line.work_done()
            capacity.hold(token.taken, line.now)
            line.paused.append(token)
            line.note(Code.PAUSED, token)


def resume(line: Interrupted) -> None:
    """Take up again what was interrupted, what started first before the others."""
    for token in sorted(line.paused, key=lambda paused: paused.turn):
        if line.capacity.resume(token.taken, line.now):
            line.paused.remove(token)
            token.state = RUNNING
            token.ends += line.now
            token.event = line.push(token.ends, END, token)
            line.live += 1
            line.note(Code.RESUMED, token)
