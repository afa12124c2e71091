"""Stocks whose shortages and shelves are known in closed form."""

import math
from typing import Any

import numpy as np

from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.reading import check_scenario
from tests.bioproduction.closed_forms import Case, Figure, lost, wait
from tests.bioproduction.queues import erlang_b


def shop(rate_per_d: float, material: dict[str, Any], customers: int, **operation: Any) -> Scenario:
    """Return customers who come by chance and take a unit each."""
    return check_scenario(
        {
            "scenario": {"name": "Shop", "patients": customers, "warm_up_patients": customers // 20},
            "arrivals": {"kind": "poisson", "rate_per_d": rate_per_d},
            "materials": [{"name": "unit", **material}],
            "operations": [{"name": "take", "duration_h": 0, "materials": {"unit": 1}, **operation}],
        }
    )


def poisson(mean: float, count: int) -> float:
    """Return the chance of so many."""
    return math.exp(-mean) * mean**count / math.factorial(count)


def expected_left(level: int, mean: float) -> float:
    """Return the mean of what is left of so many after a Poisson demand."""
    return math.fsum((level - count) * poisson(mean, count) for count in range(level))


def on_hand(expected: float) -> Figure:
    """Return the mean number on the shelf."""
    return Figure("mean on hand", expected, lambda result: result.materials["unit"].on_hand_mean)


def lost_sales(level: int, lead_d: float) -> Case:
    """Return a base stock whose customers do not wait."""
    return Case(
        f"base stock {level}, {lead_d:g} d, lost sales",
        "units on order are the calls of Erlang B; W. Karush (1957), Operations Research 5(5), 693-703",
        lambda customers: shop(
            2, {"stock": level, "order_up_to": level, "lead_time_d": lead_d}, customers, queue_limit=0
        ),
        (lost("queue_full", erlang_b(2 * lead_d, level)),),
    )


def back_orders(level: int, lead_d: float) -> Case:
    """Return a base stock whose customers wait."""
    mean = 2 * lead_d
    left = expected_left(level, mean)
    waiting = left + mean - level  # E(X - S)+
    short = 1 - math.fsum(poisson(mean, count) for count in range(level + 1))  # somebody waits: X > S
    return Case(
        f"base stock {level}, {lead_d:g} d, customers wait",
        "on order is Poisson (Palm); G. Feeney, C. Sherbrooke (1966), Management Science 12(5), 391-411",
        lambda customers: shop(2, {"stock": level, "order_up_to": level, "lead_time_d": lead_d}, customers),
        (
            on_hand(left),
            wait(waiting / 2 * 24),
            Figure("share of time short", short, lambda result: result.materials["unit"].short_share),
        ),
    )


def reorder_point(point: int, lot: int, lead_d: float) -> Case:
    """Return (r, Q): the position is even on r+1 .. r+Q, on hand is (position - X)+."""
    mean = 2 * lead_d
    left = math.fsum(expected_left(position, mean) for position in range(point + 1, point + lot + 1)) / lot
    material = {"stock": point + lot, "reorder_point": point, "pack_size": lot, "lead_time_d": lead_d}
    return Case(
        f"reorder point {point}, lots of {lot}",
        "G. Hadley, T. Whitin (1963), Analysis of Inventory Systems, ch. 4",
        lambda customers: shop(2, material, customers),
        (on_hand(left),),
    )


def newspapers(packs: int) -> Case:
    """Return a delivery that keeps until the next: demand is met up to it, and the rest is thrown away."""
    material = {"stock": packs, "shelf_life_d": 5, "standing_order": {"packs": packs, "every_d": 5}}
    left = expected_left(packs, 10)
    return Case(
        f"{packs} delivered that keep until the next delivery",
        "min(Q, D) is sold, (Q - D)+ expires",
        lambda customers: shop(2, material, customers, queue_limit=0),
        (
            lost("queue_full", 1 - (packs - left) / 10),
            Figure("share expired", left / packs, lambda result: result.materials["unit"].expired_share),
        ),
    )


def keeps_twice(packs: int) -> Case:
    """Return deliveries that keep for two periods, the older sold first."""
    material = {"stock": packs, "shelf_life_d": 4, "standing_order": {"packs": packs, "every_d": 2}}
    return Case(
        f"{packs} delivered that keep for two deliveries",
        "the chain of what is left; G. van Zyl (1964), S. Nahmias (1982), Operations Research 30(4), 680-708",
        lambda customers: shop(2.5, material, customers, queue_limit=0),
        (lost("queue_full", lost_of_two_periods(packs, 5)),),
    )


def lost_of_two_periods(packs: int, mean: float) -> float:
    """Return the share of the demand lost where each delivery keeps for two periods, by its Markov chain.

    The state is what is left of the delivery before when the next one comes; the older is sold first.
    """
    size = packs + 1
    moves, lost_units = np.zeros((size, size)), np.zeros(size)
    for old in range(size):
        for demand in range(20 * size):
            chance = poisson(mean, demand)
            moves[old, min(packs, max(0, packs + old - demand))] += chance
            lost_units[old] += chance * max(0, demand - old - packs)
    values, vectors = np.linalg.eig(moves.T)
    steady = np.real(vectors[:, np.argmax(np.real(values))])
    return float(steady / steady.sum() @ lost_units) / mean


STOCKS = (
    lost_sales(2, 1),
    lost_sales(5, 2),
    lost_sales(8, 2.5),
    back_orders(2, 1),
    back_orders(5, 2),
    reorder_point(3, 6, 1.5),
    newspapers(8),
    newspapers(12),
    keeps_twice(4),
    keeps_twice(6),
)
