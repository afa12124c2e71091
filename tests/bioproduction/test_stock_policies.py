"""Stocks against the closed forms of inventory theory: inside the 99 % interval, 200,000 customers each."""

import math
import random

import numpy as np
import pytest
import simpy

from biovaliance.bioproduction.engine.intervals import mean_and_half_width, student
from biovaliance.bioproduction.engine.model import compile_scenario
from biovaliance.bioproduction.engine.parts import run_part
from biovaliance.bioproduction.engine.replications import Code
from biovaliance.bioproduction.engine.running import simulate
from biovaliance.bioproduction.scenarios.reading import check_scenario
from tests.bioproduction.queues import erlang_b, interval99

REPLICATIONS = 20
PATIENTS = 10_000


def shop(rate_per_d, material, patients=PATIENTS, **operation):
    """Return customers who come by chance and take a unit each."""
    return check_scenario(
        {
            "scenario": {"name": "Shop", "patients": patients, "warm_up_patients": patients // 20},
            "arrivals": {"kind": "poisson", "rate_per_d": rate_per_d},
            "materials": [{"name": "unit", **material}],
            "operations": [{"name": "take", "duration_h": 0, "materials": {"unit": 1}, **operation}],
        }
    )


def shares_lost(scenario, replications=REPLICATIONS):
    """Return the share of the customers turned away in each replication."""
    part = run_part(compile_scenario(scenario), 20, 0, replications)
    return [float(one.counts[5] / one.counts[0]) for one in part.replications]


def assert_within99(expected, values):
    mean, half = mean_and_half_width(values)
    half *= student(0.99, len(values) - 1) / student(0.95, len(values) - 1)
    assert mean - half <= expected <= mean + half, (mean - half, expected, mean + half)


def poisson(mean, count):
    return math.exp(-mean) * mean**count / math.factorial(count)


def expected_left(level, mean):
    """Return the mean of what is left of so many after a Poisson demand."""
    return math.fsum((level - count) * poisson(mean, count) for count in range(level))


@pytest.mark.parametrize(("level", "lead_d"), [(2, 1), (5, 2), (8, 2.5)])
def test_a_base_stock_whose_customers_do_not_wait_loses_what_erlang_says(level, lead_d):
    # (S-1, S) with lost sales: units on order are the calls of Erlang B, whatever the lead time's law.
    # W. Karush (1957), Operations Research 5(5), 693-703.
    scenario = shop(2, {"stock": level, "order_up_to": level, "lead_time_d": lead_d}, queue_limit=0)
    assert_within99(erlang_b(2 * lead_d, level), shares_lost(scenario))


@pytest.mark.parametrize(("level", "lead_d"), [(2, 1), (5, 2)])
def test_a_base_stock_whose_customers_wait_has_as_many_on_order_as_a_poisson_number(level, lead_d):
    # On order X ~ Poisson(rate x lead) (Palm): on hand (S - X)+, waiting (X - S)+, who comes waits if X >= S.
    # G. J. Feeney, C. C. Sherbrooke (1966), Management Science 12(5), 391-411.
    mean = 2 * lead_d
    result = simulate(
        shop(2, {"stock": level, "order_up_to": level, "lead_time_d": lead_d}), REPLICATIONS, seed=20
    )
    found = result.materials["unit"]
    scale = student(0.99, REPLICATIONS - 1) / student(0.95, REPLICATIONS - 1)
    waits = 1 - math.fsum(poisson(mean, count) for count in range(level))

    left = expected_left(level, mean)
    half = (found.on_hand_ci95[1] - found.on_hand_mean) * scale
    assert abs(found.on_hand_mean - left) <= half
    half = (found.short_ci95[1] - found.short_share) * scale
    short = waits - poisson(mean, level)  # somebody waits: X > S
    assert abs(found.short_share - short) <= half
    waiting = left + mean - level  # E(X - S)+
    low, high = interval99(result.wait_h, REPLICATIONS)
    assert low <= waiting / 2 * 24 <= high  # Little
    assert found.delayed_starts / found.used == pytest.approx(waits, abs=0.01)
    assert found.waiting_h == pytest.approx(result.wait_h.mean * PATIENTS * 0.95, rel=0.02)


def test_a_reorder_point_and_a_lot_leave_the_position_anywhere_between():
    # (r, Q), Poisson demand: the inventory position is even on r+1 .. r+Q, on hand is (position - X)+.
    # G. Hadley, T. M. Whitin (1963), Analysis of Inventory Systems, ch. 4.
    point, lot, mean = 3, 6, 2 * 1.5
    material = {"stock": 9, "reorder_point": point, "pack_size": lot, "lead_time_d": 1.5}
    result = simulate(shop(2, material), REPLICATIONS, seed=20)
    found = result.materials["unit"]
    expected = (
        math.fsum(expected_left(position, mean) for position in range(point + 1, point + lot + 1)) / lot
    )
    half = (found.on_hand_ci95[1] - found.on_hand_mean) * (
        student(0.99, REPLICATIONS - 1) / student(0.95, REPLICATIONS - 1)
    )
    assert abs(found.on_hand_mean - expected) <= half
    assert found.ordered == lot * found.orders


@pytest.mark.parametrize("packs", [8, 12])
def test_what_keeps_until_the_next_delivery_is_sold_like_newspapers(packs):
    # One lot at a time: of Q, the demand of a period D is met up to Q, and (Q - D)+ is thrown away.
    material = {
        "stock": packs,
        "shelf_life_d": 5,
        "standing_order": {"packs": packs, "every_d": 5},
    }
    scenario = shop(2, material, queue_limit=0)
    left = expected_left(packs, 10)
    assert_within99(1 - (packs - left) / 10, shares_lost(scenario))
    found = simulate(scenario, REPLICATIONS, seed=20).materials["unit"]
    assert found.expired_share == pytest.approx(left / packs, rel=0.03)


def lost_of_two_periods(packs, mean):
    """Return the share of the demand lost where each delivery keeps for two periods, by its Markov chain.

    The state is what is left of the delivery before when the next one comes; the older is sold first.
    """
    size = packs + 1
    pmf = [poisson(mean, count) for count in range(20 * size)]
    moves, lost = np.zeros((size, size)), np.zeros(size)
    for old in range(size):
        for demand, chance in enumerate(pmf):
            moves[old, min(packs, max(0, packs + old - demand) if demand > old else packs)] += chance
            lost[old] += chance * max(0, demand - old - packs)
    values, vectors = np.linalg.eig(moves.T)
    steady = np.real(vectors[:, np.argmax(np.real(values))])
    return float(steady / steady.sum() @ lost) / mean


@pytest.mark.parametrize("packs", [4, 6])
def test_what_keeps_for_two_deliveries_is_lost_as_its_chain_says(packs):
    # G. J. van Zyl (1964), Inventory control for perishable commodities; S. Nahmias (1982), Operations
    # Research 30(4), 680-708: fixed life, oldest first, lost sales, here with the same delivery each period.
    material = {
        "stock": packs,
        "shelf_life_d": 4,
        "standing_order": {"packs": packs, "every_d": 2},
    }
    scenario = shop(2.5, material, queue_limit=0)
    assert_within99(lost_of_two_periods(packs, 5), shares_lost(scenario))


def starts_in_simpy(times_h, needs, policy):
    """Return when customers are served from a Container of SimPy, ordered for by position as they come."""
    point, level, lead_h, stock = policy
    environment = simpy.Environment()
    shelf = simpy.Container(environment, init=stock)
    state = {"on order": 0, "wanted": 0}
    starts = {}

    def deliver(amount):
        yield environment.timeout(lead_h)
        state["on order"] -= amount
        shelf.put(amount)

    def customer(number):
        yield environment.timeout(times_h[number])
        state["wanted"] += needs[number]
        position = shelf.level + state["on order"] - state["wanted"]
        if position <= point:
            state["on order"] += level - position
            environment.process(deliver(level - position))
        yield shelf.get(needs[number])
        state["wanted"] -= needs[number]
        starts[number] = environment.now

    for number in range(len(times_h)):
        environment.process(customer(number))
    environment.run()
    return [starts[number] for number in range(len(times_h))]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_customers_are_served_when_a_container_of_simpy_serves_them(seed, engine):
    # Only the stock is waited for, first come first served.
    chance = random.Random(seed)
    times_h = sorted(chance.uniform(0, 400) for _ in range(120))
    point, need = chance.randint(0, 4), chance.randint(1, 3)
    level, lead_h, stock = point + chance.randint(1, 8), chance.uniform(0.5, 30), chance.randint(5, 12)
    scenario = check_scenario(
        {
            "scenario": {"name": "Shop"},
            "arrivals": {"kind": "schedule", "times_d": [time / 24 for time in times_h]},
            "materials": [
                {
                    "name": "unit",
                    "stock": stock,
                    "reorder_point": point,
                    "order_up_to": level,
                    "lead_time_d": lead_h / 24,
                }
            ],
            "operations": [{"name": "take", "duration_h": 0, "materials": {"unit": need}}],
        }
    )
    model = compile_scenario(scenario)
    done = run_part(model, 1, 0, 1, engine, traced=True).replications[0]
    found = {
        row[1]: time
        for time, row in zip(done.trace_times.tolist(), done.trace_what.tolist(), strict=True)
        if row[0] == Code.STARTED
    }
    given = list(model.coming.times_h), [need] * 120, (point, level, model.stocks[0].lead_h, stock)
    assert [found[number] for number in range(120)] == starts_in_simpy(*given)


PUBLISHED = {4: 0.028, 5: 0.007, 6: 0.003, 7: 0.002}


def test_platelets_short_of_demand_are_bracketed_by_one_and_two_units_a_day():
    """Shortages of 2.8, 0.7, 0.3 and 0.2 % at 4 to 7 days of shelf life, with 20 % more made than asked for.

    M. Brixner and others (2024), Transfusion Medicine and Hemotherapy 51(6), 393-404 (DRK Frankfurt), whose
    model keeps stocks by blood group and weekday; what is asked for by group is not public. Here units come
    one by one at an even interval, 1.2 for each that is asked for on average, demand is Poisson, the oldest
    is given first, and what cannot be given is lost. One unit a day, about the demand of a rare group, is
    short more often than published at every shelf life, two units less often. No number in between gives all
    four: from 4 to 5 days the published share falls by four, here by less than two.
    """
    found = {
        (rate, life): float(np.mean(shares_lost(platelets(rate, life), 10)))
        for rate in (1, 2)
        for life in PUBLISHED
    }
    for life, share in PUBLISHED.items():
        assert found[2, life] < share < found[1, life]
    for life in (5, 6, 7):
        assert found[1, life] < found[1, life - 1]
        assert found[2, life] < found[2, life - 1]
    assert found[1, 4] / found[1, 5] < 2 < PUBLISHED[4] / PUBLISHED[5]


def test_platelets_are_not_short_where_all_groups_are_one_stock():
    # 62,178 units released in 2.2 years are 77 a day: of one stock of them, nobody would go without.
    assert max(shares_lost(platelets(77, 4), 4)) == 0


def platelets(rate_per_d, life_d):
    made = {"packs": 1, "every_d": max(0.01, 1 / (1.2 * rate_per_d))}
    return shop(
        rate_per_d,
        {"stock": math.ceil(2 * rate_per_d), "shelf_life_d": life_d, "standing_order": made},
        queue_limit=0,
    )
