"""Running a scenario: replications handed out to any executor, finished ones kept when somebody stops the
run.

    scenario ─> model ─> parts of replications ─> executor (threads, processes, Dask, ...) ─> what they say
    together

The kernel releases Python's lock, so threads use all cores; the reference engine needs processes. An executor
of your own is used as it is: `simulate(scenario, executor=client.get_executor())` runs on a Dask cluster.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from typing import Any

import numpy as np

from biovaliance.bioproduction.engine.model import Model, compile_scenario
from biovaliance.bioproduction.engine.parts import GOES_ON, Engine, Part, prepare, run_part
from biovaliance.bioproduction.engine.replications import Replication
from biovaliance.bioproduction.engine.results import Result, Run, summarise
from biovaliance.bioproduction.scenarios.checks import expected_arrivals, notices
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.extent import expected_events
from biovaliance.bioproduction.scenarios.left_out import hands_left_out
from biovaliance.bioproduction.scenarios.statuses import worst_status
from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.foundation.errors import InputError

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
USUAL_REPLICATIONS = 20
USUAL_PATIENTS = 2_000_000
"""Patients in all replications together beyond which fewer replications are run, where nobody says how many.
"""
USUAL_EVENTS = 500_000_000
"""Events in all of them, likewise."""
MOST_REPLICATIONS = 100_000
NO_GROUPS = np.zeros((0, 0, 2))
_VISITS_IN_PART = {"compiled": 400_000.0, "reference": 20_000.0}
"""Operations done in one part: about a quarter of a second, after which a run can be stopped and tells how
far it is.
"""


_PARTS_PER_CORE = 4


def usual_replications(scenario: Scenario) -> int:
    """Return how many replications are run where nobody says: 20, fewer where that is over two million
    patients, or over so many events that somebody would wait for minutes.
    """
    by_patients = USUAL_PATIENTS // max(1.0, expected_arrivals(scenario))
    by_events = USUAL_EVENTS // max(1.0, expected_events(scenario))
    return int(max(1, min(USUAL_REPLICATIONS, by_patients, by_events)))


@dataclass(slots=True)
class _Clock:
    started: float
    compiling: float = 0.0


def simulate(
    scenario: Scenario,
    replications: int | None = None,
    seed: int = 1,
    engine: Engine = "compiled",
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Result:
    """Run a scenario and return its figures.

    Ctrl-C stops it, or `stop` where that says so; when some replications are finished, their figures are
    returned with a notice that says so.

    Args:
        scenario: a checked scenario.
        replications: how many runs with their own random numbers; see `usual_replications` for the default.
        seed: the same seed gives the same figures, on any machine and with either engine.
        engine: "compiled", or "reference" for the readable one.
        executor: where parts of the work are run; threads or processes on all cores of this machine by
        default.
        progress: told how many replications are finished, and of how many.
        stop: asked some times a second whether to stop.

    Raises:
        InputError: the number of replications is out of range, or more patients wait at once than memory
        holds.
        KeyboardInterrupt: the run was stopped before any replication was finished.
    """
    wanted = usual_replications(scenario) if replications is None else replications
    if not 1 <= wanted <= MOST_REPLICATIONS:
        raise InputError(whole_sentence("replications", found=wanted, most=MOST_REPLICATIONS))
    model = compile_scenario(scenario)
    clock = _Clock(time.perf_counter())
    if engine == "compiled":
        prepare(model)
        clock.compiling = time.perf_counter() - clock.started
        clock.started = time.perf_counter()
    size = _part_size(scenario, wanted, engine)
    firsts = range(0, wanted, size)
    tasks = [(model, seed, first, min(size, wanted - first), engine) for first in firsts]
    parts, is_whole = _run(tasks, executor, _Watch(progress or _nobody, stop or _never))
    done = sum(len(part.replications) for part in parts)
    told = (*notices(scenario), *hands_left_out(scenario))
    if not is_whole:
        told = (whole_sentence("stopped", done=done, wanted=wanted), *told)
    run = Run(
        seed=seed,
        engine=engine,
        worst_status=str(worst_status(scenario)),
        seconds=time.perf_counter() - clock.started,
        compile_seconds=clock.compiling,
        notices=told,
    )
    return summarise(model, parts, run)


def replications_of(
    model: Model, replications: int, seed: int = 1, engine: Engine = "compiled", *, stop: Stop | None = None
) -> tuple[Replication, ...]:
    """Return each replication of a model in order, run on all cores: for comparisons, which need every one.

    Raises:
        InputError: more patients wait at once than memory holds.
        KeyboardInterrupt: Ctrl-C was pressed, or `stop` said so, before all were finished.
    """
    if engine == "compiled":
        prepare(model)
    size = -(-replications // (_PARTS_PER_CORE * cores()))
    firsts = range(0, replications, size)
    tasks = [(model, seed, first, min(size, replications - first), engine) for first in firsts]
    parts, is_whole = _run(tasks, None, _Watch(_nobody, stop or _never))
    if not is_whole:
        raise KeyboardInterrupt
    ordered = sorted(parts, key=lambda part: part.first)
    return tuple(one for part in ordered for one in part.replications)


def trace_of(scenario: Scenario, seed: int = 1, replication: int = 0, engine: Engine = "compiled") -> Part:
    """Return one replication with all its events: who, where, when, in which batch."""
    return run_part(compile_scenario(scenario), seed, replication, 1, engine, traced=True)


def _nobody(_done: int, _of: int) -> None:
    """Tell nobody."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class _Watch:
    """Who is told how far a run is, and who may stop it."""

    progress: Progress
    stop: Stop


