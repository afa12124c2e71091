"""From the events of a trace to works and waits: what was begun and ended, and how long who stood in a queue.

A trace says when things start and end. That somebody waits is what lies between: from the last event that
brought the material to an operation (arrival, the end of what it needs, a failure that leads back) to its
start there, or to leaving without one. An operation that a choice by chance leads to is known once it starts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from biovaliance.bioproduction.engine.model import Model
from biovaliance.bioproduction.engine.replications import Code

_LEAVING = frozenset(
    {
        *(Code.RELEASED, Code.SCRAPPED, Code.POOLED, Code.LOST, Code.EXPIRED, Code.TURNED_AWAY),
        Code.INELIGIBLE,
    }
)
_SIGNS = {Code.DELIVERED: 1, Code.DISCARDED: -1, Code.ORDERED: 0}
"""What an event of a stock changes of what is on hand."""


class Span(NamedTuple):
    """So many of something from one moment to another."""

    start_h: float
    end_h: float
    units: int = 1


class Change(NamedTuple):
    """What comes to a stock at a moment, or goes from it; in parts of a unit."""

    time_h: float
    amount: int


@dataclass(slots=True)
class Work:
    """One start of an operation for a batch."""

    patient: int
    step: int
    attempt: int
    start_h: float
    batch: int = 1
    end_h: float = 0.0
    freed_h: float = 0.0
    """When its units are given back: later than its end where the material keeps them."""
    outcome: str = "unfinished"
    busy: list[tuple[float, float]] = field(default_factory=list)
    """When it is worked on: without the times it is interrupted."""
    since_h: float = 0.0
    is_paused: bool = False


@dataclass(slots=True)
class Telling:
    """All works and waits of a trace."""

    works: list[Work]
    waits: list[list[Span]]
    """By operation."""
    end_h: float
    arrived: int
    stocks: list[list[Change]]
    """What comes to and goes from each stock."""


def tell(model: Model, times: Sequence[float], what: Iterable[Sequence[int]], window_h: float) -> Telling:
    """Return the works and waits of a trace, as `Replication` holds it with the window of its statistics."""
    teller = _Teller(model)
    for time, (code, patient, step, attempt, leader) in zip(times, what, strict=True):
        if code in _SIGNS:
            teller.stocks[leader].append(Change(time, _SIGNS[Code(code)] * attempt))
        else:
            teller.happen(time, Code(code), (patient, step, attempt), leader)
    last = times[-1] if len(times) else 0.0
    return teller.end(max(last, teller.counted_from_h + window_h))


class _Teller:
    """What is known so far while a trace is read."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.works: list[Work] = []
        self.waits: list[list[Span]] = [[] for _ in model.steps]
        self.of_patient: dict[int, dict[int, Work]] = {}  # by patient and operation
        self.waiting: dict[int, dict[int, float]] = {}  # by patient and operation: since when
        self.done: dict[int, dict[int, set[int]]] = {}  # by patient and operation: what it needs and has
        self.chosen: dict[int, tuple[float, Work | None]] = {}  # by patient: after which choice by chance
        self.keeping: dict[tuple[int, int], Work] = {}  # by patient and what is next: who keeps its units
        self.last: dict[int, float] = {}  # by patient: when its material last moved
        self.stocks = [[Change(0.0, stock.at_start)] for stock in model.stocks]
        self.arrived = 0
        self.counted_from_h = 0.0
        self.goes_on = any(not step.gates for step in model.steps)

    def happen(self, time: float, code: Code, who: tuple[int, int, int], leader: int) -> None:
        """Take in one event."""
        patient, step, _attempt = who
        if code in (Code.ARRIVED, Code.FINISHED, Code.FAILED):
            self.last[patient] = time
        if code is Code.ARRIVED:
            self.arrived += 1
            if patient == self.model.warm_up:
                self.counted_from_h = time
            self.waiting[patient] = dict.fromkeys(self.model.first, time)
        elif code is Code.STARTED:
            self._started(time, who, leader)
        elif code is Code.FINISHED:
            self._finished(time, patient, step)
        elif code is Code.FAILED:
            self._failed(time, patient, step)
        elif code in (Code.PAUSED, Code.RESUMED):
            self._interrupted(time, patient, step, code is Code.PAUSED)
        elif code is Code.RELEASED and self.goes_on:
            self._released(time, patient)
        elif code in _LEAVING:
            self._left(time, patient)

    def _started(self, time: float, who: tuple[int, int, int], leader: int) -> None:
        patient, step, attempt = who
        for stock, need in self.model.steps[step].uses:
            self.stocks[stock].append(Change(time, -need))
        since = self.waiting.setdefault(patient, {}).pop(step, None)
        before = self.chosen.get(patient)
        if since is None and before is not None:
            since, kept = before
            del self.chosen[patient]
            if kept is not None and self.model.steps[step].blocks:
                kept.freed_h = time
        if since is None:  # it goes on with what there is, where the other ways have ended
            since = self.last.get(patient, time)
        self.waits[step].append(Span(since, time))
        kept = self.keeping.pop((patient, step), None)
        if kept is not None:
            kept.freed_h = time
        if patient == leader:
            work = Work(patient, step, attempt, time, since_h=time)
            self.works.append(work)
        else:
            work = self.of_patient[leader][step]
            work.batch += 1
        self.of_patient.setdefault(patient, {})[step] = work

    def _finished(self, time: float, patient: int, step: int) -> None:
        work = self.of_patient[patient].pop(step)
        is_first = work.outcome == "unfinished"
        self._close(work, time, "finished")
        kind = self.model.steps[step]
        if kind.branches:
            self.chosen[patient] = (time, work if is_first else None)
        for target in kind.successors:
            if target < 0:
                continue
            needs = self.model.steps[target].needs
            if len(needs) > 1:
                has = self.done.setdefault(patient, {}).setdefault(target, set())
                has.add(step)
                if len(has) < len(needs):
                    continue
                del self.done[patient][target]
            self.waiting.setdefault(patient, {})[target] = time
        if is_first and self._keeps(step):
            self.keeping[patient, kind.successors[0]] = work

    def _keeps(self, step: int) -> bool:
        """Whether the material keeps its units until the next operation starts."""
        kind = self.model.steps[step]
        targets = kind.successors if not kind.branches else ()
        return len(targets) == 1 and targets[0] >= 0 and self.model.steps[targets[0]].blocks

    def _failed(self, time: float, patient: int, step: int) -> None:
        work = self.of_patient[patient].pop(step)
        self._close(work, time, "failed")
        kind = self.model.steps[step]
        has = self.done.get(patient, {})
        for number in kind.redone:
            for done in has.values():
                done.discard(number)
            self._stop_waiting(time, patient, number)
            running = self.of_patient[patient].pop(number, None)
            if running is not None and running.batch == 1:
                self._close(running, time, "given up")
        if kind.fail_to >= 0:
            self.waiting.setdefault(patient, {})[kind.fail_to] = time

    def _interrupted(self, time: float, patient: int, step: int, begins: bool) -> None:
        work = self.of_patient.get(patient, {}).get(step)
        if work is None:
            return
        if begins:
            work.busy.append((work.since_h, time))
        work.since_h, work.is_paused = time, begins

    def _released(self, time: float, patient: int) -> None:
        """Let go of what gates the release; tests that do not go on without the patient."""
        for number in list(self.waiting.get(patient, ())):
            if self.model.steps[number].gates:
                self._stop_waiting(time, patient, number)
        works = self.of_patient.get(patient, {})
        for number in [number for number in works if self.model.steps[number].gates]:
            work = works.pop(number)
            if work.batch == 1:
                self._close(work, time, "given up")

    def _left(self, time: float, patient: int) -> None:
        for number in list(self.waiting.get(patient, ())):
            self._stop_waiting(time, patient, number)
        for work in self.of_patient.pop(patient, {}).values():
            if work.batch == 1:
                self._close(work, time, "given up")
        for key in [key for key in self.keeping if key[0] == patient]:
            self.keeping.pop(key).freed_h = time
        for known in (self.waiting, self.done, self.chosen, self.last):
            known.pop(patient, None)

    def _stop_waiting(self, time: float, patient: int, step: int) -> None:
        since = self.waiting.get(patient, {}).pop(step, None)
        if since is not None:
            self.waits[step].append(Span(since, time))

    def _close(self, work: Work, time: float, outcome: str) -> None:
        if work.outcome != "unfinished":
            return  # the others of its batch end with it
        work.end_h = work.freed_h = time
        work.outcome = outcome
        if not work.is_paused:
            work.busy.append((work.since_h, time))

    def end(self, time: float) -> Telling:
        """Return all there is, what goes on at the end included."""
        for patient, steps in self.waiting.items():
            for step in list(steps):
                self._stop_waiting(time, patient, step)
        for work in self.works:
            if work.outcome == "unfinished":
                work.end_h = work.freed_h = time
                if not work.is_paused:
                    work.busy.append((work.since_h, time))
        for work in self.works:
            if work.freed_h > work.end_h:
                work.busy.append((work.end_h, work.freed_h))
        for kept in self.keeping.values():
            kept.busy.append((kept.end_h, time))
            kept.freed_h = time
        return Telling(self.works, self.waits, time, self.arrived, self.stocks)
