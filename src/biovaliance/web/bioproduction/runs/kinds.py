"""What can be run, and how each kind is worked out: plain Python that knows neither Django nor a database.

simulation   replications of the line, and the events of the first one where they are few
morris       which uncertain numbers the cost of a dose depends on at all
sobol        how much of its variance each of them brings
next-unit    what one more unit of each pool changes
day          what a day of waiting is worth
schedule     who is treated when, by whom and in what, in the next weeks
"""

import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from biovaliance.bioproduction.scenarios import extent
from biovaliance.bioproduction.scenarios.document import Scenario

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
Settings = Mapping[str, Any]

MOST_TRACED_EVENTS = 50_000
"""Events of a replication up to which they are kept one by one: about half a megabyte, pressed together."""
PAIRED_REPLICATIONS = 20
"""Of each line, where lines are compared by the same random numbers."""
DAY_REPLICATIONS = 400
"""Of each line, where it is one day that is compared: the same as `decisions.waiting` takes."""
TRAJECTORIES = 50
BASE_POINTS = 1024
USUAL_PATIENTS = 20
USUAL_SEARCH_S = 20
MOST_KEPT_OPERATIONS = 4_000
"""Of a schedule; the first ones in time are kept, about a megabyte, and the number of the others is told."""
_SEARCH_THREADS = 2


class Kind(StrEnum):
    """What is worked out."""

    SIMULATION = "simulation"
    MORRIS = "morris"
    SOBOL = "sobol"
    NEXT_UNIT = "next-unit"
    DAY = "day"
    SCHEDULE = "schedule"

    @property
    def runs_the_line(self) -> bool:
        """Whether patients are sent through the line; else only its cost is worked out."""
        return self is Kind.SIMULATION or self.compares_lines

    @property
    def compares_lines(self) -> bool:
        """Whether several lines are run and told apart, which takes an interval."""
        return self in (Kind.NEXT_UNIT, Kind.DAY)


class StoppedError(Exception):
    """The run was stopped before anything was finished."""


@dataclass(frozen=True, slots=True)
class Worked:
    """What came out, as JSON values; whether all of what was asked; the trace as pressed CSV."""

    result: dict[str, Any]
    is_whole: bool = True
    trace: bytes | None = None


def work_out(kind: Kind, scenario: Scenario, settings: Settings, progress: Progress, stop: Stop) -> Worked:
    """Return what a kind of run gives.

    Args:
        kind: what is worked out.
        scenario: a checked scenario.
        settings: `seed`, and what the kind asks for: `replications`, `trajectories`, `base_points`, or
            `patients` and `seconds`.
        progress: told how much is finished, and of how much.
        stop: asked now and then whether to stop.

    Raises:
        StoppedError: it was stopped and nothing is finished.
        InputError: the scenario cannot be run so.
    """
    return _WAYS[kind](scenario, settings, progress, stop)


def expected_events(kind: Kind, scenario: Scenario, settings: Settings) -> int:
    """Return about how many events a run takes, those of shifts, breakdowns and deliveries too."""
    if not kind.runs_the_line:
        return 0
    lines = {Kind.SIMULATION: 1, Kind.DAY: 2}.get(kind, 1 + len(scenario.pools))
    return int(lines * settings["replications"] * extent.expected_events(scenario))


def _simulation(scenario: Scenario, settings: Settings, progress: Progress, stop: Stop) -> Worked:
    from biovaliance.bioproduction.engine.running import simulate  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.engine.timelines import timeline_of_scenario  # noqa: PLC0415 -- slow import

    wanted, seed = int(settings["replications"]), int(settings["seed"])
    try:
        found = simulate(scenario, wanted, seed, progress=progress, stop=stop)
    except KeyboardInterrupt:
        raise StoppedError from None
    is_whole = found.replications == wanted
    # How long it took is the machine's affair: the same question gives the same answer.
    result = {
        "simulation": replace(found, seconds=0.0, compile_seconds=0.0).to_json(),
        "histograms": found.histograms_json(),
        "timeline": timeline_of_scenario(scenario, seed).to_json(),
    }
    return Worked(result, is_whole, _trace(scenario, seed) if is_whole else None)


def _trace(scenario: Scenario, seed: int) -> bytes | None:
    """Return the events of the first replication, None where they are too many to keep."""
    if extent.events_of_patients(scenario) > MOST_TRACED_EVENTS:
        return None
    from biovaliance.bioproduction.engine.model import compile_scenario  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.engine.running import trace_of  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.engine.traces import trace_csv  # noqa: PLC0415 -- slow import

    part = trace_of(scenario, seed)
    return zlib.compress(trace_csv(compile_scenario(scenario), part.replications[0]).encode())


