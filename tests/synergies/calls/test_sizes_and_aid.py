"""Size classes and ceilings of aid: worked figures, boundaries, refusals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.foundation.errors import InputError
from biovaliance.synergies.calls.aid import Research, aid_ceiling, bundled_aid, programme_rates
from biovaliance.synergies.calls.sizes import FRENCH, Figures, SizeClass, Tie, company_size, kinds_of_size

S = SizeClass


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (Figures(9, 2, 50), S.MICRO),  # turnover alone is enough
        (Figures(9, 3, 2), S.MICRO),  # so is the balance sheet
        (Figures(10, 1, 1), S.SMALL),
        (Figures(9, 3, 3), S.SMALL),
        (Figures(49, 10, 99), S.SMALL),
        (Figures(50, 1, 1), S.MEDIUM),
        (Figures(249, 51, 43), S.MEDIUM),
        (Figures(249, 50, 99), S.MEDIUM),
        (Figures(249, 51, 44), S.LARGE),
        (Figures(250, 1, 1), S.LARGE),
    ],
)
def test_a_class_asks_for_headcount_and_for_turnover_or_balance_sheet(figures, expected):
    assert company_size(figures).size is expected


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (Figures(249, 50, 99), S.PME),
        (Figures(300, 60, 60), S.ETI),
        (Figures(4999, 1500, 9999), S.ETI),
        (Figures(4999, 1501, 2001), S.GE),
        (Figures(5000, 1, 1), S.GE),
    ],
)
def test_the_french_decree_knows_an_intermediate_size(figures, expected):
    assert company_size(figures, framework=FRENCH).size is expected


def test_linked_companies_are_added_whole_and_partners_by_their_share():
    # 40 + 100 % of 150 + 30 % of 100 = 220 people; 8 + 30 + 3 = 41 M EUR
    own = Figures(40, 8, 8)
    ties = (Tie(Figures(150, 30, 30), 60), Tie(Figures(100, 10, 10), 30), Tie(Figures(9000, 900, 900), 24.9))
    result = company_size(own, ties)
    assert (result.figures, result.size) == (Figures(220, 41, 41), S.MEDIUM)
    assert company_size(own).size is S.SMALL


def test_control_counts_whole_and_an_exempt_investor_not_at_all():
    assert Tie(Figures(), 10, controls=True).weight == 1
    assert Tie(Figures(), 40, is_exempt_investor=True).weight == 0
    assert [Tie(Figures(), share).weight for share in (24.9, 25, 50, 50.1)] == [0, 0.25, 0.5, 1]


def test_an_unknown_figure_leaves_every_class_it_allows():
    assert company_size(Figures(headcount=30)).possible == (S.SMALL, S.MEDIUM, S.LARGE)
    assert company_size(Figures(headcount=300)).possible == (S.LARGE,)
    assert company_size(Figures(turnover_meur=1)).possible == (S.MICRO, S.SMALL, S.MEDIUM, S.LARGE)
    assert company_size(Figures(30, 9), (Tie(Figures(), 60),)).size is None


def test_kinds_of_partner_follow_only_from_what_is_sure():
    assert {str(kind) for kind in kinds_of_size(company_size(Figures(30, 9, 9)))} == {"company", "small"}
    assert {str(kind) for kind in kinds_of_size(company_size(Figures(headcount=30)))} == {"company"}
    assert {str(kind) for kind in kinds_of_size(company_size(Figures(300, 60, 60), framework=FRENCH))} == {
        "company",
        "eti",
    }


@given(
    st.floats(0, 400),
    st.floats(0, 100),
    st.floats(0, 100),
    st.floats(0, 400),
    st.floats(0, 100),
)
def test_a_company_never_shrinks_by_what_it_is_tied_to(staff, turnover, balance, other, share):
    order = [S.MICRO, S.SMALL, S.MEDIUM, S.LARGE]
    own = Figures(staff, turnover, balance)
    alone = company_size(own).size
    tied = company_size(own, (Tie(Figures(other, other, other), share),)).size
    assert order.index(tied) >= order.index(alone)


@pytest.mark.parametrize(
    "wrong", [{"headcount": -1}, {"turnover_meur": float("nan")}, {"balance_meur": float("inf")}]
)
def test_a_figure_that_cannot_be_is_refused(wrong):
    with pytest.raises(InputError, match="expected 0 or more"):
        Figures(**wrong)
    with pytest.raises(InputError, match="expected % from 0 to 100"):
        Tie(Figures(), 101)


@pytest.mark.parametrize(
    ("research", "size", "collaborates", "percent"),
    [
        (Research.FUNDAMENTAL, S.LARGE, False, 100),
        (Research.INDUSTRIAL, S.LARGE, False, 50),
        (Research.INDUSTRIAL, S.LARGE, True, 65),
        (Research.INDUSTRIAL, S.MEDIUM, True, 75),
        (Research.INDUSTRIAL, S.SMALL, True, 80),  # 50 + 20 + 15 = 85, capped
        (Research.EXPERIMENTAL, S.SMALL, False, 45),
        (Research.EXPERIMENTAL, S.SMALL, True, 60),
        (Research.EXPERIMENTAL, S.ETI, True, 40),  # an ETI is a large company in state aid
        (Research.FEASIBILITY, S.MEDIUM, False, 60),
        (Research.PROCESS, S.LARGE, False, 15),
        (Research.PROCESS, S.MICRO, True, 50),
    ],
)
def test_a_ceiling_is_base_and_bonuses_up_to_the_cap(research, size, collaborates, percent):
    assert aid_ceiling(research, size, collaborates=collaborates).max_pct == percent


def test_every_ceiling_worked_out_is_the_one_the_table_prints():
    for research in Research:
        for size in (S.SMALL, S.MEDIUM, S.LARGE):
            for collaborates in (False, True):
                ceiling = aid_ceiling(research, size, collaborates=collaborates)
                assert ceiling.max_pct == ceiling.row.max_pct
                assert ceiling.row.sources


def test_an_aid_is_a_share_of_the_cost():
    # 60 % of 500,000
    assert aid_ceiling(Research.INDUSTRIAL, S.MEDIUM).of(500_000) == pytest.approx(300_000)
    with pytest.raises(InputError, match="The cost is -1"):
        aid_ceiling(Research.INDUSTRIAL, S.MEDIUM).of(-1)


def test_a_size_that_state_aid_does_not_know_is_refused():
    with pytest.raises(InputError, match="'pme' is no size of state aid"):
        aid_ceiling(Research.INDUSTRIAL, S.PME)


def test_the_rates_of_a_programme_are_those_of_its_rows():
    assert [(row.size, row.max_pct) for row in programme_rates(("i-Démo régionalisé ARA",))] == [
        ("small", 60),
        ("medium", 50),
        ("eti", 35),
        ("large", 25),
    ]
    assert len(bundled_aid()) == 48
