"""The compiled engine: the events of a run in machine code, the same as `reference`, event for event.

The first call compiles (seconds, once per machine: the result is kept in numba's cache); after that a process loads it.
A run that needs more room than it was given says so and is run again with twice as much, so memory follows the patients
present at a time and not those who ever came.
"""

import math
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numba import njit, uint64

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine.events import (
    ARRIVAL, BATCH, BREAKS, CLEANED, CLOSES, DAY, END, LIMIT, LOSS, OPENS, PATIENCE_H, REPAIRED,
)  # fmt: skip
from biovaliance.bioproduction.engine.kernel_capacity import (
    account, begin_day, begin_window, break_after, close_pool, open_pool, opens_at, repaired_after, settle,
)  # fmt: skip
from biovaliance.bioproduction.engine.kernel_draws import base_of, draw, mix, patient_key, uniform
from biovaliance.bioproduction.engine.kernel_flow import end, enter, leave, start_what_can
from biovaliance.bioproduction.engine.kernel_rows import clear, drop_first, new_patient, purge, push
from biovaliance.bioproduction.engine.kernel_statistics import happened
from biovaliance.bioproduction.engine.kernel_units import done, give_back, pause, reconsider, reconsider_users, resume
from biovaliance.bioproduction.engine.memory import (
    ABSENCE_SHARE, ACTIVE, ALIVE, ARRIVED_H, AT_CLOSE, ATTEMPT, AVAILABLE, BATCH_EVENT, BATCH_SIZE, BETWEEN_KIND,
    BROKEN, COMING_KIND, COUNT, COUNTS_AT, COUNTS_END, CYCLE_H, CYCLE_START_H, DAY_NUMBER, DONE_BITS, EVENT,
    EVENT_FIELDS, EVENT_TIMES_AT, EVENT_WHAT, EVENTS_AT, EVENTS_ROOM, FIGURES_AT, FIGURES_END, FIRST, FIRST_END,
    FIRST_UNIT, FLOATS, FORCED, GROUP, HAS_STARTED, HORIZON_H, HOURS, HOURS_END, IDLE_SINCE, INELIGIBLE_SHARE, JOINS,
    LENGTH, LIMIT_EVENT, LIVE, LOSS_EVENT, LOSS_HAZARD, LOSS_LIMIT_H, MATERIAL, MEAN_H, MORE, MOST_PATIENTS,
    N_CANDIDATES, N_EVENTS, N_FREE_MATERIAL, N_FREE_PATIENTS, N_PAUSED, N_POOLS, N_STEPS, N_TRACE, NOW, NUMBER, OPEN,
    PATIENT, PATIENT_KEY, PER_STEP, PLACE, POOL_KEY, POOL_WIDTH, POOLS, PRESENT, ROOM, STATE, STEP, STEP_OF_PATIENT,
    STEP_WIDTH, STEPS, TIMES_AT, TRACE_ROOM, TRACED, UNIT_BREAKDOWNS, UNIT_FIELDS, UNIT_POOL, UNITS_OF_POOLS,
    UNTIL_START, VISITS, WAITED_H, WAITING, WARM_UP, WHO, WIDEST, WINDOW_START,
)  # fmt: skip
from biovaliance.bioproduction.engine.model import INTERRUPT, INTERVAL, POISSON
from biovaliance.bioproduction.engine.replications import Code

ARRIVES, ELIGIBLE, LOST_DRAW = draws.ARRIVES, draws.ELIGIBLE, draws.LOST
CODE_ARRIVED, EXPIRED, LOST, INELIGIBLE = int(Code.ARRIVED), int(Code.EXPIRED), int(Code.LOST), int(Code.INELIGIBLE)
GROUPS, PATIENTS, CENSORED, STUCK = r.GROUPS, r.PATIENTS, r.CENSORED, r.STUCK
ENDED, FULL, STOPPED = range(3)
"""How a run ended: at its end, for want of room, or because it was asked to."""
_LOOK_EVERY = 4095


