"""The network page: who works with whom, as a picture, as data, and as the table behind both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from biovaliance.atlas.fields import KIND_PLURALS, Kind
from biovaliance.atlas.network import Graph, Node
from biovaliance.atlas.relations import RELATION_TYPES, Relation
from biovaliance.foundation.evidence import Evidence
from biovaliance.foundation.names import folded
from biovaliance.showcase.actors import actor_group
from biovaliance.showcase.communities import communities
from biovaliance.showcase.drawing import network_svg
from biovaliance.showcase.extents import related_only
from biovaliance.showcase.network import MOST_NODES, Capped, Point, cap, ego, layout, to_json
from biovaliance.showcase.svg import Caption
from biovaliance.web.access import Reader, published
from biovaliance.web.addresses import key_address
from biovaliance.web.atlas.presenting import words
from biovaliance.web.showcase.extents import EVERYTHING, extent_choices, extent_of, part
from biovaliance.web.showcase.moving_words import network_strings
from biovaliance.web.templatetags.biovaliance import reader_language

KINDS = (Kind.ORGANISATION, Kind.PROJECT, Kind.PROGRAMME)
EGO_RADIUS = 2
TABLE_ROWS = 200
MOST_MARKS = 250
"""More marks than this are not told apart on a picture that cannot be moved."""


def whole_graph(reader: Reader, kinds: tuple[Kind, ...] = KINDS) -> Graph:
    """Return the network of the published snapshot, read once per process and snapshot."""
    snapshot = published()
    return _whole_graph(snapshot.identifier, reader, kinds) if snapshot else Graph({}, ())


@lru_cache(maxsize=4)  # two choices of kinds, of the published snapshot and the one before during a change
def _whole_graph(_identifier: str, reader: Reader, kinds: tuple[Kind, ...]) -> Graph:
    rows = reader.entities().filter(kind__in=kinds).exclude(currency="unverified").order_by("key")
    nodes = {
        row.key: Node(
            row.key,
            row.kind,
            actor_group(row.type_code) if row.kind == Kind.ORGANISATION else row.type_code,
            row.title,
            row.slug,
            row.currency,
        )
        for row in rows.only("key", "kind", "type_code", "title_en", "title_fr", "slug", "currency")
    }
    relations = reader.relations().values_list(
        "source__key", "type_code", "target__key", "since", "until", "evidence", "note", "note_fr"
    )
    kept = [
        Relation(
            source,
            code,
            target,
            tuple(Evidence.from_json(e) for e in evidence),
            since,
            until,
            note,
            note_fr=note_fr,
        )
        for source, code, target, since, until, evidence, note, note_fr in relations
        if source in nodes and target in nodes
    ]
    kept.sort(key=lambda r: (r.source_key, r.target_key, r.type_code, r.since, r.until))
    return Graph(nodes, tuple(kept))


@dataclass(frozen=True, slots=True)
class Drawn:
    """What an address asks to see of the network: what is drawn, where, and what stays out."""

    about: str
    kinds: frozenset[str]
    extent: str
    capped: Capped
    positions: Mapping[str, Point]
    groups: Mapping[str, int]

    def within(self, limit: int) -> "Drawn":
        """Return the same with at most `limit` things, laid out anew where some have to go."""
        if len(self.capped.graph.nodes) <= limit:
            return self
        smaller = cap(self.capped.graph, limit, keep=(self.about,) if self.about else ())
        capped = Capped(smaller.graph, smaller.left_out + self.capped.left_out)
        return replace(self, capped=capped, positions=layout(capped.graph))


@lru_cache(maxsize=64)
def _drawn(identifier: str, reader: Reader, about: str, kinds: frozenset[str], extent: str) -> Drawn:
    """Return the readable graph asked for, its positions and its communities."""
    graph = part(whole_graph(reader), extent, identifier, reader)
    if kinds:
        nodes = {key: node for key, node in graph.nodes.items() if node.kind in kinds or key == about}
        inside = tuple(r for r in graph.relations if r.source_key in nodes and r.target_key in nodes)
        graph = Graph(nodes, inside)
    graph = related_only(graph, keep={about} & graph.nodes.keys())
    capped = _surroundings(graph, about) if about in graph.nodes else cap(graph, MOST_NODES)
    return Drawn(about, kinds, extent, capped, layout(capped.graph), communities(capped.graph))


def _surroundings(graph: Graph, about: str) -> Capped:
    """Return a thing and what is near it: where two steps away are too many, its neighbours alone."""
    around = ego(graph, about, EGO_RADIUS)
    if len(around.nodes) <= MOST_NODES:
        return Capped(around, 0)
    nearest = cap(ego(around, about, 1), MOST_NODES, keep=(about,))
    return Capped(nearest.graph, len(around.nodes) - len(nearest.graph.nodes))


def plain(reader: Reader, seen: Drawn, limit: int = MOST_MARKS) -> Drawn:
    """Return what is drawn without script: at most `limit` marks."""
    snapshot = published()
    identifier = snapshot.identifier if snapshot else ""
    return _plain(identifier, reader, seen.about, seen.kinds, seen.extent, limit)


@lru_cache(maxsize=64)
def _plain(
    identifier: str, reader: Reader, about: str, kinds: frozenset[str], extent: str, limit: int
) -> Drawn:
    return _drawn(identifier, reader, about, kinds, extent).within(limit)


def drawn(reader: Reader, asked: QueryDict) -> Drawn:
    """Return what an address asks to see of the network."""
    snapshot = published()
    identifier = snapshot.identifier if snapshot else ""
    whole = whole_graph(reader)
    about = find_named(whole, asked.get("about", ""))
    kinds = frozenset(kind for kind in asked.getlist("kind") if kind in {str(each) for each in KINDS})
    wanted = asked.get("of", "")[:40]
    extent = EVERYTHING if about and not wanted else extent_of(wanted, whole, identifier, reader)
    return _drawn(identifier, reader, about, kinds, extent)


def find_named(graph: Graph, text: str) -> str:
    """Return the key of the thing meant by a key or by a name, typed with or without accents; '' for none."""
    wanted = folded(text.strip()[:140])
    if not wanted:
        return ""
    if text in graph.nodes:
        return text
    names = {key: {folded(node.label.en), folded(node.label.fr)} for key, node in graph.nodes.items()}
    meant: tuple[Callable[[str], bool], ...] = (
        lambda name: name == wanted,
        lambda name: name.startswith(wanted),
        lambda name: wanted in name,
    )
    for means in meant:
        # Of several the shortest name is the likeliest to be meant: it holds the least besides.
        found = [(min(map(len, told)), key) for key, told in names.items() if any(map(means, told))]
        if found:
            return min(found)[1]
    return ""


def graph_data(reader: Reader, asked: QueryDict) -> dict[str, Any]:
    """Return nodes and edges as the island reads them."""
    seen = drawn(reader, asked)
    addresses = {key: key_address(key) for key in seen.capped.graph.nodes}
    return to_json(seen.capped, reader_language(), seen.positions, seen.groups, addresses)


def present_network(reader: Reader, asked: QueryDict) -> dict[str, Any]:
    """Return what the network page shows."""
    seen = drawn(reader, asked)
    graph = seen.capped.graph
    sketch = plain(reader, seen)
    snapshot = published()
    addresses = {key: key_address(key) for key in graph.nodes}
    neighbours = graph.neighbours()
    caption = Caption("network", _("Who works with whom"), _("The table below says the same in words."))
    return {
        "crumbs": [{"label": _("Network")}],
        "about": graph.nodes.get(seen.about),
        "about_text": asked.get("about", "")[:140],
        "svg": network_drawing(sketch, caption, addresses),
        "sketched": len(sketch.capped.graph.nodes),
        "graph_query": _graph_query(seen, asked),
        "extents": extent_choices(seen.extent, snapshot.identifier, reader) if snapshot else [],
        "extent": seen.extent,
        "strings": network_strings(),
        "kinds": [
            {
                "value": str(kind),
                "label": words(KIND_PLURALS[kind]),
                "selected": not seen.kinds or str(kind) in seen.kinds,
            }
            for kind in KINDS
        ],
        "shown": len(graph.nodes),
        "left_out": seen.capped.left_out,
        "relation_count": len(graph.relations),
        "community_count": len({number for number in seen.groups.values() if number >= 0}),
        "choices": network_names(graph),
        "best_connected": [
            {
                "name": words(graph.nodes[key].label),
                "url": addresses[key],
                "count": len(neighbours[key]),
                "key": key,
            }
            for key in sorted(neighbours, key=lambda key: (-len(neighbours[key]), key))[:10]
        ],
        "table": [
            {
                "source": graph.nodes[relation.source_key].label.in_language(reader_language()),
                "source_url": addresses[relation.source_key],
                "words": words(RELATION_TYPES[relation.type_code].forward),
                "target": graph.nodes[relation.target_key].label.in_language(reader_language()),
                "target_url": addresses[relation.target_key],
                "since": relation.since,
                "until": relation.until,
            }
            for relation in _telling(graph)[:TABLE_ROWS]
        ],
        "connections_url": reverse("connections"),
    }


def network_drawing(seen: Drawn, caption: Caption, addresses: Mapping[str, str]) -> SafeString:
    """Return the picture of the network, each mark a link."""
    svg = network_svg(seen.capped.graph, seen.positions, caption, reader_language(), urls=addresses)
    return mark_safe(svg)  # noqa: S308 -- drawn and escaped by the library


def network_names(graph: Graph) -> list[str]:
    """Return the names in a network, each once, in the order of the alphabet."""
    return sorted({words(node.label) for node in graph.nodes.values()}, key=folded)


def _graph_query(seen: Drawn, asked: QueryDict) -> str:
    query = QueryDict(mutable=True)
    if seen.about:
        query["about"] = seen.about
    if asked.get("of"):
        query["of"] = seen.extent
    query.setlist("kind", sorted(seen.kinds))
    return f"?{query.urlencode()}" if query else ""


def _telling(graph: Graph) -> list[Relation]:
    """Return the relations of the best connected first, so that a table that is cut tells the most."""
    degree = {key: len(near) for key, near in graph.neighbours().items()}
    return sorted(
        graph.relations,
        key=lambda r: (-max(degree[r.source_key], degree[r.target_key]), r.source_key, r.target_key),
    )
