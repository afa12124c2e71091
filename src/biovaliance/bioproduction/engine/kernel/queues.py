"""How material comes to an operation and waits there, in the kernel: `Line.enter` and its queues."""

from numba import uint64

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine.events import BATCH, LIMIT
from biovaliance.bioproduction.engine.kernel import memory as m
from biovaliance.bioproduction.engine.kernel.compiling import part, piece
from biovaliance.bioproduction.engine.kernel.draws import draw, sample_at
from biovaliance.bioproduction.engine.kernel.rows import new_material, push
from biovaliance.bioproduction.engine.kernel.shelves import queue_grows
from biovaliance.bioproduction.engine.kernel.units import reconsider

DURATION = draws.DURATION


@piece
def own_row(I, patient, step):
    """Return where the row of a patient tells of an operation."""
    return patient + m.PER_STEP + m.STEP_OF_PATIENT * I[step + m.NUMBER]


@part
def enter(I, F, patient, step, bit):
    """Bring the material of a patient to an operation; return its row, or -1 where it waits for others first.

    `bit` marks the operation it comes from, where this one needs several.
    """
    own = own_row(I, patient, step)
    if bit != 0:
        before = I[own + m.DONE_BITS]
        bits = before | bit
        if bits != (1 << I[step + m.NEEDS]) - 1:
            I[own + m.DONE_BITS] = bits
            I[patient + m.JOINS] += 1 if before == 0 else 0
            return -1
        I[own + m.DONE_BITS] = 0
        I[patient + m.JOINS] -= 1 if before != 0 else 0
    attempt = I[own + m.VISITS]
    I[own + m.VISITS] = attempt + 1
    material = new_material(I)
    I[own + m.MATERIAL] = material
    I[patient + m.ACTIVE] += I[step + m.GATES]
    I[patient + m.PIECES] += 1
    _write(I, F, material, patient, step, attempt)
    if I[step + m.USES] < I[step + m.USES_END]:
        queue_grows(I, F, step)
    _append(I, step, material)
    now, floats = F[m.NOW], I[step + m.FLOATS]
    if F[floats + m.MAX_HOLD_H] >= 0.0 and I[step + m.BLOCKS] == 0:
        I[material + m.LIMIT_EVENT] = push(I, F, now + F[floats + m.MAX_HOLD_H], LIMIT, material)
    if F[floats + m.BATCH_WAIT_H] >= 0.0:
        I[material + m.BATCH_EVENT] = push(I, F, now + F[floats + m.BATCH_WAIT_H], BATCH, material)
    if I[step + m.QUEUE_LIMIT] >= 0:
        I[I[m.LIMITED_AT] + I[m.N_LIMITED]] = material
        I[m.N_LIMITED] += 1
    reconsider(I, step)
    return material


@piece
def _write(I, F, material, patient, step, attempt):
    I[m.ORDERS] += 1
    I[material + m.PATIENT] = patient
    I[material + m.STEP] = step
    I[material + m.ATTEMPT] = attempt
    I[material + m.ORDER] = I[m.ORDERS]
    I[material + m.STATE] = m.WAITING
    I[material + m.GONE] = 0
    I[material + m.EVENT] = I[material + m.LIMIT_EVENT] = I[material + m.BATCH_EVENT] = -1
    I[material + m.MEMBER] = I[material + m.KEPT_STEP] = I[material + m.INTERRUPTIBLE] = -1
    I[material + m.OWNER] = I[patient + m.WHO]
    I[material + m.OWNER_KEY] = I[patient + m.PATIENT_KEY]
    bits = draw(uint64(I[patient + m.PATIENT_KEY]), uint64(I[step + m.KEY]), DURATION, attempt)
    floats = I[step + m.FLOATS]
    lasts = sample_at(I, F, bits, I[step + m.KIND], floats + m.FIRST_PARAMETER)
    F[I[material + m.FLOATS] + m.LASTS_H] = lasts + F[floats + m.ENTRY_H]
    F[I[material + m.FLOATS] + m.READY_H] = F[m.NOW]
    F[I[material + m.FLOATS] + m.CHANGE_H] = 0.0


@piece
def _append(I, step, material):
    last = I[step + m.TAIL]
    I[material + m.BEFORE] = last
    I[material + m.NEXT] = -1
    if last < 0:
        I[step + m.HEAD] = material
    else:
        I[last + m.NEXT] = material
    I[step + m.TAIL] = material
    I[step + m.LENGTH] += 1


@piece
def remove(I, step, material):
    before, after = I[material + m.BEFORE], I[material + m.NEXT]
    if before < 0:
        I[step + m.HEAD] = after
    else:
        I[before + m.NEXT] = after
    if after < 0:
        I[step + m.TAIL] = before
    else:
        I[after + m.BEFORE] = before
    I[step + m.LENGTH] -= 1
