"""A scenario -> the problem its schedule has to solve, and what the schedule does not honour, by name.

Patients arrive as in the first replication of `simulate` with the same seed, all of them eligible; every
operation takes what it is planned to take and succeeds. What cannot be planned so is refused or told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from biovaliance.bioproduction.costs.lead_time import later_operations
from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine.model import (
    INTERVAL,
    NO_LIMIT,
    POISSON,
    Demand,
    Model,
    compile_scenario,
)
from biovaliance.bioproduction.engine.reference.first_draws import FirstDraws
from biovaliance.bioproduction.scenarios.checks import hours_of_pools
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.flow import flow_of
from biovaliance.bioproduction.scenarios.left_out import hands_left_out
from biovaliance.bioproduction.scenarios.mixing import longest_changeovers, pools_that_change
from biovaliance.bioproduction.scenarios.pooling import pooled_operations
from biovaliance.bioproduction.scenarios.wording import per_cent
from biovaliance.bioproduction.schedule.durations import planned_h
from biovaliance.bioproduction.schedule.hours import FAR, Timing
from biovaliance.bioproduction.schedule.routes import planned_route
from biovaliance.bioproduction.schedule.values import Grid, Job, Node, Pool, Problem, Step, Takes
from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.bioproduction.words.names import labels, listed, quoted
from biovaliance.bioproduction.words.titles import library_title
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import Text

USUAL_WEEKS = 4
MOST_NODES = 20_000
"""Operations of all patients together that are placed in one schedule."""
MOST_WAYS = 200
H_PER_WEEK = 168.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be scheduled: the patients who come within so many weeks, up to so many, on which grid.

    `start_h` is the hour from which on patients come, counted from the Monday at time 0.
    """

    patients: int | None = None
    weeks: float | None = None
    seed: int = 1
    start_h: float = 0.0
    grid: Grid = field(default_factory=Grid)
    safety_share: float | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """The problem of a scenario, and what a reader should know of it."""

    problem: Problem
    route: tuple[tuple[int, tuple[int, ...]], ...]
    """The operations of a patient in order, each with those it needs."""
    notices: tuple[Text, ...]


def problem_of(scenario: Scenario, wish: Wish | None = None) -> Planned:
    """Return the problem of the patients who come next.

    Raises:
        InputError: nobody comes, too much would have to be placed, or the scenario asks for what no schedule
        can hold.
    """
    wish = wish or Wish()
    model = compile_scenario(scenario)
    arrivals = arrivals_h(model, wish)
    _refuse(scenario, arrivals, wish)
    steps = steps_of(scenario, model, wish.grid, wish.safety_share)
    pools = pools_of(scenario, wish.grid)
    _refuse_never(steps, pools, wish.grid)
    route, told = planned_route(scenario)
    if len(arrivals) * len(route) > MOST_NODES:
        raise InputError(
            whole_sentence(
                "schedule-too-large",
                patients=len(arrivals),
                operations=len(route),
                found=len(arrivals) * len(route),
                most=MOST_NODES,
            )
        )
    jobs = tuple(
        job_of(f"P{number + 1}", wish.grid.up(wish.start_h + hours), model, wish.grid)
        for number, hours in enumerate(arrivals)
    )
    nodes: list[Node] = []
    for number, job in enumerate(jobs):
        nodes.extend(nodes_of_route(route, number, job.arrival, len(nodes)))
    problem = Problem(wish.grid, pools, steps, jobs, tuple(nodes))
    return Planned(problem, route, (*told, *not_honoured(scenario, wish)))


def arrivals_h(model: Model, wish: Wish) -> list[float]:
    """Return when patients arrive, as in the first replication of `simulate` with the seed."""
    coming = model.coming
    drawn = FirstDraws(model, draws.base_of(wish.seed, 0))
    most = wish.patients
    end_h = None if wish.weeks is None else wish.weeks * H_PER_WEEK
    if most is None and end_h is None:
        end_h = USUAL_WEEKS * H_PER_WEEK
    if model.patients >= 0 and wish.patients is None:
        most = model.patients
    found: list[float] = []
    time = 0.0
    while most is None or len(found) < most:
        number = len(found)
        if coming.kind == POISSON:
            time += drawn.gap_h(number)
        elif coming.kind == INTERVAL:
            time = number * coming.mean_h
        elif number < len(coming.times_h):
            time = coming.times_h[number]
        else:
            break
        if (end_h is not None and time >= end_h) or len(found) > MOST_NODES:
            break
        found.append(time)
    return found


