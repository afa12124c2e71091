"""What is on hand of each material that can run out, in the reference engine.

    order ─> lead time ─> delivery ─> on hand, oldest first ─> taken by operations
    standing order ──────────┘            └─> thrown away at the end of its shelf life

An operation takes all its materials at its start or does not start. The first material that it lacks when
it is looked at is what it waits for, until it is looked at again and has it, or nobody waits any more.
Whether an order is due is told by the inventory position: on hand and on order, less what those who wait
want.
"""

from collections import deque
from collections.abc import Callable, Sequence, Sized
from typing import Any

from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine.events import DELIVERED, EXPIRES, REVIEW, STANDING
from biovaliance.bioproduction.engine.model import Model
from biovaliance.bioproduction.engine.replications import Code
from biovaliance.bioproduction.scenarios.stocks import Stock

Push = Callable[[float, int, Any], int]
Tell = Callable[[Code, float, int, int], None]
"""Told what happened, when, how much, and of which stock."""
NOTHING = -1


class Shelf:
    """One stock: what is on hand and on order."""

    def __init__(self, number: int, stock: Stock) -> None:
        self.number = number
        self.stock = stock
        self.on_hand = self.on_order = 0
        self.lots: deque[tuple[float, int]] = deque()  # when it expires, and how much; only what does
        self.orders: deque[tuple[float, int]] = deque()  # when it is delivered, and how much
        self.expiry_is_ahead = False  # whether an event is ahead for the oldest lot
        self.reviews = self.deliveries = 0
        self.lacking = 0  # operations that wait for it
        self.since_h = 0.0
        self.counts = [0] * r.STOCK_COUNTS
        self.on_hand_h = self.lacking_h = 0.0


class Use:
    """What an operation takes of a stock for one patient."""

    def __init__(self, shelf: Shelf, need: int) -> None:
        self.shelf = shelf
        self.need = need
        self.ended_h = -1.0  # when the operation last lacked it
        self.waiting_h = 0.0  # hours of all who waited meanwhile


