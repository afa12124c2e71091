"""Rows of the kernel's memory: the events ahead in a heap, and taking and freeing patients and material."""

from numba import njit

from biovaliance.bioproduction.engine.events import BATCH, END, LIMIT, LOSS
from biovaliance.bioproduction.engine.memory import (
    ABSENT, ALIVE, AVAILABLE, BATCH_EVENT, BROKEN, BUSY, CLOSES_H, COUNTERS, COUNTS_AT, COUNTS_END, CYCLE_START_H,
    DAY_NUMBER, DONE, EVENT, EVENT_FIELDS, EVENT_TIMES_AT, EVENT_WHAT, EVENTS_AT, EVENTS_ROOM, FIGURES_AT, FIGURES_END,
    FLOATS, FORCED, FREE_MATERIAL_AT, FREE_PATIENTS_AT, HEAD, HELD, IDLE_SINCE, IS_CANDIDATE, LENGTH, LIMIT_EVENT,
    LOSS_EVENT, MATERIAL_AT, MATERIAL_FLOATS, MATERIAL_WIDTH, N_EVENTS, N_FREE_MATERIAL, N_FREE_PATIENTS, N_POOLS,
    N_STEPS, NOW, OPEN, PATIENT_FLOATS, PATIENT_WIDTH, PATIENTS_AT, PLACE, POOL_WIDTH, POOLS, ROOM, SEQUENCE, SINCE_H,
    STATE, STEP_WIDTH, STEPS, TAIL, WINDOW_START,
)  # fmt: skip


@njit
def clear(I, F):
    """Make the state that of time 0."""
    I[:COUNTERS] = 0
    F[NOW] = F[IDLE_SINCE] = F[WINDOW_START] = 0.0
    I[I[COUNTS_AT] : I[COUNTS_END]] = 0
    F[I[FIGURES_AT] : I[FIGURES_END]] = 0.0
    for number in range(I[N_STEPS]):
        step = I[STEPS] + number * I[STEP_WIDTH]
        I[step + HEAD] = I[step + TAIL] = -1
        I[step + LENGTH] = I[step + IS_CANDIDATE] = I[step + FORCED] = 0
    for number in range(I[N_POOLS]):
        pool = I[POOLS] + number * I[POOL_WIDTH]
        I[pool + AVAILABLE] = I[pool + BUSY] = I[pool + HELD] = I[pool + OPEN] = 0
        I[pool + ABSENT] = I[pool + BROKEN] = I[pool + PLACE] = I[pool + DAY_NUMBER] = 0
        F[I[pool + FLOATS] + SINCE_H] = F[I[pool + FLOATS] + CYCLE_START_H] = F[I[pool + FLOATS] + CLOSES_H] = 0.0
    room = I[ROOM]
    hours = I[EVENT_TIMES_AT] + I[EVENTS_ROOM]
    for number in range(room):
        patient = I[PATIENTS_AT] + number * I[PATIENT_WIDTH]
        material = I[MATERIAL_AT] + number * I[MATERIAL_WIDTH]
        I[patient + FLOATS] = hours + number * PATIENT_FLOATS
        I[material + FLOATS] = hours + room * PATIENT_FLOATS + number * MATERIAL_FLOATS
        I[patient + ALIVE] = 0
        I[material + STATE] = DONE
        # What is freed last is taken first, so few rows are touched while few patients are there.
        I[I[FREE_PATIENTS_AT] + room - 1 - number] = patient
        I[I[FREE_MATERIAL_AT] + room - 1 - number] = material
    I[N_FREE_PATIENTS] = I[N_FREE_MATERIAL] = room


@njit
def push(I, F, time, kind, what):
    """Put an event ahead and return its number; events of the same time happen in the order of their numbers."""
    I[SEQUENCE] += 1
    sequence = I[SEQUENCE]
    place = I[N_EVENTS]
    I[N_EVENTS] = place + 1
    _put(I, F, place, time, sequence, kind | (what << 4))
    return sequence


