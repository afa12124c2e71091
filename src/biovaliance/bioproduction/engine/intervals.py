"""How sure a mean is: Student's t over replications, or over consecutive groups of one long run.

Several runs with their own random numbers give independent means, and the interval is theirs. One run gives
the means of consecutive groups of patients (batch means, as in A. Law, Simulation Modeling and Analysis, 5th
ed., 9.5.3), which are nearly independent when each group lasts much longer than anybody stays.
"""

import math
from collections.abc import Sequence


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
