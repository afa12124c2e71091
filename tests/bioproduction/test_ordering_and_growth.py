"""Lots to order, cells that double, doses in a vector batch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.bioproduction.growth import expanded_cells, expansion_time_h, vector_doses
from biovaliance.bioproduction.ordering import economic_order, practical_order
from biovaliance.foundation.errors import InputError
from tests.bioproduction.analytic import EXACT, analytic_cases


def test_the_economic_lot(shared_data):
    case = analytic_cases(shared_data)["EOQ"]
    order = economic_order(case["D"], case["K"], case["h"])
    assert order.quantity == pytest.approx(case["Q"], rel=EXACT)
    assert order.cost_per_year == pytest.approx(case["cost"], rel=EXACT)
    assert order.orders_per_year == pytest.approx(1200 / 268.32815729997475, rel=EXACT)


@given(st.floats(1, 1e6), st.floats(0.1, 1e4), st.floats(0.01, 1e3), st.floats(0.2, 5))
def test_no_other_lot_costs_less(demand, per_order, holding, ratio):
    order = economic_order(demand, per_order, holding)
    other = order.quantity * ratio
    assert demand * per_order / other + holding * other / 2 >= order.cost_per_year * (1 - 1e-9)


@pytest.mark.parametrize(
    ("limits", "quantity", "limited_by"),
    [
        ({"pack": 100}, 300, "pack"),  # 200: 700; 300: 675
        ({"pack": 100, "least": 450}, 500, "least order"),
        ({"pack": 10, "shelf_life_d": 30.42}, 100, "shelf life"),  # 100.01 units are used in time
        ({"pack": 500}, 500, "pack"),
        ({"pack": 1}, 268, "pack"),
    ],
)
def test_packs_least_orders_and_shelf_life_bound_the_lot(limits, quantity, limited_by):
    order = practical_order(1_200, 75, 2.5, **limits)
    assert (order.quantity, order.limited_by) == (quantity, limited_by)
    assert order.cost_per_year == pytest.approx(1_200 * 75 / quantity + 2.5 * quantity / 2)


def test_a_lot_that_expires_before_it_is_used_is_refused():
    told = r"The least lot of 500 units is used up in 152.1 days and keeps 90; find a smaller pack"
    with pytest.raises(InputError, match=told):
        practical_order(1_200, 75, 2.5, pack=500, shelf_life_d=90)
    with pytest.raises(InputError, match="Demand is 0; expected a number above 0"):
        economic_order(0, 75, 2.5)


def test_cells_double_at_a_constant_rate(shared_data):
    case = analytic_cases(shared_data)["exponential expansion"]
    cells = expanded_cells(case["N0"], case["doubling_h"], case["days"] * 24)
    assert cells == pytest.approx(case["N"], rel=EXACT)
    assert expansion_time_h(case["N0"], case["N"], case["doubling_h"]) == pytest.approx(240, rel=EXACT)
    assert expansion_time_h(10, 5, 30) == 0


def test_doses_of_a_viral_vector(shared_data):
    """Capacity for AAV as published: 2e13 vg/L x 2,000 L x 0.3 x 20 batches / 1e15 vg = 240 doses."""
    case = analytic_cases(shared_data)["AAV capacity identity"]
    doses = vector_doses(case["titer_vg_L"], case["V"], case["dsp"], case["dose"], batches=case["batches"])
    assert doses == pytest.approx(case["doses"], rel=EXACT)


@pytest.mark.parametrize(
    "call",
    [
        lambda: expanded_cells(1, 0, 10),
        lambda: expanded_cells(-1, 30, 10),
        lambda: expansion_time_h(0, 1, 30),
        lambda: vector_doses(1e13, 100, 30, 1e15),
        lambda: practical_order(1, 1, 1, pack=0),
    ],
)
def test_what_makes_no_sense_is_refused(call):
    with pytest.raises(InputError, match="expected"):
        call()
