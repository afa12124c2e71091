"""What a Gantt chart needs: a row for each unit of each pool, with bars that never overlap.

Work says how many units of a pool it takes; here each gets a certain one, the one that was free the longest
ago, so that bars keep their row where they can. (Intervals can always be given as many rows as overlap most.)
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from biovaliance.bioproduction.schedule.occupancy import held_until
from biovaliance.bioproduction.schedule.values import Placement, Problem, Schedule


@dataclass(frozen=True, slots=True)
class Bar:
    """One unit at work, or away. Between `end_h` and `free_h` it is held for what follows, or cleaned."""

    pool: str
    unit: int
    patients: tuple[str, ...]
    operation: str
    attempt: int
    start_h: float
    end_h: float
    free_h: float
    kind: str
    """"work", "void" for work that was for nothing, "away"."""
    node: int


def bars(problem: Problem, schedule: Schedule) -> list[Bar]:
    """Return the bars of all units, by pool, unit and time; units are numbered from 1."""
    placed = {node: each for node, each in enumerate(schedule.placements) if each is not None}
    found = []
    for number, pool in enumerate(problem.pools):
        free_from = [-1] * pool.count
        for start, end, free, units, node in sorted(_uses(problem, placed, number)):
            for unit in _units(free_from, start, units):
                free_from[unit] = free
                found.append(_bar(problem, placed, (pool.name, unit + 1, node), (start, end, free)))
    order = {pool.name: number for number, pool in enumerate(problem.pools)}
    return sorted(found, key=lambda bar: (order[bar.pool], bar.unit, bar.start_h))


def _uses(
    problem: Problem, placed: Mapping[int, Placement], pool: int
) -> list[tuple[int, int, int, int, int]]:
    """Return what takes units of a pool: start, end of work, free again, units, node (-1 for away)."""
    uses = [(start, end, end, units, -1) for start, end, units in problem.pools[pool].away]
    for node, each in placed.items():
        if each.batch not in {-1, node} or each.start == each.end:
            continue
        for other, units in problem.step(node).ways[each.way]:
            if other == pool:
                free = held_until(problem, node, placed) + problem.pools[pool].cleaning
                uses.append((each.start, each.end, free, units, node))
    return uses


def _units(free_from: list[int], start: int, units: int) -> list[int]:
    """Return the units to take: of those that are free, the ones used last, so that rows stay together."""
    free = [unit for unit, since in enumerate(free_from) if since <= start]
    return sorted(free, key=lambda unit: (-free_from[unit], unit))[:units]


def _bar(
    problem: Problem,
    placed: Mapping[int, Placement],
    where: tuple[str, int, int],
    when: tuple[int, int, int],
) -> Bar:
    pool, unit, node = where
    start_h, end_h, free_h = (problem.grid.hours(time) for time in when)
    if node < 0:
        return Bar(pool, unit, (), "", 0, start_h, end_h, free_h, "away", -1)
    each = problem.nodes[node]
    batch = placed[node].batch
    members = [other for other, own in placed.items() if batch >= 0 and own.batch == batch] or [node]
    return Bar(
        pool,
        unit,
        tuple(problem.jobs[problem.nodes[member].job].name for member in members),
        problem.steps[each.step].name,
        each.attempt + 1,
        start_h,
        end_h,
        free_h,
        "void" if each.is_void else "work",
        node,
    )


def units_of(all_bars: list[Bar]) -> Mapping[int, Mapping[str, tuple[int, ...]]]:
    """Return the numbers of the units each node takes, by pool."""
    found: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for bar in all_bars:
        if bar.node >= 0:
            found[bar.node][bar.pool].append(bar.unit)
    return {node: {pool: tuple(units) for pool, units in own.items()} for node, own in found.items()}
