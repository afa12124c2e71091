"""When work may start and when it ends, given the shifts of the pools it takes.

fit        starts only where it ends before closing; what is longer than any shift where the longest opens
finish     starts while open, and is finished after closing
interrupt  rests while closed, and is resumed
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from biovaliance.bioproduction.scenarios.calendars import WorkHours
from biovaliance.bioproduction.schedule.values import Grid, Pool, Takes

Ranges = list[tuple[int, int]]
FAR = 1 << 40
"""A time later than any schedule."""


class Timing:
    """The starts and ends of work of one length with units of certain pools."""

    def __init__(self, pools: Sequence[Pool], takes: Takes, duration: int, grid: Grid) -> None:
        own = [pools[pool] for pool, _ in takes if pools[pool].hours is not None]
        self.duration = duration
        self._grid = grid
        self._closing = [(pool.hours, pool.at_close) for pool in own if pool.hours is not None]
        self._resting = [hours for hours, at_close in self._closing if at_close == "interrupt"]
        self._until = 0
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        self._opens: list[int] = []
        self._worked: list[int] = []  # slots of work before each opening
        self._closes: list[int] = []
        if self._closing:
            self._reach(56 * 24 * 60 // grid.minutes)

    @property
    def is_free(self) -> bool:
        """Whether work may start at any time."""
        return not self._closing

    @property
    def rests(self) -> bool:
        """Whether work is interrupted by closing hours."""
        return bool(self._resting)

    def next_start(self, time: int) -> int:
        """Return the first time from `time` on at which work may start; FAR where there is none."""
        if self.is_free or time >= FAR:
            return time
        tries = 0
        while True:
            place = bisect_left(self._lasts, time)
            if place < len(self._lasts):
                return max(time, self._firsts[place])
            if tries > 3:
                return FAR
            tries += 1
            self._reach(max(2 * self._until, 2 * time))

    def end(self, start: int) -> int:
        """Return when work that starts then ends."""
        if not self._resting:
            return start + self.duration
        while True:
            place = bisect_right(self._opens, start) - 1
            done = self._worked[place] + min(start, self._closes[place]) - self._opens[place]
            target = done + self.duration
            last = bisect_left(self._worked, target) - 1 if self.duration else place
            if last + 1 < len(self._worked):
                return self._opens[last] + target - self._worked[last]
            self._reach(2 * self._until)

    def starts(self, first: int, last: int) -> Ranges:
        """Return the ranges of starts within [first, last], both included."""
        if self.is_free:
            return [(first, last)] if first <= last else []
        self._reach(last + 1)
        place = bisect_left(self._lasts, first)
        found = []
        while place < len(self._lasts) and self._firsts[place] <= last:
            found.append((max(first, self._firsts[place]), min(last, self._lasts[place])))
            place += 1
        return found

    def pieces(self, first: int, last: int) -> list[tuple[int, int, int]]:
        """Return the ranges of starts within [first, last] over which work lasts the same: (from,
        to, lasts).
        """
        found: list[tuple[int, int, int]] = []
        for begin, finish in self.starts(first, last):
            start = begin
            while start <= finish:
                lasts = self.end(start) - start
                low, high = start, finish
                while low < high:  # the rest a start leaves can only grow within a shift
                    middle = (low + high + 1) // 2
                    low, high = (middle, high) if self.end(middle) - middle == lasts else (low, middle - 1)
                found.append((start, low, lasts))
                start = low + 1
        return found

    def _reach(self, until: int) -> None:
        if until <= self._until:
            return
        self._until = until
        starts: Ranges | None = None
        for hours, at_close in self._closing:
            own = _starts(hours, at_close, self.duration, until, self._grid)
            starts = own if starts is None else _common(starts, own)
        self._firsts = [first for first, _ in starts or ()]
        self._lasts = [last for _, last in starts or ()]
        works: Ranges | None = None
        for hours in self._resting:
            own = [(start, end - 1) for start, end in open_slots(hours, until, self._grid)]
            works = own if works is None else _common(works, own)
        self._opens = [first for first, _ in works or ()]
        self._closes = [last + 1 for _, last in works or ()]
        self._worked = []
        done = 0
        for opens, closes in zip(self._opens, self._closes, strict=True):
            self._worked.append(done)
            done += closes - opens


def open_slots(hours: WorkHours, until: int, grid: Grid) -> Ranges:
    """Return the open intervals [from, to) that begin before `until`, rounded inwards to the grid."""
    found: Ranges = []
    if hours.ends_h and hours.ends_h[-1] > hours.cycle_h:  # the shift that runs over into time 0
        found.append((0, grid.down(hours.ends_h[-1] - hours.cycle_h)))
    turn = 0
    while grid.down(turn * hours.cycle_h) < until:
        base = turn * hours.cycle_h
        for start, end in zip(hours.starts_h, hours.ends_h, strict=True):
            found.append((grid.up(base + start), grid.down(base + end)))
        turn += 1
    return [(start, end) for start, end in found if start < end]


def _starts(hours: WorkHours, at_close: str, duration: int, until: int, grid: Grid) -> Ranges:
    """Return the ranges of starts, both ends included, that one pool allows."""
    opened = open_slots(hours, until, grid)
    if at_close != "fit":
        return [(start, end - 1) for start, end in opened]
    longest = max((grid.down(end) - grid.up(start) for start, end in _cycle(hours)), default=0)
    needed = max(1, min(duration, longest))
    return [(start, end - needed) for start, end in opened if end - start >= needed]


def _cycle(hours: WorkHours) -> list[tuple[float, float]]:
    return list(zip(hours.starts_h, hours.ends_h, strict=True))


def _common(left: Ranges, right: Ranges) -> Ranges:
    """Return what two lists of ranges, in order, have in common."""
    found: Ranges = []
    i = j = 0
    while i < len(left) and j < len(right):
        first, last = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if first <= last:
            found.append((first, last))
        if left[i][1] <= right[j][1]:
            i += 1
        else:
            j += 1
    return found
