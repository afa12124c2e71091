"""`biovaliance synergies connections` and `suppliers` on a small published atlas."""

import json

import pytest

from biovaliance.synergies.suppliers.signs import chain
from biovaliance.vocabulary.thesaurus import bundled_thesaurus


def test_two_neighbours_are_told_with_the_source_in_both_languages(run, home):
    english = run("synergies", "connections", "CellQuest", "femto-st")
    french = run("synergies", "connections", "cellquest", "organisation:femto-st", "--language", "fr")

    assert (english.code, english.err, french.code) == (0, "", 0)
    first, way = english.out.splitlines()
    assert first == "Ways, closest first"
    assert way.split("  ")[-1].startswith("CellQuest is a partner of FEMTO-ST (example.org, read ")
    assert "CellQuest est partenaire de FEMTO-ST (example.org, lu le " in french.out


def test_who_nothing_joins_is_named_and_what_is_nearest_to_the_other(run, home):
    ran = run("synergies", "connections", "efs", "cellquest")

    assert ran.code == 0
    assert ran.out.splitlines()[0] == (
        "EFS: nothing seen so far joins it to the others; 0 things are related to it"
    )
    assert "CellQuest is a partner of FEMTO-ST" in ran.out


def test_the_json_of_a_connection_has_the_evidence_of_each_step(run, home):
    told = json.loads(run("synergies", "connections", "cellquest", "femto-st", "--json").out)

    assert [node["key"] for node in told["asked"]] == ["organisation:cellquest", "organisation:femto-st"]
    assert told["connected"] is True
    (step,) = told["paths"][0]["steps"]
    assert (step["relation"], step["forward"]) == ("partner_of", True)
    assert step["evidence"][0]["address"] == "https://example.org/"
    assert told["introducers"] == []


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("cellquest",), "1 different things are to be joined; expected 2 to 5"),
        (("cellquest", "CellQuest"), "1 different things are to be joined; expected 2 to 5"),
        (("cellquest", "nobody at all"), "'nobody at all' is not in the network of 3 things"),
        (("cellquest", ""), "'' is not in the network of 3 things"),
    ],
)
def test_names_that_cannot_be_joined_are_refused_in_one_line(run, home, names, message):
    ran = run("synergies", "connections", *names)

    assert (ran.code, ran.out) == (1, "")
    assert len(ran.error_lines) == 1
    assert message in ran.err


def test_before_the_first_build_both_commands_say_what_to_do(run, empty_home):
    for command in (("connections", "a", "b"), ("suppliers", "quality-control")):
        ran = run("synergies", *command)
        assert ran.code == 1
        assert "build one with `biovaliance atlas build`" in ran.err


def test_a_gap_is_told_as_not_seen(run, home):
    ran = run("synergies", "suppliers", "viral-vector-production")

    assert ran.code == 0
    assert ran.out.splitlines()[0] == "Viral vector production"
    assert "not seen is not absent" in ran.out


def test_whoever_has_the_capability_is_told_with_evidence_and_distance(run, home):
    french = run("synergies", "suppliers", "sensors", "--language", "fr")
    told = json.loads(run("synergies", "suppliers", "sensors", "--json").out)

    assert "Dans la région (2)" in french.out
    assert "FEMTO-ST  (le fait, 0\u00a0km)" in french.out
    assert "compétence enregistrée (" in french.out
    assert told["counts"]["region"] == {"does": 2, "close": 0, "involved": 0}
    assert told["suppliers"][1]["signs"][0]["kind"] == "declared"


def test_every_step_of_the_chain_can_be_asked_for(run, home):
    for step in chain(bundled_thesaurus()):
        assert run("synergies", "suppliers", step).code == 0


def test_an_unknown_concept_is_refused_in_one_line(run, home):
    ran = run("synergies", "suppliers", "viral vectors!")

    assert ran.code == 1
    assert "'viral vectors!' is no concept of the vocabulary" in ran.err
    assert len(ran.error_lines) == 1
