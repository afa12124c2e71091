"""Queues whose waits and losses are known in closed form."""

import math
from typing import Any

from biovaliance.bioproduction.engine.results import Result
from biovaliance.bioproduction.scenarios.checks import HOURS_PER_YEAR
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.reading import check_scenario
from tests.bioproduction.closed_forms import Case, Figure, lost, wait
from tests.bioproduction.queues import erlang_b, erlang_c, exponential, queue


def stay(expected_h: float) -> Figure:
    """Return the mean time in system."""
    return Figure("mean time in system, h", expected_h, lambda result: result.time_in_system_h.mean)


def in_system(expected: float) -> Figure:
    """Return the mean number in the system, by Little's law from what leaves and how long it stayed."""

    def read(result: Result) -> float:
        return result.throughput_per_year / HOURS_PER_YEAR * result.time_in_system_h.mean

    return Figure("mean number in system", expected, read)


def busy(expected_share: float) -> Figure:
    """Return how much of its time the server works."""
    return Figure("utilisation", expected_share, lambda result: result.pools["server"].utilisation_share)


def tries(expected: float) -> Figure:
    """Return how often the operation starts for a customer."""
    return Figure(
        "starts per customer", expected, lambda result: result.operations["serve"].starts / result.patients
    )


def waiting_line(arriving_per_h: float, servers: int) -> Case:
    """Return M/M/c with work of an hour."""
    waits = erlang_c(arriving_per_h, servers)
    mean = waits / (servers - arriving_per_h)
    p95 = max(0.0, math.log(waits / 0.05) / (servers - arriving_per_h))
    return Case(
        f"M/M/{servers}, {arriving_per_h:g} an hour",
        "A. K. Erlang (1917); P(W > t) = C exp(-(c mu - lambda) t)",
        lambda customers: queue(arriving_per_h, exponential(1.0), servers, patients=customers),
        (
            wait(mean),
            Figure("95th percentile of the wait, h", p95, lambda result: result.wait_h.p95),
            stay(mean + 1),
            busy(arriving_per_h / servers),
        ),
    )


def one_server(cv: float, distribution: str) -> Case:
    """Return M/G/1 at 80 % with work of an hour and a coefficient of variation."""
    work = {"distribution": distribution, "mean": 1.0, "cv": cv} if cv else 1.0
    return Case(
        f"M/G/1, {distribution if cv else 'constant'} work, cv {cv:g}",
        "F. Pollaczek (1930), A. Khinchine (1932): Wq = lambda E[S^2] / (2 (1 - rho))",
        lambda customers: queue(0.8, work, patients=customers),
        (wait(0.8 * (1 + cv**2) / (2 * 0.2)),),
    )


def no_waiting(reason: str, limit: dict[str, Any]) -> Case:
    """Return five servers before which nobody waits."""
    return Case(
        f"Erlang B, 5 of 5, by {next(iter(limit))} 0",
        "A. K. Erlang (1917)",
        lambda customers: queue(5.0, exponential(1.0), 5, patients=customers, **limit),
        (lost(reason, erlang_b(5, 5)),),
    )


def short_line() -> Case:
    """Return M/M/1 with five places in all."""
    rho = 0.8
    shares = [rho**n for n in range(6)]
    block = shares[5] / sum(shares)
    number = sum(n * share for n, share in enumerate(shares)) / sum(shares)
    return Case(
        "M/M/1/5, 0.8 an hour",
        "P = (1 - rho) rho^5 / (1 - rho^6), W by Little's law",
        lambda customers: queue(rho, exponential(1.0), patients=customers, queue_limit=4),
        (lost("queue_full", block), in_system(number), stay(number / (rho * (1 - block)))),
    )


def impatient() -> Case:
    """Return M/M/1 whose customers leave while they wait (Erlang A)."""
    arriving, leaving = 1.5, 0.5
    weights, n = [1.0], 0
    while weights[-1] > 1e-15 * sum(weights):
        weights.append(weights[-1] * arriving / (1.0 + n * leaving))
        n += 1
    waiting = math.fsum(w * max(0, n - 1) for n, w in enumerate(weights)) / math.fsum(weights)
    loss = {"hazard_per_d": 24 * leaving, "until": "start"}
    return Case(
        "M/M/1 with impatience (Erlang A)",
        "C. Palm (1957), balance of births and deaths",
        lambda customers: _with(queue(arriving, exponential(1.0), patients=customers), "arrivals", loss=loss),
        (lost("patience", leaving * waiting / arriving),),
    )


