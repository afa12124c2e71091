"""What failures cost: worked chains, an exact case, published shares, and chance as the judge."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.bioproduction.failures import (
    Step,
    expected_yield,
    failure_share_from_interval,
    step_yield,
)
from biovaliance.foundation.errors import InputError
from tests.bioproduction.analytic import EXACT, analytic_cases


def test_scrap_without_rework(shared_data):
    case = analytic_cases(shared_data)["failure algebra"]
    steps = [Step(cost, share) for cost, share in zip(case["costs"], case["p"], strict=True)]
    found = expected_yield(steps)
    assert found.starts_per_good == pytest.approx(case["starts_per_good"], rel=EXACT)
    assert found.cost_per_good == pytest.approx(case["cost_per_good"], rel=EXACT)
    assert found.failure_cost_per_good == pytest.approx(case["cost_per_good"] - 7_500, rel=EXACT)


def test_a_repeated_step_is_tried_once_more_for_each_failure():
    # The second step succeeds with 0.8: 1 / 0.8 = 1.25 tries; nothing is scrapped.
    found = expected_yield([Step(100), Step(40, 0.2, "repeat"), Step(10)])
    assert found.tries_per_good == pytest.approx((1, 1.25, 1), rel=EXACT)
    assert found.cost_per_good == pytest.approx(160, rel=EXACT)
    assert (found.starts_per_good, found.failure_cost_per_good) == pytest.approx((1, 10), rel=EXACT)


def test_a_failure_that_leads_back_pays_for_all_steps_between():
    # A failed test (0.1) sends the batch back to the first step: each is tried 1 / 0.9 times.
    found = expected_yield([Step(100), Step(40), Step(10, 0.1, 0)])
    assert found.tries_per_good == pytest.approx((1 / 0.9,) * 3, rel=EXACT)
    assert found.starts_per_good == pytest.approx(1, rel=EXACT)
    assert found.cost_per_good == pytest.approx(150 / 0.9, rel=EXACT)


def test_rework_and_scrap_together_agree_with_chance():
    steps = [Step(100, 0.1), Step(40, 0.3, "repeat"), Step(10, 0.2, 1), Step(5, 0.05)]
    chance = random.Random(1)
    batches, good, paid = 40_000, 0, 0.0
    for _ in range(batches):
        place: int | None = 0
        while place is not None and place < len(steps):
            step = steps[place]
            paid += step.cost
            if chance.random() >= step.failure_share:
                place += 1
            elif step.then == "scrap":
                place = None
            else:
                place = place if step.then == "repeat" else step.then
        good += place is not None
    found = expected_yield(steps)
    assert batches / good == pytest.approx(found.starts_per_good, rel=0.005)
    assert paid / good == pytest.approx(found.cost_per_good, rel=0.005)


@given(st.lists(st.tuples(st.floats(0, 1e5), st.floats(0, 0.9)), min_size=1, max_size=8))
def test_failures_never_save_money(steps):
    found = expected_yield([Step(cost, share) for cost, share in steps])
    assert found.failure_cost_per_good >= -1e-9 * found.cost_per_good
    assert found.starts_per_good == pytest.approx(1 / step_yield([share for _, share in steps]))


def test_the_yield_of_a_chain_is_the_product_of_its_steps():
    """Losses of 5, 15, 5 and 2 % leave 0.7518 of a monoclonal antibody: the defaults of a CHO calculator."""
    assert step_yield([0.05, 0.15, 0.05, 0.02]) == pytest.approx(0.7518, abs=5e-5)


def test_an_interval_between_failures_is_a_share_of_batches():
    """One failure in 58 weeks at 20 batches a year is 0.045 (derived from Life Science Leader, 2022)."""
    assert failure_share_from_interval(58, 20) == pytest.approx(0.045, abs=5e-4)


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([], "There is no step"),
        (
            [Step(1, 1.0)],
            r"Step 0: failure share is 1; expected 0 to below 1 \(write 0.05 for 5 %; with 1 no batch",
        ),
        ([Step(1, -0.1)], "Step 0: failure share is -0.1"),
        ([Step(-1)], "Step 0: cost is -1; expected 0 or more"),
        ([Step(1, 0.1, 1), Step(1)], "Step 0: a failure leads to step 1; expected an earlier one, or itself"),
        ([Step(1, 0.1, "again")], "a failure leads to 'again'; expected 'scrap', 'repeat' or a step"),
    ],
)
def test_chains_that_cannot_be_are_refused(steps, told):
    with pytest.raises(InputError, match=told):
        expected_yield(steps)


def test_more_failures_than_batches_are_refused():
    with pytest.raises(InputError, match="more often than one in 10 batches"):
        failure_share_from_interval(2, 10)
    with pytest.raises(InputError, match="Share lost is 5"):
        step_yield([5])
