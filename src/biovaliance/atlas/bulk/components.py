"""What hangs together through pairs: connected components, computed where the pairs lie.

A component holds every group that `atlas/identity/clusters.py` can make from its pairs, so that components
can be grouped one by one, and one that is far too large gives a chain of false pairs away. The grouping
itself stays in Python: a bar set by a person acts on groups as they grow, strongest judgement first, which
is an order and not a set operation.

    large-star   each node sends its larger neighbours to the smallest one it knows
    small-star   each node sends itself and its smaller neighbours to the smallest one

In turn until nothing moves, when every node points at the smallest of its component. Every round is two
aggregations and two joins over the pairs.

Source:
    R. Kiveris, S. Lattanzi, V. Mirrokni, V. Rastogi, S. Vassilvitskii (2014), Connected components in
    MapReduce and beyond, ACM Symposium on Cloud Computing.
"""

import ibis
import ibis.expr.types as ir

from biovaliance.atlas.bulk.engines import Engine
from biovaliance.foundation.errors import BiovalianceError

MOST_ROUNDS = 60  # a path of a million records takes 21; the bound is of the order of log(n) squared


def connected_components(pairs: ir.Table, engine: Engine, name: str = "components") -> ir.Table:
    """Return the component of each record that stands in a pair.

    Args:
        pairs: with columns `left_key` and `right_key`.
        engine: where they lie.
        name: under which intermediate tables are kept in the engine's scratch folder.

    Returns:
        Columns `record_key` and `component_key`, the smallest record key of the component.
    """
    apart = pairs.filter(pairs.left_key != pairs.right_key)
    edges = engine.keep(
        apart.select(
            high=ibis.greatest(apart.left_key, apart.right_key),
            low=ibis.least(apart.left_key, apart.right_key),
        ).distinct(),
        f"{name}_0",
    )
    for turn in range(1, MOST_ROUNDS + 1):
        starred = engine.keep(_small_star(_large_star(edges)), f"{name}_{turn}")
        if _is_same(starred, edges, engine):
            return _with_smallest(starred)
        edges = starred
    raise BiovalianceError(
        f"Connected components: records still move after {MOST_ROUNDS} rounds; expected rest after about 20. "
        "Please report it with the number of pairs."
    )


def _large_star(edges: ir.Table) -> ir.Table:
    """Connect the larger neighbours of each node to the smallest node among it and its neighbours."""
    sides = edges.select(node="high", neighbour="low").union(edges.select(node="low", neighbour="high"))
    smallest = sides.group_by("node").aggregate(smallest=sides.neighbour.min())
    smallest = smallest.mutate(smallest=ibis.least(smallest.node, smallest.smallest))
    larger = sides.filter(sides.neighbour > sides.node).join(smallest, "node")
    return larger.select(high="neighbour", low="smallest").distinct()


def _small_star(edges: ir.Table) -> ir.Table:
    """Connect each node and its smaller neighbours to the smallest of them."""
    smallest = edges.group_by("high").aggregate(smallest=edges.low.min())
    moved = edges.join(smallest, "high")
    moved = moved.filter(moved.low != moved.smallest).select(high="low", low="smallest")
    return moved.union(smallest.select("high", low="smallest")).distinct()


def _is_same(starred: ir.Table, edges: ir.Table, engine: Engine) -> bool:
    moved = engine.count(starred.anti_join(edges, ["high", "low"]))
    return moved == 0 and engine.count(starred) == engine.count(edges)


def _with_smallest(stars: ir.Table) -> ir.Table:
    centres = stars.select(record_key="low", component_key="low").distinct()
    return stars.select(record_key="high", component_key="low").union(centres)
