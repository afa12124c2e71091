"""How sure a mean is: Student's t over replications, or over consecutive groups of one long run, allowing for
skewness and for groups that depend on each other.

Several runs with their own random numbers give independent means. Where few patients come, or the line is
nearly full, these are skewed, and Student's symmetric interval misses the truth too often, mostly on the side
of the long tail; R. Willink (2005, Communications in Statistics 34(4), 753-766) turns its ends by the
skewness seen. One run gives the means of consecutive groups of patients (batch means), which are nearly
independent when each group lasts much longer than anybody stays. Where they are not, the variance of their
mean is larger by (1 + r) / (1 - r), r being the correlation of neighbours, as in Skart (A. Tafazzoli,
J. Wilson, E. Lada, N. Steiger 2011, IEEE Transactions on Automatic Control 56(2), 254-264).
"""

import math
from collections.abc import Sequence
from itertools import pairwise

FEWEST_FOR_SKEWNESS = 5
"""Means below which their skewness says nothing."""
_MOST_DEPENDENT = 0.95


def mean_and_half_width(means: Sequence[float], level: float = 0.95) -> tuple[float, float]:
    """Return the mean of independent means, and half the width of its interval; NaN where there are too
    few.
    """
    count = len(means)
    if count == 0:
        return math.nan, math.nan
    mean = math.fsum(means) / count
    if count == 1:
        return mean, math.nan
    variance = math.fsum((each - mean) ** 2 for each in means) / (count - 1)
    return mean, student(level, count - 1) * math.sqrt(variance / count)


def interval(
    means: Sequence[float],
    dependence: float = 0.0,
    level: float = 0.95,
    *,
    least: float = -math.inf,
    most: float = math.inf,
) -> tuple[float, float]:
    """Return the interval of the mean of several means; NaN where there are fewer than two.

    Args:
        means: of replications, or of groups of one run.
        dependence: the correlation of neighbours, see `correlation`; 0 for replications.
        level: how often such intervals hold the truth.
        least: what the truth cannot lie below: 0 for a time. An interval ends there.
        most: what it cannot lie above: 1 for a share of time.
    """
    low, high = _unbounded(means, dependence, level)
    if math.isnan(low):
        return low, high
    return max(low, least), min(high, most)


def _unbounded(means: Sequence[float], dependence: float, level: float) -> tuple[float, float]:
    mean, half = mean_and_half_width(means, level)
    count = len(means)
    if math.isnan(half) or half == 0:
        return mean - half, mean + half
    widening = (1 + dependence) / (1 - dependence)
    if count < FEWEST_FOR_SKEWNESS:
        half *= math.sqrt(widening)
        return mean - half, mean + half
    t = student(level, count - 1)
    error = math.sqrt(widening) * half / t
    third = math.fsum((each - mean) ** 3 for each in means) * count / ((count - 1) * (count - 2))
    skewness = third / (half / t * math.sqrt(count)) ** 3
    turn = skewness / (6 * math.sqrt(count / widening))
    return mean - _turned(t, turn) * error, mean - _turned(-t, turn) * error


def correlation(means: Sequence[float]) -> float:
    """Return how much the means of consecutive groups depend on each other: 0 for not at all, or less.

    Of few groups it is found too small by about (1 + 3 r) / n (M. Kendall 1954), which is added.
    """
    count = len(means)
    middle = math.fsum(means) / count
    squares = math.fsum((each - middle) ** 2 for each in means)
    if squares == 0:
        return 0.0
    products = math.fsum((one - middle) * (other - middle) for one, other in pairwise(means))
    found = (products / squares + 1 / count) / (1 - 3 / count)
    return min(max(found, 0.0), _MOST_DEPENDENT)


def _turned(t: float, turn: float) -> float:
    """Return an end of Student's interval as skewness turns it."""
    if abs(turn) < 1e-9:
        return t
    return (math.cbrt(1 + 6 * turn * (t - turn)) - 1) / (2 * turn)


def student(level: float, freedom: int) -> float:
    """Return the number t for which a share `level` of Student's distribution lies between -t and t."""
    low, high = 0.0, 1.0
    while _inside(high, freedom) < level:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if _inside(middle, freedom) < level else (low, middle)
    return high


def _inside(t: float, freedom: int) -> float:
    """Return the share between -t and t, by the finite series in Abramowitz and Stegun, 26.7.3 and 26.7.4."""
    angle = math.atan(t / math.sqrt(freedom))
    square = math.cos(angle) ** 2
    odd = freedom % 2 == 1
    term = math.cos(angle) if odd else 1.0
    total = term if freedom > 1 else 0.0
    for number in range(3 if odd else 2, freedom - 1, 2):
        term *= square * (number - 1) / number
        total += term
    if odd:
        return 2 / math.pi * (angle + math.sin(angle) * total)
    return math.sin(angle) * total
