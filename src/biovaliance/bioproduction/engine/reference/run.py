"""The reference engine: what a run does, in Python that can be read.

An event happens, what waits is looked at once more, and so on until nobody is left or the horizon is reached:

    next event ─> free units, patients move on, new ones queue ─> start, best first, whatever can start ─┐
         ^────────────────────────────────────────────────────────────────────────────────────────────────┘

Every operation has one queue, first come first served. Of the queues whose first can start, the one of
highest priority goes first, then the one that has waited longest. An operation starts when all it takes is
free at once. One that cannot start keeps nobody from starting who needs other units. `kernel` does the same,
event for event, in compiled code; the words here are its documentation.
"""

import math
from heapq import heappop
from typing import Any

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine.events import (
    ARRIVAL,
    BATCH,
    BREAKS,
    CLEANED,
    CLOSES,
    DAY,
    DELIVERED,
    END,
    LIMIT,
    LOSS,
    OPENS,
    PATIENCE_H,
    REPAIRED,
)
from biovaliance.bioproduction.engine.model import INTERRUPT, INTERVAL, NO_LIMIT, POISSON, Model
from biovaliance.bioproduction.engine.reference.line import Line
from biovaliance.bioproduction.engine.reference.material import WAITING, Patient
from biovaliance.bioproduction.engine.reference.pausing import pause, resume
from biovaliance.bioproduction.engine.replications import Code, Replication
from biovaliance.bioproduction.engine.spread import Spread


