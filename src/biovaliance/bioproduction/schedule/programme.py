"""The schedule as a programme of CP-SAT: intervals on pools, starts within shifts, waits within limits.

    free patients ─> a start for each of their operations, within what any better schedule allows
    the others    ─> the units they take, as they lie

Its optimum is that of the problem where all patients are free; where only some are, that of moving these.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from biovaliance.bioproduction.schedule.aims import RELEASE_WEIGHT, Aim, counts_later, job_value
from biovaliance.bioproduction.schedule.heads import (
    earliest_spans,
    least_releases,
    occupied,
    room,
    tails,
)
from biovaliance.bioproduction.schedule.occupancy import Plant
from biovaliance.bioproduction.schedule.values import Placement, Problem, Schedule

Linear = cp_model.LinearExprT
_MORE_H = 672  # beyond the schedule known, where somebody who is lost in it may find a place


@dataclass(slots=True)
class _Work:
    """The variables of one free piece of work: a node, or the nodes of a batch."""

    nodes: tuple[int, ...]
    start: cp_model.IntVar
    end: Linear
    lasts: Linear
    ways: list[cp_model.IntVar]
    pieces: list[tuple[int, int, int, int, cp_model.IntVar]] = field(default_factory=list)


class Programme:
    """The model in which some patients of a known schedule may be moved; `Charges` gives it its aim."""

    def __init__(
        self,
        problem: Problem,
        known: Schedule,
        aim: Aim,
        free: Iterable[int],
        alike: Sequence[int] = (),
    ) -> None:
        self.problem, self.known, self.aim = problem, known, aim
        self.model = cp_model.CpModel()
        self.free = sorted(set(free))
        self.may_lose = any(not problem.jobs[job].scrapped for job in known.lost)
        self.jobs = self._jobs()
        self._alike = () if self.may_lose or aim.anchors else tuple(alike)
        self._spans = earliest_spans(problem, self._alike)
        self._tails = tails(problem)
        self._least = least_releases(problem, self._spans)
        self.plant = Plant(problem)
        self.present: dict[int, cp_model.IntVar] = {}
        self.work: dict[int, _Work] = {}
        self.later: list[int] = []
        self._limits()
        self._variables()
        self._order()
        self._keep_order()
        self._units()

    def _jobs(self) -> list[int]:
        """Return the patients that can be moved: free ones, but for those lost for good or lost
        with a batch.
        """
        gone = {job for job in self.known.lost if self.problem.jobs[job].scrapped or self.problem.has_batches}
        return [job for job in self.free if job not in gone]

    # What any better schedule allows

    def _limits(self) -> None:
        """Find until when each patient can be released in a schedule that is better than the known one."""
        known, problem = self.known, self.problem
        ends = [placed.end for placed in known.placements if placed is not None]
        if self.may_lose:
            far = max([problem.now, *ends, *self._least]) + problem.grid.up(_MORE_H)
            self._to_spare = RELEASE_WEIGHT * far
            return
        total = sum(job_value(problem, known, self.aim, job) for job in self.jobs)
        least = sum(self._least_value(job) for job in self.jobs)
        self._to_spare = total - least

    def _least_value(self, job: int) -> int:
        problem = self.problem
        arrival = problem.jobs[job].arrival
        own = [node for node in problem.of_job[job] if counts_later(problem, node)]
        later = sum(self._spans[node][1] - arrival for node in own)
        return RELEASE_WEIGHT * (self._least[job] - arrival) + later

    def latest(self, node: int) -> int:
        """Return the latest end of a node."""
        job = self.problem.nodes[node].job
        if self.problem.is_gate(node):
            latest = self._least[job] + self._to_spare // RELEASE_WEIGHT - self._tails[node]
            due = self.problem.jobs[job]
            return latest if due.due is None or due.due_to_start else min(latest, due.due - self._tails[node])
        return self._spans[node][1] + self._to_spare

    # Variables

    def _variables(self) -> None:
        for job in self.jobs:
            self.present[job] = (
                self.model.new_bool_var(f"present {job}") if self.may_lose else self.model.new_constant(1)
            )
            if self.may_lose:
                self.model.add_hint(self.present[job], job not in self.known.lost)
        free = set(self.jobs)
        done: set[int] = set()
        for job in self.jobs:
            for node in self.problem.of_job[job]:
                if self.problem.nodes[node].fixed is not None or node in done:
                    continue
                members = self._members(node)
                done.update(members)
                if not {self.problem.nodes[each].job for each in members} <= free:
                    continue
                if self.problem.follows_at_once(node):
                    self.later.append(node)
                    continue
                work = self._new_work(members)
                self.work |= dict.fromkeys(members, work)

    def _members(self, node: int) -> tuple[int, ...]:
        placed = self.known.placements[node]
        if placed is None or placed.batch < 0:
            return (node,)
        return tuple(
            other
            for other, each in enumerate(self.known.placements)
            if each is not None and each.batch == placed.batch
        )

    def _new_work(self, members: tuple[int, ...]) -> _Work:
        node, model = members[0], self.model
        step = self.problem.step(node)
        placed = self.known.placements[node]
        first = max(self._spans[each][0] for each in members)
        last = min(self.latest(each) for each in members) - step.duration
        if placed is not None:
            last = max(last, placed.start)
        present = self.present[self.problem.nodes[node].job]
        ranges = [self.plant.timing(node, way).starts(first, last) for way in range(len(step.ways))]
        allowed = [each for own in ranges for each in own] or [(first, first)]
        start = model.new_int_var_from_domain(cp_model.Domain.from_intervals(allowed), f"start {node}")
        if not any(ranges):
            model.add_bool_and([present.negated()])
        if placed is not None:
            model.add_hint(start, placed.start)
        ways = [present]
        if len(step.ways) > 1:
            ways = [model.new_bool_var(f"way {node} {way}") for way in range(len(step.ways))]
            model.add(sum(ways) == present)
            for way, chosen in enumerate(ways):
                model.add_hint(chosen, placed is not None and placed.way == way)
                domain = cp_model.Domain.from_intervals(ranges[way])
                model.add_linear_expression_in_domain(start, domain).only_enforce_if(chosen)
        work = _Work(members, start, start + step.duration, step.duration, ways)
        if any(self.plant.timing(node, way).rests for way in range(len(step.ways))):
            self._interrupted(work, first, last, placed)
        return work

    def _interrupted(self, work: _Work, first: int, last: int, placed: Placement | None) -> None:
        """Let work that rests overnight last as long as its start makes it."""
        node, model = work.nodes[0], self.model
        pieces = []
        for way in range(len(self.problem.step(node).ways)):
            own = []
            for begin, finish, lasts in self.plant.timing(node, way).pieces(first, last):
                chosen = model.new_bool_var(f"piece {node} {way} {begin}")
                model.add_linear_constraint(work.start, begin, finish).only_enforce_if(chosen)
                own.append((way, begin, finish, lasts, chosen))
                known = placed is not None and placed.way == way and begin <= placed.start <= finish
                model.add_hint(chosen, known)
            model.add(sum(chosen for *_, chosen in own) == work.ways[way])
            pieces += own
        longest = max((lasts for *_, lasts, _ in pieces), default=self.problem.duration(node))
        lasting = model.new_int_var(0, longest, f"lasts {node}")
        end = model.new_int_var(0, last + longest + 1, f"end {node}")
        for *_, lasts, chosen in pieces:
            model.add(lasting == lasts).only_enforce_if(chosen)
        model.add(end == work.start + lasting)
        if placed is not None:
            model.add_hint(lasting, placed.end - placed.start)
            model.add_hint(end, placed.end)
        work.lasts, work.end, work.pieces = lasting, end, pieces

    # What comes after what

    def end_of(self, node: int) -> Linear:
        """Return the end of a node: a variable, or where it lies."""
        if node in self.work:
            return self.work[node].end
        placed = self.problem.nodes[node].fixed or self.known.placements[node]
        return placed.end if placed is not None else self._spans[node][1]

    def _order(self) -> None:
        for node, work in self.work.items():
            each, step = self.problem.nodes[node], self.problem.step(node)
            present = self.present[each.job]
            for need in each.needs:
                self.require(work.start >= self.end_of(need), present)
            if step.hold is not None:
                self.require(work.start <= self._ready(node) + step.hold, present)
            job = self.problem.jobs[each.job]
            if job.due is not None and job.due_to_start and not each.needs:
                self._begun_in_time(each.job, job.due)

    def require(self, constraint: cp_model.BoundedLinearExpression | bool, present: cp_model.IntVar) -> None:
        """Ask for something, of patients who are planned."""
        own = self.model.add(constraint)
        if self.may_lose:
            own.only_enforce_if(present)

    def _ready(self, node: int) -> Linear:
        each = self.problem.nodes[node]
        ends = [self.end_of(need) for need in each.needs]
        if not ends:
            return each.earliest
        if len(ends) == 1 and self._spans[each.needs[0]][1] >= each.earliest:
            return ends[0]
        ready = self.model.new_int_var(0, 1 << 40, f"ready {node}")
        self.model.add_max_equality(ready, [each.earliest, *ends])
        return ready

    def _begun_in_time(self, job: int, due: int) -> None:
        firsts = [node for node in self.problem.of_job[job] if not self.problem.nodes[node].needs]
        own = [self.work[node].start for node in firsts if node in self.work]
        if len(own) < len(firsts):
            return  # begun already
        begun = self.model.new_int_var(0, 1 << 40, f"begun {job}")
        self.model.add_min_equality(begun, own)
        self.require(begun <= due, self.present[job])

    def _keep_order(self) -> None:
        """Keep the order of arrival among patients who are alike: see `sorting`."""
        for rank, right in enumerate(self._alike):
            for place, node in enumerate(self.problem.of_job[right]):
                if rank:
                    left = self.problem.of_job[self._alike[rank - 1]][place]
                    if left in self.work and node in self.work:
                        self.model.add(self.work[left].start <= self.work[node].start)
                size = room(self.problem, self.problem.nodes[node].step)
                if size and rank >= size:  # follows from the units, and is seen sooner so
                    ahead = self.problem.of_job[self._alike[rank - size]][place]
                    if ahead in self.work and node in self.work:
                        held = occupied(self.problem, node)
                        self.model.add(self.work[ahead].start + held <= self.work[node].start)

    # Units

    def _units(self) -> None:
        intervals: list[list[tuple[cp_model.IntervalVar, int]]] = [[] for _ in self.problem.pools]
        seen: set[int] = set()
        for node, work in self.work.items():
            if id(work) in seen:
                continue
            seen.add(id(work))
            for way, takes in enumerate(self.problem.step(node).ways):
                for pool, units in takes:
                    own = self._interval(node, work, way, self.problem.pools[pool].cleaning, pool)
                    intervals[pool].append((own, units))
        held = self._held_for_free(intervals)
        fixed = self._fixed(held)
        for pool, sharing in enumerate(intervals):
            if sharing:
                self._share(pool, sharing, fixed.pools[pool].times, fixed.pools[pool].taken)

    def _interval(self, node: int, work: _Work, way: int, cleaning: int, pool: int) -> cp_model.IntervalVar:
        model, name = self.model, f"{node} {way} {pool}"
        chosen = work.ways[way]
        keeper = self.problem.keeper.get(node)
        if keeper is not None and keeper in self.work:
            until = self.work[keeper].start + cleaning
            held = model.new_int_var(0, 1 << 40, f"held {name}")
            placed, after = self.known.placements[node], self.known.placements[keeper]
            if placed is not None and after is not None:
                model.add_hint(held, after.start + cleaning - placed.start)
            return model.new_optional_interval_var(work.start, held, until, chosen, name)
        if work.pieces:
            return model.new_optional_interval_var(
                work.start, work.lasts + cleaning, work.end + cleaning, chosen, name
            )
        size = self.problem.duration(node) + cleaning if self.problem.duration(node) else 0
        if len(work.ways) == 1 and not self.may_lose:
            return model.new_fixed_size_interval_var(work.start, size, name)
        return model.new_optional_fixed_size_interval_var(work.start, size, chosen, name)

    def _held_for_free(self, intervals: list[list[tuple[cp_model.IntervalVar, int]]]) -> set[int]:
        """Let work that is fixed keep its units until the free work it keeps them for starts."""
        held = set()
        for node, keeper in self.problem.keeper.items():
            placed = self.known.placements[node]
            if placed is None or node in self.work or keeper not in self.work:
                continue
            held.add(node)
            for pool, units in self.problem.step(node).ways[placed.way]:
                cleaning = self.problem.pools[pool].cleaning
                size = self.model.new_int_var(0, 1 << 40, f"held {node} {pool}")
                own = self.model.new_interval_var(
                    placed.start, size, self.work[keeper].start + cleaning, f"held {node} {pool}"
                )
                intervals[pool].append((own, units))
        return held

    def _fixed(self, held: set[int]) -> Plant:
        plant = Plant(self.problem)
        plant.place_all(
            {
                node: placed
                for node, placed in enumerate(self.known.placements)
                if placed is not None and node not in self.work and node not in held
            }
        )
        return plant

    def _share(
        self,
        pool: int,
        own: list[tuple[cp_model.IntervalVar, int]],
        times: Sequence[int],
        taken: Sequence[int],
    ) -> None:
        """Let free work share a pool with what is fixed."""
        count = self.problem.pools[pool].count
        blocks = [
            (self.model.new_fixed_size_interval_var(start, end - start, f"fixed {pool} {start}"), units)
            for start, end, units in zip(times, times[1:], taken, strict=False)
            if units
        ]
        everything = [*own, *blocks]
        if sum(units for _, units in own) + max((units for _, units in blocks), default=0) <= count:
            return
        if count == 1:
            self.model.add_no_overlap([interval for interval, _ in everything])
        else:
            self.model.add_cumulative(
                [interval for interval, _ in everything], [units for _, units in everything], count
            )

    # Reading

    def read(self, solver: cp_model.CpSolver) -> Schedule:
        """Return the schedule that a solver found."""
        placements = list(self.known.placements)
        lost = {job: why for job, why in self.known.lost.items() if job not in self.present}
        for job, present in self.present.items():
            if not solver.boolean_value(present):
                lost[job] = self.known.lost.get(job, "no place that is in time")
        for node, work in self.work.items():
            if self.problem.nodes[node].job in lost:
                placements[node] = None
                continue
            way = next((way for way, chosen in enumerate(work.ways) if solver.boolean_value(chosen)), 0)
            start = solver.value(work.start)
            end = self.plant.timing(node, way).end(start)
            batch = work.nodes[0] if self.problem.step(node).batch > 1 else -1
            placements[node] = Placement(start, end, way, batch)
        for node in self.later:
            each = self.problem.nodes[node]
            if each.job in lost:
                placements[node] = None
                continue
            ends = [placed.end for need in each.needs if (placed := placements[need]) is not None]
            start = max([each.earliest, self.problem.now, *ends])
            placements[node] = Placement(start, start + self.problem.duration(node))
        return Schedule(tuple(placements), dict(sorted(lost.items())))