@njit
def _prepare(I, F, base):
    for number in range(I[N_POOLS]):
        pool = I[POOLS] + number * I[POOL_WIDTH]
        if I[pool + HOURS] == I[pool + HOURS_END]:
            I[pool + OPEN] = 1
            I[pool + AVAILABLE] = I[pool + COUNT]
        else:
            floats = I[pool + FLOATS]
            if F[I[pool + HOURS_END] - 1] > F[floats + CYCLE_H]:  # the last interval runs over the end of the cycle
                I[pool + PLACE] = (I[pool + HOURS_END] - I[pool + HOURS]) // 2 - 1
                F[floats + CYCLE_START_H] = -F[floats + CYCLE_H]
            push(I, F, max(0.0, opens_at(I, F, pool)), OPENS, pool)
    for number in range(I[N_POOLS]):
        pool = I[POOLS] + number * I[POOL_WIDTH]
        if F[I[pool + FLOATS] + ABSENCE_SHARE] > 0.0:
            push(I, F, 0.0, DAY, pool)
        if I[pool + BETWEEN_KIND] >= 0:
            key = mix(base + uint64(I[pool + POOL_KEY]))
            for unit in range(I[pool + COUNT]):
                row = I[UNITS_OF_POOLS] + UNIT_FIELDS * (I[pool + FIRST_UNIT] + unit)
                I[row + UNIT_BREAKDOWNS] = 0
                push(I, F, break_after(I, F, pool, key, unit, 0), BREAKS, row)
    I[MORE] = 1
    _expect(I, F, base, 0)


@njit
def _expect(I, F, base, number):
    """Put the arrival of the next patient ahead."""
    if number == I[MOST_PATIENTS]:
        I[MORE] = 0
        return
    if I[COMING_KIND] == POISSON:
        bits = draw(patient_key(base, number), uint64(0), ARRIVES, 0)
        time = F[NOW] - F[MEAN_H] * math.log(uniform(bits))
    elif I[COMING_KIND] == INTERVAL:
        time = number * F[MEAN_H]
    else:
        time = F[I[TIMES_AT] + number]
    push(I, F, time, ARRIVAL, number)


@njit
def _arrive(I, F, base, number):
    _expect(I, F, base, number + 1)
    key = patient_key(base, number)
    if number == I[WARM_UP]:
        F[WINDOW_START] = F[NOW]
        begin_window(I, F)
    I[I[COUNTS_AT] + PATIENTS] += 1
    happened(I, F, CODE_ARRIVED, number, -1, 0, number)
    share = F[INELIGIBLE_SHARE]
    if share > 0.0 and uniform(draw(key, uint64(0), ELIGIBLE, 0)) < share:
        happened(I, F, INELIGIBLE, number, -1, 0, number)
        return
    patient = new_patient(I)
    I[patient + WHO] = number
    I[patient + PATIENT_KEY] = np.int64(key)
    I[patient + ACTIVE] = I[patient + HAS_STARTED] = I[patient + JOINS] = 0
    I[patient + ALIVE] = 1
    I[patient + LOSS_EVENT] = -1
    I[patient + GROUP] = _group(I, F, number)
    for own in range(patient + PER_STEP, patient + PER_STEP + STEP_OF_PATIENT * I[N_STEPS], STEP_OF_PATIENT):
        I[own + VISITS] = I[own + DONE_BITS] = 0
        I[own + MATERIAL] = -1
    F[I[patient + FLOATS] + ARRIVED_H] = F[NOW]
    F[I[patient + FLOATS] + WAITED_H] = 0.0
    I[PRESENT] += 1
    _expect_loss(I, F, patient, key)
    for place in range(I[FIRST], I[FIRST_END]):
        enter(I, F, patient, I[place], 0)


