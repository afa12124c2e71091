"""Uncertain parameters, and their values drawn from points of the unit cube."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from biovaliance.foundation.errors import InputError

Matrix = npt.NDArray[np.float64]
"""One row for each run, one column for each parameter in order."""
Vector = npt.NDArray[np.float64]
"""One result for each run."""


class Shape(StrEnum):
    """How a parameter spreads between its limits; a triangle has its peak at the typical value."""

    UNIFORM = "uniform"
    TRIANGULAR = "triangular"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter by name with its lowest, typical and highest value."""

    name: str
    low: float
    typical: float
    high: float
    unit: str = ""
    shape: Shape = Shape.UNIFORM

    def __post_init__(self) -> None:
        numbers = self.low, self.typical, self.high
        if not all(math.isfinite(number) for number in numbers) or not self.low <= self.typical <= self.high:
            raise InputError(
                f"Parameter '{self.name}': low {self.low:g}, typical {self.typical:g}, high {self.high:g}; "
                "expected three numbers in that order."
            )
        if self.low == self.high:
            raise InputError(
                f"Parameter '{self.name}' is {self.low:g} throughout; give it a range, or leave it out of "
                "the study."
            )


def check_parameters(parameters: Sequence[Parameter]) -> None:
    """Refuse an empty list, and two parameters of one name.

    Raises:
        InputError: either is the case.
    """
    if not parameters:
        raise InputError("There is no parameter to vary; give at least one with a range.")
    name, count = Counter(parameter.name for parameter in parameters).most_common(1)[0]
    if count > 1:
        raise InputError(f"{count} parameters are called '{name}'; give each a name of its own.")


def typical_values(parameters: Sequence[Parameter]) -> Vector:
    """Return the typical value of each parameter."""
    return np.array([parameter.typical for parameter in parameters], dtype=np.float64)


def values_at(parameters: Sequence[Parameter], points: Matrix) -> Matrix:
    """Return the parameters' values at points of the unit cube, each column by the quantiles of its
    parameter.
    """
    columns = [_quantile(parameter, points[:, place]) for place, parameter in enumerate(parameters)]
    return np.column_stack(columns)


def _quantile(parameter: Parameter, share: Vector) -> Vector:
    width = parameter.high - parameter.low
    if parameter.shape is Shape.UNIFORM:
        return np.asarray(parameter.low + share * width)
    rising, falling = parameter.typical - parameter.low, parameter.high - parameter.typical
    below = parameter.low + np.sqrt(share * width * rising)
    above = parameter.high - np.sqrt((1 - share) * width * falling)
    return np.where(share * width <= rising, below, above)
