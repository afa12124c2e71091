"""The network page: who works with whom, as a picture, as data, and as the table behind both."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from biovaliance.atlas.fields import KIND_PLURALS, Kind
from biovaliance.atlas.network import Graph, Node
from biovaliance.atlas.relations import RELATION_TYPES, Relation
from biovaliance.foundation.evidence import Evidence
from biovaliance.showcase.actors import actor_group
from biovaliance.showcase.communities import communities
from biovaliance.showcase.drawing import network_svg
from biovaliance.showcase.network import MOST_NODES, Capped, Point, cap, ego, layout, to_json
from biovaliance.showcase.svg import Caption
from biovaliance.web.access import Reader, published
from biovaliance.web.addresses import key_address
from biovaliance.web.atlas.presenting import words
from biovaliance.web.showcase.moving_words import network_strings
from biovaliance.web.templatetags.biovaliance import reader_language

KINDS = (Kind.ORGANISATION, Kind.PROJECT, Kind.PROGRAMME)
EGO_RADIUS = 2
TABLE_ROWS = 400


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


@lru_cache(maxsize=64)
def _drawn(_identifier: str, reader: Reader, about: str, kinds: frozenset[str]):
    """Return the readable graph asked for, its positions and its communities."""
    graph = whole_graph(reader)
    if kinds:
        nodes = {key: node for key, node in graph.nodes.items() if node.kind in kinds or key == about}
        inside = tuple(r for r in graph.relations if r.source_key in nodes and r.target_key in nodes)
        graph = Graph(nodes, inside)
    if about in graph.nodes:
        graph = ego(graph, about, EGO_RADIUS)
    related = {key for key, others in graph.neighbours().items() if others}
    graph = Graph(
        {key: node for key, node in graph.nodes.items() if key in related or key == about}, graph.relations
    )
    capped = cap(graph, MOST_NODES, keep=(about,) if about in graph.nodes else ())
    return capped, layout(capped.graph), communities(capped.graph)


def drawn(
    reader: Reader, asked: QueryDict
) -> tuple[str, frozenset[str], Capped, dict[str, Point], Mapping[str, int]]:
    """Return what an address asks to see of the network."""
    about = asked.get("about", "")[:140]
    about = about if about in whole_graph(reader).nodes else ""
    kinds = frozenset(kind for kind in asked.getlist("kind") if kind in {str(each) for each in KINDS})
    snapshot = published()
    capped, positions, groups = _drawn(snapshot.identifier if snapshot else "", reader, about, kinds)
    return about, kinds, capped, positions, groups


def graph_data(reader: Reader, asked: QueryDict) -> dict[str, Any]:
    """Return nodes and edges as the island reads them."""
    _about, _kinds, capped, positions, groups = drawn(reader, asked)
    addresses = {key: key_address(key) for key in capped.graph.nodes}
    return to_json(capped, reader_language(), positions, groups, addresses)


def present_network(reader: Reader, asked: QueryDict) -> dict[str, Any]:
    """Return what the network page shows."""
    about, kinds, capped, positions, groups = drawn(reader, asked)
    graph = capped.graph
    addresses = {key: key_address(key) for key in graph.nodes}
    neighbours = graph.neighbours()
    query = QueryDict(mutable=True)
    if about:
        query["about"] = about
    query.setlist("kind", sorted(kinds))
    caption = Caption("network", _("Who works with whom"), _("The table below says the same in words."))
    return {
        "crumbs": [{"label": _("Network")}],
        "about": graph.nodes.get(about),
        "svg": mark_safe(network_svg(graph, positions, caption, reader_language(), urls=addresses)),  # noqa: S308 -- drawn and escaped by the library
        "graph_query": f"?{query.urlencode()}" if query else "",
        "strings": network_strings(),
        "kinds": [
            {
                "value": str(kind),
                "label": words(KIND_PLURALS[kind]),
                "selected": not kinds or str(kind) in kinds,
            }
            for kind in KINDS
        ],
        "shown": len(graph.nodes),
        "left_out": capped.left_out,
        "relation_count": len(graph.relations),
        "community_count": len({number for number in groups.values() if number >= 0}),
        "choices": sorted(
            (
                {"key": key, "label": node.label.in_language(reader_language())}
                for key, node in whole_graph(reader).nodes.items()
            ),
            key=lambda choice: choice["label"].casefold(),
        ),
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
                "evidence": relation.evidence,
            }
            for relation in graph.relations[:TABLE_ROWS]
        ],
        "connections_url": reverse("connections"),
    }
