"""Parts of the network: what stays in the region, what is near it, the consortia of a programme."""

from biovaliance.atlas.network import Graph, Node
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.languages import Text
from biovaliance.showcase.extents import consortia, frequent, local_part, near_part, related_only
from tests.showcase.test_network import EVIDENCE

HERE = {"organisation:chu", "organisation:lab", "organisation:firm"}
ELSEWHERE = ("organisation:pharma", "organisation:clinic")


def network() -> Graph:
    """Two of the region in JOINT, one of them with a partner elsewhere in ABROAD, nobody of it in FAR."""
    keys = (*HERE, *ELSEWHERE, "project:joint", "project:abroad", "project:far")
    nodes = {key: Node(key, key.split(":")[0], "", Text(key, key)) for key in sorted(keys)}
    pairs = (
        ("organisation:chu", "project:joint"),
        ("organisation:lab", "project:joint"),
        ("organisation:lab", "project:abroad"),
        ("organisation:pharma", "project:abroad"),
        ("organisation:pharma", "project:far"),
        ("organisation:clinic", "project:far"),
    )
    relations = [Relation(a, "takes_part_in_project", b, EVIDENCE) for a, b in pairs]
    relations.append(Relation("organisation:chu", "partner_of", "organisation:lab", EVIDENCE))
    return Graph(nodes, tuple(relations))


def test_within_the_region_only_what_ties_two_of_its_organisations_stays():
    part = local_part(network(), HERE)

    assert set(part.nodes) == {"organisation:chu", "organisation:lab", "project:joint"}
    assert len(part.relations) == 3


def test_near_the_region_are_its_projects_and_their_partners():
    part = near_part(network(), HERE)

    assert set(network().nodes) - set(part.nodes) == {"organisation:clinic", "project:far"}


def test_the_consortia_of_a_programme_hold_its_projects_and_who_takes_part():
    part = consortia(network(), {"project:far", "project:joint", "project:unknown"})

    assert set(part.nodes) == {
        "organisation:chu",
        "organisation:lab",
        "organisation:pharma",
        "organisation:clinic",
        "project:joint",
        "project:far",
    }
    assert {relation.type_code for relation in part.relations} == {"takes_part_in_project"}


def test_what_stands_alone_is_left_out_unless_it_was_asked_for():
    assert "organisation:firm" not in related_only(network()).nodes
    assert "organisation:firm" in related_only(network(), keep={"organisation:firm"}).nodes


def test_calls_of_several_years_are_one_programme_and_rare_ones_none():
    programmes = {
        "a": ["Research agency (RA), 2020"],
        "b": ["Research agency (RA), 2021", "Innovation fund (IF)"],
        "c": ["Innovation fund (IF)"],
        "d": ["Innovation fund (IF)"],
        "e": ["Once"],
    }

    assert list(frequent(programmes, 2).items()) == [
        ("Innovation fund (IF)", frozenset("bcd")),
        ("Research agency (RA)", frozenset("ab")),
    ]
