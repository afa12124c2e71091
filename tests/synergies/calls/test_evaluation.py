"""Each kind of rule answers met, not met or unknown, and says why in both languages."""

import pytest

from biovaliance.foundation.dates import PartialDate
from biovaliance.foundation.errors import InputError
from biovaliance.synergies.calls.bundle import bundled_calls
from biovaliance.synergies.calls.evaluation import evaluate, worst_outcome
from biovaliance.synergies.calls.findings import Outcome
from biovaliance.synergies.calls.kinds import PartnerKind, is_of_kind
from biovaliance.synergies.calls.partners import Money, Partner, Proposal
from biovaliance.synergies.calls.rules import Applies, Case, Operator
from biovaliance.synergies.calls.values import Asked
from tests.synergies.calls.values import (
    BELGIAN,
    COMPANY,
    GERMAN,
    HOSPITAL,
    LABORATORY,
    LARGE,
    NOON,
    SMALL,
    STRANGER,
    SWISS,
    call,
    rule,
)

MET, NOT_MET, UNKNOWN, NOT_ASKED = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.NOT_ASKED
K = PartnerKind
O = Operator  # noqa: E741 -- read in a table


def outcome(found_rule, *partners, **more):
    (finding,) = evaluate(call(found_rule), Proposal(tuple(partners), **more))
    assert finding.text.en
    assert finding.text.fr
    return finding.outcome


@pytest.mark.parametrize(
    ("kinds", "asked", "expected"),
    [
        ({K.SMALL}, K.COMPANY, True),
        ({K.SMALL}, K.SME, True),
        ({K.SMALL}, K.LARGE, False),
        ({K.COMPANY}, K.SME, None),
        ({K.COMPANY}, K.ACADEMIC, False),
        ({K.ACADEMIC}, K.SME, False),
        ({K.HOSPITAL}, K.ACADEMIC, None),
        ({K.HOSPITAL}, K.STARTUP, False),
        ({K.LARGE}, K.STARTUP, False),
        ({K.ETI}, K.LARGE, False),
        ({K.PUBLIC_AUTHORITY}, K.NON_PROFIT, True),
        (set(), K.COMPANY, None),
    ],
)
def test_kinds_follow_from_kinds_or_stay_unknown(kinds, asked, expected):
    assert is_of_kind(frozenset(kinds), asked) is expected


