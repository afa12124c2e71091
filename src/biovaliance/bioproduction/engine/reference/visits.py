"""What the visits of a plain run say once it is over: waits, stays and hours, made of when each began."""

import numpy as np
import numpy.typing as npt

from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine.model import RELEASED, THROWN_AWAY, Model
from biovaliance.bioproduction.engine.reference.routes import NOT_BEGUN, Routes
from biovaliance.bioproduction.engine.replications import Replication
from biovaliance.bioproduction.engine.spread import Spread

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]


class Visits:
    """The visits of the patients who came, as arrays; see `routes` for their order."""

    def __init__(self, model: Model, routes: Routes, arrived: int, end_h: float) -> None:
        self.model = model
        self.arrived = arrived
        self.end_h = end_h
        firsts = np.array(routes.firsts, np.int64)
        size = len(routes.steps) if arrived == len(firsts) else int(firsts[arrived])
        self.steps = np.frombuffer(routes.steps, np.int16, size)
        self.starts_h = np.frombuffer(routes.starts, np.float64, size)
        self.ends_h = self.starts_h + np.frombuffer(routes.lasts, np.float64, size)
        self.patients = np.repeat(np.arange(arrived), np.diff(firsts[:arrived], append=size))
        self.arrivals_h = self.starts_h[firsts[:arrived]]
        self.fails = np.frombuffer(routes.fails, np.bool_, size)
        self.has_begun = self.starts_h != NOT_BEGUN
        # A visit can begin when the one before it ends; the first of all is somebody coming.
        self.waits_h = np.diff(self.starts_h, prepend=0.0)
        self.waits_h[1:] = self.starts_h[1:] - self.ends_h[:-1]

    @property
    def window_start_h(self) -> float:
        """When the first patient after the warm-up came."""
        warm_up = self.model.warm_up
        return float(self.arrivals_h[warm_up]) if warm_up < self.arrived else 0.0

    def groups(self) -> Integers:
        """Return the group each patient counts in, -1 in the warm-up: `group_of` of each."""
        model, numbers = self.model, np.arange(self.arrived)
        if model.patients > 0:
            counted = max(1, model.patients - model.warm_up)
            places = (numbers - model.warm_up) * r.GROUPS // counted
        else:
            places = (self.arrivals_h / model.horizon_h * r.GROUPS).astype(np.int64)
        return np.where(numbers < model.warm_up, -1, np.minimum(r.GROUPS - 1, places))

    def begun_at(self, step: int) -> Integers:
        """Return the visits of an operation, or of an end, that have begun."""
        return np.flatnonzero((self.steps == step) & self.has_begun)

    def write(self, figures: Replication, spread: Spread) -> None:
        """Write all figures of the run."""
        is_work = (self.steps >= 0) & self.has_begun
        groups = self.groups()
        self._write_times(figures, spread, groups, is_work)
        self._write_counts(figures, groups, is_work)
        self._write_hours(figures, is_work)

    def _write_counts(self, figures: Replication, groups: Integers, is_work: Booleans) -> None:
        ended = is_work & (self.ends_h <= self.end_h)
        figures.steps[:, 1] = np.bincount(self.steps[ended & self.fails], minlength=len(figures.steps))
        released, scrapped = self.begun_at(RELEASED), self.begun_at(THROWN_AWAY)
        left = len(released) + len(scrapped)
        counts = figures.counts
        counts[r.PATIENTS] = self.arrived
        counts[r.GONE_RELEASED], counts[r.SCRAPPED_COUNT] = len(released), len(scrapped)
        counts[r.CENSORED] = self.arrived - left
        in_window = groups[self.patients[released]] >= 0
        if self.model.warm_up < self.arrived:
            in_window |= self.starts_h[released] > self.window_start_h
        counts[r.COUNTED_RELEASED] = int(in_window.sum())
        counts[r.EVENTS] = self.arrived + int(is_work.sum()) + int(ended.sum()) + left

    def _write_hours(self, figures: Replication, is_work: Booleans) -> None:
        """Write the unit hours worked in the window, and those there were."""
        figures.window_h = self.end_h - self.window_start_h
        counted = np.minimum(self.ends_h, self.end_h) - np.maximum(self.starts_h, self.window_start_h)
        at_work = is_work & (counted > 0)
        hours = np.bincount(self.steps[at_work], counted[at_work], len(figures.steps))
        for number, step in enumerate(self.model.steps):
            if step.demands:
                figures.pools[step.demands[0].pools[0], 0] += hours[number]
        figures.pools[:, 1] = [pool.count * figures.window_h for pool in self.model.resources]

    def _write_times(self, figures: Replication, spread: Spread, groups: Integers, is_work: Booleans) -> None:
        released = self.begun_at(RELEASED)
        who = self.patients[released]
        waited_h = np.bincount(self.patients[is_work], self.waits_h[is_work], self.arrived)
        times = [(self.starts_h[released] - self.arrivals_h[who], who), (waited_h[who], who)]
        for step in range(len(figures.steps)):
            begun = self.begun_at(step)
            figures.steps[step, 0] = len(begun)
            times.append((self.waits_h[begun], self.patients[begun]))
        for statistic, (values, patients) in enumerate(times):
            own = groups[patients]
            counted = own >= 0
            spread.add(statistic, values[counted])
            r.add_observations(figures, statistic, values[counted], own[counted])
