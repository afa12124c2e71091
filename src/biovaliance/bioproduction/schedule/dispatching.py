"""Schedules made by a rule, in the order of time: who waits for what is free starts.

First come first served is the plant as it works today, the rules of `engine.reference` with planned
durations: one queue per operation, of the queues whose first can start the one of highest priority goes
first, then the one that has waited longest; what waits too long is lost. Other rules order the queues by the
patient.
"""

from collections.abc import Callable, Mapping
from heapq import heappop, heappush

from biovaliance.bioproduction.schedule.heads import earliest, tails
from biovaliance.bioproduction.schedule.hours import FAR
from biovaliance.bioproduction.schedule.occupancy import Plant
from biovaliance.bioproduction.schedule.values import Placement, Problem, Schedule

HELD_TOO_LONG = "held too long"
LOST_WAITING = "lost waiting"
STUCK = "waits for what never comes free"

Rank = tuple[float, ...]
Rule = Callable[[int, int, int], Rank]
"""What puts a waiting node before another: its number, when it came, and the turn in which it came."""


def rules_of(problem: Problem) -> Mapping[str, Rule]:
    """Return the rules by name; the first is that of the plant today."""
    heads, remaining = earliest(problem), tails(problem)
    nodes, jobs = problem.nodes, problem.jobs

    def priority(node: int) -> int:
        return -problem.step(node).priority

    def least_slack(node: int, came: int, turn: int) -> Rank:
        job = jobs[nodes[node].job]
        hold = problem.step(node).hold
        lost_at = min(
            came + hold if hold is not None else FAR,
            job.due - remaining[node] if job.due is not None and not job.due_to_start else FAR,
        )
        return (lost_at, job.arrival, turn)

    return {
        "first come first served": lambda node, _came, turn: (priority(node), turn),
        "oldest patient first": lambda node, _came, turn: (jobs[nodes[node].job].arrival, turn),
        "least work left first": lambda node, _came, turn: (
            remaining[node],
            jobs[nodes[node].job].arrival,
            turn,
        ),
        "most work left first": lambda node, _came, turn: (
            -remaining[node],
            jobs[nodes[node].job].arrival,
            turn,
        ),
        "least slack first": least_slack,
        "longest delay first": lambda node, came, turn: (heads[node] - came, turn),
    }


def dispatch(problem: Problem, rule: Rule) -> Schedule:
    """Return the schedule a rule makes."""
    return _Dispatch(problem, rule).run()


