"""How material queues, starts, ends and moves on in the kernel: the same as the middle of `reference`."""

from numba import njit, uint64

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine.events import BATCH, END, LIMIT
from biovaliance.bioproduction.engine.kernel_capacity import take
from biovaliance.bioproduction.engine.kernel_draws import draw, sample_at, uniform
from biovaliance.bioproduction.engine.kernel_rows import free_material, free_patient, new_material, push
from biovaliance.bioproduction.engine.kernel_statistics import happened, observe
from biovaliance.bioproduction.engine.kernel_units import (
    done,
    forget_interruptible,
    note_interruptible,
    reconsider,
    release_kept,
    release_taken,
)
from biovaliance.bioproduction.engine.memory import (
    ACTIVE, ALIVE, ANY_INTERRUPTS, ARRIVED_H, ATTEMPT, BATCH_EVENT, BATCH_SIZE, BATCH_WAIT_H, BEFORE, BIT, BLOCKS,
    CANDIDATES_AT, COUNTS_AT, DONE_BITS, EDGE, EDGE_END, ENDS_H, ENTRY_H, EVENT, FAIL_SHARE, FAIL_TO, FIRST_PARAMETER,
    FLOATS, FORCED, GONE, GROUP, HAS_STARTED, HEAD, INTERRUPTIBLE, IS_CANDIDATE, JOINS, KEPT_STEP, KEY, KIND, LASTS_H,
    LENGTH, LIMIT_EVENT, LIMITED_AT, LIVE, MATERIAL, MAX_ATTEMPTS, MAX_HOLD_H, MEMBER, N_CANDIDATES, N_INTERRUPTIBLE,
    N_LIMITED, N_STEPS, NEEDS, NEXT, NOW, NUMBER, ORDER, ORDERS, OWNER, OWNER_KEY, PAIR, PATIENT, PATIENT_KEY,
    PER_STEP, PRESENT, PRIORITY, QUEUE_LIMIT, READY_H, REDONE, REDONE_END, RUNNING, SHARE_AT, SLOT, SLOT_END, SLOTS,
    STATE, STEP, STEP_OF_PATIENT, STEP_WIDTH, STEPS, TAIL, TURN, TURNS, UNITS_TAKEN, VISITS, WAITED_H, WAITING, WAY,
    WAY_END, WHO,
)  # fmt: skip
from biovaliance.bioproduction.engine.model import RELEASED, THROWN_AWAY
from biovaliance.bioproduction.engine.replications import Code

DURATION, FAILS, BRANCH = draws.DURATION, draws.FAILS, draws.BRANCH
STARTED, FINISHED, FAILED = int(Code.STARTED), int(Code.FINISHED), int(Code.FAILED)
CODE_RELEASED, SCRAPPED, TURNED_AWAY = int(Code.RELEASED), int(Code.SCRAPPED), int(Code.TURNED_AWAY)
FIRST_OPERATION, TIME_IN_SYSTEM, WAIT, COUNTS = r.FIRST_OPERATION, r.TIME_IN_SYSTEM, r.WAIT, r.COUNTS
COUNTED_RELEASED = r.COUNTED_RELEASED


@njit
def _own(I, patient, step):
    """Return where the row of a patient tells of an operation."""
    return patient + PER_STEP + STEP_OF_PATIENT * I[step + NUMBER]


@njit
def enter(I, F, patient, step, bit):
    """Bring the material of a patient to an operation; return its row, or -1 where it waits for others first.

    `bit` marks the operation it comes from, where this one needs several.
    """
    own = _own(I, patient, step)
    if bit != 0:
        before = I[own + DONE_BITS]
        bits = before | bit
        if bits != (1 << I[step + NEEDS]) - 1:
            I[own + DONE_BITS] = bits
            I[patient + JOINS] += 1 if before == 0 else 0
            return -1
        I[own + DONE_BITS] = 0
        I[patient + JOINS] -= 1 if before != 0 else 0
    attempt = I[own + VISITS]
    I[own + VISITS] = attempt + 1
    material = new_material(I)
    I[own + MATERIAL] = material
    I[patient + ACTIVE] += 1
    _write(I, F, material, patient, step, attempt)
    _append(I, step, material)
    now, floats = F[NOW], I[step + FLOATS]
    if F[floats + MAX_HOLD_H] >= 0.0 and I[step + BLOCKS] == 0:
        I[material + LIMIT_EVENT] = push(I, F, now + F[floats + MAX_HOLD_H], LIMIT, material)
    if F[floats + BATCH_WAIT_H] >= 0.0:
        I[material + BATCH_EVENT] = push(I, F, now + F[floats + BATCH_WAIT_H], BATCH, material)
    if I[step + QUEUE_LIMIT] >= 0:
        I[I[LIMITED_AT] + I[N_LIMITED]] = material
        I[N_LIMITED] += 1
    reconsider(I, step)
    return material


