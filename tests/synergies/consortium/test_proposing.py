"""Questions answered whole: what is covered, figures of the project that break a rule, names meant."""

import datetime as dt
from dataclasses import replace

import pytest

from biovaliance.foundation.errors import NotFoundError
from biovaliance.foundation.evidence import Confidence
from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.bundle import bundled_calls
from biovaliance.synergies.calls.findings import Outcome
from biovaliance.synergies.calls.kinds import PartnerKind
from biovaliance.synergies.calls.partners import Money, Partner
from biovaliance.synergies.calls.rules import Applies, Operator, Rule
from biovaliance.synergies.calls.values import Call, Level
from biovaliance.synergies.consortium.candidates import Member, Pool, Shown
from biovaliance.synergies.consortium.plain import plain_answer
from biovaliance.synergies.consortium.proposing import Question, member_meant, propose
from biovaliance.synergies.consortium.values import Project, Wish
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from tests.synergies.values import SEEN, tagger

SURE = Shown(100, "", Text("stated", "énoncé"), SEEN)


def member(key: str, *concepts: str, kinds: tuple[PartnerKind, ...] = (), **more) -> Member:
    return Member(Partner(key, key.upper(), frozenset(kinds), "FR", **more), dict.fromkeys(concepts, SURE))


def pool(*members: Member) -> Pool:
    return Pool(members, "2026-11-02", {each.partner.key: each.partner.name for each in members})


def rule(kind: str, operator: Operator, *values: int | str, **more) -> Rule:
    text = Text(f"{kind} {operator} {values}", f"{kind} {operator} {values}")
    return Rule(kind, operator, values, "", text, ("https://example.org/",), Confidence.HIGH, **more)


def call(*rules: Rule, themes: tuple[str, ...] = ()) -> Call:
    name = Text("Example", "Exemple")
    return Call(
        "EXAMPLE", name, name, Level.EU, name, Confidence.HIGH, "2026-11-23", rules=rules, themes=themes
    )


def ask(question: Question, *members: Member):
    return propose(question, pool(*members), tagger(), bundled_thesaurus(), how_many=1)


BOTH = (member("a", "quality-control", kinds=(PartnerKind.SME,)), member("b", "viral-vectors"))


def test_a_need_is_covered_and_the_themes_of_the_call_stand_in_where_none_is_told():
    themed = call(themes=("viral-vectors",))
    assert [c.key for c in ask(Question("quality control", themed), *BOTH).competences] == ["quality-control"]
    assert [c.key for c in ask(Question(call=themed), *BOTH).competences] == ["viral-vectors"]


def test_what_nobody_does_is_told_as_not_seen():
    answer = ask(Question("quality control and fermentation"), *BOTH)
    assert [each.key for each in answer.not_seen] == ["fermentation"]
    assert answer.variants[0].consortium.missing == ("fermentation",)


@pytest.mark.parametrize(
    ("asked", "project", "wish"),
    [
        (
            rule("project_size_min", Operator.AT_LEAST, 4_000_000),
            Project(size=Money(2_000_000)),
            "The project is to cost EUR\u00a02 million.",
        ),
        (
            rule("duration_max", Operator.AT_MOST, 36),
            Project(duration_months=48),
            "The project is to last 48 months.",
        ),
        (rule("trl_start", Operator.AT_LEAST, 5), Project(trl_start=3), "The project is at TRL 3."),
    ],
)
def test_a_figure_of_the_project_that_breaks_a_rule_is_told_with_that_rule_alone(asked, project, wish):
    others = (rule("partners_max", Operator.AT_MOST, 5), rule("partners_min", Operator.AT_LEAST, 1))
    clash = ask(Question("quality control", call(*others, asked), project=project), *BOTH).assembly.clash
    assert clash.rules == (asked,)
    assert [each.en for each in clash.wishes] == [wish]
    assert clash.contradictory


