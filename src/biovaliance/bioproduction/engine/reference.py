"""The reference engine: what a run does, in Python that can be read.

An event happens, what waits is looked at once more, and so on until nobody is left or the horizon is reached:

    next event ─> free units, patients move on, new ones queue ─> start, best first, whatever can start ─┐
         ^────────────────────────────────────────────────────────────────────────────────────────────────┘

Every operation has one queue, first come first served. Of the queues whose first can start, the one of highest
priority goes first, then the one that has waited longest. An operation starts when all it takes is free at once. One that
cannot start keeps nobody from starting who needs other units.
`kernel` does the same, event for event, in compiled code; the words here are its documentation.
"""

import math
from collections import deque
from heapq import heappop, heappush
from typing import Any

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine.capacity import Capacity, Units
from biovaliance.bioproduction.engine.events import (
    ARRIVAL,
    BATCH,
    BREAKS,
    CLEANED,
    CLOSES,
    DAY,
    END,
    LIMIT,
    LOSS,
    OPENS,
    PATIENCE_H,
    REPAIRED,
)
from biovaliance.bioproduction.engine.model import (
    INTERRUPT,
    INTERVAL,
    NO_LIMIT,
    POISSON,
    RELEASED,
    THROWN_AWAY,
    Model,
    Step,
)
from biovaliance.bioproduction.engine.observing import Observer
from biovaliance.bioproduction.engine.replications import Code, Replication
from biovaliance.bioproduction.engine.spread import Spread

WAITING, RUNNING, PAUSED, DONE = range(4)
BLOCK = 512
"""Patients whose first draws are made at once."""


class Patient:
    """Somebody for whom something is made."""

    __slots__ = (
        "active", "alive", "arrived", "group", "joins", "key", "number", "started", "tokens", "visits", "wait",
    )  # fmt: skip

    def __init__(self, number: int, key: int, arrived: float, steps: int) -> None:
        self.number = number
        self.key = key
        self.arrived = arrived
        self.wait = 0.0
        self.visits = [0] * steps  # how often it came to each operation
        self.tokens: dict[int, Token] = {}  # where its material is
        self.joins: dict[int, set[int]] = {}  # what is done of what an operation needs
        self.active = 0
        self.alive = True
        self.started = False
        self.group = -1


class Token:
    """The material of a patient at one operation."""

    __slots__ = (
        "attempt", "duration", "ends", "event", "gone", "kept", "members", "order", "patient", "ready", "state", "step",
        "taken", "turn",
    )  # fmt: skip

    def __init__(self, patient: Patient, step: int, attempt: int, ready: float, duration: float, order: int) -> None:
        self.patient = patient
        self.step = step
        self.attempt = attempt
        self.ready = ready
        self.duration = duration
        self.order = order
        self.state = WAITING
        self.gone = False  # the patient was lost meanwhile; the work goes on to its end for nothing
        self.kept: Units = ()  # units of the operation before, where the material has nowhere to go
        self.taken: Units = ()
        self.members: list[Token] = []  # the others of its batch
        self.ends = 0.0  # when it ends; while interrupted, how much is left
        self.event = -1  # the number of the event that ends it
        self.turn = 0


