"""How material queues, starts, ends and moves on in the kernel: the same as the middle of `reference`."""

from numba import uint64

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine.events import END
from biovaliance.bioproduction.engine.kernel import memory as m
from biovaliance.bioproduction.engine.kernel.capacity import take
from biovaliance.bioproduction.engine.kernel.compiling import part, piece
from biovaliance.bioproduction.engine.kernel.draws import draw, uniform
from biovaliance.bioproduction.engine.kernel.figures import happened, observe
from biovaliance.bioproduction.engine.kernel.queues import enter, own_row, remove
from biovaliance.bioproduction.engine.kernel.rows import free_material, free_patient, push
from biovaliance.bioproduction.engine.kernel.setups import breaks_campaign, changeover, take_idle
from biovaliance.bioproduction.engine.kernel.shelves import (
    are_enough,
    order_what_is_due,
    queue_changes,
    queue_is_empty,
    take_materials,
)
from biovaliance.bioproduction.engine.kernel.units import (
    done,
    forget_interruptible,
    note_interruptible,
    reconsider,
    release_kept,
    release_taken,
)
from biovaliance.bioproduction.engine.model import RELEASED, THROWN_AWAY
from biovaliance.bioproduction.engine.replications import Code

FAILS, BRANCH = draws.FAILS, draws.BRANCH
STARTED, FINISHED, FAILED = int(Code.STARTED), int(Code.FINISHED), int(Code.FAILED)
CODE_RELEASED, SCRAPPED, TURNED_AWAY = int(Code.RELEASED), int(Code.SCRAPPED), int(Code.TURNED_AWAY)
NOT_CONFORMING, POOLED = int(Code.NOT_CONFORMING), int(Code.POOLED)
FIRST_OPERATION, TIME_IN_SYSTEM, WAIT, COUNTS = r.FIRST_OPERATION, r.TIME_IN_SYSTEM, r.WAIT, r.COUNTS
COUNTED_RELEASED, PATIENTS = r.COUNTED_RELEASED, r.PATIENTS


@part
def start_what_can(I, F):
    """Start whatever can start, best first; then turn away who found a queue full."""
    candidates = I[m.CANDIDATES_AT]
    while True:
        while I[m.N_CANDIDATES] > 0:
            at = candidates
            if I[m.N_CANDIDATES] > 1:
                at = _best(I, F)
            step = I[at]
            if I[step + m.LENGTH] == 0 or not _start_first(I, F, step):
                I[step + m.IS_CANDIDATE] = 0
                I[m.N_CANDIDATES] -= 1
                I[at] = I[candidates + I[m.N_CANDIDATES]]
        if I[m.N_LIMITED] == 0:
            break
        newcomers = I[m.N_LIMITED]
        I[m.N_LIMITED] = 0
        for place in range(newcomers - 1, -1, -1):
            material = I[I[m.LIMITED_AT] + place]
            step = I[material + m.STEP]
            if I[material + m.STATE] == m.WAITING and I[step + m.LENGTH] > I[step + m.QUEUE_LIMIT]:
                leave(I, F, I[material + m.PATIENT], TURNED_AWAY, I[step + m.NUMBER], I[material + m.ATTEMPT])
    if I[m.N_TOUCHED] > 0:
        order_what_is_due(I, F)


@piece
def _best(I, F):
    """Return the place of the candidate of highest priority, then of a campaign, then of longest waiting."""
    best, priority, order = I[m.CANDIDATES_AT], 0, -1
    breaks = False
    for place in range(I[m.CANDIDATES_AT], I[m.CANDIDATES_AT] + I[m.N_CANDIDATES]):
        step = I[place]
        head = I[step + m.HEAD]
        if head >= 0:
            own, since = I[step + m.PRIORITY], I[head + m.ORDER]
            ends = I[m.ANY_CAMPAIGNS] != 0 and breaks_campaign(I, F, step)
            if (
                order < 0
                or own > priority
                or (own == priority and (ends < breaks or (ends == breaks and since < order)))
            ):
                best, priority, order, breaks = place, own, since, ends
    return best


