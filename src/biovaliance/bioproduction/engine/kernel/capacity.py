"""Units of pools in the kernel: the same rules as `capacity`."""

from numba import uint64

from biovaliance.bioproduction.engine.events import ABSENT, BREAKS_AFTER, MARGIN, REPAIRED_AFTER
from biovaliance.bioproduction.engine.kernel import memory as m
from biovaliance.bioproduction.engine.kernel.compiling import part, piece
from biovaliance.bioproduction.engine.kernel.draws import FIRST, draw, sample_at, uniform
from biovaliance.bioproduction.engine.model import FIT, INTERRUPT


@piece
def account(I, F, pool):
    """Sum up the unit hours of a pool until now, before something changes."""
    since = I[pool + m.FLOATS] + m.SINCE_H
    lasted = F[m.NOW] - F[since]
    sums = I[pool + m.SUMS_AT]
    F[sums] += I[pool + m.BUSY] * lasted
    F[sums + 1] += I[pool + m.AVAILABLE] * lasted
    F[since] = F[m.NOW]


@piece
def last_h(F):
    """Return when something last happened: to a patient, or cleaning that ended."""
    return max(F[m.HAPPENED_H], F[m.IDLE_SINCE])


@part
def _keep_hours(I, F, pool):
    """Keep the hours of a pool until something last happened: nothing more may."""
    floats, sums = I[pool + m.FLOATS], I[pool + m.SUMS_AT]
    lasted = last_h(F) - F[floats + m.SINCE_H]
    if lasted >= 0.0:
        F[floats + m.KEPT_BUSY_H] = F[sums] + I[pool + m.BUSY] * lasted
        F[floats + m.KEPT_GIVEN_H] = F[sums + 1] + I[pool + m.AVAILABLE] * lasted


@part
def account_until_last(I, F, pool):
    """Sum up the unit hours of a pool until something last happened, which is now."""
    floats, sums = I[pool + m.FLOATS], I[pool + m.SUMS_AT]
    if F[floats + m.SINCE_H] > F[m.NOW]:
        F[sums], F[sums + 1] = F[floats + m.KEPT_BUSY_H], F[floats + m.KEPT_GIVEN_H]
    else:
        account(I, F, pool)


@part
def begin_window(I, F):
    """Forget the hours of the warm-up."""
    for number in range(I[m.N_POOLS]):
        pool = I[m.POOLS] + number * I[m.POOL_WIDTH]
        sums = I[pool + m.SUMS_AT]
        F[sums] = F[sums + 1] = 0.0
        F[I[pool + m.FLOATS] + m.SINCE_H] = F[m.NOW]


@piece
def _fits(I, F, pool, lasts):
    if I[pool + m.HOURS] == I[pool + m.HOURS_END] or I[pool + m.AT_CLOSE] != FIT:
        return True
    floats = I[pool + m.FLOATS]
    return min(lasts, F[floats + m.LONGEST_H]) <= F[floats + m.CLOSES_H] - F[m.NOW] + MARGIN


@piece
def take(I, F, material):
    """Take all units that material asks for, or none; return whether they were taken."""
    step = I[material + m.STEP]
    has_kept = I[material + m.KEPT_STEP] >= 0
    if has_kept:
        _lend(I, F, material, -1)
    chosen = _choose(I, F, material, step)
    if has_kept:
        _lend(I, F, material, 1)
    if chosen:
        field = material + m.UNITS_TAKEN - I[step + m.SLOT]
        for slot in range(I[step + m.SLOT], I[step + m.SLOT_END]):
            units = I[field + slot]
            if units > 0:
                account(I, F, I[slot])
                I[I[slot] + m.BUSY] += units
    return chosen


@part
def _lend(I, F, material, sign):
    """Count the units the material keeps as free, or no more, while it chooses."""
    step = I[material + m.KEPT_STEP]
    field = material + m.UNITS_TAKEN + I[m.SLOTS] - I[step + m.SLOT]
    for slot in range(I[step + m.SLOT], I[step + m.SLOT_END]):
        if F[I[I[slot] + m.FLOATS] + m.CLEANING_H] == 0.0:
            I[I[slot] + m.BUSY] += sign * I[field + slot]


@piece
def _choose(I, F, material, step):
    first = I[step + m.SLOT]
    field = material + m.UNITS_TAKEN - first
    lasts = F[I[material + m.FLOATS] + m.LASTS_H] + F[I[material + m.FLOATS] + m.CHANGE_H]
    for demand in range(I[step + m.DEMAND], I[step + m.DEMAND_END], m.DEMAND_FIELDS):
        left = I[demand + m.UNITS]
        for slot in range(I[demand + m.DEMAND_SLOT], I[demand + m.DEMAND_SLOT_END]):
            I[field + slot] = 0
            if left == 0:
                continue
            pool = I[slot]
            free = I[pool + m.AVAILABLE] - I[pool + m.BUSY] - I[pool + m.HELD]
            for other in range(first, slot):
                if I[other] == pool:
                    free -= I[field + other]
            if free > 0 and _fits(I, F, pool, lasts):
                units = min(free, left)
                I[field + slot] = units
                left -= units
        if left > 0:
            return False
    return True