@njit
def _write(I, F, material, patient, step, attempt):
    I[ORDERS] += 1
    I[material + PATIENT] = patient
    I[material + STEP] = step
    I[material + ATTEMPT] = attempt
    I[material + ORDER] = I[ORDERS]
    I[material + STATE] = WAITING
    I[material + GONE] = 0
    I[material + EVENT] = I[material + LIMIT_EVENT] = I[material + BATCH_EVENT] = -1
    I[material + MEMBER] = I[material + KEPT_STEP] = I[material + INTERRUPTIBLE] = -1
    I[material + OWNER] = I[patient + WHO]
    I[material + OWNER_KEY] = I[patient + PATIENT_KEY]
    bits = draw(uint64(I[patient + PATIENT_KEY]), uint64(I[step + KEY]), DURATION, attempt)
    floats = I[step + FLOATS]
    lasts = sample_at(I, F, bits, I[step + KIND], floats + FIRST_PARAMETER)
    F[I[material + FLOATS] + LASTS_H] = lasts + F[floats + ENTRY_H]
    F[I[material + FLOATS] + READY_H] = F[NOW]


@njit
def _append(I, step, material):
    last = I[step + TAIL]
    I[material + BEFORE] = last
    I[material + NEXT] = -1
    if last < 0:
        I[step + HEAD] = material
    else:
        I[last + NEXT] = material
    I[step + TAIL] = material
    I[step + LENGTH] += 1


@njit
def _remove(I, step, material):
    before, after = I[material + BEFORE], I[material + NEXT]
    if before < 0:
        I[step + HEAD] = after
    else:
        I[before + NEXT] = after
    if after < 0:
        I[step + TAIL] = before
    else:
        I[after + BEFORE] = before
    I[step + LENGTH] -= 1


@njit
def start_what_can(I, F):
    """Start whatever can start, best first; then turn away who found a queue full."""
    candidates = I[CANDIDATES_AT]
    while True:
        while I[N_CANDIDATES] > 0:
            at = candidates
            if I[N_CANDIDATES] > 1:
                at = _best(I)
            step = I[at]
            if I[step + LENGTH] == 0 or not _start_first(I, F, step):
                I[step + IS_CANDIDATE] = 0
                I[N_CANDIDATES] -= 1
                I[at] = I[candidates + I[N_CANDIDATES]]
        if I[N_LIMITED] == 0:
            return
        newcomers = I[N_LIMITED]
        I[N_LIMITED] = 0
        for place in range(newcomers - 1, -1, -1):
            material = I[I[LIMITED_AT] + place]
            step = I[material + STEP]
            if I[material + STATE] == WAITING and I[step + LENGTH] > I[step + QUEUE_LIMIT]:
                leave(I, F, I[material + PATIENT], TURNED_AWAY, I[step + NUMBER], I[material + ATTEMPT])


@njit
def _best(I):
    """Return the place of the candidate of highest priority, then of longest waiting."""
    best, priority, order = I[CANDIDATES_AT], 0, -1
    for place in range(I[CANDIDATES_AT], I[CANDIDATES_AT] + I[N_CANDIDATES]):
        step = I[place]
        head = I[step + HEAD]
        if head >= 0:
            own, since = I[step + PRIORITY], I[head + ORDER]
            if order < 0 or own > priority or (own == priority and since < order):
                best, priority, order = place, own, since
    return best


