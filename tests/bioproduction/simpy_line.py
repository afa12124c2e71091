"""The same line in SimPy: an engine we did not write, given the same arrivals and durations."""

from collections import defaultdict
from typing import Any

import simpy

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine.model import RELEASED, Model, Step
from biovaliance.bioproduction.engine.parts import run_part
from biovaliance.bioproduction.engine.replications import Code

Event = tuple[float, str, int, int]
"""Time, what happened, operation, attempt."""


class SimpyLine:
    """A model with one unit of at most one pool per operation, failures, chances and priorities, and tests
    after the release that hang on the last operation; changeovers in pools of one unit.
    """

    def __init__(self, model: Model, seed: int) -> None:
        self.model = model
        self.base = draws.base_of(seed, 0)
        self.environment = simpy.Environment()
        self.pools = [
            simpy.PriorityResource(self.environment, resource.count) for resource in model.resources
        ]
        self.events: dict[int, list[Event]] = defaultdict(list)
        self.found: set[int] = set()
        self.last: dict[int, int] = {}

    def run(self) -> dict[int, list[Event]]:
        """Return the events of each patient."""
        self.environment.process(self._arrivals())
        self.environment.run()
        return dict(self.events)

    def _arrivals(self) -> Any:
        for patient in range(self.model.patients):
            key = draws.patient_key(self.base, patient)
            gap = draws.sample(
                draws.draw(key, 0, draws.ARRIVES, 0),
                (draws.EXPONENTIAL, self.model.coming.mean_h, 0.0, 0.0),
                (),
            )
            yield self.environment.timeout(gap)
            self.environment.process(self._patient(patient, key))

    def _patient(self, patient: int, key: int) -> Any:
        events = self.events[patient]
        note = lambda what, step, attempt: events.append((self.environment.now, what, step, attempt))  # noqa: E731
        visits = [0] * len(self.model.steps)
        note("ARRIVED", -1, 0)
        number, held = 0, None
        while number >= 0:
            step = self.model.steps[number]
            attempt = visits[number]
            visits[number] += 1
            request = self._request(step)
            if held is not None:  # asked for before the other is given back, so that priorities are heeded
                held[0].release(held[1])
            if request is not None:
                yield request[1]
            note("STARTED", number, attempt)
            bits = draws.draw(key, step.key, draws.DURATION, attempt)
            lasts = draws.sample(bits, step.duration, self.model.values)
            yield self.environment.timeout(lasts + self._changeover(step))
            held = request
            fails = draws.uniform(draws.draw(key, step.key, draws.FAILS, attempt)) < step.fail_share
            note("FAILED" if fails else "FINISHED", number, attempt)
            if not fails:
                for other in step.successors:
                    if not self.model.steps[other].gates:
                        self.environment.process(self._later(patient, key, other))
            last, number = number, self._next(step, key, attempt, fails)
        if held is not None:
            held[0].release(held[1])
        if number == RELEASED:
            note("RELEASED", -1, 0)
        else:
            note("SCRAPPED", last, attempt)

    def _later(self, patient: int, key: int, number: int) -> Any:
        """Test a dose that has been released, again and again where a failure says so."""
        step, attempt = self.model.steps[number], 0
        while True:
            request = self._request(step)
            if request is not None:
                yield request[1]
            self.events[patient].append((self.environment.now, "STARTED", number, attempt))
            bits = draws.draw(key, step.key, draws.DURATION, attempt)
            lasts = draws.sample(bits, step.duration, self.model.values)
            yield self.environment.timeout(lasts + self._changeover(step))
            if request is not None:
                request[0].release(request[1])
            fails = draws.uniform(draws.draw(key, step.key, draws.FAILS, attempt)) < step.fail_share
            what = "FAILED" if fails else "FINISHED"
            self.events[patient].append((self.environment.now, what, number, attempt))
            if not fails:
                return
            if step.fail_to < 0 or 0 < step.max_attempts <= attempt + 1:
                if patient not in self.found:
                    self.found.add(patient)
                    self.events[patient].append((self.environment.now, "NOT_CONFORMING", number, attempt))
                return
            attempt += 1

    def _changeover(self, step: Step) -> float:
        """Return how long the unit of an operation is set up for it; pools of several units need nothing."""
        if not step.demands:
            return 0.0
        pool = step.demands[0].pools[0]
        hours = self.model.resources[pool].changeover_h
        last, self.last[pool] = self.last.get(pool, 0), step.setup
        return hours[last][step.setup] if hours else 0.0

    def _request(self, step: Step) -> tuple[Any, Any] | None:
        if not step.demands:
            return None
        pool = self.pools[step.demands[0].pools[0]]
        return pool, pool.request(priority=-step.priority)

    def _next(self, step: Step, key: int, attempt: int, fails: bool) -> int:
        if fails:
            return -2 if 0 < step.max_attempts <= attempt + 1 else step.fail_to
        if step.branches:
            share = draws.uniform(draws.draw(key, step.key, draws.BRANCH, attempt))
            for target, part in step.branches:
                share -= part
                if share < 0:
                    return target
            return RELEASED
        gating = [other for other in step.successors if self.model.steps[other].gates]
        return gating[0] if gating else RELEASED


def events_by_patient(model: Model, seed: int, engine: Any) -> dict[int, list[Event]]:
    """Return the same events as our engine tells them."""
    done = run_part(model, seed, 0, 1, engine, traced=True).replications[0]
    found: dict[int, list[Event]] = {}
    for time, (code, patient, step, attempt, _) in zip(
        done.trace_times.tolist(), done.trace_what.tolist(), strict=True
    ):
        found.setdefault(patient, []).append((time, Code(code).name, step, attempt))
    return found
