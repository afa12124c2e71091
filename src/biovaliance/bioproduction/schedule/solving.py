"""Running the solver so that it can be stopped at any moment and says what it has found."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from ortools.sat.python import cp_model

Stop = Callable[[], bool]
_FOUND = frozenset({cp_model.OPTIMAL, cp_model.FEASIBLE})
_LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class Effort:
    """How much a search may do.

    With `work`, in the solver's own count of operations, the same seed gives the same schedule on any
    machine, however busy it is; without it `seconds` end the search.
    """

    seconds: float = 20.0
    seed: int = 0
    workers: int = 2
    work: float | None = None

    def part(self, share: float) -> "Effort":
        """Return a part of it."""
        work = None if self.work is None else self.work * share
        return Effort(self.seconds * share, self.seed, self.workers, work)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a solver found: its objective and bound, None without a solution."""

    solver: cp_model.CpSolver
    found: bool
    proven: bool
    bound: float
    stopped: bool
    spent: float


def solve(model: cp_model.CpModel, effort: Effort, stop: Stop) -> Outcome:
    """Solve a model; Ctrl-C, or `stop`, ends the search with the best so far and `stopped`."""
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = effort.seed
    solver.parameters.num_workers = effort.workers
    solver.parameters.catch_sigint_signal = False  # Python hears it, and says so
    if effort.work is None:
        solver.parameters.max_time_in_seconds = max(0.05, effort.seconds)
    else:
        solver.parameters.max_deterministic_time = effort.work
        solver.parameters.interleave_search = effort.workers > 1
    statuses: list[int] = []
    thread = threading.Thread(target=lambda: statuses.append(int(solver.solve(model))), daemon=True)
    thread.start()
    try:
        stopped = _wait(thread, solver, stop)
    except KeyboardInterrupt:
        stopped = _wait(thread, solver, lambda: True)
    status = statuses[0] if statuses else int(cp_model.UNKNOWN)
    found = status in _FOUND
    usable = found or status == cp_model.UNKNOWN
    return Outcome(
        solver=solver,
        found=found,
        proven=status == cp_model.OPTIMAL,
        bound=solver.best_objective_bound if usable and statuses else 0.0,
        stopped=stopped,
        spent=solver.response_proto.deterministic_time if statuses else 0.0,
    )


def _wait(thread: threading.Thread, solver: cp_model.CpSolver, stop: Stop) -> bool:
    """Wait for a search, and end it when asked to; return whether it was."""
    stopped = False
    while thread.is_alive():
        try:
            thread.join(_LOOK_S)
            if stopped or stop():
                stopped = True
                solver.stop_search()
        except KeyboardInterrupt:
            stopped = True
    return stopped