def job_of(name: str, arrival: int, model: Model, grid: Grid) -> Job:
    """Return a patient who arrives then, with the time after which he is lost."""
    coming = model.coming
    due = None if coming.loss_limit_h == NO_LIMIT else arrival + grid.down(coming.loss_limit_h)
    return Job(name, arrival, due, due_to_start=due is not None and coming.loss_until_start)


def nodes_of_route(
    route: Sequence[tuple[int, tuple[int, ...]]], job: int, earliest: int, first: int
) -> Iterator[Node]:
    """Yield the work of a patient; the first node has number `first`."""
    number_of = {step: first + place for place, (step, _) in enumerate(route)}
    for step, needs in route:
        own = tuple(number_of[need] for need in needs)
        yield Node(job, step, own, earliest)


def steps_of(
    scenario: Scenario, model: Model, grid: Grid, safety_share: float | None = None
) -> tuple[Step, ...]:
    """Return the operations of a scenario as they are planned."""
    later = later_operations(scenario)
    changes = longest_changeovers(scenario)
    found = []
    for number, (operation, step) in enumerate(zip(scenario.operations, model.steps, strict=True)):
        lasts = grid.up(planned_h(operation.duration_h, safety_share) + step.entry_h + changes[number])
        found.append(
            Step(
                name=step.name,
                duration=max(lasts, 1) if step.demands else lasts,
                ways=_ways(step.name, step.demands, [pool.count for pool in model.resources]),
                hold=None if step.max_hold_h == NO_LIMIT or step.blocks else grid.down(step.max_hold_h),
                blocks=step.blocks,
                batch=step.batch,
                batch_wait=None if step.batch_wait_h == NO_LIMIT else grid.up(step.batch_wait_h),
                priority=step.priority,
                is_later=number in later,
            )
        )
    return tuple(found)


def pools_of(scenario: Scenario, grid: Grid) -> tuple[Pool, ...]:
    """Return the pools of a scenario on the grid."""
    hours = hours_of_pools(scenario)
    return tuple(
        Pool(
            pool.name,
            pool.count,
            hours[pool.name],
            pool.at_close,
            grid.up(pool.cleaning_h.number) if pool.cleaning_h is not None else 0,
        )
        for pool in scenario.pools
    )


def _ways(name: str, demands: Sequence[Demand], counts: Sequence[int]) -> tuple[Takes, ...]:
    """Return the units an operation may take; where skills leave a choice, in the order the plant prefers."""
    options = [list(_shared_out(demand.pools, demand.units)) for demand in demands]
    size = 1
    for each in options:
        size *= len(each)
    if size > MOST_WAYS:
        raise InputError(whole_sentence("too-many-ways", name=labels(name), found=size, most=MOST_WAYS))
    found: dict[Takes, None] = {}
    for chosen in product(*options):
        total: dict[int, int] = {}
        for part in chosen:
            for pool, units in part:
                total[pool] = total.get(pool, 0) + units
        if all(units <= counts[pool] for pool, units in total.items()):
            found[tuple(sorted(total.items()))] = None
    return tuple(found)


def _shared_out(pools: Sequence[int], units: int) -> Iterator[Takes]:
    """Yield all ways to take units from several pools, most from the first ones first."""
    if not pools:
        if not units:
            yield ()
        return
    fewest = 0 if len(pools) > 1 else units
    for own in range(units, fewest - 1, -1):
        head = ((pools[0], own),) if own else ()
        for rest in _shared_out(pools[1:], units - own):
            yield (*head, *rest)


