"""Programmes with whole numbers: optimum, refusal, and a solver that keeps quiet."""

import subprocess
import sys

import pytest

from biovaliance.bioproduction.network.programmes import Programme, Status


def knapsack() -> Programme:
    programme = Programme()
    taken = [programme.add_variable(-value, 1, whole=True) for value in (60, 100, 120)]
    programme.add_row(dict(zip(taken, (10, 20, 30), strict=True)), upper=50)
    return programme


def test_a_knapsack_is_filled_at_best():
    solution = knapsack().solve()
    assert (solution.status, solution.objective, solution.gap) == (Status.OPTIMAL, -220.0, 0.0)
    assert solution.values.round(9).tolist() == [0.0, 1.0, 1.0]


def test_what_cannot_be_is_infeasible():
    programme = knapsack()
    programme.add_row({0: 1.0, 1: 1.0, 2: 1.0}, lower=3)
    assert programme.solve().status is Status.INFEASIBLE


def test_a_programme_may_grow_after_it_was_solved():
    programme = knapsack()
    programme.solve()
    programme.fix(0, 1.0)
    assert programme.solve().objective == pytest.approx(-180)


def test_the_solver_prints_nothing():
    code = (
        "from biovaliance.bioproduction.network.programmes import Programme; p = Programme(); "
        "p.add_variable(1.0, 2.0, whole=True); p.add_row({0: 1.0}, lower=0.5); print(p.solve().objective)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("1.0\n", "")
