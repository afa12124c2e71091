"""The engine against closed forms: each inside the 99 % interval, more than a million customers in all."""

import json
import math

import pytest

from biovaliance.bioproduction.engine.running import simulate
from biovaliance.bioproduction.scenarios.reading import check_scenario
from tests.bioproduction.queues import erlang_b, erlang_c, exponential, interval99, queue

REPLICATIONS = 20


def run(scenario, replications=REPLICATIONS):
    return simulate(scenario, replications, seed=20)


def assert_inside(expected, spread, replications=REPLICATIONS):
    low, high = interval99(spread, replications)
    assert low <= expected <= high, (low, expected, high)


@pytest.mark.parametrize(
    ("arriving", "servers"),
    [(0.5, 1), (0.9, 1), (1.8, 2), (4.0, 5)],
    ids=["M/M/1 0.5", "M/M/1 0.9", "M/M/2", "M/M/5"],
)
def test_waits_of_exponential_servers_are_those_of_erlang(arriving, servers):
    # A. K. Erlang (1917); Wq = C(c, a) / (c mu - lambda), and P(W > t) = C exp(-(c mu - lambda) t).
    result = run(queue(arriving, exponential(1.0), servers, patients=40_000))
    waits = erlang_c(arriving, servers)
    expected = waits / (servers - arriving)

    assert_inside(expected, result.wait_h)
    assert_inside(expected, result.operations["serve"].wait_h)
    assert_inside(expected + 1.0, result.time_in_system_h)
    p95 = max(0.0, math.log(waits / 0.05) / (servers - arriving))
    assert result.wait_h.p95 == pytest.approx(p95, rel=0.06)
    assert result.pools["server"].utilisation_share == pytest.approx(arriving / servers, rel=0.01)
    assert result.released == result.patients == 40_000


@pytest.mark.parametrize("cv", [0.0, 0.5, 1.5])
def test_the_wait_before_one_server_grows_with_the_variance_of_the_work(cv):
    # F. Pollaczek (1930), A. Khinchine (1932): Wq = lambda E[S^2] / (2 (1 - rho)).
    duration = {"distribution": "lognormal", "mean": 1.0, "cv": cv} if cv else 1.0
    result = run(queue(0.8, duration, patients=20_000))
    assert_inside(0.8 * (1 + cv**2) / (2 * 0.2), result.wait_h)


def test_the_cases_given_hold(shared_data):
    cases = json.loads(
        (shared_data / "benchmarks" / "bioproduction" / "analytic_cases.json").read_text("utf-8")
    )
    for case in cases["M/M/c"]:
        expected = erlang_c(case["lam"] / case["mu"], case["c"]) / (case["c"] * case["mu"] - case["lam"])
        assert expected == pytest.approx(case["Wq"], rel=1e-9)
    for case in cases["M/G/1 (Pollaczek-Khinchine) Wq"]:
        duration = {"distribution": "gamma", "mean": case["ES"], "cv": case["cv"]}
        result = run(queue(case["lam"], duration, patients=20_000))
        assert_inside(case["Wq"], result.wait_h)
    algebra = cases["failure algebra"]
    result = run(failing_line(algebra["p"], 5_000))
    assert result.patients / result.released == pytest.approx(algebra["starts_per_good"], rel=0.01)


def failing_line(shares, patients):
    operations = [
        {"name": f"step {number}", "duration_h": 1, "failure": {"share": share}}
        for number, share in enumerate(shares)
    ]
    return check_scenario(
        {
            "scenario": {"name": "Line", "patients": patients},
            "arrivals": {"kind": "interval", "interval_d": 1},
            "operations": operations,
        }
    )


def test_five_servers_without_a_queue_turn_away_what_erlang_says():
    # Erlang B, a = 5, c = 5: 28.49 %; a hold limit of 0 loses whoever cannot start at once.
    expected = erlang_b(5, 5)
    for limit in ({"queue_limit": 0}, {"max_hold_h": 0}):
        result = run(queue(5.0, exponential(1.0), 5, patients=10_000, **limit))
        assert result.lost_waiting / result.patients == pytest.approx(expected, abs=0.004)
        assert result.released + result.lost_waiting == result.patients


