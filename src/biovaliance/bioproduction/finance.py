"""The value of money over time, and how unit costs fall with size and experience.

Payments fall at the end of their year; a rate is a share a year (0.08 for 8 %). All money is of one currency
and one price year, so that rates are real ones: prices.py converts.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from biovaliance.foundation.errors import InputError


def capital_recovery_factor(rate_share: float, years: float) -> float:
    """Return the yearly payment that pays back 1 over some years: i (1 + i)^n / ((1 + i)^n - 1).

    Raises:
        InputError: the rate is -1 or less, or the years are not above 0.
    """
    _check_rate(rate_share)
    if not years > 0 or math.isinf(years):
        raise InputError(f"Life is {years:g} years; expected a number above 0.")
    if rate_share == 0:
        return 1.0 / years
    # expm1 and log1p keep the figure exact for small rates.
    return -rate_share / math.expm1(-years * math.log1p(rate_share))


def equivalent_annual_cost(price: float, rate_share: float, years: float, *, salvage: float = 0.0) -> float:
    """Return the equal yearly payment for a thing that is bought, used for some years and sold for
    `salvage`.
    """
    discounted = salvage * math.exp(-years * math.log1p(rate_share)) if salvage else 0.0
    return (price - discounted) * capital_recovery_factor(rate_share, years)


def present_value(payments: Sequence[float], rate_share: float) -> float:
    """Return today's value of payments; the first is due today, the next in a year.

    Raises:
        InputError: the rate is -1 or less, or a payment is not a number.
    """
    _check_rate(rate_share)
    if not all(math.isfinite(payment) for payment in payments):
        raise InputError("A payment is not a number; correct the payments.")
    return math.fsum(payment * (1 + rate_share) ** -year for year, payment in enumerate(payments))


def internal_rate_of_return(payments: Sequence[float]) -> float:
    """Return the rate at which the present value of payments is 0.

    Raises:
        InputError: the payments do not change sign exactly once, so that no rate, or more than one, may do.
    """
    signs = [payment > 0 for payment in payments if payment]
    changes = sum(left != right for left, right in pairwise(signs))
    if changes != 1:
        raise InputError(
            f"The payments change sign {changes} times; an internal rate of return needs exactly one change, "
            "as spending first and earning later. Compare present values at a stated rate instead."
        )
    low, high = -0.999_999, 1.0
    rises = present_value(payments, low) < present_value(payments, high)
    while (present_value(payments, high) > 0) != rises:
        high *= 2
        if high > 1e9:
            raise InputError("No rate up to 1e9 a year makes the present value 0; check the payments.")
    for _ in range(200):
        middle = (low + high) / 2
        if (present_value(payments, middle) > 0) == rises:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def scaled_cost(cost: float, size_ratio: float, *, exponent: float = 0.6) -> float:
    """Return the cost of equipment of another size: cost x ratio^exponent, the six-tenths rule.

    Raises:
        InputError: the ratio is not above 0.

    Source:
        R. Williams (1947), "Six-tenths factor" aids in approximating costs, Chemical Engineering 54(12),
        124-125.
    """
    if not size_ratio > 0:
        raise InputError(
            f"Size ratio is {size_ratio:g}; expected a number above 0 (5 for five times the size)."
        )
    return cost * math.pow(size_ratio, exponent)


def unit_cost_after(first_cost: float, unit: float, *, progress_share: float) -> float:
    """Return what the n-th unit costs when each doubling of units made brings it to `progress_share` of
    before.

    Raises:
        InputError: the unit is below 1, or the share is not above 0 and up to 1.

    Source:
        J. R. Crawford (1944), Learning curve, ship curve, ratios, related data, Lockheed: the unit theory.
    """
    return first_cost * math.pow(unit, _learning_exponent(unit, progress_share))


def mean_cost_of_first(first_cost: float, units: float, *, progress_share: float) -> float:
    """Return the mean cost of the first n units when each doubling brings that mean to `progress_share` of
    before.

    Raises:
        InputError: there is less than 1 unit, or the share is not above 0 and up to 1.

    Source:
        T. P. Wright (1936), Factors affecting the cost of airplanes, Journal of the Aeronautical Sciences
        3(4), 122-128: the cumulative mean theory.
    """
    return first_cost * math.pow(units, _learning_exponent(units, progress_share))


def _learning_exponent(units: float, progress_share: float) -> float:
    if not units >= 1:
        raise InputError(f"Unit number is {units:g}; expected 1 or more: the first unit has number 1.")
    if not 0 < progress_share <= 1:
        raise InputError(
            f"Progress share is {progress_share:g}; expected above 0 and up to 1 (0.85: each doubling costs "
            "85 %)."
        )
    return math.log2(progress_share)


def _check_rate(rate_share: float) -> None:
    if not rate_share > -1 or math.isinf(rate_share):
        raise InputError(f"Rate is {rate_share:g}; expected a share a year above -1 (write 0.08 for 8 %).")
