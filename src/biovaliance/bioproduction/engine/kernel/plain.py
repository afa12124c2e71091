"""The compiled engine for plain lines: `reference.plain` in machine code, a few times as fast as `entry`.

Each patient is in one place at a time, at work or in the queue of a pool, so a row per patient and one event
per patient at work are all there is. An event that ends mostly begins another, which takes its place in the
heap without the heap being closed and opened again. One loop is one function: calls are what would cost.
"""

import math
from collections.abc import Callable
from functools import cache

import numpy as np
from numba import njit, uint64

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine import spread as s
from biovaliance.bioproduction.engine.kernel.compiling import fingerprint, piece
from biovaliance.bioproduction.engine.kernel.draws import base_of, draw, patient_key, sample_at, uniform
from biovaliance.bioproduction.engine.kernel.entry import ENDED, FULL, STOPPED
from biovaliance.bioproduction.engine.kernel.memory import HEADER, VALUES_AT, Floats, Integers, signed
from biovaliance.bioproduction.engine.model import INTERVAL, POISSON, RELEASED, THROWN_AWAY, Model

# Columns of the operations, of the run, of the patients.
POOL, KIND, FAIL_TO, MAX_ATTEMPTS, FOLLOWS, KEY, STEP_COLUMNS = range(7)
ENTRY_H, FAIL_SHARE, PARAMETERS, STEP_FLOATS = 0, 1, 2, 5
COMING, PATIENTS, WARM_UP, FIRST_STEP, RUN_COLUMNS = range(5)
MEAN_H, HORIZON_H = range(2)
NUMBER, OWN_KEY, GROUP, STEP, ATTEMPT, NEXT, PATIENT_COLUMNS = range(7)
ARRIVED_H, WAITED_H, READY_H, PATIENT_FLOATS = range(4)
ROW = 24
"""Binary digits of an event that tell the row of its patient; those above are its number."""
ARRIVAL = (1 << ROW) - 1
KEPT, SHIFT, OFFSET, LAST_BIN, GROUPS = s.KEPT, s.SHIFT, s.OFFSET, s.BINS - 1, r.GROUPS
COUNTS = r.COUNTS
PATIENT_COUNT, RELEASED_COUNT, CENSORED, SCRAPPED = r.PATIENTS, r.GONE_RELEASED, r.CENSORED, r.SCRAPPED_COUNT
EVENTS, COUNTED = r.EVENTS, r.COUNTED_RELEASED
DURATION, FAILS, ARRIVES = draws.DURATION, draws.FAILS, draws.ARRIVES
_LOOK_EVERY = 4095


@piece
def _sift_up(times, events, place, time, event):
    """Put an event into the heap from a place upwards."""
    while place > 0:
        above = (place - 1) >> 1
        if times[above] < time or (times[above] == time and events[above] < event):
            break
        times[place] = times[above]
        events[place] = events[above]
        place = above
    times[place] = time
    events[place] = event


@piece
def _replace_first(times, events, size, time, event):
    """Put an event into the heap instead of the first, and sift it down: most are soon."""
    place, child = 0, 1
    while child < size:
        other = child + 1
        if other < size:
            left, right = times[child], times[other]
            if left == right:
                child += int(events[other] < events[child])
            else:
                child += int(right < left)
        if time < times[child] or (time == times[child] and event < events[child]):
            break
        times[place] = times[child]
        events[place] = events[child]
        place = child
        child = 2 * place + 1
    times[place] = time
    events[place] = event


@piece
def _observe(moments, groups, kept, numbers, bins, statistic, value, group):
    count = moments[statistic, 0] + 1.0
    gap = value - moments[statistic, 1]
    mean = moments[statistic, 1] + gap / count
    moments[statistic, 0] = count
    moments[statistic, 1] = mean
    moments[statistic, 2] += gap * (value - mean)
    groups[statistic, group, 0] += 1.0
    groups[statistic, group, 1] += value
    number = numbers[statistic]
    numbers[statistic] = number + 1
    if number < KEPT:
        kept[statistic, number] = value
        return
    bits = kept[statistic].view(np.int64)
    if number == KEPT:
        for place in range(KEPT):
            bins[statistic, min(max((bits[place] >> SHIFT) - OFFSET, 0), LAST_BIN)] += 1
    kept[statistic, 0] = value  # only its bits are wanted
    bins[statistic, min(max((bits[0] >> SHIFT) - OFFSET, 0), LAST_BIN)] += 1