class Reference:
    """One replication of a model."""

    def __init__(
        self, model: Model, seed: int, replication: int, spread: Spread, traced: bool = False
    ) -> None:
        self.model = model
        self.line = Line(model, draws.base_of(seed, replication), spread, traced)
        self.more_to_come = True

    def run(self) -> Replication:
        """Run to the end and return the figures."""
        self._prepare()
        line, horizon = self.line, self.model.horizon_h
        stuck = False
        while True:
            if line.live == 0 and not self.more_to_come and not line.paused and self._nothing_can_come():
                stuck = line.present + line.awaited > 0
                break
            if not line.events:
                break
            time, sequence, kind, what = heappop(line.events)
            if time > horizon:
                break
            line.now = time
            if kind == END:
                if what.event == sequence:
                    line.end(what)
            else:
                self._happen(kind, what)
            if line.candidates:
                line.start_what_can()
            if line.present + line.awaited == 0 and not self.more_to_come:
                break
        return self._finish(stuck)

    def _finish(self, stuck: bool) -> Replication:
        """Return the figures at the end of the run."""
        line, horizon = self.line, self.model.horizon_h
        end = line.last_h if stuck else line.now
        if horizon < math.inf:
            self._run_down()
            end = line.now = horizon
        if self.model.stocks:
            line.shelves.write(line.observer.figures, [len(queue) for queue in line.queues], line.now)
        return line.observer.result(end, line.capacity, line.present, stuck)

    def _run_down(self) -> None:
        """Go on to the horizon after the last start: work for nothing and cleaning end, shifts open and
        close, materials are delivered and expire.
        """
        line, horizon = self.line, self.model.horizon_h
        while line.events and line.events[0][0] <= horizon:
            time, sequence, kind, what = heappop(line.events)
            line.now = time
            if kind == END:
                if what.event == sequence:
                    line.end(what)
            elif kind == CLEANED or kind >= OPENS:
                self._happen(kind, what)

    def _prepare(self) -> None:
        self.line.shelves.begin()
        for number, opens_h in self.line.capacity.openings():
            self.line.push(opens_h, OPENS, number)
        for number, resource in enumerate(self.model.resources):
            if resource.absence_share > 0:
                self.line.push(0.0, DAY, (number, 0))
            if resource.between is not None:
                for unit in range(resource.count):
                    self.line.push(self.line.capacity.break_after(number, unit, 0), BREAKS, (number, unit, 0))
        self._expect(0)

    def _happen(self, kind: int, what: Any) -> None:
        if kind == ARRIVAL:
            self._arrive(what)
        elif kind == LIMIT:
            if what.state == WAITING:
                self.line.leave(what.patient, Code.EXPIRED, what.step, what.attempt)
        elif kind == LOSS:
            if what.alive and not (self.model.coming.loss_until_start and what.started):
                self.line.leave(what, Code.LOST, -1, 0)
        elif kind == BATCH:
            if what.state == WAITING:
                self.line.reconsider(what.step)
        elif kind == CLEANED:
            self.line.work_done()
            self.line.give_back(*what)
        elif kind >= DELIVERED:
            self.line.stock_changes(kind, what)
        else:
            self._change_capacity(kind, what)

    def _expect(self, number: int) -> None:
        """Put the arrival of the next patient ahead."""
        coming = self.model.coming
        if number == self.model.patients:
            self.more_to_come = False
            return
        if coming.kind == POISSON:
            time = self.line.now + self.line.draws.gap_h(number)
        elif coming.kind == INTERVAL:
            time = number * coming.mean_h
        else:
            time = coming.times_h[number]
        self.line.push(time, ARRIVAL, number)

    def _arrive(self, number: int) -> None:
        self._expect(number + 1)
        coming = self.model.coming
        patient = Patient(number, self.line.draws.of(number), self.line.now, len(self.line.steps))
        if number == self.model.warm_up:
            self.line.capacity.begin_window(self.line.now)
            self.line.shelves.begin_window(self.line.now)
        self.line.observer.arrived(patient, self.line.now)
        if coming.ineligible_share > 0:
            bits = draws.draw(patient.key, 0, draws.ELIGIBLE, 0)
            if draws.uniform(bits) < coming.ineligible_share:
                patient.alive = False
                self.line.observer.happened(Code.INELIGIBLE, self.line.now, number, -1, 0, number)
                return
        self.line.present += 1
        self._expect_loss(patient)
        for step in self.model.first:
            self.line.enter(patient, step)

    def _expect_loss(self, patient: Patient) -> None:
        coming = self.model.coming
        lasts = coming.loss_limit_h if coming.loss_limit_h != NO_LIMIT else math.inf
        if coming.loss_hazard_per_h > 0:
            bits = draws.draw(patient.key, 0, draws.LOST, 0)
            lasts = min(lasts, -math.log(draws.uniform(bits)) / coming.loss_hazard_per_h)
        if lasts < math.inf:
            self.line.push(self.line.now + lasts, LOSS, patient)

    def _change_capacity(self, kind: int, what: Any) -> None:
        """Open or close a pool, begin its day, break or repair one of its units."""
        capacity = self.line.capacity
        if kind == OPENS:
            pool = what
            self.line.push(capacity.open(pool), CLOSES, pool)
        elif kind == CLOSES:
            pool = what
            self.line.push(capacity.close(pool), OPENS, pool)
        elif kind == DAY:
            pool, day = what
            capacity.begin_day(pool, day)
            self.line.push((day + 1) * 24.0, DAY, (pool, day + 1))
        elif kind == BREAKS:
            pool, unit, number = what
            capacity.broken[pool] += 1
            self.line.push(self.line.now + capacity.repaired_after(pool, unit, number), REPAIRED, what)
        else:
            pool, unit, number = what
            capacity.broken[pool] -= 1
            after_h = capacity.break_after(pool, unit, number + 1)
            self.line.push(self.line.now + after_h, BREAKS, (pool, unit, number + 1))
        change = capacity.settle(pool, self.line.now, self.line.last_h)
        if change < 0 and self.model.resources[pool].at_close == INTERRUPT:
            pause(self.line, pool)
        if change > 0:
            if self.line.paused:
                resume(self.line)
            for user in self.model.users[pool]:
                self.line.reconsider(user)

    def _nothing_can_come(self) -> bool:
        """Whether the run is over although some may wait: nothing is in progress, and nobody else comes.

        Where all who wait, wait for a batch to fill, the last batch is smaller.
        """
        if self.line.present + self.line.awaited == 0:
            return True
        waiting = [number for number, queue in enumerate(self.line.queues) if queue]
        if waiting and all(self.line.steps[number].batch > 1 for number in waiting):
            self.line.forced.update(waiting)
            self.line.candidates.extend(number for number in waiting if number not in self.line.candidates)
            self.line.start_what_can()
            if self.line.live:
                return False
        return not self.line.events or self.line.now - self.line.idle_since > PATIENCE_H