def test_a_short_queue_loses_who_finds_it_full():
    # M/M/1/5: P_block = (1 - rho) rho^5 / (1 - rho^6), W from Little's law.
    rho = 0.8
    shares = [rho**n for n in range(6)]
    block = shares[5] / sum(shares)
    in_system = sum(n * share for n, share in enumerate(shares)) / sum(shares)
    result = run(queue(rho, exponential(1.0), patients=10_000, queue_limit=4))
    assert_inside(in_system / (rho * (1 - block)), result.time_in_system_h)
    assert result.losses["queue_full"] / result.patients == pytest.approx(block, abs=0.003)


def test_impatient_patients_leave_as_in_erlang_a():
    # C. Palm (1957), M/M/1 with exponential patience: balance of births and deaths.
    arriving, leaving = 1.5, 0.5
    weights, n = [1.0], 0
    while weights[-1] > 1e-15 * sum(weights):
        weights.append(weights[-1] * arriving / (1.0 + n * leaving))
        n += 1
    total = math.fsum(weights)
    in_queue = math.fsum(weight * max(0, n - 1) for n, weight in enumerate(weights)) / total
    scenario = queue(arriving, exponential(1.0), patients=20_000)
    loss = {"hazard_per_d": 24 * leaving, "until": "start"}
    table = scenario.model_dump(by_alias=True, exclude_none=True, mode="json")
    table["arrivals"]["loss"] = loss
    result = run(check_scenario(table))
    assert result.losses["patience"] / result.patients == pytest.approx(
        leaving * in_queue / arriving, abs=0.004
    )


def test_repeated_work_loads_its_server_more():
    # A share p that is repeated makes the service a geometric sum of exponentials, itself exponential of mean
    # 1/(1-p).
    share = 0.25
    result = run(queue(0.5, exponential(1.0), patients=20_000, failure={"share": share, "then": "repeat"}))
    mean = 1 / (1 - share)
    assert_inside(mean / (1 - 0.5 * mean), result.time_in_system_h)
    assert result.operations["serve"].starts / result.patients == pytest.approx(mean, rel=0.01)


def test_a_network_of_queues_is_the_product_of_its_queues():
    # J. R. Jackson (1957): rates from the traffic equations, each queue M/M/c of its own; W by Little's law.
    scenario = check_scenario(
        {
            "scenario": {"name": "Network", "patients": 20_000, "warm_up_patients": 2_000},
            "arrivals": {"kind": "poisson", "rate_per_d": 12},
            "pools": [{"name": "a", "count": 1}, {"name": "b", "count": 2}],
            "operations": [
                {
                    "name": "A",
                    "duration_h": exponential(1.0),
                    "pools": {"a": 1},
                    "next": [{"to": "B", "share": 0.7}, {"to": "end", "share": 0.3}],
                },
                {
                    "name": "B",
                    "duration_h": exponential(2.0),
                    "pools": {"b": 1},
                    "next": [{"to": "A", "share": 0.4}, {"to": "end", "share": 0.6}],
                },
            ],
        }
    )
    rate_a = 0.5 / (1 - 0.7 * 0.4)
    rate_b = 0.7 * rate_a
    in_a = rate_a / (1 - rate_a)
    load = 2 * rate_b
    in_b = load + erlang_c(load, 2) * load / (2 - load)
    assert_inside((in_a + in_b) / 0.5, run(scenario).time_in_system_h)


def test_a_server_that_breaks_makes_the_work_longer():
    # B. Avi-Itzhak, P. Naor (1963), breakdowns at any time, work resumed: an M/G/1 whose work takes S (1 +
    # D/U) on average; compared by the utilisation and the released share of the time, which need no
    # distribution.
    table = queue(0.4, exponential(1.0), patients=20_000).model_dump(
        by_alias=True, exclude_none=True, mode="json"
    )
    table["pools"][0]["breakdown"] = {"between_h": exponential(10.0), "repair_h": exponential(2.0)}
    table["pools"][0]["at_close"] = "interrupt"
    result = run(check_scenario(table))
    assert result.pools["server"].utilisation_share == pytest.approx(0.4 / (10 / 12), rel=0.02)
    # Completion time C = S + repairs: E[C] = 1.2, E[C^2] = 2 (1.2)^2 + E[N] 2 * 2^2 with E[N] = 0.1; and who
    # comes to an idle server that is broken waits for the rest of its repair.
    completion, second = 1.2, 2 * 1.2**2 + 0.1 * 8
    idle_broken = (
        2 / 12
    )  # the share of time broken, seen by whoever comes to an empty line (breakdowns go on)
    wait = 0.4 * second / (2 * (1 - 0.4 * completion)) + idle_broken * 2.0
    assert_inside(wait + completion, result.time_in_system_h)
