"""Which part of the network is asked for: what stays in the region, or the consortia of one programme.

With every open source loaded the network holds thousands of things, most of them elsewhere; the best
connected of all are then large companies of European consortia, and say nothing of the region. So a network
that cannot be read at once is first shown as the region's own.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.network import Graph
from biovaliance.atlas.relations import Relation

MEETING = 2
"""So many organisations of the region make a project one that ties them."""


def related_only(graph: Graph, keep: Collection[str] = ()) -> Graph:
    """Return the graph without the things that stand alone, `keep` apart."""
    related = {key for key, others in graph.neighbours().items() if others} | set(keep)
    return Graph({key: node for key, node in graph.nodes.items() if key in related}, graph.relations)


def local_part(graph: Graph, here: Collection[str]) -> Graph:
    """Return the organisations of `here` and the other things that tie at least two of them."""
    neighbours = graph.neighbours()
    organisations = {key for key in graph.nodes if key in here}
    ties = {
        key
        for key, node in graph.nodes.items()
        if node.kind != Kind.ORGANISATION and len(neighbours[key] & organisations) >= MEETING
    }
    return related_only(graph.only(organisations | ties))


def near_part(graph: Graph, here: Collection[str], steps: int = 2) -> Graph:
    """Return what is at most `steps` relations from an organisation of `here`: projects, their partners."""
    neighbours = graph.neighbours()
    reached = {key for key in graph.nodes if key in here}
    edge = set(reached)
    for _ in range(steps):
        edge = {near for known in edge for near in neighbours[known]} - reached
        reached |= edge
    return graph.only(reached)


def consortia(graph: Graph, projects: Collection[str]) -> Graph:
    """Return `projects` and the organisations in them, tied by these projects alone."""
    kept = {key for key in projects if key in graph.nodes}
    relations = tuple(
        r for r in graph.relations if (r.source_key in kept or r.target_key in kept) and _joins(graph, r)
    )
    ends = {key for r in relations for key in (r.source_key, r.target_key)}
    return Graph({key: node for key, node in graph.nodes.items() if key in ends}, relations)


def _joins(graph: Graph, relation: Relation) -> bool:
    kinds = {graph.nodes[relation.source_key].kind, graph.nodes[relation.target_key].kind}
    return kinds == {str(Kind.ORGANISATION), str(Kind.PROJECT)}


def frequent(programmes: Mapping[str, Iterable[str]], fewest: int) -> dict[str, frozenset[str]]:
    """Return the projects of each programme that has at least `fewest`, the largest programme first.

    `programmes` gives the names of the programmes of each project; a call's year after a comma is no
    programme of its own.
    """
    members: dict[str, set[str]] = {}
    for project, names in programmes.items():
        for name in names:
            members.setdefault(name.partition(",")[0].strip(), set()).add(project)
    sizes = Counter({name: len(found) for name, found in members.items() if name and len(found) >= fewest})
    return {name: frozenset(members[name]) for name, _size in sizes.most_common()}
