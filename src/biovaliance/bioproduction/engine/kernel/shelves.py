"""Materials that can run out, in the kernel: the same as `shelves`."""

from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine.events import DELIVERED, EXPIRES, REVIEW, STANDING
from biovaliance.bioproduction.engine.kernel import memory as m
from biovaliance.bioproduction.engine.kernel import shelf_memory as ms
from biovaliance.bioproduction.engine.kernel.compiling import part, piece
from biovaliance.bioproduction.engine.kernel.figures import moved
from biovaliance.bioproduction.engine.kernel.rows import push
from biovaliance.bioproduction.engine.kernel.units import reconsider
from biovaliance.bioproduction.engine.replications import Code

ORDERED, CODE_DELIVERED, DISCARDED = int(Code.ORDERED), int(Code.DELIVERED), int(Code.DISCARDED)
COUNT_USED, COUNT_DISCARDED, COUNT_ORDERED, COUNT_DELIVERED = r.USED, r.DISCARDED, r.ORDERED, r.DELIVERED
COUNT_ORDERS, DELAYED, WAITING_AT_END, AT_END = r.ORDERS, r.DELAYED_STARTS, r.WAITING_AT_END, r.ON_HAND_AT_END
NOTHING = -1


@part
def begin_shelves(I, F):
    """Put the first stock on hand, and what comes by the clock ahead."""
    for number in range(I[m.N_SHELVES]):
        shelf = I[m.SHELVES] + number * ms.SHELF_FIELDS
        floats = I[shelf + m.FLOATS]
        I[shelf + ms.SHELF_STATE : shelf + ms.SHELF_FIELDS] = 0
        F[floats + ms.STOCK_SINCE_H] = 0.0
        _put(I, F, shelf, I[shelf + ms.AT_START])
        if I[shelf + ms.STANDING_AMOUNT] > 0:
            push(I, F, F[floats + ms.STANDING_FIRST_H], STANDING, shelf)
        if I[shelf + ms.CAN_ORDER] != 0 and F[floats + ms.REVIEW_H] > 0.0:
            push(I, F, 0.0, REVIEW, shelf)
        elif I[shelf + ms.CAN_ORDER] != 0:
            _look(I, F, shelf)
    for number in range(I[m.N_STEPS]):
        step = I[m.STEPS] + number * I[m.STEP_WIDTH]
        I[step + m.LACKS] = NOTHING
        for use in range(I[step + m.USES], I[step + m.USES_END], ms.USE_FIELDS):
            F[I[use + ms.ENDED_AT]] = -1.0


@part
def begin_window_of_shelves(I, F):
    """Forget the hours of the warm-up; amounts are counted from the beginning."""
    for number in range(I[m.N_SHELVES]):
        shelf = I[m.SHELVES] + number * ms.SHELF_FIELDS
        hours = I[shelf + ms.HOURS_OF_STOCK]
        F[hours] = F[hours + 1] = 0.0
        F[I[shelf + m.FLOATS] + ms.STOCK_SINCE_H] = F[m.NOW]
    for number in range(I[m.N_STEPS]):
        step = I[m.STEPS] + number * I[m.STEP_WIDTH]
        F[I[step + m.FLOATS] + m.LACKS_SINCE_H] = F[m.NOW]
        for use in range(I[step + m.USES], I[step + m.USES_END], ms.USE_FIELDS):
            F[I[use + ms.WAITING_AT]] = 0.0


@part
def are_enough(I, F, step, size):
    """Whether all that a batch of an operation takes is on hand; note what it waits for, if not."""
    lacks = NOTHING
    for use in range(I[step + m.USES], I[step + m.USES_END], ms.USE_FIELDS):
        shelf = I[use + ms.SHELF]
        _discard_old(I, F, shelf)
        if lacks == NOTHING and I[shelf + ms.ON_HAND] < I[use + ms.NEED] * size:
            lacks = use
    if lacks != I[step + m.LACKS]:
        _stop_lacking(I, F, step)
        if lacks != NOTHING:
            shelf = I[lacks + ms.SHELF]
            _account(I, F, shelf)
            I[shelf + ms.LACKING] += 1
            I[step + m.LACKS] = lacks
            F[I[step + m.FLOATS] + m.LACKS_SINCE_H] = F[m.NOW]
    return lacks == NOTHING


