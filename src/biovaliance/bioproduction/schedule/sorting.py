"""Patients who are alike keep the order in which they came: it costs nothing and halves many a search.

Where all patients go the same way, with the same durations, a schedule can be rewritten so that at every
operation they start in the order of their arrival: the starts at each operation are sorted and handed out in
that order. The units taken stay what they were, no release becomes later than the one of the same rank, and
the longest wait after one operation can only become shorter; only where a hold limit counts from the last of
several operations this fails, and nothing is sorted. So a search may leave out everything else, and its
bounds hold for all schedules.
"""

from collections import defaultdict
from collections.abc import Mapping

from biovaliance.bioproduction.schedule.values import Placement, Problem, Schedule


def alike(problem: Problem) -> tuple[int, ...]:
    """Return the patients who are alike, in the order of their arrival; none where order may matter."""
    if problem.has_batches or any(
        len(step.ways) > 1 and any(pool.at_close == "interrupt" for pool in problem.pools)
        for step in problem.steps
    ):
        return ()
    if any(len(node.needs) > 1 and problem.steps[node.step].hold is not None for node in problem.nodes):
        return ()
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, job in enumerate(problem.jobs):
        own = problem.of_job[number]
        first = own[0] if own else 0
        nodes = [problem.nodes[node] for node in own]
        if any(node.fixed is not None or node.attempt or node.is_void for node in nodes) or job.scrapped:
            continue
        if any(node.earliest != max(job.arrival, nodes[0].earliest) for node in nodes):
            continue
        patience = None if job.due is None else job.due - job.arrival
        way = tuple((node.step, tuple(need - first for need in node.needs)) for node in nodes)
        groups[way, patience, job.due_to_start].append(number)
    largest = max(groups.values(), key=len, default=[])
    return tuple(sorted(largest, key=lambda job: (problem.jobs[job].arrival, job)))


def in_order(problem: Problem, schedule: Schedule, jobs: tuple[int, ...]) -> Schedule:
    """Return a schedule in which patients who are alike start every operation in the order they came."""
    planned = [job for job in jobs if job not in schedule.lost]
    if len(planned) < 2:
        return schedule
    placements: dict[int, Placement] = {}
    for place in range(len(problem.of_job[planned[0]])):
        nodes = [problem.of_job[job][place] for job in planned]
        placed = [each for node in nodes if (each := schedule.placements[node]) is not None]
        placed.sort(key=lambda each: (each.start, each.end))
        placements |= dict(zip(nodes, placed, strict=True))
    return replaced(schedule, placements)


def replaced(schedule: Schedule, placements: Mapping[int, Placement]) -> Schedule:
    """Return a schedule with other placements for some nodes."""
    return Schedule(
        tuple(placements.get(node, placed) for node, placed in enumerate(schedule.placements)), schedule.lost
    )
