"""The network as people see it: the readable core, the neighbourhood of one thing, places on a picture.

    atlas.network.Graph ──> cap (what can be read at once) ──> layout, communities ──> JSON, SVG
                         └──> ego (one thing and its neighbours)

Positions lie in the unit square, x to the right and y down, the longer side of the drawing filling it.
The same graph and seed always give the same picture.
"""

import heapq
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import rustworkx

from biovaliance.atlas.network import Graph, relation_label
from biovaliance.foundation.errors import InputError, NotFoundError

MOST_NODES = 300
_FEW = 12
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Capped:
    """A graph small enough to read, and how many things were left out of it."""

    graph: Graph
    left_out: int

    @property
    def total(self) -> int:
        """How many things there are with those left out."""
        return len(self.graph.nodes) + self.left_out


def cap(graph: Graph, limit: int = MOST_NODES, keep: Collection[str] = ()) -> Capped:
    """Return the core of `graph` with at most `limit` things, `keep` among them.

    The least connected thing goes first, again and again, so that what stays is connected to what stays.

    Raises:
        InputError: `limit` is below 1, or `keep` alone is larger.
    """
    if limit < 1 or len(set(keep) & graph.nodes.keys()) > limit:
        raise InputError(
            f"A network of {limit} things was asked for with {len(keep)} to keep; expected a higher limit."
        )
    neighbours = graph.neighbours()
    left = set(graph.nodes)
    queue = [(len(near), key) for key, near in neighbours.items() if key not in keep]
    heapq.heapify(queue)
    while len(left) > limit:
        degree, key = heapq.heappop(queue)
        if key not in left or degree != len(neighbours[key]):
            continue
        left.discard(key)
        for other in neighbours.pop(key):
            neighbours[other].discard(key)
            if other not in keep:
                heapq.heappush(queue, (len(neighbours[other]), other))
    return Capped(graph.only(left), len(graph.nodes) - len(left))


def ego(graph: Graph, key: str, radius: int = 1) -> Graph:
    """Return `key`, the things at most `radius` relations away, and all relations between them.

    Raises:
        NotFoundError: the thing is not in the graph.
    """
    if key not in graph.nodes:
        raise NotFoundError(
            f"'{key}' is not in the network; it holds organisations, projects and programmes."
        )
    neighbours = graph.neighbours()
    reached, edge = {key}, {key}
    for _ in range(radius):
        edge = {near for known in edge for near in neighbours[known]} - reached
        reached |= edge
    return graph.only(reached)


def components(graph: Graph) -> list[list[str]]:
    """Return the connected parts of `graph`, largest first, each with its keys in order."""
    neighbours = graph.neighbours()
    parts = []
    left = set(graph.nodes)
    for key in sorted(graph.nodes):
        if key in left:
            part, waiting = {key}, [key]
            while waiting:
                fresh = neighbours[waiting.pop()] - part
                part |= fresh
                waiting += fresh
            left -= part
            parts.append(sorted(part))
    return sorted(parts, key=lambda part: (-len(part), part[0]))


def layout(graph: Graph, seed: int = 1, aspect: float = 1.5) -> dict[str, Point]:
    """Return a position in the unit square for each key; `aspect` is the width over the height aimed at.

    Each connected part is laid out by springs on its own; the parts are then set side by side, so that
    things without relations stay near the rest.
    """
    neighbours = graph.neighbours()
    blocks = [(part, _spring(part, neighbours, seed, aspect)) for part in components(graph)]
    positions = _packed(blocks, aspect)
    if not positions:
        return {}
    points = np.array(list(positions.values()))
    low = points.min(axis=0)
    span = float(max((points.max(axis=0) - low).max(), 1e-9))
    # A single thing, or a single row of them, sits in the middle of the side it does not fill.
    offset = (1 - (points.max(axis=0) - low) / span) / 2
    placed = np.round((points - low) / span + offset, 4)
    return {key: (float(x), float(y)) for key, (x, y) in zip(positions, placed, strict=True)}


