"""The figures of a schedule: how long from vein to vein, where patients wait, what one more unit
would spare.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from biovaliance.bioproduction.schedule.aims import RELEASE_WEIGHT, Aim, value, vein_to_vein_h
from biovaliance.bioproduction.schedule.dispatching import dispatch, rules_of
from biovaliance.bioproduction.schedule.hours import open_slots
from biovaliance.bioproduction.schedule.inserting import insert_all
from biovaliance.bioproduction.schedule.occupancy import held_until
from biovaliance.bioproduction.schedule.values import Pool, Problem, Schedule

MOST_COMPARED = 2000
"""Operations up to which a schedule is made anew for each pool, to tell what one more unit would spare."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Hours of several patients: mean, the value 95 % do not exceed, and the longest."""

    mean: float
    p95: float
    longest: float

    @classmethod
    def of(cls, hours: Sequence[float]) -> "Spread | None":
        """Return the spread of some hours; None where there are none."""
        if not hours:
            return None
        ordered = sorted(hours)
        return cls(
            math.fsum(ordered) / len(ordered),
            ordered[math.ceil(0.95 * len(ordered)) - 1],
            ordered[-1],
        )


@dataclass(frozen=True, slots=True)
class Jam:
    """What a pool costs the patients of a schedule, in hours of all of them together."""

    pool: str
    used_share: float
    """Unit hours at work or cleaned over those it has from first to last use, closed hours apart."""
    waited_h: float
    """Hours waited before operations that take it."""
    one_more_spares_h: float | None
    """Hours from vein to vein that one more unit would spare, both planned by rules; None where the schedule
    is too large to make it anew for each pool.
    """
    always_open_spares_h: float | None
    """The same for hours around the clock; None where it never closes, too."""


def spread_of(problem: Problem, schedule: Schedule) -> Spread | None:
    """Return the hours from arrival to release of the planned patients."""
    return Spread.of(vein_to_vein_h(problem, schedule))


def jams(problem: Problem, schedule: Schedule) -> tuple[Jam, ...]:
    """Return what each pool costs, the most telling first.

    The value of one more unit compares two schedules made by the same rules, so that it is quick; it is what
    the rules make of the unit, not a proof.
    """
    waits = _waits(problem, schedule)
    is_small = len(problem.nodes) <= MOST_COMPARED
    now = _by_rules(problem) if is_small else (0, 0)
    found = []
    for number, pool in enumerate(problem.pools):
        more = always = None
        if is_small:
            more = _spared(problem, now, _changed(problem, number, replace(pool, count=pool.count + 1)))
            if pool.hours is not None:
                always = _spared(problem, now, _changed(problem, number, replace(pool, hours=None)))
        share, waited_h = _used_share(problem, schedule, number), problem.grid.hours(waits[number])
        found.append(Jam(pool.name, share, waited_h, more, always))
    return tuple(sorted(found, key=lambda jam: (-(jam.one_more_spares_h or 0.0), -jam.waited_h, jam.pool)))


def overtime_h(problem: Problem, schedule: Schedule) -> float:
    """Return the unit hours of work after closing, of pools that finish what they have started."""
    total = 0
    for number, pool in enumerate(problem.pools):
        if pool.at_close != "finish" or pool.hours is None:
            continue
        for node, placed in enumerate(schedule.placements):
            if placed is None or placed.batch not in {-1, node}:
                continue
            units = dict(problem.step(node).ways[placed.way]).get(number, 0)
            if units:
                total += units * (
                    placed.end - placed.start - _open_slots(problem, pool, placed.start, placed.end)
                )
    return problem.grid.hours(total)


def _changed(problem: Problem, number: int, pool: Pool) -> Problem:
    pools = (*problem.pools[:number], pool, *problem.pools[number + 1 :])
    return replace(problem, pools=pools)


def _by_rules(problem: Problem) -> tuple[int, int]:
    """Return the value of putting patients in as they come, or, with batches, of first come first served."""
    if problem.has_batches:
        return value(problem, dispatch(problem, next(iter(rules_of(problem).values()))), Aim())
    order = sorted(range(len(problem.jobs)), key=lambda job: (problem.jobs[job].arrival, job))
    return value(problem, insert_all(problem, order), Aim())


def _spared(problem: Problem, now: tuple[int, int], changed: Problem) -> float:
    """Return the hours a change spares; 0 where it changes who is lost, which is told apart."""
    then = _by_rules(changed)
    if then[0] != now[0]:
        return 0.0
    return max(0.0, problem.grid.hours((now[1] - then[1]) / RELEASE_WEIGHT))


def _waits(problem: Problem, schedule: Schedule) -> dict[int, int]:
    """Return the slots waited before operations that take each pool."""
    found: dict[int, int] = defaultdict(int)
    for node, placed in enumerate(schedule.placements):
        if placed is None or problem.nodes[node].is_void:
            continue
        waited = placed.start - schedule.ready(problem, node)
        for pool, _ in problem.step(node).ways[placed.way]:
            found[pool] += max(0, waited)
    return found


def waits_of_steps(problem: Problem, schedule: Schedule) -> list[tuple[str, float, float]]:
    """Return the mean and the longest hours waited for each operation, those waited for most first."""
    waits: dict[int, list[float]] = defaultdict(list)
    for node, placed in enumerate(schedule.placements):
        if placed is not None and not problem.nodes[node].is_void:
            waited = problem.grid.hours(max(0, placed.start - schedule.ready(problem, node)))
            waits[problem.nodes[node].step].append(waited)
    rows = [(problem.steps[step].name, math.fsum(own) / len(own), max(own)) for step, own in waits.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _used_share(problem: Problem, schedule: Schedule, pool: int) -> float:
    placed = {node: each for node, each in enumerate(schedule.placements) if each is not None}
    used, first, last = 0, None, 0
    for node, each in placed.items():
        units = dict(problem.step(node).ways[each.way]).get(pool, 0)
        if not units or each.batch not in {-1, node} or each.start == each.end:
            continue
        until = held_until(problem, node, placed) + problem.pools[pool].cleaning
        used += units * (until - each.start)
        first = each.start if first is None else min(first, each.start)
        last = max(last, until)
    if first is None:
        return 0.0
    given = problem.pools[pool].count * _open_slots(problem, problem.pools[pool], first, last)
    return used / given if given else 0.0


def _open_slots(problem: Problem, pool: Pool, start: int, end: int) -> int:
    if pool.hours is None:
        return end - start
    return sum(
        max(0, min(end, closes) - max(start, opens))
        for opens, closes in open_slots(pool.hours, end, problem.grid)
    )
