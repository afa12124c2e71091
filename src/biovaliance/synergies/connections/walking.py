"""The network made ready for walking: what each step costs, and what it costs to pass through a thing.

A way costs less the fewer, more specific, more recent and better attested its relations are, and the
fewer relations the things on the way have: that two organisations take part in one small project says
more than that the same programme of three hundred partners funded both.

    cost of a way = sum over relations (1 + vague + doubtful + past + age) + sum over things between (hub)

`hub` is a share of the surprise, in bits, of meeting just this neighbour among all those of a thing: a
walker who leaves it at random takes the wanted relation with the probability 1 / neighbours.
"""

import heapq
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from biovaliance.atlas.network import Graph
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.dates import PartialDate
from biovaliance.foundation.errors import NotFoundError
from biovaliance.foundation.evidence import Confidence

HUB_COST_PER_BIT = 0.25
_DOUBT = {Confidence.HIGH: 0.0, Confidence.MEDIUM: 0.25, Confidence.LOW: 0.75}
# What says little about working together costs more.
_VAGUE = {
    "claimed_link": 1.0,
    "visited": 0.75,
    "contact": 0.75,
    "located_at": 0.5,
    "planned_at": 0.5,
    "funded": 0.5,
    "contracted": 0.25,
    "supported": 0.25,
    "associated_with": 0.25,
    "supervised_by": 0.25,
    "succeeded_by": 0.25,
}
_PAST = 0.25
_PER_YEAR, _OLDEST_YEARS, _UNKNOWN_YEARS = 0.015, 20, 5
# Of relations that cost the same, the one that says more is told.
_TOLD_FIRST = ("leads_project", "coordinates", "sponsors_trial", "takes_part_in_project")


def relation_cost(relation: Relation, year: int) -> float:
    """Return what a relation adds to the cost of a way, read in `year`: 1 if specific, certain and fresh."""
    doubt = min((_DOUBT[evidence.confidence] for evidence in relation.evidence), default=0.75)
    past = _PAST if relation.until and PartialDate.parse(relation.until).year < year else 0.0
    age = float(_UNKNOWN_YEARS)
    if relation.since:
        age = min(_OLDEST_YEARS, max(0, year - PartialDate.parse(relation.since).year))
    return 1 + _VAGUE.get(relation.type_code, 0.0) + doubt + past + _PER_YEAR * age


def hub_cost(neighbours: int, per_bit: float = HUB_COST_PER_BIT) -> float:
    """Return what it costs to pass through a thing with so many neighbours: nothing for one, 0.25 for two."""
    return per_bit * math.log2(max(1, neighbours))


