"""Several partners that complete each other, and why somebody is not among the first."""

import pytest

from biovaliance.foundation.errors import NotFoundError
from biovaliance.synergies.ranking.complementing import complementing_partners
from biovaliance.synergies.ranking.explaining import why_not
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from tests.synergies.values import need, profile, ranker, stated

ASKED = ("viral-vectors", "quality-control")


def test_the_second_partner_brings_what_the_first_lacks_and_not_twice_the_same():
    one = ranker(
        profile("both", "x", concepts=stated(*ASKED)),
        profile("vectors", "x", concepts=stated("viral-vectors")),
        profile("control", "x", concepts=stated("quality-control")),
    )
    asked = need("", concepts=ASKED)
    team = complementing_partners(one, asked, 3)
    assert [pick.profile_id for pick in team.picks] == ["both"]  # nobody adds anything to it
    without = complementing_partners(one, need("", concepts=ASKED, excluded=frozenset({"both"})), 3)
    assert {pick.profile_id for pick in without.picks} == {"vectors", "control"}
    assert sum(pick.gain for pick in without.picks) == pytest.approx(1.0)
    assert (without.covered_share, without.missing) == (pytest.approx(1.0), ())


def test_what_the_one_that_looks_has_itself_is_not_sought():
    one = ranker(
        profile("us", "x", concepts=stated("viral-vectors")),
        profile("vectors", "x", concepts=stated("viral-vectors")),
        profile("control", "x", concepts=stated("quality-control")),
    )
    team = complementing_partners(one, need("", concepts=ASKED, profile_id="us"), 3)
    assert [pick.profile_id for pick in team.picks] == ["control"]


def test_what_nobody_brings_is_said():
    team = complementing_partners(
        ranker(profile("vectors", "x", concepts=stated("viral-vectors"))), need("", concepts=ASKED), 2
    )
    assert [facet.name for facet in team.missing] == ["quality-control"]


def test_why_not_says_the_rank_and_what_is_lacking():
    one = ranker(
        profile("vectors", "Production of viral vectors under GMP."),
        profile("stays", "Statistics of hospital stays."),
    )
    answer = why_not(one, bundled_thesaurus(), need("GMP production of viral vectors"), "stays")
    assert (answer.rank, answer.of) == (2, 2)
    assert answer.told.en.startswith("Stays is number 2 of 2, with 0.000 where Vectors has ")
    assert "words of the need that it lacks: “" in answer.told.en
    assert answer.told.fr.startswith("Stays est au rang 2 sur 2, avec 0,000 quand Vectors a ")
    assert next(gap.kind for gap in answer.gaps) == "text"


def test_why_not_of_an_excluded_profile_says_that_it_is_left_out():
    one = ranker(profile("a", "plasmid"), profile("b", "plasmid"))
    answer = why_not(one, bundled_thesaurus(), need("plasmid", excluded=frozenset({"a"})), "a")
    assert (answer.rank, answer.told.en) == (None, "A is left out of this need")


def test_why_not_of_an_unknown_profile_is_refused():
    with pytest.raises(NotFoundError, match="There is no profile 'z'; expected one of the 1 known"):
        why_not(ranker(profile("a", "x")), bundled_thesaurus(), need("plasmid"), "z")
