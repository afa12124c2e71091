"""What the kernel notes down: the same figures as `observing`, one observation at a time."""

import numpy as np
from numba import njit

from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine import spread as s
from biovaliance.bioproduction.engine.memory import (
    BINS_AT, COUNTS_AT, FIGURES_AT, GROUPS_AT, KEPT_AT, N_TRACE, NOW, NUMBERS_AT, TRACE_AT, TRACE_FIELDS,
    TRACE_TIMES_AT, TRACED,
)  # fmt: skip
from biovaliance.bioproduction.engine.replications import Code

KEPT, SHIFT, OFFSET, BINS = s.KEPT, s.SHIFT, s.OFFSET, s.BINS
EVENTS, GROUPS = r.EVENTS, r.GROUPS
FIRST_COUNTED = int(Code.RELEASED)
COUNT_OF = (r.GONE_RELEASED, r.SCRAPPED_COUNT, r.LOST, r.EXPIRED, r.TURNED_AWAY, r.INELIGIBLE_COUNT)
"""The column of counts of each code from RELEASED on."""


@njit
def _count(I, statistic, bits):
    place = min(max((bits >> SHIFT) - OFFSET, 0), BINS - 1)
    I[I[BINS_AT] + statistic * BINS + place] += 1


@njit
def _count_kept(I, F, statistic):
    start = I[KEPT_AT] + statistic * KEPT
    bits = F[start : start + KEPT].view(np.int64)
    for place in range(KEPT):
        _count(I, statistic, bits[place])


@njit
def _spread(I, F, statistic, value):
    number = I[I[NUMBERS_AT] + statistic]
    I[I[NUMBERS_AT] + statistic] = number + 1
    start = I[KEPT_AT] + statistic * KEPT
    if number < KEPT:
        F[start + number] = value
        return
    if number == KEPT:
        _count_kept(I, F, statistic)
    F[start] = value  # only its bits are wanted
    _count(I, statistic, F[start : start + 1].view(np.int64)[0])


@njit
def observe(I, F, statistic, value, group):
    """Add one observation."""
    moment = I[FIGURES_AT] + 3 * statistic
    count = F[moment] + 1.0
    gap = value - F[moment + 1]
    mean = F[moment + 1] + gap / count
    F[moment] = count
    F[moment + 1] = mean
    F[moment + 2] += gap * (value - mean)
    place = I[GROUPS_AT] + 2 * (statistic * GROUPS + group)
    F[place] += 1.0
    F[place + 1] += value
    _spread(I, F, statistic, value)


@njit
def happened(I, F, code, number, step, attempt, leader):
    """Note an event, and write it into the trace where one is wanted."""
    I[I[COUNTS_AT] + EVENTS] += 1
    if code >= FIRST_COUNTED:
        I[I[COUNTS_AT] + COUNT_OF[code - FIRST_COUNTED]] += 1
    if I[TRACED] != 0:
        place = I[N_TRACE]
        I[N_TRACE] = place + 1
        F[I[TRACE_TIMES_AT] + place] = F[NOW]
        at = I[TRACE_AT] + TRACE_FIELDS * place
        I[at] = code
        I[at + 1] = number
        I[at + 2] = step
        I[at + 3] = attempt
        I[at + 4] = leader
