"""The best schedule within a time: rules first, then exact search over the whole or over a rolling window.

    rules, insertion ─> the best of them, never worse than first come first served
        └─> windows of patients by arrival, half overlapping: the others stay ─┐ again while it helps
        └─> all patients at once: a proof, or how far from it ─────────────────┘

What is kept is always the best schedule so far, so stopping at any moment loses only what was not tried yet.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from biovaliance.bioproduction.schedule.aims import RELEASE_WEIGHT, Aim, value
from biovaliance.bioproduction.schedule.charges import Charges
from biovaliance.bioproduction.schedule.compacting import compacted
from biovaliance.bioproduction.schedule.dispatching import dispatch, rules_of
from biovaliance.bioproduction.schedule.heads import earliest_spans, least_releases
from biovaliance.bioproduction.schedule.inserting import insert_all
from biovaliance.bioproduction.schedule.programme import Programme
from biovaliance.bioproduction.schedule.solving import Effort, Outcome, Stop, solve
from biovaliance.bioproduction.schedule.sorting import alike, in_order
from biovaliance.bioproduction.schedule.values import Problem, Schedule

Progress = Callable[[int, int], None]
FIRST_COME = "first come first served"
NODES_IN_WINDOW = 160
MOST_AT_ONCE = 3000
"""Operations up to which all patients are also searched at once, for a bound."""
_SHARE_FOR_WINDOWS = 0.6
_SMALLEST_WINDOW = 4


@dataclass(frozen=True, slots=True)
class Found:
    """A schedule, how good it is, and how good any could be; values as in `aims`."""

    schedule: Schedule
    value: tuple[int, int]
    bound: tuple[int, float]
    first_come: Schedule
    first_come_value: tuple[int, int]
    begun_with: str
    windows: int
    seconds: float
    stopped: bool

    @property
    def proven(self) -> bool:
        """Whether no schedule is better."""
        return self.bound[0] == self.value[0] and self.gap_share < 1e-9

    @property
    def gap_share(self) -> float:
        """How much lower the slots could at most be, over what they are."""
        if not self.value[1]:
            return 0.0
        return max(0.0, (self.value[1] - self.bound[1]) / self.value[1])


def never() -> bool:
    """Say that nobody wants to stop."""
    return False


def find_schedule(
    problem: Problem,
    effort: Effort | None = None,
    aim: Aim | None = None,
    *,
    known: Schedule | None = None,
    progress: Progress = lambda _done, _of: None,
    stop: Stop = never,
) -> Found:
    """Return the best schedule found, never worse than first come first served, nor than `known`.

    Args:
        problem: what has to be placed.
        effort: time, seed and number of threads; 20 s where not said.
        aim: what is kept of an earlier schedule.
        known: a schedule of the same problem to go on from.
        progress: told how many windows are searched, and of how many.
        stop: asked now and then whether to end; Ctrl-C ends the search too, and what was found is returned.
    """
    started = time.perf_counter()
    search = _Search(problem, effort or Effort(), aim or Aim(), stop, progress)
    search.begin(known)
    try:
        search.improve()
    except KeyboardInterrupt:  # between two searches; within one `solve` hears it
        search.stopped = True
    return search.told(time.perf_counter() - started)


def first_come_first_served(problem: Problem) -> Schedule:
    """Return the schedule of the plant as it works today."""
    return dispatch(problem, rules_of(problem)[FIRST_COME])


class _Search:
    def __init__(self, problem: Problem, effort: Effort, aim: Aim, stop: Stop, progress: Progress) -> None:
        self.problem, self.effort, self.aim = problem, effort, aim
        self.stop, self.progress = stop, progress
        self.alike = () if aim.anchors else alike(problem)
        self.started = time.perf_counter()
        self.left = effort.work
        self.stopped = False
        self.windows = 0
        self.begun_with = ""
        self.bound: tuple[int, float] = self._least()

    def _least(self) -> tuple[int, float]:
        """Return what no schedule can be better than: the earliest releases there could be."""
        spans = earliest_spans(self.problem, self.alike)
        alone = least_releases(self.problem, spans)
        lost = sum(bool(job.scrapped) for job in self.problem.jobs)
        total = 0
        for job, release in zip(self.problem.jobs, alone, strict=True):
            if not job.scrapped:
                total += RELEASE_WEIGHT * (release - job.arrival)
        for number, node in enumerate(self.problem.nodes):
            step = self.problem.step(number)
            job = self.problem.jobs[node.job]
            if step.is_later and not node.is_void and step.ways != ((),) and not job.scrapped:
                total += spans[number][1] - job.arrival
        return lost, float(total)

    def begin(self, known: Schedule | None) -> None:
        """Make schedules by rules and keep the best."""
        problem = self.problem
        tries: list[tuple[str, Schedule]] = [
            (name, dispatch(problem, rule)) for name, rule in rules_of(problem).items()
        ]
        self.first_come = tries[0][1]
        if not problem.has_batches:
            orders = {
                "patients put in as they come": sorted(
                    range(len(problem.jobs)), key=lambda job: (problem.jobs[job].arrival, job)
                ),
                "patients put in by what is lost first": sorted(
                    range(len(problem.jobs)), key=lambda job: (problem.jobs[job].due or 1 << 40, job)
                ),
            }
            tries += [(name, insert_all(problem, order)) for name, order in orders.items()]
        if known is not None:
            tries.append(("the schedule given", known))
        self.begun_with, best = min(tries, key=lambda each: value(problem, each[1], self.aim))
        self.best = in_order(problem, best, self.alike)
        self.value = value(problem, self.best, self.aim)

    def improve(self) -> None:
        """Search windows and the whole until it is proven, or time is up."""
        whole = len(self.problem.nodes) <= MOST_AT_ONCE
        groups = self._groups(self._usual_size())
        if len(groups) > 1:
            self._roll(_SHARE_FOR_WINDOWS if whole else 1.0)
        if whole and not self._done():
            self._search(range(len(self.problem.jobs)), self._remaining(1.0), is_whole=True)
            self.progress(1, 1)

    def _usual_size(self) -> int:
        per_job = max(1, len(self.problem.nodes) // max(1, len(self.problem.jobs)))
        return max(_SMALLEST_WINDOW, NODES_IN_WINDOW // per_job)

    def _groups(self, size: int) -> list[list[int]]:
        """Return windows of patients by arrival, each half over the one before."""
        jobs = sorted(range(len(self.problem.jobs)), key=lambda job: (self.problem.jobs[job].arrival, job))
        open_jobs = [
            job
            for job in jobs
            if any(self.problem.nodes[node].fixed is None for node in self.problem.of_job[job])
            and not self.problem.jobs[job].scrapped
        ]
        if len(open_jobs) <= size:
            return [open_jobs]
        step = max(1, size // 2)
        starts = range(0, len(open_jobs) - step, step)
        return [open_jobs[start : start + size] for start in starts]

    def _roll(self, share: float) -> None:
        """Let the window roll over all patients, again with a larger one while time is left."""
        size = self._usual_size()
        ends = self._remaining(share)
        while not self._done():
            groups = self._groups(size)
            before = self.value
            proven = True
            for number, group in enumerate(groups):
                left = self._remaining_of(ends)
                if self._done() or (left.work if left.work is not None else left.seconds) <= 0:
                    return
                outcome = self._search(group, left.part(1 / (len(groups) - number)))
                proven = proven and outcome.proven
                self.windows += 1
                self.progress(number + 1, len(groups))
            if self.value == before:
                if len(groups) == 1 or 2 * size >= len(self.problem.jobs) or not proven:
                    return
                size *= 2

    def _done(self) -> bool:
        if self.stopped or (self.value[0] <= self.bound[0] and self.value[1] <= self.bound[1] + 1e-6):
            return True
        if self.left is not None:
            return self.left <= 0
        return time.perf_counter() - self.started >= self.effort.seconds

    def _remaining(self, share: float) -> Effort:
        """Return a share of the effort that is left, which `_remaining_of` counts down."""
        gone = time.perf_counter() - self.started
        seconds = max(0.0, self.effort.seconds - gone) * share
        work = None if self.left is None else self.left * share
        self._at = (time.perf_counter(), self.left)
        return Effort(seconds, self.effort.seed, self.effort.workers, work)

    def _remaining_of(self, effort: Effort) -> Effort:
        since, left_then = self._at
        seconds = effort.seconds - (time.perf_counter() - since)
        work = None
        if effort.work is not None and self.left is not None and left_then is not None:
            work = effort.work - (left_then - self.left)
        return Effort(seconds, effort.seed, effort.workers, work)

    def _search(self, jobs: Sequence[int], effort: Effort, is_whole: bool = False) -> Outcome:
        programme = Programme(self.problem, self.best, self.aim, jobs, self.alike)
        charges = Charges(programme)
        outcome = solve(programme.model, effort, self.stop)
        self.stopped = self.stopped or outcome.stopped
        if self.left is not None:
            self.left -= max(outcome.spent, 1e-3)
        if outcome.found:
            found = in_order(self.problem, programme.read(outcome.solver), self.alike)
            own = value(self.problem, found, self.aim)
            if own < self.value:
                self.best, self.value = found, own
        if is_whole:
            self._raise_bound(charges, outcome)
        return outcome

    def _raise_bound(self, charges: Charges, outcome: Outcome) -> None:
        """Take over what the search of all patients has proven."""
        if self.problem.has_batches:
            return  # who is put together was decided before, so it is no bound for all schedules
        lost = sum(bool(job.scrapped) for job in self.problem.jobs)
        if not charges.of.may_lose:
            self.bound = max(self.bound, (lost, outcome.bound))
        elif outcome.bound > 0:
            fewest = int(outcome.bound // charges.outweighs)
            if outcome.proven:
                self.bound = max(self.bound, (lost + fewest, float(self.value[1])))
            else:
                self.bound = max(self.bound, (lost + fewest, self.bound[1]))

    def told(self, seconds: float) -> Found:
        """Return what was found."""
        neat = compacted(self.problem, self.best, self.aim)
        if value(self.problem, neat, self.aim) <= self.value:
            self.best, self.value = neat, value(self.problem, neat, self.aim)
        return Found(
            schedule=self.best,
            value=self.value,
            bound=self.bound,
            first_come=self.first_come,
            first_come_value=value(self.problem, self.first_come, self.aim),
            begun_with=self.begun_with,
            windows=self.windows,
            seconds=seconds,
            stopped=self.stopped,
        )
