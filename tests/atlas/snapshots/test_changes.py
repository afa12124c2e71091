"""What changed between two builds, told with worked cases."""

import datetime as dt

import pytest

from biovaliance.atlas.building import build
from biovaliance.atlas.fields import Kind
from biovaliance.atlas.identity.clusters import Decision
from biovaliance.atlas.records import Record
from biovaliance.atlas.relations import Relation
from biovaliance.atlas.snapshots.changes import ChangeCode, notes_of
from biovaliance.atlas.snapshots.publishing import BuildInputs, publish
from biovaliance.atlas.snapshots.reading import open_snapshot
from biovaliance.foundation.evidence import Audience, View
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from tests.atlas.values import evidence, judgement, key, organisation, statement

INPUTS = BuildInputs(region_key="test", package_version="1", vocabulary_version="1")


@pytest.fixture(scope="module")
def tagger():
    return Tagger(bundled_thesaurus())


def side(atlas, view=View.PUBLIC):
    return atlas.entities[view], atlas.relations_for(view)


def told(tagger, before, after, judged_before=(), judged_after=()):
    """Return (code, key) pairs, and the notes, from one list of records and relations to another."""
    old = build(*before, judged_before, tagger)
    new = build(*after, judged_after, tagger)
    notes = notes_of(side(old), side(new))
    return [(str(note.code), note.key) for note in notes], notes


def test_nothing_changed_tells_nothing(tagger):
    records = [organisation("a", statement("founded", "2017"))]
    assert told(tagger, (records, []), (records, []))[0] == []


def test_a_new_organisation_comes_before_a_new_project(tagger):
    project = Record("curated", Kind.PROJECT, "p", (statement("name", "P"),), 0, (), "p")
    found, notes = told(tagger, ([], []), ([organisation("a"), project], []))
    assert found == [("new", "organisation:a"), ("new", "project:p")]
    assert notes[0].title.en == "A"
    assert [item.publisher for item in notes[0].evidence] == ["maCommune.info"]


def test_a_move_tells_from_where_to_where(tagger):
    dijon, besancon = (organisation("a", statement("town", town)) for town in ("Dijon", "Besançon"))
    _, (note,) = told(tagger, ([dijon], []), ([besancon], []))
    assert (note.code, note.field, note.before, note.after) == (ChangeCode.MOVED, "town", "Dijon", "Besançon")


def test_two_pages_found_to_be_one_are_a_merger_and_not_a_disappearance(tagger):
    records = [organisation("a"), organisation("b", source="ror", precedence=1)]
    same = judgement(key("a"), key("b", "ror"))
    found, notes = told(tagger, (records, []), (records, []), (), (same,))
    assert ("merged", "organisation:b") in found
    assert ("gone", "organisation:b") not in found
    assert next(note for note in notes if note.code is ChangeCode.MERGED).other_key == "organisation:a"


def test_a_merger_taken_back_is_a_split(tagger):
    records = [organisation("a"), organisation("b", source="ror", precedence=1)]
    same = judgement(key("a"), key("b", "ror"))
    apart = judgement(key("a"), key("b", "ror"), Decision.DIFFERENT, "2026-02-01T00:00:00+00:00")
    found, notes = told(tagger, (records, []), (records, []), (same,), (same, apart))
    assert ("split", "organisation:b") in found
    assert ("new", "organisation:b") not in found
    assert next(note for note in notes if note.code is ChangeCode.SPLIT).other.en == "A"


def test_a_thing_named_after_another_record_tells_its_new_address_once(tagger):
    ror = organisation("b", source="ror", precedence=1, name="A")
    curated = organisation("a", statement("town", "Dijon"), same_as=(key("b", "ror"),))
    partner = organisation("p")
    relation = Relation(key("b", "ror"), "partner_of", key("p"), (evidence(),))
    found, notes = told(tagger, ([ror, partner], [relation]), ([ror, curated, partner], [relation]))
    assert found == [("address", "organisation:a"), ("moved", "organisation:a")]
    assert (notes[0].before, notes[0].after) == ("organisation:b", "organisation:a")
    assert (notes[0].title.en, notes[0].other_key) == ("A", "")
    # What else changed is told of the thing under its new address.
    assert (notes[1].field, notes[1].before, notes[1].after) == ("town", "", "Dijon")


def test_of_two_that_come_together_under_a_third_key_one_moves_and_one_is_merged(tagger):
    two = [organisation("b", source="ror", precedence=1), organisation("c", source="sirene", precedence=2)]
    third = organisation("a", same_as=(key("b", "ror"), key("c", "sirene")))
    found, notes = told(tagger, (two, []), ([*two, third], []))
    assert found[:2] == [("merged", "organisation:c"), ("address", "organisation:a")]
    assert [note.other_key for note in notes[:2]] == ["organisation:a", ""]
    assert ("gone", "organisation:b") not in found


def test_of_one_that_falls_apart_under_two_new_keys_one_moves_and_one_is_split(tagger):
    parts = [organisation("b", source="ror", precedence=1), organisation("c", source="sirene", precedence=2)]
    whole = organisation("a", same_as=(key("b", "ror"), key("c", "sirene")))
    found, notes = told(tagger, ([*parts, whole], []), (parts, []))
    assert found[:2] == [("split", "organisation:c"), ("address", "organisation:b")]
    assert notes[0].other_key == "organisation:b"


