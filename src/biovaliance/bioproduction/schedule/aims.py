"""What a schedule is good for, as one number that a search can lower and a person can check.

    first     patients lost, fewest
    then      10 x (slots from arrival to release of all patients + slots charged for operations moved)
              + slots from arrival to the end of tests that no release waits for and that take units
              + when planning again: 30 x slots of releases more than two days later than planned before

The last keeps one patient from waiting a week so that ten others gain a day each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from biovaliance.bioproduction.schedule.values import Problem, Schedule

RELEASE_WEIGHT = 10
"""A slot that a patient waits for the release counts as so many of a test that the release does
not wait for.
"""


LATE_WEIGHT = 30
"""What a slot counts beside, once a release is later than it may be."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is kept of an earlier schedule.

    The starts of nodes, the slots charged for moving one, and by patient the time after which the release is
    late.
    """

    anchors: Mapping[int, int] = field(default_factory=dict)
    move_slots: int = 0
    late_after: Mapping[int, int] = field(default_factory=dict)


def value(problem: Problem, schedule: Schedule, aim: Aim) -> tuple[int, int]:
    """Return how many patients are lost, and the slots to keep low; of two schedules the lower is better."""
    served = [job for job in range(len(problem.jobs)) if job not in schedule.lost]
    return len(schedule.lost), sum(job_value(problem, schedule, aim, job) for job in served)


def job_value(problem: Problem, schedule: Schedule, aim: Aim, job: int) -> int:
    """Return the slots of one planned patient."""
    release = schedule.release(problem, job)
    arrival = problem.jobs[job].arrival
    total = RELEASE_WEIGHT * ((release or arrival) - arrival)
    if release is not None and job in aim.late_after:
        total += LATE_WEIGHT * max(0, release - aim.late_after[job])
    for node in problem.of_job[job]:
        placed = schedule.placements[node]
        if placed is None:
            continue
        if counts_later(problem, node):
            total += placed.end - arrival
        if aim.anchors.get(node, placed.start) != placed.start:
            total += RELEASE_WEIGHT * aim.move_slots
    return total


def counts_later(problem: Problem, node: int) -> bool:
    """Whether a node takes units though no release waits for it."""
    step = problem.step(node)
    return step.is_later and not problem.nodes[node].is_void and step.ways != ((),)


def vein_to_vein_h(problem: Problem, schedule: Schedule) -> list[float]:
    """Return the hours from arrival to release of each planned patient."""
    return [
        problem.grid.hours(release - problem.jobs[job].arrival)
        for job in range(len(problem.jobs))
        if (release := schedule.release(problem, job)) is not None
    ]
