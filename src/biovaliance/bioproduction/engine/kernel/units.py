"""Giving units back, interrupting and resuming work in the kernel: the last part of `reference.line`."""

from biovaliance.bioproduction.engine.events import CLEANED, END, MARGIN
from biovaliance.bioproduction.engine.kernel import memory as m
from biovaliance.bioproduction.engine.kernel.capacity import account, hold, interrupts, resume_units
from biovaliance.bioproduction.engine.kernel.compiling import part, piece
from biovaliance.bioproduction.engine.kernel.figures import happened
from biovaliance.bioproduction.engine.kernel.rows import push
from biovaliance.bioproduction.engine.replications import Code

CODE_PAUSED, CODE_RESUMED = int(Code.PAUSED), int(Code.RESUMED)
NO_TURN = 1 << 62
SETUP_DIGITS, UNITS_DIGITS = 12, 20
"""Binary digits of a setup, and of a number of units, in the event of their cleaning."""


@piece
def cleaned(I, F, what):
    """Give units back that are clean."""
    setup = (what >> UNITS_DIGITS) & ((1 << SETUP_DIGITS) - 1)
    give_back(I, F, what >> (SETUP_DIGITS + UNITS_DIGITS), what & ((1 << UNITS_DIGITS) - 1), setup)


@piece
def reconsider(I, step):
    """Look at an operation once more before time goes on, if anything waits for it."""
    if I[step + m.LENGTH] > 0 and I[step + m.IS_CANDIDATE] == 0:
        I[step + m.IS_CANDIDATE] = 1
        I[I[m.CANDIDATES_AT] + I[m.N_CANDIDATES]] = step
        I[m.N_CANDIDATES] += 1


@piece
def reconsider_users(I, pool):
    """Look at all operations that may take units of a pool once more."""
    for place in range(I[pool + m.USER], I[pool + m.USER_END]):
        reconsider(I, I[place])


@piece
def done(I, F):
    """Note that something in progress has ended."""
    I[m.LIVE] -= 1
    if I[m.LIVE] == 0:
        F[m.IDLE_SINCE] = F[m.NOW]


@piece
def give_back(I, F, pool, units, setup):
    """Give units back to those who wait for them."""
    account(I, F, pool)
    I[pool + m.BUSY] -= units
    if I[pool + m.IDLE] >= 0:
        I[I[pool + m.IDLE] + setup] += units
    if I[m.N_PAUSED] > 0:
        resume(I, F)
    reconsider_users(I, pool)


@part
def _release(I, F, step, field):
    """Give back the units written from a field on, those that must be cleaned after cleaning."""
    first = I[step + m.SLOT]
    for slot in range(first, I[step + m.SLOT_END]):
        units = I[field + slot - first]
        if units > 0:
            pool = I[slot]
            cleaning_h = F[I[pool + m.FLOATS] + m.CLEANING_H]
            if cleaning_h > 0.0:
                packed = (((pool << SETUP_DIGITS) | I[step + m.SETUP]) << UNITS_DIGITS) | units
                push(I, F, F[m.NOW] + cleaning_h, CLEANED, packed)
                I[m.LIVE] += 1
            else:
                give_back(I, F, pool, units, I[step + m.SETUP])


@piece
def release_taken(I, F, material):
    """Give back the units an operation took."""
    _release(I, F, I[material + m.STEP], material + m.UNITS_TAKEN)


@part
def release_kept(I, F, material):
    """Give back the units the material kept of the operation before."""
    step = I[material + m.KEPT_STEP]
    if step >= 0:
        I[material + m.KEPT_STEP] = -1
        _release(I, F, step, material + m.UNITS_TAKEN + I[m.SLOTS])


@part
def note_interruptible(I, material):
    """Remember work that is interrupted when one of its pools closes."""
    if interrupts(I, material):
        I[I[m.INTERRUPTIBLE_AT] + I[m.N_INTERRUPTIBLE]] = material
        I[material + m.INTERRUPTIBLE] = I[m.N_INTERRUPTIBLE]
        I[m.N_INTERRUPTIBLE] += 1


