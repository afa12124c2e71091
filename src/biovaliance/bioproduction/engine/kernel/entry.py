"""The compiled engine: the events of a run in machine code, the same as `reference`, event for event.

The first call compiles (seconds, once per machine: the result is kept in numba's cache); after that a process
loads it. A run that needs more room than it was given says so and is run again with twice as much, so memory
follows the patients present at a time and not those who ever came.
"""

import math
from collections.abc import Callable
from functools import cache

from numba import njit, uint64

from biovaliance.bioproduction.engine import replications as r
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
from biovaliance.bioproduction.engine.kernel import memory as m
from biovaliance.bioproduction.engine.kernel.arrivals import arrive, expect
from biovaliance.bioproduction.engine.kernel.capacity import (
    account_until_last,
    begin_day,
    break_after,
    close_pool,
    last_h,
    open_pool,
    opens_at,
    repaired_after,
    settle,
)
from biovaliance.bioproduction.engine.kernel.compiling import fingerprint, part, piece
from biovaliance.bioproduction.engine.kernel.draws import base_of, mix
from biovaliance.bioproduction.engine.kernel.flow import end, leave, start_what_can
from biovaliance.bioproduction.engine.kernel.rows import clear, drop_first, purge, push
from biovaliance.bioproduction.engine.kernel.shelves import (
    begin_shelves,
    shelves_have_room,
    stock_changes,
    write_shelves,
)
from biovaliance.bioproduction.engine.kernel.units import (
    cleaned,
    done,
    pause,
    reconsider,
    reconsider_users,
    resume,
)
from biovaliance.bioproduction.engine.model import INTERRUPT
from biovaliance.bioproduction.engine.replications import Code

EXPIRED, LOST = int(Code.EXPIRED), int(Code.LOST)
CENSORED, STUCK = r.CENSORED, r.STUCK
ENDED, FULL, STOPPED = range(3)
"""How a run ended: at its end, for want of room, or because it was asked to."""
_LOOK_EVERY = 4095


@part
def _prepare(I, F, base):
    if I[m.N_SHELVES] > 0:
        begin_shelves(I, F)
    for number in range(I[m.N_POOLS]):
        pool = I[m.POOLS] + number * I[m.POOL_WIDTH]
        if I[pool + m.HOURS] == I[pool + m.HOURS_END]:
            I[pool + m.OPEN] = 1
            I[pool + m.AVAILABLE] = I[pool + m.COUNT]
        else:
            floats = I[pool + m.FLOATS]
            if (
                F[I[pool + m.HOURS_END] - 1] > F[floats + m.CYCLE_H]
            ):  # the last interval runs over the end of the cycle
                I[pool + m.PLACE] = (I[pool + m.HOURS_END] - I[pool + m.HOURS]) // 2 - 1
                F[floats + m.CYCLE_START_H] = -F[floats + m.CYCLE_H]
            push(I, F, max(0.0, opens_at(I, F, pool)), OPENS, pool)
    for number in range(I[m.N_POOLS]):
        pool = I[m.POOLS] + number * I[m.POOL_WIDTH]
        if F[I[pool + m.FLOATS] + m.ABSENCE_SHARE] > 0.0:
            push(I, F, 0.0, DAY, pool)
        if I[pool + m.BETWEEN_KIND] >= 0:
            key = mix(base + uint64(I[pool + m.POOL_KEY]))
            for unit in range(I[pool + m.COUNT]):
                row = I[m.UNITS_OF_POOLS] + m.UNIT_FIELDS * (I[pool + m.FIRST_UNIT] + unit)
                I[row + m.UNIT_BREAKDOWNS] = 0
                push(I, F, break_after(I, F, pool, key, unit, 0), BREAKS, row)
    I[m.MORE] = 1
    expect(I, F, base, 0)