def repeated() -> Case:
    """Return M/M/1 whose work is done again for one customer in four."""
    share = 0.25
    mean = 1 / (1 - share)
    return Case(
        "M/M/1, a quarter of the work repeated",
        "a geometric sum of exponentials is exponential with mean 1 / (1 - p)",
        lambda customers: queue(
            0.5, exponential(1.0), patients=customers, failure={"share": share, "then": "repeat"}
        ),
        (stay(mean / (1 - 0.5 * mean)), tries(mean)),
    )


def network() -> Case:
    """Return two queues that send customers to and fro."""
    rate_a = 0.5 / (1 - 0.7 * 0.4)
    load = 2 * 0.7 * rate_a
    number = rate_a / (1 - rate_a) + load + erlang_c(load, 2) * load / (2 - load)
    operations: list[dict[str, Any]] = [
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
    ]

    def scenario(customers: int) -> Scenario:
        return check_scenario(
            {
                "scenario": {"name": "Network", "patients": customers, "warm_up_patients": customers // 10},
                "arrivals": {"kind": "poisson", "rate_per_d": 12},
                "pools": [{"name": "a", "count": 1}, {"name": "b", "count": 2}],
                "operations": operations,
            }
        )

    return Case(
        "network of M/M/1 and M/M/2 with feedback",
        "J. R. Jackson (1957): each queue on its own, W by Little's law",
        scenario,
        (stay(number / 0.5),),
    )


def breaking() -> Case:
    """Return M/M/1 whose server breaks down and takes its work up again."""
    # Completion time C = work and repairs: E[C] = 1.2, E[C^2] = 2 (1.2)^2 + E[N] 2 2^2 with E[N] = 0.1; and
    # who comes to an idle server that is broken (2 of 12 hours) waits for the rest of its repair.
    completion, second = 1.2, 2 * 1.2**2 + 0.1 * 8
    mean = 0.4 * second / (2 * (1 - 0.4 * completion)) + 2 / 12 * 2.0
    breakdown = {"between_h": exponential(10.0), "repair_h": exponential(2.0)}
    return Case(
        "M/M/1 that breaks down",
        "B. Avi-Itzhak, P. Naor (1963), breakdowns at any time, work resumed",
        lambda customers: _with(
            queue(0.4, exponential(1.0), patients=customers),
            "pools",
            breakdown=breakdown,
            at_close="interrupt",
        ),
        (stay(mean + completion), busy(0.4 / (10 / 12))),
    )


def line_of_failures(shares: tuple[float, ...]) -> Case:
    """Return operations each of which spoils a share of the batches."""
    operations = [
        {"name": f"step {number}", "duration_h": 1, "failure": {"share": share}}
        for number, share in enumerate(shares)
    ]
    good = math.prod(1 - share for share in shares)

    def scenario(customers: int) -> Scenario:
        return check_scenario(
            {
                "scenario": {"name": "Line", "patients": customers},
                "arrivals": {"kind": "interval", "interval_d": 1},
                "operations": operations,
            }
        )

    return Case(
        f"a line that spoils {', '.join(f'{share:.0%}' for share in shares)}",
        "1 / prod(1 - p)",
        scenario,
        (Figure("starts per good batch", 1 / good, lambda result: result.patients / result.released),),
    )


QUEUES = (
    waiting_line(0.5, 1),
    waiting_line(0.9, 1),
    waiting_line(1.8, 2),
    waiting_line(4.0, 5),
    one_server(0.0, "gamma"),
    one_server(0.5, "gamma"),
    one_server(0.5, "lognormal"),
    one_server(1.5, "lognormal"),
    no_waiting("queue_full", {"queue_limit": 0}),
    no_waiting("hold_limit", {"max_hold_h": 0}),
    short_line(),
    impatient(),
    repeated(),
    network(),
    breaking(),
    line_of_failures((0.02, 0.0, 0.05, 0.03)),
)


def _with(scenario: Scenario, name: str, **changes: Any) -> Scenario:
    """Return a scenario with other values in one of its tables."""
    table = scenario.model_dump(by_alias=True, exclude_none=True, mode="json")
    place = table[name][0] if isinstance(table[name], list) else table[name]
    place.update(changes)
    return check_scenario(table)