def test_a_key_that_became_closed_is_not_told_with_the_new_address(tmp_path, tagger):
    # The former key is that of a record which only the team may read now.
    def records(audience):
        closing = Record(
            "curated", Kind.PROJECT, "secret", (statement("name", "P", audience=audience),), 0, (), "secret"
        )
        same = (closing.key,)
        return [closing, Record("anr", Kind.PROJECT, "p", (statement("name", "P"),), 1, same, "p")]

    day = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    publish(tmp_path, build(records(Audience.PUBLIC), [], [], tagger), INPUTS, day)
    publish(tmp_path, build(records(Audience.TEAM), [], [], tagger), INPUTS, day + dt.timedelta(days=1))
    snapshot = open_snapshot(tmp_path)
    assert snapshot.changes(View.PUBLIC) == []
    assert [(str(note.code), note.before) for note in snapshot.changes(View.TEAM)] == [
        ("address", "project:secret")
    ]


def test_a_source_that_contradicts_another_is_a_dispute_and_shows_both(tagger):
    alone = organisation("a", statement("founded", "2017"))
    other = organisation(
        "x", statement("founded", "2019"), source="claims", precedence=1, same_as=(key("a"),), name="A"
    )
    _, (note,) = told(tagger, ([alone], []), ([alone, other], []))
    assert (note.code, note.field, note.after) == (ChangeCode.DISPUTED, "founded", "2017 | 2019")
    _, (back,) = told(tagger, ([alone, other], []), ([alone], []))
    assert (back.code, back.after) == (ChangeCode.SETTLED, "2017")


def test_a_relation_of_two_known_things_is_told_and_one_of_a_new_thing_is_not(tagger):
    relation = Relation(key("a"), "partner_of", key("b"), (evidence(),))
    both = [organisation("a"), organisation("b")]
    found, notes = told(tagger, (both, []), (both, [relation]))
    assert found == [("relation_new", "organisation:a")]
    assert (notes[0].field, notes[0].other_key) == ("partner_of", "organisation:b")
    assert told(tagger, ([both[0]], []), (both, [relation]))[0] == [("new", "organisation:b")]


def test_a_snapshot_keeps_what_changed_since_the_one_before(tmp_path, tagger):
    first = build([organisation("a")], [], [], tagger)
    second = build([organisation("a"), organisation("b")], [], [], tagger)
    day = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    publish(tmp_path, first, INPUTS, day)
    assert open_snapshot(tmp_path).changes() == []
    publish(tmp_path, second, INPUTS, day + dt.timedelta(days=1))

    snapshot = open_snapshot(tmp_path)
    assert [(note.code, note.key) for note in snapshot.changes()] == [(ChangeCode.NEW, "organisation:b")]
    assert snapshot.changes(View.TEAM) == snapshot.changes()
    assert snapshot.manifest.previous.startswith("20261101")


def test_what_only_the_team_may_see_changes_for_the_team_alone(tmp_path, tagger):
    closed = organisation("a", statement("founded", "2017", audience=Audience.TEAM))
    day = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    publish(tmp_path, build([organisation("a")], [], [], tagger), INPUTS, day)
    publish(tmp_path, build([closed], [], [], tagger), INPUTS, day + dt.timedelta(days=1))

    snapshot = open_snapshot(tmp_path)
    assert snapshot.changes(View.PUBLIC) == []
    assert snapshot.changes(View.MEMBER) == []
    assert [(note.field, note.after) for note in snapshot.changes(View.TEAM)] == [("founded", "2017")]


def test_what_is_closed_to_the_public_is_not_told_to_it_as_gone(tmp_path, tagger):
    # The note would name what nobody outside may know any more.
    def records(audience):
        return [
            organisation("a", statement("founded", "2017", audience=audience)),
            Record("team", Kind.PROJECT, "p", (statement("name", "P", audience=audience),), 0, (), "p"),
        ]

    def build_at(day, audience, relations):
        publish(tmp_path, build(records(audience), relations, [], tagger), INPUTS, day)

    day = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    build_at(day, Audience.PUBLIC, [])
    build_at(day + dt.timedelta(days=1), Audience.TEAM, [])
    assert open_snapshot(tmp_path).changes(View.PUBLIC) == []

    # Withdrawn altogether, it is not told to the public either: the public did not see it before.
    publish(tmp_path, build([organisation("a")], [], [], tagger), INPUTS, day + dt.timedelta(days=2))
    assert open_snapshot(tmp_path).changes(View.PUBLIC) == []
    assert [str(note.code) for note in open_snapshot(tmp_path).changes(View.TEAM)] == ["gone", "fact"]


def test_what_changed_is_no_part_of_the_content(tmp_path, tagger):
    atlas = build([organisation("a")], [], [], tagger)
    day = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    publish(tmp_path / "one", build([], [], [], tagger), INPUTS, day)
    changed, _ = publish(tmp_path / "one", atlas, INPUTS, day + dt.timedelta(days=1))
    fresh, _ = publish(tmp_path / "two", atlas, INPUTS, day)
    assert changed.content_sha256 == fresh.content_sha256