@pytest.mark.parametrize(
    ("found_rule", "partners", "expected"),
    [
        (rule("partners_max", O.AT_MOST, 2), (SMALL, LARGE, SWISS), NOT_MET),
        (rule("partners_min", O.AT_LEAST, 3), (SMALL, LARGE, SWISS), MET),
        (rule("partners", O.EXACTLY, 2), (SMALL, LABORATORY), MET),
        (rule("min_kind", O.AT_LEAST, 2, who=(K.COMPANY,)), (SMALL, LARGE), MET),
        (rule("min_kind", O.AT_LEAST, 2, who=(K.COMPANY,)), (SMALL, LABORATORY), NOT_MET),
        (rule("min_kind", O.AT_LEAST, 2, who=(K.COMPANY,)), (SMALL, STRANGER), UNKNOWN),
        (rule("min_kind", O.AT_LEAST, 1, who=(K.COMPANY, K.ACADEMIC)), (SMALL, LABORATORY), MET),
        (rule("min_kind", O.AT_LEAST, 1, who=(K.COMPANY, K.ACADEMIC)), (SMALL, LARGE), NOT_MET),
        (rule("min_kind", O.EXACTLY, 1, who=(K.ACADEMIC,)), (LABORATORY, GERMAN), NOT_MET),
        (rule("min_kind_any", O.AT_LEAST, 1, who=(K.SME, K.ETI)), (LARGE, LABORATORY), NOT_MET),
        (rule("min_kind_any", O.AT_LEAST, 1, who=(K.SME, K.ETI)), (COMPANY, LABORATORY), UNKNOWN),
        (rule("min_kind", O.AT_LEAST, 1, who=(K.SME,), country="CH"), (SMALL, LABORATORY), NOT_MET),
        (rule("min_kind", O.AT_LEAST, 1, who=(K.SME,), country="CH"), (SWISS, LABORATORY), MET),
        (rule("single_applicant", O.EXACTLY, "forbidden"), (SMALL,), NOT_MET),
        (rule("single_applicant", O.EXACTLY, "forbidden"), (SMALL, SWISS), NOT_ASKED),
        (rule("single_applicant_kind", O.ONE_OF, "sme", "eti"), (LARGE,), NOT_MET),
        (rule("single_applicant_kind", O.ONE_OF, "sme", "eti"), (COMPANY,), UNKNOWN),
        (rule("single_applicant_kind", O.NONE_OF, "midcap", "large"), (SMALL,), MET),
        (rule("single_kind", O.NONE_OF, "large", who=(K.COMPANY,)), (LABORATORY, LARGE), NOT_MET),
        (rule("kind_only", O.ONE_OF, "public"), (SMALL, HOSPITAL), NOT_MET),
        (rule("beneficiary", O.ONE_OF, "academic"), (SMALL, LABORATORY), MET),
        (rule("beneficiary", O.ONE_OF, "academic"), (SMALL, SWISS), NOT_MET),
        (rule("beneficiary", O.ONE_OF, "academic"), (SMALL, HOSPITAL), UNKNOWN),
        (rule("lead_kind", O.ONE_OF, "company"), (LABORATORY, SMALL), UNKNOWN),
        (rule("lead_kind", O.ONE_OF, "company"), (LABORATORY,), NOT_MET),
        (rule("lead_kind", O.ONE_OF, "company"), (LABORATORY, GERMAN), NOT_MET),
        (rule("countries_min", O.AT_LEAST, 3), (LABORATORY, GERMAN, BELGIAN), MET),
        (rule("countries_min", O.AT_LEAST, 3), (LABORATORY, GERMAN, SWISS), UNKNOWN),
        (rule("countries_min", O.AT_LEAST, 3), (LABORATORY, SMALL, HOSPITAL), NOT_MET),
        (rule("countries_min", O.AT_LEAST, 2, unit="Eurostars countries"), (LABORATORY, SWISS), MET),
        (rule("countries", O.EXACTLY, 2), (LABORATORY, SWISS), MET),
        (rule("member_state_min", O.AT_LEAST, 1), (SWISS,), NOT_MET),
        (rule("member_state_min", O.AT_LEAST, 1), (SWISS, STRANGER), UNKNOWN),
        (rule("eu_or_associated_min", O.AT_LEAST, 1), (SWISS,), UNKNOWN),
        (rule("must_include_country", O.ALL_OF, "FR", "CH"), (LABORATORY, SWISS), MET),
        (rule("must_include_country", O.ALL_OF, "FR", "CH"), (LABORATORY, GERMAN), NOT_MET),
        (rule("must_include_country", O.ALL_OF, "FR", "CH"), (LABORATORY, STRANGER), UNKNOWN),
        (rule("fundable_country", O.ONE_OF, "EU", "AC incl. CH"), (SWISS, LABORATORY), MET),
        (rule("fundable_country", O.ONE_OF, "EU"), (SWISS, LABORATORY), UNKNOWN),
        (rule("territory", O.EXACTLY, "FR"), (SMALL,), MET),
        (rule("territory", O.EXACTLY, "FR"), (STRANGER,), UNKNOWN),
        (rule("territory", O.ONE_OF, "FR-25", "FR-39"), (SMALL,), MET),
        (rule("territory", O.ONE_OF, "FR-25", "FR-39"), (HOSPITAL,), NOT_MET),
        (rule("territory", O.ONE_OF, "FR-25", "FR-39"), (GERMAN,), NOT_MET),
        (rule("territory", O.EXACTLY, "FR", who=(K.COMPANY,)), (GERMAN, SMALL), MET),
        (rule("employer_country", O.EXACTLY, "FR"), (LABORATORY, SMALL), MET),
        (rule("employer_country", O.EXACTLY, "FR"), (SWISS, GERMAN), NOT_MET),
        (rule("regions_min", O.AT_LEAST, 2), (SMALL, SWISS), UNKNOWN),
        (rule("independence", O.EXACTLY, "unlinked"), (SMALL, SWISS), UNKNOWN),
        (rule("independence", O.LESS_THAN, 25), (SMALL,), UNKNOWN),
        (rule("aid_rate", O.EXACTLY, 100), (SMALL,), NOT_ASKED),
        (rule("collaboration", O.EXACTLY, "effective"), (SMALL, SWISS), UNKNOWN),
        (rule("lead_kind", O.EXACTLY, 1), (SMALL, SWISS), UNKNOWN),
    ],
)
def test_a_rule_on_partners_is_answered(found_rule, partners, expected):
    assert outcome(found_rule, *partners) is expected


def test_a_lead_is_judged_by_who_leads():
    company_leads = rule("lead_kind", O.ONE_OF, "company")
    assert outcome(company_leads, LABORATORY, SMALL, lead="small") is MET
    assert outcome(company_leads, LABORATORY, SMALL, lead="lab") is NOT_MET
    no_research = rule("lead_kind", O.NONE_OF, "academic", "technical_centre")
    assert outcome(no_research, LABORATORY, SMALL, lead="lab") is NOT_MET


