"""What one replication leaves behind: the figures both engines fill in, in the same arrays.

Statistics are numbered: 0 the time in system, 1 the total wait, then the wait before each operation. Each has
its count, mean and sum of squared deviations (B. Welford 1962, Technometrics 4(3), 419-420), and its sums by
group: the patients of a run are cut into `GROUPS` consecutive groups, from which a single long run tells its
own precision.
"""

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

GROUPS = 20
TIME_IN_SYSTEM, WAIT, FIRST_OPERATION = 0, 1, 2
# Columns of `counts`.
PATIENTS, GONE_RELEASED, CENSORED, LOST, EXPIRED, TURNED_AWAY, INELIGIBLE_COUNT, SCRAPPED_COUNT, EVENTS = (
    range(9)
)
COUNTED_RELEASED, STUCK, NOT_CONFORMING_COUNT, POOLED_COUNT = 9, 10, 11, 12
COUNTS = 13
# Columns of `stocks`: amounts in parts of a unit, numbers of orders, starts and patients.
USED, DISCARDED, ORDERED, DELIVERED, ORDERS, DELAYED_STARTS, WAITING_AT_END, ON_HAND_AT_END = range(8)
STOCK_COUNTS, STOCK_HOURS = 8, 3


class Code(IntEnum):
    """What happened, in a trace."""

    ARRIVED = 0
    STARTED = 1
    FINISHED = 2
    FAILED = 3
    PAUSED = 4
    RESUMED = 5
    RELEASED = 6
    SCRAPPED = 7
    LOST = 8
    EXPIRED = 9
    TURNED_AWAY = 10
    INELIGIBLE = 11
    NOT_CONFORMING = 12
    """Found so by a test after the release."""
    POOLED = 13
    """One lot with another patient's from now on, who stands where else the leader of the batch does."""
    ORDERED = 14
    DELIVERED = 15
    DISCARDED = 16
    """Of a stock: what expired. Its number stands last in the row, the amount before it."""


NO_TRACE_TIMES = np.empty(0, np.float64)
NO_TRACE_WHAT = np.empty((0, 5), np.int64)
NO_STOCKS = np.empty((0, STOCK_COUNTS), np.int64)
NO_STOCK_HOURS = np.empty((0, STOCK_HOURS), np.float64)
NO_HOURS = np.empty(0, np.float64)


@dataclass(slots=True)
class Replication:
    """The figures of one run."""

    counts: npt.NDArray[np.int64]
    moments: npt.NDArray[np.float64]
    """Per statistic: count, mean, sum of squared deviations."""
    groups: npt.NDArray[np.float64]
    """Per statistic and group: count and sum."""
    pools: npt.NDArray[np.float64]
    """Per pool: unit hours worked, and unit hours there were."""
    steps: npt.NDArray[np.int64]
    """Per operation: starts, and failures."""
    window_h: float
    """The hours the statistics are taken over: from the end of the warm-up to the end of the run."""
    stocks: npt.NDArray[np.int64] = field(default_factory=lambda: NO_STOCKS)
    """Per stock: see the columns above."""
    stock_hours: npt.NDArray[np.float64] = field(default_factory=lambda: NO_STOCK_HOURS)
    """Per stock: the integral of what was on hand, hours in which somebody lacked it, hours of both."""
    lacking_hours: npt.NDArray[np.float64] = field(default_factory=lambda: NO_HOURS)
    """Per use of a stock by an operation, in their order: hours waited by those who lacked it."""
    trace_times: npt.NDArray[np.float64] = field(default_factory=lambda: NO_TRACE_TIMES)
    """When each event happened, in hours."""
    trace_what: npt.NDArray[np.int64] = field(default_factory=lambda: NO_TRACE_WHAT)
    """Per event: code, patient, operation (-1: none), attempt, and the patient who leads the batch."""


def nothing(statistics: int, steps: int, pools: int, stocks: int = 0, uses: int = 0) -> Replication:
    """Return the figures of a run in which nothing has happened yet."""
    return Replication(
        counts=np.zeros(COUNTS, np.int64),
        moments=np.zeros((statistics, 3)),
        groups=np.zeros((statistics, GROUPS, 2)),
        pools=np.zeros((pools, 2)),
        steps=np.zeros((steps, 2), np.int64),
        window_h=0.0,
        stocks=np.zeros((stocks, STOCK_COUNTS), np.int64),
        stock_hours=np.zeros((stocks, STOCK_HOURS)),
        lacking_hours=np.zeros(uses),
    )


def group_of(number: int, arrived_h: float, warm_up: int, patients: int, horizon_h: float) -> int:
    """Return the group a patient counts in: by number where the patients are known, else by time."""
    if patients > 0:
        return min(GROUPS - 1, (number - warm_up) * GROUPS // max(1, patients - warm_up))
    return min(GROUPS - 1, int(arrived_h / horizon_h * GROUPS))


def add_observations(
    replication: Replication, statistic: int, values: npt.NDArray[np.float64], groups: npt.NDArray[np.int64]
) -> None:
    """Add many observations of one statistic at once (T. Chan, G. Golub, R. LeVeque 1979)."""
    if len(values) == 0:
        return
    count, mean, squares = replication.moments[statistic]
    more, middle = len(values), float(values.mean())
    gap = middle - mean
    total = count + more
    replication.moments[statistic] = (
        total,
        mean + gap * more / total,
        squares + float(((values - middle) ** 2).sum()) + gap * gap * count * more / total,
    )
    replication.groups[statistic, :, 0] += np.bincount(groups, minlength=GROUPS)
    replication.groups[statistic, :, 1] += np.bincount(groups, weights=values, minlength=GROUPS)
