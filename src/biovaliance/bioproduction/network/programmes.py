"""Linear programmes with whole numbers, solved to a proven gap of 0 by HiGHS.

    variables (cost, upper limit, whole or not) ─┐
    rows (lower <= sum of terms <= upper) ───────┴─> solution: status, values, bound, gap

Source:
    Q. Huangfu, J. A. J. Hall (2018), Mathematical Programming Computation 10(1), 119-142 (HiGHS).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import highspy
import numpy as np
import numpy.typing as npt

from biovaliance.foundation.errors import BiovalianceError, InputError

TIME_LIMIT_S = 300.0
INFINITY = math.inf


class InfeasibleError(InputError):
    """The input is understood, and nothing satisfies it; the text says what falls short and how to mend
    it.
    """


class Status(StrEnum):
    """What is known of a programme after solving it."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The values of the variables, the objective, and the least that any solution costs (`bound`).

    Status 'feasible' is a solution found in time whose gap is not closed; 'unknown' is none found in time.
    """

    status: Status
    objective: float
    bound: float
    values: npt.NDArray[np.float64]

    @property
    def gap(self) -> float:
        """The share of the objective that may still be saved: 0 where the optimum is proven."""
        if self.status is Status.OPTIMAL:
            return 0.0
        if not math.isfinite(self.bound):
            return math.inf
        return abs(self.objective - self.bound) / max(abs(self.objective), 1e-9)


class _Quiet(highspy.Highs):
    """HiGHS without its banner, which the constructor prints while it switches its callbacks on."""

    def enableCallbacks(self) -> None:  # noqa: N802 -- a name of HiGHS
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _run(solver: highspy.Highs) -> None:
    """Solve in a thread of its own, so that Ctrl-C is heard, and ends it before it goes on."""
    solver.HandleUserInterrupt = True
    solver.startSolve()
    try:
        while not solver.wait(0.1)[0]:
            pass
    except KeyboardInterrupt:
        solver.cancelSolve()  # type: ignore[no-untyped-call]
        solver.wait()
        raise


class Programme:
    """A programme that grows variable by variable and row by row, and can be solved at any time."""

    def __init__(self) -> None:
        self.costs: list[float] = []
        self._uppers: list[float] = []
        self._whole: list[bool] = []
        self._row_limits: list[tuple[float, float]] = []
        self._row_starts: list[int] = []
        self._columns: list[int] = []
        self._coefficients: list[float] = []

    def add_variable(self, cost: float = 0.0, upper: float = INFINITY, *, whole: bool = False) -> int:
        """Add a variable of at least 0 and return its number."""
        self.costs.append(cost)
        self._uppers.append(upper)
        self._whole.append(whole)
        return len(self.costs) - 1

    def add_row(
        self, terms: Mapping[int, float], *, lower: float = -INFINITY, upper: float = INFINITY
    ) -> None:
        """Ask that the sum of coefficient times variable lies between two limits."""
        self._row_limits.append((lower, upper))
        self._row_starts.append(len(self._columns))
        self._columns.extend(terms)
        self._coefficients.extend(terms.values())

    def fix(self, variable: int, value: float) -> None:
        """Ask for one value of a variable."""
        self.add_row({variable: 1.0}, lower=value, upper=value)

    def solve(self, *, time_limit_s: float = TIME_LIMIT_S) -> Solution:
        """Return the cheapest solution; Ctrl-C ends the work.

        Raises:
            BiovalianceError: the solver gave up for a reason of its own, such as an unbounded programme.
        """
        solver = _Quiet()  # type: ignore[no-untyped-call]
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("threads", 1)  # the same answer on every machine
        solver.setOptionValue("random_seed", 0)
        solver.setOptionValue("time_limit", time_limit_s)
        self._pass_to(solver)
        _run(solver)
        return self._solution(solver)

    def _pass_to(self, solver: highspy.Highs) -> None:
        count, numbers = len(self.costs), np.arange(len(self.costs), dtype=np.int32)
        solver.addVars(count, np.zeros(count), np.array(self._uppers, dtype=np.float64))
        solver.changeColsCost(count, numbers, np.array(self.costs, dtype=np.float64))
        whole = numbers[np.array(self._whole, dtype=bool)]
        if whole.size:
            kinds = np.full(whole.size, highspy.HighsVarType.kInteger)
            solver.changeColsIntegrality(int(whole.size), whole, kinds)
        limits = np.array(self._row_limits, dtype=np.float64).reshape(-1, 2)
        solver.addRows(
            len(limits),
            limits[:, 0].copy(),
            limits[:, 1].copy(),
            len(self._columns),
            np.array(self._row_starts, dtype=np.int32),
            np.array(self._columns, dtype=np.int32),
            np.array(self._coefficients, dtype=np.float64),
        )

    def _solution(self, solver: highspy.Highs) -> Solution:
        found = solver.getModelStatus()
        names = highspy.HighsModelStatus
        values = np.array(solver.getSolution().col_value, dtype=np.float64)
        if found in {names.kInfeasible, names.kUnboundedOrInfeasible}:
            return Solution(Status.INFEASIBLE, math.nan, math.nan, np.zeros(0))
        information = solver.getInfo()
        objective = float(information.objective_function_value)
        if found == names.kOptimal:
            return Solution(Status.OPTIMAL, objective, objective, values)
        if found != names.kTimeLimit:
            told = solver.modelStatusToString(found)
            raise BiovalianceError(f"The solver stopped with '{told}'; this is a fault of the model.")
        bound = float(information.mip_dual_bound) if any(self._whole) else -math.inf
        if not values.size or not math.isfinite(objective):
            return Solution(Status.UNKNOWN, math.nan, bound, np.zeros(0))
        return Solution(Status.FEASIBLE, objective, bound, values)
