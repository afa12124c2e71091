"""How two things are connected: which way comes first, and how it is told."""

import pytest
from hypothesis import given, settings

from biovaliance.atlas.relations import RELATION_TYPES, Relation
from biovaliance.foundation.errors import InputError, NotFoundError
from biovaliance.foundation.evidence import Confidence, Evidence
from biovaliance.foundation.languages import Text
from biovaliance.showcase.network import Graph, Node
from biovaliance.showcase.paths import paths_between, relation_cost
from biovaliance.showcase.telling import told_onward, told_plainly
from tests.showcase.test_network import graphs


def evidence(confidence: Confidence = Confidence.HIGH) -> tuple[Evidence, ...]:
    return (
        Evidence("curated", "https://example.org/", "Example", "2024", "2026-11-01", "own words", confidence),
    )


def graph_of(*triples: tuple[str, str, str]) -> Graph:
    names = sorted({name for source, _, target in triples for name in (source, target)})
    nodes = {name: Node(name, "organisation", "", Text(name, name)) for name in names}
    return Graph(nodes, tuple(Relation(s, code, t, evidence()) for s, code, t in triples))


REGION = graph_of(
    ("CellQuest", "takes_part_in_project", "BioIMP"),
    ("FEMTO-ST", "takes_part_in_project", "BioIMP"),
    ("EFS", "leads_project", "BioIMP"),
    ("CellQuest", "located_at", "TEMIS"),
    ("FEMTO-ST", "located_at", "TEMIS"),
    ("Urgo", "located_at", "TEMIS"),
    ("Sophysa", "located_at", "TEMIS"),
)


def test_two_organisations_meet_in_their_project_before_their_address():
    first, second = paths_between(REGION, "CellQuest", "FEMTO-ST", 2026)

    assert first.keys == ("CellQuest", "BioIMP", "FEMTO-ST")
    assert first.sentence == Text(
        "CellQuest takes part in BioIMP, in which FEMTO-ST also takes part.",
        "CellQuest participe à BioIMP, auquel participe aussi FEMTO-ST.",
    )
    assert second.keys == ("CellQuest", "TEMIS", "FEMTO-ST")
    assert second.sentence.fr == "CellQuest est implanté à TEMIS, où est aussi implanté FEMTO-ST."


def test_each_step_is_a_true_sentence_with_its_evidence():
    steps = paths_between(REGION, "CellQuest", "FEMTO-ST", 2026, limit=1)[0].steps

    assert [step.forward for step in steps] == [True, False]
    assert steps[1].sentence == Text("FEMTO-ST takes part in BioIMP.", "FEMTO-ST participe à BioIMP.")
    assert steps[1].evidence == evidence()
    assert steps[1].label.en == "has as partner"


def test_a_clause_that_would_hang_on_the_wrong_thing_becomes_a_sentence_of_its_own():
    graph = graph_of(
        ("A", "takes_part_in_project", "P"), ("B", "takes_part_in_project", "P"), ("B", "part_of", "C")
    )

    told = paths_between(graph, "A", "C", 2026)[0].sentence

    assert told.en == "A takes part in P, in which B also takes part; B is part of C."
    assert told.fr == "A participe à P, auquel participe aussi B\u202f; B fait partie de C."


def test_a_hub_says_less_than_a_small_meeting_point():
    crowd = [(f"O{number}", "partner_of", "Hub") for number in range(10)]
    graph = graph_of(
        ("A", "partner_of", "Hub"), ("B", "partner_of", "Hub"), *crowd,
        ("A", "partner_of", "M"), ("M", "partner_of", "B"),
    )  # fmt: skip

    assert [path.keys[1] for path in paths_between(graph, "A", "B", 2026)] == ["M", "Hub"]


def test_the_cost_of_a_relation_is_the_sum_of_its_doubts():
    relation = Relation("a", "located_at", "b", evidence(Confidence.MEDIUM), since="2016", until="2020")

    # 1 + 0.5 vague + 0.25 medium + 0.25 past + 10 years of 0.015
    assert relation_cost(relation, 2026) == pytest.approx(2.15)


def test_unconnected_things_have_no_way():
    assert paths_between(graph_of(("A", "partner_of", "B"), ("C", "partner_of", "D")), "A", "D", 2026) == ()


def test_a_way_from_a_thing_to_itself_and_to_a_stranger_is_refused():
    with pytest.raises(InputError, match="named twice"):
        paths_between(REGION, "EFS", "EFS", 2026)
    with pytest.raises(NotFoundError, match="'Nobody'"):
        paths_between(REGION, "EFS", "Nobody", 2026)


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_ways_are_simple_ordered_and_bounded(graph: Graph):
    keys = sorted(graph.nodes)
    if len(keys) < 2:
        return

    found = paths_between(graph, keys[0], keys[-1], 2026, limit=5, longest=4)

    assert [path.cost for path in found] == sorted(path.cost for path in found)
    assert len({path.keys for path in found}) == len(found)
    for path in found:
        assert path.keys[0] == keys[0]
        assert path.keys[-1] == keys[-1]
        assert len(set(path.keys)) == len(path.keys) <= 5


@pytest.mark.parametrize("code", sorted(RELATION_TYPES))
@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("also", [True, False])
def test_every_relation_type_can_be_told_both_ways(code: str, forward: bool, also: bool):
    told = told_onward(code, None, Text("Urgo", "Urgo"), forward=forward, also=also)

    assert "Urgo" in told.en
    assert "Urgo" in told.fr
    assert "{" not in told.en + told.fr
    assert " de Urgo" not in told.fr


def test_french_contracts_and_elides():
    assert told_plainly("part_of", Text("A", "A"), Text("Leem", "Le Leem")).fr == "A fait partie du Leem."
    assert told_plainly("part_of", Text("A", "A"), Text("EFS", "EFS")).fr == "A fait partie d’EFS."
    assert (
        told_plainly("part_of", Text("A", "A"), Text("CHU", "CHU de Dijon")).fr
        == "A fait partie de CHU de Dijon."
    )
