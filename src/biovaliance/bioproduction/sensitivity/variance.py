"""How much of the result's variance each parameter brings: Sobol indices, sampled and analysed by SALib."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from biovaliance.bioproduction.sensitivity.evaluation import Model, evaluate
from biovaliance.bioproduction.sensitivity.parameters import Parameter, Vector, check_parameters, values_at
from biovaliance.bioproduction.sensitivity.sampling import unit_problem
from biovaliance.foundation.errors import InputError


@dataclass(frozen=True, slots=True)
class VarianceShare:
    """The share a parameter brings alone (`first`) and with all its interactions (`total`), with
    intervals.
    """

    parameter: Parameter
    first: float
    first_ci95: tuple[float, float]
    total: float
    total_ci95: tuple[float, float]


@dataclass(frozen=True, slots=True)
class VarianceStudy:
    """The result's mean, standard deviation and 95 % range, and what brings its variance, largest total
    first.
    """

    runs: int
    mean: float
    sd: float
    range95: tuple[float, float]
    shares: tuple[VarianceShare, ...]


def variance_study(
    model: Model,
    parameters: Sequence[Parameter],
    *,
    seed: int,
    base_points: int = 1024,
    resamples: int = 1000,
    executor: Executor | None = None,
) -> VarianceStudy:
    """Return the Sobol indices of a model: base points x (parameters + 2) runs.

    Intervals lie between the 2.5th and 97.5th percentile of bootstrap resamples. A result that does not vary
    has shares of 0.

    Raises:
        InputError: the base points are no power of 2, which the sequence needs to be balanced.

    Source:
        I. M. Sobol (2001), Mathematics and Computers in Simulation 55, 271-280; A. Saltelli et al. (2010),
        Computer Physics Communications 181(2), 259-270 (estimators, as in SALib).
    """
    check_parameters(parameters)
    if base_points < 2 or base_points & (base_points - 1):
        raise InputError(f"{base_points} base points; expected a power of 2, such as 1024.")
    from SALib.sample import sobol as sobol_sampling  # noqa: PLC0415 -- slow import

    problem = unit_problem(parameters)
    points = sobol_sampling.sample(problem, base_points, calc_second_order=False, scramble=True, seed=seed)
    results = evaluate(model, values_at(parameters, points), executor=executor)
    return VarianceStudy(
        runs=len(results),
        mean=float(results.mean()),
        sd=float(results.std(ddof=1)),
        range95=_interval(results),
        shares=_shares(problem, parameters, results, resamples, seed),
    )


def _shares(
    problem: dict[str, object], parameters: Sequence[Parameter], results: Vector, resamples: int, seed: int
) -> tuple[VarianceShare, ...]:
    if np.ptp(results) <= 1e-12 * np.abs(results).max():
        return tuple(VarianceShare(parameter, 0.0, (0.0, 0.0), 0.0, (0.0, 0.0)) for parameter in parameters)
    from SALib.analyze import sobol as sobol_analysis  # noqa: PLC0415 -- slow import

    found = sobol_analysis.analyze(
        problem, results, calc_second_order=False, num_resamples=resamples, keep_resamples=True, seed=seed
    )
    shares = [
        VarianceShare(
            parameter=parameter,
            first=float(found["S1"][place]),
            first_ci95=_interval(found["S1_conf_all"][:, place]),
            total=float(found["ST"][place]),
            total_ci95=_interval(found["ST_conf_all"][:, place]),
        )
        for place, parameter in enumerate(parameters)
    ]
    return tuple(sorted(shares, key=lambda share: -share.total))


def _interval(values: Vector) -> tuple[float, float]:
    low, high = np.percentile(values, (2.5, 97.5))
    return float(low), float(high)
