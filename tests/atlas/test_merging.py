from dataclasses import replace

from biovaliance.atlas.entities import Entity
from biovaliance.atlas.identity.clusters import group
from biovaliance.atlas.merging import merge
from biovaliance.foundation.evidence import Audience, Confidence, View
from tests.atlas.values import key, organisation, statement


def merged(*records, view=View.PUBLIC):
    (found,) = group(records, [])
    return merge(found, view)


def test_the_source_that_takes_precedence_is_shown_and_the_other_kept_beside_it():
    curated = organisation("bfcare", statement("founded", "2017"))
    claim = organisation(
        "x",
        statement("founded", "2019", publisher="another"),
        source="claims",
        precedence=1,
        same_as=(key("bfcare"),),
    )
    entity = merged(curated, claim)
    assert entity.value("founded") == "2017"
    assert [(found.value, found.chosen) for found in entity.all("founded")] == [
        ("2017", True),
        ("2019", False),
    ]
    assert "founded" in entity.disagreements


def test_of_equal_precedence_the_surer_then_the_later_source_is_shown():
    record = organisation(
        "a",
        statement("founded", "2017", confidence=Confidence.MEDIUM, stated_on="2026"),
        statement("founded", "2018", stated_on="2020"),
        statement("founded", "2019", stated_on="2024-02"),
    )
    assert [found.value for found in merged(record).all("founded")] == ["2019", "2018", "2017"]


def test_two_sources_that_agree_make_one_value_with_both_as_evidence():
    record = organisation(
        "a", statement("founded", "2017", publisher="one"), statement("founded", "2017", publisher="two")
    )
    (value,) = merged(record).all("founded")
    assert [item.publisher for item in value.evidence] == ["one", "two"]


def test_values_that_add_up_are_no_disagreement():
    record = organisation("a", statement("alias", "ABC"), statement("alias", "Alpha"))
    entity = merged(record)
    assert entity.values("alias") == ("ABC", "Alpha")
    assert entity.disagreements == ()


def test_each_language_has_a_value_of_its_own():
    record = organisation(
        "a", statement("description", "Blood.", "en"), statement("description", "Sang.", "fr")
    )
    entity = merged(record)
    assert entity.text("description").fr == "Sang."
    assert entity.disagreements == ()


def test_a_statement_for_the_team_is_seen_by_the_team_alone():
    record = organisation("a", statement("founded", "2017", audience=Audience.TEAM))
    assert merged(record).value("founded") == ""
    assert merged(record, view=View.MEMBER).value("founded") == ""
    assert merged(record, view=View.TEAM).value("founded") == "2017"


def test_a_record_with_nothing_for_a_reader_is_not_named_to_them():
    opened = organisation("a")
    closed = replace(
        organisation("secret", source="team", precedence=1, same_as=(key("a"),)),
        statements=(statement("founded", "2017", audience=Audience.TEAM),),
    )
    assert merged(opened, closed).record_keys == (key("a"),)
    assert merged(opened, closed, view=View.TEAM).record_keys == (key("a"), key("secret", "team"))


def test_a_thing_without_a_public_name_is_not_public():
    record = organisation("a")
    hidden = tuple(
        s if s.field != "name" else statement("name", "A", audience=Audience.MEMBERS)
        for s in record.statements
    )
    assert merged(replace(record, statements=hidden)) is None
    assert merged(replace(record, statements=hidden), view=View.MEMBER).name == "A"


def test_an_entity_is_read_back_from_its_json():
    entity = merged(organisation("a", statement("description", "Été « à Besançon »", "fr")))
    assert Entity.from_json(entity.to_json()) == entity
