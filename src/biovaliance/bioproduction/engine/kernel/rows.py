"""Rows of the kernel's memory: the events ahead in a heap, and taking and freeing patients and material."""

from biovaliance.bioproduction.engine.events import BATCH, END, LIMIT, LOSS
from biovaliance.bioproduction.engine.kernel import memory as m
from biovaliance.bioproduction.engine.kernel.compiling import part, piece


@part
def clear(I, F):
    """Make the state that of time 0."""
    I[: m.COUNTERS] = 0
    F[m.NOW] = F[m.IDLE_SINCE] = F[m.HAPPENED_H] = F[m.WINDOW_START] = 0.0
    I[I[m.COUNTS_AT] : I[m.COUNTS_END]] = 0
    F[I[m.FIGURES_AT] : I[m.FIGURES_END]] = 0.0
    for number in range(I[m.N_STEPS]):
        step = I[m.STEPS] + number * I[m.STEP_WIDTH]
        I[step + m.HEAD] = I[step + m.TAIL] = -1
        I[step + m.LENGTH] = I[step + m.IS_CANDIDATE] = I[step + m.FORCED] = 0
    for number in range(I[m.N_POOLS]):
        pool = I[m.POOLS] + number * I[m.POOL_WIDTH]
        I[pool + m.AVAILABLE] = I[pool + m.BUSY] = I[pool + m.HELD] = I[pool + m.OPEN] = 0
        I[pool + m.ABSENT] = I[pool + m.BROKEN] = I[pool + m.PLACE] = I[pool + m.DAY_NUMBER] = 0
        idle = I[pool + m.IDLE]
        if idle >= 0:
            I[idle : idle + I[m.N_SETUPS]] = 0
            I[idle] = I[pool + m.COUNT]
        F[I[pool + m.FLOATS] + m.SINCE_H] = F[I[pool + m.FLOATS] + m.CYCLE_START_H] = F[
            I[pool + m.FLOATS] + m.CLOSES_H
        ] = 0.0
    room = I[m.ROOM]
    hours = I[m.EVENT_TIMES_AT] + I[m.EVENTS_ROOM]
    for number in range(room):
        patient = I[m.PATIENTS_AT] + number * I[m.PATIENT_WIDTH]
        material = I[m.MATERIAL_AT] + number * I[m.MATERIAL_WIDTH]
        I[patient + m.FLOATS] = hours + number * m.PATIENT_FLOATS
        I[material + m.FLOATS] = hours + room * m.PATIENT_FLOATS + number * m.MATERIAL_FLOATS
        I[patient + m.ALIVE] = I[patient + m.IS_OUT] = 0
        I[material + m.STATE] = m.DONE
        # What is freed last is taken first, so few rows are touched while few patients are there.
        I[I[m.FREE_PATIENTS_AT] + room - 1 - number] = patient
        I[I[m.FREE_MATERIAL_AT] + room - 1 - number] = material
    I[m.N_FREE_PATIENTS] = I[m.N_FREE_MATERIAL] = room


@part
def push(I, F, time, kind, what):
    """Put an event ahead and return its number; events of the same time happen in the order of their
    numbers.
    """
    I[m.SEQUENCE] += 1
    sequence = I[m.SEQUENCE]
    place = I[m.N_EVENTS]
    I[m.N_EVENTS] = place + 1
    _put(I, F, place, time, sequence, kind | (what << 4))
    return sequence


@piece
def _put(I, F, place, time, sequence, what):
    events, times = I[m.EVENTS_AT], I[m.EVENT_TIMES_AT]
    while place > 0:
        above = (place - 1) >> 1
        other = F[times + above]
        if other < time or (other == time and I[events + m.EVENT_FIELDS * above] < sequence):
            break
        F[times + place] = other
        I[events + m.EVENT_FIELDS * place] = I[events + m.EVENT_FIELDS * above]
        I[events + m.EVENT_FIELDS * place + m.EVENT_WHAT] = I[events + m.EVENT_FIELDS * above + m.EVENT_WHAT]
        place = above
    F[times + place] = time
    I[events + m.EVENT_FIELDS * place] = sequence
    I[events + m.EVENT_FIELDS * place + m.EVENT_WHAT] = what


