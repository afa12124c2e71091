"""The graph, its readable core, communities and positions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biovaliance.atlas.entities import Entity, FieldValue
from biovaliance.atlas.fields import Kind
from biovaliance.atlas.network import Graph, Node, build_graph
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.errors import InputError, NotFoundError
from biovaliance.foundation.evidence import Confidence, Evidence
from biovaliance.foundation.languages import Text
from biovaliance.showcase.communities import ALONE, communities, modularity
from biovaliance.showcase.network import (
    cap,
    components,
    ego,
    layout,
    to_json,
)

EVIDENCE = (
    Evidence(
        "curated", "https://example.org/", "Example", "2024", "2026-11-01", "own words", Confidence.HIGH
    ),
)


def graph_of(*pairs: str, alone: str = "") -> Graph:
    """Return a graph from pairs of letters such as 'ab'."""
    letters = sorted(set("".join(pairs) + alone))
    nodes = {letter: Node(letter, "organisation", "laboratory", Text(letter, letter)) for letter in letters}
    return Graph(nodes, tuple(Relation(a, "partner_of", b, EVIDENCE) for a, b in pairs))


def entity(key: str, status: str = "active") -> Entity:
    kind, slug = key.split(":")
    said = {"name": slug.title(), "status": status}
    return Entity(key, Kind(kind), slug, {n: (FieldValue(v, "", EVIDENCE, True),) for n, v in said.items()})


def test_relations_to_things_outside_the_network_are_left_out():
    entities = [entity("organisation:b", "merged"), entity("organisation:a"), entity("event:fair")]
    relations = [
        Relation("organisation:a", "organises_event", "event:fair", EVIDENCE),
        Relation("organisation:b", "merged_into", "organisation:a", EVIDENCE),
        Relation("organisation:a", "partner_of", "organisation:a", EVIDENCE),
    ]

    graph = build_graph(entities, relations)

    assert list(graph.nodes) == ["organisation:a", "organisation:b"]
    assert [relation.type_code for relation in graph.relations] == ["merged_into"]
    assert graph.nodes["organisation:b"].currency == "historical"


def test_the_cap_keeps_the_core_and_says_what_is_left_out():
    # A triangle abc with a tail c-d-e: the tail goes from its end.
    graph = graph_of("ab", "bc", "ac", "cd", "de")

    capped = cap(graph, 3)

    assert set(capped.graph.nodes) == {"a", "b", "c"}
    assert (capped.left_out, capped.total) == (2, 5)
    assert len(capped.graph.relations) == 3


def test_what_must_be_kept_is_kept():
    assert "e" in cap(graph_of("ab", "bc", "ac", "cd", "de"), 3, keep={"e"}).graph.nodes


def test_a_cap_that_cannot_be_met_is_refused():
    with pytest.raises(InputError, match="expected a higher limit"):
        cap(graph_of("ab"), 1, keep={"a", "b"})


def test_an_ego_network_holds_the_relations_among_neighbours():
    found = ego(graph_of("ab", "ac", "bc", "cd"), "a")

    assert set(found.nodes) == {"a", "b", "c"}
    assert len(found.relations) == 3
    assert set(ego(graph_of("ab", "bc", "cd"), "a", radius=2).nodes) == {"a", "b", "c"}


def test_an_unknown_centre_is_refused():
    with pytest.raises(NotFoundError, match="'z' is not in the network"):
        ego(graph_of("ab"), "z")


def test_two_triangles_joined_by_one_relation_are_two_communities():
    graph = graph_of("ab", "bc", "ac", "de", "ef", "df", "cd", alone="x")

    found = communities(graph)

    assert found["a"] == found["b"] == found["c"] != found["d"] == found["e"] == found["f"]
    assert {found["a"], found["d"]} == {0, 1}
    assert found["x"] == ALONE


def test_modularity_of_two_joined_triangles():
    graph = graph_of("ab", "bc", "ac", "de", "ef", "df", "cd")
    groups = dict.fromkeys("abc", 0) | dict.fromkeys("def", 1)

    # 2 x (3/7 - (7/14)^2) = 6/7 - 1/2
    assert modularity(graph, groups) == pytest.approx(6 / 7 - 1 / 2)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    size = draw(st.integers(1, 24))
    letters = [chr(ord("a") + number) for number in range(size)]
    ends = st.sampled_from(letters)
    pairs = draw(st.lists(st.tuples(ends, ends).filter(lambda pair: pair[0] != pair[1]), max_size=40))
    return graph_of(*("".join(pair) for pair in pairs), alone="".join(letters))


@settings(max_examples=40, deadline=None)
@given(graphs(), st.integers(1, 5))
def test_positions_are_within_the_square_apart_and_repeatable(graph: Graph, seed: int):
    positions = layout(graph, seed)

    assert set(positions) == set(graph.nodes)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in positions.values())
    assert len(set(positions.values())) == len(positions)
    assert positions == layout(graph, seed)


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_communities_never_cross_connected_parts_and_are_no_worse_than_chance(graph: Graph):
    found = communities(graph)

    part = {key: number for number, keys in enumerate(components(graph)) for key in keys}
    for group in set(found.values()) - {ALONE}:
        assert len({part[key] for key in graph.nodes if found[key] == group}) == 1
    assert modularity(graph, found) >= -1e-9
    assert found == communities(graph)


@settings(max_examples=40, deadline=None)
@given(graphs(), st.integers(1, 30))
def test_a_capped_graph_is_never_larger_than_asked(graph: Graph, limit: int):
    capped = cap(graph, limit)

    assert len(capped.graph.nodes) == min(limit, len(graph.nodes))
    assert capped.total == len(graph.nodes)


def test_the_island_reads_labels_in_the_language_of_the_page():
    graph = graph_of("ab")

    data = to_json(cap(graph), "fr", layout(graph), communities(graph), {"a": "/fr/a/"})

    assert [node.get("url") for node in data["nodes"]] == ["/fr/a/", None]
    assert data["edges"][0]["label"] == "est partenaire de"
    assert (data["truncated"], data["total"]) == (False, 2)
