"""Planning again: what has started stays, what happened is taken in, and little else is moved.

previous schedule, now ─> nodes: started ones fixed, the others free ─┐
events ─> units away, work failed or late, patients who came ─────────┴─> problem, known places, what to keep
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from biovaliance.bioproduction.engine.model import Model, compile_scenario
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.flow import flow_of
from biovaliance.bioproduction.schedule.aims import Aim
from biovaliance.bioproduction.schedule.checking import check_schedule
from biovaliance.bioproduction.schedule.events import Away, Ends, Event, Failed, New, known
from biovaliance.bioproduction.schedule.heads import earliest_spans, least_releases
from biovaliance.bioproduction.schedule.hours import FAR
from biovaliance.bioproduction.schedule.occupancy import Occupancy, held_until
from biovaliance.bioproduction.schedule.planning import job_of, nodes_of_route
from biovaliance.bioproduction.schedule.routes import Route
from biovaliance.bioproduction.schedule.values import Job, Node, Placement, Pool, Problem, Schedule
from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.bioproduction.words.names import labels
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import Text

GRACE_H = 48.0
USUAL_MOVE_H = 4.0
"""Hours that patients together have to gain before one planned operation is moved."""


@dataclass(frozen=True, slots=True)
class Replan:
    """A problem to solve again, the schedule it had where it still holds, and what is kept of it."""

    problem: Problem
    known: Schedule | None
    aim: Aim
    before: Mapping[int, Placement]
    """Where nodes that are still to be done lay before."""
    notices: tuple[Text, ...]


@dataclass(slots=True)
class _State:
    """The work of all patients while events are taken in."""

    scenario: Scenario
    model: Model
    route: Route
    problem: Problem
    now: int
    jobs: list[Job]
    nodes: list[Node]
    before: dict[int, Placement]
    away: list[list[tuple[int, int, int]]]
    dropped: set[int] = field(default_factory=set)
    notices: list[Text] = field(default_factory=list)

    def latest(self, patient: str, operation: str) -> int:
        """Return the latest run of an operation of a patient."""
        job = [each.name for each in self.jobs].index(known("patient", patient, [j.name for j in self.jobs]))
        names = [step.name for step in self.problem.steps]
        step = names.index(known("operation", operation, names))
        own = [
            number
            for number, node in enumerate(self.nodes)
            if node.job == job and node.step == step and number not in self.dropped
        ]
        if not own:
            raise InputError(
                f"Patient '{patient}' has no '{operation}' in this schedule; see its list of operations."
            )
        return own[-1]


def replan(
    scenario: Scenario,
    route: Route,
    problem: Problem,
    schedule: Schedule,
    now_h: float,
    events: Sequence[Event] = (),
    move_h: float = USUAL_MOVE_H,
) -> Replan:
    """Return the problem of going on from a schedule at a time, after some events.

    Raises:
        InputError: an event names what there is not, or what cannot have happened.
    """
    grid = problem.grid
    now = grid.up(now_h)
    state = _State(
        scenario=scenario,
        model=compile_scenario(scenario),
        route=route,
        problem=problem,
        now=now,
        jobs=list(problem.jobs),
        nodes=[],
        before={number: placed for number, placed in enumerate(schedule.placements) if placed is not None},
        away=[list(pool.away) for pool in problem.pools],
    )
    for number, node in enumerate(problem.nodes):
        placed = schedule.placements[number]
        started = placed is not None and (placed.start < now or node.fixed is not None)
        state.nodes.append(replace(node, fixed=placed if started else None))
    for event in events:
        _take_in(state, event)
    return _compiled(state, schedule, grid.up(move_h))


def _take_in(state: _State, event: Event) -> None:
    match event:
        case Away():
            _away(state, event)
        case Failed():
            _failed(state, event)
        case Ends():
            _ends(state, event)
        case New():
            if event.patient in {job.name for job in state.jobs}:
                raise InputError(f"Patient '{event.patient}' is in this schedule already; give another name.")
            grid = state.problem.grid
            job = job_of(event.patient, grid.up(event.at_h), state.model, grid)
            nodes = nodes_of_route(state.route, len(state.jobs), job.arrival, len(state.nodes))
            state.jobs.append(job)
            state.nodes.extend(nodes)


def _away(state: _State, event: Away) -> None:
    names = [pool.name for pool in state.problem.pools]
    number = names.index(known("pool", event.pool, names))
    count = state.problem.pools[number].count
    if event.units > count:
        raise InputError(f"Pool '{event.pool}' has {count} units; {event.units} cannot be away.")
    grid = state.problem.grid
    start, end = grid.down(event.from_h), grid.up(event.to_h)
    if end <= state.now:
        raise InputError(
            f"Pool '{event.pool}': it is away until {event.to_h:g} h, which is past; give what is "
            "still to come."
        )
    state.away[number].append((max(start, state.now), end, event.units))


def _ends(state: _State, event: Ends) -> None:
    number = state.latest(event.patient, event.operation)
    fixed = state.nodes[number].fixed
    end = state.problem.grid.up(event.at_h)
    if fixed is None:
        raise InputError(
            f"Patient '{event.patient}': '{event.operation}' has not started at the time planned "
            "from; only what "
            "has started can end at another time."
        )
    if end <= fixed.start:
        raise InputError(
            f"Patient '{event.patient}': '{event.operation}' cannot end before it started "
            f"(at {state.problem.grid.hours(fixed.start):g} h)."
        )
    if any(
        state.nodes[after].fixed is not None and end > (state.nodes[after].fixed or fixed).start
        for after in range(len(state.nodes))
        if number in state.nodes[after].needs
    ):
        raise InputError(
            f"Patient '{event.patient}': what follows '{event.operation}' has started already; it cannot end "
            "after that."
        )
    members = [
        other
        for other, node in enumerate(state.nodes)
        if node.fixed is not None and node.fixed.batch >= 0 and node.fixed.batch == fixed.batch
    ] or [number]
    for other in members:
        state.nodes[other] = replace(state.nodes[other], fixed=replace(fixed, end=end))


def _failed(state: _State, event: Failed) -> None:
    number = state.latest(event.patient, event.operation)
    node = state.nodes[number]
    at = state.problem.grid.up(event.at_h)
    if node.fixed is None or at < node.fixed.start:
        raise InputError(
            f"Patient '{event.patient}': '{event.operation}' has not started by then, so it cannot "
            "have failed; "
            "check the times, and --now."
        )
    if at > state.now:
        raise InputError(
            f"Patient '{event.patient}': '{event.operation}' fails at {event.at_h:g} h, after the "
            "time planned "
            "from; give a later --now, or 'ends' for work that takes longer."
        )
    if node.fixed.end > at and node.fixed.batch < 0:
        node = replace(node, fixed=replace(node.fixed, end=at))
    state.nodes[number] = replace(node, is_void=True)
    target = _where_to(state, event, node)
    if target is None:
        why = f"'{event.operation}' failed"
        state.jobs[node.job] = replace(state.jobs[node.job], scrapped=why)
        _drop(state, node.job, set(range(len(state.problem.steps))))
        return
    redone = set(flow_of(state.scenario.operations).redone_from(target))
    _drop(state, node.job, redone)
    _redo(state, node.job, target, redone, at)


def _where_to(state: _State, event: Failed, node: Node) -> int | None:
    """Return the operation a failure leads back to; None for scrap."""
    operation = state.scenario.operations[node.step]
    then = event.then or (operation.failure.then if operation.failure is not None else "scrap")
    most = operation.failure.max_attempts if operation.failure is not None else None
    if not event.then and most is not None and node.attempt + 1 >= most:
        return None
    if then == "scrap":
        return None
    if then == "repeat":
        return node.step
    names = [step.name for step in state.problem.steps]
    return names.index(known("operation", then, names))


def _drop(state: _State, job: int, steps: set[int]) -> None:
    """Take away what is not started of some steps; what has started goes on for nothing."""
    for number, node in enumerate(state.nodes):
        if node.job != job or node.step not in steps or number in state.dropped:
            continue
        if node.fixed is None:
            state.dropped.add(number)
        else:
            state.nodes[number] = replace(node, is_void=True)


def _redo(state: _State, job: int, target: int, redone: set[int], at: int) -> None:
    """Add the operations that are done again, from one on."""
    done = {
        node.step: number
        for number, node in enumerate(state.nodes)
        if node.job == job and number not in state.dropped
    }
    new: dict[int, int] = {}
    for step, needs in state.route:
        if step not in redone:
            continue
        own = () if step == target else tuple(new.get(need, done.get(need, -1)) for need in needs)
        attempt = state.nodes[done[step]].attempt + 1 if step in done else 0
        new[step] = len(state.nodes)
        state.nodes.append(
            Node(
                job, step, tuple(need for need in own if need >= 0), max(at, state.jobs[job].arrival), attempt
            )
        )


def _compiled(state: _State, schedule: Schedule, move_slots: int) -> Replan:
    """Return the problem of a state, with its nodes numbered anew."""
    kept = [number for number in range(len(state.nodes)) if number not in state.dropped]
    new = {number: place for place, number in enumerate(kept)}
    nodes = tuple(_renumbered(state.nodes[number], new) for number in kept)
    problem = replace(state.problem, jobs=tuple(state.jobs), nodes=nodes, now=state.now)
    pools, notices = _with_away(state, problem)
    problem = replace(problem, pools=pools)
    before = {new[number]: _batch(placed, new) for number, placed in state.before.items() if number in new}
    free = {node: placed for node, placed in before.items() if nodes[node].fixed is None}
    anchors = {
        node: placed.start
        for node, placed in free.items()
        if placed.start >= state.now and not problem.follows_at_once(node)
    }
    known_schedule = Schedule(
        tuple(node.fixed or before.get(number) for number, node in enumerate(nodes)),
        {job: why for job, why in schedule.lost.items() if job < len(state.jobs)}
        | {number: job.scrapped for number, job in enumerate(state.jobs) if job.scrapped},
    )
    late_after = _late_after(state, schedule, problem)
    holds = not check_schedule(problem, known_schedule)
    return Replan(
        problem,
        known_schedule if holds else None,
        Aim(anchors, move_slots, late_after),
        free,
        (*state.notices, *notices),
    )


def _late_after(state: _State, schedule: Schedule, problem: Problem) -> dict[int, int]:
    """Return when the release of each patient is late: two days after the plan before, or after
    it could be.
    """
    soonest = least_releases(problem, earliest_spans(problem))
    grace = problem.grid.up(GRACE_H)
    found = {}
    for job, least in enumerate(soonest):
        planned = schedule.release(state.problem, job) if job < len(state.problem.jobs) else None
        found[job] = max(least, planned or 0) + grace
    return found


def _renumbered(node: Node, new: Mapping[int, int]) -> Node:
    needs = tuple(new[need] for need in node.needs if need in new)
    fixed = None if node.fixed is None else _batch(node.fixed, new)
    return replace(node, needs=needs, fixed=fixed)


def _batch(placed: Placement, new: Mapping[int, int]) -> Placement:
    return replace(placed, batch=new.get(placed.batch, -1)) if placed.batch >= 0 else placed


def _with_away(state: _State, problem: Problem) -> tuple[tuple[Pool, ...], list[Text]]:
    """Let units be away once the work they have started is done, and say where that is later than told."""
    started = {number: node.fixed for number, node in enumerate(problem.nodes) if node.fixed is not None}
    held = [Occupancy(pool.count) for pool in problem.pools]
    for node, placed in started.items():
        if placed.batch in {-1, node}:
            for taken, units in problem.step(node).ways[placed.way]:
                keeps = node in problem.keeper and problem.keeper[node] not in started
                until = FAR if keeps else held_until(problem, node, started) + problem.pools[taken].cleaning
                held[taken].add(placed.start, until, units)
    pools: list[Pool] = []
    notices: list[Text] = []
    for number, pool in enumerate(problem.pools):
        missing: list[tuple[int, int, int]] = []
        for start, end, units in state.away[number]:
            parts = list(_room(held[number], start, end, units))
            for begin, finish, there in parts:
                held[number].add(begin, finish, there)
                missing.append((begin, finish, there))
            if sum((finish - begin) * there for begin, finish, there in parts) < (end - start) * units:
                notices.append(whole_sentence("plan-away-later", pool=labels(pool.name)))
        pools.append(replace(pool, away=tuple(missing)))
    return tuple(pools), notices


def _room(held: Occupancy, start: int, end: int, units: int) -> Iterator[tuple[int, int, int]]:
    """Yield the parts of a time in which units can be missing beside what is held."""
    edges = sorted({start, end, *(time for time in held.times if start < time < end)})
    for begin, finish in pairwise(edges):
        free = next((each for each in range(units, 0, -1) if held.clash(begin, finish, each) < 0), 0)
        if free:
            yield begin, finish, free


def changes(replanned: Replan, schedule: Schedule) -> list[tuple[int, int, int]]:
    """Return the planned operations that moved: (node, start before, start now), in the order of time."""
    moved = [
        (node, start, placed.start)
        for node, start in replanned.aim.anchors.items()
        if (placed := schedule.placements[node]) is not None and placed.start != start
    ]
    return sorted(moved, key=lambda each: (each[2], each[0]))
