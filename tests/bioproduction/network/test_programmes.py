"""Programmes with whole numbers: optimum, refusal, and a solver that keeps quiet."""

import signal
import subprocess
import sys
import time

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


HARD = """
import random
from biovaliance.bioproduction.network.programmes import Programme
random.seed(1)
programme = Programme()
taken = [programme.add_variable(0, 1, whole=True) for _ in range(60)]
missed = [programme.add_variable(1.0) for _ in range(10)]
for row in range(5):
    weights = [random.randint(0, 99) for _ in taken]
    terms = dict(zip(taken, weights)) | {missed[2 * row]: 1.0, missed[2 * row + 1]: -1.0}
    programme.add_row(terms, lower=sum(weights) // 2, upper=sum(weights) // 2)
print("begun", flush=True)
"""


def test_ctrl_c_ends_the_solver():
    code = f"{HARD}\ntry:\n    programme.solve()\nexcept KeyboardInterrupt:\n    print('ended', flush=True)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "begun\n"
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60) == ("ended\n", None)
    assert process.returncode == 0


def test_a_programme_that_is_not_proven_in_time_tells_its_gap():
    made: dict[str, Programme] = {}
    exec(HARD, made)  # the market split problem: its root bound is 0, and no solution of 0 is known in time
    solution = made["programme"].solve(time_limit_s=2)
    assert solution.status is Status.FEASIBLE
    assert solution.bound <= solution.objective
    assert solution.gap == pytest.approx(1, abs=1e-6)