def test_each_territory_speaks_of_its_own_country():
    zones = (rule("territory", O.ONE_OF, "FR-25"), rule("territory", O.ONE_OF, "CH-NE", "CH-VD"))
    found = evaluate(call(*zones), Proposal((SMALL, SWISS)))
    assert [finding.outcome for finding in found] == [MET, MET]
    found = evaluate(call(*zones), Proposal((HOSPITAL, SWISS)))
    assert [(finding.key, finding.outcome) for finding in found] == [
        ("territory", NOT_MET),
        ("territory-2", MET),
    ]


@pytest.mark.parametrize(
    ("operator", "values", "amount", "expected"),
    [
        (O.MORE_THAN, (4_000_000,), 4_000_000, NOT_MET),
        (O.MORE_THAN, (4_000_000,), 4_000_001, MET),
        (O.AT_LEAST, (4_000_000,), 4_000_000, MET),
        (O.BETWEEN, (1_000_000, 4_000_000), 4_000_000, MET),
        (O.BETWEEN, (1_000_000, 4_000_000), 999_999, NOT_MET),
        (O.LESS_THAN, (5,), 5, NOT_MET),
        (O.AT_MOST, (5,), 5, MET),
    ],
)
def test_the_size_of_a_project_is_held_against_its_bounds(operator, values, amount, expected):
    assert outcome(rule("project_size", operator, *values, unit="EUR"), SMALL, size=Money(amount)) is expected


def test_an_amount_in_another_currency_is_not_compared():
    size = rule("project_size_min", O.AT_LEAST, 1_000_000, unit="EUR")
    (finding,) = evaluate(call(size), Proposal((SMALL,), size=Money(2_000_000, "CHF")))
    assert finding.outcome is UNKNOWN
    assert finding.text.en == (
        "The size of the project is CHF\u00a02,000,000 and the rule is in EUR: convert it at the rate of "
        "the day the call names; asked: at least EUR\u00a01 million."
    )
    assert outcome(size, SMALL) is UNKNOWN


@pytest.mark.parametrize(
    ("found_rule", "given", "expected"),
    [
        (rule("duration", O.BETWEEN, 36, 60), {"duration_months": 36}, MET),
        (rule("duration", O.BETWEEN, 36, 60), {"duration_months": 61}, NOT_MET),
        (rule("duration_max", O.AT_MOST, 36), {}, UNKNOWN),
        (rule("trl", O.BETWEEN, 4, 9), {"trl_start": 3, "trl_end": 6}, NOT_MET),
        (rule("trl", O.BETWEEN, 4, 9), {"trl_start": 4, "trl_end": 7}, MET),
        (rule("trl_start", O.AT_LEAST, 5), {"trl_start": 4, "trl_end": 8}, NOT_MET),
    ],
)
def test_duration_and_readiness_are_held_against_their_bounds(found_rule, given, expected):
    assert outcome(found_rule, SMALL, **given) is expected


def test_shares_of_cost_are_judged_by_partner_by_country_and_by_kind():
    shares = {"small": 75.0, "lab": 25.0}
    single = rule("cost_share_single_max", O.AT_MOST, 70)
    assert outcome(single, SMALL, LABORATORY, cost_shares_pct=shares) is NOT_MET
    assert outcome(single, SMALL, LABORATORY) is UNKNOWN
    assert (
        outcome(rule("cost_share_country_max", O.AT_MOST, 70), SMALL, LABORATORY, cost_shares_pct=shares)
        is NOT_MET
    )
    assert (
        outcome(rule("cost_share_academic_min", O.AT_LEAST, 10), SMALL, LABORATORY, cost_shares_pct=shares)
        is MET
    )
    assert (
        outcome(rule("cost_share_sme_min", O.AT_LEAST, 80), SMALL, LABORATORY, cost_shares_pct=shares)
        is NOT_MET
    )


def test_a_rule_for_one_sort_of_consortium_leaves_the_others_alone():
    companies = rule("cost_share_single_max", O.AT_MOST, 70, applies=Applies.COMPANIES_ONLY)
    shares = {"small": 75.0, "lab": 25.0, "large": 25.0, "stranger": 25.0}
    assert outcome(companies, SMALL, LABORATORY, cost_shares_pct=shares) is NOT_ASKED
    assert outcome(companies, SMALL, LARGE, cost_shares_pct=shares) is NOT_MET
    assert outcome(companies, SMALL, STRANGER, cost_shares_pct=shares) is UNKNOWN
    alone = rule("project_size_min", O.AT_LEAST, 2, applies=Applies.ALONE)
    assert outcome(alone, SMALL, LARGE, size=Money(1)) is NOT_ASKED
    assert outcome(alone, SMALL, size=Money(1)) is NOT_MET


def test_linked_companies_are_told_and_silence_is_no_independence():
    linked = Partner("branch", "Filiale", frozenset({K.COMPANY}), "FR", linked_to=frozenset({"large"}))
    unlinked = rule("independence", O.EXACTLY, "unlinked")
    assert outcome(unlinked, LARGE, linked) is NOT_MET
    known = [Partner(p.key, p.name, p.kinds, "FR", ties_known=True) for p in (LARGE, SMALL)]
    assert outcome(unlinked, *known) is MET


