"""The reference engine for plain lines, several times faster: one unit of one pool per operation, no more.

Where no shift, skill, priority, batch, hold time, fork or loss is in play, the rules of `line` come down to
one queue per pool, first come first served, and one way on. A test holds this against `Reference`.
"""

import math
from collections import deque
from heapq import heappop, heappush

import numpy as np
import numpy.typing as npt

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine.first_draws import First, FirstDraws
from biovaliance.bioproduction.engine.model import INTERVAL, POISSON, RELEASED, THROWN_AWAY, Model
from biovaliance.bioproduction.engine.replications import Replication
from biovaliance.bioproduction.engine.spread import Spread


def is_plain(model: Model) -> bool:
    """Whether a model has nothing but lines of single units."""
    coming = model.coming
    return (
        len(model.first) == 1
        and len({step.priority for step in model.steps}) == 1
        and all(
            len(step.demands) <= 1
            and all(len(demand.pools) == 1 and demand.units == 1 for demand in step.demands)
            and step.batch == 1
            and step.max_hold_h < 0
            and step.queue_limit < 0
            and len(step.needs) <= 1
            and len(step.successors) <= 1
            and not step.branches
            for step in model.steps
        )
        and all(
            pool.hours is None and pool.absence_share == 0 and pool.between is None and pool.cleaning_h == 0
            for pool in model.resources
        )
        and coming.ineligible_share == 0
        and coming.loss_hazard_per_h == 0
        and coming.loss_limit_h < 0
    )


class Patient:
    """Somebody for whom something is made."""

    __slots__ = ("arrived", "group", "key", "lasts", "shares", "visits", "wait")

    def __init__(self, first: First, arrived: float, group: int, visits: list[int]) -> None:
        self.key, self.lasts, self.shares = first
        self.arrived = arrived
        self.group = group
        self.visits = visits
        self.wait = 0.0


Job = tuple[Patient, int, int]
"""A patient at an operation for the n-th time."""


