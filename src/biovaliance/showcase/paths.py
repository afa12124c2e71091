"""How two things are connected, in words: the most telling ways from one to the other.

A way costs less the fewer, more specific, more recent and better attested its relations are, and the
fewer relations the things on the way have: that two organisations take part in one project says more
than that the same region funded both.

    cost of a way = sum over relations (1 + vague + doubtful + past) + sum over things between (hub)
"""

import heapq
import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from biovaliance.atlas.relations import Relation
from biovaliance.foundation.dates import PartialDate
from biovaliance.foundation.errors import InputError, NotFoundError
from biovaliance.foundation.evidence import Confidence, Evidence
from biovaliance.foundation.languages import Text
from biovaliance.showcase.network import Graph, Node, relation_label
from biovaliance.showcase.telling import told_onward, told_plainly

LONGEST_PATH = 5
_MOST_TRIED = 20_000
_HUB = 0.25
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
_PER_YEAR, _OLDEST_YEARS = 0.015, 20


@dataclass(frozen=True, slots=True)
class PathStep:
    """One relation on the way; `forward` says whether the way follows it from its source to its target."""

    source: Node
    relation: Relation
    target: Node
    forward: bool
    sentence: Text

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


@dataclass(frozen=True, slots=True)
class _Walk:
    """A graph made ready for walking: the best relation between neighbours, and the costs."""

    best: Mapping[str, Mapping[str, tuple[float, Relation]]]
    hub: Mapping[str, float]

    @classmethod
    def of(cls, graph: Graph, year: int) -> Self:
        best: dict[str, dict[str, tuple[float, Relation]]] = {key: {} for key in graph.nodes}
        for relation in graph.relations:
            cost = relation_cost(relation, year)
            for one, other in (
                (relation.source_key, relation.target_key),
                (relation.target_key, relation.source_key),
            ):
                known = best[one].get(other)
                if known is None or cost < known[0]:
                    best[one][other] = (cost, relation)
        hub = {key: _HUB * math.log2(max(1, len(near))) for key, near in best.items()}
        return cls(best, hub)


def relation_cost(relation: Relation, year: int) -> float:
    """Return what a relation adds to the cost of a way, read in `year`: 1 if specific, certain and fresh."""
    doubt = min((_DOUBT[evidence.confidence] for evidence in relation.evidence), default=0.75)
    past = _PAST if relation.until and PartialDate.parse(relation.until).year < year else 0.0
    age = min(_OLDEST_YEARS, max(0, year - PartialDate.parse(relation.since).year)) if relation.since else 5
    return 1 + _VAGUE.get(relation.type_code, 0.0) + doubt + past + _PER_YEAR * age


def paths_between(
    graph: Graph, start: str, end: str, year: int, limit: int = 3, longest: int = LONGEST_PATH
) -> tuple[ConnectionPath, ...]:
    """Return up to `limit` ways from `start` to `end` of at most `longest` relations, closest first.

    Args:
        graph: the network to walk in; directions do not matter.
        start: key of the one thing.
        end: key of the other.
        year: the year from which the age of relations counts.
        limit: how many ways at most.
        longest: how many relations a way may have.

    Returns:
        No way twice through the same thing; empty where the two are not connected.

    Raises:
        NotFoundError: one of the two is not in the network.
        InputError: both are the same thing.
    """
    for key in (start, end):
        if key not in graph.nodes:
            raise NotFoundError(
                f"'{key}' is not in the network; it holds organisations, projects and programmes."
            )
    if start == end:
        raise InputError(f"A way leads from one thing to another; '{start}' was named twice.")
    walk = _Walk.of(graph, year)
    remaining = _costs_to(walk, end)
    if start not in remaining:
        return ()
    found: list[ConnectionPath] = []
    waiting: list[tuple[float, tuple[str, ...], float]] = [(remaining[start], (start,), 0.0)]
    tried = 0
    # What is left to go is known exactly when nothing is barred, so ways come off the heap closest first.
    while waiting and len(found) < limit and tried < _MOST_TRIED:
        _, keys, cost = heapq.heappop(waiting)
        tried += 1
        if keys[-1] == end:
            found.append(_told(graph, walk, keys, cost))
            continue
        if len(keys) > longest:
            continue
        between = walk.hub[keys[-1]] if len(keys) > 1 else 0.0
        for near, (step, _relation) in walk.best[keys[-1]].items():
            if near not in keys and near in remaining:
                so_far = cost + between + step
                onward = remaining[near] if near == end else remaining[near] + walk.hub[near]
                heapq.heappush(waiting, (so_far + onward, (*keys, near), so_far))
    return tuple(found)


def _costs_to(walk: _Walk, end: str) -> dict[str, float]:
    """Return the least cost from each thing to `end`, its own hub cost not counted."""
    least = {end: 0.0}
    waiting = [(0.0, end)]
    while waiting:
        cost, key = heapq.heappop(waiting)
        if cost > least[key]:
            continue
        between = 0.0 if key == end else walk.hub[key]
        for near, (step, _relation) in walk.best[key].items():
            total = cost + between + step
            if total < least.get(near, math.inf):
                least[near] = total
                heapq.heappush(waiting, (total, near))
    return least


def _told(graph: Graph, walk: _Walk, keys: tuple[str, ...], cost: float) -> ConnectionPath:
    steps = []
    for one, other in pairwise(keys):
        relation = walk.best[one][other][1]
        source, target = graph.nodes[one], graph.nodes[other]
        forward = relation.source_key == one
        first, second = (source, target) if forward else (target, source)
        told = told_plainly(relation.type_code, first.label, second.label)
        steps.append(PathStep(source, relation, target, forward, told))
    return ConnectionPath(tuple(steps), round(cost, 3), _whole(steps))


def _whole(steps: list[PathStep]) -> Text:
    """Return the steps as one sentence: clauses about the thing just named, else a new main clause."""
    told = Text("", "")
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
        told = Text(f"{told.en}{between}{part.en}", f"{told.fr}{french_between}{part.fr}")
        named_last = part.en.endswith(step.target.label.en) and part.fr.endswith(step.target.label.fr)
    return Text(f"{told.en}.", f"{told.fr}.")
