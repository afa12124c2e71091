"""How a budget is shared out, and the aid each part may draw."""

from dataclasses import replace

import pytest

from biovaliance.foundation.evidence import Confidence
from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.kinds import PartnerKind
from biovaliance.synergies.calls.partners import Money, Partner, Proposal
from biovaliance.synergies.calls.rules import Applies, Operator, Rule
from biovaliance.synergies.calls.values import AidRates, Call, Level
from biovaliance.synergies.consortium.budget import aid_of, share_out, shares_of
from biovaliance.synergies.consortium.values import Consortium

NAME = Text("Example", "Exemple")
SMALL = Partner("small", "Small", frozenset({PartnerKind.SMALL}), "FR")
SME = Partner("sme", "Firm", frozenset({PartnerKind.SME}), "FR")
LAB = Partner("lab", "Lab", frozenset({PartnerKind.ACADEMIC}), "FR")
SWISS = Partner("swiss", "Swiss", frozenset({PartnerKind.LARGE}), "CH")


def consortium(
    *partners: Partner, brings: tuple[tuple[str, str], ...] = (), size: Money | None = None
) -> Consortium:
    """Return a consortium of these partners."""
    return Consortium(Proposal(partners, size=size), brings, (), (), ())


def call(*rules: Rule, aid: AidRates = AidRates()) -> Call:  # noqa: B008 -- a value, never changed
    """Return a call with these rules on shares and these rates."""
    return Call("X", NAME, NAME, Level.NATIONAL, NAME, Confidence.HIGH, "2026-11-23", rules=rules, aid=aid)


def rule(kind: str, operator: Operator, *values: int, applies: Applies = Applies.ALWAYS) -> Rule:
    """Return a rule on shares of cost."""
    return Rule(kind, operator, values, "%", NAME, (), Confidence.HIGH, applies=applies)


def test_a_share_follows_what_a_partner_brings():
    team = consortium(SME, LAB, brings=(("a", "sme"), ("b", "sme")))
    # Three parts for the firm, one for the laboratory.
    assert shares_of(team, None) == {"sme": 75.0, "lab": 25.0}


def test_shares_are_moved_as_little_as_possible_to_keep_the_rules():
    team = consortium(SME, LAB, brings=tuple((f"c{n}", "sme") for n in range(8)))
    of = call(rule("cost_share_single_max", Operator.AT_MOST, 70))
    assert shares_of(team, of) == {"sme": 70.0, "lab": 30.0}


def test_a_rule_for_companies_only_does_not_bind_a_consortium_with_a_laboratory():
    team = consortium(SME, LAB, brings=tuple((f"c{n}", "sme") for n in range(8)))
    of = call(rule("cost_share_single_max", Operator.AT_MOST, 70, applies=Applies.COMPANIES_ONLY))
    assert shares_of(team, of) == {"sme": 90.0, "lab": 10.0}


def test_a_least_share_of_the_academic_partners_is_kept():
    team = consortium(SME, LAB, brings=tuple((f"c{n}", "sme") for n in range(9)))
    of = call(rule("cost_share_academic_min", Operator.AT_LEAST, 20, applies=Applies.PUBLIC_PRIVATE))
    assert shares_of(team, of) == {"sme": 80.0, "lab": 20.0}


def test_the_share_of_a_country_is_bounded():
    team = consortium(SME, LAB, SWISS, brings=tuple((f"c{n}", "sme") for n in range(9)))
    of = call(rule("cost_share_country_max", Operator.AT_MOST, 70))
    shares = shares_of(team, of)
    assert shares["sme"] + shares["lab"] == 70.0
    assert sum(shares.values()) == pytest.approx(100)


def test_rules_on_shares_that_cannot_hold_leave_what_each_brings():
    team = consortium(SME, LAB)
    of = call(rule("cost_share_single_max", Operator.AT_MOST, 40))
    assert shares_of(team, of) == {"sme": 50.0, "lab": 50.0}


def test_aid_is_the_cost_times_the_rate_of_the_call():
    team = consortium(SMALL, LAB, brings=(("a", "small"), ("b", "small")), size=Money(2_000_000))
    small, lab = share_out(team, call(aid=AidRates(small_pct=60, research_pct=100)))
    # 2,000,000 x 75 % = 1,500,000; 60 % of it.
    assert small.cost == Money(1_500_000)
    assert small.most_aid() == Money(900_000)
    assert lab.most_aid() == Money(500_000)


def test_an_sme_of_unknown_size_has_a_range_of_aid():
    found = aid_of(SME, call(aid=AidRates(small_pct=60, medium_pct=50)))
    assert (found.low_pct, found.high_pct) == (50, 60)
    assert found.text.en == "Up to 50 to 60 %, by its size, which is not known."


def test_a_rate_that_was_not_seen_is_unknown_and_gives_no_amount():
    team = consortium(LAB, size=Money(1_000_000))
    (lab,) = share_out(team, call(aid=AidRates(small_pct=60)))
    assert lab.aid.high_pct is None
    assert lab.most_aid() is None
    assert lab.aid.text.fr == "Aucun taux n’a été vu pour Lab."


def test_the_general_ceiling_counts_collaboration_for_several_partners():
    # Industrial research, small company: 50 + 20 + 15 for collaboration, never above 80.
    assert share_out(consortium(SMALL, LAB), None)[0].general_ceiling.high_pct == 80
    assert share_out(consortium(SMALL), None)[0].general_ceiling.high_pct == 70
    assert share_out(consortium(SMALL, LAB), None)[1].general_ceiling.high_pct is None


def test_an_amount_keeps_its_currency():
    team = replace(consortium(SWISS), proposal=Proposal((SWISS,), size=Money(100, "CHF")))
    assert share_out(team, None)[0].cost == Money(100, "CHF")
