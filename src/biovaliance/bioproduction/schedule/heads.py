"""When each piece of work could start at the earliest, were the plant empty; and what at least follows it."""

from collections.abc import Sequence

from biovaliance.bioproduction.schedule.occupancy import Plant
from biovaliance.bioproduction.schedule.values import Problem


def earliest(problem: Problem) -> list[int]:
    """Return the earliest start of each node: shifts, what comes before it, and what has started count.

    Nothing can start sooner, so ends that follow from these are bounds for any schedule.
    """
    return [start for start, _ in earliest_spans(problem)]


def earliest_spans(problem: Problem) -> list[tuple[int, int]]:
    """Return the earliest start and the earliest end of each node."""
    plant = Plant(problem)
    found: list[tuple[int, int]] = []
    for number, node in enumerate(problem.nodes):
        if node.fixed is not None:
            found.append((node.fixed.start, node.fixed.end))
            continue
        ready = max([node.earliest, problem.now, *(found[need][1] for need in node.needs)])
        spans = []
        for way in range(len(problem.step(number).ways)):
            timing = plant.timing(number, way)
            start = timing.next_start(ready)
            spans.append((start, timing.end(start) if start < 1 << 40 else start))
        found.append((min(start for start, _ in spans), min(end for _, end in spans)))
    return found


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
