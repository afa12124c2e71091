"""Values of uncertain parameters drawn over all of their ranges at once, by SALib.

SALib brings pandas and SciPy with it, a second to load: it is loaded when it is first asked for, so that a
program which draws nothing does not wait for it.
"""

from collections.abc import Sequence

from biovaliance.bioproduction.sensitivity.parameters import Matrix, Parameter, values_at


def drawn_values(parameters: Sequence[Parameter], draws: int, *, seed: int) -> Matrix:
    """Return a row of values for each draw, a column for each parameter: a Latin hypercube.

    Source:
        M. McKay, R. Beckman, W. Conover (1979), Technometrics 21(2), 239-245.
    """
    from SALib.sample import latin  # noqa: PLC0415 -- slow import

    return values_at(parameters, latin.sample(unit_problem(parameters), draws, seed=seed))


def load_sampler() -> None:
    """Load what draws, for those who have the time before somebody asks."""
    import SALib.sample.latin  # noqa: F401, PLC0415 -- slow import


def unit_problem(parameters: Sequence[Parameter]) -> dict[str, object]:
    """Return SALib's description of the unit cube of some parameters."""
    return {
        "num_vars": len(parameters),
        "names": [parameter.name for parameter in parameters],
        "bounds": [[0.0, 1.0] for _ in parameters],
    }