def test_a_least_size_for_consortia_lets_a_single_applicant_apply():
    asked = rule("project_size_min", Operator.AT_LEAST, 4_000_000, applies=Applies.TOGETHER)
    question = Question(
        "quality control and viral vectors", call(asked), project=Project(size=Money(1_000_000))
    )
    assert len(ask(question, *BOTH).variants[0].consortium.keys) == 1


def test_a_size_in_another_currency_is_unknown_and_forbids_nobody():
    asked = rule("project_size_min", Operator.AT_LEAST, 4_000_000)
    answer = ask(Question("quality control", call(asked), project=Project(size=Money(1, "CHF"))), *BOTH)
    assert [each.outcome for each in answer.variants[0].consortium.findings] == [Outcome.UNKNOWN]


def test_a_company_known_to_be_too_old_takes_no_part_and_one_of_unknown_age_may():
    from biovaliance.foundation.dates import PartialDate

    asked = rule("company_age_max", Operator.AT_MOST, 8)
    old = member("old", "quality-control", kinds=(PartnerKind.SME,), founded=PartialDate.parse("2001"))
    unknown = member("unknown", "quality-control", kinds=(PartnerKind.SME,))
    question = Question("quality control", call(asked), project=Project(on=dt.date(2026, 11, 27)))
    assert ask(question, old, unknown).variants[0].consortium.keys == ("unknown",)
    assert ask(question, old).assembly.clash.rules == (asked,)


def test_shares_of_cost_are_judged_with_the_budget_that_is_proposed():
    asked = rule("cost_share_single_max", Operator.AT_MOST, 60)
    answer = ask(Question("quality control and viral vectors", call(asked)), *BOTH)
    assert [each.outcome for each in answer.variants[0].consortium.findings] == [Outcome.MET]


def test_the_plain_answer_tells_rules_by_how_they_stand_and_adds_up():
    answer = ask(Question("quality control", call(rule("partners_max", Operator.AT_MOST, 5))), *BOTH)
    told = plain_answer(answer, "en")
    best = told["consortia"][0]
    assert told["status"] == "optimal"
    assert best["score"] == sum(reason["points"] for reason in best["reasons"]) == 40
    assert [each["text"] for each in best["rules"]["met"]] == ["1 partner; at most 5 asked."]
    assert best["reasons"][0]["source"] == "Example Gazette"


NAMES = {"organisation:femto-st": "FEMTO-ST", "organisation:efs": "EFS BFC", "organisation:efs-2": "EFS Lyon"}


def test_an_organisation_is_meant_by_its_key_its_name_or_the_beginning_of_it():
    for text in ("organisation:femto-st", "femto-st", " Femto"):
        assert member_meant(text, NAMES) == "organisation:femto-st"


@pytest.mark.parametrize(
    ("text", "words"), [("EFS", "may be any of 2"), ("nobody", "Nobody among"), ("", "Nobody among")]
)
def test_a_name_that_means_nobody_or_several_is_refused(text, words):
    with pytest.raises(NotFoundError, match=words):
        member_meant(text, NAMES)


@pytest.mark.parametrize("key", sorted(bundled_calls()))
def test_every_bundled_call_is_answered_with_consortia_or_with_a_clash_and_never_breaks_a_rule(key):
    asked = bundled_calls()[key]
    members = [
        member(
            f"{kind}-{number}",
            *("quality-control", "viral-vectors")[number % 2 :],
            kinds=(kind,),
            area=("FR-25", "FR-39")[number % 2],
        )
        for kind in (PartnerKind.SME, PartnerKind.ACADEMIC, PartnerKind.HOSPITAL, PartnerKind.LARGE)
        for number in range(2)
    ]
    members += [
        replace(
            each, partner=replace(each.partner, key=f"{code}-{n}", name=f"{code}{n}", country=code, area="")
        )
        for code in ("DE", "CH", "BE")
        for n, each in enumerate(members[:4])
    ]
    question = Question("viral vectors and quality control", asked, wish=Wish(partners_most=8))
    answer = ask(question, *members)
    assert answer.variants or answer.assembly.clash
    for variant in answer.variants:
        broken = [each.rule.kind for each in variant.consortium.rules(Outcome.NOT_MET)]
        assert broken == []
