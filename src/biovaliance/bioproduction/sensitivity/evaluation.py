"""Many runs of a model, here or on any executor of `concurrent.futures`, with the same results in the same
order.
"""

from collections.abc import Callable
from concurrent.futures import Executor

import numpy as np

from biovaliance.bioproduction.sensitivity.parameters import Matrix, Vector
from biovaliance.foundation.errors import InputError

Model = Callable[[Matrix], Vector]
"""Returns one result for each row of a matrix of parameter values."""

ROWS_PER_TASK = 500


def evaluate(
    model: Model, matrix: Matrix, *, executor: Executor | None = None, rows_per_task: int = ROWS_PER_TASK
) -> Vector:
    """Return the model's result for each row.

    With an executor (threads, processes, Dask's), blocks of rows are tasks of their own; a process pool
    needs a model it can pickle, such as a function of a module.

    Raises:
        InputError: the model returns another number of results than there are rows, or a result is no number.
    """
    if executor is None:
        results = np.asarray(model(matrix), dtype=np.float64)
    else:
        blocks = [matrix[first : first + rows_per_task] for first in range(0, len(matrix), rows_per_task)]
        parts = [np.asarray(part, dtype=np.float64) for part in executor.map(model, blocks)]
        results = np.concatenate(parts) if parts else np.zeros(0)
    if results.shape != (len(matrix),):
        raise InputError(
            f"The model returned results of shape {results.shape} for {len(matrix)} rows; expected one "
            "number a row."
        )
    wrong = np.flatnonzero(~np.isfinite(results))
    if wrong.size:
        values = ", ".join(f"{value:g}" for value in matrix[wrong[0]])
        raise InputError(
            f"The model gave {results[wrong[0]]:g} for the parameter values {values} ({wrong.size} of "
            f"{len(matrix)} runs are no numbers); narrow the ranges to where the model holds."
        )
    return results
