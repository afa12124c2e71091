"""Units of pools in the kernel: the same rules as `capacity`."""

from numba import njit, uint64

from biovaliance.bioproduction.engine import capacity as c
from biovaliance.bioproduction.engine.kernel_draws import FIRST, draw, sample_at, uniform
from biovaliance.bioproduction.engine.memory import (
    ABSENCE_SHARE, ABSENT, AT_CLOSE, AVAILABLE, BETWEEN, BETWEEN_KIND, BROKEN, BUSY, CLEANING_H, CLOSES_H, COUNT,
    CYCLE_H, CYCLE_START_H, DEMAND, DEMAND_END, DEMAND_FIELDS, DEMAND_SLOT, DEMAND_SLOT_END, FIGURES_END, FLOATS, HELD,
    HOURS, HOURS_END, KEPT_STEP, LASTS_H, LONGEST_H, N_POOLS, NOW, OPEN, PLACE, POOL_NUMBER, POOL_WIDTH, POOLS, REPAIR,
    REPAIR_KIND, SINCE_H, SLOT, SLOT_END, SLOTS, STEP, UNITS, UNITS_TAKEN,
)  # fmt: skip
from biovaliance.bioproduction.engine.model import FIT, INTERRUPT

ABSENT_PURPOSE, BREAKS_AFTER, REPAIRED_AFTER = c.ABSENT, c.BREAKS_AFTER, c.REPAIRED_AFTER
MARGIN = c.MARGIN


@njit
def hours_at(I, pool):
    """Return where in F the unit hours of a pool are summed: worked, then available."""
    return I[FIGURES_END] - 1 - 2 * (I[N_POOLS] - I[pool + POOL_NUMBER])


@njit
def account(I, F, pool):
    """Sum up the unit hours of a pool until now, before something changes."""
    since = I[pool + FLOATS] + SINCE_H
    lasted = F[NOW] - F[since]
    sums = hours_at(I, pool)
    F[sums] += I[pool + BUSY] * lasted
    F[sums + 1] += I[pool + AVAILABLE] * lasted
    F[since] = F[NOW]


@njit
def begin_window(I, F):
    """Forget the hours of the warm-up."""
    for number in range(I[N_POOLS]):
        pool = I[POOLS] + number * I[POOL_WIDTH]
        sums = hours_at(I, pool)
        F[sums] = F[sums + 1] = 0.0
        F[I[pool + FLOATS] + SINCE_H] = F[NOW]


@njit
def _fits(I, F, pool, lasts):
    if I[pool + HOURS] == I[pool + HOURS_END] or I[pool + AT_CLOSE] != FIT:
        return True
    floats = I[pool + FLOATS]
    return min(lasts, F[floats + LONGEST_H]) <= F[floats + CLOSES_H] - F[NOW] + MARGIN


@njit
def take(I, F, material):
    """Take all units that material asks for, or none; return whether they were taken."""
    step = I[material + STEP]
    has_kept = I[material + KEPT_STEP] >= 0
    if has_kept:
        _lend(I, F, material, -1)
    chosen = _choose(I, F, material, step)
    if has_kept:
        _lend(I, F, material, 1)
    if chosen:
        field = material + UNITS_TAKEN - I[step + SLOT]
        for slot in range(I[step + SLOT], I[step + SLOT_END]):
            units = I[field + slot]
            if units > 0:
                account(I, F, I[slot])
                I[I[slot] + BUSY] += units
    return chosen


@njit
def _lend(I, F, material, sign):
    """Count the units the material keeps as free, or no more, while it chooses."""
    step = I[material + KEPT_STEP]
    field = material + UNITS_TAKEN + I[SLOTS] - I[step + SLOT]
    for slot in range(I[step + SLOT], I[step + SLOT_END]):
        if F[I[I[slot] + FLOATS] + CLEANING_H] == 0.0:
            I[I[slot] + BUSY] += sign * I[field + slot]


@njit
def _choose(I, F, material, step):
    first = I[step + SLOT]
    field = material + UNITS_TAKEN - first
    lasts = F[I[material + FLOATS] + LASTS_H]
    for demand in range(I[step + DEMAND], I[step + DEMAND_END], DEMAND_FIELDS):
        left = I[demand + UNITS]
        for slot in range(I[demand + DEMAND_SLOT], I[demand + DEMAND_SLOT_END]):
            I[field + slot] = 0
            if left == 0:
                continue
            pool = I[slot]
            free = I[pool + AVAILABLE] - I[pool + BUSY] - I[pool + HELD]
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