@njit
def _group(I, F, number):
    if number < I[WARM_UP]:
        return -1
    if I[MOST_PATIENTS] > 0:
        return min(GROUPS - 1, (number - I[WARM_UP]) * GROUPS // max(1, I[MOST_PATIENTS] - I[WARM_UP]))
    return min(GROUPS - 1, int(F[NOW] / F[HORIZON_H] * GROUPS))


@njit
def _expect_loss(I, F, patient, key):
    lasts = math.inf
    if F[LOSS_LIMIT_H] >= 0.0:
        lasts = F[LOSS_LIMIT_H]
    if F[LOSS_HAZARD] > 0.0:
        lasts = min(lasts, -math.log(uniform(draw(key, uint64(0), LOST_DRAW, 0))) / F[LOSS_HAZARD])
    if lasts < math.inf:
        I[patient + LOSS_EVENT] = push(I, F, F[NOW] + lasts, LOSS, patient)


@njit
def _change_capacity(I, F, base, kind, what):
    """Open or close a pool, begin its day, break or repair one of its units."""
    pool = what
    if kind == OPENS:
        push(I, F, open_pool(I, F, pool), CLOSES, pool)
    elif kind == CLOSES:
        push(I, F, close_pool(I, F, pool), OPENS, pool)
    elif kind == DAY:
        day = I[pool + DAY_NUMBER]
        begin_day(I, F, pool, mix(base + uint64(I[pool + POOL_KEY])), day)
        I[pool + DAY_NUMBER] = day + 1
        push(I, F, (day + 1) * 24.0, DAY, pool)
    else:
        pool = I[what + UNIT_POOL]
        unit = (what - I[UNITS_OF_POOLS]) // UNIT_FIELDS - I[pool + FIRST_UNIT]
        key = mix(base + uint64(I[pool + POOL_KEY]))
        if kind == BREAKS:
            I[pool + BROKEN] += 1
            after_h = repaired_after(I, F, pool, key, unit, I[what + UNIT_BREAKDOWNS])
            push(I, F, F[NOW] + after_h, REPAIRED, what)
        else:
            I[pool + BROKEN] -= 1
            I[what + UNIT_BREAKDOWNS] += 1
            after_h = break_after(I, F, pool, key, unit, I[what + UNIT_BREAKDOWNS])
            push(I, F, F[NOW] + after_h, BREAKS, what)
    change = settle(I, F, pool)
    if change < 0 and I[pool + AT_CLOSE] == INTERRUPT:
        pause(I, F, pool)
    if change > 0:
        resume(I, F)
        reconsider_users(I, pool)


@njit
def _happen(I, F, base, kind, what, sequence):
    if kind == END:
        if I[what + EVENT] == sequence:
            end(I, F, what)
    elif kind == ARRIVAL:
        _arrive(I, F, base, what)
    elif kind == LIMIT:
        if I[what + LIMIT_EVENT] == sequence and I[what + STATE] == WAITING:
            leave(I, F, I[what + PATIENT], EXPIRED, I[I[what + STEP] + NUMBER], I[what + ATTEMPT])
    elif kind == LOSS:
        if I[what + LOSS_EVENT] == sequence and I[what + ALIVE] != 0:
            if I[UNTIL_START] == 0 or I[what + HAS_STARTED] == 0:
                leave(I, F, what, LOST, -1, 0)
    elif kind == BATCH:
        if I[what + BATCH_EVENT] == sequence and I[what + STATE] == WAITING:
            reconsider(I, I[what + STEP])
    elif kind == CLEANED:
        done(I, F)
        give_back(I, F, what >> 20, what & ((1 << 20) - 1))
    else:
        _change_capacity(I, F, base, kind, what)


@njit
def _nothing_can_come(I, F):
    """Whether the run is over although some may wait; where all wait for a batch to fill, it is smaller."""
    if I[PRESENT] == 0:
        return True
    waiting, others = False, False
    for number in range(I[N_STEPS]):
        step = I[STEPS] + number * I[STEP_WIDTH]
        if I[step + LENGTH] > 0:
            waiting = True
            others = others or I[step + BATCH_SIZE] == 1
    if waiting and not others:
        for number in range(I[N_STEPS]):
            step = I[STEPS] + number * I[STEP_WIDTH]
            if I[step + LENGTH] > 0:
                I[step + FORCED] = 1
                reconsider(I, step)
        start_what_can(I, F)
        if I[LIVE] > 0:
            return False
    return I[N_EVENTS] == 0 or F[NOW] - F[IDLE_SINCE] > PATIENCE_H


@njit
def _has_room(I, F):
    """Whether the next event finds room, whatever it brings; events without meaning are taken away first."""
    widest = I[WIDEST]
    if I[N_FREE_MATERIAL] <= widest or I[N_FREE_PATIENTS] <= 1:
        return False
    in_use = I[ROOM] - I[N_FREE_MATERIAL]
    if I[TRACED] != 0 and I[N_TRACE] + 3 * in_use + 4 * widest + 8 >= I[TRACE_ROOM]:
        return False
    wanted = I[N_EVENTS] + 2 * in_use + 3 * widest + 8
    if wanted < I[EVENTS_ROOM]:
        return True
    before = I[N_EVENTS]
    purge(I, F)
    return wanted - (before - I[N_EVENTS]) < I[EVENTS_ROOM] - I[EVENTS_ROOM] // 8


@njit
def _run_one(I, F, base, stop):
    """Run one replication and return how it ended."""
    clear(I, F)
    _prepare(I, F, base)
    stuck = False
    looked = 0
    while True:
        if I[LIVE] == 0 and I[MORE] == 0 and I[N_PAUSED] == 0 and _nothing_can_come(I, F):
            stuck = I[PRESENT] > 0
            break
        if I[N_EVENTS] == 0:
            break
        time = F[I[EVENT_TIMES_AT]]
        if time > F[HORIZON_H]:
            break
        if not _has_room(I, F):
            return FULL
        looked += 1
        if looked & _LOOK_EVERY == 0 and stop[0] != 0:
            return STOPPED
        sequence, packed = I[I[EVENTS_AT]], I[I[EVENTS_AT] + EVENT_WHAT]
        drop_first(I, F)
        F[NOW] = time
        _happen(I, F, base, packed & 15, packed >> 4, sequence)
        if I[N_CANDIDATES] > 0:
            start_what_can(I, F)
        if I[PRESENT] == 0 and I[MORE] == 0:
            break
    last = F[IDLE_SINCE] if stuck else F[NOW]
    F[NOW] = F[HORIZON_H] if F[HORIZON_H] < math.inf else last
    I[I[COUNTS_AT] + CENSORED] = I[PRESENT]
    I[I[COUNTS_AT] + STUCK] = I[PRESENT] if stuck else 0
    for number in range(I[N_POOLS]):
        account(I, F, I[POOLS] + number * I[POOL_WIDTH])
    F[I[FIGURES_END] - 1] = F[NOW] - F[WINDOW_START]
    return ENDED


@cache
def compiled() -> Callable[..., tuple[int, int]]:
    """Return the entry of the kernel, compiled at its first call or loaded from numba's cache."""
    fingerprint = _fingerprint()

    @njit(
        "UniTuple(int64, 2)(int64[::1], float64[::1], int64, int64, int64[:, ::1], float64[:, ::1], int64[::1])",
        nogil=True,
        cache=True,
    )
    def run(I, F, seed, first, counts, figures, stop):  # noqa: N803 -- the names of the arrays everywhere
        """Run as many replications as there are rows; return how many were finished, and why no more."""
        version = fingerprint  # part of the key of the cache: other sources, another kernel
        for place in range(len(counts)):
            ended = _run_one(I, F, base_of(seed, first + place), stop)
            if ended != ENDED or version == 0:
                return place, ended
            counts[place] = I[I[COUNTS_AT] : I[COUNTS_END]]
            figures[place] = F[I[FIGURES_AT] : I[FIGURES_END]]
        return len(counts), ENDED

    return run  # type: ignore[no-any-return]


def _fingerprint() -> int:
    """Return a number that changes with the sources of the kernel; numba itself only looks at one file."""
    digest = blake2b(digest_size=6)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return int.from_bytes(digest.digest(), "little") | 1