class Shelves:
    """The stocks of one replication."""

    def __init__(self, model: Model, queues: Sequence[Sized], push: Push, tell: Tell) -> None:
        self.queues = queues
        self.push = push
        self.tell = tell
        self.shelves = [Shelf(number, stock) for number, stock in enumerate(model.stocks)]
        self.uses = [[Use(self.shelves[stock], need) for stock, need in step.uses] for step in model.steps]
        self.lacks = [NOTHING] * len(model.steps)  # which of its uses each operation lacks
        self.lacks_since_h = [0.0] * len(model.steps)
        self.wanted = [
            [(user, dict(model.steps[user].uses)[stock]) for user in users]
            for stock, users in enumerate(model.stock_users)
        ]  # by stock, the operations that take of it, and how much
        self.touched: set[int] = set()  # stocks of which more is wanted, or less there, than at the last look
        self.window_start_h = 0.0

    def begin(self) -> None:
        """Put the first stock on hand, and what comes by the clock ahead."""
        for shelf in self.shelves:
            stock = shelf.stock
            self._put(shelf, stock.at_start, 0.0)
            if stock.standing:
                self.push(stock.standing_first_h, STANDING, shelf.number)
            if stock.can_be_ordered and stock.review_h > 0:
                self.push(0.0, REVIEW, shelf.number)
            elif stock.can_be_ordered:
                self._look(shelf, 0.0)

    def begin_window(self, now: float) -> None:
        """Forget the hours of the warm-up; amounts are counted from the beginning."""
        self.window_start_h = now
        for shelf in self.shelves:
            shelf.on_hand_h = shelf.lacking_h = 0.0
            shelf.since_h = now
        for number, uses in enumerate(self.uses):
            self.lacks_since_h[number] = now
            for use in uses:
                use.waiting_h = 0.0

    # Taking

    def are_enough(self, number: int, size: int, now: float, waiting: int) -> bool:
        """Whether all that a batch of an operation takes is on hand; note what it waits for, if not."""
        lacks = NOTHING
        for place, use in enumerate(self.uses[number]):
            self._throw_away_old(use.shelf, now)
            if lacks == NOTHING and use.shelf.on_hand < use.need * size:
                lacks = place
        if lacks != self.lacks[number]:
            self._stop_lacking(number, now, waiting)
            if lacks != NOTHING:
                shelf = self.uses[number][lacks].shelf
                self._account(shelf, now)
                shelf.lacking += 1
                self.lacks[number] = lacks
                self.lacks_since_h[number] = now
        return lacks == NOTHING

    def take(self, number: int, ready_h: Sequence[float], now: float) -> None:
        """Take the materials of a batch, of which each member waits since then."""
        for use in self.uses[number]:
            shelf = use.shelf
            amount = use.need * len(ready_h)
            self._account(shelf, now)
            shelf.on_hand -= amount
            shelf.counts[r.USED] += amount
            shelf.counts[r.DELAYED_STARTS] += sum(ready < use.ended_h for ready in ready_h)
            lots = shelf.lots
            while lots and amount > 0:
                expires_h, there = lots.popleft()
                if there > amount:
                    lots.appendleft((expires_h, there - amount))
                amount -= min(there, amount)

    def queue_grows(self, number: int, now: float) -> None:
        """Note that one more is about to wait for an operation."""
        self.queue_changes(number, len(self.queues[number]), now)
        self.touched.update(use.shelf.number for use in self.uses[number])

    def queue_changes(self, number: int, waiting: int, now: float) -> None:
        """Sum up the waiting of those in a queue until now, before their number changes."""
        lacks = self.lacks[number]
        if lacks != NOTHING:
            self.uses[number][lacks].waiting_h += (now - self.lacks_since_h[number]) * waiting
            self.lacks_since_h[number] = now

    def queue_is_empty(self, number: int, now: float) -> None:
        """Note that nobody waits for an operation any more."""
        self._stop_lacking(number, now, 0)

    def _stop_lacking(self, number: int, now: float, waiting: int) -> None:
        self.queue_changes(number, waiting, now)
        lacks = self.lacks[number]
        if lacks != NOTHING:
            use = self.uses[number][lacks]
            self._account(use.shelf, now)
            use.shelf.lacking -= 1
            use.ended_h = now
            self.lacks[number] = NOTHING

    # Ordering and delivering

    def order_what_is_due(self, now: float) -> None:
        """Look at the stocks of which some was asked for or thrown away, unless it is by the clock."""
        for number in sorted(self.touched):
            shelf = self.shelves[number]
            if shelf.stock.can_be_ordered and shelf.stock.review_h == 0:
                self._look(shelf, now)
        self.touched.clear()

    def happen(self, kind: int, number: int, now: float) -> bool:
        """Take in an event of a stock; return whether something was delivered."""
        shelf = self.shelves[number]
        if kind == DELIVERED:
            _, amount = shelf.orders.popleft()
            shelf.on_order -= amount
            self._deliver(shelf, amount, now)
            if shelf.orders:
                self.push(shelf.orders[0][0], DELIVERED, number)
            return True
        if kind == STANDING:
            self._deliver(shelf, shelf.stock.standing, now)
            shelf.deliveries += 1
            next_h = shelf.stock.standing_first_h + shelf.deliveries * shelf.stock.standing_every_h
            self.push(next_h, STANDING, number)
            return True
        if kind == REVIEW:
            self._throw_away_old(shelf, now)
            self._look(shelf, now)
            shelf.reviews += 1
            self.push(shelf.reviews * shelf.stock.review_h, REVIEW, number)
        else:
            shelf.expiry_is_ahead = False
            self._throw_away_old(shelf, now)
            self._expect_expiry(shelf)
            self.order_what_is_due(now)
        return False

    def _look(self, shelf: Shelf, now: float) -> None:
        waiting = sum(len(self.queues[user]) * need for user, need in self.wanted[shelf.number])
        amount = shelf.stock.order_at(shelf.on_hand + shelf.on_order - waiting)
        if amount == 0:
            return
        shelf.on_order += amount
        shelf.counts[r.ORDERED] += amount
        shelf.counts[r.ORDERS] += 1
        due_h = now + shelf.stock.lead_h
        shelf.orders.append((due_h, amount))
        self.tell(Code.ORDERED, now, amount, shelf.number)
        if len(shelf.orders) == 1:
            self.push(due_h, DELIVERED, shelf.number)

    def _deliver(self, shelf: Shelf, amount: int, now: float) -> None:
        shelf.counts[r.DELIVERED] += amount
        self.tell(Code.DELIVERED, now, amount, shelf.number)
        self._put(shelf, amount, now)

    def _put(self, shelf: Shelf, amount: int, now: float) -> None:
        self._account(shelf, now)
        shelf.on_hand += amount
        if amount > 0 and shelf.stock.shelf_h < float("inf"):
            shelf.lots.append((now + shelf.stock.shelf_h, amount))
            self._expect_expiry(shelf)

    def _expect_expiry(self, shelf: Shelf) -> None:
        if shelf.lots and not shelf.expiry_is_ahead:
            shelf.expiry_is_ahead = True
            self.push(shelf.lots[0][0], EXPIRES, shelf.number)

    def _throw_away_old(self, shelf: Shelf, now: float) -> None:
        """Throw away what has reached the end of its shelf life."""
        old = 0
        while shelf.lots and shelf.lots[0][0] <= now:
            old += shelf.lots.popleft()[1]
        if old:
            self._account(shelf, now)
            shelf.on_hand -= old
            shelf.counts[r.DISCARDED] += old
            self.touched.add(shelf.number)
            self.tell(Code.DISCARDED, now, old, shelf.number)

    # Figures

    def _account(self, shelf: Shelf, now: float) -> None:
        """Sum up what was on hand, and whether somebody lacked it, until now."""
        lasted = now - shelf.since_h
        shelf.on_hand_h += shelf.on_hand * lasted
        if shelf.lacking:
            shelf.lacking_h += lasted
        shelf.since_h = now

    def write(self, figures: r.Replication, waiting: Sequence[int], end: float) -> None:
        """Write the figures of the stocks at the end of a run, with so many still waiting."""
        for number, length in enumerate(waiting):
            self.queue_changes(number, length, end)
            lacks = self.lacks[number]
            if lacks != NOTHING:
                self.uses[number][lacks].shelf.counts[r.WAITING_AT_END] += length
        for shelf in self.shelves:
            self._account(shelf, end)
            shelf.counts[r.ON_HAND_AT_END] = shelf.on_hand
            figures.stocks[shelf.number] = shelf.counts
            hours = end - self.window_start_h
            figures.stock_hours[shelf.number] = shelf.on_hand_h, shelf.lacking_h, hours
        flat = [use.waiting_h for uses in self.uses for use in uses]
        figures.lacking_hours[:] = flat
