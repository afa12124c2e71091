"""The closest ways between two things that differ from each other, each told in words with its sources."""

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from biovaliance.atlas.network import Node, relation_label
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.evidence import Evidence
from biovaliance.foundation.languages import Text
from biovaliance.synergies.connections.telling import cited, told_onward, told_plainly
from biovaliance.synergies.connections.walking import Reached, Walk, reach

LONGEST_PATH = 5
MOST_PATHS = 4
WORTH_TELLING = 4.0
"""A way that costs so much more than the closest one adds nothing to it."""
_MOST_TRIED = 5_000


@dataclass(frozen=True, slots=True)
class PathStep:
    """One relation on the way; `forward` says whether the way follows it from its source to its target."""

    source: Node
    relation: Relation
    target: Node
    forward: bool
    sentence: Text
    others: tuple[Relation, ...] = ()
    """Further relations between the same two, which say less."""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Who says so."""
        return self.relation.evidence

    @property
    def label(self) -> Text:
        """The words of the relation as walked."""
        return relation_label(self.relation.type_code, forward=self.forward)


@dataclass(frozen=True, slots=True)
class ConnectionPath:
    """One way from one thing to another, as steps and as one sentence; a lower cost is a closer link."""

    steps: tuple[PathStep, ...]
    cost: float
    sentence: Text

    @property
    def keys(self) -> tuple[str, ...]:
        """The things on the way, both ends included."""
        return (self.steps[0].source.key, *(step.target.key for step in self.steps))

    @property
    def cited(self) -> Text:
        """The sentence with who says so, and of which day, for each step."""
        return cited(self.sentence, [step.evidence for step in self.steps])


def paths_between(
    walk: Walk, start: str, end: str, limit: int = MOST_PATHS, longest: int = LONGEST_PATH
) -> tuple[ConnectionPath, ...]:
    """Return up to `limit` ways from `start` to `end` of at most `longest` relations, closest first.

    Two ways that share more than half of the things between count as one: the closer is kept. A way that
    costs much more than the closest one (`WORTH_TELLING`) is left out.

    Args:
        walk: the network to walk in; directions do not matter.
        start: key of the one thing.
        end: key of the other.
        limit: how many ways at most.
        longest: how many relations a way may have.

    Returns:
        No way twice through the same thing; empty where the two are not connected.

    Raises:
        NotFoundError: one of the two is not in the network.
        InputError: both are the same thing.
    """
    first, last = walk.number_of(start), walk.number_of(end)
    if first == last:
        raise InputError(f"A way leads from one thing to another; '{start}' was named twice.")
    # Walked from the lower number, so that the ways there and back are the same ones.
    low, high = sorted((first, last))
    remaining = reach(walk, {high: 0.0}, until=low, slack=WORTH_TELLING)
    if low not in remaining.cost:
        return ()
    found: list[tuple[int, ...]] = []
    for _cost, numbers in _in_turn(walk, remaining, low, high, longest):
        if all(_differ(numbers, other) for other in found):
            found.append(numbers)
            if len(found) == limit:
                break
    ways = (numbers if first == low else numbers[::-1] for numbers in found)
    return tuple(told(walk, way) for way in ways)


def _in_turn(
    walk: Walk, remaining: Reached, start: int, end: int, longest: int
) -> Iterator[tuple[float, tuple[int, ...]]]:
    """Yield the ways that are worth telling with their costs, closest first.

    What is left to go is known exactly when nothing is barred, so ways come off the heap in order (A*).
    """
    most = remaining.cost[start] + WORTH_TELLING
    waiting: list[tuple[float, tuple[int, ...], float]] = [(remaining.cost[start], (start,), 0.0)]
    tried = 0
    while waiting and tried < _MOST_TRIED:
        _least, numbers, cost = heapq.heappop(waiting)
        tried += 1
        here = numbers[-1]
        if here == end:
            yield cost, numbers
            continue
        if len(numbers) > longest:
            continue
        so_far = cost + (walk.hub[here] if here != start else 0.0)
        for near, step in walk.steps[here]:
            if near in numbers:
                continue
            onward = remaining.cost.get(near, math.inf) + (walk.hub[near] if near != end else 0.0)
            if so_far + step + onward <= most:
                heapq.heappush(waiting, (so_far + step + onward, (*numbers, near), so_far + step))


def _differ(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether two ways share at most half of the things between, measured on the shorter one."""
    inner, others = set(one[1:-1]), set(other[1:-1])
    smaller = min(len(inner), len(others))
    return smaller == 0 or 2 * len(inner & others) <= smaller


def told(walk: Walk, numbers: Sequence[int]) -> ConnectionPath:
    """Return the way through some neighbouring things, told from the first to the last."""
    steps = []
    nodes = [walk.graph.nodes[walk.keys[number]] for number in numbers]
    for (one, source), (other, target) in pairwise(zip(numbers, nodes, strict=True)):
        relation, *others = walk.relations_between(one, other)
        forward = relation.source_key == source.key
        ends = (source, target) if forward else (target, source)
        sentence = told_plainly(relation.type_code, ends[0].label, ends[1].label)
        steps.append(PathStep(source, relation, target, forward, sentence, tuple(others)))
    return ConnectionPath(tuple(steps), round(cost_of(walk, numbers), 3), _whole(steps))


def cost_of(walk: Walk, numbers: Sequence[int]) -> float:
    """Return the cost of the way through some neighbouring things."""
    between = sum(walk.hub[number] for number in numbers[1:-1])
    steps = (dict(walk.steps[one])[other] for one, other in pairwise(numbers))
    return sum(steps) + between


def _whole(steps: Sequence[PathStep]) -> Text:
    """Return the steps as one sentence: clauses about the thing just named, else a new main clause."""
    whole = Text("", "")
    named_last = False
    for number, step in enumerate(steps):
        before = steps[number - 1] if number else None
        same_kind = before is not None and before.relation.type_code == step.relation.type_code
        also = same_kind and before is not None and before.forward != step.forward
        subject = None if named_last else step.source.label
        part = told_onward(
            step.relation.type_code,
            subject,
            step.target.label,
            forward=step.forward,
            also=also and named_last,
        )
        between = ("" if number == 0 else ", ") if named_last or number == 0 else "; "
        french_between = between.replace(";", "\u202f;")
        whole = Text(f"{whole.en}{between}{part.en}", f"{whole.fr}{french_between}{part.fr}")
        named_last = part.en.endswith(step.target.label.en) and part.fr.endswith(step.target.label.fr)
    return Text(f"{whole.en}.", f"{whole.fr}.")
