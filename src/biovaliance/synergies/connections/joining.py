"""The smallest part of the network that joins several things: a tree, told as ways from one to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from biovaliance.foundation.errors import InputError
from biovaliance.synergies.connections.paths import ConnectionPath, told
from biovaliance.synergies.connections.trees import best_tree
from biovaliance.synergies.connections.walking import Walk, parts_of

MOST_JOINED = 5


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
    edges = best_tree(walk, sorted(largest))
    paths = tuple(told(walk, way) for way in _ways_along(edges, largest))
    degree: dict[int, int] = {}
    for one, other in edges:
        degree[one], degree[other] = degree.get(one, 0) + 1, degree.get(other, 0) + 1
    cost = sum(dict(walk.steps[one])[other] for one, other in edges)
    cost += sum(walk.hub[number] for number in degree if number not in largest)
    return Joined(paths, round(cost, 3), tuple(dict.fromkeys(keys)), apart)


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