@cache
def compiled_plain() -> Callable[..., tuple[int, int]]:
    """Return the entry of this kernel, compiled at its first call or loaded from numba's cache."""
    sources = fingerprint()
    two = "float64[:, ::1]"

    @njit(
        f"UniTuple(int64, 2)(int64[:, ::1], {two}, int64[::1], float64[::1], int64[::1], float64[::1], "
        f"float64[::1], int64[::1], int64, int64, int64, {two}, int64[::1], int64[:, ::1], int64[:, ::1], "
        f"float64[:, :, ::1], float64[:, :, :, ::1], float64[:, :, ::1], float64[::1], int64[::1])",
        nogil=True,
        cache=True,
        error_model="numpy",
    )
    def run(
        step_i, step_f, run_i, run_f, I, F, times_h, counts_of_pools, seed, first, room,
        kept, numbers, bins, counts, moments, groups, pools, windows, stop,
    ):  # fmt: skip
        """Run as many replications as there are rows; return how many were finished, and why no more."""
        version = sources  # part of the key of the cache: other sources, another kernel
        steps, n_pools = len(step_i), len(counts_of_pools)
        who = np.empty((room, PATIENT_COLUMNS), np.int64)
        hours = np.empty((room, PATIENT_FLOATS), np.float64)
        visits = np.empty((room, steps), np.int64)
        unused = np.empty(room, np.int64)
        times, events = np.empty(room + 2, np.float64), np.empty(room + 2, np.int64)
        free, head, tail = (
            np.empty(n_pools + 1, np.int64),
            np.empty(n_pools + 1, np.int64),
            np.empty(n_pools + 1, np.int64),
        )
        worked = np.empty(n_pools + 1, np.float64)
        kind_of_coming, patients, warm_up, horizon = (
            run_i[COMING],
            run_i[PATIENTS],
            run_i[WARM_UP],
            run_f[HORIZON_H],
        )
        for place in range(len(counts)):
            base = base_of(seed, first + place)
            counted, figures, sums = counts[place], moments[place], groups[place]
            for row in range(room):
                unused[row] = room - 1 - row
            n_unused, size, sequence, arrived, present = room, 0, 0, 0, 0
            for pool in range(n_pools):
                free[pool] = counts_of_pools[pool]
            free[n_pools] = 1 << 60
            head[:] = -1
            tail[:] = -1
            worked[:] = 0.0
            now, window_start = 0.0, 0.0
            looked = 0
            has_hole = False  # the first event has happened, and nothing has taken its place yet
            beginning = True
            while True:
                starting, waits_from, target, patient = -1, -1.0, RELEASED, -1
                comes = beginning
                if not beginning:
                    if size == 0 or times[0] > horizon:
                        break
                    looked += 1
                    if looked & _LOOK_EVERY == 0 and stop[0] != 0:
                        return place, STOPPED
                    now = times[0]
                    patient = events[0] & ARRIVAL
                    has_hole = True
                    comes = patient == ARRIVAL
                if comes and not beginning:
                    if n_unused == 0:
                        return place, FULL
                    n_unused -= 1
                    patient = unused[n_unused]
                    present += 1
                    number = arrived
                    arrived += 1
                    who[patient, NUMBER] = number
                    who[patient, OWN_KEY] = np.int64(patient_key(base, number))
                    group = -1
                    if number >= warm_up:
                        group = min(GROUPS - 1, int(now / horizon * GROUPS))
                        if patients > 0:
                            group = min(GROUPS - 1, (number - warm_up) * GROUPS // max(1, patients - warm_up))
                    who[patient, GROUP] = group
                    hours[patient, ARRIVED_H] = now
                    hours[patient, WAITED_H] = 0.0
                    for step in range(steps):
                        visits[patient, step] = 0
                    target = run_i[FIRST_STEP]
                if comes and arrived != patients:
                    if kind_of_coming == POISSON:
                        bits = draw(patient_key(base, arrived), uint64(0), ARRIVES, 0)
                        time = now - run_f[MEAN_H] * math.log(uniform(bits))
                    elif kind_of_coming == INTERVAL:
                        time = arrived * run_f[MEAN_H]
                    else:
                        time = times_h[arrived]
                    sequence += 1
                    event = (sequence << ROW) | ARRIVAL
                    if has_hole:
                        _replace_first(times, events, size, time, event)
                        has_hole = False
                    else:
                        _sift_up(times, events, size, time, event)
                        size += 1
                if beginning:
                    beginning = False
                    continue
                if comes:
                    if who[patient, NUMBER] == warm_up:
                        window_start = now
                        worked[:] = 0.0
                        for other in range(1 if has_hole else 0, size):
                            row = events[other] & ARRIVAL
                            if row != ARRIVAL:
                                worked[step_i[who[row, STEP], POOL]] += times[other] - now
                else:
                    step = who[patient, STEP]
                    target = step_i[step, FOLLOWS]
                    share = step_f[step, FAIL_SHARE]
                    if share > 0.0:
                        bits = draw(
                            uint64(who[patient, OWN_KEY]),
                            uint64(step_i[step, KEY]),
                            FAILS,
                            who[patient, ATTEMPT],
                        )
                        if uniform(bits) < share:
                            counted[COUNTS + 2 * step + 1] += 1
                            target = step_i[step, FAIL_TO]
                            most = step_i[step, MAX_ATTEMPTS]
                            if most > 0 and most <= who[patient, ATTEMPT] + 1:
                                target = THROWN_AWAY
                    pool = step_i[step, POOL]
                    starting = head[pool]
                    if starting >= 0:
                        head[pool] = who[starting, NEXT]
                        if head[pool] < 0:
                            tail[pool] = -1
                        waits_from = hours[starting, READY_H]
                    else:
                        free[pool] += 1
                # First whoever has waited for the unit starts, then the patient goes on: starts or queues.
                for turn in range(2):
                    if turn == 1:
                        starting = -1
                        if target < 0:
                            unused[n_unused] = patient
                            n_unused += 1
                            present -= 1
                            if target == THROWN_AWAY:
                                counted[SCRAPPED] += 1
                            else:
                                counted[RELEASED_COUNT] += 1
                                group = who[patient, GROUP]
                                if group >= 0 or (arrived > warm_up and now > window_start):
                                    counted[COUNTED] += 1
                                if group >= 0:
                                    lasted = now - hours[patient, ARRIVED_H]
                                    _observe(figures, sums, kept, numbers, bins, 0, lasted, group)
                                    waited = hours[patient, WAITED_H]
                                    _observe(figures, sums, kept, numbers, bins, 1, waited, group)
                            break
                        who[patient, STEP] = target
                        who[patient, ATTEMPT] = visits[patient, target]
                        visits[patient, target] += 1
                        pool = step_i[target, POOL]
                        if free[pool] > 0:
                            free[pool] -= 1
                            starting, waits_from = patient, now
                        else:
                            hours[patient, READY_H] = now
                            who[patient, NEXT] = -1
                            if tail[pool] < 0:
                                head[pool] = patient
                            else:
                                who[tail[pool], NEXT] = patient
                            tail[pool] = patient
                    if starting >= 0:
                        step = who[starting, STEP]
                        wait = now - waits_from
                        hours[starting, WAITED_H] += wait
                        counted[COUNTS + 2 * step] += 1
                        group = who[starting, GROUP]
                        if group >= 0:
                            _observe(figures, sums, kept, numbers, bins, 2 + step, wait, group)
                        bits = draw(
                            uint64(who[starting, OWN_KEY]),
                            uint64(step_i[step, KEY]),
                            DURATION,
                            who[starting, ATTEMPT],
                        )
                        lasts = sample_at(I, F, bits, step_i[step, KIND], PARAMETERS + STEP_FLOATS * step)
                        lasts += step_f[step, ENTRY_H]
                        worked[step_i[step, POOL]] += lasts
                        sequence += 1
                        event = (sequence << ROW) | starting
                        if has_hole:
                            _replace_first(times, events, size, now + lasts, event)
                            has_hole = False
                        else:
                            _sift_up(times, events, size, now + lasts, event)
                            size += 1
                if has_hole:
                    size -= 1
                    has_hole = False
                    if size > 0:
                        _replace_first(times, events, size, times[size], events[size])
            end = now if horizon == math.inf else horizon
            running = 0
            for other in range(size):
                row = events[other] & ARRIVAL
                if row != ARRIVAL:
                    running += 1
                    worked[step_i[who[row, STEP], POOL]] -= times[other] - end
            starts = 0
            for step in range(steps):
                starts += counted[COUNTS + 2 * step]
            counted[PATIENT_COUNT] = arrived
            counted[CENSORED] = present
            left = counted[RELEASED_COUNT] + counted[SCRAPPED]
            counted[EVENTS] = arrived + 2 * starts - running + left
            windows[place] = end - window_start
            for pool in range(n_pools):
                pools[place, pool, 0] = worked[pool]
                pools[place, pool, 1] = counts_of_pools[pool] * windows[place]
            if version == 0:
                return place, ENDED
        return len(counts), ENDED

    return run


def plain_tables(
    model: Model,
) -> tuple[Integers, Floats, Integers, Floats, Integers, Floats, Floats, Integers]:
    """Return a plain model as the kernel reads it."""
    step_i = np.zeros((len(model.steps), STEP_COLUMNS), np.int64)
    step_f = np.zeros((len(model.steps), STEP_FLOATS), np.float64)
    for number, step in enumerate(model.steps):
        pool = step.demands[0].pools[0] if step.demands else len(model.resources)
        follows = step.successors[0] if step.successors else RELEASED
        step_i[number] = pool, step.duration[0], step.fail_to, step.max_attempts, follows, signed(step.key)
        step_f[number] = step.entry_h, step.fail_share, *step.duration[1:]
    run_i = np.array([model.coming.kind, model.patients, model.warm_up, model.first[0]], np.int64)
    integers = np.zeros(HEADER, np.int64)
    integers[VALUES_AT] = step_f.size
    return (
        step_i,
        step_f,
        run_i,
        np.array([model.coming.mean_h, model.horizon_h]),
        integers,
        np.concatenate([step_f.ravel(), np.array(model.values, np.float64)]),
        np.array(model.coming.times_h, np.float64),
        np.array([resource.count for resource in model.resources], np.int64),
    )