def _part_size(scenario: Scenario, wanted: int, engine: Engine) -> int:
    """Return how many replications make a part: enough to be worth handing out, few enough to be stopped."""
    visits = max(1.0, expected_arrivals(scenario)) * len(scenario.operations)
    return int(max(1, min(_VISITS_IN_PART[engine] // visits, -(-wanted // (2 * cores())))))


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


Task = tuple[Model, int, int, int, Engine]


def _run(tasks: Sequence[Task], executor: Executor | None, watch: _Watch) -> tuple[list[Part], bool]:
    """Return the finished parts, and whether these are all."""
    engine = tasks[0][4]
    if executor is not None:
        return _hand_out(tasks, executor, watch, {})
    if len(tasks) == 1 or cores() == 1:
        return _one_by_one(tasks, watch)
    if engine == "reference":
        with ProcessPoolExecutor(cores(), get_context("spawn"), _begin_worker) as processes:
            return _hand_out(tasks, processes, watch, {})
    with ThreadPoolExecutor(cores()) as threads:
        return _hand_out(tasks, threads, watch, {"stop": np.zeros(1, np.int64)})


def _one_by_one(tasks: Sequence[Task], watch: _Watch) -> tuple[list[Part], bool]:
    """Run parts in a thread of their own, so that Ctrl-C is heard while the kernel works."""
    with ThreadPoolExecutor(1) as thread:
        return _hand_out(tasks, thread, watch, {"stop": np.zeros(1, np.int64)})


def _begin_worker() -> None:
    """Leave Ctrl-C to the process that hands out the work, and end with it, even where it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # nobody is left to be told


def _hand_out(
    tasks: Sequence[Task], executor: Executor, watch: _Watch, more: dict[str, Any]
) -> tuple[list[Part], bool]:
    total = sum(task[3] for task in tasks)
    parts: list[Part] = []
    waiting: set[Future[Part]] = set()
    try:
        for task in tasks:
            waiting.add(executor.submit(run_part, *task, **more))
        while waiting:
            done, waiting = wait(
                waiting, timeout=0.2, return_when=FIRST_COMPLETED
            )  # a moment, so Ctrl-C is heard
            for future in done:
                parts.append(_kept(future.result(), total))
                watch.progress(sum(len(part.replications) for part in parts), total)
            if waiting and watch.stop():
                raise KeyboardInterrupt
    except KeyboardInterrupt:
        _stop(more.get("stop", GOES_ON), waiting)
        parts.extend(_kept(part, total) for part in _finished(waiting))
        if not parts:
            raise
        return parts, False
    except BaseException:
        _stop(more.get("stop", GOES_ON), waiting)
        raise
    return parts, True


def _kept(part: Part, total: int) -> Part:
    """Return a part without what only a single run needs, so that many take little memory."""
    if total > 1:
        for one in part.replications:
            one.groups = NO_GROUPS
            one.moments, one.pools = one.moments.copy(), one.pools.copy()
            one.counts, one.steps = one.counts.copy(), one.steps.copy()
            one.stocks, one.stock_hours = one.stocks.copy(), one.stock_hours.copy()
            one.lacking_hours = one.lacking_hours.copy()
    return part


def _stop(stop: Any, waiting: set[Future[Part]]) -> None:
    if stop is not GOES_ON:
        stop[0] = 1
    for future in waiting:
        future.cancel()


def _finished(waiting: set[Future[Part]]) -> list[Part]:
    return [
        future.result()
        for future in waiting
        if future.done() and not future.cancelled() and future.exception() is None
    ]