@part
def take_materials(I, F, step, size):
    """Take the materials of the first batch of a queue."""
    for use in range(I[step + m.USES], I[step + m.USES_END], ms.USE_FIELDS):
        shelf = I[use + ms.SHELF]
        amount = I[use + ms.NEED] * size
        _account(I, F, shelf)
        I[shelf + ms.ON_HAND] -= amount
        counts = I[shelf + ms.COUNTS_OF_STOCK]
        I[counts + COUNT_USED] += amount
        member = I[step + m.HEAD]
        for _ in range(size):
            if F[I[member + m.FLOATS] + m.READY_H] < F[I[use + ms.ENDED_AT]]:
                I[counts + DELAYED] += 1
            member = I[member + m.NEXT]
        while I[shelf + ms.N_LOTS] > 0 and amount > 0:
            lot = I[shelf + ms.LOTS_AT] + I[shelf + ms.FIRST_LOT]
            if I[lot] > amount:
                I[lot] -= amount
                amount = 0
            else:
                amount -= I[lot]
                _drop_lot(I, shelf)


@part
def queue_grows(I, F, step):
    """Note that one more is about to wait for an operation."""
    queue_changes(I, F, step)
    for use in range(I[step + m.USES], I[step + m.USES_END], ms.USE_FIELDS):
        _touch(I, I[use + ms.SHELF])


@part
def queue_changes(I, F, step):
    """Sum up the waiting of those in a queue until now, before their number changes."""
    use = I[step + m.LACKS]
    if use != NOTHING:
        since = I[step + m.FLOATS] + m.LACKS_SINCE_H
        F[I[use + ms.WAITING_AT]] += (F[m.NOW] - F[since]) * I[step + m.LENGTH]
        F[since] = F[m.NOW]


@part
def queue_is_empty(I, F, step):
    """Note that nobody waits for an operation any more."""
    _stop_lacking(I, F, step)


@part
def _stop_lacking(I, F, step):
    queue_changes(I, F, step)
    use = I[step + m.LACKS]
    if use != NOTHING:
        shelf = I[use + ms.SHELF]
        _account(I, F, shelf)
        I[shelf + ms.LACKING] -= 1
        F[I[use + ms.ENDED_AT]] = F[m.NOW]
        I[step + m.LACKS] = NOTHING


@part
def order_what_is_due(I, F):
    """Look at the stocks of which some was asked for or thrown away, unless it is by the clock."""
    for number in range(I[m.N_SHELVES]):
        shelf = I[m.SHELVES] + number * ms.SHELF_FIELDS
        by_the_clock = F[I[shelf + m.FLOATS] + ms.REVIEW_H] > 0.0
        if I[shelf + ms.TOUCHED] != 0 and I[shelf + ms.CAN_ORDER] != 0 and not by_the_clock:
            _look(I, F, shelf)
        I[shelf + ms.TOUCHED] = 0
    I[m.N_TOUCHED] = 0