class PlainRun:
    """One replication of a plain model."""

    def __init__(self, model: Model, seed: int, replication: int, spread: Spread) -> None:
        self.model = model
        self.spread = spread
        self.draws = FirstDraws(model, draws.base_of(seed, replication))
        # Operations without a pool take from one more, which never runs out.
        self.pools = [step.demands[0].pools[0] if step.demands else -1 for step in model.steps]
        self.free: list[float] = [*(resource.count for resource in model.resources), math.inf]
        self.queues: list[deque[tuple[Job, float]]] = [deque() for _ in self.free]
        self.worked = [0.0] * len(self.free)
        self.events: list[tuple[float, int, Job | None]] = []
        self.sequence = 0
        self.window_start = 0.0
        self.waits: list[list[float]] = [[] for _ in model.steps]
        self.groups: list[list[int]] = [[] for _ in model.steps]
        self.released: list[tuple[float, float, int]] = []
        self.failures = [0] * len(model.steps)
        self.scrapped = self.patients = 0

    def run(self) -> Replication:
        """Run to the end and return the figures."""
        steps, pools, free, queues, events = self.model.steps, self.pools, self.free, self.queues, self.events
        follows = [step.successors[0] if step.successors else RELEASED for step in steps]
        fails = [step.fail_share > 0 for step in steps]
        now = 0.0
        self._expect(now)
        while events and events[0][0] <= self.model.horizon_h:
            now, _, job = heappop(events)
            if job is None:
                patient, target = self._arrive(now), self.model.first[0]
            else:
                patient, step, attempt = job
                target = self._after(job, follows[step]) if fails[step] else follows[step]
                pool = pools[step]
                if queues[pool]:
                    waiting, ready = queues[pool].popleft()
                    self._start(waiting, now, now - ready)
                else:
                    free[pool] += 1
            if target < 0:
                self._leave(patient, target, now)
                continue
            attempt = patient.visits[target]
            patient.visits[target] = attempt + 1
            pool = pools[target]
            if free[pool] > 0:
                free[pool] -= 1
                self._start((patient, target, attempt), now, 0.0)
            else:
                queues[pool].append(((patient, target, attempt), now))
        return self._figures(now if self.model.horizon_h == math.inf else self.model.horizon_h)

    def _expect(self, now: float) -> None:
        """Put the arrival of the next patient ahead."""
        number, coming = self.patients, self.model.coming
        if number == self.model.patients:
            return
        if coming.kind == POISSON:
            time = now + self.draws.gap_h(number)
        else:
            time = number * coming.mean_h if coming.kind == INTERVAL else coming.times_h[number]
        self.sequence += 1
        heappush(self.events, (time, self.sequence, None))

    def _arrive(self, now: float) -> Patient:
        model, number = self.model, self.patients
        self.patients += 1
        self._expect(now)
        group = -1
        if number >= model.warm_up:
            group = r.group_of(number, now, model.warm_up, model.patients, model.horizon_h)
        if number == model.warm_up:
            self.window_start = now
            self.worked = self._ahead(now)
        return Patient(self.draws.of(number), now, group, [0] * len(model.steps))

    def _ahead(self, now: float) -> list[float]:
        """Return the hours of work in progress that are still ahead, by pool."""
        hours = [0.0] * len(self.free)
        for time, _, job in self.events:
            if job is not None:
                hours[self.pools[job[1]]] += time - now
        return hours

    def _start(self, job: Job, now: float, wait: float) -> None:
        patient, step, attempt = job
        patient.wait += wait
        self.waits[step].append(wait)
        self.groups[step].append(patient.group)
        lasts = patient.lasts[step] if attempt == 0 else self.draws.duration(patient.key, step, attempt)
        self.worked[self.pools[step]] += lasts
        self.sequence += 1
        heappush(self.events, (now + lasts, self.sequence, job))

    def _after(self, job: Job, follows: int) -> int:
        """Return where the end of an operation that may fail leads."""
        patient, number, attempt = job
        step = self.model.steps[number]
        share = patient.shares[number] if attempt == 0 else self.draws.share(patient.key, number, attempt)
        if share >= step.fail_share:
            return follows
        self.failures[number] += 1
        return THROWN_AWAY if 0 < step.max_attempts <= attempt + 1 else step.fail_to

    def _leave(self, patient: Patient, target: int, now: float) -> None:
        if target == THROWN_AWAY:
            self.scrapped += 1
        else:
            self.released.append((now - patient.arrived, patient.wait, patient.group))

    def _figures(self, end: float) -> Replication:
        """Return the figures at the end of the run."""
        model, statistics = self.model, r.FIRST_OPERATION + len(self.model.steps)
        figures = r.nothing(statistics, len(model.steps), len(model.resources))
        rows = np.array(self.released, np.float64).reshape(-1, 3)
        times, waits, groups = rows[:, 0], rows[:, 1], rows[:, 2].astype(np.int64)
        self._observe(figures, r.TIME_IN_SYSTEM, times, groups)
        self._observe(figures, r.WAIT, waits, groups)
        running = sum(job is not None for _, _, job in self.events)
        starts = [len(waits) for waits in self.waits]
        for step in range(len(model.steps)):
            own = np.array(self.groups[step], np.int64)
            self._observe(figures, r.FIRST_OPERATION + step, np.array(self.waits[step]), own)
            figures.steps[step] = starts[step], self.failures[step]
        released = len(self.released)
        figures.counts[r.PATIENTS] = self.patients
        figures.counts[r.GONE_RELEASED] = released
        figures.counts[r.SCRAPPED_COUNT] = self.scrapped
        figures.counts[r.CENSORED] = self.patients - released - self.scrapped
        figures.counts[r.COUNTED_RELEASED] = int((groups >= 0).sum())
        figures.counts[r.EVENTS] = self.patients + 2 * sum(starts) - running + released + self.scrapped
        ahead = self._ahead(end)
        figures.window_h = end - self.window_start
        for pool, resource in enumerate(model.resources):
            figures.pools[pool] = self.worked[pool] - ahead[pool], resource.count * figures.window_h
        return figures

    def _observe(
        self,
        figures: Replication,
        statistic: int,
        values: npt.NDArray[np.float64],
        groups: npt.NDArray[np.int64],
    ) -> None:
        counted = groups >= 0
        self.spread.add(statistic, values[counted])
        r.add_observations(figures, statistic, values[counted], groups[counted])