class Reference:
    """One replication of a model."""

    def __init__(self, model: Model, seed: int, replication: int, spread: Spread, traced: bool = False) -> None:
        self.model = model
        self.steps = model.steps
        self.base = draws.base_of(seed, replication)
        self.now = 0.0
        self.events: list[tuple[float, int, int, Any]] = []
        self.sequence = 0
        self.live = 0  # work and cleaning in progress
        self.idle_since = 0.0
        self.queues: list[deque[Token]] = [deque() for _ in model.steps]
        self.candidates: list[int] = []  # operations whose first may be able to start now
        self.limited: list[Token] = []
        self.paused: list[Token] = []
        self.interruptible: dict[int, Token] = {}
        self.order = self.turn = 0
        self.present = 0
        self.more_to_come = True
        self.forced: set[int] = set()  # operations whose batch may be smaller
        self.capacity = Capacity(model, self.base)
        self.observer = Observer(model, spread, traced)
        self.block_start = -BLOCK
        self.keys: list[int] = []
        self.durations: list[list[float]] = []
        self.fails: list[list[float]] = []

    def run(self) -> Replication:
        """Run to the end and return the figures."""
        self._prepare()
        horizon = self.model.horizon_h
        stuck = False
        while True:
            if self.live == 0 and not self.more_to_come and not self.paused and self._nothing_can_come():
                stuck = self.present > 0
                break
            if not self.events:
                break
            time, sequence, kind, what = heappop(self.events)
            if time > horizon:
                break
            self.now = time
            self._happen(kind, what, sequence)
            if self.candidates:
                self._start_what_can()
            if self.present == 0 and not self.more_to_come:
                break
        end = self.idle_since if stuck else self.now
        if horizon < math.inf:
            end = horizon
        return self.observer.result(end, self.capacity, self.present, stuck)

    # What happens

    def _prepare(self) -> None:
        for number, opens_h in self.capacity.openings():
            self._push(opens_h, OPENS, number)
        for number, resource in enumerate(self.model.resources):
            if resource.absence_share > 0:
                self._push(0.0, DAY, (number, 0))
            if resource.between is not None:
                for unit in range(resource.count):
                    self._push(self.capacity.break_after(number, unit, 0), BREAKS, (number, unit, 0))
        self._expect(0)

    def _push(self, time: float, kind: int, what: Any) -> int:
        self.sequence += 1
        heappush(self.events, (time, self.sequence, kind, what))
        return self.sequence

    def _happen(self, kind: int, what: Any, sequence: int) -> None:
        if kind == END:
            if what.event == sequence:
                self._end(what)
        elif kind == ARRIVAL:
            self._arrive(what)
        elif kind == LIMIT:
            if what.state == WAITING:
                self._leave(what.patient, Code.EXPIRED, what.step, what.attempt)
        elif kind == LOSS:
            if what.alive and not (self.model.coming.loss_until_start and what.started):
                self._leave(what, Code.LOST, -1, 0)
        elif kind == BATCH:
            if what.state == WAITING:
                self._reconsider(what.step)
        elif kind == CLEANED:
            self._done()
            self._give_back(*what)
        else:
            self._change_capacity(kind, what)

    def _done(self) -> None:
        self.live -= 1
        if self.live == 0:
            self.idle_since = self.now

    def _expect(self, number: int) -> None:
        """Put the arrival of the next patient ahead."""
        coming = self.model.coming
        if number == self.model.patients:
            self.more_to_come = False
            return
        if coming.kind == POISSON:
            bits = draws.draw(draws.patient_key(self.base, number), 0, draws.ARRIVES, 0)
            time = self.now - coming.mean_h * math.log(draws.uniform(bits))
        elif coming.kind == INTERVAL:
            time = number * coming.mean_h
        else:
            time = coming.times_h[number]
        self._push(time, ARRIVAL, number)

    def _arrive(self, number: int) -> None:
        self._expect(number + 1)
        coming = self.model.coming
        row = number - self.block_start
        if row >= BLOCK:
            self._draw_block(number)
            row = 0
        patient = Patient(number, self.keys[row], self.now, len(self.steps))
        if number == self.model.warm_up:
            self.capacity.begin_window(self.now)
        self.observer.arrived(patient, self.now)
        if coming.ineligible_share > 0:
            bits = draws.draw(patient.key, 0, draws.ELIGIBLE, 0)
            if draws.uniform(bits) < coming.ineligible_share:
                patient.alive = False
                self.observer.happened(Code.INELIGIBLE, self.now, number, -1, 0, number)
                return
        self.present += 1
        self._expect_loss(patient)
        for step in self.model.first:
            self._enter(patient, step)

    def _expect_loss(self, patient: Patient) -> None:
        coming = self.model.coming
        lasts = coming.loss_limit_h if coming.loss_limit_h != NO_LIMIT else math.inf
        if coming.loss_hazard_per_h > 0:
            bits = draws.draw(patient.key, 0, draws.LOST, 0)
            lasts = min(lasts, -math.log(draws.uniform(bits)) / coming.loss_hazard_per_h)
        if lasts < math.inf:
            self._push(self.now + lasts, LOSS, patient)

    def _draw_block(self, first: int) -> None:
        """Draw for many patients at once what each is first asked; one by one it would be the same numbers."""
        self.block_start = first
        keys = draws.keys_of_patients(self.base, first, BLOCK)
        self.keys = keys.tolist()
        self.durations, self.fails = [], []
        for step in self.steps:
            bits = draws.draws_of_patients(keys, step.key, draws.DURATION)
            self.durations.append(draws.samples(bits, step.duration, self.model.values))
            failing = draws.draws_of_patients(keys, step.key, draws.FAILS)
            self.fails.append(draws.uniforms(failing).tolist() if step.fail_share > 0 else [])

    def _duration(self, patient: Patient, number: int, attempt: int) -> float:
        step = self.steps[number]
        row = patient.number - self.block_start
        if attempt == 0 and row >= 0:
            return self.durations[number][row] + step.entry_h
        bits = draws.draw(patient.key, step.key, draws.DURATION, attempt)
        return draws.sample(bits, step.duration, self.model.values) + step.entry_h

    def _fails(self, patient: Patient, number: int, attempt: int) -> bool:
        step = self.steps[number]
        row = patient.number - self.block_start
        if attempt == 0 and row >= 0:
            return self.fails[number][row] < step.fail_share
        return draws.uniform(draws.draw(patient.key, step.key, draws.FAILS, attempt)) < step.fail_share

    # Queues

    def _enter(self, patient: Patient, number: int, coming_from: int = -1, kept: Units = ()) -> None:
        """Bring the material of a patient to an operation, where it waits for its turn."""
        step = self.steps[number]
        if len(step.needs) > 1 and coming_from in step.needs:
            done = patient.joins.setdefault(number, set())
            done.add(coming_from)
            if len(done) < len(step.needs):
                return
            del patient.joins[number]
        attempt = patient.visits[number]
        patient.visits[number] = attempt + 1
        self.order += 1
        token = Token(patient, number, attempt, self.now, self._duration(patient, number, attempt), self.order)
        token.kept = kept
        patient.tokens[number] = token
        patient.active += 1
        queue = self.queues[number]
        queue.append(token)
        if step.max_hold_h != NO_LIMIT and not step.blocks:
            self._push(self.now + step.max_hold_h, LIMIT, token)
        if step.batch_wait_h != NO_LIMIT:
            self._push(self.now + step.batch_wait_h, BATCH, token)
        if step.queue_limit >= 0:
            self.limited.append(token)
        if number not in self.candidates:
            self.candidates.append(number)

    def _reconsider(self, number: int) -> None:
        if self.queues[number] and number not in self.candidates:
            self.candidates.append(number)

    def _start_what_can(self) -> None:
        """Start whatever can start, best first; then turn away who found a queue full."""
        candidates, queues, steps = self.candidates, self.queues, self.steps
        while True:
            while candidates:
                best = candidates[0]
                if len(candidates) > 1:
                    best = self._best()
                if not queues[best] or not self._start_first(steps[best], best):
                    candidates.remove(best)
            if not self.limited:
                return
            newcomers, self.limited = self.limited, []
            for token in reversed(newcomers):
                if token.state == WAITING and len(queues[token.step]) > steps[token.step].queue_limit:
                    self._leave(token.patient, Code.TURNED_AWAY, token.step, token.attempt)

    def _best(self) -> int:
        """Return the candidate of highest priority, then of longest waiting; one without a queue comes last."""
        best, rank = -1, (math.inf, math.inf)
        for number in self.candidates:
            queue = self.queues[number]
            own = (-self.steps[number].priority, queue[0].order) if queue else (math.inf, 0)
            if best < 0 or own < rank:
                best, rank = number, own
        return best

    def _start_first(self, step: Step, number: int) -> bool:
        """Start the first of a queue, or its first batch, if all it takes is free; return whether it was."""
        queue = self.queues[number]
        token = queue[0]
        size = 1
        if step.batch > 1:
            size = min(step.batch, len(queue))
            due = step.batch_wait_h != NO_LIMIT and self.now >= token.ready + step.batch_wait_h
            if size < step.batch and not due and number not in self.forced:
                return False
        if step.demands or token.kept:
            taken = self.capacity.take(step.demands, token.kept, token.duration, self.now)
            if taken is None:
                return False
            token.taken = taken
        queue.popleft()
        self.forced.discard(number)
        self._started(token, token)
        for _ in range(size - 1):
            member = queue.popleft()
            token.members.append(member)
            self._started(member, token)
        self.turn += 1
        token.turn = self.turn
        token.ends = self.now + token.duration
        token.event = self._push(token.ends, END, token)
        self.live += 1
        if self.capacity.any_interrupts and self.capacity.interrupts(token.taken):
            self.interruptible[token.turn] = token
        for member in (token, *token.members):
            if member.kept:
                self._release(member.kept)
                member.kept = ()
        return True

    def _started(self, token: Token, leader: Token) -> None:
        token.state = RUNNING
        patient = token.patient
        wait = self.now - token.ready
        patient.wait += wait
        patient.started = True
        self.observer.started(patient, token.step, wait, self.now, token.attempt, leader.patient.number)

    # Ends

    def _end(self, leader: Token) -> None:
        """End an operation: its units come free, its patients move on."""
        self._done()
        number = leader.step
        step = self.steps[number]
        if self.interruptible:
            self.interruptible.pop(leader.turn, None)
        failing = step.fail_share > 0 and self._fails(leader.patient, number, leader.attempt)
        targets = () if failing else self._targets(step, leader)
        members = [leader, *leader.members] if leader.members else [leader]
        keeper = self._keeper(members, targets) if leader.taken else None
        if keeper is None:
            self._release(leader.taken)
        for member in members:
            member.state = DONE
            if member.gone:
                continue
            patient = member.patient
            del patient.tokens[number]
            patient.active -= 1
            if failing:
                self._fail(leader, member)
            else:
                self.observer.happened(
                    Code.FINISHED, self.now, patient.number, number, member.attempt, leader.patient.number
                )
                for target in targets:
                    if target >= 0:
                        self._enter(patient, target, number, leader.taken if member is keeper else ())
                    elif target == THROWN_AWAY:
                        self._leave(patient, Code.SCRAPPED, number, member.attempt)
            if patient.active == 0 and patient.alive:
                self._join_or_release(patient)

    def _targets(self, step: Step, leader: Token) -> tuple[int, ...]:
        """Return where a success leads: to all that follows, or one way by chance."""
        if not step.branches:
            return step.successors
        share = draws.uniform(draws.draw(leader.patient.key, step.key, draws.BRANCH, leader.attempt))
        for target, part in step.branches:
            share -= part
            if share < 0:
                return (target,)
        return (RELEASED,)

    def _keeper(self, members: list[Token], targets: tuple[int, ...]) -> Token | None:
        """Return whose material keeps the units because it may not be held between the operations."""
        if len(targets) != 1 or targets[0] < 0 or not self.steps[targets[0]].blocks:
            return None
        return next((member for member in members if not member.gone), None)

    def _fail(self, leader: Token, member: Token) -> None:
        """Scrap, repeat, or go back; what would be done again is void."""
        step = self.steps[member.step]
        patient = member.patient
        self.observer.happened(
            Code.FAILED, self.now, patient.number, member.step, member.attempt, leader.patient.number
        )
        if step.fail_to == THROWN_AWAY or 0 < step.max_attempts <= member.attempt + 1:
            self._leave(patient, Code.SCRAPPED, member.step, member.attempt)
            return
        for number in step.redone:
            self._void(patient, number)
            done = patient.joins.get(number)
            if done is not None:
                done.difference_update(step.redone)
                if not done:
                    del patient.joins[number]
        self._enter(patient, step.fail_to)

    def _void(self, patient: Patient, number: int) -> None:
        """Take the material of a patient away from an operation, or let its work end for nothing."""
        token = patient.tokens.pop(number, None)
        if token is None:
            return
        patient.active -= 1
        if token.state != WAITING:
            token.gone = True
            return
        token.state = DONE
        self.queues[number].remove(token)
        self._reconsider(number)
        self._release(token.kept)

    def _join_or_release(self, patient: Patient) -> None:
        """Let a patient nothing is in progress for go on with what there is, or be released."""
        if patient.joins:
            number = min(patient.joins)
            del patient.joins[number]
            self._enter(patient, number)
            return
        patient.alive = False
        self.present -= 1
        self.observer.released(patient, self.now)

    def _leave(self, patient: Patient, code: Code, step: int, attempt: int) -> None:
        """Let a patient leave without a dose."""
        patient.alive = False
        self.present -= 1
        self.observer.happened(code, self.now, patient.number, step, attempt, patient.number)
        for number in sorted(patient.tokens):
            self._void(patient, number)

    # Units

    def _release(self, units: Units) -> None:
        """Give units back, those that must be cleaned after cleaning."""
        for pool, number in units:
            cleaning_h = self.model.resources[pool].cleaning_h
            if cleaning_h > 0:
                self._push(self.now + cleaning_h, CLEANED, (pool, number))
                self.live += 1
            else:
                self._give_back(pool, number)

    def _give_back(self, pool: int, number: int) -> None:
        self.capacity.give(pool, number, self.now)
        if self.paused:
            self._resume()
        queues, candidates = self.queues, self.candidates
        for user in self.model.users[pool]:
            if queues[user] and user not in candidates:
                candidates.append(user)

    def _change_capacity(self, kind: int, what: Any) -> None:
        """Open or close a pool, begin its day, break or repair one of its units."""
        capacity = self.capacity
        if kind == OPENS:
            pool = what
            self._push(capacity.open(pool), CLOSES, pool)
        elif kind == CLOSES:
            pool = what
            self._push(capacity.close(pool), OPENS, pool)
        elif kind == DAY:
            pool, day = what
            capacity.begin_day(pool, day)
            self._push((day + 1) * 24.0, DAY, (pool, day + 1))
        elif kind == BREAKS:
            pool, unit, number = what
            capacity.broken[pool] += 1
            self._push(self.now + capacity.repaired_after(pool, unit, number), REPAIRED, what)
        else:
            pool, unit, number = what
            capacity.broken[pool] -= 1
            after_h = capacity.break_after(pool, unit, number + 1)
            self._push(self.now + after_h, BREAKS, (pool, unit, number + 1))
        change = capacity.settle(pool, self.now)
        if change < 0 and self.model.resources[pool].at_close == INTERRUPT:
            self._pause(pool)
        if change > 0:
            if self.paused:
                self._resume()
            for user in self.model.users[pool]:
                self._reconsider(user)

    def _pause(self, pool: int) -> None:
        """Interrupt what started last, until no more units work than there are."""
        capacity = self.capacity
        for turn in sorted(self.interruptible, reverse=True):
            if capacity.busy[pool] <= capacity.available[pool]:
                return
            token = self.interruptible[turn]
            if token.state == RUNNING and any(taken == pool for taken, _ in token.taken):
                token.state = PAUSED
                token.ends -= self.now
                token.event = -1
                self._done()
                capacity.hold(token.taken, self.now)
                self.paused.append(token)
                self._note(Code.PAUSED, token)

    def _resume(self) -> None:
        """Take up again what was interrupted, what started first before the others."""
        for token in sorted(self.paused, key=lambda paused: paused.turn):
            if self.capacity.resume(token.taken, self.now):
                self.paused.remove(token)
                token.state = RUNNING
                token.ends += self.now
                token.event = self._push(token.ends, END, token)
                self.live += 1
                self._note(Code.RESUMED, token)

    def _note(self, code: Code, token: Token) -> None:
        number = token.patient.number
        self.observer.happened(code, self.now, number, token.step, token.attempt, number)

    def _nothing_can_come(self) -> bool:
        """Whether the run is over although some may wait: nothing is in progress, and nobody else comes.

        Where all who wait, wait for a batch to fill, the last batch is smaller.
        """
        if self.present == 0:
            return True
        waiting = [number for number, queue in enumerate(self.queues) if queue]
        if waiting and all(self.steps[number].batch > 1 for number in waiting):
            self.forced.update(waiting)
            self.candidates.extend(number for number in waiting if number not in self.candidates)
            self._start_what_can()
            if self.live:
                return False
        return not self.events or self.now - self.idle_since > PATIENCE_H
