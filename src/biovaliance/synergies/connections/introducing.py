"""Who could introduce organisations to each other, and where the network ends that does not join them."""

from collections.abc import Sequence
from dataclasses import dataclass

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.network import Node
from biovaliance.atlas.status import Currency
from biovaliance.foundation.languages import Text
from biovaliance.synergies.connections.paths import ConnectionPath, told
from biovaliance.synergies.connections.walking import Reached, Walk, connected_to, reach

MOST_INTRODUCERS = 5
MOST_NEAREST = 3
_WORTH_ASKING = 7.0
"""Whoever is farther from one of them, in the cost of ways, knows them no better than anybody."""


@dataclass(frozen=True, slots=True)
class Introducer:
    """An organisation that is close to all who are to meet, with its closest way to each of them."""

    node: Node
    cost: float
    paths: tuple[ConnectionPath, ...]
    reason: Text


@dataclass(frozen=True, slots=True)
class Surroundings:
    """How far the network reaches around a thing: how many others it holds, and the nearest organisations."""

    node: Node
    reached: int
    nearest: tuple[ConnectionPath, ...]


def introducers(walk: Walk, keys: Sequence[str], limit: int = MOST_INTRODUCERS) -> tuple[Introducer, ...]:
    """Return the organisations that could introduce `keys` to each other, the closest to all first.

    The cost of an introducer is that of the closest ways from all of them through it, its own hub cost
    counted for each further one; of two that cost the same, the one that stands more in the middle comes
    first. Bodies that no longer exist introduce nobody, nor does one that reaches two of them through the
    same thing: there they have met already.

    Raises:
        NotFoundError: one of them is not in the network.
    """
    numbers = [walk.number_of(key) for key in dict.fromkeys(keys)]
    reaches = [reach(walk, {number: 0.0}, barred=numbers, most=_WORTH_ASKING) for number in numbers]
    candidates = set.intersection(*(set(found.cost) for found in reaches)) - set(numbers)
    ranked = []
    for number in candidates:
        node = walk.graph.nodes[walk.keys[number]]
        if node.kind == Kind.ORGANISATION and node.currency == Currency.CURRENT:
            costs = [found.cost[number] for found in reaches]
            total = sum(costs) + walk.hub[number] * (len(numbers) - 1)
            ranked.append((round(total, 6), round(max(costs) - min(costs), 6), number))
    found = []
    for cost, _balance, number in sorted(ranked):
        ways = [reached.way_to(number) for reached in reaches]
        if _meet_only_there(ways):
            found.append(_introducer(walk, number, cost, ways))
        if len(found) == limit:
            break
    return tuple(found)


def _meet_only_there(ways: Sequence[tuple[int, ...]]) -> bool:
    inner = [number for way in ways for number in way[1:-1]]
    return len(inner) == len(set(inner))


def _introducer(walk: Walk, number: int, cost: float, ways: Sequence[tuple[int, ...]]) -> Introducer:
    paths = tuple(told(walk, way) for way in ways)
    english = " ".join(path.cited.en for path in paths)
    french = " ".join(path.cited.fr for path in paths)
    node = walk.graph.nodes[walk.keys[number]]
    return Introducer(node, round(cost, 3), paths, Text(english, french))


def surroundings(walk: Walk, key: str, limit: int = MOST_NEAREST) -> Surroundings:
    """Return how far the network reaches around a thing that no way joins to another.

    Raises:
        NotFoundError: it is not in the network.
    """
    number = walk.number_of(key)
    found = reach(walk, {number: 0.0}, most=_WORTH_ASKING)
    return Surroundings(
        walk.graph.nodes[key],
        len(connected_to(walk, number)) - 1,
        tuple(told(walk, way) for way in _nearest(walk, found, number, limit)),
    )


def _nearest(walk: Walk, found: Reached, number: int, limit: int) -> list[tuple[int, ...]]:
    organisations = [
        (cost, other)
        for other, cost in found.cost.items()
        if other != number and walk.graph.nodes[walk.keys[other]].kind == Kind.ORGANISATION
    ]
    return [found.way_to(other)[::-1] for _cost, other in sorted(organisations)[:limit]]
