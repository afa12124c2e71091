"""Tornado, Morris and Sobol against functions whose answers are known exactly."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

from biovaliance.bioproduction.sensitivity.evaluation import evaluate
from biovaliance.bioproduction.sensitivity.parameters import (
    Parameter,
    Shape,
    check_parameters,
    values_at,
)
from biovaliance.bioproduction.sensitivity.screening import elementary_effects
from biovaliance.bioproduction.sensitivity.tornado import tornado
from biovaliance.bioproduction.sensitivity.variance import variance_study
from biovaliance.foundation.errors import InputError
from tests.bioproduction.analytic import analytic_cases
from tests.bioproduction.sensitivity.models import (
    ISHIGAMI_PARAMETERS,
    SOBOL_G_PARAMETERS,
    ishigami,
    sobol_g,
    weighted_sum,
)

THREE = (Parameter("a", 0, 1, 2), Parameter("b", 0, 1, 3), Parameter("c", 0.5, 1, 1))


def test_a_tornado_shows_each_parameter_at_its_ends_longest_first():
    found = tornado(weighted_sum, THREE)
    assert found.typical == 6
    bars = [(bar.parameter.name, bar.at_low, bar.at_high, bar.swing) for bar in found.bars]
    assert bars == [("b", 4, 10, 6), ("a", 5, 7, 2), ("c", 4.5, 6, 1.5)]


@pytest.mark.parametrize(
    ("name", "model", "parameters"),
    [("Ishigami", ishigami, ISHIGAMI_PARAMETERS), ("Sobol G (8)", sobol_g, SOBOL_G_PARAMETERS)],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_sobol_indices_are_those_known(shared_data, name, model, parameters, seed):
    """The analytic indices of I. M. Sobol's G function and of the Ishigami function, to 0.01."""
    case = analytic_cases(shared_data)[name]
    study = variance_study(model, parameters, seed=seed, base_points=4096, resamples=50)
    found = {share.parameter.name: share for share in study.shares}
    first = [found[parameter.name].first for parameter in parameters]
    total = [found[parameter.name].total for parameter in parameters]
    assert first == pytest.approx(case["S1"], abs=0.01)
    assert total == pytest.approx(case["ST"], abs=0.01)
    assert study.sd**2 == pytest.approx(case["V"], rel=0.02)
    assert study.runs == 4096 * (len(parameters) + 2)
    for share in study.shares:
        assert share.first_ci95[0] <= share.first <= share.first_ci95[1]
        assert share.total_ci95[0] <= share.total <= share.total_ci95[1]


def test_shares_of_a_sum_are_those_of_the_squared_weights():
    # 1, 4 and 9 of 14, and no interaction, for parameters of the same width.
    same = tuple(Parameter(name, 0, 0.5, 1) for name in "abc")
    study = variance_study(weighted_sum, same, seed=1)
    assert [share.parameter.name for share in study.shares] == ["c", "b", "a"]
    assert [share.first for share in study.shares] == pytest.approx([9 / 14, 4 / 14, 1 / 14], abs=0.005)
    assert [share.total for share in study.shares] == pytest.approx([9 / 14, 4 / 14, 1 / 14], abs=0.005)
    assert study.mean == pytest.approx(3, abs=1e-3)


def test_a_result_that_does_not_vary_has_no_shares():
    study = variance_study(lambda matrix: np.full(len(matrix), 7.0), THREE, seed=1, base_points=8)
    assert {(share.first, share.total) for share in study.shares} == {(0.0, 0.0)}
    assert (study.mean, study.sd) == (7.0, 0.0)


def test_the_same_seed_gives_the_same_study_and_another_seed_another():
    studies = [variance_study(ishigami, ISHIGAMI_PARAMETERS, seed=seed, base_points=64) for seed in (5, 5, 6)]
    assert studies[0] == studies[1]
    assert studies[0] != studies[2]


def test_effects_of_a_sum_are_its_weights_times_the_width():
    effects = elementary_effects(weighted_sum, THREE, seed=1, trajectories=10)
    assert [(each.parameter.name, each.mean_absolute) for each in effects] == [
        ("b", pytest.approx(6)),
        ("a", pytest.approx(2)),
        ("c", pytest.approx(1.5)),
    ]
    assert all(each.sd == pytest.approx(0, abs=1e-9) for each in effects)
    assert all(each.mean == pytest.approx(each.mean_absolute) for each in effects)


def test_screening_finds_the_parameters_that_matter_and_those_that_bend():
    effects = {each.parameter.name: each for each in elementary_effects(sobol_g, SOBOL_G_PARAMETERS, seed=1)}
    # The weights rise, so that each parameter matters less than the one before; the last four not at all.
    sizes = [effects[parameter.name].mean_absolute for parameter in SOBOL_G_PARAMETERS]
    assert sizes[:4] == sorted(sizes[:4], reverse=True)
    assert max(sizes[4:]) < 0.05 * sizes[0]
    assert effects["x0"].mean_absolute_ci95[0] > sizes[4]
    assert effects["x0"].sd > 0.5 * effects["x0"].mean_absolute


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_an_executor_gives_the_same_results(kind):
    pool = ThreadPoolExecutor(2) if kind == "threads" else ProcessPoolExecutor(2, get_context("spawn"))
    with pool as executor:
        there = variance_study(ishigami, ISHIGAMI_PARAMETERS, seed=1, base_points=512, executor=executor)
    assert there == variance_study(ishigami, ISHIGAMI_PARAMETERS, seed=1, base_points=512)


def test_quantiles_of_a_triangle_are_exact():
    # Low 0, peak 1, high 4: half the rise is at 1/4 of the area; F(1) = 1/4, F(2) = 1 - 4 / 12.
    triangle = (Parameter("t", 0, 1, 4, shape=Shape.TRIANGULAR),)
    points = np.array([[0.0], [1 / 16], [0.25], [2 / 3], [1.0]])
    assert values_at(triangle, points)[:, 0] == pytest.approx([0, 0.5, 1, 2, 4])


@pytest.mark.parametrize(
    ("model", "told"),
    [
        (lambda matrix: matrix, r"The model returned results of shape \(7, 3\) for 7 rows"),
        (lambda matrix: np.log(matrix[:, 1] - 0.5), "The model gave nan for the parameter values 1, 0, 1"),
    ],
)
def test_results_that_are_no_numbers_are_refused(model, told):
    with np.errstate(invalid="ignore"), pytest.raises(InputError, match=told):
        tornado(model, THREE)


def test_no_rows_give_no_results():
    with ThreadPoolExecutor(1) as executor:
        assert evaluate(weighted_sum, np.zeros((0, 3)), executor=executor).size == 0


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (
            lambda: Parameter("p", 2, 1, 3),
            "Parameter 'p': low 2, typical 1, high 3; expected three numbers in that",
        ),
        (lambda: Parameter("p", 1, 1, 1), "Parameter 'p' is 1 throughout; give it a range"),
        (lambda: Parameter("p", 0, float("nan"), 1), "Parameter 'p': low 0, typical nan, high 1"),
        (lambda: check_parameters([]), "There is no parameter to vary"),
        (lambda: check_parameters([THREE[0], THREE[0]]), "2 parameters are called 'a'"),
        (
            lambda: variance_study(weighted_sum, THREE, seed=1, base_points=1000),
            "1000 base points; expected a power",
        ),
        (lambda: elementary_effects(weighted_sum, THREE, seed=1, levels=5), "50 trajectories on 5 levels"),
    ],
)
def test_studies_that_make_no_sense_are_refused(call, told):
    with pytest.raises(InputError, match=told):
        call()
