"""What the reference engine notes down while it runs: waits, times, counts, and the trace where one is
wanted.
"""

import numpy as np

from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine.model import Model
from biovaliance.bioproduction.engine.reference.capacity import Capacity
from biovaliance.bioproduction.engine.reference.material import Patient
from biovaliance.bioproduction.engine.replications import Code, Replication
from biovaliance.bioproduction.engine.spread import Spread

_WHOLE = 4096
"""Observations of a statistic that are added to its figures at once."""
_COUNT_OF = {
    Code.RELEASED: r.GONE_RELEASED,
    Code.SCRAPPED: r.SCRAPPED_COUNT,
    Code.LOST: r.LOST,
    Code.EXPIRED: r.EXPIRED,
    Code.TURNED_AWAY: r.TURNED_AWAY,
    Code.INELIGIBLE: r.INELIGIBLE_COUNT,
    Code.NOT_CONFORMING: r.NOT_CONFORMING_COUNT,
    Code.POOLED: r.POOLED_COUNT,
}


class Observer:
    """The notes of one replication."""

    def __init__(self, model: Model, spread: Spread, traced: bool) -> None:
        self.model = model
        self.spread = spread
        self.traced = traced
        statistics = r.FIRST_OPERATION + len(model.steps)
        self.values: list[list[float]] = [[] for _ in range(statistics)]
        self.groups: list[list[int]] = [[] for _ in range(statistics)]
        self.counts = [0] * r.COUNTS
        self.events = 0
        self.happened_h = 0.0
        self.starts = [0] * len(model.steps)
        self.failures = [0] * len(model.steps)
        self.window_start_h = np.inf
        self.trace_times: list[float] = []
        self.trace_what: list[tuple[int, int, int, int, int]] = []
        self.figures = r.nothing(
            statistics, len(model.steps), len(model.resources), len(model.stocks), len(model.uses)
        )

    def arrived(self, patient: Patient, now: float) -> None:
        """Note an arrival; patients of the warm-up belong to no group."""
        model = self.model
        self.counts[r.PATIENTS] += 1
        if patient.number == model.warm_up:
            self.window_start_h = now
        if patient.number >= model.warm_up:
            patient.group = r.group_of(patient.number, now, model.warm_up, model.patients, model.horizon_h)
        self.happened(Code.ARRIVED, now, patient.number, -1, 0, patient.number)

    def started(
        self, patient: Patient, step: int, wait: float, now: float, attempt: int, leader: int
    ) -> None:
        """Note the start of an operation and the wait before it."""
        self.starts[step] += 1
        if patient.group >= 0:
            self._observe(r.FIRST_OPERATION + step, wait, patient.group)
        self.events += 1
        self.happened_h = now
        if self.traced:
            self.trace_times.append(now)
            self.trace_what.append((Code.STARTED, patient.number, step, attempt, leader))

    def released(self, patient: Patient, now: float) -> None:
        """Note a release, and how long it took."""
        if patient.group >= 0 or now > self.window_start_h:
            self.counts[r.COUNTED_RELEASED] += 1
        if patient.group >= 0:
            self._observe(r.TIME_IN_SYSTEM, now - patient.arrived, patient.group)
            self._observe(r.WAIT, patient.wait, patient.group)
        self.happened(Code.RELEASED, now, patient.number, -1, 0, patient.number)

    def happened(self, code: Code, now: float, patient: int, step: int, attempt: int, leader: int) -> None:
        """Note an event."""
        self.events += 1
        self.happened_h = now
        if code in _COUNT_OF:
            self.counts[_COUNT_OF[code]] += 1
        elif code is Code.FAILED:
            self.failures[step] += 1
        if self.traced:
            self.trace_times.append(now)
            self.trace_what.append((code, patient, step, attempt, leader))

    def moved(self, code: Code, now: float, amount: int, stock: int) -> None:
        """Note what was ordered, delivered or thrown away of a stock."""
        self.events += 1
        if self.traced:
            self.trace_times.append(now)
            self.trace_what.append((code, -1, -1, amount, stock))

    def _observe(self, statistic: int, value: float, group: int) -> None:
        values = self.values[statistic]
        values.append(value)
        self.groups[statistic].append(group)
        if len(values) == _WHOLE:
            self._add(statistic)

    def _add(self, statistic: int) -> None:
        values = np.array(self.values[statistic], np.float64)
        self.spread.add(statistic, values)
        r.add_observations(self.figures, statistic, values, np.array(self.groups[statistic], np.int64))
        self.values[statistic].clear()
        self.groups[statistic].clear()

    def result(self, end: float, capacity: Capacity, present: int, stuck: bool) -> Replication:
        """Return the figures at the end of the run."""
        figures = self.figures
        for statistic in range(len(self.values)):
            if self.values[statistic]:
                self._add(statistic)
        self.counts[r.CENSORED] = present
        self.counts[r.STUCK] = present if stuck else 0
        self.counts[r.EVENTS] = self.events
        figures.counts[:] = self.counts
        figures.steps[:, 0] = self.starts
        figures.steps[:, 1] = self.failures
        for pool in range(len(capacity.busy)):
            capacity.account_until(pool, end)
            figures.pools[pool] = capacity.busy_h[pool], capacity.given_h[pool]
        figures.window_h = end - capacity.window_start_h
        if self.traced:
            figures.trace_times = np.array(self.trace_times, np.float64)
            figures.trace_what = np.array(self.trace_what, np.int64).reshape(-1, 5)
        return figures
