"""What always holds of the atlas, whatever its records, judgements and their order."""

import datetime as dt
import tempfile
from collections import Counter
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biovaliance.atlas.building import build
from biovaliance.atlas.entities import Entity
from biovaliance.atlas.fields import Kind, field_definition
from biovaliance.atlas.identity.clusters import Decision, group
from biovaliance.atlas.merging import merge
from biovaliance.atlas.records import Record
from biovaliance.atlas.relations import RELATION_TYPES, Relation
from biovaliance.atlas.snapshots import publishing
from biovaliance.atlas.snapshots.differences import difference
from biovaliance.atlas.status import STATUS_LABELS, Currency, currency_of, is_status, status_label
from biovaliance.foundation.evidence import AUDIENCES_OF_VIEW, Audience, Confidence, View, narrower
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from tests.atlas.values import evidence, judgement, key, organisation, statement

TAGGER = Tagger(bundled_thesaurus())
SLUGS = "abcdef"
FIELDS = st.sampled_from(["founded", "town", "alias", "description"])
SAID = st.lists(
    st.builds(
        statement,
        FIELDS,
        st.sampled_from(["2004", "2017", "cell therapy"]),
        st.sampled_from(["", "en", "fr"]),
        st.sampled_from(list(Audience)),
        publisher=st.sampled_from(["A", "B"]),
        stated_on=st.sampled_from(["", "2024", "2024-10-14"]),
        confidence=st.sampled_from(list(Confidence)),
    ),
    max_size=4,
)
RECORDS = st.lists(SAID, min_size=len(SLUGS), max_size=len(SLUGS)).map(
    lambda said: [
        organisation(
            slug, *statements, source="curated" if slug < "d" else "ror", precedence=int(slug >= "d")
        )
        for slug, statements in zip(SLUGS, said, strict=True)
    ]
)
KEYS = st.sampled_from([key(slug, "curated" if slug < "d" else "ror") for slug in SLUGS])
JUDGEMENTS = st.lists(
    st.builds(
        judgement,
        KEYS,
        KEYS,
        st.sampled_from(list(Decision)),
        st.sampled_from(["2026-01-01T00:00:00+00:00", "2026-01-02T00:00:00+00:00"]),
        by_person=st.booleans(),
        score=st.sampled_from([0.5, 0.9]),
    ).filter(lambda found: found.left_key != found.right_key),
    max_size=6,
)


def told(entities, audiences):
    return Counter(
        (field, found.language, found.value, item)
        for entity in entities
        for field, values in entity.fields.items()
        for found in values
        for item in found.evidence
    )


@given(RECORDS, JUDGEMENTS, st.sampled_from(list(View)))
def test_merging_loses_no_statement_and_adds_none(records, judgements, view):
    entities = [entity for found in group(records, judgements) if (entity := merge(found, view))]
    audiences = AUDIENCES_OF_VIEW[view]
    expected = {
        (s.field, s.language, s.value, item)
        for record in records
        for s in record.statements
        if s.audience in audiences
        for item in s.evidence
    }
    assert set(told(entities, audiences)) == expected
    assert sorted(k for entity in entities for k in entity.record_keys) == sorted(r.key for r in records)


@given(RECORDS, JUDGEMENTS)
def test_taking_the_judgements_back_restores_everything(records, judgements):
    before = group(records, [])
    withdrawn = [replace(found, withdrawn_at="2026-02-01T00:00:00+00:00") for found in judgements]
    assert group(records, withdrawn) == before
    assert group(records, [*judgements, *withdrawn]) == group(records, judgements)


@given(RECORDS, JUDGEMENTS)
def test_a_source_that_is_withdrawn_and_comes_back_leaves_every_key_as_it_was(records, judgements):
    all_of_them = group(records, judgements)
    without = group([record for record in records if record.source_key != "ror"], judgements)
    kept = {found.key for found in all_of_them if found.records[0].source_key == "curated"}
    assert kept <= {found.key for found in without}
    assert group(records, judgements) == all_of_them