@dataclass(frozen=True)
class Walk:
    """A graph with its costs, made once and walked as often as asked; things are numbered by key."""

    graph: Graph
    keys: tuple[str, ...]
    relations: Mapping[tuple[int, int], tuple[Relation, ...]]
    """The relations between two things, the one to be told first; the lower number comes first."""
    steps: tuple[tuple[tuple[int, float], ...], ...]
    """For each thing its neighbours, and what the step to each costs."""
    hub: tuple[float, ...]

    @classmethod
    def of(cls, graph: Graph, year: int, per_bit: float = HUB_COST_PER_BIT) -> Self:
        """Return `graph` ready for walking; the age of relations counts from `year`."""
        keys = tuple(sorted(graph.nodes))
        place = {key: number for number, key in enumerate(keys)}
        between: dict[tuple[int, int], list[tuple[float, int, str, Relation]]] = {}
        for relation in graph.relations:
            one, other = sorted((place[relation.source_key], place[relation.target_key]))
            if one != other:
                cost = relation_cost(relation, year)
                rank = _TOLD_FIRST.index(relation.type_code) if relation.type_code in _TOLD_FIRST else 9
                since = relation.since or "0"
                between.setdefault((one, other), []).append((cost, rank, since, relation))
        near: list[list[tuple[int, float]]] = [[] for _ in keys]
        best: dict[tuple[int, int], tuple[Relation, ...]] = {}
        for (one, other), found in sorted(between.items(), key=lambda item: item[0]):
            found.sort(key=lambda item: (*item[:3], item[3].type_code, item[3].source_key))
            best[one, other] = tuple(item[3] for item in found)
            near[one].append((other, found[0][0]))
            near[other].append((one, found[0][0]))
        steps = tuple(tuple(sorted(each)) for each in near)
        return cls(graph, keys, best, steps, tuple(hub_cost(len(each), per_bit) for each in steps))

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The number of each key."""
        return {key: number for number, key in enumerate(self.keys)}

    def number_of(self, key: str) -> int:
        """Return the number of a thing.

        Raises:
            NotFoundError: it is not in the network.
        """
        if key not in self.place:
            raise NotFoundError(
                f"'{key}' is not in the network of {len(self.keys)} things; expected the key of one of them, "
                "such as 'organisation:femto-st' (`biovaliance atlas search` finds keys)."
            )
        return self.place[key]

    def relations_between(self, one: int, other: int) -> tuple[Relation, ...]:
        """Return the relations between two neighbours, the one to be told first."""
        return self.relations[min(one, other), max(one, other)]


@dataclass(frozen=True, slots=True)
class Reached:
    """What it costs to come to each thing from a starting point, and through which thing one came."""

    cost: Mapping[int, float]
    came_from: Mapping[int, int]

    def way_to(self, number: int) -> tuple[int, ...]:
        """Return the things from `number` back to the starting point, both included."""
        way = [number]
        while way[-1] in self.came_from:
            way.append(self.came_from[way[-1]])
        return tuple(way)


def reach(
    walk: Walk,
    starts: Mapping[int, float],
    *,
    free: Collection[int] = (),
    barred: Collection[int] = (),
    most: float = math.inf,
    until: int | None = None,
    slack: float = 0.0,
    onward: Sequence[float] | None = None,
) -> Reached:
    """Return the least cost to come to things from the nearest of `starts` (Dijkstra's algorithm).

    Args:
        walk: the network.
        starts: what each starting point costs to begin with.
        free: things that cost nothing to pass through, beside the starting points at cost 0.
        barred: things that may be come to but not passed through.
        most: things that cost more are left out.
        until: stop once everything that costs at most `slack` more than this thing is found.
        slack: see `until`.
        onward: for each thing what it costs at least to go on from it; where that comes to more than
            `most`, it is left out.

    Returns:
        The hub cost of a thing counts once one passes through it, not where one stops. Of ways that cost
        the same, the one through the thing of lower number is kept, so that the answer is always the same.
    """
    least = dict(starts)
    came_from: dict[int, int] = {}
    done: dict[int, float] = {}
    waiting = sorted((cost, number) for number, cost in starts.items())
    while waiting:
        cost, number = heapq.heappop(waiting)
        if number in done:
            continue
        if cost > most:
            break
        done[number] = cost
        if number == until:
            most = min(most, cost + slack)
        if number in barred and number not in starts:
            continue
        passing = 0.0 if number in free or starts.get(number) == 0.0 else walk.hub[number]
        for near, step in walk.steps[number]:
            total = cost + passing + step
            known = least.get(near, math.inf)
            bound = total if onward is None else total + onward[near]
            if total < known and near not in done and bound <= most:
                least[near] = total
                came_from[near] = number
                heapq.heappush(waiting, (total, near))
    return Reached(done, {number: came_from[number] for number in done if number in came_from})


def parts_of(walk: Walk, numbers: Sequence[int]) -> list[list[int]]:
    """Return `numbers` gathered by the connected part of the network they lie in, in their own order."""
    parts: list[list[int]] = []
    seen: list[frozenset[int]] = []
    for number in numbers:
        for part, things in zip(parts, seen, strict=True):
            if number in things:
                part.append(number)
                break
        else:
            parts.append([number])
            seen.append(connected_to(walk, number))
    return parts


def connected_to(walk: Walk, number: int) -> frozenset[int]:
    """Return everything that some chain of relations joins to a thing, itself included."""
    found, waiting = {number}, [number]
    while waiting:
        fresh = {near for near, _cost in walk.steps[waiting.pop()]} - found
        found |= fresh
        waiting += fresh
    return frozenset(found)
