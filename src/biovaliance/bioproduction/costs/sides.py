"""Two scenarios whose uncertain numbers are columns of one matrix, those they share drawn once for both."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from biovaliance.bioproduction.costs.kernel import CostKernel, Volume
from biovaliance.bioproduction.costs.numbers import Numbers, Place, Vector
from biovaliance.bioproduction.costs.studies import CostModel, uncertain_rows
from biovaliance.bioproduction.sensitivity.parameters import Matrix, Parameter


@dataclass(frozen=True, slots=True)
class Side:
    """One of two scenarios whose uncertain numbers are columns of the same matrix."""

    numbers: Numbers
    columns: Mapping[Place, int]

    def at_volume(self, volumes: Vector, matrix: Matrix) -> Vector:
        """Return the cost for each volume and row."""
        laid = self.numbers.over({place: matrix[:, at] for place, at in self.columns.items()})
        cost = CostKernel(laid).cost(Volume(doses_per_year=volumes)).cost_per_dose
        return np.array(np.broadcast_to(cost, volumes.shape), dtype=np.float64)

    def over_volumes(self, volumes: Vector, matrix: Matrix) -> Matrix:
        """Return the cost for each row (down) and each volume (across)."""
        laid = self.numbers.over({place: matrix[:, at : at + 1] for place, at in self.columns.items()})
        return np.asarray(CostKernel(laid).cost(Volume(doses_per_year=volumes[np.newaxis, :])).cost_per_dose)

    def at_demand(self, matrix: Matrix) -> Vector:
        """Return the cost for each row at the demand the scenario states."""
        laid = self.numbers.over({place: matrix[:, at] for place, at in self.columns.items()})
        return np.array(
            np.broadcast_to(CostKernel(laid).cost().cost_per_dose, (len(matrix),)), dtype=np.float64
        )


def shared_sides(first: Numbers, other: Numbers) -> tuple[tuple[Parameter, ...], tuple[Side, Side]]:
    """Return the uncertain numbers of two scenarios, shared ones once, and where each reads them."""
    parameters: list[Parameter] = []
    known: dict[tuple[str, float, float, float], int] = {}
    sides = []
    for letter, numbers in (("a", first), ("b", other)):
        rows = uncertain_rows(numbers)
        columns: dict[Place, int] = {}
        for row, parameter in zip(rows, CostModel(numbers, rows).parameters, strict=True):
            key = (row.name, parameter.low, parameter.typical, parameter.high)
            if key not in known:
                known[key] = len(parameters)
                name = f"{letter}: {parameter.name}"
                parameters.append(
                    Parameter(
                        name,
                        parameter.low,
                        parameter.typical,
                        parameter.high,
                        parameter.unit,
                        parameter.shape,
                    )
                )
            columns[row.place] = known[key]
        sides.append(Side(numbers, columns))
    return tuple(parameters), (sides[0], sides[1])
