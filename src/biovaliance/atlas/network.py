"""The atlas as a graph: things, and the typed relations between them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from biovaliance.atlas.entities import Entity
from biovaliance.atlas.fields import Kind
from biovaliance.atlas.relations import RELATION_TYPES, Relation
from biovaliance.atlas.status import Currency, currency_of
from biovaliance.foundation.languages import Text

NETWORK_KINDS = frozenset({Kind.ORGANISATION, Kind.PROJECT, Kind.PROGRAMME})


@dataclass(frozen=True, slots=True)
class Node:
    """A thing of the network."""

    key: str
    kind: str
    type_code: str
    label: Text
    slug: str = ""
    currency: str = str(Currency.CURRENT)


@dataclass(frozen=True, slots=True)
class Graph:
    """Things and the relations between them; both ends of every relation are among the nodes."""

    nodes: Mapping[str, Node]
    relations: tuple[Relation, ...]

    def neighbours(self) -> dict[str, set[str]]:
        """Return the keys related to each key, direction left aside."""
        found: dict[str, set[str]] = {key: set() for key in self.nodes}
        for relation in self.relations:
            if relation.source_key != relation.target_key:
                found[relation.source_key].add(relation.target_key)
                found[relation.target_key].add(relation.source_key)
        return found

    def only(self, keys: Collection[str]) -> "Graph":
        """Return the part of the graph between `keys`."""
        return Graph(
            {key: node for key, node in self.nodes.items() if key in keys},
            tuple(r for r in self.relations if r.source_key in keys and r.target_key in keys),
        )


def build_graph(
    entities: Iterable[Entity], relations: Iterable[Relation], kinds: Collection[Kind] = NETWORK_KINDS
) -> Graph:
    """Return the graph of the entities of `kinds`, ordered by key; relations to other things are left out."""
    nodes = {
        entity.key: Node(
            entity.key,
            str(entity.kind),
            entity.value("type"),
            entity.title,
            entity.slug,
            str(currency_of(entity.value("status"))),
        )
        for entity in sorted(entities, key=lambda entity: entity.key)
        if entity.kind in kinds
    }
    kept = [
        r
        for r in relations
        if r.source_key in nodes and r.target_key in nodes and r.source_key != r.target_key
    ]
    kept.sort(key=lambda r: (r.source_key, r.target_key, r.type_code, r.since, r.until))
    return Graph(nodes, tuple(kept))


def relation_label(type_code: str, *, forward: bool = True) -> Text:
    """Return the words of a relation; an unknown code is shown as words."""
    known = RELATION_TYPES.get(type_code)
    if known is None:
        words = type_code.replace("_", " ")
        return Text(words, words)
    return known.forward if forward else known.backward