@piece
def _start_first(I, F, step):
    """Start the first of a queue, or its first batch, if all it takes is free; return whether it was."""
    material = I[step + m.HEAD]
    size = I[step + m.BATCH_SIZE]
    if size > 1 and I[step + m.LENGTH] < size:
        size = _smaller_batch(I, F, step)
    takes_materials = I[step + m.USES] < I[step + m.USES_END]
    if size == 0 or (takes_materials and not are_enough(I, F, step, size)):
        return False
    if I[step + m.SLOT] < I[step + m.SLOT_END] and not _take_units(I, F, material, step):
        return False
    if takes_materials:
        take_materials(I, F, step, size)
    I[step + m.FORCED] = 0
    leader = I[material + m.OWNER]
    last = -1
    for _ in range(size):
        member = I[step + m.HEAD]
        remove(I, step, member)
        if last >= 0:
            I[last + m.MEMBER] = member
        _started(I, F, member, step, leader)
        last = member
    I[m.TURNS] += 1
    I[material + m.TURN] = I[m.TURNS]
    floats = I[material + m.FLOATS]
    F[floats + m.ENDS_H] = F[m.NOW] + (F[floats + m.LASTS_H] + F[floats + m.CHANGE_H])
    I[material + m.EVENT] = push(I, F, F[floats + m.ENDS_H], END, material)
    I[m.LIVE] += 1
    if I[m.ANY_INTERRUPTS] != 0:
        note_interruptible(I, material)
    member = material
    while member >= 0:
        if I[member + m.KEPT_STEP] >= 0:
            release_kept(I, F, member)
        member = I[member + m.MEMBER]
    return True


@part
def _smaller_batch(I, F, step):
    """Return how many of a queue are done together though more could be; 0 where it has to fill first."""
    wait_h = F[I[step + m.FLOATS] + m.BATCH_WAIT_H]
    is_due = wait_h >= 0.0 and F[m.NOW] >= F[I[I[step + m.HEAD] + m.FLOATS] + m.READY_H] + wait_h
    return I[step + m.LENGTH] if is_due or I[step + m.FORCED] != 0 else 0


@piece
def _take_units(I, F, material, step):
    """Take all that material asks for, set up for it, or nothing; return whether it was taken."""
    if I[step + m.CHANGES] == 0:
        return take(I, F, material)
    F[I[material + m.FLOATS] + m.CHANGE_H] = changeover(I, F, step)
    if not take(I, F, material):
        return False
    take_idle(I, step)
    return True


@piece
def _started(I, F, material, step, leader):
    I[material + m.STATE] = m.RUNNING
    I[material + m.LIMIT_EVENT] = I[material + m.BATCH_EVENT] = -1
    patient = I[material + m.PATIENT]
    number = I[step + m.NUMBER]
    wait = F[m.NOW] - F[I[material + m.FLOATS] + m.READY_H]
    if I[step + m.GATES] != 0:
        F[I[patient + m.FLOATS] + m.WAITED_H] += wait
    I[patient + m.HAS_STARTED] = 1
    I[I[m.COUNTS_AT] + COUNTS + 2 * number] += 1
    if I[patient + m.GROUP] >= 0:
        observe(I, F, FIRST_OPERATION + number, wait, I[patient + m.GROUP])
    happened(I, F, STARTED, I[material + m.OWNER], number, I[material + m.ATTEMPT], leader)


@piece
def end(I, F, leader):
    """End an operation: its units come free, its patients move on."""
    done(I, F)
    step = I[leader + m.STEP]
    if I[m.N_INTERRUPTIBLE] > 0:
        forget_interruptible(I, leader)
    key, own_key, attempt = uint64(I[leader + m.OWNER_KEY]), uint64(I[step + m.KEY]), I[leader + m.ATTEMPT]
    share = F[I[step + m.FLOATS] + m.FAIL_SHARE]
    failing = share > 0.0 and uniform(draw(key, own_key, FAILS, attempt)) < share
    way, target = False, RELEASED
    if not failing and I[step + m.WAY] < I[step + m.WAY_END]:
        way, target = True, _way(I, F, step, uniform(draw(key, own_key, BRANCH, attempt)))
    keeper = -1 if failing else _keeper(I, leader, step, way, target)
    if keeper < 0:
        release_taken(I, F, leader)
    if I[step + m.POOLS_LOTS] != 0 and not failing:
        _pool(I, F, leader, step)
    member = leader
    while member >= 0:
        if I[member + m.GONE] == 0:
            patient = I[member + m.PATIENT]
            I[own_row(I, patient, step) + m.MATERIAL] = -1
            I[patient + m.ACTIVE] -= I[step + m.GATES]
            I[patient + m.PIECES] -= 1
            attempt = I[member + m.ATTEMPT]
            code = FAILED if failing else FINISHED
            happened(I, F, code, I[member + m.OWNER], I[step + m.NUMBER], attempt, I[leader + m.OWNER])
            if failing:
                _fail(I, F, patient, step, attempt)
            else:
                _move_on(I, F, member, (way, target), leader if member == keeper else -1)
            if I[patient + m.IS_OUT] != 0:
                _finish_tests(I, F, patient)
            elif I[patient + m.ALIVE] != 0 and I[patient + m.ACTIVE] == 0:
                _join_or_release(I, F, patient)
        member = I[member + m.MEMBER]
    _free_all(I, leader)


