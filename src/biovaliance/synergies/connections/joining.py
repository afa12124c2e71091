"""The smallest part of the network that joins several things: a tree, told as ways from one to the next.

The tree of least cost is found exactly, by the recurrence of Dreyfus and Wagner (1971): the best tree for
a set of things that ends in a place is either two best trees for its halves that meet there, or a tree
that ends in a neighbour and one more step. A tree grown greedily bounds the cost from above, the way to
the farthest thing still outside bounds it from below; what cannot be within both is never looked at. With
at most five things there are 15 sets.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from biovaliance.foundation.errors import InputError
from biovaliance.synergies.connections.paths import ConnectionPath, told
from biovaliance.synergies.connections.walking import Reached, Walk, parts_of, reach

MOST_JOINED = 5
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Joined:
    """What joins several things at the least cost.

    The first of `paths` leads from the first thing to another, each further one from the next thing to
    what is told already; together they are the whole tree.
    `apart` are the things that nothing joins to the others in the network.
    """

    paths: tuple[ConnectionPath, ...]
    cost: float
    asked: tuple[str, ...]
    apart: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The things of the tree, in the order in which they are told."""
        return tuple(dict.fromkeys(key for path in self.paths for key in path.keys))

    @property
    def between(self) -> tuple[str, ...]:
        """The things that were not asked for and join those that were."""
        return tuple(key for key in self.keys if key not in self.asked)


@dataclass(frozen=True, slots=True)
class _Trees:
    """The best trees for one set of things: their costs by the place they end in, and how each is made."""

    reached: Reached
    halves: Mapping[int, int]
    """Where two trees met: the set of the one."""


def joined(walk: Walk, keys: Sequence[str]) -> Joined:
    """Return the tree of least cost that joins two to five things.

    Where not all are connected, the largest number that are is joined, and the others are named apart.

    Raises:
        NotFoundError: one of them is not in the network.
        InputError: fewer than two or more than five different things.
    """
    numbers = [walk.number_of(key) for key in dict.fromkeys(keys)]
    if not 2 <= len(numbers) <= MOST_JOINED:
        raise InputError(
            f"{len(numbers)} different things are to be joined; expected 2 to {MOST_JOINED} (leave some out)."
        )
    parts = parts_of(walk, numbers)
    largest = max(parts, key=len)
    apart = tuple(walk.keys[number] for number in numbers if number not in largest)
    if len(largest) < 2:
        return Joined((), 0.0, tuple(keys), tuple(walk.keys[number] for number in numbers))
    edges = _edges_of_best(walk, sorted(largest))
    paths = tuple(told(walk, way) for way in _ways_along(edges, largest))
    degree: dict[int, int] = {}
    for one, other in edges:
        degree[one], degree[other] = degree.get(one, 0) + 1, degree.get(other, 0) + 1
    cost = sum(dict(walk.steps[one])[other] for one, other in edges)
    cost += sum(walk.hub[number] for number in degree if number not in largest)
    return Joined(paths, round(cost, 3), tuple(dict.fromkeys(keys)), apart)


def _edges_of_best(walk: Walk, terminals: list[int]) -> set[tuple[int, int]]:
    """Return the relations of the tree of least cost over connected `terminals`, as pairs of numbers."""
    *singles, root = terminals
    everything = (1 << len(singles)) - 1
    most = _greedy_cost(walk, terminals) + _ROUNDING
    alone = [reach(walk, {terminal: 0.0}, free=terminals, most=most) for terminal in terminals]
    trees: dict[int, _Trees] = {}
    for size in range(1, len(singles) + 1):
        for chosen in combinations(range(len(singles)), size):
            code = sum(1 << place for place in chosen)
            if size == 1 and len(singles) > 1:
                trees[code] = _Trees(alone[chosen[0]], {})
                continue
            outside = [each for place, each in enumerate(alone) if place not in chosen]
            onward = _farthest(outside)
            starts, halves = ({singles[0]: 0.0}, {}) if size == 1 else _meetings(trees, code, most, onward)
            until = root if code == everything else None
            reached = reach(walk, starts, free=terminals, most=most, until=until, onward=onward)
            trees[code] = _Trees(reached, halves)
    edges: set[tuple[int, int]] = set()
    _collect(trees, everything, root, edges)
    return edges


def _farthest(outside: Sequence[Reached]) -> dict[int, float]:
    """Return what it costs at least to go from each thing to all that are still outside."""
    first, *others = sorted(outside, key=lambda each: len(each.cost))
    return {
        number: max([cost, *(each.cost[number] for each in others)])
        for number, cost in first.cost.items()
        if all(number in each.cost for each in others)
    }


def _meetings(
    trees: Mapping[int, _Trees], code: int, most: float, onward: Mapping[int, float]
) -> tuple[dict[int, float], dict[int, int]]:
    """Return the cost of two trees that meet, by place, and the set of the one of them."""
    starts: dict[int, float] = {}
    halves: dict[int, int] = {}
    half = (code - 1) & code
    while half:
        rest = code ^ half
        if half < rest:  # each division once
            costs, others = trees[half].reached.cost, trees[rest].reached.cost
            for place, cost in costs.items():
                total = cost + others.get(place, math.inf)
                if total + onward.get(place, math.inf) <= most and total < starts.get(place, math.inf):
                    starts[place], halves[place] = total, half
        half = (half - 1) & code
    return starts, halves


def _greedy_cost(walk: Walk, terminals: Sequence[int]) -> float:
    """Return the cost of a tree that grows by the way to the thing closest to it, again and again."""
    inside, cost = {terminals[0]}, 0.0
    outside = set(terminals[1:])
    while outside:
        found = reach(walk, dict.fromkeys(sorted(inside), 0.0), free=terminals)
        nearest = min(outside, key=lambda number: (found.cost[number], number))
        cost += found.cost[nearest]
        inside |= set(found.way_to(nearest))
        outside -= inside
    return cost


def _collect(trees: Mapping[int, _Trees], code: int, place: int, edges: set[tuple[int, int]]) -> None:
    tree = trees[code]
    way = tree.reached.way_to(place)
    edges |= {(min(pair), max(pair)) for pair in pairwise(way)}
    half = tree.halves.get(way[-1])
    if half is not None:
        _collect(trees, half, way[-1], edges)
        _collect(trees, code ^ half, way[-1], edges)


def _ways_along(edges: set[tuple[int, int]], terminals: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the tree as ways: between the first two things, then from the next one to what is told."""
    near: dict[int, list[int]] = {}
    for one, other in sorted(edges):
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    ways = [_way_in_tree(near, terminals[0], {terminals[1]})]
    reached = set(ways[0])
    for terminal in terminals[2:]:
        if terminal not in reached:
            ways.append(_way_in_tree(near, terminal, reached))
            reached |= set(ways[-1])
    return ways


def _way_in_tree(near: Mapping[int, Sequence[int]], start: int, ends: set[int]) -> tuple[int, ...]:
    """Return the way from a thing of a tree to the first of `ends` that it meets."""
    came_from: dict[int, int] = {}
    waiting = [start]
    for here in waiting:
        if here in ends:
            way = [here]
            while way[-1] in came_from:
                way.append(came_from[way[-1]])
            return tuple(reversed(way))
        for other in near[here]:
            if other != came_from.get(here):
                came_from[other] = here
                waiting.append(other)
    raise AssertionError("a tree joins all its things")
