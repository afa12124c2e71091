"""How two things are connected: which way comes first, and how it is told."""

import pytest
from hypothesis import given, settings

from biovaliance.atlas.network import Graph
from biovaliance.atlas.relations import RELATION_TYPES, Relation
from biovaliance.foundation.errors import InputError, NotFoundError
from biovaliance.foundation.evidence import Confidence
from biovaliance.foundation.languages import Text
from biovaliance.synergies.connections.paths import WORTH_TELLING, paths_between
from biovaliance.synergies.connections.telling import cited, told_onward, told_plainly
from biovaliance.synergies.connections.walking import Walk, hub_cost, relation_cost
from tests.showcase.test_network import graphs
from tests.synergies.values import evidence, graph_of

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
    first, second = paths_between(Walk.of(REGION, 2026), "CellQuest", "FEMTO-ST")

    assert first.keys == ("CellQuest", "BioIMP", "FEMTO-ST")
    assert first.sentence == Text(
        "CellQuest takes part in BioIMP, in which FEMTO-ST also takes part.",
        "CellQuest participe à BioIMP, auquel participe aussi FEMTO-ST.",
    )
    assert second.keys == ("CellQuest", "TEMIS", "FEMTO-ST")
    assert second.sentence.fr == "CellQuest est implanté à TEMIS, où est aussi implanté FEMTO-ST."


def test_each_step_is_a_true_sentence_with_its_evidence():
    steps = paths_between(Walk.of(REGION, 2026), "CellQuest", "FEMTO-ST", limit=1)[0].steps

    assert [step.forward for step in steps] == [True, False]
    assert steps[1].sentence == Text("FEMTO-ST takes part in BioIMP.", "FEMTO-ST participe à BioIMP.")
    assert steps[1].evidence == evidence()
    assert steps[1].label.en == "has as partner"


def test_a_clause_that_would_hang_on_the_wrong_thing_becomes_a_sentence_of_its_own():
    graph = graph_of(
        ("A", "takes_part_in_project", "P"), ("B", "takes_part_in_project", "P"), ("B", "part_of", "C")
    )

    told = paths_between(Walk.of(graph, 2026), "A", "C")[0].sentence

    assert told.en == "A takes part in P, in which B also takes part; B is part of C."
    assert told.fr == "A participe à P, auquel participe aussi B\u202f; B fait partie de C."


def test_a_hub_says_less_than_a_small_meeting_point():
    crowd = [(f"O{number}", "partner_of", "Hub") for number in range(10)]
    graph = graph_of(
        ("A", "partner_of", "Hub"), ("B", "partner_of", "Hub"), *crowd,
        ("A", "partner_of", "M"), ("M", "partner_of", "B"),
    )  # fmt: skip

    assert [path.keys[1] for path in paths_between(Walk.of(graph, 2026), "A", "B")] == ["M", "Hub"]


def test_the_cost_of_a_relation_is_the_sum_of_its_doubts():
    relation = Relation("a", "located_at", "b", evidence(Confidence.MEDIUM), since="2016", until="2020")

    # 1 + 0.5 vague + 0.25 medium + 0.25 past + 10 years of 0.015
    assert relation_cost(relation, 2026) == pytest.approx(2.15)


def test_unconnected_things_have_no_way():
    assert (
        paths_between(Walk.of(graph_of(("A", "partner_of", "B"), ("C", "partner_of", "D")), 2026), "A", "D")
        == ()
    )


def test_a_way_from_a_thing_to_itself_and_to_a_stranger_is_refused():
    with pytest.raises(InputError, match="named twice"):
        paths_between(Walk.of(REGION, 2026), "EFS", "EFS")
    with pytest.raises(NotFoundError, match="'Nobody'"):
        paths_between(Walk.of(REGION, 2026), "EFS", "Nobody")


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_ways_are_simple_ordered_and_bounded(graph: Graph):
    keys = sorted(graph.nodes)
    if len(keys) < 2:
        return

    found = paths_between(Walk.of(graph, 2026), keys[0], keys[-1], limit=5, longest=4)

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


def test_a_hub_costs_a_quarter_of_the_bits_of_choosing_among_its_neighbours():
    # 0.25 × log2 of 2, of 32, and of a programme of 300 partners
    assert [hub_cost(each) for each in (1, 2, 32)] == [0, 0.25, 1.25]
    assert hub_cost(300) == pytest.approx(2.057, abs=0.001)