@part
def _change_capacity(I, F, base, kind, what):
    """Open or close a pool, begin its day, break or repair one of its units."""
    pool = what
    if kind == OPENS:
        push(I, F, open_pool(I, F, pool), CLOSES, pool)
    elif kind == CLOSES:
        push(I, F, close_pool(I, F, pool), OPENS, pool)
    elif kind == DAY:
        day = I[pool + m.DAY_NUMBER]
        begin_day(I, F, pool, mix(base + uint64(I[pool + m.POOL_KEY])), day)
        I[pool + m.DAY_NUMBER] = day + 1
        push(I, F, (day + 1) * 24.0, DAY, pool)
    else:
        pool = I[what + m.UNIT_POOL]
        unit = (what - I[m.UNITS_OF_POOLS]) // m.UNIT_FIELDS - I[pool + m.FIRST_UNIT]
        key = mix(base + uint64(I[pool + m.POOL_KEY]))
        if kind == BREAKS:
            I[pool + m.BROKEN] += 1
            after_h = repaired_after(I, F, pool, key, unit, I[what + m.UNIT_BREAKDOWNS])
            push(I, F, F[m.NOW] + after_h, REPAIRED, what)
        else:
            I[pool + m.BROKEN] -= 1
            I[what + m.UNIT_BREAKDOWNS] += 1
            after_h = break_after(I, F, pool, key, unit, I[what + m.UNIT_BREAKDOWNS])
            push(I, F, F[m.NOW] + after_h, BREAKS, what)
    change = settle(I, F, pool)
    if change < 0 and I[pool + m.AT_CLOSE] == INTERRUPT:
        pause(I, F, pool)
    if change > 0:
        resume(I, F)
        reconsider_users(I, pool)


@piece
def _change_supply(I, F, base, kind, what):
    """Change what there is of units or of materials."""
    if kind >= DELIVERED:
        stock_changes(I, F, kind, what)
    else:
        _change_capacity(I, F, base, kind, what)


@piece
def _happen(I, F, base, kind, what, sequence):
    if kind == END:
        if I[what + m.EVENT] == sequence:
            end(I, F, what)
    elif kind == ARRIVAL:
        arrive(I, F, base, what)
    elif kind == LIMIT:
        if I[what + m.LIMIT_EVENT] == sequence and I[what + m.STATE] == m.WAITING:
            step = I[what + m.STEP]
            leave(I, F, I[what + m.PATIENT], EXPIRED, I[step + m.NUMBER], I[what + m.ATTEMPT])
    elif kind == LOSS:
        _lose(I, F, what, sequence)
    elif kind == BATCH:
        if I[what + m.BATCH_EVENT] == sequence and I[what + m.STATE] == m.WAITING:
            reconsider(I, I[what + m.STEP])
    elif kind == CLEANED:
        done(I, F)
        cleaned(I, F, what)
    else:
        _change_supply(I, F, base, kind, what)


@part
def _lose(I, F, patient, sequence):
    is_waiting = I[m.UNTIL_START] == 0 or I[patient + m.HAS_STARTED] == 0
    if I[patient + m.LOSS_EVENT] == sequence and I[patient + m.ALIVE] != 0 and is_waiting:
        leave(I, F, patient, LOST, -1, 0)


@part
def _nothing_can_come(I, F):
    """Whether the run is over although some may wait; where all wait for a batch to fill, it is smaller."""
    if I[m.PRESENT] + I[m.AWAITED] == 0:
        return True
    waiting, others = False, False
    for number in range(I[m.N_STEPS]):
        step = I[m.STEPS] + number * I[m.STEP_WIDTH]
        if I[step + m.LENGTH] > 0:
            waiting = True
            others = others or I[step + m.BATCH_SIZE] == 1
    if waiting and not others:
        for number in range(I[m.N_STEPS]):
            step = I[m.STEPS] + number * I[m.STEP_WIDTH]
            if I[step + m.LENGTH] > 0:
                I[step + m.FORCED] = 1
                reconsider(I, step)
        start_what_can(I, F)
        if I[m.LIVE] > 0:
            return False
    return I[m.N_EVENTS] == 0 or F[m.NOW] - F[m.IDLE_SINCE] > PATIENCE_H


@piece
def _has_room(I, F):
    """Whether the next event finds room, whatever it brings; events without meaning are taken away first."""
    if I[m.N_SHELVES] > 0 and not shelves_have_room(I):
        return False
    if 2 * I[m.N_FREE_MATERIAL] > I[m.ROOM] > I[m.N_EVENTS] and I[m.TRACED] == 0:
        return True  # far from full, since the widest event takes a quarter of the room
    widest = I[m.WIDEST]
    if I[m.N_FREE_MATERIAL] <= widest or I[m.N_FREE_PATIENTS] <= 1:
        return False
    in_use = I[m.ROOM] - I[m.N_FREE_MATERIAL]
    stocks = 4 * I[m.N_SHELVES]
    if I[m.TRACED] != 0 and I[m.N_TRACE] + 3 * in_use + 4 * widest + stocks + 8 >= I[m.TRACE_ROOM]:
        return False
    wanted = I[m.N_EVENTS] + 2 * in_use + 3 * widest + stocks + 8
    if wanted < I[m.EVENTS_ROOM]:
        return True
    before = I[m.N_EVENTS]
    purge(I, F)
    return wanted - (before - I[m.N_EVENTS]) < I[m.EVENTS_ROOM] - I[m.EVENTS_ROOM] // 8


