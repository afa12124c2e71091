"""Which of a scenario's numbers the cost depends on: tornado, Morris and Sobol over the ranges it states."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from biovaliance.bioproduction.costs.kernel import AS_STATED, CostKernel, Volume
from biovaliance.bioproduction.costs.numbers import Numbers, Row, Vector
from biovaliance.bioproduction.sensitivity.parameters import Matrix, Parameter, Shape
from biovaliance.bioproduction.sensitivity.screening import elementary_effects
from biovaliance.bioproduction.sensitivity.tornado import tornado
from biovaliance.bioproduction.sensitivity.variance import variance_study
from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.bioproduction.words.titles import library_title
from biovaliance.foundation.errors import InputError

Method = Literal["tornado", "morris", "sobol"]
ROWS_AT_ONCE = 8192
"""Scenarios worked out together: their columns fit the cache of a core."""


@dataclass(frozen=True, slots=True)
class CostModel:
    """The cost of a dose as a function of the uncertain numbers of a scenario, a column for each."""

    numbers: Numbers
    rows: tuple[Row, ...]
    volume: Volume = AS_STATED

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The uncertain numbers, triangular where the typical one lies within the range."""
        return tuple(_parameter(row) for row in self.rows)

    def __call__(self, matrix: Matrix) -> Vector:
        """Return the cost of a released dose for each row of values."""
        parts = [self._part(matrix[at : at + ROWS_AT_ONCE]) for at in range(0, len(matrix), ROWS_AT_ONCE)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _part(self, matrix: Matrix) -> Vector:
        columns = {row.place: np.ascontiguousarray(matrix[:, at]) for at, row in enumerate(self.rows)}
        cost = CostKernel(self.numbers.over(columns)).cost(self.volume).cost_per_dose
        return np.array(np.broadcast_to(cost, (len(matrix),)), dtype=np.float64)


def cost_model(numbers: Numbers, volume: Volume = AS_STATED) -> CostModel:
    """Return the cost as a function of all numbers that have a range.

    Raises:
        InputError: no number has a range.
    """
    rows = uncertain_rows(numbers)
    if not rows:
        raise InputError(whole_sentence("no-range", name=library_title(numbers.scenario.scenario.name)))
    return CostModel(numbers, rows, volume)


def uncertain_rows(numbers: Numbers) -> tuple[Row, ...]:
    """Return the numbers with a range, in file order."""
    return tuple(row for row in numbers.rows.values() if row.span[0] < row.span[1])


def _parameter(row: Row) -> Parameter:
    low, high = row.span
    shape = Shape.TRIANGULAR if low < row.number < high else Shape.UNIFORM
    return Parameter(row.name, low, row.number, high, row.parameter.unit, shape)


def cost_study(
    model: CostModel,
    method: Method,
    *,
    seed: int = 1,
    runs: int | None = None,
    executor: Executor | None = None,
) -> dict[str, Any]:
    """Return a study of the cost as JSON values, the parameters that matter most first.

    `runs` is the number of trajectories of Morris (50), or of base points of Sobol (1,024); an executor of
    `concurrent.futures` shares them out.
    """
    head = {
        "name": model.numbers.scenario.scenario.name,
        "method": method,
        "currency": "EUR",
        "price_year": model.numbers.year,
        "result": "cost_eur_per_released_dose",
    }
    of: dict[str, Callable[[], dict[str, Any]]] = {
        "tornado": lambda: _tornado(model, executor),
        "morris": lambda: _morris(model, seed, 50 if runs is None else runs, executor),
        "sobol": lambda: _sobol(model, seed, 1024 if runs is None else runs, executor),
    }
    return {**head, **of[method]()}


def _described(model: CostModel, parameter: Parameter) -> dict[str, Any]:
    row = next(row for row in model.rows if row.name == parameter.name)
    return {
        "name": parameter.name,
        "low": parameter.low,
        "typical": parameter.typical,
        "high": parameter.high,
        "status": str(row.status),
        "source": row.source,
    }


def _tornado(model: CostModel, executor: Executor | None) -> dict[str, Any]:
    found = tornado(model, model.parameters, executor=executor)
    bars = [
        {**_described(model, bar.parameter), "at_low": bar.at_low, "at_high": bar.at_high, "swing": bar.swing}
        for bar in found.bars
    ]
    return {"typical": found.typical, "runs": 1 + 2 * len(bars), "parameters": bars}


def _morris(model: CostModel, seed: int, trajectories: int, executor: Executor | None) -> dict[str, Any]:
    found = elementary_effects(
        model, model.parameters, seed=seed, trajectories=trajectories, executor=executor
    )
    effects = [
        {
            **_described(model, each.parameter),
            "mean": each.mean,
            "mean_absolute": each.mean_absolute,
            "mean_absolute_ci95": list(each.mean_absolute_ci95),
            "sd": each.sd,
        }
        for each in found
    ]
    return {"seed": seed, "runs": trajectories * (len(effects) + 1), "parameters": effects}


def _sobol(model: CostModel, seed: int, points: int, executor: Executor | None) -> dict[str, Any]:
    found = variance_study(model, model.parameters, seed=seed, base_points=points, executor=executor)
    shares = [
        {
            **_described(model, each.parameter),
            "first": each.first,
            "first_ci95": list(each.first_ci95),
            "total": each.total,
            "total_ci95": list(each.total_ci95),
        }
        for each in found.shares
    ]
    whole = {
        "seed": seed,
        "runs": found.runs,
        "mean": found.mean,
        "sd": found.sd,
        "range95": list(found.range95),
    }
    return {**whole, "parameters": shares}