class _Dispatch:
    def __init__(self, problem: Problem, rule: Rule) -> None:
        self.problem = problem
        self.rule = rule
        self.plant = Plant(problem)
        self.placed: dict[int, Placement] = {
            number: node.fixed for number, node in enumerate(problem.nodes) if node.fixed is not None
        }
        self.plant.place_all(
            {node: placed for node, placed in self.placed.items() if not self._keeps_on(node)}
        )
        self.lost: dict[int, str] = {
            number: job.scrapped for number, job in enumerate(problem.jobs) if job.scrapped
        }
        self.kept: set[int] = set()
        self.missing = [len(node.needs) for node in problem.nodes]
        self.queues: dict[int, list[int]] = {}
        self.came: dict[int, tuple[int, int]] = {}
        self.turn = 0
        self.live = 0
        self.to_come = 0
        self.forced: set[int] = set()
        self.due: list[int] = []
        self.events: list[tuple[int, int, str, int]] = []
        self.sequence = 0

    def run(self) -> Schedule:
        """Go from event to event until nothing is left to come."""
        self._prepare()
        now = self.problem.now
        while self.events:
            now = max(now, self.events[0][0])
            while self.events and self.events[0][0] <= now:
                time, _, kind, what = heappop(self.events)
                self._happen(kind, what, time)
            self._expire(now, before=True)
            self._start_what_can(now)
            self._expire(now)
            if self.live == 0 and self.to_come == 0:
                self._fill_last_batches(now)
        for step in sorted(self.queues):
            for node in self.queues[step]:
                self.lost.setdefault(self.problem.nodes[node].job, STUCK)
        placements = tuple(self.placed.get(node) for node in range(len(self.problem.nodes)))
        return without_lost(self.problem, placements, self.lost)

    def _push(self, time: int, kind: str, what: int) -> None:
        self.sequence += 1
        heappush(self.events, (time, self.sequence, kind, what))

    def _prepare(self) -> None:
        for number, node in enumerate(self.problem.nodes):
            if node.fixed is not None:
                self._push(node.fixed.end, "end", number)
                self.live += 1
                if self._keeps_on(number):
                    self._occupy_on(number)
            elif not node.needs and node.job not in self.lost:
                self._push(node.earliest, "come", number)
                self.to_come += 1
        for pool in self.problem.pools:
            for _, until, _ in pool.away:
                self._push(until, "look", -1)
        for number, job in enumerate(self.problem.jobs):
            if job.due is not None and number not in self.lost:
                self._push(job.due, "due", number)

    def _keeps_on(self, node: int) -> bool:
        """Whether a fixed node keeps its units for one that is not placed yet."""
        return node in self.problem.keeper and self.problem.keeper[node] not in self.placed

    def _occupy_on(self, node: int) -> None:
        placed = self.placed[node]
        self.plant.occupy(self.problem.step(node).ways[placed.way], placed.start, FAR)
        self.kept.add(node)

    def _happen(self, kind: str, what: int, time: int) -> None:
        if kind == "end":
            self.live -= 1
            for after in self.problem.successors[what]:
                self.missing[after] -= 1
                node = self.problem.nodes[after]
                if self.missing[after] == 0 and node.fixed is None and node.job not in self.lost:
                    self._enter(after, max(time, node.earliest))
        elif kind == "come":
            self.to_come -= 1
            if self.problem.nodes[what].job not in self.lost:
                self._enter(what, time)
        elif kind == "cleaned":
            self.live -= 1
        elif kind == "due":
            self.due.append(what)

    def _enter(self, node: int, time: int) -> None:
        self.turn += 1
        self.came[node] = (time, self.turn)
        step = self.problem.nodes[node].step
        queue = self.queues.setdefault(step, [])
        queue.append(node)
        queue.sort(key=lambda each: self.rule(each, *self.came[each]))
        own = self.problem.steps[step]
        if own.hold is not None:
            self._push(time + own.hold, "look", -1)
        if own.batch_wait is not None:
            self._push(time + own.batch_wait, "look", -1)

    # Starting

    def _start_what_can(self, now: int) -> None:
        """Start whatever can start, best first, until nothing can."""
        candidates = {step for step, queue in self.queues.items() if queue}
        while candidates:
            best = min(
                candidates,
                key=lambda step: self.rule(self.queues[step][0], *self.came[self.queues[step][0]]),
            )
            if not self._start_first(best, now):
                candidates.discard(best)
                continue
            candidates = {step for step, queue in self.queues.items() if queue}

    def _start_first(self, step: int, now: int) -> bool:
        queue, own = self.queues[step], self.problem.steps[step]
        first = queue[0]
        size = min(own.batch, len(queue))
        if size < own.batch and step not in self.forced:
            waited_since = min(self.came[node][0] for node in queue[:size])
            if own.batch_wait is None or now < waited_since + own.batch_wait:
                return False
        way, end = self._way(first, now)
        if way < 0:
            return False
        members, self.queues[step] = queue[:size], queue[size:]
        self.forced.discard(step)
        for node in members:
            batch = first if own.batch > 1 else -1
            self.placed[node] = Placement(now, end, way, batch)
            self._push(end, "end", node)
            self.live += 1
        takes = own.ways[way]
        keeps = first in self.problem.keeper
        self.plant.occupy(takes, now, FAR if keeps else end)
        if keeps:
            self.kept.add(first)
        elif end > now:
            self._clean(takes, end)
        return True

    def _clean(self, takes: tuple[tuple[int, int], ...], end: int) -> None:
        for pool, _ in takes:
            if self.problem.pools[pool].cleaning:
                self._push(end + self.problem.pools[pool].cleaning, "cleaned", -1)
                self.live += 1

    def _way(self, node: int, now: int) -> tuple[int, int]:
        """Return the first way in which a node can start now, and its end; -1 where there is none.

        Its material gives the units it keeps back first; where nothing starts it takes them again.
        """
        keeping = [need for need in self.problem.nodes[node].needs if need in self.kept]
        for need in keeping:
            self._free_kept(need, now)
        step = self.problem.step(node)
        for way, takes in enumerate(step.ways):
            timing = self.plant.timing(node, way)
            start = timing.next_start(now)
            if start != now:
                if start < FAR:
                    self._push(start, "look", -1)
                continue
            end = timing.end(now)
            if self.plant.clash(takes, now, FAR if node in self.problem.keeper else end) < 0:
                for need in keeping:
                    self.kept.discard(need)
                    self._clean(self._takes(need), now)
                return way, end
        for need in keeping:
            self._free_kept(need, now, sign=-1)
        return -1, FAR

    def _takes(self, node: int) -> tuple[tuple[int, int], ...]:
        return self.problem.step(node).ways[self.placed[node].way]

    def _free_kept(self, node: int, now: int, sign: int = 1) -> None:
        """Give back from now on the units a node keeps, but for their cleaning; with sign -1 take
        them again.
        """
        for pool, units in self._takes(node):
            cleaning = self.problem.pools[pool].cleaning
            self.plant.pools[pool].add(now + cleaning, FAR + cleaning, -sign * units)

    # Losing

    def _expire(self, now: int, before: bool = False) -> None:
        """Lose who has waited as long as can be; with `before`, who was past that before now."""
        for step, queue in list(self.queues.items()):
            hold = self.problem.steps[step].hold
            if hold is not None:
                for node in [each for each in queue if now - self.came[each][0] >= hold + before]:
                    self._lose(self.problem.nodes[node].job, HELD_TOO_LONG, now)
        if before:
            return
        for job in self.due:  # what begins, or ends, at the limit is in time
            self._give_up_late(job, now)
        self.due.clear()

    def _give_up_late(self, job: int, now: int) -> None:
        if job in self.lost:
            return
        own = self.problem.of_job[job]
        if self.problem.jobs[job].due_to_start:
            late = not any(node in self.placed for node in own)
        else:
            late = any(
                self.problem.is_gate(node) and (node not in self.placed or self.placed[node].end > now)
                for node in own
            )
        if late:
            self._lose(job, LOST_WAITING, now)

    def _lose(self, job: int, why: str, now: int) -> None:
        if job in self.lost:
            return
        self.lost[job] = why
        for step, queue in self.queues.items():
            self.queues[step] = [node for node in queue if self.problem.nodes[node].job != job]
        for node in self.problem.of_job[job]:
            if node in self.kept:
                self._free_kept(node, now)
                self.kept.discard(node)
        self._push(now, "look", -1)

    def _fill_last_batches(self, now: int) -> None:
        """Let batches be smaller where all who wait, wait for one to fill, and nobody else comes."""
        waiting = [step for step, queue in self.queues.items() if queue]
        if waiting and all(self.problem.steps[step].batch > 1 for step in waiting):
            fresh = set(waiting) - self.forced
            self.forced.update(waiting)
            if fresh:
                self._push(now, "look", -1)


def without_lost(
    problem: Problem, placements: tuple[Placement | None, ...], lost: Mapping[int, str]
) -> Schedule:
    """Return a schedule without the work of lost patients, but for what has really started."""
    kept = tuple(
        placed if node.job not in lost or node.fixed is not None else None
        for node, placed in zip(problem.nodes, placements, strict=True)
    )
    return Schedule(_batches_renamed(kept), dict(sorted(lost.items())))


def _batches_renamed(placements: tuple[Placement | None, ...]) -> tuple[Placement | None, ...]:
    """Name each batch after the first of its nodes that is still there."""
    first: dict[int, int] = {}
    for node, placed in enumerate(placements):
        if placed is not None and placed.batch >= 0:
            first.setdefault(placed.batch, node)
    return tuple(
        placed
        if placed is None or placed.batch < 0
        else Placement(placed.start, placed.end, placed.way, first[placed.batch])
        for placed in placements
    )
