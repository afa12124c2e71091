"""The tree of least cost that joins several things of the network, found exactly.

By the recurrence of Dreyfus and Wagner (1971): the best tree for a set of things that ends in a place is
either two best trees for its halves that meet there, or a tree that ends in a neighbour and one more step.
What cannot be part of a tree as cheap as one already known is never looked at:

    from above    trees grown greedily from each thing, and stars around one place
    from below    the cost so far, and the way to the farthest thing still outside or
                  half the shortest round through all of them (Hougardy, Silvanus and Vygen, 2017)

A round passes through a place where k branches meet k times, the tree pays for passing it once: for all
places together that is at most as often too much as there are things outside, less one. The dearest place
is taken off that often, so that the bound holds where places cost. With five things there are 15 sets.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, permutations

import numpy as np
import numpy.typing as npt

from biovaliance.synergies.connections.walking import Reached, Walk, reach

_ROUNDING = 1e-9
Floats = npt.NDArray[np.float64]
Edges = set[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Trees:
    """The best trees for one set of things: their costs by the place they end in, and how each is made."""

    reached: Reached
    cost: Floats
    halves: Mapping[int, int]
    """Where two trees met: the set of the one."""


@dataclass(frozen=True, slots=True)
class _Question:
    """Things to join, the ways from each to everywhere, and what passing through a place costs."""

    walk: Walk
    terminals: tuple[int, ...]
    alone: tuple[_Trees, ...]
    passing: Floats

    @classmethod
    def of(cls, walk: Walk, terminals: Sequence[int]) -> "_Question":
        ways = [reach(walk, {each: 0.0}, free=terminals) for each in terminals]
        passing = np.array(walk.hub, dtype=np.float64)
        passing[list(terminals)] = 0.0
        return cls(walk, tuple(terminals), tuple(_trees(walk, each, {}) for each in ways), passing)

    def between(self, one: int, other: int) -> float:
        """Return the cost of the way between two of the things, by their places in `terminals`."""
        return float(self.alone[one].cost[self.terminals[other]])


def best_tree(walk: Walk, terminals: Sequence[int]) -> Edges:
    """Return the relations of the tree of least cost over connected things, as pairs of numbers."""
    asked = _Question.of(walk, terminals)
    root = len(terminals) - 1
    everything = (1 << root) - 1
    most = _known_cost(asked) + _ROUNDING
    trees: dict[int, _Trees] = {1 << place: asked.alone[place] for place in range(root)}
    for size in range(2, root + 1):
        for chosen in combinations(range(root), size):
            code = sum(1 << place for place in chosen)
            onward = _onward(asked, [place for place in range(root + 1) if place not in chosen])
            starts, halves = _meetings(trees, code, most - onward)
            until = terminals[root] if code == everything else None
            reached = reach(walk, starts, free=terminals, most=most, until=until, onward=onward.tolist())
            trees[code] = _trees(walk, reached, halves)
    edges: Edges = set()
    _collect(trees, everything, terminals[root], edges)
    return edges


def _trees(walk: Walk, reached: Reached, halves: Mapping[int, int]) -> _Trees:
    cost = np.full(len(walk.keys), np.inf)
    cost[list(reached.cost)] = list(reached.cost.values())
    return _Trees(reached, cost, halves)


def _onward(asked: _Question, outside: Sequence[int]) -> Floats:
    """Return for each place what it costs at least to join it to all things that are outside."""
    ways = {place: asked.alone[place].cost for place in outside}
    farthest: Floats = np.max(list(ways.values()), axis=0)
    if len(outside) == 1:
        return farthest
    rounds = [
        ways[order[0]] + ways[order[-1]] + sum(asked.between(*pair) for pair in pairwise(order))
        for order in permutations(outside)
        if order[0] < order[-1]  # the same round the other way is the same
    ]
    too_often = (len(outside) - 1) * float(asked.passing.max())
    shortest: Floats = np.min(rounds, axis=0)
    return np.maximum(farthest, (shortest - too_often) / 2)


def _meetings(
    trees: Mapping[int, _Trees], code: int, most: Floats
) -> tuple[dict[int, float], dict[int, int]]:
    """Return the cost of two trees that meet, by place, and the set of the one of them."""
    least = np.full(len(most), np.inf)
    halves = np.zeros(len(most), dtype=np.int64)
    half = (code - 1) & code
    while half:
        rest = code ^ half
        if half < rest:  # each division once
            total = trees[half].cost + trees[rest].cost
            better = total < least
            least[better], halves[better] = total[better], half
        half = (half - 1) & code
    places = np.flatnonzero(least <= most)
    return (
        dict(zip(places.tolist(), least[places].tolist(), strict=True)),
        dict(zip(places.tolist(), halves[places].tolist(), strict=True)),
    )


def _known_cost(asked: _Question) -> float:
    """Return the cost of the cheapest of some trees that are found at once."""
    star = np.sum([each.cost for each in asked.alone], axis=0) + asked.passing
    return min(float(star.min()), *(_greedy_cost(asked, start) for start in range(len(asked.terminals))))


def _greedy_cost(asked: _Question, start: int) -> float:
    """Return the cost of a tree that grows by the way to the thing closest to it, again and again."""
    inside, cost = {asked.terminals[start]}, 0.0
    outside = set(range(len(asked.terminals))) - {start}
    while outside:
        away, where, nearest = min(_closest(asked, inside, sorted(outside)))
        cost += away
        inside |= set(asked.alone[nearest].reached.way_to(where))
        outside -= {place for place in outside if asked.terminals[place] in inside}
    return cost


def _closest(
    asked: _Question, inside: Iterable[int], outside: Iterable[int]
) -> Iterable[tuple[float, int, int]]:
    """Yield for each thing outside what it costs to come to it, from which place inside, and its number."""
    for place in outside:
        costs = asked.alone[place].reached.cost
        yield (*min((costs[number], number) for number in inside), place)


def _collect(trees: Mapping[int, _Trees], code: int, place: int, edges: Edges) -> None:
    tree = trees[code]
    way = tree.reached.way_to(place)
    edges |= {(min(pair), max(pair)) for pair in pairwise(way)}
    half = tree.halves.get(way[-1])
    if half is not None:
        _collect(trees, half, way[-1], edges)
        _collect(trees, code ^ half, way[-1], edges)
