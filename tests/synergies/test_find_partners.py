"""Finding partners in the atlas of the region: switches, filters, concepts taken away, why not somebody."""

from dataclasses import replace

import pytest

from biovaliance.atlas.snapshots.reading import open_snapshot
from biovaliance.synergies.needs import Need
from biovaliance.synergies.partners.finding import Field, field_of, find_partners
from biovaliance.synergies.partners.values import ON_AT_FIRST, SWITCHES, Hidden, Question
from biovaliance.synergies.ranking.settings import DEFAULT_SETTINGS, TermKind
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from tests.synergies.values import need, profile, ranker, stated, tagger

NEED = Need("n", "", "GMP viral vector for CAR-T cells, and quality control", language="en")


@pytest.fixture(scope="module")
def field(demo_home) -> Field:
    snapshot = open_snapshot(demo_home)
    return field_of(
        snapshot.entities(),
        snapshot.relations(),
        snapshot.tags(),
        tagger(),
        bundled_thesaurus(),
        "2026-11-02",
    )


def test_a_reweighed_ranker_scores_as_one_made_with_these_weights():
    profiles = (
        profile("a", "viral vectors in suspension"),
        profile("b", "clean room", concepts=stated("gmp-manufacturing")),
    )
    asked = need("GMP viral vector")
    weights = {TermKind.CONCEPT: 0.9, TermKind.TEXT: 0.1, TermKind.SURROUNDINGS: 0.0}
    made = ranker(
        *profiles, settings=replace(DEFAULT_SETTINGS, weights={**DEFAULT_SETTINGS.weights, **weights})
    )

    assert ranker(*profiles).reweighed(weights).rank(asked) == made.rank(asked)


def test_a_reweighed_ranker_leaves_the_first_as_it_was():
    first = ranker(profile("a", "viral vectors"), profile("b", "clean room"))
    before = first.rank(need("viral vector"))
    first.reweighed({TermKind.TEXT: 0.0})

    assert first.rank(need("viral vector")) == before


def test_an_unwanted_concept_is_neither_wanted_nor_missing(field):
    found = find_partners(field, Question(replace(NEED, unwanted=frozenset({"viral-vectors"}))))

    assert "viral-vectors" not in {each.concept_id for each in found.understood}
    assert found.gaps == ()
    assert [gap.concept_id for gap in find_partners(field, Question(NEED)).gaps] == ["viral-vectors"]


def test_only_switched_terms_are_reasons(field):
    for kind in ON_AT_FIRST:
        found = find_partners(field, Question(NEED, terms=frozenset({kind})))
        assert {reason.kind for each in found.partners for reason in each.ranked.reasons} == {kind}


def test_who_is_only_near_is_no_partner(field):
    place = field.profiles["organisation:efs-bfc"].place
    only_near = Question(replace(NEED, place=place), terms=frozenset({TermKind.PROXIMITY}))

    assert find_partners(field, only_near).partners == ()


def test_ranks_count_those_that_pass_the_filters(field):
    found = find_partners(
        field, Question(NEED, type_codes=frozenset({"laboratory"}), terms=frozenset(SWITCHES))
    )

    assert [each.ranked.rank for each in found.partners] == list(range(1, len(found.partners) + 1))
    assert {each.actor.type_code for each in found.partners} == {"laboratory"}


@pytest.mark.parametrize(
    ("question", "hidden"),
    [
        (Question(replace(NEED, profile_id="organisation:right")), Hidden.ASKS),
        (Question(replace(NEED, excluded=frozenset({"organisation:right"}))), Hidden.EXCLUDED),
        (Question(NEED, type_codes=frozenset({"hospital"})), Hidden.FILTERED),
        (Question(NEED), None),
    ],
)
def test_why_somebody_is_not_ranked_is_told(field, question, hidden):
    found = find_partners(field, replace(question, why_not="organisation:right"))

    assert found.explained.hidden is hidden
    assert (found.explained.why is None) is (hidden is not None)


def test_an_atlas_of_nobody_answers_with_nobody():
    empty = field_of({}, (), (), tagger(), bundled_thesaurus())

    assert find_partners(empty, Question(NEED)).partners == ()
