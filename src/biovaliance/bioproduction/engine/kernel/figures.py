"""What the kernel notes down: the same figures as `observing`, one observation at a time."""

import numpy as np

from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine import spread as s
from biovaliance.bioproduction.engine.kernel import memory as m
from biovaliance.bioproduction.engine.kernel.compiling import part, piece
from biovaliance.bioproduction.engine.replications import Code

KEPT, SHIFT, OFFSET, BINS = s.KEPT, s.SHIFT, s.OFFSET, s.BINS
EVENTS, GROUPS = r.EVENTS, r.GROUPS
FIRST_COUNTED = int(Code.RELEASED)
COUNT_OF = (
    r.GONE_RELEASED,
    r.SCRAPPED_COUNT,
    r.LOST,
    r.EXPIRED,
    r.TURNED_AWAY,
    r.INELIGIBLE_COUNT,
    r.NOT_CONFORMING_COUNT,
    r.POOLED_COUNT,
)
"""The column of counts of each code from RELEASED on."""


@part
def _count(I, statistic, bits):
    place = min(max((bits >> SHIFT) - OFFSET, 0), BINS - 1)
    I[I[m.BINS_AT] + statistic * BINS + place] += 1


@part
def _count_kept(I, F, statistic):
    start = I[m.KEPT_AT] + statistic * KEPT
    bits = F[start : start + KEPT].view(np.int64)
    for place in range(KEPT):
        _count(I, statistic, bits[place])


@part
def _spread(I, F, statistic, value):
    number = I[I[m.NUMBERS_AT] + statistic]
    I[I[m.NUMBERS_AT] + statistic] = number + 1
    start = I[m.KEPT_AT] + statistic * KEPT
    if number < KEPT:
        F[start + number] = value
        return
    if number == KEPT:
        _count_kept(I, F, statistic)
    F[start] = value  # only its bits are wanted
    _count(I, statistic, F[start : start + 1].view(np.int64)[0])


@piece
def observe(I, F, statistic, value, group):
    """Add one observation."""
    moment = I[m.FIGURES_AT] + 3 * statistic
    count = F[moment] + 1.0
    gap = value - F[moment + 1]
    mean = F[moment + 1] + gap / count
    F[moment] = count
    F[moment + 1] = mean
    F[moment + 2] += gap * (value - mean)
    place = I[m.GROUPS_AT] + 2 * (statistic * GROUPS + group)
    F[place] += 1.0
    F[place + 1] += value
    _spread(I, F, statistic, value)


@part
def moved(I, F, code, amount, stock):
    """Note what was ordered, delivered or thrown away of a stock."""
    I[I[m.COUNTS_AT] + EVENTS] += 1
    if I[m.TRACED] != 0:
        _write(I, F, code, -1, -1, amount, stock)


@piece
def happened(I, F, code, number, step, attempt, leader):
    """Note an event, and write it into the trace where one is wanted."""
    I[I[m.COUNTS_AT] + EVENTS] += 1
    F[m.HAPPENED_H] = F[m.NOW]
    if code >= FIRST_COUNTED:
        I[I[m.COUNTS_AT] + COUNT_OF[code - FIRST_COUNTED]] += 1
    if I[m.TRACED] != 0:
        _write(I, F, code, number, step, attempt, leader)


@piece
def _write(I, F, code, number, step, attempt, leader):
    place = I[m.N_TRACE]
    I[m.N_TRACE] = place + 1
    F[I[m.TRACE_TIMES_AT] + place] = F[m.NOW]
    at = I[m.TRACE_AT] + m.TRACE_FIELDS * place
    I[at] = code
    I[at + 1] = number
    I[at + 2] = step
    I[at + 3] = attempt
    I[at + 4] = leader
