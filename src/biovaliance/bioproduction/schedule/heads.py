"""When each piece of work could start at the earliest, and what at least follows it.

Alone in the plant, each by itself. Where patients are alike and keep their order, an operation that finds
room for so many at once cannot start for the next before it has ended for the one that many before.
"""

from collections.abc import Sequence

from biovaliance.bioproduction.schedule.hours import FAR
from biovaliance.bioproduction.schedule.occupancy import Plant
from biovaliance.bioproduction.schedule.values import Problem


def earliest(problem: Problem) -> list[int]:
    """Return the earliest start of each node: shifts, what comes before it, and what has started count.

    Nothing can start sooner, so ends that follow from these are bounds for any schedule.
    """
    return [start for start, _ in earliest_spans(problem)]


def earliest_spans(problem: Problem, alike: Sequence[int] = ()) -> list[tuple[int, int]]:
    """Return the earliest start and the earliest end of each node.

    With `alike`, patients who keep their order (see `sorting`), of schedules in which they do and all of
    them are planned.
    """
    plant = Plant(problem)
    found: list[tuple[int, int]] = [(0, 0)] * len(problem.nodes)
    rooms = [room(problem, step) for step in range(len(problem.steps))]
    others = sorted(set(range(len(problem.jobs))) - set(alike))
    for job in others:
        for node in problem.of_job[job]:
            found[node] = _span(problem, plant, node, found, 0)
    for rank, job in enumerate(alike):
        for place, node in enumerate(problem.of_job[job]):
            size = rooms[problem.nodes[node].step]
            after = 0
            if size and rank >= size:
                ahead = problem.of_job[alike[rank - size]][place]
                after = found[ahead][0] + occupied(problem, node)
            if rank:
                after = max(after, found[problem.of_job[alike[rank - 1]][place]][0])
            found[node] = _span(problem, plant, node, found, after)
    return found


def _span(
    problem: Problem, plant: Plant, number: int, found: Sequence[tuple[int, int]], after: int
) -> tuple[int, int]:
    node = problem.nodes[number]
    if node.fixed is not None:
        return node.fixed.start, node.fixed.end
    ready = max([node.earliest, problem.now, after, *(found[need][1] for need in node.needs)])
    spans = []
    for way in range(len(problem.step(number).ways)):
        timing = plant.timing(number, way)
        start = timing.next_start(ready)
        spans.append((start, timing.end(start) if start < FAR else FAR))
    return min(start for start, _ in spans), min(end for _, end in spans)


def room(problem: Problem, step: int) -> int:
    """Return for how many an operation can be done at once; 0 where there is no limit, or a choice."""
    own = problem.steps[step]
    if len(own.ways) != 1 or own.batch > 1 or not own.duration:
        return 0
    return min((problem.pools[pool].count // units for pool, units in own.ways[0]), default=0)


def occupied(problem: Problem, node: int) -> int:
    """Return the slots for which a node at least takes the pool that has the least room for it."""
    step = problem.step(node)
    size = room(problem, problem.nodes[node].step)
    cleaning = [
        problem.pools[pool].cleaning
        for pool, units in step.ways[0]
        if problem.pools[pool].count // units == size
    ]
    return step.duration + max(cleaning, default=0)


def tails(problem: Problem) -> list[int]:
    """Return the slots of work that at least follow the end of each node before the release."""
    found = [0] * len(problem.nodes)
    for number in reversed(range(len(problem.nodes))):
        for after in problem.successors[number]:
            if problem.is_gate(after):
                found[number] = max(found[number], problem.duration(after) + found[after])
    return found


def least_releases(problem: Problem, spans: Sequence[tuple[int, int]]) -> list[int]:
    """Return the earliest release of each patient, from the earliest spans of the nodes."""
    return [
        max((spans[node][1] for node in own if problem.is_gate(node)), default=job.arrival)
        for job, own in zip(problem.jobs, problem.of_job, strict=True)
    ]
