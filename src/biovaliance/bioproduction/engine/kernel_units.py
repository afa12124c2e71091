"""Giving units back, interrupting and resuming work in the kernel: the same as the last part of `reference`."""

from numba import njit

from biovaliance.bioproduction.engine.events import CLEANED, END
from biovaliance.bioproduction.engine.kernel_capacity import account, hold, interrupts, resume_units
from biovaliance.bioproduction.engine.kernel_rows import push
from biovaliance.bioproduction.engine.kernel_statistics import happened
from biovaliance.bioproduction.engine.memory import (
    ATTEMPT, AVAILABLE, BUSY, CANDIDATES_AT, CLEANING_H, ENDS_H, EVENT, FLOATS, IDLE_SINCE, INTERRUPTIBLE,
    INTERRUPTIBLE_AT, IS_CANDIDATE, KEPT_STEP, LENGTH, LIVE, N_CANDIDATES, N_INTERRUPTIBLE, N_PAUSED, NOW, NUMBER,
    OWNER, PAUSED, PAUSED_AT, RUNNING, SLOT, SLOT_END, SLOTS, STATE, STEP, TURN, UNITS_TAKEN, USER, USER_END,
)  # fmt: skip
from biovaliance.bioproduction.engine.replications import Code

CODE_PAUSED, CODE_RESUMED = int(Code.PAUSED), int(Code.RESUMED)
NO_TURN = 1 << 62


@njit
def reconsider(I, step):
    """Look at an operation once more before time goes on, if anything waits for it."""
    if I[step + LENGTH] > 0 and I[step + IS_CANDIDATE] == 0:
        I[step + IS_CANDIDATE] = 1
        I[I[CANDIDATES_AT] + I[N_CANDIDATES]] = step
        I[N_CANDIDATES] += 1


@njit
def reconsider_users(I, pool):
    """Look at all operations that may take units of a pool once more."""
    for place in range(I[pool + USER], I[pool + USER_END]):
        reconsider(I, I[place])


@njit
def done(I, F):
    """Note that something in progress has ended."""
    I[LIVE] -= 1
    if I[LIVE] == 0:
        F[IDLE_SINCE] = F[NOW]


@njit
def give_back(I, F, pool, units):
    """Give units back to those who wait for them."""
    account(I, F, pool)
    I[pool + BUSY] -= units
    if I[N_PAUSED] > 0:
        resume(I, F)
    reconsider_users(I, pool)


@njit
def _release(I, F, step, field):
    """Give back the units written from a field on, those that must be cleaned after cleaning."""
    first = I[step + SLOT]
    for slot in range(first, I[step + SLOT_END]):
        units = I[field + slot - first]
        if units > 0:
            pool = I[slot]
            cleaning_h = F[I[pool + FLOATS] + CLEANING_H]
            if cleaning_h > 0.0:
                push(I, F, F[NOW] + cleaning_h, CLEANED, (pool << 20) | units)
                I[LIVE] += 1
            else:
                give_back(I, F, pool, units)


@njit
def release_taken(I, F, material):
    """Give back the units an operation took."""
    _release(I, F, I[material + STEP], material + UNITS_TAKEN)


@njit
def release_kept(I, F, material):
    """Give back the units the material kept of the operation before."""
    step = I[material + KEPT_STEP]
    if step >= 0:
        I[material + KEPT_STEP] = -1
        _release(I, F, step, material + UNITS_TAKEN + I[SLOTS])


@njit
def note_interruptible(I, material):
    """Remember work that is interrupted when one of its pools closes."""
    if interrupts(I, material):
        I[I[INTERRUPTIBLE_AT] + I[N_INTERRUPTIBLE]] = material
        I[material + INTERRUPTIBLE] = I[N_INTERRUPTIBLE]
        I[N_INTERRUPTIBLE] += 1


@njit
def forget_interruptible(I, material):
    """Forget work that has ended."""
    place = I[material + INTERRUPTIBLE]
    if place >= 0:
        I[N_INTERRUPTIBLE] -= 1
        other = I[I[INTERRUPTIBLE_AT] + I[N_INTERRUPTIBLE]]
        I[I[INTERRUPTIBLE_AT] + place] = other
        I[other + INTERRUPTIBLE] = place
        I[material + INTERRUPTIBLE] = -1


@njit
def pause(I, F, pool):
    """Interrupt what started last, until no more units work than there are."""
    bound = NO_TURN
    while I[pool + BUSY] > I[pool + AVAILABLE]:
        last = -1
        for place in range(I[N_INTERRUPTIBLE]):
            material = I[I[INTERRUPTIBLE_AT] + place]
            if I[material + TURN] < bound and (last < 0 or I[material + TURN] > I[last + TURN]):
                last = material
        if last < 0:
            return
        bound = I[last + TURN]
        if I[last + STATE] == RUNNING and _takes(I, last, pool):
            I[last + STATE] = PAUSED
            F[I[last + FLOATS] + ENDS_H] -= F[NOW]
            I[last + EVENT] = -1
            done(I, F)
            hold(I, F, last)
            I[I[PAUSED_AT] + I[N_PAUSED]] = last
            I[N_PAUSED] += 1
            _note(I, F, CODE_PAUSED, last)


@njit
def _takes(I, material, pool):
    step = I[material + STEP]
    field = material + UNITS_TAKEN - I[step + SLOT]
    for slot in range(I[step + SLOT], I[step + SLOT_END]):
        if I[slot] == pool and I[field + slot] > 0:
            return True
    return False


@njit
def resume(I, F):
    """Take up again what was interrupted, what started first before the others."""
    bound = -1
    while True:
        first, at = -1, -1
        for place in range(I[N_PAUSED]):
            material = I[I[PAUSED_AT] + place]
            if I[material + TURN] > bound and (first < 0 or I[material + TURN] < I[first + TURN]):
                first, at = material, place
        if first < 0:
            return
        bound = I[first + TURN]
        if resume_units(I, F, first):
            I[N_PAUSED] -= 1
            I[I[PAUSED_AT] + at] = I[I[PAUSED_AT] + I[N_PAUSED]]
            I[first + STATE] = RUNNING
            F[I[first + FLOATS] + ENDS_H] += F[NOW]
            I[first + EVENT] = push(I, F, F[I[first + FLOATS] + ENDS_H], END, first)
            I[LIVE] += 1
            _note(I, F, CODE_RESUMED, first)


@njit
def _note(I, F, code, material):
    number = I[material + OWNER]
    happened(I, F, code, number, I[I[material + STEP] + NUMBER], I[material + ATTEMPT], number)