@njit
def _put(I, F, place, time, sequence, what):
    events, times = I[EVENTS_AT], I[EVENT_TIMES_AT]
    while place > 0:
        above = (place - 1) >> 1
        other = F[times + above]
        if other < time or (other == time and I[events + EVENT_FIELDS * above] < sequence):
            break
        F[times + place] = other
        I[events + EVENT_FIELDS * place] = I[events + EVENT_FIELDS * above]
        I[events + EVENT_FIELDS * place + EVENT_WHAT] = I[events + EVENT_FIELDS * above + EVENT_WHAT]
        place = above
    F[times + place] = time
    I[events + EVENT_FIELDS * place] = sequence
    I[events + EVENT_FIELDS * place + EVENT_WHAT] = what


@njit
def drop_first(I, F):
    """Take the first event away."""
    size = I[N_EVENTS] - 1
    I[N_EVENTS] = size
    if size == 0:
        return
    events, times = I[EVENTS_AT], I[EVENT_TIMES_AT]
    time = F[times + size]
    sequence, what = I[events + EVENT_FIELDS * size], I[events + EVENT_FIELDS * size + EVENT_WHAT]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        soonest = F[times + child]
        if child + 1 < size:
            other = F[times + child + 1]
            if other < soonest or (
                other == soonest
                and I[events + EVENT_FIELDS * (child + 1)] < I[events + EVENT_FIELDS * child]
            ):
                child += 1
                soonest = other
        if soonest > time or (soonest == time and I[events + EVENT_FIELDS * child] > sequence):
            break
        F[times + place] = soonest
        I[events + EVENT_FIELDS * place] = I[events + EVENT_FIELDS * child]
        I[events + EVENT_FIELDS * place + EVENT_WHAT] = I[events + EVENT_FIELDS * child + EVENT_WHAT]
        place = child
    F[times + place] = time
    I[events + EVENT_FIELDS * place] = sequence
    I[events + EVENT_FIELDS * place + EVENT_WHAT] = what


@njit
def purge(I, F):
    """Take away events that no longer mean anything; the order of the others does not change."""
    events, times = I[EVENTS_AT], I[EVENT_TIMES_AT]
    kept = 0
    for place in range(I[N_EVENTS]):
        sequence, packed = I[events + EVENT_FIELDS * place], I[events + EVENT_FIELDS * place + EVENT_WHAT]
        kind, what = packed & 15, packed >> 4
        stale = (
            (kind == END and I[what + EVENT] != sequence)
            or (kind == LIMIT and I[what + LIMIT_EVENT] != sequence)
            or (kind == BATCH and I[what + BATCH_EVENT] != sequence)
            or (kind == LOSS and I[what + LOSS_EVENT] != sequence)
        )
        if not stale:
            _put(I, F, kept, F[times + place], sequence, packed)
            kept += 1
    I[N_EVENTS] = kept


@njit
def new_material(I):
    """Return a free row for material."""
    I[N_FREE_MATERIAL] -= 1
    return I[I[FREE_MATERIAL_AT] + I[N_FREE_MATERIAL]]


@njit
def free_material(I, material):
    """Give the row of material back."""
    I[I[FREE_MATERIAL_AT] + I[N_FREE_MATERIAL]] = material
    I[N_FREE_MATERIAL] += 1
    I[material + STATE] = DONE
    I[material + EVENT] = I[material + LIMIT_EVENT] = I[material + BATCH_EVENT] = -1


@njit
def new_patient(I):
    """Return a free row for a patient."""
    I[N_FREE_PATIENTS] -= 1
    return I[I[FREE_PATIENTS_AT] + I[N_FREE_PATIENTS]]


@njit
def free_patient(I, patient):
    """Give the row of a patient back."""
    I[I[FREE_PATIENTS_AT] + I[N_FREE_PATIENTS]] = patient
    I[N_FREE_PATIENTS] += 1
    I[patient + ALIVE] = 0
    I[patient + LOSS_EVENT] = -1
