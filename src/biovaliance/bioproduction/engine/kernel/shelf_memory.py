"""Materials that can run out, as rows of the kernel's memory: see `memory` for how a row is read.

A shelf is the row of a stock. Its lots, and its orders on the way, are rings: so many rows from a first one
on, of which the room of a run is the length; what expires or is delivered first comes first.
"""

import math
from collections.abc import Sequence
from typing import Protocol

from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine.model import Model, Step

# A shelf.
(
    AT_START, REORDER_AT, UP_TO, PACK, LEAST, STANDING_AMOUNT, CAN_ORDER, HAS_SHELF_LIFE, FIRST_USER,
    LAST_USER, COUNTS_OF_STOCK, HOURS_OF_STOCK, LOTS_AT, LOT_HOURS_AT, ORDERS_AT, ORDER_HOURS_AT,
    STOCK_NUMBER, ON_HAND, ON_ORDER, FIRST_LOT, N_LOTS, FIRST_ORDER, N_ORDERS, EXPIRY_IS_AHEAD, REVIEWS,
    DELIVERIES, LACKING, TOUCHED,
) = range(1, 29)  # fmt: skip
SHELF_FIELDS = 29
SHELF_STATE = ON_HAND
"""The first of the fields that a run changes."""
SHELF_H, LEAD_H, REVIEW_H, STANDING_FIRST_H, STANDING_EVERY_H, STOCK_SINCE_H = range(6)
# What an operation takes of a stock.
SHELF, NEED, WAITING_AT, ENDED_AT, USE_FIELDS = range(5)


class Arrays(Protocol):
    """Both arrays while they grow, as `memory` fills them."""

    integers: list[int]

    def add(self, values: list[int]) -> int:
        """Write whole numbers and return where they begin."""

    def add_floats(self, values: list[float]) -> int:
        """Write hours and return where they begin."""

    def leave(self, header: int, size: int) -> None:
        """Leave room for whole numbers; where it begins is told in a place of I."""

    def leave_floats(self, header: int, size: int) -> None:
        """Leave room for hours; where it begins is told in a place of I."""


def sizes(model: Model) -> tuple[int, int]:
    """Return how many whole numbers and how many hours are noted of the stocks."""
    stocks = len(model.stocks)
    return r.STOCK_COUNTS * stocks, r.STOCK_HOURS * stocks + len(model.uses)


def write_uses(arrays: Arrays, step: Step, shelves: int) -> int:
    """Write what an operation takes of the stocks and return where that begins."""
    rows = [
        part
        for stock, need in step.uses
        for part in (shelves + SHELF_FIELDS * stock, need, 0, arrays.add_floats([-1.0]))
    ]
    return arrays.add(rows)


def write_shelves(arrays: Arrays, model: Model, first: int, step_rows: Sequence[int]) -> None:
    """Write the rows of the stocks, the first of which stands there."""
    for number, stock in enumerate(model.stocks):
        users = [step_rows[user] for user in model.stock_users[number]]
        user = arrays.add(users)
        row = [0] * SHELF_FIELDS
        row[0] = arrays.add_floats(
            [
                stock.shelf_h,
                stock.lead_h,
                stock.review_h,
                stock.standing_first_h,
                stock.standing_every_h,
                0.0,
            ]
        )
        row[AT_START : LAST_USER + 1] = [
            *(stock.at_start, stock.reorder_at, stock.up_to, stock.pack, stock.least, stock.standing),
            *(int(stock.can_be_ordered), int(stock.shelf_h < math.inf), user, user + len(users)),
        ]
        row[STOCK_NUMBER] = number
        arrays.integers[first + SHELF_FIELDS * number : first + SHELF_FIELDS * (number + 1)] = row


def leave_room_for_shelves(arrays: Arrays, model: Model, shelves: int, room: int) -> None:
    """Leave room for the lots and orders of the stocks."""
    for shelf in range(shelves, shelves + SHELF_FIELDS * len(model.stocks), SHELF_FIELDS):
        arrays.leave(shelf + LOTS_AT, room)
        arrays.leave_floats(shelf + LOT_HOURS_AT, room)
        arrays.leave(shelf + ORDERS_AT, room)
        arrays.leave_floats(shelf + ORDER_HOURS_AT, room)


def write_places(
    arrays: Arrays, model: Model, shelves: int, uses: Sequence[int], figures: tuple[int, int]
) -> None:
    """Write where the figures of each stock, and of each use of one, stand: `figures` is where they begin."""
    counts, hours = figures
    for number in range(len(model.stocks)):
        shelf = shelves + SHELF_FIELDS * number
        arrays.integers[shelf + COUNTS_OF_STOCK] = counts + r.STOCK_COUNTS * number
        arrays.integers[shelf + HOURS_OF_STOCK] = hours + r.STOCK_HOURS * number
    waited = hours + r.STOCK_HOURS * len(model.stocks)
    for place, use in enumerate(uses):
        arrays.integers[use + WAITING_AT] = waited + place