@part
def forget_interruptible(I, material):
    """Forget work that has ended."""
    place = I[material + m.INTERRUPTIBLE]
    if place >= 0:
        I[m.N_INTERRUPTIBLE] -= 1
        other = I[I[m.INTERRUPTIBLE_AT] + I[m.N_INTERRUPTIBLE]]
        I[I[m.INTERRUPTIBLE_AT] + place] = other
        I[other + m.INTERRUPTIBLE] = place
        I[material + m.INTERRUPTIBLE] = -1


@part
def pause(I, F, pool):
    """Interrupt what started last, until no more units work than there are; what ends at this very moment
    is not interrupted.
    """
    bound = NO_TURN
    given_back = 0
    for place in range(I[m.N_INTERRUPTIBLE]):
        material = I[I[m.INTERRUPTIBLE_AT] + place]
        if I[material + m.STATE] == m.RUNNING and _is_ending(I, F, material):
            given_back += _taken_of(I, material, pool)
    while I[pool + m.BUSY] - given_back > I[pool + m.AVAILABLE]:
        last = -1
        for place in range(I[m.N_INTERRUPTIBLE]):
            material = I[I[m.INTERRUPTIBLE_AT] + place]
            if I[material + m.TURN] < bound and (last < 0 or I[material + m.TURN] > I[last + m.TURN]):
                last = material
        if last < 0:
            return
        bound = I[last + m.TURN]
        is_running = I[last + m.STATE] == m.RUNNING and not _is_ending(I, F, last)
        if is_running and _taken_of(I, last, pool) > 0:
            I[last + m.STATE] = m.PAUSED
            F[I[last + m.FLOATS] + m.ENDS_H] -= F[m.NOW]
            I[last + m.EVENT] = -1
            done(I, F)
            hold(I, F, last)
            I[I[m.PAUSED_AT] + I[m.N_PAUSED]] = last
            I[m.N_PAUSED] += 1
            _note(I, F, CODE_PAUSED, last)


@part
def _is_ending(I, F, material):
    return F[I[material + m.FLOATS] + m.ENDS_H] <= F[m.NOW] + MARGIN


@part
def _taken_of(I, material, pool):
    """Return how many units of a pool an operation took."""
    step = I[material + m.STEP]
    field = material + m.UNITS_TAKEN - I[step + m.SLOT]
    taken = 0
    for slot in range(I[step + m.SLOT], I[step + m.SLOT_END]):
        if I[slot] == pool:
            taken += I[field + slot]
    return taken


@part
def resume(I, F):
    """Take up again what was interrupted, what started first before the others."""
    bound = -1
    while True:
        first, at = -1, -1
        for place in range(I[m.N_PAUSED]):
            material = I[I[m.PAUSED_AT] + place]
            if I[material + m.TURN] > bound and (first < 0 or I[material + m.TURN] < I[first + m.TURN]):
                first, at = material, place
        if first < 0:
            return
        bound = I[first + m.TURN]
        if resume_units(I, F, first):
            I[m.N_PAUSED] -= 1
            I[I[m.PAUSED_AT] + at] = I[I[m.PAUSED_AT] + I[m.N_PAUSED]]
            I[first + m.STATE] = m.RUNNING
            F[I[first + m.FLOATS] + m.ENDS_H] += F[m.NOW]
            I[first + m.EVENT] = push(I, F, F[I[first + m.FLOATS] + m.ENDS_H], END, first)
            I[m.LIVE] += 1
            _note(I, F, CODE_RESUMED, first)


@part
def _note(I, F, code, material):
    number = I[material + m.OWNER]
    happened(I, F, code, number, I[I[material + m.STEP] + m.NUMBER], I[material + m.ATTEMPT], number)
