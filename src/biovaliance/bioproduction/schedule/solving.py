"""Running the solver so that it can be stopped at any moment and says what it has found."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    ended = threading.Event()

    def work() -> None:
        try:
            statuses.append(int(solver.solve(model)))
        finally:
            ended.set()

    with _heard_interrupts() as heard:
        threading.Thread(target=work, daemon=True).start()
        stopped = False
        # An interrupted `Thread.join` takes a thread that works on for dead (Python 3.11 and 3.12).
        while not ended.wait(_LOOK_S):
            stopped = stopped or bool(heard) or stop()
            if stopped:
                solver.stop_search()
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


@contextmanager
def _heard_interrupts() -> Iterator[list[int]]:
    """Note Ctrl-C instead of raising it: at the wrong moment it would leave a search behind that goes on
    unseen, and the program could not end. Only the main thread is ever interrupted.
    """
    heard: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield heard
        return
    before = signal.getsignal(signal.SIGINT)
    if before in {None, signal.SIG_IGN}:
        yield heard
        return
    signal.signal(signal.SIGINT, lambda number, _frame: heard.append(number))
    try:
        yield heard
    finally:
        signal.signal(signal.SIGINT, before)
