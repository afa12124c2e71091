"""Annuities, present values, rates of return, scale and learning, against figures worked out elsewhere."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.bioproduction.finance import (
    capital_recovery_factor,
    equivalent_annual_cost,
    internal_rate_of_return,
    mean_cost_of_first,
    present_value,
    scaled_cost,
    unit_cost_after,
)
from biovaliance.foundation.errors import InputError
from tests.bioproduction.analytic import EXACT, analytic_cases


def test_an_annuity_pays_back_what_was_borrowed(shared_data):
    case = analytic_cases(shared_data)["annuity"]
    factor = capital_recovery_factor(case["i"], case["n"])
    assert factor == pytest.approx(case["CRF"], rel=EXACT)
    payment = case["P"] * factor
    assert payment == pytest.approx(case["payment"], rel=EXACT)
    payments = [0.0, *([payment] * case["n"])]
    assert present_value(payments, case["i"]) == pytest.approx(case["PV_of_payments"], rel=EXACT)
    with_salvage = equivalent_annual_cost(case["P"], case["i"], case["n"], salvage=0.1 * case["P"])
    assert with_salvage == pytest.approx(case["salvage_10pct_EAC"], rel=EXACT)


def test_an_annuity_of_two_years_is_worked_by_hand():
    # 100 at 10 %: x / 1.1 + x / 1.21 = 100, so x = 121 / 2.1.
    assert 100 * capital_recovery_factor(0.1, 2) == pytest.approx(121 / 2.1, rel=EXACT)


def test_without_interest_a_price_is_shared_out_evenly():
    assert capital_recovery_factor(0.0, 8) == 0.125
    assert capital_recovery_factor(1e-12, 8) == pytest.approx(0.125, rel=1e-9)


def test_present_value_and_rate_of_return_of_a_project(shared_data):
    case = analytic_cases(shared_data)["npv_irr"]
    assert present_value(case["cashflows"], 0.1) == pytest.approx(case["npv10"], rel=EXACT)
    rate = internal_rate_of_return(case["cashflows"])
    assert rate == pytest.approx(case["irr"], rel=EXACT)
    assert present_value(case["cashflows"], rate) == pytest.approx(0, abs=1e-9)


def test_a_loan_has_the_rate_it_was_given_at():
    assert internal_rate_of_return([100, -107]) == pytest.approx(0.07, rel=EXACT)


@pytest.mark.parametrize(("payments", "changes"), [([1, 2], 0), ([-1, 3, -2], 2), ([0, 0], 0)])
def test_payments_that_may_have_no_rate_or_several_are_refused(payments, changes):
    with pytest.raises(InputError, match=f"The payments change sign {changes} times"):
        internal_rate_of_return(payments)


def test_six_tenths_of_scale(shared_data):
    case = analytic_cases(shared_data)["six-tenths scale"]
    scaled = scaled_cost(case["base_cost"], case["ratio"], exponent=case["exponent"])
    assert scaled == pytest.approx(case["cost"], rel=EXACT)


def test_each_doubling_brings_the_cost_to_the_progress_share():
    assert unit_cost_after(1_000, 1, progress_share=0.85) == 1_000
    assert unit_cost_after(1_000, 8, progress_share=0.85) == pytest.approx(1_000 * 0.85**3, rel=EXACT)
    # Wright's mean of the first two is 850 each, 1,700 in all: the second costs 700.
    assert mean_cost_of_first(1_000, 2, progress_share=0.85) * 2 - 1_000 == pytest.approx(700, rel=EXACT)


@given(st.floats(0.5, 1.0), st.integers(1, 10_000))
def test_learning_never_raises_the_cost(progress, unit):
    costs = [unit_cost_after(1.0, number, progress_share=progress) for number in (unit, unit + 1)]
    assert costs[1] <= costs[0] <= 1.0


@given(st.floats(0.001, 0.5), st.floats(0.5, 60))
def test_an_annuity_is_dearer_than_even_shares_and_at_least_the_interest(rate, years):
    assert capital_recovery_factor(rate, years) >= max(rate, 1 / years) * (1 - 1e-12)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (
            lambda: capital_recovery_factor(-1, 5),
            r"Rate is -1; expected a share a year above -1 \(write 0.08",
        ),
        (lambda: capital_recovery_factor(math.nan, 5), "Rate is nan"),
        (lambda: capital_recovery_factor(0.08, 0), "Life is 0 years; expected a number above 0."),
        (lambda: present_value([1, math.nan], 0.1), "A payment is not a number"),
        (lambda: scaled_cost(1, 0), "Size ratio is 0"),
        (lambda: unit_cost_after(1, 0, progress_share=0.9), "Unit number is 0; expected 1 or more"),
        (
            lambda: mean_cost_of_first(1, 1, progress_share=85),
            "Progress share is 85; expected above 0 and up to 1",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(call, told):
    with pytest.raises(InputError, match=told):
        call()