@part
def stock_changes(I, F, kind, shelf):
    """Take in an event of a stock; what was delivered may be what somebody waits for."""
    floats = I[shelf + m.FLOATS]
    if kind == DELIVERED:
        _deliver_order(I, F, shelf)
    elif kind == STANDING:
        _deliver(I, F, shelf, I[shelf + ms.STANDING_AMOUNT])
        I[shelf + ms.DELIVERIES] += 1
        next_h = F[floats + ms.STANDING_FIRST_H] + I[shelf + ms.DELIVERIES] * F[floats + ms.STANDING_EVERY_H]
        push(I, F, next_h, STANDING, shelf)
    elif kind == REVIEW:
        _discard_old(I, F, shelf)
        _look(I, F, shelf)
        I[shelf + ms.REVIEWS] += 1
        push(I, F, I[shelf + ms.REVIEWS] * F[floats + ms.REVIEW_H], REVIEW, shelf)
    else:
        I[shelf + ms.EXPIRY_IS_AHEAD] = 0
        _discard_old(I, F, shelf)
        _expect_expiry(I, F, shelf)
        order_what_is_due(I, F)
    if kind in (DELIVERED, STANDING):
        for place in range(I[shelf + ms.FIRST_USER], I[shelf + ms.LAST_USER]):
            reconsider(I, I[place])


@part
def _deliver_order(I, F, shelf):
    order = I[shelf + ms.FIRST_ORDER]
    amount = I[I[shelf + ms.ORDERS_AT] + order]
    I[shelf + ms.FIRST_ORDER] = (order + 1) % I[m.ROOM]
    I[shelf + ms.N_ORDERS] -= 1
    I[shelf + ms.ON_ORDER] -= amount
    _deliver(I, F, shelf, amount)
    if I[shelf + ms.N_ORDERS] > 0:
        push(I, F, F[I[shelf + ms.ORDER_HOURS_AT] + I[shelf + ms.FIRST_ORDER]], DELIVERED, shelf)