def test_the_age_of_a_company_is_judged_on_the_day_and_at_the_precision_known():
    young = rule("company_age_max", O.LESS_THAN, 2, who=(K.COMPANY,))
    born = [
        Partner("c", "C", frozenset({K.COMPANY}), founded=PartialDate.parse(text))
        for text in ("2025-06", "2024", "2020")
    ]
    assert [outcome(young, partner, on=NOON.date()) for partner in born] == [MET, UNKNOWN, NOT_MET]


def test_a_composition_asks_by_the_number_of_partners():
    cases = (Case(1, 1, 0, 0), Case(2, 2, 2, 0), Case(3, 5, 3, 1))
    composition = rule("composition", O.BY_NUMBER, "1: any MS/AC", cases=cases)
    assert outcome(composition, LABORATORY) is MET
    assert outcome(composition, LABORATORY, SMALL) is NOT_MET
    assert outcome(composition, LABORATORY, GERMAN) is MET
    assert outcome(composition, LABORATORY, GERMAN, BELGIAN) is MET
    assert outcome(composition, LABORATORY, GERMAN, SWISS) is UNKNOWN
    six = [Partner(str(number), "P", frozenset(), "FR") for number in range(6)]
    assert outcome(composition, *six) is NOT_MET


def test_what_is_not_met_under_a_condition_is_unknown():
    from biovaliance.foundation.languages import Text

    most = rule("partners_max", O.AT_MOST, 1, condition=Text("outside European programmes", "hors Europe"))
    assert outcome(most, SMALL, LARGE) is UNKNOWN
    assert outcome(most, SMALL) is MET


def test_a_person_s_word_decides_what_a_program_cannot_and_nothing_else():
    together = rule("collaboration", O.EXACTLY, "effective")
    assert outcome(together, SMALL, LARGE, answers={"collaboration": True}) is MET
    assert outcome(together, SMALL, LARGE, answers={"collaboration": False}) is NOT_MET
    assert (
        outcome(rule("partners_max", O.AT_MOST, 1), SMALL, LARGE, answers={"partners_max": True}) is NOT_MET
    )


def test_numbers_stated_in_short_count_as_rules_unless_a_rule_says_them():
    asked = Asked(partners_min=3, partners_max=5, academics_min=1)
    found = evaluate(call(rule("partners_max", O.AT_MOST, 4), asked=asked), Proposal((SMALL, LABORATORY)))
    assert [(finding.key, finding.outcome, finding.rule.derived) for finding in found] == [
        ("partners_max", MET, False),
        ("partners_min", NOT_MET, True),
        ("min_kind_any", MET, True),
    ]
    assert worst_outcome(found) is NOT_MET


def test_a_proposal_without_partners_or_with_one_twice_is_refused():
    with pytest.raises(InputError, match="no partner"):
        Proposal(())
    with pytest.raises(InputError, match="'small' is there twice"):
        Proposal((SMALL, SMALL))
    with pytest.raises(InputError, match="'x' leads and is no partner"):
        Proposal((SMALL,), lead="x")


def test_every_rule_of_every_call_gives_a_sentence_in_both_languages_with_its_source():
    partners = (SMALL, LARGE, LABORATORY, HOSPITAL, SWISS, STRANGER)
    for found_call in bundled_calls().values():
        for proposal in (Proposal(partners), Proposal((SMALL,)), Proposal((STRANGER,))):
            for finding in evaluate(found_call, proposal):
                assert finding.text.en.endswith("."), finding.text.en
                assert finding.text.fr.endswith("."), finding.text.fr
                assert finding.sources


def test_the_regional_i_demo_is_met_by_two_companies_and_a_laboratory():
    regional = bundled_calls()["FR-IDEMO-REG-BFC"]
    found = {f.key: f.outcome for f in evaluate(regional, Proposal((SMALL, LARGE, LABORATORY), lead="small"))}
    assert found == {
        "min_kind": MET,
        "min_kind_any": MET,
        "min_kind-2": MET,
        "partners_max": MET,
        "aid_rate_max": NOT_ASKED,
        "filing": UNKNOWN,
        "partners_min": MET,
    }


def test_a_consortium_of_three_member_states_meets_the_default_rules_of_a_topic():
    topic = bundled_calls()["HORIZON-HLTH-2027-01-IND-01"]
    found = {f.key: f.outcome for f in evaluate(topic, Proposal((LABORATORY, GERMAN, BELGIAN)))}
    assert (found["partners_min"], found["countries_min"], found["member_state_min"]) == (MET, MET, MET)
    assert found["independence"] is UNKNOWN