@njit
def _start_first(I, F, step):
    """Start the first of a queue, or its first batch, if all it takes is free; return whether it was."""
    material = I[step + HEAD]
    size = I[step + BATCH_SIZE]
    if size > 1 and I[step + LENGTH] < size:
        wait_h = F[I[step + FLOATS] + BATCH_WAIT_H]
        is_due = wait_h >= 0.0 and F[NOW] >= F[I[material + FLOATS] + READY_H] + wait_h
        if not is_due and I[step + FORCED] == 0:
            return False
        size = I[step + LENGTH]
    if I[step + SLOT] < I[step + SLOT_END] and not take(I, F, material):
        return False
    I[step + FORCED] = 0
    leader = I[material + OWNER]
    last = -1
    for _ in range(size):
        member = I[step + HEAD]
        _remove(I, step, member)
        if last >= 0:
            I[last + MEMBER] = member
        _started(I, F, member, step, leader)
        last = member
    I[TURNS] += 1
    I[material + TURN] = I[TURNS]
    floats = I[material + FLOATS]
    F[floats + ENDS_H] = F[NOW] + F[floats + LASTS_H]
    I[material + EVENT] = push(I, F, F[floats + ENDS_H], END, material)
    I[LIVE] += 1
    if I[ANY_INTERRUPTS] != 0:
        note_interruptible(I, material)
    member = material
    while member >= 0:
        if I[member + KEPT_STEP] >= 0:
            release_kept(I, F, member)
        member = I[member + MEMBER]
    return True


@njit
def _started(I, F, material, step, leader):
    I[material + STATE] = RUNNING
    I[material + LIMIT_EVENT] = I[material + BATCH_EVENT] = -1
    patient = I[material + PATIENT]
    number = I[step + NUMBER]
    wait = F[NOW] - F[I[material + FLOATS] + READY_H]
    F[I[patient + FLOATS] + WAITED_H] += wait
    I[patient + HAS_STARTED] = 1
    I[I[COUNTS_AT] + COUNTS + 2 * number] += 1
    if I[patient + GROUP] >= 0:
        observe(I, F, FIRST_OPERATION + number, wait, I[patient + GROUP])
    happened(I, F, STARTED, I[material + OWNER], number, I[material + ATTEMPT], leader)


@njit
def end(I, F, leader):
    """End an operation: its units come free, its patients move on."""
    done(I, F)
    step = I[leader + STEP]
    if I[N_INTERRUPTIBLE] > 0:
        forget_interruptible(I, leader)
    key, own_key, attempt = uint64(I[leader + OWNER_KEY]), uint64(I[step + KEY]), I[leader + ATTEMPT]
    share = F[I[step + FLOATS] + FAIL_SHARE]
    failing = share > 0.0 and uniform(draw(key, own_key, FAILS, attempt)) < share
    way, target = False, RELEASED
    if not failing and I[step + WAY] < I[step + WAY_END]:
        way, target = True, _way(I, F, step, uniform(draw(key, own_key, BRANCH, attempt)))
    keeper = -1 if failing else _keeper(I, leader, step, way, target)
    if keeper < 0:
        release_taken(I, F, leader)
    member = leader
    while member >= 0:
        if I[member + GONE] == 0:
            patient = I[member + PATIENT]
            I[_own(I, patient, step) + MATERIAL] = -1
            I[patient + ACTIVE] -= 1
            code = FAILED if failing else FINISHED
            happened(I, F, code, I[member + OWNER], I[step + NUMBER], I[member + ATTEMPT], I[leader + OWNER])
            if failing:
                _fail(I, F, patient, step, I[member + ATTEMPT])
            elif way:
                if target >= 0:
                    arrived = enter(I, F, patient, target, 0)
                    _keep(I, leader, arrived, member == keeper)
                elif target == THROWN_AWAY:
                    leave(I, F, patient, SCRAPPED, I[step + NUMBER], I[member + ATTEMPT])
            else:
                for edge in range(I[step + EDGE], I[step + EDGE_END], PAIR):
                    arrived = enter(I, F, patient, I[edge], I[edge + BIT])
                    _keep(I, leader, arrived, member == keeper)
            if I[patient + ALIVE] != 0 and I[patient + ACTIVE] == 0:
                _join_or_release(I, F, patient)
        member = I[member + MEMBER]
    _free_all(I, leader)