@part
def _order_at(I, shelf, position):
    """Return what is ordered at a position; 0 where no order is due."""
    if position > I[shelf + ms.REORDER_AT]:
        return 0
    least = I[shelf + ms.LEAST]
    if I[shelf + ms.UP_TO] < 0:
        return least * ((I[shelf + ms.REORDER_AT] - position) // least + 1)
    pack = I[shelf + ms.PACK]
    return max(least, -((position - I[shelf + ms.UP_TO]) // pack) * pack)


@part
def _wanted(I, shelf):
    """Return what those who wait for the operations that take of a stock want of it."""
    wanted = 0
    for place in range(I[shelf + ms.FIRST_USER], I[shelf + ms.LAST_USER]):
        step = I[place]
        for use in range(I[step + m.USES], I[step + m.USES_END], ms.USE_FIELDS):
            if I[use + ms.SHELF] == shelf:
                wanted += I[step + m.LENGTH] * I[use + ms.NEED]
    return wanted


@part
def _look(I, F, shelf):
    amount = _order_at(I, shelf, I[shelf + ms.ON_HAND] + I[shelf + ms.ON_ORDER] - _wanted(I, shelf))
    if amount == 0:
        return
    I[shelf + ms.ON_ORDER] += amount
    counts = I[shelf + ms.COUNTS_OF_STOCK]
    I[counts + COUNT_ORDERED] += amount
    I[counts + COUNT_ORDERS] += 1
    due_h = F[m.NOW] + F[I[shelf + m.FLOATS] + ms.LEAD_H]
    place = (I[shelf + ms.FIRST_ORDER] + I[shelf + ms.N_ORDERS]) % I[m.ROOM]
    I[I[shelf + ms.ORDERS_AT] + place] = amount
    F[I[shelf + ms.ORDER_HOURS_AT] + place] = due_h
    I[shelf + ms.N_ORDERS] += 1
    moved(I, F, ORDERED, amount, I[shelf + ms.STOCK_NUMBER])
    if I[shelf + ms.N_ORDERS] == 1:
        push(I, F, due_h, DELIVERED, shelf)


@part
def _deliver(I, F, shelf, amount):
    I[I[shelf + ms.COUNTS_OF_STOCK] + COUNT_DELIVERED] += amount
    moved(I, F, CODE_DELIVERED, amount, I[shelf + ms.STOCK_NUMBER])
    _put(I, F, shelf, amount)


@part
def _put(I, F, shelf, amount):
    _account(I, F, shelf)
    I[shelf + ms.ON_HAND] += amount
    if amount > 0 and I[shelf + ms.HAS_SHELF_LIFE] != 0:
        place = (I[shelf + ms.FIRST_LOT] + I[shelf + ms.N_LOTS]) % I[m.ROOM]
        I[I[shelf + ms.LOTS_AT] + place] = amount
        F[I[shelf + ms.LOT_HOURS_AT] + place] = F[m.NOW] + F[I[shelf + m.FLOATS] + ms.SHELF_H]
        I[shelf + ms.N_LOTS] += 1
        _expect_expiry(I, F, shelf)


@piece
def _drop_lot(I, shelf):
    I[shelf + ms.FIRST_LOT] = (I[shelf + ms.FIRST_LOT] + 1) % I[m.ROOM]
    I[shelf + ms.N_LOTS] -= 1


@part
def _expect_expiry(I, F, shelf):
    if I[shelf + ms.N_LOTS] > 0 and I[shelf + ms.EXPIRY_IS_AHEAD] == 0:
        I[shelf + ms.EXPIRY_IS_AHEAD] = 1
        push(I, F, F[I[shelf + ms.LOT_HOURS_AT] + I[shelf + ms.FIRST_LOT]], EXPIRES, shelf)


@part
def _discard_old(I, F, shelf):
    """Throw away what has reached the end of its shelf life."""
    old = 0
    while I[shelf + ms.N_LOTS] > 0 and F[I[shelf + ms.LOT_HOURS_AT] + I[shelf + ms.FIRST_LOT]] <= F[m.NOW]:
        old += I[I[shelf + ms.LOTS_AT] + I[shelf + ms.FIRST_LOT]]
        _drop_lot(I, shelf)
    if old > 0:
        _account(I, F, shelf)
        I[shelf + ms.ON_HAND] -= old
        I[I[shelf + ms.COUNTS_OF_STOCK] + COUNT_DISCARDED] += old
        _touch(I, shelf)
        moved(I, F, DISCARDED, old, I[shelf + ms.STOCK_NUMBER])


@piece
def _touch(I, shelf):
    I[shelf + ms.TOUCHED] = 1
    I[m.N_TOUCHED] = 1


@piece
def _account(I, F, shelf):
    """Sum up what was on hand, and whether somebody lacked it, until now."""
    since = I[shelf + m.FLOATS] + ms.STOCK_SINCE_H
    lasted = F[m.NOW] - F[since]
    hours = I[shelf + ms.HOURS_OF_STOCK]
    F[hours] += I[shelf + ms.ON_HAND] * lasted
    if I[shelf + ms.LACKING] > 0:
        F[hours + 1] += lasted
    F[since] = F[m.NOW]


@part
def write_shelves(I, F):
    """Sum up what is left at the end of a run."""
    for number in range(I[m.N_STEPS]):
        step = I[m.STEPS] + number * I[m.STEP_WIDTH]
        use = I[step + m.LACKS]
        if use != NOTHING:
            queue_changes(I, F, step)
            counts = I[I[use + ms.SHELF] + ms.COUNTS_OF_STOCK]
            I[counts + WAITING_AT_END] += I[step + m.LENGTH]
    for number in range(I[m.N_SHELVES]):
        shelf = I[m.SHELVES] + number * ms.SHELF_FIELDS
        _account(I, F, shelf)
        I[I[shelf + ms.COUNTS_OF_STOCK] + AT_END] = I[shelf + ms.ON_HAND]
        F[I[shelf + ms.HOURS_OF_STOCK] + 2] = F[m.NOW] - F[m.WINDOW_START]


@part
def shelves_have_room(I):
    """Whether one more lot and one more order of each stock find room."""
    for number in range(I[m.N_SHELVES]):
        shelf = I[m.SHELVES] + number * ms.SHELF_FIELDS
        if max(I[shelf + ms.N_LOTS], I[shelf + ms.N_ORDERS]) + 2 > I[m.ROOM]:
            return False
    return True
