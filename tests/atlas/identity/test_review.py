"""The queue of pairs, what decisions move, and that people's words survive whatever is built."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.atlas.building import build
from biovaliance.atlas.identity.clusters import Decision, Judgement, group
from biovaliance.atlas.identity.decisions import PUBLISHER
from biovaliance.atlas.identity.explaining import closest_pair, explain
from biovaliance.atlas.identity.judgements import add_judgement, read_judgements, withdraw
from biovaliance.atlas.identity.review import Cause, Effect, Material, Standing, review_queue
from biovaliance.atlas.identity.sides import Agreement, side_by_side
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.errors import InputError, NotFoundError
from biovaliance.foundation.evidence import Audience, View
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from tests.atlas.values import evidence, judgement, key, organisation, ruled, statement

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
TAGGER = Tagger(bundled_thesaurus())
REGIONAL = statement("in_region", "yes")

# The same name in one town, in two towns, and under an alias: sure, unsure, and just above the threshold.
PARKHURST = organisation("park", REGIONAL, statement("town", "Dijon"), name="Institut Parkhurst")
SAME_TOWN = organisation(
    "p1", statement("town", "Dijon"), source="open", precedence=5, name="Institut Parkhurst"
)
ELSEWHERE = organisation(
    "l1",
    statement("town", "Lille"),
    source="open",
    precedence=5,
    name="Laboratoire de biologie des membranes et des signaux",
)
MEMBRANES = organisation(
    "membranes",
    REGIONAL,
    statement("town", "Besançon"),
    name="Laboratoire de biologie des membranes et des signaux",
)
HOMONYMS = key("membranes"), key("l1", "open")


def material(*records, relations=(), once=frozenset({"curated"})):
    known = {record.key: record for record in records}
    return Material(known, tuple(relations), ruled(records, relations, once), once)


def queue(found, *judgements):
    return review_queue(Standing(found, tuple(judgements)))


def test_a_pair_no_rule_is_sure_of_waits_and_one_it_is_sure_of_does_not():
    (pair,) = queue(material(PARKHURST, SAME_TOWN, MEMBRANES, ELSEWHERE))

    assert {pair.left_key, pair.right_key} == set(HOMONYMS)
    assert (pair.cause, pair.score, pair.are_joined) == (Cause.UNSURE, 0.5, False)
    assert [reason.text.fr for reason in pair.reasons][1] == "dans des villes différentes"


def test_the_value_is_uncertainty_times_what_moves():
    relation = Relation(key("l1", "open"), "partner_of", key("park"), (evidence(),))
    (pair,) = queue(material(PARKHURST, MEMBRANES, ELSEWHERE, relations=[relation]))

    # Joining takes the open record to the curated page: its 3 statements, 1 relation, and its own page goes.
    assert pair.effect == Effect(statements=3, relations=1, pages=1)
    assert pair.uncertainty == 1.0
    assert pair.value == 3 + 3 * 1 + 10 * 1


def test_a_decided_pair_leaves_the_queue_and_comes_back_when_the_decision_is_withdrawn():
    found = material(MEMBRANES, ELSEWHERE)
    word = judgement(*HOMONYMS, Decision.DIFFERENT)

    assert queue(found, word) == ()
    assert queue(found, replace(word, withdrawn_at="2026-02-01T00:00:00+00:00")) == queue(found)


def test_a_pair_put_aside_stays_last_in_the_queue():
    other = organisation(
        "m2", statement("town", "Nice"), source="other", precedence=6, name=ELSEWHERE.values("name")[0]
    )
    found = material(MEMBRANES, ELSEWHERE, other)
    first = queue(found)[0]
    aside = judgement(first.left_key, first.right_key, Decision.SKIPPED)

    assert len(queue(found, aside)) == len(queue(found))
    assert queue(found, aside)[-1].skipped == aside
    assert (queue(found, aside)[-1].left_key, queue(found, aside)[-1].right_key) == (
        first.left_key,
        first.right_key,
    )


def test_decisions_on_pairs_with_the_same_reasons_calibrate_the_score():
    other = organisation(
        "m2", statement("town", "Nice"), source="other", precedence=6, name=ELSEWHERE.values("name")[0]
    )
    found = material(MEMBRANES, ELSEWHERE, other)
    refused = judgement(*HOMONYMS, Decision.DIFFERENT)
    (pair,) = [
        p
        for p in queue(found, refused)
        if {p.left_key, p.right_key} == {key("membranes"), key("m2", "other")}
    ]

    assert pair.score == 0.5
    assert pair.probability == pytest.approx((4 * 0.5 + 0) / (4 + 1))


def test_a_join_just_above_the_threshold_is_looked_at_and_shown_as_joined():
    alias = organisation(
        "x",
        statement("town", "Dijon"),
        statement("alias", "Institut Parkhurst"),
        source="open",
        precedence=5,
        name="IPB",
    )
    (pair,) = queue(material(PARKHURST, alias))

    assert (pair.cause, pair.are_joined, pair.score) == (Cause.JOINED, True, pytest.approx(0.9))
    assert pair.effect.pages == 1


def test_a_rule_that_a_decision_elsewhere_bars_is_brought_up():
    alias = statement("alias", "Sciences du lait")
    middle = organisation(
        "p1", statement("town", "Dijon"), alias, source="open", precedence=5, name="Institut Parkhurst"
    )
    third = organisation(
        "z", statement("town", "Dijon"), source="third", precedence=6, name="Sciences du lait"
    )
    found = material(PARKHURST, middle, third)
    told_apart = judgement(key("park"), key("z", "third"), Decision.DIFFERENT)
    (pair,) = [pair for pair in queue(found, told_apart) if pair.cause is Cause.BARRED]

    assert {pair.left_key, pair.right_key} == {key("p1", "open"), key("z", "third")}


def test_decisions_that_put_two_records_of_one_register_together_are_brought_up():
    second = organisation("other", name="Autre chose")
    found = material(PARKHURST, second, ELSEWHERE)
    words = [judgement(key("park"), key("l1", "open")), judgement(key("other"), key("l1", "open"))]
    (pair,) = [pair for pair in queue(found, *words) if pair.cause is Cause.DISPUTED]

    assert {pair.left_key, pair.right_key} == {key("park"), key("other")}
    assert pair.reasons[-1].text.en == "the source “curated” holds both as two things"


# ---- side by side


def test_fields_agree_contradict_or_stand_on_one_side():
    left = organisation(
        "a", statement("town", "Besançon"), statement("founded", "2004"), statement("siren", "1")
    )
    right = organisation(
        "b", statement("town", "BESANCON"), statement("founded", "2011"), source="open", name="A"
    )
    lines = {line.field: line.agreement for line in side_by_side(left, replace(right, source_key="open"))}

    assert lines["town"] is Agreement.AGREE
    assert lines["siren"] is Agreement.ONE_SIDED
    assert lines["founded"] is Agreement.CONTRADICT
    assert lines["name"] is Agreement.AGREE


def test_an_explanation_tells_who_decided_and_what_taking_it_back_moves():
    word = judgement(*HOMONYMS)
    current = Standing(material(MEMBRANES, ELSEWHERE), (word,))
    found = explain(current, *closest_pair(current, "membranes", key("l1", "open")))

    assert found.are_one
    (told,) = found.on_pair
    assert (told.judgement, told.effect) == (word, Effect(statements=3, relations=0, pages=1))
    assert found.would[Decision.DIFFERENT] == Effect(statements=3, relations=0, pages=1)
    assert found.would[Decision.SAME] == Effect()


def test_a_name_that_nothing_bears_and_one_that_names_the_same_thing_are_refused():
    current = Standing(material(MEMBRANES, ELSEWHERE), ())
    with pytest.raises(NotFoundError, match="Nothing is called 'nobody'"):
        closest_pair(current, "nobody", "membranes")
    with pytest.raises(InputError, match="name the same thing"):
        closest_pair(current, "membranes", key("membranes"))


# ---- what decisions make of the atlas


def atlas(records, *judgements):
    return build(records, [], judgements, TAGGER)


def test_a_renamed_thing_shows_the_new_name_and_keeps_the_older_one_with_its_evidence():
    older = organisation("old", name="EFS Bourgogne")
    newer = organisation("new", source="open", precedence=5, name="EFS Grand Est")
    word = replace(
        judgement(key("old"), key("new", "open"), Decision.RENAMED),
        former_name="EFS Bourgogne",
        since="2019-03",
    )
    (entity,) = atlas([older, newer], word).entities[View.PUBLIC].values()

    assert (entity.key, entity.name) == ("organisation:old", "EFS Grand Est")
    (former,) = entity.all("former_name")
    assert (former.value, former.note_fr) == ("EFS Bourgogne", "jusqu’en mars 2019")
    assert [item.publisher for item in former.evidence] == ["maCommune.info", PUBLISHER]
    assert "name" not in entity.disagreements


def test_a_former_name_outlives_its_mention_in_the_source():
    refreshed = organisation("old", name="EFS Grand Est")
    newer = organisation("new", source="open", precedence=5, name="EFS Grand Est")
    word = replace(judgement(key("old"), key("new", "open"), Decision.RENAMED), former_name="EFS Bourgogne")
    (entity,) = atlas([refreshed, newer], word).entities[View.PUBLIC].values()

    assert entity.values("former_name") == ("EFS Bourgogne",)


def test_a_part_is_another_thing_with_a_dated_relation_that_rests_on_the_decision():
    word = replace(
        judgement(key("l1", "open"), key("membranes"), Decision.PART_OF),
        since="2021",
        address="https://example.org/organigram",
    )
    built = atlas([MEMBRANES, ELSEWHERE], word)
    (relation,) = built.relations

    assert (relation.source_key, relation.type_code, relation.target_key) == (
        "organisation:l1",
        "part_of",
        "organisation:membranes",
    )
    assert (relation.since, relation.evidence[0].address) == ("2021", "https://example.org/organigram")
    assert "a curator" not in str(relation)  # who decided is the log's to keep
    assert atlas([MEMBRANES, ELSEWHERE], replace(word, withdrawn_at="2026-02-01")).relations == ()


def test_what_a_decision_states_about_a_closed_record_is_as_closed():
    closed = replace(ELSEWHERE, statements=(statement("name", "Secret plan", audience=Audience.TEAM),))
    part = judgement(key("l1", "open"), key("membranes"), Decision.PART_OF)
    renamed = replace(
        judgement(key("l1", "open"), key("membranes"), Decision.RENAMED), former_name="Secret plan"
    )

    assert atlas([MEMBRANES, closed], part).relations[0].audience is Audience.TEAM
    built = atlas([MEMBRANES, closed], renamed)
    assert "Secret plan" not in str(built.entities[View.PUBLIC])
    assert "Secret plan" in str(built.entities[View.TEAM])


# ---- the log, whatever is decided and undone

SLUGS = "abcd"
RECORDS = [organisation(slug) for slug in SLUGS]
RULES = [judgement(key(a), key(b), by_person=False, score=0.9) for a, b in ("ab", "cd", "bc")]
steps = st.lists(
    st.tuples(
        st.sampled_from([(a, b) for a in SLUGS for b in SLUGS if a != b]),
        st.sampled_from([*Decision, None]),  # None takes back the latest decision on the pair
    ),
    max_size=12,
)


def play(log, done):
    """Write the steps into a log, and return by hand which decisions stand: a pile per pair."""
    piles: dict[frozenset[str], list[Judgement]] = {}
    for number, ((left, right), decision) in enumerate(done):
        pair = frozenset((key(left), key(right)))
        at = NOW + dt.timedelta(seconds=number)
        if decision is None:
            if piles.get(pair):
                withdraw(log, key(left), key(right), at, by="somebody")
                piles[pair].pop()
            continue
        word = replace(
            judgement(key(left), key(right), decision, at.isoformat()),
            former_name="Former" if decision is Decision.RENAMED else "",
        )
        add_judgement(log, word)
        piles.setdefault(pair, []).append(word)
    latest = (
        next((word for word in reversed(pile) if word.decision is not Decision.SKIPPED), None)
        for pile in piles.values()
    )
    return [word for word in latest if word]


@given(steps)
def test_a_build_after_any_deciding_and_undoing_follows_the_decisions_that_stand(tmp_path_factory, done):
    log = tmp_path_factory.mktemp("log") / "judgements.jsonl"
    stand = play(log, done)
    read, problems = read_judgements(log)

    assert problems == []
    assert group(RECORDS, [*read, *RULES]) == group(RECORDS, [*stand, *RULES])
    built, expected = atlas(RECORDS, *read, *RULES), atlas(RECORDS, *stand, *RULES)
    assert built.entities == expected.entities
    assert built.relations == expected.relations


@given(steps)
def test_decisions_survive_a_source_that_is_refreshed(tmp_path_factory, done):
    log = tmp_path_factory.mktemp("log") / "judgements.jsonl"
    play(log, done)
    read, _ = read_judgements(log)
    refreshed = [organisation(slug, statement("town", "Dijon"), name=f"{slug} anew") for slug in SLUGS]

    def groups(records):
        return [
            (found.key, [record.key for record in found.records]) for found in group(records, [*read, *RULES])
        ]

    assert groups(refreshed) == groups(RECORDS)


def test_a_log_of_the_first_versions_still_reads(tmp_path):
    log = tmp_path / "judgements.jsonl"
    log.write_text(
        '{"left_key": "a", "right_key": "b", "decision": "same", "decided_by": "C", "decided_at": '
        '"2026-01-01T00:00:00+00:00", "why": "w", "by_person": true, "score": 1.0, "withdrawn_at": ""}\n'
    )
    assert read_judgements(log) == (
        [Judgement("a", "b", Decision.SAME, "C", "2026-01-01T00:00:00+00:00", "w")],
        [],
    )


def test_a_line_cut_short_by_a_crash_does_not_swallow_the_next_decision(tmp_path):
    log = tmp_path / "judgements.jsonl"
    log.write_text('{"left_key": "a", "ri')
    add_judgement(log, judgement(key("a"), key("b")))
    found, problems = read_judgements(log)

    assert len(found) == 1
    assert [problem.line for problem in problems] == [1]


def test_a_withdrawal_keeps_by_whom_and_the_decision_before_holds_again(tmp_path):
    log = tmp_path / "judgements.jsonl"
    add_judgement(log, judgement(key("a"), key("b"), Decision.DIFFERENT, "2026-01-01T00:00:00+00:00"))
    add_judgement(log, judgement(key("a"), key("b"), Decision.SAME, "2026-01-02T00:00:00+00:00"))
    withdraw(log, key("a"), key("b"), NOW, by="Claire Martin")
    found, _ = read_judgements(log)

    assert found[1].withdrawn_by == "Claire Martin"
    assert len(group(RECORDS[:2], found)) == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"decision": Decision.RENAMED}, "give the former name"),
        ({"since": "last year"}, "is no date"),
        ({"why": "x" * 2001}, "2,001 characters"),
    ],
)
def test_a_decision_that_cannot_be_built_is_refused(tmp_path, change, message):
    with pytest.raises(InputError, match=message):
        add_judgement(tmp_path / "log", replace(judgement(key("a"), key("b")), **change))