def _refuse(scenario: Scenario, arrivals: Sequence[float], wish: Wish) -> None:
    if not arrivals:
        weeks = USUAL_WEEKS if wish.weeks is None else wish.weeks
        raise InputError(
            whole_sentence(
                "nobody-arrives",
                name=library_title(scenario.scenario.name),
                weeks=float(weeks),
                seed=str(wish.seed),
            )
        )
    if wish.patients is not None and wish.weeks is None and len(arrivals) < wish.patients:
        raise InputError(
            whole_sentence(
                "fewer-arrivals",
                name=library_title(scenario.scenario.name),
                found=len(arrivals),
                patients=wish.patients,
            )
        )
    for operation in pooled_operations(scenario)[:1]:
        raise InputError(whole_sentence("pooled-and-scheduled", name=labels(operation.name)))
    batched = {operation.name for operation in scenario.operations if operation.batch > 1}
    flow = flow_of(scenario.operations)
    for number, operation in enumerate(scenario.operations):
        if operation.at_max_hold != "block" or operation.max_hold_h is None:
            continue
        before = {scenario.operations[need].name for need in flow.needs[number]}
        mixed = batched & {operation.name, *before}
        if mixed:
            raise InputError(
                whole_sentence("blocks-beside-batch", name=labels(operation.name), other=labels(min(mixed)))
            )


def _refuse_never(steps: Sequence[Step], pools: Sequence[Pool], grid: Grid) -> None:
    """Refuse operations that no shift ever lets start."""
    for step in steps:
        if all(Timing(pools, way, step.duration, grid).next_start(0) >= FAR for way in step.ways):
            names = [pools[pool].name for way in step.ways[:1] for pool, _ in way]
            hours, told = grid.hours(step.duration), quoted(names)
            raise InputError(
                whole_sentence("never-open-together", name=labels(step.name), hours=hours, pools=told)
            )


def not_honoured(scenario: Scenario, wish: Wish) -> Iterator[Text]:
    """Yield what happens in the plant by chance or by rule, and is not in the schedule."""
    failing = [
        operation.name
        for operation in scenario.operations
        if operation.failure is not None and operation.failure.share.number > 0
    ]
    if failing:
        yield whole_sentence("plan-succeeds", names=listed(failing))
    varying = varying_operations(scenario)
    if varying and wish.safety_share is None:
        yield whole_sentence("plan-means", names=listed(varying))
    for pool in scenario.pools:
        if pool.absence_share is not None and pool.absence_share.number > 0:
            share = per_cent(pool.absence_share.number)
            yield whole_sentence("plan-absences", pool=labels(pool.name), count=pool.count, share=share)
        if pool.breakdown is not None:
            yield whole_sentence("plan-breakdowns", pool=labels(pool.name))
    for pool in pools_that_change(scenario):
        yield whole_sentence("plan-changeovers", pool=labels(pool.name))
    yield from hands_left_out(scenario)
    for material in scenario.materials:
        if material.stock is not None:
            yield whole_sentence("plan-stocks", material=labels(material.name))
    yield from _rules_left_out(scenario, wish.grid)


def varying_operations(scenario: Scenario) -> list[str]:
    """Return the operations whose duration varies by chance."""
    return [
        operation.name
        for operation in scenario.operations
        if operation.duration_h.distribution != "deterministic"
    ]


def _rules_left_out(scenario: Scenario, grid: Grid) -> Iterator[Text]:
    ineligible = scenario.arrivals.ineligible_share
    if ineligible is not None and ineligible.number > 0:
        yield whole_sentence("plan-eligible", share=per_cent(ineligible.number))
    loss = scenario.arrivals.loss
    if loss is not None and loss.hazard_per_d is not None:
        yield whole_sentence("plan-losses")
    for operation in scenario.operations:
        name = labels(operation.name)
        if operation.queue_limit is not None:
            yield whole_sentence("plan-queue-limit", operation=name, limit=operation.queue_limit)
        if operation.priority:
            yield whole_sentence("plan-priority", operation=name, priority=operation.priority)
        if operation.batch > 1:
            yield whole_sentence("plan-batches", operation=name, most=operation.batch)
    for calendar in scenario.calendars:
        edges = [edge for window in calendar.windows for edge in (window.start, window.end)]
        rough = sorted({edge for edge in edges if int(edge[3:]) % grid.minutes})
        if rough:
            yield whole_sentence(
                "plan-rough-hours",
                calendar=labels(calendar.name),
                hours=", ".join(rough),
                minutes=grid.minutes,
            )
