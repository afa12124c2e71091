"""The line in the reference engine: queues, what starts and ends, units that are taken and given back."""

import math
from collections import deque
from heapq import heappush
from typing import Any

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine.events import BATCH, CLEANED, END, LIMIT
from biovaliance.bioproduction.engine.model import NO_LIMIT, RELEASED, THROWN_AWAY, Model, Step
from biovaliance.bioproduction.engine.reference.capacity import Capacity, Units
from biovaliance.bioproduction.engine.reference.first_draws import FirstDraws
from biovaliance.bioproduction.engine.reference.material import DONE, RUNNING, WAITING, Patient, Token
from biovaliance.bioproduction.engine.reference.observing import Observer
from biovaliance.bioproduction.engine.reference.pausing import resume
from biovaliance.bioproduction.engine.reference.setups import Setups
from biovaliance.bioproduction.engine.reference.shelves import Shelves
from biovaliance.bioproduction.engine.replications import Code
from biovaliance.bioproduction.engine.spread import Spread


class Line:
    """The state of one replication between two events, and what changes it."""

    def __init__(self, model: Model, base: int, spread: Spread, traced: bool) -> None:
        self.model = model
        self.steps = model.steps
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
        self.awaited = 0  # patients released, of whom some test is not done
        self.forced: set[int] = set()  # operations whose batch may be smaller
        self.capacity = Capacity(model, base)
        self.setups = Setups(model)
        self.observer = Observer(model, spread, traced)
        self.shelves = Shelves(model, self.queues, self.push, self.observer.moved)
        self.draws = FirstDraws(model, base)

    def push(self, time: float, kind: int, what: Any) -> int:
        """Put an event ahead and return its number; at the same time, the lower number comes first."""
        self.sequence += 1
        heappush(self.events, (time, self.sequence, kind, what))
        return self.sequence

    def work_done(self) -> None:
        """Note that something in progress has ended."""
        self.live -= 1
        if self.live == 0:
            self.idle_since = self.now

    @property
    def last_h(self) -> float:
        """When something last happened: to a patient, or cleaning that ended."""
        return max(self.observer.happened_h, self.idle_since)

    # Queues

    def enter(self, patient: Patient, number: int, coming_from: int = -1, kept: Units = ()) -> None:
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
        token = Token(
            patient,
            number,
            attempt,
            self.now,
            self._duration(patient, number, attempt),
            self.order,
        )
        token.kept = kept
        patient.tokens[number] = token
        patient.active += step.gates
        queue = self.queues[number]
        if step.uses:
            self.shelves.queue_grows(number, self.now)
        queue.append(token)
        if step.max_hold_h != NO_LIMIT and not step.blocks:
            self.push(self.now + step.max_hold_h, LIMIT, token)
        if step.batch_wait_h != NO_LIMIT:
            self.push(self.now + step.batch_wait_h, BATCH, token)
        if step.queue_limit >= 0:
            self.limited.append(token)
        if number not in self.candidates:
            self.candidates.append(number)

    def reconsider(self, number: int) -> None:
        """Look at an operation once more before time goes on, if anything waits for it."""
        if self.queues[number] and number not in self.candidates:
            self.candidates.append(number)

    def start_what_can(self) -> None:
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
                break
            newcomers, self.limited = self.limited, []
            for token in reversed(newcomers):
                if token.state == WAITING and len(queues[token.step]) > steps[token.step].queue_limit:
                    self.leave(token.patient, Code.TURNED_AWAY, token.step, token.attempt)
        if self.shelves.touched:
            self.shelves.order_what_is_due(self.now)

    def _best(self) -> int:
        """Return the candidate of highest priority, then of a campaign, then of longest waiting; one without
        a queue comes last.
        """
        best, rank = -1, (math.inf, False, math.inf)
        for number in self.candidates:
            queue, step = self.queues[number], self.steps[number]
            breaks = bool(queue) and self.setups.any_campaigns and self.setups.breaks_campaign(number, step)
            own = (-step.priority, breaks, queue[0].order) if queue else (math.inf, False, 0)
            if best < 0 or own < rank:
                best, rank = number, own
        return best

    def _start_first(self, step: Step, number: int) -> bool:
        """Start the first of a queue, or its first batch, if all it takes is free; return whether it was."""
        queue = self.queues[number]
        token = queue[0]
        size = 1 if step.batch == 1 else self._batch(step, number)
        if size == 0:
            return False
        if step.uses and not self.shelves.are_enough(number, size, self.now, len(queue)):
            return False
        if (step.demands or token.kept) and not self._take_units(step, token):
            return False
        if step.uses:
            self.shelves.take(number, [queue[place].ready for place in range(size)], self.now)
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
        token.event = self.push(token.ends, END, token)
        self.live += 1
        if self.capacity.any_interrupts and self.capacity.interrupts(token.taken):
            self.interruptible[token.turn] = token
        for member in (token, *token.members):
            if member.kept:
                self._release(member.kept, 0)
                member.kept = ()
        return True

    def _take_units(self, step: Step, token: Token) -> bool:
        """Take all units an operation asks for, set up for it, or nothing; return whether they were taken."""
        lasts = token.duration
        if self.setups.changes[token.step]:
            lasts += self.setups.hours(token.step, step)
        taken = self.capacity.take(step.demands, token.kept, lasts, self.now)
        if taken is None:
            return False
        token.taken = taken
        token.duration = lasts
        self.setups.take(token.step, step)
        return True

    def _batch(self, step: Step, number: int) -> int:
        """Return how many of a queue are done together; 0 where it has to fill first."""
        queue = self.queues[number]
        size = min(step.batch, len(queue))
        due = step.batch_wait_h != NO_LIMIT and self.now >= queue[0].ready + step.batch_wait_h
        return size if size == step.batch or due or number in self.forced else 0

    def _started(self, token: Token, leader: Token) -> None:
        token.state = RUNNING
        patient = token.patient
        wait = self.now - token.ready
        if self.steps[token.step].gates:
            patient.wait += wait
        patient.started = True
        self.observer.started(patient, token.step, wait, self.now, token.attempt, leader.patient.number)

    # Ends

    def end(self, leader: Token) -> None:
        """End an operation: its units come free, its patients move on."""
        self.work_done()
        number = leader.step
        step = self.steps[number]
        if self.interruptible:
            self.interruptible.pop(leader.turn, None)
        failing = step.fail_share > 0 and self._fails(leader)
        targets = () if failing else self._targets(step, leader)
        members = [leader, *leader.members] if leader.members else [leader]
        keeper = self._keeper(members, targets) if leader.taken else None
        if keeper is None:
            self._release(leader.taken, step.setup)
        if step.pooled and not failing:
            self._pool([member for member in members if not member.gone])
        for member in members:
            member.state = DONE
            if member.gone:
                continue
            patient = member.patient
            del patient.tokens[number]
            patient.active -= step.gates
            if failing:
                self._fail(leader, member)
            else:
                self._move_on(leader, member, targets, leader.taken if member is keeper else ())
            if patient.is_out:
                self._finish_tests(patient)
            elif patient.active == 0 and patient.alive:
                self._join_or_release(patient)

    def _pool(self, members: list[Token]) -> None:
        """Make one lot of what is done together: the first carries it, the others leave."""
        for member in members[1:]:
            patient = member.patient
            del patient.tokens[member.step]
            member.gone = True
            self.leave(patient, Code.POOLED, member.step, member.attempt, members[0].patient.number)

    def _move_on(self, leader: Token, member: Token, targets: tuple[int, ...], kept: Units) -> None:
        """Bring the material of a patient to what follows a success."""
        patient, number = member.patient, member.step
        self.observer.happened(
            Code.FINISHED, self.now, patient.number, number, member.attempt, leader.patient.number
        )
        for target in targets:
            if target >= 0:
                self.enter(patient, target, number, kept)
            elif target == THROWN_AWAY:
                self._throw_away(patient, number, member.attempt)

    def _duration(self, patient: Patient, number: int, attempt: int) -> float:
        return patient.lasts[number] if attempt == 0 else self.draws.duration(patient.key, number, attempt)

    def _fails(self, leader: Token) -> bool:
        patient, number, attempt = leader.patient, leader.step, leader.attempt
        share = patient.shares[number] if attempt == 0 else self.draws.share(patient.key, number, attempt)
        return share < self.steps[number].fail_share

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
            self._throw_away(patient, member.step, member.attempt)
            return
        for number in step.redone:
            self._void(patient, number)
            done = patient.joins.get(number)
            if done is not None:
                done.difference_update(step.redone)
                if not done:
                    del patient.joins[number]
        self.enter(patient, step.fail_to)

    def _void(self, patient: Patient, number: int) -> None:
        """Take the material of a patient away from an operation, or let its work end for nothing."""
        token = patient.tokens.pop(number, None)
        if token is None:
            return
        patient.active -= self.steps[number].gates
        if token.state != WAITING:
            token.gone = True
            return
        token.state = DONE
        if self.steps[number].uses:
            self.shelves.queue_changes(number, len(self.queues[number]), self.now)
        self.queues[number].remove(token)
        if self.steps[number].uses and not self.queues[number]:
            self.shelves.queue_is_empty(number, self.now)
        self.reconsider(number)
        self._release(token.kept, 0)

    def _join_or_release(self, patient: Patient) -> None:
        """Let a patient for whom nothing the dose waits for is in progress go on with what there is, or be
        released.
        """
        joins = [number for number in patient.joins if self.steps[number].gates]
        if joins:
            self._enter_with_what_there_is(patient, min(joins))
            return
        patient.alive = False
        patient.is_out = True
        self.present -= 1
        self.awaited += 1
        self.observer.released(patient, self.now)
        self._finish_tests(patient)

    def _finish_tests(self, patient: Patient) -> None:
        """Let the tests of a patient who is released go on with what there is, or be done."""
        if patient.tokens:
            return
        if patient.joins:
            self._enter_with_what_there_is(patient, min(patient.joins))
        else:
            patient.is_out = False
            self.awaited -= 1

    def _enter_with_what_there_is(self, patient: Patient, number: int) -> None:
        del patient.joins[number]
        self.enter(patient, number)

    def _throw_away(self, patient: Patient, step: int, attempt: int) -> None:
        """Throw a dose away; one that is released is found not to conform."""
        if not patient.is_out:
            self.leave(patient, Code.SCRAPPED, step, attempt)
        elif patient.conforms:
            patient.conforms = False
            number = patient.number
            self.observer.happened(Code.NOT_CONFORMING, self.now, number, step, attempt, number)

    def leave(self, patient: Patient, code: Code, step: int, attempt: int, into: int = -1) -> None:
        """Let a patient leave without a dose, or for one lot with another patient."""
        patient.alive = False
        self.present -= 1
        other = patient.number if into < 0 else into
        self.observer.happened(code, self.now, patient.number, step, attempt, other)
        for number in sorted(patient.tokens):
            self._void(patient, number)

    def stock_changes(self, kind: int, stock: int) -> None:
        """Take in an event of a stock; what was delivered may be what somebody waits for."""
        if self.shelves.happen(kind, stock, self.now):
            for user in self.model.stock_users[stock]:
                self.reconsider(user)

    # Units

    def _release(self, units: Units, setup: int) -> None:
        """Give units back, those that must be cleaned after cleaning; units that are kept have no setup."""
        for pool, number in units:
            cleaning_h = self.model.resources[pool].cleaning_h
            if cleaning_h > 0:
                self.push(self.now + cleaning_h, CLEANED, (pool, number, setup))
                self.live += 1
            else:
                self.give_back(pool, number, setup)

    def give_back(self, pool: int, number: int, setup: int) -> None:
        """Give units back to those who wait for them."""
        self.capacity.give(pool, number, self.now)
        self.setups.give(pool, number, setup)
        if self.paused:
            resume(self)
        queues, candidates = self.queues, self.candidates
        for user in self.model.users[pool]:
            if queues[user] and user not in candidates:
                candidates.append(user)

    def note(self, code: Code, token: Token) -> None:
        """Note what happened to the work for a batch."""
        number = token.patient.number
        self.observer.happened(code, self.now, number, token.step, token.attempt, number)
