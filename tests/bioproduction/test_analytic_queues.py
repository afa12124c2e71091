"""Queues against closed forms: each figure inside its 99 % interval, 200,000 customers a case."""

import pytest

from biovaliance.bioproduction.engine.running import simulate
from tests.bioproduction.analytic import EXACT, analytic_cases
from tests.bioproduction.closed_forms import Case, measure, seeds_of
from tests.bioproduction.queueing_cases import (
    QUEUES,
    line_of_failures,
    no_waiting,
    one_server,
    short_line,
    waiting_line,
)
from tests.bioproduction.queues import exponential, queue


@pytest.mark.parametrize("case", QUEUES, ids=lambda case: case.name)
def test_a_queue_has_the_figures_of_its_closed_form(case):
    outside = [each for each in measure(case, 10_000, seeds_of(QUEUES.index(case))) if not each.inside]
    assert outside == []


def expected(case: Case) -> dict[str, float]:
    return {figure.name: figure.expected for figure in case.figures}


def test_the_closed_forms_are_those_of_the_cases_given(shared_data):
    given = analytic_cases(shared_data)
    for case in given["M/M/c"]:
        found = expected(waiting_line(case["lam"], case["c"]))
        assert found == pytest.approx(
            {
                "mean wait, h": case["Wq"],
                "95th percentile of the wait, h": case["p95_Wq"],
                "mean time in system, h": case["W"],
                "utilisation": case["rho"],
            },
            rel=EXACT,
        )
    for case in given["M/G/1 (Pollaczek-Khinchine) Wq"]:
        assert expected(one_server(case["cv"], "gamma")) == pytest.approx(
            {"mean wait, h": case["Wq"]}, rel=EXACT
        )
    blocked = expected(no_waiting("queue_full", {"queue_limit": 0}))["share lost"]
    assert blocked == pytest.approx(given["Erlang B"][0]["block"], rel=EXACT)
    short = given["M/M/1/K"][0]
    assert expected(short_line()) == pytest.approx(
        {
            "share lost": short["P_block"],
            "mean number in system": short["L"],
            "mean time in system, h": short["W"],
        },
        rel=EXACT,
    )
    line = given["failure algebra"]
    assert expected(line_of_failures(tuple(line["p"]))) == pytest.approx(
        {"starts per good batch": line["starts_per_good"]}, rel=EXACT
    )


def test_everybody_is_counted_and_the_only_operation_has_the_whole_wait():
    result = simulate(queue(1.8, exponential(1.0), 2, patients=10_000), 20, seed=20)
    assert result.released == result.patients == 10_000
    own = result.operations["serve"].wait_h
    assert (own.mean, own.p50, own.p95) == pytest.approx(
        (result.wait_h.mean, result.wait_h.p50, result.wait_h.p95)
    )
    assert result.bottleneck == "server"


@pytest.mark.parametrize("limit", [{"queue_limit": 0}, {"max_hold_h": 0}])
def test_who_is_turned_away_and_who_is_served_are_all_who_came(limit):
    result = simulate(queue(5.0, exponential(1.0), 5, patients=10_000, **limit), 20, seed=20)
    assert result.released + result.lost_waiting == result.patients == 10_000
