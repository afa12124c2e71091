"""Work moved to the left where nothing is gained by waiting: a search leaves it wherever it does no harm."""

from biovaliance.bioproduction.schedule.aims import Aim
from biovaliance.bioproduction.schedule.occupancy import Plant, held_until
from biovaliance.bioproduction.schedule.values import Placement, Problem, Schedule


def compacted(problem: Problem, schedule: Schedule, aim: Aim) -> Schedule:
    """Return a schedule in which nothing after a patient's first operation could simply start sooner.

    First operations stay, so that cells are not collected before they are needed; so does what lies where an
    earlier schedule had it, what is done in batches, and what keeps its units.
    """
    placed = {node: each for node, each in enumerate(schedule.placements) if each is not None}
    plant = Plant(problem)
    plant.place_all(placed)
    kept = {*problem.keeper, *problem.keeper.values()}
    for node in sorted(placed, key=lambda each: (placed[each].start, each)):
        own = placed[node]
        each = problem.nodes[node]
        if each.fixed is not None or not each.needs or own.batch >= 0 or node in kept:
            continue
        if aim.anchors.get(node) == own.start:
            continue
        takes = problem.step(node).ways[own.way]
        plant.occupy(takes, own.start, held_until(problem, node, placed), -1)
        ready = max([each.earliest, problem.now, *(placed[need].end for need in each.needs)])
        start, end = plant.first(node, own.way, ready)
        if start < own.start and end <= own.end and _keeps_holds(problem, placed, node, end):
            placed[node] = Placement(start, end, own.way)
        plant.occupy(takes, placed[node].start, held_until(problem, node, placed))
    return Schedule(tuple(placed.get(node) for node in range(len(problem.nodes))), schedule.lost)


def _keeps_holds(problem: Problem, placed: dict[int, Placement], node: int, end: int) -> bool:
    """Whether what follows a node still starts within its hold limit if the node ends then."""
    for after in problem.successors[node]:
        hold = problem.step(after).hold
        if hold is None or after not in placed:
            continue
        others = [placed[need].end for need in problem.nodes[after].needs if need != node]
        ready = max([end, problem.nodes[after].earliest, *others])
        if placed[after].start - ready > hold:
            return False
    return True
