"""One parameter at a time from its lowest to its highest value, the others typical: a tornado."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from biovaliance.bioproduction.sensitivity.evaluation import Model, evaluate
from biovaliance.bioproduction.sensitivity.parameters import Parameter, check_parameters, typical_values


@dataclass(frozen=True, slots=True)
class Bar:
    """The result with one parameter at its lowest and at its highest value."""

    parameter: Parameter
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """How far apart the two results are."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, slots=True)
class Tornado:
    """The result with everything typical, and the bars, longest first."""

    typical: float
    bars: tuple[Bar, ...]


def tornado(model: Model, parameters: Sequence[Parameter], *, executor: Executor | None = None) -> Tornado:
    """Return the tornado of a model: 1 + 2 runs for each parameter.

    Interactions are not seen, nor is a result that rises and falls again between the two ends.
    """
    check_parameters(parameters)
    matrix = np.tile(typical_values(parameters), (1 + 2 * len(parameters), 1))
    for place, parameter in enumerate(parameters):
        matrix[1 + 2 * place, place], matrix[2 + 2 * place, place] = parameter.low, parameter.high
    typical, *ends = (float(result) for result in evaluate(model, matrix, executor=executor))
    bars = [Bar(parameter, *ends[2 * place : 2 * place + 2]) for place, parameter in enumerate(parameters)]
    return Tornado(typical, tuple(sorted(bars, key=lambda bar: -bar.swing)))
