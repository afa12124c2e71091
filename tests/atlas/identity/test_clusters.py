from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.atlas.identity.clusters import Decision, group
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.evidence import Audience
from tests.atlas.values import judgement, key, organisation, statement

A, B, C = (organisation(slug) for slug in "abc")


def names(groups):
    return {frozenset(record.local_id for record in found.records) for found in groups}


def test_records_nobody_judged_stand_alone():
    assert names(group([A, B], [])) == {frozenset("a"), frozenset("b")}


def test_a_rule_joins_and_the_group_is_named_after_its_anchor():
    groups = group([B, A], [judgement(key("a"), key("b"), by_person=False)])
    assert names(groups) == {frozenset("ab")}
    assert groups[0].key == "organisation:a"


def test_a_person_outranks_a_rule():
    # Two laboratories share a SIREN because a hospital employs both; a manager has told them apart.
    rule = judgement(key("a"), key("b"), by_person=False)
    person = judgement(key("a"), key("b"), Decision.DIFFERENT)
    assert names(group([A, B], [rule, person])) == {frozenset("a"), frozenset("b")}


def test_rules_do_not_join_through_a_third_record_what_a_person_told_apart():
    rules = [
        judgement(key("a"), key("c"), by_person=False),
        judgement(key("c"), key("b"), by_person=False, score=0.9),
    ]
    person = judgement(key("a"), key("b"), Decision.DIFFERENT)
    assert names(group([A, B, C], [*rules, person])) == {frozenset("ac"), frozenset("b")}


def test_the_latest_word_of_people_on_a_pair_holds():
    first = judgement(key("a"), key("b"), Decision.DIFFERENT, "2026-01-01T00:00:00+00:00")
    later = judgement(key("b"), key("a"), Decision.SAME, "2026-02-01T00:00:00+00:00")
    assert names(group([A, B], [later, first])) == {frozenset("ab")}


def test_taking_a_judgement_back_restores_what_was_before():
    before = group([A, B, C], [])
    merge = judgement(key("a"), key("b"))
    assert group([A, B, C], [merge]) != before
    assert group([A, B, C], [replace(merge, withdrawn_at="2026-03-01T00:00:00+00:00")]) == before


def test_a_record_that_names_what_it_speaks_about_joins_it():
    claim = organisation("a-2", source="claims", precedence=1, same_as=(key("a"),))
    groups = group([claim, A], [])
    assert names(groups) == {frozenset({"a", "a-2"})}
    assert groups[0].slug == "a"


def test_a_record_that_is_closed_to_the_public_does_not_give_its_name_to_an_open_one():
    # Addresses are public: 'organisation:secret-plan' would tell what only the team may know.
    closed = replace(
        organisation("secret-plan"), statements=(statement("name", "Plan", audience=Audience.TEAM),)
    )
    opened = organisation("plant", source="open", precedence=5)
    (found,) = group([closed, opened], [judgement(key("secret-plan"), key("plant", "open"))])
    assert found.key == "organisation:plant"


def test_a_judgement_on_records_that_are_gone_changes_nothing():
    assert names(group([A], [judgement(key("a"), key("gone"))])) == {frozenset("a")}


def test_a_source_that_names_a_thing_twice_is_refused():
    with pytest.raises(InputError, match="appears twice"):
        group([A, A], [])


RECORDS = [organisation(slug) for slug in "abcdef"]
pairs = st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")).filter(
    lambda pair: pair[0] != pair[1]
)
judgements = st.lists(
    st.builds(
        lambda pair, decision, by_person, hour, score: judgement(
            key(pair[0]),
            key(pair[1]),
            decision,
            f"2026-01-01T{hour:02d}:00:00+00:00",
            by_person=by_person,
            score=score,
        ),
        pairs,
        st.sampled_from(Decision),
        st.booleans(),
        st.integers(0, 23),
        st.floats(0, 1),
    ),
    max_size=12,
)


@given(judgements, st.permutations(RECORDS))
def test_every_record_is_in_exactly_one_group_whatever_the_order(found, records):
    groups = group(records, found)
    assert sorted(record.key for g in groups for record in g.records) == sorted(
        record.key for record in RECORDS
    )
    assert groups == group(RECORDS, found)


@given(judgements)
def test_no_group_holds_a_pair_that_people_last_called_different(found):
    latest = {}
    for item in found:
        if item.by_person and (item.pair not in latest or item.decided_at >= latest[item.pair].decided_at):
            latest[item.pair] = item
    for g in group(RECORDS, found):
        keys = {record.key for record in g.records}
        barred = [item for item in latest.values() if item.decision is Decision.DIFFERENT]
        assert not any(item.pair <= keys for item in barred)