@njit
def interrupts(I, material):
    """Whether work is interrupted when one of its pools closes."""
    step = I[material + STEP]
    field = material + UNITS_TAKEN - I[step + SLOT]
    for slot in range(I[step + SLOT], I[step + SLOT_END]):
        if I[field + slot] > 0 and I[I[slot] + AT_CLOSE] == INTERRUPT:
            return True
    return False


@njit
def hold(I, F, material):
    """Let units rest with the work they are interrupted in."""
    step = I[material + STEP]
    field = material + UNITS_TAKEN - I[step + SLOT]
    for slot in range(I[step + SLOT], I[step + SLOT_END]):
        pool = I[slot]
        if I[field + slot] > 0 and I[pool + AT_CLOSE] == INTERRUPT:
            account(I, F, pool)
            I[pool + BUSY] -= I[field + slot]
            I[pool + HELD] += I[field + slot]


@njit
def resume_units(I, F, material):
    """Let units work on, if all of them can; return whether they do."""
    step = I[material + STEP]
    first, last = I[step + SLOT], I[step + SLOT_END]
    field = material + UNITS_TAKEN - first
    for slot in range(first, last):
        pool = I[slot]
        if I[field + slot] > 0 and I[pool + AT_CLOSE] == INTERRUPT:
            wanted = 0
            for other in range(first, last):
                if I[other] == pool:
                    wanted += I[field + other]
            if I[pool + AVAILABLE] - I[pool + BUSY] < wanted:
                return False
    for slot in range(first, last):
        pool = I[slot]
        if I[field + slot] > 0 and I[pool + AT_CLOSE] == INTERRUPT:
            account(I, F, pool)
            I[pool + BUSY] += I[field + slot]
            I[pool + HELD] -= I[field + slot]
    return True


@njit
def open_pool(I, F, pool):
    """Open a pool and return when it closes."""
    floats = I[pool + FLOATS]
    I[pool + OPEN] = 1
    F[floats + CLOSES_H] = F[floats + CYCLE_START_H] + F[I[pool + HOURS] + 2 * I[pool + PLACE] + 1]
    return F[floats + CLOSES_H]


@njit
def close_pool(I, F, pool):
    """Close a pool and return when it opens."""
    I[pool + OPEN] = 0
    I[pool + PLACE] += 1
    if I[pool + HOURS] + 2 * I[pool + PLACE] == I[pool + HOURS_END]:
        I[pool + PLACE] = 0
        F[I[pool + FLOATS] + CYCLE_START_H] += F[I[pool + FLOATS] + CYCLE_H]
    return opens_at(I, F, pool)


@njit
def opens_at(I, F, pool):
    """Return when a pool opens next."""
    return F[I[pool + FLOATS] + CYCLE_START_H] + F[I[pool + HOURS] + 2 * I[pool + PLACE]]


@njit
def begin_day(I, F, pool, key, day):
    """Draw who is absent on a day."""
    absent = 0
    for unit in range(I[pool + COUNT]):
        bits = draw(key, uint64(unit + 1) * FIRST, ABSENT_PURPOSE, day)
        if uniform(bits) < F[I[pool + FLOATS] + ABSENCE_SHARE]:
            absent += 1
    I[pool + ABSENT] = absent


@njit
def break_after(I, F, pool, key, unit, number):
    """Return the hours until a unit breaks for the number-th time."""
    bits = draw(key, uint64(unit + 1) * FIRST, BREAKS_AFTER, number)
    return sample_at(I, F, bits, I[pool + BETWEEN_KIND], I[pool + FLOATS] + BETWEEN)


@njit
def repaired_after(I, F, pool, key, unit, number):
    """Return the hours the number-th repair of a unit takes."""
    bits = draw(key, uint64(unit + 1) * FIRST, REPAIRED_AFTER, number)
    return sample_at(I, F, bits, I[pool + REPAIR_KIND], I[pool + FLOATS] + REPAIR)


@njit
def settle(I, F, pool):
    """Bring the available units up to date, and return by how many they changed."""
    account(I, F, pool)
    before = I[pool + AVAILABLE]
    there = I[pool + COUNT] - I[pool + ABSENT] - I[pool + BROKEN]
    I[pool + AVAILABLE] = max(0, there) if I[pool + OPEN] != 0 else 0
    return I[pool + AVAILABLE] - before