def _morris(scenario: Scenario, settings: Settings, progress: Progress, stop: Stop) -> Worked:
    return _study(scenario, ("morris", int(settings["seed"]), int(settings["trajectories"])), progress, stop)


def _sobol(scenario: Scenario, settings: Settings, progress: Progress, stop: Stop) -> Worked:
    return _study(scenario, ("sobol", int(settings["seed"]), int(settings["base_points"])), progress, stop)


def _study(scenario: Scenario, asked: tuple[Any, int, int], progress: Progress, stop: Stop) -> Worked:
    from biovaliance.bioproduction.costs.numbers import numbers_of  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.costs.studies import cost_model, cost_study  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.prices import bundled_prices  # noqa: PLC0415 -- slow import

    method, seed, runs = asked
    model = cost_model(numbers_of(scenario, bundled_prices()))
    watched = _Watched(progress, stop)
    return Worked({"study": cost_study(model, method, seed=seed, runs=runs, executor=watched)})


class _Watched(Executor):
    """Works blocks of rows out one after the other, tells how many are done, and stops between two."""

    def __init__(self, progress: Progress, stop: Stop) -> None:
        self.progress = progress
        self.stop = stop

    def map(self, fn: Callable[..., Any], *iterables: Iterable[Any], **_options: Any) -> Iterator[Any]:
        """Yield what `fn` gives for each block, in order."""
        blocks = list(zip(*iterables, strict=True))
        for number, block in enumerate(blocks):
            if self.stop():
                raise StoppedError
            yield fn(*block)
            self.progress(number + 1, len(blocks))


def _next_unit(scenario: Scenario, settings: Settings, progress: Progress, stop: Stop) -> Worked:
    from biovaliance.bioproduction.decisions.next_unit import next_units  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.prices import bundled_prices  # noqa: PLC0415 -- slow import

    replications, seed = int(settings["replications"]), int(settings["seed"])
    try:
        found = next_units(
            scenario, bundled_prices(), replications=replications, seed=seed, progress=progress, stop=stop
        )
    except KeyboardInterrupt:
        raise StoppedError from None
    return Worked({"next_unit": found.to_json()})


def _day(scenario: Scenario, settings: Settings, progress: Progress, stop: Stop) -> Worked:
    from biovaliance.bioproduction.decisions.waiting import worth_of_a_day  # noqa: PLC0415 -- slow import

    replications, seed = int(settings["replications"]), int(settings["seed"])
    try:
        found = worth_of_a_day(scenario, replications=replications, seed=seed, progress=progress, stop=stop)
    except KeyboardInterrupt:
        raise StoppedError from None
    return Worked({"day": found.to_json()})


def _schedule(scenario: Scenario, settings: Settings, progress: Progress, stop: Stop) -> Worked:
    from biovaliance.bioproduction.schedule.plan_files import plan_json  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.schedule.planning import Wish  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.schedule.plans import make_plan  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.schedule.solving import Effort  # noqa: PLC0415 -- slow import

    seed, seconds = int(settings["seed"]), int(settings["seconds"])
    watch = _SearchWatch(progress, stop, seconds)
    plan = make_plan(
        scenario,
        Wish(patients=int(settings["patients"]), seed=seed),
        Effort(float(seconds), seed, _SEARCH_THREADS),
        stop=watch.asked,
    )
    if not plan.found.stopped:
        progress(seconds, seconds)
    told = plan_json(plan)
    kept = told["operations"][:MOST_KEPT_OPERATIONS]
    left = len(told["operations"]) - len(kept)
    return Worked(
        {"schedule": {**told, "operations": kept, "operations_left_out": left}},
        is_whole=not plan.found.stopped,
    )


class _SearchWatch:
    """Tells the seconds searched, each once, whenever the search asks if it is to stop."""

    def __init__(self, progress: Progress, stop: Stop, seconds: int) -> None:
        self.progress = progress
        self.stop = stop
        self.seconds = seconds
        self.began = time.monotonic()
        self.told = 0
        progress(0, seconds)

    def asked(self) -> bool:
        """Return whether the search is to stop."""
        # The last second is told when the search has ended: what jams is worked out after it.
        passed = min(int(time.monotonic() - self.began), self.seconds - 1)
        if passed > self.told:
            self.told = passed
            self.progress(passed, self.seconds)
        return self.stop()


_WAYS: dict[Kind, Callable[[Scenario, Settings, Progress, Stop], Worked]] = {
    Kind.SIMULATION: _simulation,
    Kind.MORRIS: _morris,
    Kind.SOBOL: _sobol,
    Kind.NEXT_UNIT: _next_unit,
    Kind.DAY: _day,
    Kind.SCHEDULE: _schedule,
}
