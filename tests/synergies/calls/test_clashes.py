"""Rules of a call that contradict each other are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.bundle import bundled_calls
from biovaliance.synergies.calls.clashes import clashes
from biovaliance.synergies.calls.kinds import PartnerKind
from biovaliance.synergies.calls.rules import Applies, Operator
from biovaliance.synergies.calls.values import Asked
from tests.synergies.calls.values import call, rule

K = PartnerKind
O = Operator  # noqa: E741 -- read in a table


@pytest.mark.parametrize(
    "rules",
    [
        (rule("partners_min", O.AT_LEAST, 4), rule("partners_max", O.AT_MOST, 3)),
        (rule("partners", O.EXACTLY, 2), rule("partners_min", O.AT_LEAST, 3)),
        (rule("duration", O.BETWEEN, 36, 60), rule("duration_max", O.AT_MOST, 24)),
        (rule("project_size_min", O.MORE_THAN, 4), rule("project_size_max", O.AT_MOST, 4)),
        (rule("lead_kind", O.ONE_OF, "academic"), rule("lead_kind", O.NONE_OF, "academic", "hospital")),
        (rule("kind_only", O.ONE_OF, "public"), rule("min_kind", O.AT_LEAST, 1, who=(K.COMPANY,))),
        (rule("single_applicant", O.EXACTLY, "forbidden"), rule("partners_max", O.EXACTLY, 1)),
        (rule("countries_min", O.AT_LEAST, 3), rule("partners_max", O.AT_MOST, 2)),
        (rule("must_include_country", O.ALL_OF, "FR", "CH"), rule("territory", O.ONE_OF, "FR-25")),
        (
            rule("partners_max", O.AT_MOST, 2),
            rule("min_kind", O.AT_LEAST, 2, who=(K.COMPANY,)),
            rule("min_kind", O.AT_LEAST, 1, who=(K.ACADEMIC,)),
        ),
    ],
)
def test_rules_that_cannot_hold_together_are_told(rules):
    (clash,) = clashes(call(*rules))
    assert set(clash.rules) == set(rules)
    assert clash.text.en.startswith("These rules cannot hold together: ")
    assert clash.text.fr.startswith("Ces règles ne peuvent tenir ensemble\u00a0: ")


@pytest.mark.parametrize(
    "rules",
    [
        (rule("partners_min", O.AT_LEAST, 3), rule("partners_max", O.AT_MOST, 3)),
        (rule("project_size_min", O.AT_LEAST, 4), rule("project_size_max", O.AT_MOST, 4)),
        (
            rule("project_size_min", O.AT_LEAST, 4, applies=Applies.TOGETHER),
            rule("project_size_max", O.AT_MOST, 3, applies=Applies.ALONE),
        ),
        (
            rule("partners_min", O.AT_LEAST, 4),
            rule("partners_max", O.AT_MOST, 3, condition=Text("outside Europe", "hors Europe")),
        ),
        (
            rule("partners_max", O.AT_MOST, 2),
            rule("min_kind", O.AT_LEAST, 2, who=(K.COMPANY,)),
            rule("min_kind", O.AT_LEAST, 1, who=(K.SME,)),  # an SME is one of the companies
        ),
    ],
)
def test_rules_that_can_hold_together_are_left_alone(rules):
    assert clashes(call(*rules)) == ()


def test_a_number_stated_in_short_may_contradict_a_rule():
    (clash,) = clashes(call(rule("partners_max", O.AT_MOST, 2), asked=Asked(partners_min=3)))
    assert [each.derived for each in clash.rules] == [False, True]


def test_no_bundled_call_contradicts_itself():
    assert [found.id for found in bundled_calls().values() if clashes(found)] == []


@given(st.integers(0, 9), st.integers(0, 9))
def test_two_bounds_clash_exactly_when_no_number_satisfies_both(low, high):
    found = clashes(call(rule("partners_min", O.AT_LEAST, low), rule("partners_max", O.AT_MOST, high)))
    assert bool(found) == (not any(low <= number <= high for number in range(20)))
