"""How long an operation is planned to take: what is meant, or what it takes in so many of ten cases."""

import math
from statistics import NormalDist

from biovaliance.bioproduction.scenarios.distributions import (
    Deterministic,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Normal,
    Triangular,
)
from biovaliance.foundation.errors import InputError

_TURNS = 200


def planned_h(duration: Distribution, safety_share: float | None = None) -> float:
    """Return the hours to plan: the mean, or what is not exceeded in `safety_share` of the cases.

    A plain number stays as it is: its range says what is not known, not what varies.

    Raises:
        InputError: the share is not above 0 and below 1.
    """
    if safety_share is None or isinstance(duration, Deterministic):
        return duration.mean_h
    if not 0 < safety_share < 1:
        raise InputError(
            f"Safety share: {safety_share:g} is out of range; expected a share above 0 and below 1 "
            "(0.8 plans what is enough in 80 % of the cases)."
        )
    return _quantile(duration, safety_share)


def _quantile(duration: Distribution, share: float) -> float:
    match duration:
        case Exponential():
            return -duration.mean.number * math.log1p(-share)
        case Lognormal():
            variance = math.log1p(duration.cv.number**2)
            middle = math.log(duration.mean.number) - variance / 2
            return math.exp(middle + math.sqrt(variance) * NormalDist().inv_cdf(share))
        case Triangular():
            return _triangular(duration, share)
        case Normal():
            return _normal(duration, share)
        case Gamma():
            return _gamma(duration, share)
        case Empirical():
            values = sorted(value.number for value in duration.values)
            return values[math.ceil(share * len(values)) - 1]
    return duration.mean_h


def _triangular(duration: Triangular, share: float) -> float:
    low, mode, high = duration.low.number, duration.mode.number, duration.high.number
    width = high - low
    if width == 0:
        return low
    if share * width <= mode - low:
        return low + math.sqrt(share * width * (mode - low))
    return high - math.sqrt((1 - share) * width * (high - mode))


def _normal(duration: Normal, share: float) -> float:
    mean, sd = duration.mean.number, duration.sd.number
    if sd == 0:
        return mean
    below = NormalDist().cdf(-mean / sd)  # what is drawn again
    return mean + sd * NormalDist().inv_cdf(below + share * (1 - below))


def _gamma(duration: Gamma, share: float) -> float:
    mean, cv = duration.mean.number, duration.cv.number
    if cv == 0:
        return mean
    shape = cv**-2
    low, high = 0.0, 1.0
    while _gamma_below(shape, high) < share:
        high *= 2
    for _ in range(_TURNS):
        middle = (low + high) / 2
        low, high = (middle, high) if _gamma_below(shape, middle) < share else (low, middle)
    return high * mean / shape


def _gamma_below(shape: float, limit: float) -> float:
    """Return the regularised lower incomplete gamma function, by its series (DLMF 8.11.4)."""
    if limit <= 0:
        return 0.0
    term = total = 1 / shape
    number = shape
    while term > total * 1e-15:
        number += 1
        term *= limit / number
        total += term
    return min(1.0, total * math.exp(shape * math.log(limit) - limit - math.lgamma(shape)))
