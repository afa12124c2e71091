"""Groups of things that are more related to each other than to the rest (Louvain's method).

Source:
    V. D. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre (2008), Fast unfolding of communities in
    large networks, Journal of Statistical Mechanics, P10008.
"""

import random
from collections import defaultdict
from collections.abc import Mapping

from biovaliance.atlas.network import Graph
from biovaliance.foundation.evidence import Confidence

Weights = dict[int, dict[int, float]]
_WEIGHT_OF_CONFIDENCE = {Confidence.HIGH: 1.0, Confidence.MEDIUM: 0.75, Confidence.LOW: 0.5}
ALONE = -1


def communities(graph: Graph, seed: int = 1) -> dict[str, int]:
    """Return a community number per key: 0 for the largest, -1 for things without any relation."""
    keys = sorted(graph.nodes)
    place = {key: number for number, key in enumerate(keys)}
    weights: Weights = {number: {} for number in range(len(keys))}
    for relation in graph.relations:
        source, target = place[relation.source_key], place[relation.target_key]
        strength = max((_WEIGHT_OF_CONFIDENCE[e.confidence] for e in relation.evidence), default=0.5)
        for one, other in ((source, target), (target, source)):
            weights[one][other] = weights[one].get(other, 0.0) + strength
    member = _louvain(weights, random.Random(seed))  # noqa: S311 - a reproducible order, no secret
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for number, key in enumerate(keys):
        if weights[number]:
            groups[member[number]].append(key)
    ordered = sorted(groups.values(), key=lambda group: (-len(group), group[0]))
    numbered = {key: number for number, group in enumerate(ordered) for key in group}
    return {key: numbered.get(key, ALONE) for key in keys}


def modularity(graph: Graph, groups: Mapping[str, int]) -> float:
    """Return the share of relations inside groups beyond what chance would give, from -0.5 to 1.

    Every relation counts once, whatever its evidence; 0 where there is no relation.
    """
    total = len(graph.relations)
    if not total:
        return 0.0
    inside: defaultdict[int, int] = defaultdict(int)
    ends: defaultdict[int, int] = defaultdict(int)
    for relation in graph.relations:
        source, target = groups[relation.source_key], groups[relation.target_key]
        ends[source] += 1
        ends[target] += 1
        inside[source] += source == target
    return sum(inside[group] / total - (ends[group] / (2 * total)) ** 2 for group in ends)


def _louvain(weights: Weights, chance: random.Random) -> dict[int, int]:
    """Return a group per node: move nodes while it helps, make groups nodes, and begin again."""
    member = {node: node for node in weights}
    while True:
        groups = _moved(weights, chance)
        if len(set(groups.values())) == len(weights):
            return member
        member = {node: groups[group] for node, group in member.items()}
        merged: Weights = {group: {} for group in sorted(set(groups.values()))}
        for node, near in weights.items():
            row = merged[groups[node]]
            for other, weight in near.items():
                row[groups[other]] = row.get(groups[other], 0.0) + weight
        weights = merged


def _moved(weights: Weights, chance: random.Random) -> dict[int, int]:
    degree = {node: sum(near.values()) for node, near in weights.items()}
    total = sum(degree.values())  # twice the weight of all relations
    group = {node: node for node in weights}
    if not total:
        return group
    load = dict(degree)
    order = sorted(weights)
    chance.shuffle(order)
    moving = True
    while moving:
        moving = False
        for node in order:
            own = group[node]
            links: defaultdict[int, float] = defaultdict(float)
            for other, weight in weights[node].items():
                if other != node:
                    links[group[other]] += weight
            load[own] -= degree[node]
            gain = {at: links[at] - load[at] * degree[node] / total for at in sorted({own, *links})}
            # Staying wins ties, and a gain must be more than rounding, so that moving comes to an end.
            best = max(gain, key=lambda at: (gain[at], at == own, -at))
            if gain[best] <= gain[own] + 1e-12:
                best = own
            load[best] += degree[node]
            if best != own:
                group[node] = best
                moving = True
    return group
