"""How patients arrive in the kernel: the same as the arrivals of `reference`."""

import math

import numpy as np
from numba import uint64

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine.events import ARRIVAL, LOSS
from biovaliance.bioproduction.engine.kernel import memory as m
from biovaliance.bioproduction.engine.kernel.capacity import begin_window
from biovaliance.bioproduction.engine.kernel.compiling import part, piece
from biovaliance.bioproduction.engine.kernel.draws import draw, patient_key, uniform
from biovaliance.bioproduction.engine.kernel.figures import happened
from biovaliance.bioproduction.engine.kernel.queues import enter
from biovaliance.bioproduction.engine.kernel.rows import new_patient, push
from biovaliance.bioproduction.engine.kernel.shelves import begin_window_of_shelves
from biovaliance.bioproduction.engine.model import INTERVAL, POISSON
from biovaliance.bioproduction.engine.replications import Code

ARRIVES, ELIGIBLE, LOST_DRAW = draws.ARRIVES, draws.ELIGIBLE, draws.LOST
CODE_ARRIVED, INELIGIBLE = int(Code.ARRIVED), int(Code.INELIGIBLE)
GROUPS, PATIENTS = r.GROUPS, r.PATIENTS


@piece
def expect(I, F, base, number):
    """Put the arrival of the next patient ahead."""
    if number == I[m.MOST_PATIENTS]:
        I[m.MORE] = 0
        return
    if I[m.COMING_KIND] == POISSON:
        bits = draw(patient_key(base, number), uint64(0), ARRIVES, 0)
        time = F[m.NOW] - F[m.MEAN_H] * math.log(uniform(bits))
    elif I[m.COMING_KIND] == INTERVAL:
        time = number * F[m.MEAN_H]
    else:
        time = F[I[m.TIMES_AT] + number]
    push(I, F, time, ARRIVAL, number)


@piece
def arrive(I, F, base, number):
    expect(I, F, base, number + 1)
    key = patient_key(base, number)
    if number == I[m.WARM_UP]:
        F[m.WINDOW_START] = F[m.NOW]
        begin_window(I, F)
        begin_window_of_shelves(I, F)
    I[I[m.COUNTS_AT] + PATIENTS] += 1
    happened(I, F, CODE_ARRIVED, number, -1, 0, number)
    share = F[m.INELIGIBLE_SHARE]
    if share > 0.0 and uniform(draw(key, uint64(0), ELIGIBLE, 0)) < share:
        happened(I, F, INELIGIBLE, number, -1, 0, number)
        return
    patient = new_patient(I)
    I[patient + m.WHO] = number
    I[patient + m.PATIENT_KEY] = np.int64(key)
    I[patient + m.ACTIVE] = I[patient + m.HAS_STARTED] = I[patient + m.JOINS] = I[patient + m.PIECES] = 0
    I[patient + m.ALIVE] = I[patient + m.CONFORMS] = 1
    I[patient + m.LOSS_EVENT] = -1
    I[patient + m.GROUP] = _group(I, F, number)
    for own in range(
        patient + m.PER_STEP, patient + m.PER_STEP + m.STEP_OF_PATIENT * I[m.N_STEPS], m.STEP_OF_PATIENT
    ):
        I[own + m.VISITS] = I[own + m.DONE_BITS] = 0
        I[own + m.MATERIAL] = -1
    F[I[patient + m.FLOATS] + m.ARRIVED_H] = F[m.NOW]
    F[I[patient + m.FLOATS] + m.WAITED_H] = 0.0
    I[m.PRESENT] += 1
    _expect_loss(I, F, patient, key)
    for place in range(I[m.FIRST], I[m.FIRST_END]):
        enter(I, F, patient, I[place], 0)


@piece
def _group(I, F, number):
    if number < I[m.WARM_UP]:
        return -1
    if I[m.MOST_PATIENTS] > 0:
        return min(GROUPS - 1, (number - I[m.WARM_UP]) * GROUPS // max(1, I[m.MOST_PATIENTS] - I[m.WARM_UP]))
    return min(GROUPS - 1, int(F[m.NOW] / F[m.HORIZON_H] * GROUPS))


@part
def _expect_loss(I, F, patient, key):
    lasts = math.inf
    if F[m.LOSS_LIMIT_H] >= 0.0:
        lasts = F[m.LOSS_LIMIT_H]
    if F[m.LOSS_HAZARD] > 0.0:
        lasts = min(lasts, -math.log(uniform(draw(key, uint64(0), LOST_DRAW, 0))) / F[m.LOSS_HAZARD])
    if lasts < math.inf:
        I[patient + m.LOSS_EVENT] = push(I, F, F[m.NOW] + lasts, LOSS, patient)