def _spring(
    part: list[str], neighbours: Mapping[str, set[str]], seed: int, aspect: float
) -> npt.NDArray[np.float64]:
    """Return positions of one connected part, one unit of area per thing, from (0, 0)."""
    if len(part) == 1:
        return np.zeros((1, 2))
    graph = rustworkx.PyGraph(multigraph=False)
    place = dict(zip(part, graph.add_nodes_from(part), strict=True))
    graph.add_edges_from_no_data([(place[a], place[b]) for a in part for b in sorted(neighbours[a]) if a < b])
    found = rustworkx.spring_layout(graph, seed=seed, num_iter=200, repulsive_exponent=2)
    points = np.array([found[place[key]] for key in part])
    points = _spread(points)
    side = 1.25 * math.sqrt(len(part))
    shape = np.array([math.sqrt(aspect), 1 / math.sqrt(aspect)]) if len(part) > _FEW else np.ones(2)
    return _apart(points / max(float(np.ptp(points, axis=0).max()), 1e-9) * side * shape, 0.55)


def _spread(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Give the crowded middle more room: each coordinate moves half-way to its rank among the others."""
    span = np.maximum(points.max(axis=0) - points.min(axis=0), 1e-9)
    share = (points - points.min(axis=0)) / span
    rank = np.argsort(np.argsort(points, axis=0, kind="stable"), axis=0, kind="stable") / (len(points) - 1)
    spread: npt.NDArray[np.float64] = (share + rank) / 2
    return spread


def _apart(points: npt.NDArray[np.float64], distance: float) -> npt.NDArray[np.float64]:
    """Push points apart that lie closer than `distance`; what remains after 60 rounds is let be."""
    points = points.copy()
    for _ in range(60):
        delta = points[:, None, :] - points[None, :, :]
        gap = np.sqrt((delta**2).sum(axis=2))
        np.fill_diagonal(gap, np.inf)
        lack = np.clip(distance - gap, 0, None)
        if not lack.any():
            break
        # Two points on one spot part along a direction that depends on their order alone.
        order = np.arange(len(points))
        angle = (order[:, None] * 2.399963 + order[None, :]) * np.sign(order[:, None] - order[None, :])
        aside = (
            np.stack([np.cos(angle), np.sin(angle)], axis=2)
            * np.sign(order[:, None] - order[None, :])[..., None]
        )
        direction = np.where(gap[..., None] > 1e-6, delta / np.maximum(gap, 1e-6)[..., None], aside)
        points += (direction * (lack / 2)[..., None]).sum(axis=1) * 0.5
    placed: npt.NDArray[np.float64] = points - points.min(axis=0)
    return placed


def _packed(blocks: list[tuple[list[str], npt.NDArray[np.float64]]], aspect: float) -> dict[str, Point]:
    """Set blocks on shelves as wide as the largest block, or as a box of `aspect` that holds them all."""
    margin = 0.8
    area = sum(float(np.prod(points.max(axis=0) + margin)) for _, points in blocks)
    widest = max((float(points[:, 0].max()) for _, points in blocks), default=0.0)
    width = max(widest + margin, math.sqrt(area * aspect))
    positions: dict[str, Point] = {}
    x = y = shelf = 0.0
    for part, points in blocks:
        block_width, block_height = (float(value) + margin for value in points.max(axis=0))
        if x and x + block_width > width + 1e-9:
            x, y, shelf = 0.0, y + shelf, 0.0
        for key, (left, top) in zip(part, points, strict=True):
            positions[key] = (x + float(left), y + float(top))
        x, shelf = x + block_width, max(shelf, block_height)
    return positions


def node_size(relations: int) -> float:
    """Return the radius of a thing with so many neighbours, in units of the smallest one's."""
    return round(1 + 0.6 * math.sqrt(relations), 2)


def to_json(
    capped: Capped,
    language: str,
    positions: Mapping[str, Point],
    communities: Mapping[str, int],
    urls: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the network as the page's island reads it."""
    neighbours = capped.graph.neighbours()
    nodes = []
    for key, node in capped.graph.nodes.items():
        x, y = positions[key]
        nodes.append(
            {
                "key": key,
                "label": node.label.in_language(language),
                "kind": node.kind,
                "type": node.type_code,
                "currency": node.currency,
                "x": x,
                "y": y,
                "size": node_size(len(neighbours[key])),
                "community": communities.get(key, -1),
                **({"url": urls[key]} if urls and key in urls else {}),
            }
        )
    edges = [
        {
            "source": relation.source_key,
            "target": relation.target_key,
            "type": relation.type_code,
            "label": relation_label(relation.type_code).in_language(language),
            "label_back": relation_label(relation.type_code, forward=False).in_language(language),
            "since": relation.since,
            "until": relation.until,
        }
        for relation in capped.graph.relations
    ]
    return {"nodes": nodes, "edges": edges, "truncated": capped.left_out > 0, "total": capped.total}