@part
def _pool(I, F, leader, step):
    """Make one lot of what is done together: the first carries it, the others leave."""
    carrier = -1
    member = leader
    while member >= 0:
        if I[member + m.GONE] == 0 and carrier < 0:
            carrier = I[member + m.OWNER]
        elif I[member + m.GONE] == 0:
            patient = I[member + m.PATIENT]
            I[own_row(I, patient, step) + m.MATERIAL] = -1
            I[member + m.GONE] = 1
            _leave_for(I, F, patient, (POOLED, I[step + m.NUMBER], I[member + m.ATTEMPT]), carrier)
        member = I[member + m.MEMBER]


@piece
def _move_on(I, F, member, towards, keeps_of):
    """Bring the material of a patient to all that follows, or one way by chance."""
    way, target = towards
    patient, step = I[member + m.PATIENT], I[member + m.STEP]
    if not way:
        for edge in range(I[step + m.EDGE], I[step + m.EDGE_END], m.PAIR):
            _keep(I, keeps_of, enter(I, F, patient, I[edge], I[edge + m.BIT]))
    elif target >= 0:
        _keep(I, keeps_of, enter(I, F, patient, target, 0))
    elif target == THROWN_AWAY:
        _throw_away(I, F, patient, step, I[member + m.ATTEMPT])


@piece
def _free_all(I, leader):
    member = leader
    while member >= 0:
        after = I[member + m.MEMBER]
        free_material(I, member)
        member = after


@part
def _way(I, F, step, share):
    for way in range(I[step + m.WAY], I[step + m.WAY_END], m.PAIR):
        share -= F[I[way + m.SHARE_AT]]
        if share < 0.0:
            return I[way]
    return RELEASED


@piece
def _keeper(I, leader, step, way, target):
    """Return whose material keeps the units because it may not be held between the operations; -1:
    nobody's.
    """
    only = target
    if not way and I[step + m.EDGE_END] - I[step + m.EDGE] == m.PAIR:
        only = I[I[step + m.EDGE]]
    if only < 0 or I[only + m.BLOCKS] == 0 or I[step + m.SLOT] == I[step + m.SLOT_END]:
        return -1
    member = leader
    while member >= 0:
        if I[member + m.GONE] == 0:
            return member
        member = I[member + m.MEMBER]
    return -1


@part
def _keep(I, leader, arrived):
    """Let the material keep the units of the operation before, where it is the one to keep them."""
    if leader >= 0 and arrived >= 0:
        slots = I[m.SLOTS]
        I[arrived + m.KEPT_STEP] = I[leader + m.STEP]
        for slot in range(slots):
            I[arrived + m.UNITS_TAKEN + slots + slot] = I[leader + m.UNITS_TAKEN + slot]


@part
def _fail(I, F, patient, step, attempt):
    """Scrap, repeat, or go back; what would be done again is void."""
    I[I[m.COUNTS_AT] + COUNTS + 2 * I[step + m.NUMBER] + 1] += 1
    if I[step + m.FAIL_TO] == THROWN_AWAY or (
        I[step + m.MAX_ATTEMPTS] > 0 and I[step + m.MAX_ATTEMPTS] <= attempt + 1
    ):
        _throw_away(I, F, patient, step, attempt)
        return
    for again in range(I[step + m.REDONE], I[step + m.REDONE_END], m.PAIR):
        _void(I, F, patient, I[again])
        bits = own_row(I, patient, I[again]) + m.DONE_BITS
        if I[bits] != 0:
            I[bits] &= ~I[again + m.BIT]
            I[patient + m.JOINS] -= 1 if I[bits] == 0 else 0
    enter(I, F, patient, I[step + m.FAIL_TO], 0)