@part
def interrupts(I, material):
    """Whether work is interrupted when one of its pools closes."""
    step = I[material + m.STEP]
    field = material + m.UNITS_TAKEN - I[step + m.SLOT]
    for slot in range(I[step + m.SLOT], I[step + m.SLOT_END]):
        if I[field + slot] > 0 and I[I[slot] + m.AT_CLOSE] == INTERRUPT:
            return True
    return False


@part
def hold(I, F, material):
    """Let units rest with the work they are interrupted in."""
    step = I[material + m.STEP]
    field = material + m.UNITS_TAKEN - I[step + m.SLOT]
    for slot in range(I[step + m.SLOT], I[step + m.SLOT_END]):
        pool = I[slot]
        if I[field + slot] > 0 and I[pool + m.AT_CLOSE] == INTERRUPT:
            account(I, F, pool)
            I[pool + m.BUSY] -= I[field + slot]
            I[pool + m.HELD] += I[field + slot]


@part
def resume_units(I, F, material):
    """Let units work on, if all of them can; return whether they do."""
    step = I[material + m.STEP]
    first, last = I[step + m.SLOT], I[step + m.SLOT_END]
    field = material + m.UNITS_TAKEN - first
    for slot in range(first, last):
        pool = I[slot]
        if I[field + slot] > 0 and I[pool + m.AT_CLOSE] == INTERRUPT:
            wanted = 0
            for other in range(first, last):
                if I[other] == pool:
                    wanted += I[field + other]
            if I[pool + m.AVAILABLE] - I[pool + m.BUSY] < wanted:
                return False
    for slot in range(first, last):
        pool = I[slot]
        if I[field + slot] > 0 and I[pool + m.AT_CLOSE] == INTERRUPT:
            account(I, F, pool)
            I[pool + m.BUSY] += I[field + slot]
            I[pool + m.HELD] -= I[field + slot]
    return True


@part
def open_pool(I, F, pool):
    """Open a pool and return when it closes."""
    floats = I[pool + m.FLOATS]
    I[pool + m.OPEN] = 1
    F[floats + m.CLOSES_H] = F[floats + m.CYCLE_START_H] + F[I[pool + m.HOURS] + 2 * I[pool + m.PLACE] + 1]
    return F[floats + m.CLOSES_H]


@part
def close_pool(I, F, pool):
    """Close a pool and return when it opens."""
    I[pool + m.OPEN] = 0
    I[pool + m.PLACE] += 1
    if I[pool + m.HOURS] + 2 * I[pool + m.PLACE] == I[pool + m.HOURS_END]:
        I[pool + m.PLACE] = 0
        F[I[pool + m.FLOATS] + m.CYCLE_START_H] += F[I[pool + m.FLOATS] + m.CYCLE_H]
    return opens_at(I, F, pool)


@part
def opens_at(I, F, pool):
    """Return when a pool opens next."""
    return F[I[pool + m.FLOATS] + m.CYCLE_START_H] + F[I[pool + m.HOURS] + 2 * I[pool + m.PLACE]]


@part
def begin_day(I, F, pool, key, day):
    """Draw who is absent on a day."""
    absent = 0
    for unit in range(I[pool + m.COUNT]):
        bits = draw(key, uint64(unit + 1) * FIRST, ABSENT, day)
        if uniform(bits) < F[I[pool + m.FLOATS] + m.ABSENCE_SHARE]:
            absent += 1
    I[pool + m.ABSENT] = absent


@part
def break_after(I, F, pool, key, unit, number):
    """Return the hours until a unit breaks for the number-th time."""
    bits = draw(key, uint64(unit + 1) * FIRST, BREAKS_AFTER, number)
    return sample_at(I, F, bits, I[pool + m.BETWEEN_KIND], I[pool + m.FLOATS] + m.BETWEEN)


@part
def repaired_after(I, F, pool, key, unit, number):
    """Return the hours the number-th repair of a unit takes."""
    bits = draw(key, uint64(unit + 1) * FIRST, REPAIRED_AFTER, number)
    return sample_at(I, F, bits, I[pool + m.REPAIR_KIND], I[pool + m.FLOATS] + m.REPAIR)


@part
def settle(I, F, pool):
    """Bring the available units up to date, and return by how many they changed."""
    _keep_hours(I, F, pool)
    account(I, F, pool)
    before = I[pool + m.AVAILABLE]
    there = I[pool + m.COUNT] - I[pool + m.ABSENT] - I[pool + m.BROKEN]
    I[pool + m.AVAILABLE] = max(0, there) if I[pool + m.OPEN] != 0 else 0
    return I[pool + m.AVAILABLE] - before