@given(RECORDS, JUDGEMENTS, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_the_records_makes_no_difference(records, judgements, chance):
    relations = [Relation(key("a"), "partner_of", key("b"), (evidence(),))]
    usual = build(records, relations, judgements, TAGGER)
    chance.shuffle(records)
    assert build(records, relations, judgements, TAGGER) == usual


@given(RECORDS, JUDGEMENTS)
@settings(max_examples=10)
def test_the_same_input_gives_the_same_content(records, judgements):
    hashes = set()
    for day, given_records in ((1, records), (2, records[::-1])):
        atlas = build(given_records, [], judgements, TAGGER)
        inputs = publishing.BuildInputs("test", "0.1.0", "v")
        with tempfile.TemporaryDirectory() as folder:
            moment = dt.datetime(2026, 11, day, tzinfo=dt.UTC)
            hashes.add(publishing.publish(Path(folder), atlas, inputs, moment)[0].content_sha256)
    assert len(hashes) == 1


@given(RECORDS, JUDGEMENTS)
def test_an_entity_is_read_back_as_it_was_written(records, judgements):
    for found in group(records, judgements):
        for view in View:
            entity = merge(found, view)
            assert entity is None or Entity.from_json(entity.to_json()) == entity


@given(RECORDS, RECORDS)
def test_a_difference_is_empty_only_between_equals_and_turns_round(records, others):
    def seen(found):
        return {g.key: merge(g, View.TEAM) for g in group(found, [])}, []

    there, back = difference(seen(records), seen(others)), difference(seen(others), seen(records))
    assert (there.added, there.removed) == (back.removed, back.added)
    assert [(c.entity_key, c.what, c.before, c.after) for c in there.changed] == [
        (c.entity_key, c.what, c.after, c.before) for c in back.changed
    ]
    assert not difference(seen(records), seen(records))


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ([("2004", "", Confidence.HIGH), ("2017", "2020", Confidence.HIGH)], "2017"),
        ([("2004", "2021", Confidence.HIGH), ("2017", "2020-12", Confidence.HIGH)], "2004"),
        ([("2004", "2024-10-14", Confidence.LOW), ("2017", "", Confidence.MEDIUM)], "2017"),
    ],
)
def test_the_surer_then_the_later_statement_is_shown_and_an_undated_one_last(said, chosen):
    for order in permutations(said):
        record = organisation(
            "a", *(statement("founded", v, stated_on=on, confidence=c) for v, on, c in order)
        )
        entity = merge(group([record], [])[0], View.PUBLIC)
        assert entity.value("founded") == chosen
        assert len(entity.all("founded")) == 2


def test_what_rests_on_several_is_for_those_alone_who_see_all():
    for first in Audience:
        for second in Audience:
            for view in View:
                sees = AUDIENCES_OF_VIEW[view]
                may = first in sees and second in sees
                assert (narrower(first, second) in sees) == may
    assert narrower() is Audience.PUBLIC


def test_every_type_of_relation_reads_both_ways_in_both_languages():
    for code, definition in RELATION_TYPES.items():
        assert definition.code == code
        for words in (definition.forward, definition.backward):
            assert words.en
            assert words.fr
            assert words.en[0].islower()


@pytest.mark.parametrize(
    ("status", "currency"),
    [
        ("", Currency.CURRENT),
        ("active", Currency.CURRENT),
        ("planned", Currency.CURRENT),
        ("dissolved", Currency.HISTORICAL),
        ("merged", Currency.HISTORICAL),
        ("superseded", Currency.HISTORICAL),
        ("unverified", Currency.UNVERIFIED),
        ("unverified_since_2019", Currency.UNVERIFIED),
    ],
)
def test_a_status_says_whether_a_thing_is_shown_as_current(status, currency):
    assert currency_of(status) is currency


def test_every_status_has_words_and_no_other_is_one():
    for status in [*STATUS_LABELS, "unverified_since_2016"]:
        assert is_status(status)
        assert status_label(status).en != status_label(status).fr
    for status in ("unverified_since_", "unverified_since_16", "unverified_since_20166", "gone"):
        assert not is_status(status)


def test_a_field_of_no_kind_names_those_there_are():
    with pytest.raises(KeyError, match="event has no field 'siren'; it has name,"):
        field_definition(Kind.EVENT, "siren")
    assert Record("s", Kind.EVENT, "x", ()).key == "s:event:x"