@njit
def _free_all(I, leader):
    member = leader
    while member >= 0:
        after = I[member + MEMBER]
        free_material(I, member)
        member = after


@njit
def _way(I, F, step, share):
    for way in range(I[step + WAY], I[step + WAY_END], PAIR):
        share -= F[I[way + SHARE_AT]]
        if share < 0.0:
            return I[way]
    return RELEASED


@njit
def _keeper(I, leader, step, way, target):
    """Return whose material keeps the units because it may not be held between the operations; -1: nobody's."""
    only = target
    if not way and I[step + EDGE_END] - I[step + EDGE] == PAIR:
        only = I[I[step + EDGE]]
    if only < 0 or I[only + BLOCKS] == 0 or I[step + SLOT] == I[step + SLOT_END]:
        return -1
    member = leader
    while member >= 0:
        if I[member + GONE] == 0:
            return member
        member = I[member + MEMBER]
    return -1


@njit
def _keep(I, leader, arrived, is_keeper):
    """Let the material keep the units of the operation before."""
    if is_keeper and arrived >= 0:
        slots = I[SLOTS]
        I[arrived + KEPT_STEP] = I[leader + STEP]
        for slot in range(slots):
            I[arrived + UNITS_TAKEN + slots + slot] = I[leader + UNITS_TAKEN + slot]


@njit
def _fail(I, F, patient, step, attempt):
    """Scrap, repeat, or go back; what would be done again is void."""
    I[I[COUNTS_AT] + COUNTS + 2 * I[step + NUMBER] + 1] += 1
    if I[step + FAIL_TO] == THROWN_AWAY or (I[step + MAX_ATTEMPTS] > 0 and I[step + MAX_ATTEMPTS] <= attempt + 1):
        leave(I, F, patient, SCRAPPED, I[step + NUMBER], attempt)
        return
    for again in range(I[step + REDONE], I[step + REDONE_END], PAIR):
        _void(I, F, patient, I[again])
        bits = _own(I, patient, I[again]) + DONE_BITS
        if I[bits] != 0:
            I[bits] &= ~I[again + BIT]
            I[patient + JOINS] -= 1 if I[bits] == 0 else 0
    enter(I, F, patient, I[step + FAIL_TO], 0)


@njit
def _void(I, F, patient, step):
    """Take the material of a patient away from an operation, or let its work end for nothing."""
    own = _own(I, patient, step)
    material = I[own + MATERIAL]
    if material < 0:
        return
    I[own + MATERIAL] = -1
    I[patient + ACTIVE] -= 1
    if I[material + STATE] != WAITING:
        I[material + GONE] = 1
        return
    _remove(I, step, material)
    reconsider(I, step)
    release_kept(I, F, material)
    free_material(I, material)


@njit
def _join_or_release(I, F, patient):
    """Let a patient nothing is in progress for go on with what there is, or be released."""
    if I[patient + JOINS] > 0:
        for number in range(I[N_STEPS]):
            step = I[STEPS] + number * I[STEP_WIDTH]
            if I[_own(I, patient, step) + DONE_BITS] != 0:
                I[_own(I, patient, step) + DONE_BITS] = 0
                I[patient + JOINS] -= 1
                enter(I, F, patient, step, 0)
                return
    I[PRESENT] -= 1
    group, floats = I[patient + GROUP], I[patient + FLOATS]
    if group >= 0:
        I[I[COUNTS_AT] + COUNTED_RELEASED] += 1
        observe(I, F, TIME_IN_SYSTEM, F[NOW] - F[floats + ARRIVED_H], group)
        observe(I, F, WAIT, F[floats + WAITED_H], group)
    happened(I, F, CODE_RELEASED, I[patient + WHO], -1, 0, I[patient + WHO])
    free_patient(I, patient)


@njit
def leave(I, F, patient, code, number, attempt):
    """Let a patient leave without a dose."""
    I[patient + ALIVE] = 0
    I[PRESENT] -= 1
    happened(I, F, code, I[patient + WHO], number, attempt, I[patient + WHO])
    for other in range(I[N_STEPS]):
        _void(I, F, patient, I[STEPS] + other * I[STEP_WIDTH])
    free_patient(I, patient)