@piece
def drop_first(I, F):
    """Take the first event away."""
    size = I[m.N_EVENTS] - 1
    I[m.N_EVENTS] = size
    if size == 0:
        return
    events, times = I[m.EVENTS_AT], I[m.EVENT_TIMES_AT]
    time = F[times + size]
    sequence, what = I[events + m.EVENT_FIELDS * size], I[events + m.EVENT_FIELDS * size + m.EVENT_WHAT]
    # Down to a leaf by the sooner child, without asking where the last event belongs: mostly down there.
    place, child = 0, 1
    while child + 1 < size:
        left, right = F[times + child], F[times + child + 1]
        child += int(right < left)
        if right == left:
            child += int(I[events + m.EVENT_FIELDS * (child + 1)] < I[events + m.EVENT_FIELDS * child])
        F[times + place] = F[times + child]
        I[events + m.EVENT_FIELDS * place] = I[events + m.EVENT_FIELDS * child]
        I[events + m.EVENT_FIELDS * place + m.EVENT_WHAT] = I[events + m.EVENT_FIELDS * child + m.EVENT_WHAT]
        place = child
        child = 2 * place + 1
    if child < size:
        F[times + place] = F[times + child]
        I[events + m.EVENT_FIELDS * place] = I[events + m.EVENT_FIELDS * child]
        I[events + m.EVENT_FIELDS * place + m.EVENT_WHAT] = I[events + m.EVENT_FIELDS * child + m.EVENT_WHAT]
        place = child
    _put(I, F, place, time, sequence, what)


@part
def purge(I, F):
    """Take away events that no longer mean anything; the order of the others does not change."""
    events, times = I[m.EVENTS_AT], I[m.EVENT_TIMES_AT]
    kept = 0
    for place in range(I[m.N_EVENTS]):
        sequence, packed = (
            I[events + m.EVENT_FIELDS * place],
            I[events + m.EVENT_FIELDS * place + m.EVENT_WHAT],
        )
        kind, what = packed & 15, packed >> 4
        stale = (
            (kind == END and I[what + m.EVENT] != sequence)
            or (kind == LIMIT and I[what + m.LIMIT_EVENT] != sequence)
            or (kind == BATCH and I[what + m.BATCH_EVENT] != sequence)
            or (kind == LOSS and I[what + m.LOSS_EVENT] != sequence)
        )
        if not stale:
            _put(I, F, kept, F[times + place], sequence, packed)
            kept += 1
    I[m.N_EVENTS] = kept


@piece
def new_material(I):
    """Return a free row for material."""
    I[m.N_FREE_MATERIAL] -= 1
    return I[I[m.FREE_MATERIAL_AT] + I[m.N_FREE_MATERIAL]]


@piece
def free_material(I, material):
    """Give the row of material back."""
    I[I[m.FREE_MATERIAL_AT] + I[m.N_FREE_MATERIAL]] = material
    I[m.N_FREE_MATERIAL] += 1
    I[material + m.STATE] = m.DONE
    I[material + m.EVENT] = I[material + m.LIMIT_EVENT] = I[material + m.BATCH_EVENT] = -1


@piece
def new_patient(I):
    """Return a free row for a patient."""
    I[m.N_FREE_PATIENTS] -= 1
    return I[I[m.FREE_PATIENTS_AT] + I[m.N_FREE_PATIENTS]]


@piece
def free_patient(I, patient):
    """Give the row of a patient back."""
    I[I[m.FREE_PATIENTS_AT] + I[m.N_FREE_PATIENTS]] = patient
    I[m.N_FREE_PATIENTS] += 1
    I[patient + m.ALIVE] = I[patient + m.IS_OUT] = 0
    I[patient + m.LOSS_EVENT] = -1
