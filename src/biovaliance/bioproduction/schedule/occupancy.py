"""How many units of each pool are taken at each time, and when so many more would be free."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping

from biovaliance.bioproduction.schedule.hours import FAR, Timing
from biovaliance.bioproduction.schedule.values import Placement, Problem, Takes


class Occupancy:
    """The units of one pool that are taken, as steps over time."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.times = [-FAR]
        self.taken = [0]

    def add(self, start: int, end: int, units: int) -> None:
        """Take units from `start` to `end`; give them back where `units` is negative."""
        if start >= end or not units:
            return
        first, last = self._cut(start), self._cut(end)
        for place in range(first, last):
            self.taken[place] += units

    def clash(self, start: int, end: int, units: int) -> int:
        """Return until when units are lacking within [start, end), the last time; -1 where they are there."""
        room = self.count - units
        place = bisect_left(self.times, end) - 1
        while place >= 0 and (place + 1 == len(self.times) or self.times[place + 1] > start):
            if self.taken[place] > room:
                return self.times[place + 1] if place + 1 < len(self.times) else FAR
            place -= 1
        return -1

    def _cut(self, time: int) -> int:
        place = bisect_right(self.times, time) - 1
        if self.times[place] == time:
            return place
        self.times.insert(place + 1, time)
        self.taken.insert(place + 1, self.taken[place])
        return place + 1


class Plant:
    """All pools of a problem with what is placed in them."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.pools = [Occupancy(pool.count) for pool in problem.pools]
        self._timings: dict[tuple[Takes, int], Timing] = {}
        for pool, own in zip(problem.pools, self.pools, strict=True):
            for start, end, units in pool.away:
                own.add(start, end, units)

    def timing(self, node: int, way: int) -> Timing:
        """Return when a node may start with the units of a way."""
        step = self.problem.step(node)
        return self.timing_of(step.ways[way], step.duration)

    def timing_of(self, takes: Takes, duration: int) -> Timing:
        """Return when work of a length with some units may start."""
        key = (takes, duration)
        if key not in self._timings:
            self._timings[key] = Timing(self.problem.pools, takes, duration, self.problem.grid)
        return self._timings[key]

    def occupy(self, takes: Takes, start: int, end: int, sign: int = 1) -> None:
        """Take units for work from `start` to `end` and the cleaning after it; give back with sign -1."""
        if start < end:
            for pool, units in takes:
                self.pools[pool].add(start, end + self.problem.pools[pool].cleaning, sign * units)

    def clash(self, takes: Takes, start: int, end: int) -> int:
        """Return until when some unit is lacking for work from `start` to `end`; -1 where all are there."""
        if start >= end:
            return -1
        cleaning = self.problem.pools
        return max(
            (self.pools[pool].clash(start, end + cleaning[pool].cleaning, units) for pool, units in takes),
            default=-1,
        )

    def first(self, node: int, way: int, time: int) -> tuple[int, int]:
        """Return the first start and end of a node from `time` on with the units of a way."""
        takes = self.problem.step(node).ways[way]
        timing = self.timing(node, way)
        start = timing.next_start(time)
        while start < FAR:
            end = timing.end(start)
            until = self.clash(takes, start, end)
            if until < 0:
                return start, end
            start = timing.next_start(until) if until < FAR else FAR
        return FAR, FAR

    def place_all(self, placements: Mapping[int, Placement]) -> None:
        """Take the units of what is placed; those of a batch once, those that are kept until they
        come free.
        """
        for node, placed in placements.items():
            if placed.batch in {-1, node}:
                self.occupy(
                    self.problem.step(node).ways[placed.way],
                    placed.start,
                    held_until(self.problem, node, placements),
                )


def held_until(problem: Problem, node: int, placements: Mapping[int, Placement]) -> int:
    """Return until when a placed node holds its units: its end, or the start of what it keeps them for."""
    placed = placements[node]
    keeper = problem.keeper.get(node)
    if keeper is None or keeper not in placements:
        return placed.end
    return max(placed.end, placements[keeper].start)