@part
def _run_down(I, F, base, stop):
    """Go on to the horizon after the last start: work for nothing and cleaning end, shifts open and close,
    materials are delivered and expire.
    """
    looked = 0
    while I[m.N_EVENTS] > 0 and F[I[m.EVENT_TIMES_AT]] <= F[m.HORIZON_H]:
        if not _has_room(I, F):
            return FULL
        looked += 1
        if looked & _LOOK_EVERY == 0 and stop[0] != 0:
            return STOPPED
        sequence, packed = I[I[m.EVENTS_AT]], I[I[m.EVENTS_AT] + m.EVENT_WHAT]
        F[m.NOW] = F[I[m.EVENT_TIMES_AT]]
        drop_first(I, F)
        kind = packed & 15
        if kind in (END, CLEANED) or kind >= OPENS:
            _happen(I, F, base, kind, packed >> 4, sequence)
    return ENDED


@part
def _finish(I, F, base, stop, stuck):
    """Go on to the horizon, sum up all hours until then, and count who is left; return how the run ended."""
    if F[m.HORIZON_H] < math.inf:
        ended = _run_down(I, F, base, stop)
        if ended != ENDED:
            return ended
        F[m.NOW] = F[m.HORIZON_H]
    write_shelves(I, F)
    if stuck and F[m.HORIZON_H] == math.inf:
        F[m.NOW] = last_h(F)
    I[I[m.COUNTS_AT] + CENSORED] = I[m.PRESENT]
    I[I[m.COUNTS_AT] + STUCK] = I[m.PRESENT] if stuck else 0
    for number in range(I[m.N_POOLS]):
        account_until_last(I, F, I[m.POOLS] + number * I[m.POOL_WIDTH])
    F[I[m.FIGURES_END] - 1] = F[m.NOW] - F[m.WINDOW_START]
    return ENDED


@piece
def _run_one(I, F, base, stop):
    """Run one replication and return how it ended."""
    clear(I, F)
    _prepare(I, F, base)
    stuck = False
    looked = 0
    while True:
        if I[m.LIVE] == 0 and I[m.MORE] == 0 and I[m.N_PAUSED] == 0 and _nothing_can_come(I, F):
            stuck = I[m.PRESENT] + I[m.AWAITED] > 0
            break
        if I[m.N_EVENTS] == 0:
            break
        time = F[I[m.EVENT_TIMES_AT]]
        if time > F[m.HORIZON_H]:
            break
        if not _has_room(I, F):
            return FULL
        looked += 1
        if looked & _LOOK_EVERY == 0 and stop[0] != 0:
            return STOPPED
        sequence, packed = I[I[m.EVENTS_AT]], I[I[m.EVENTS_AT] + m.EVENT_WHAT]
        drop_first(I, F)
        F[m.NOW] = time
        _happen(I, F, base, packed & 15, packed >> 4, sequence)
        if I[m.N_CANDIDATES] > 0:
            start_what_can(I, F)
        if I[m.PRESENT] + I[m.AWAITED] == 0 and I[m.MORE] == 0:
            break
    return _finish(I, F, base, stop, stuck)


@cache
def compiled() -> Callable[..., tuple[int, int]]:
    """Return the entry of the kernel, compiled at its first call or loaded from numba's cache."""
    sources = fingerprint()

    @njit(
        "UniTuple(int64, 2)"
        "(int64[::1], float64[::1], int64, int64, int64[:, ::1], float64[:, ::1], int64[::1])",
        nogil=True,
        cache=True,
        error_model="numpy",
    )
    def run(I, F, seed, first, counts, figures, stop):
        """Run as many replications as there are rows; return how many were finished, and why no more."""
        version = sources  # part of the key of the cache: other sources, another kernel
        for place in range(len(counts)):
            ended = _run_one(I, F, base_of(seed, first + place), stop)
            if ended != ENDED or version == 0:
                return place, ended
            counts[place] = I[I[m.COUNTS_AT] : I[m.COUNTS_END]]
            figures[place] = F[I[m.FIGURES_AT] : I[m.FIGURES_END]]
        return len(counts), ENDED

    return run
