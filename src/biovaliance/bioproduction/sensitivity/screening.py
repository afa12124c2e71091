"""Which parameters matter at all: Morris's elementary effects, sampled and analysed by SALib.

Effects are per unit of the parameter's share, 0 at its lowest to 1 at its highest value, so that they
compare.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from biovaliance.bioproduction.sensitivity.evaluation import Model, evaluate
from biovaliance.bioproduction.sensitivity.parameters import Parameter, check_parameters, values_at
from biovaliance.bioproduction.sensitivity.sampling import unit_problem
from biovaliance.foundation.errors import InputError


@dataclass(frozen=True, slots=True)
class ElementaryEffect:
    """Mean effect (with sign), mean absolute effect with its interval, and how much the effect varies.

    A large `sd` beside the mean absolute effect tells of interactions or of a bent response.
    """

    parameter: Parameter
    mean: float
    mean_absolute: float
    mean_absolute_ci95: tuple[float, float]
    sd: float


def elementary_effects(
    model: Model,
    parameters: Sequence[Parameter],
    *,
    seed: int,
    trajectories: int = 50,
    levels: int = 4,
    executor: Executor | None = None,
) -> tuple[ElementaryEffect, ...]:
    """Return the effects, largest first: trajectories x (parameters + 1) runs.

    Raises:
        InputError: there are fewer than 2 trajectories, or the levels are odd or fewer than 4.

    Source:
        M. D. Morris (1991), Technometrics 33(2), 161-174; F. Campolongo, J. Cariboni, A. Saltelli (2007),
        Environmental Modelling & Software 22(10), 1509-1518 (the mean absolute effect).
    """
    check_parameters(parameters)
    if trajectories < 2 or levels < 4 or levels % 2:
        raise InputError(
            f"{trajectories} trajectories on {levels} levels; expected at least 2, and an even number from 4 "
            "of levels."
        )
    from SALib.analyze import morris as morris_analysis  # noqa: PLC0415 -- slow import
    from SALib.sample import morris as morris_sampling  # noqa: PLC0415 -- slow import

    problem = unit_problem(parameters)
    points = morris_sampling.sample(problem, trajectories, num_levels=levels, seed=seed)
    results = evaluate(model, values_at(parameters, points), executor=executor)
    found = morris_analysis.analyze(
        problem, points, results, num_levels=levels, num_resamples=1000, seed=seed
    )
    effects = []
    for place, parameter in enumerate(parameters):
        mean, absolute, half = (float(found[key][place]) for key in ("mu", "mu_star", "mu_star_conf"))
        interval = max(0.0, absolute - half), absolute + half
        effects.append(ElementaryEffect(parameter, mean, absolute, interval, float(found["sigma"][place])))
    return tuple(sorted(effects, key=lambda effect: -effect.mean_absolute))