@part
def _void(I, F, patient, step):
    """Take the material of a patient away from an operation, or let its work end for nothing."""
    own = own_row(I, patient, step)
    material = I[own + m.MATERIAL]
    if material < 0:
        return
    I[own + m.MATERIAL] = -1
    I[patient + m.ACTIVE] -= I[step + m.GATES]
    I[patient + m.PIECES] -= 1
    if I[material + m.STATE] != m.WAITING:
        I[material + m.GONE] = 1
        return
    if I[step + m.LACKS] >= 0:
        queue_changes(I, F, step)
    remove(I, step, material)
    if I[step + m.LACKS] >= 0 and I[step + m.LENGTH] == 0:
        queue_is_empty(I, F, step)
    reconsider(I, step)
    release_kept(I, F, material)
    free_material(I, material)


@part
def _join_or_release(I, F, patient):
    """Let a patient for whom nothing the dose waits for is in progress go on with what there is, or be
    released.
    """
    if _enter_with_what_there_is(I, F, patient, True):
        return
    I[m.PRESENT] -= 1
    I[m.AWAITED] += 1
    I[patient + m.ALIVE] = 0
    I[patient + m.IS_OUT] = 1
    group, floats = I[patient + m.GROUP], I[patient + m.FLOATS]
    counts = I[m.COUNTS_AT]
    if group >= 0 or (I[counts + PATIENTS] > I[m.WARM_UP] and F[m.NOW] > F[m.WINDOW_START]):
        I[counts + COUNTED_RELEASED] += 1
    if group >= 0:
        observe(I, F, TIME_IN_SYSTEM, F[m.NOW] - F[floats + m.ARRIVED_H], group)
        observe(I, F, WAIT, F[floats + m.WAITED_H], group)
    happened(I, F, CODE_RELEASED, I[patient + m.WHO], -1, 0, I[patient + m.WHO])
    _finish_tests(I, F, patient)


@part
def _finish_tests(I, F, patient):
    """Let the tests of a patient who is released go on with what there is, or be done."""
    if I[patient + m.PIECES] == 0 and not _enter_with_what_there_is(I, F, patient, False):
        I[m.AWAITED] -= 1
        free_patient(I, patient)


@part
def _enter_with_what_there_is(I, F, patient, gating):
    """Go on where some of what is needed is done; return whether there is such an operation."""
    if I[patient + m.JOINS] == 0:
        return False
    for number in range(I[m.N_STEPS]):
        step = I[m.STEPS] + number * I[m.STEP_WIDTH]
        bits = own_row(I, patient, step) + m.DONE_BITS
        if I[bits] != 0 and (not gating or I[step + m.GATES] != 0):
            I[bits] = 0
            I[patient + m.JOINS] -= 1
            enter(I, F, patient, step, 0)
            return True
    return False


@part
def _throw_away(I, F, patient, step, attempt):
    """Throw a dose away; one that is released is found not to conform."""
    number = I[step + m.NUMBER]
    if I[patient + m.IS_OUT] == 0:
        leave(I, F, patient, SCRAPPED, number, attempt)
    elif I[patient + m.CONFORMS] != 0:
        I[patient + m.CONFORMS] = 0
        happened(I, F, NOT_CONFORMING, I[patient + m.WHO], number, attempt, I[patient + m.WHO])


@part
def leave(I, F, patient, code, number, attempt):
    """Let a patient leave without a dose."""
    _leave_for(I, F, patient, (code, number, attempt), I[patient + m.WHO])


@part
def _leave_for(I, F, patient, what, into):
    code, number, attempt = what
    I[patient + m.ALIVE] = 0
    I[m.PRESENT] -= 1
    happened(I, F, code, I[patient + m.WHO], number, attempt, into)
    for other in range(I[m.N_STEPS]):
        _void(I, F, patient, I[m.STEPS] + other * I[m.STEP_WIDTH])
    free_patient(I, patient)
