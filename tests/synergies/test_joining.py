"""What joins several organisations: the smallest tree, who could introduce them, and what stands apart."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biovaliance.atlas.network import Graph
from biovaliance.foundation.errors import InputError, NotFoundError
from biovaliance.synergies.connections.answering import HEADINGS, connect, plain, table_of
from biovaliance.synergies.connections.introducing import introducers, surroundings
from biovaliance.synergies.connections.joining import joined
from biovaliance.synergies.connections.walking import Walk
from tests.showcase.test_network import graphs
from tests.synergies.values import graph_of

# Three partners of one project, and a longer way round between each two of them.
STAR = Walk.of(
    graph_of(
        ("A", "takes_part_in_project", "P"),
        ("B", "takes_part_in_project", "P"),
        ("C", "takes_part_in_project", "P"),
        ("A", "partner_of", "M"),
        ("M", "partner_of", "N"),
        ("N", "partner_of", "B"),
        ("X", "partner_of", "Y"),
        alone=("Z",),
    ),
    2026,
)


def test_three_partners_of_a_project_are_joined_by_it():
    found = joined(STAR, ["A", "B", "C"])

    assert found.between == ("P",)
    # 3 steps of 1.075 and the project of 3 partners: 0.25 × log2(3)
    assert found.cost == pytest.approx(3 * 1.075 + 0.396, abs=0.001)
    assert [path.sentence.en for path in found.paths] == [
        "A takes part in P, in which B also takes part.",
        "C takes part in P.",
    ]
    assert found.apart == ()


def test_what_nothing_joins_is_told_apart_and_the_others_are_joined():
    found = joined(STAR, ["Z", "A", "X", "B"])

    assert found.apart == ("Z", "X")
    assert found.between == ("P",)


def test_things_that_have_nothing_in_common_all_stand_apart():
    found = connect(STAR, ["A", "X"])

    assert (found.paths, found.introducers, found.is_direct) == ((), (), False)
    assert [each.node.key for each in found.apart] == ["A", "X"]
    assert [each.reached for each in found.apart] == [5, 1]
    assert [path.keys for path in found.apart[0].nearest] == [("A", "M"), ("A", "M", "N"), ("A", "P", "B")]


def test_a_thing_without_relations_has_nothing_near_it():
    assert (surroundings(STAR, "Z").reached, surroundings(STAR, "Z").nearest) == (0, ())


@pytest.mark.parametrize("keys", [["A"], ["A", "A"], ["A", "B", "C", "M", "N", "X"]])
def test_fewer_than_two_and_more_than_five_are_refused(keys):
    with pytest.raises(InputError, match="expected 2 to 5"):
        joined(STAR, keys)


def test_a_stranger_is_refused_by_name():
    with pytest.raises(NotFoundError, match="'Nobody'"):
        connect(STAR, ["A", "Nobody"])


def test_an_introducer_is_close_to_both_and_says_through_whom():
    found = introducers(STAR, ["A", "B"])

    # C knows both through the project in which they have met already, so C introduces nobody.
    assert [each.node.key for each in found] == ["M", "N"]
    assert found[0].cost == pytest.approx(3 * 1.075 + 2 * 0.25, abs=0.001)
    assert found[0].reason.en == (
        "M is a partner of A (Example, 2024). M is a partner of N, which is a partner of B (Example, 2024)."
    )
    assert [path.keys for path in found[0].paths] == [("M", "A"), ("M", "N", "B")]


def test_who_stands_in_the_middle_comes_before_who_stands_at_one_end():
    line = graph_of(("A", "partner_of", "L"), ("L", "partner_of", "M"), ("M", "partner_of", "N"),
                    ("N", "partner_of", "B"))  # fmt: skip

    assert [each.node.key for each in introducers(Walk.of(line, 2026), ["A", "B"])] == ["M", "L", "N"]


def test_projects_and_bodies_that_no_longer_exist_introduce_nobody():
    graph = graph_of(("A", "partner_of", "M"), ("M", "partner_of", "B"), ("A", "takes_part_in_project", "P"),
                     ("B", "takes_part_in_project", "P"))  # fmt: skip
    assert [each.node.key for each in introducers(Walk.of(graph, 2026), ["A", "B"])] == ["M"]

    nodes = dict(graph.nodes) | {"M": replace(graph.nodes["M"], currency="historical")}
    assert introducers(Walk.of(Graph(nodes, graph.relations), 2026), ["A", "B"]) == ()


def test_two_that_stand_in_a_relation_need_nobody():
    found = connect(STAR, ["A", "M"])

    assert found.is_direct
    assert found.introducers == ()


def test_the_answer_as_a_table_has_a_row_per_step_and_as_json_both_languages():
    found = connect(STAR, ["A", "B"])
    rows = table_of(found, "fr")

    assert len(rows) == sum(len(path.steps) for path in found.paths) == 5
    assert rows[0] == [
        "1",
        "1",
        "A",
        "participe à",
        "P",
        "",
        "",
        "Example",
        "https://example.org/",
        "2026-11-01",
    ]
    assert len(HEADINGS["fr"]) == len(HEADINGS["en"]) == len(rows[0])
    assert plain(found)["paths"][0]["sentence_fr"].startswith("A participe à P, auquel participe aussi B (")
    assert plain(found)["connected"] is True


def cheapest(walk: Walk, terminals: list[int]) -> float:
    """Return the cost of the best tree by trying every set of things between."""
    others = [number for number in range(len(walk.keys)) if number not in terminals]
    best = float("inf")
    for size in range(len(others) + 1):
        for chosen in combinations(others, size):
            inside = {*terminals, *chosen}
            cost = spanning(walk, inside)
            if cost is not None:
                best = min(best, cost + sum(walk.hub[number] for number in chosen))
    return best


def spanning(walk: Walk, inside: set[int]) -> float | None:
    """Return the cost of the relations of a least spanning tree (Prim), None where some are not reached."""
    reached, cost = {min(inside)}, 0.0
    while reached != inside:
        steps = [
            (step, near) for one in reached for near, step in walk.steps[one] if near in inside - reached
        ]
        if not steps:
            return None
        step, near = min(steps)
        cost += step
        reached.add(near)
    return cost


@settings(max_examples=80, deadline=None)
@given(graphs(), st.integers(2, 5))
def test_the_tree_is_as_cheap_as_the_best_of_all_trees(graph: Graph, count: int):
    graph = graph.only(sorted(graph.nodes)[:11])
    keys = sorted(graph.nodes)[:count]
    if len(keys) < 2:
        return
    walk = Walk.of(graph, 2026)

    found = joined(walk, keys)

    together = [walk.place[key] for key in keys if key not in found.apart]
    if len(together) > 1:
        assert found.cost == pytest.approx(cheapest(walk, together), abs=0.001)
        assert set(keys) - set(found.apart) <= set(found.keys)
        steps = {frozenset((step.source.key, step.target.key)) for path in found.paths for step in path.steps}
        assert len(steps) == len(found.keys) - 1  # a tree has one relation fewer than things


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_introducers_do_not_depend_on_who_is_named_first(graph: Graph):
    keys = sorted(graph.nodes)
    if len(keys) < 2:
        return
    walk = Walk.of(graph, 2026)

    there, back = introducers(walk, keys[:2]), introducers(walk, keys[1::-1])

    assert [(each.node.key, each.cost) for each in there] == [(each.node.key, each.cost) for each in back]
    for each in there:
        assert each.paths[0].keys[0] == each.paths[1].keys[0] == each.node.key
        assert {path.keys[-1] for path in each.paths} == set(keys[:2])