def test_a_programme_of_three_hundred_partners_says_less_than_two_steps_through_a_colleague():
    crowd = [(f"O{number}", "takes_part_in_project", "P") for number in range(298)]
    graph = graph_of(
        ("A", "takes_part_in_project", "P"), ("B", "takes_part_in_project", "P"), *crowd,
        ("A", "partner_of", "M"), ("M", "joint_laboratory", "N"), ("N", "partner_of", "B"),
    )  # fmt: skip

    first, second = paths_between(Walk.of(graph, 2026), "A", "B")

    # 3 steps of 1 + 5 unknown years of 0.015, and 2 × 0.25; against 2 steps and 2.057
    assert (first.keys, first.cost) == (("A", "M", "N", "B"), 3.725)
    assert (second.keys, second.cost) == (("A", "P", "B"), 4.207)


def test_ways_that_share_most_of_what_lies_between_are_told_once():
    graph = graph_of(
        ("A", "partner_of", "M"), ("M", "partner_of", "N"), ("N", "partner_of", "B"),
        ("M", "partner_of", "O"), ("O", "partner_of", "N"), ("A", "partner_of", "X"),
        ("X", "partner_of", "Y"), ("Y", "partner_of", "B"),
    )  # fmt: skip

    found = paths_between(Walk.of(graph, 2026), "A", "B", limit=5)

    assert [path.keys for path in found] == [("A", "X", "Y", "B"), ("A", "M", "N", "B")]


def test_of_two_relations_between_neighbours_the_one_that_says_more_is_told_and_the_other_kept():
    graph = graph_of(("A", "takes_part_in_project", "P"), ("A", "leads_project", "P"))

    (path,) = paths_between(Walk.of(graph, 2026), "A", "P")

    assert path.sentence == Text("A leads P.", "A pilote P.")
    assert [other.type_code for other in path.steps[0].others] == ["takes_part_in_project"]


def test_a_project_is_told_by_who_takes_part_in_it():
    graph = graph_of(("EFS", "leads_project", "P"), ("FEMTO-ST", "takes_part_in_project", "P"))

    (path,) = paths_between(Walk.of(graph, 2026), "EFS", "FEMTO-ST")

    assert path.sentence == Text(
        "EFS leads P, in which FEMTO-ST takes part.", "EFS pilote P, auquel participe FEMTO-ST."
    )
    assert path.cited == Text(
        "EFS leads P, in which FEMTO-ST takes part (Example, 2024).",
        "EFS pilote P, auquel participe FEMTO-ST (Example, 2024).",
    )


def test_sources_of_one_day_are_named_together_and_the_surest_of_each_step():
    told = Text("A leads P.", "A pilote P.")
    first = evidence(publisher="ANR", stated_on="") + evidence(Confidence.LOW, "Rumour")
    second = evidence(publisher="CORDIS", stated_on="")
    third = evidence(publisher="HAL", stated_on="2024-10-14")

    assert cited(told, [first, second, third]) == Text(
        "A leads P (ANR and CORDIS, read 1\u00a0November 2026; HAL, 14\u00a0October 2024).",
        "A pilote P (ANR et CORDIS, lu le 1er\u00a0novembre 2026\u202f; HAL, 14\u00a0octobre 2024).",
    )
    assert cited(told, []) == told


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_the_ways_there_and_back_are_the_same(graph: Graph):
    keys = sorted(graph.nodes)
    if len(keys) < 2:
        return
    walk = Walk.of(graph, 2026)

    there = paths_between(walk, keys[0], keys[-1])
    back = paths_between(walk, keys[-1], keys[0])

    assert [path.keys for path in there] == [path.keys[::-1] for path in back]
    assert [path.cost for path in there] == [path.cost for path in back]


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_every_step_of_a_way_is_a_relation_of_the_network_and_is_named_in_the_sentence(graph: Graph):
    keys = sorted(graph.nodes)
    if len(keys) < 2:
        return

    found = paths_between(Walk.of(graph, 2026), keys[0], keys[-1])

    for path in found:
        assert path.cost <= found[0].cost + WORTH_TELLING
        assert all(graph.nodes[key].label.fr in path.sentence.fr for key in path.keys)
        assert all(graph.nodes[key].label.en in path.cited.en for key in path.keys)
        assert path.sentence.en.count("is a partner of") + path.sentence.en.count("also a partner") == len(
            path.steps
        )
        for step in path.steps:
            assert step.relation in graph.relations
            assert {step.relation.source_key, step.relation.target_key} == {step.source.key, step.target.key}
            assert step.forward == (step.relation.source_key == step.source.key)
            assert step.evidence
