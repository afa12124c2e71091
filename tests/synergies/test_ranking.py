"""Scores are sums of their reasons, worked out by hand where they are small, and always the same."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import Text
from biovaliance.foundation.places import Coordinates
from biovaliance.synergies.profiles import Capacity, PastLink, Profile
from biovaliance.synergies.ranking.aggregation import Gathering
from biovaliance.synergies.ranking.lexical import Background
from biovaliance.synergies.ranking.settings import DEFAULT_SETTINGS, Settings, TermKind
from biovaliance.synergies.ranking.telling import sentence
from tests.synergies.values import SEEN, need, profile, ranker, stated

ONLY_WORDS = Settings(
    weights={TermKind.TEXT: 1.0}, gathering=Gathering(best=2, breadth_share=0.5), half_life_years=0
)
WORDS = ["vector", "plasmid", "bioreactor", "cryostorage", "assay", "sensor", "graft", "serum"]


def order(ranked):
    return [each.profile_id for each in ranked]


def test_a_score_of_words_is_the_one_worked_out_by_hand():
    # Three documents; 'plasmid' is in one of them, 'assay' in two. Rarity is 1 + ln(4 / 2) and 1 + ln(4 / 3).
    plasmid, assay = 1 + math.log(2), 1 + math.log(4 / 3)
    one = ranker(profile("a", "plasmid", "assay"), profile("b", "assay"), settings=ONLY_WORDS)
    found = one.rank(need("plasmid assay"))
    # The phrase 'plasmid assay' is in no document: as rare as can be, 1 + ln 4, and part of the length.
    length = math.sqrt(plasmid**2 + assay**2 + (1 + math.log(4)) ** 2)
    cosines = plasmid / length, assay / length  # each document has one word, so its own weight is 1
    assert found[0].score == pytest.approx(sum(cosines) / 2, abs=5e-7)  # best two of two: the mean, twice
    assert found[1].score == pytest.approx(cosines[1], abs=5e-7)


def test_phrases_weigh_beside_their_words():
    one = ranker(profile("a", "viral vector"), profile("b", "vector viral"), settings=ONLY_WORDS)
    assert order(one.rank(need("viral vector"))) == ["a", "b"]


def test_what_all_texts_of_the_background_say_counts_less():
    common = Background(1000, {"vector": 1000})
    from biovaliance.synergies.ranking.ranker import Ranker
    from biovaliance.vocabulary.thesaurus import bundled_thesaurus
    from tests.synergies.values import tagger

    profiles = (profile("a", "vector"), profile("b", "plasmid"))
    with_it = Ranker(profiles, tagger(), bundled_thesaurus(), settings=ONLY_WORDS, background=common)
    assert order(ranker(*profiles, settings=ONLY_WORDS).rank(need("vector plasmid"))) == ["a", "b"]
    assert order(with_it.rank(need("vector plasmid"))) == ["b", "a"]


def test_a_newer_document_counts_more_by_its_half_life():
    from biovaliance.synergies.profiles import Document

    def dated(key, year):
        return Profile(key, key, (Document("plasmid", "", year),))

    settings = Settings(weights={TermKind.TEXT: 1.0}, half_life_years=4)
    new, old = ranker(dated("old", 2018), dated("new", 2022), settings=settings).rank(need("plasmid"))
    assert (new.profile_id, old.profile_id) == ("new", "old")
    assert old.score / new.score == pytest.approx(0.5, abs=1e-5)


texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
archives = st.lists(st.lists(texts, max_size=5), min_size=1, max_size=6)


@given(archives, texts)
def test_shares_add_up_to_the_score_exactly_as_printed(archive, text):
    profiles = [profile(f"p{n}", *documents) for n, documents in enumerate(archive)]
    for each in ranker(*profiles).rank(need(text)):
        printed = [Fraction(f"{reason.share:.6f}") for reason in each.reasons]
        assert sum(printed) == Fraction(f"{each.score:.6f}")
        assert each.reasons
        assert all(share >= 0 for share in printed)


@given(archives, texts)
def test_scores_never_rise_down_the_ranks_and_every_profile_is_there_once(archive, text):
    profiles = [profile(f"p{n}", *documents) for n, documents in enumerate(archive)]
    found = ranker(*profiles).rank(need(text))
    scores = [each.score for each in found if profiles[int(each.profile_id[1:])].documents]
    assert scores == sorted(scores, reverse=True)
    assert sorted(order(found)) == sorted(each.id for each in profiles)
    assert [each.rank for each in found] == list(range(1, len(profiles) + 1))


@given(archives, texts, st.sets(st.integers(0, 5)))
def test_what_is_excluded_never_appears_and_the_others_keep_their_scores(archive, text, numbers):
    profiles = [profile(f"p{n}", *documents) for n, documents in enumerate(archive)]
    excluded = frozenset(f"p{n}" for n in numbers)
    one = ranker(*profiles)
    everyone = {each.profile_id: each.score for each in one.rank(need(text))}
    found = {each.profile_id: each.score for each in one.rank(need(text, excluded=excluded))}
    assert found == {key: score for key, score in everyone.items() if key not in excluded}


@given(archives, texts, st.randoms(use_true_random=False))
def test_the_order_in_which_profiles_are_given_does_not_matter(archive, text, chance):
    profiles = [profile(f"p{n}", *documents) for n, documents in enumerate(archive)]
    shuffled = profiles.copy()
    chance.shuffle(shuffled)
    first, second = (ranker(*each).rank(need(text)) for each in (profiles, shuffled))
    assert [(a.profile_id, a.score) for a in first] == [(b.profile_id, b.score) for b in second]


def everything():
    """Return a ranker in which every term has something to say of 'near'."""
    near = profile(
        "near",
        "We produce viral vectors and plasmids.",
        concepts=stated("viral-vectors"),
        place=Coordinates(47.24, 6.02),
        town="Besançon",
        past_links=(PastLink("us", Text("Both take part in X", "Participent tous deux à X"), SEEN),),
        capacities=(Capacity(Text("Clean room: 2 suites", "Salle blanche : 2 suites"), SEEN),),
        stages=stated("phase-1"),
    )
    far = profile("far", "Statistics of hospital stays.", place=Coordinates(48.85, 2.35))
    weights = dict.fromkeys(TermKind, 0.1) | {TermKind.MEANING: 0.0}
    asked = need(
        "viral vectors for a trial", profile_id="us", place=Coordinates(47.24, 6.02), stage="phase-1"
    )
    return [near, far], Settings(weights=weights), asked


def test_switching_a_term_off_only_takes_its_reasons_away():
    profiles, settings, asked = everything()
    whole = ranker(*profiles, settings=settings).rank(asked)[0]
    kinds = {reason.kind for reason in whole.reasons}
    assert kinds >= {"text", "concept", "proximity", "past_collaboration", "capacity", "stage"}
    for kind in kinds:
        less = ranker(*profiles, settings=settings.without(TermKind(kind))).rank(asked)[0]
        assert [(r.kind, r.told) for r in less.reasons] == [
            (r.kind, r.told) for r in whole.reasons if r.kind != kind
        ]
        assert [r.share for r in less.reasons] == pytest.approx(
            [r.share for r in whole.reasons if r.kind != kind], abs=2e-6
        )


def test_reasons_are_told_with_passage_source_and_date_in_both_languages():
    profiles, settings, asked = everything()
    reasons = {reason.kind: reason for reason in ranker(*profiles, settings=settings).rank(asked)[0].reasons}
    assert sentence(reasons["text"], "en") == (
        "Shares “viral vectors” with “We produce viral vectors and plasmids.”: "
        "“We produce viral vectors and plasmids.” (source: Example Gazette, October 2024)."
    )
    assert sentence(reasons["concept"], "fr") == (
        "«\u00a0Vecteur viral\u00a0»\u00a0: compétence déclarée "
        "(source\u00a0: Example Gazette, octobre 2024)."
    )
    assert sentence(reasons["proximity"], "fr") == "Au même endroit (Besançon)."
    assert sentence(reasons["past_collaboration"], "en") == (
        "Both take part in X (source: Example Gazette, October 2024)."
    )


def test_a_profile_without_documents_comes_last_and_says_so():
    found = ranker(profile("a"), profile("b", "serum"), profile("c", "plasmid")).rank(need("plasmid"))
    assert order(found) == ["c", "b", "a"]
    assert [(reason.kind, reason.share) for reason in found[2].reasons] == [("no_documents", 0.0)]
    assert [reason.kind for reason in found[1].reasons] == ["nothing_in_common"]


def test_profiles_without_any_document_are_ranked_all_the_same():
    assert order(ranker(profile("b"), profile("a")).rank(need("plasmid"))) == ["a", "b"]


def test_a_narrower_concept_meets_a_need_better_than_a_broader_and_that_better_than_none():
    settings = Settings(weights={TermKind.CONCEPT: 1.0})
    found = ranker(
        profile("none", "Hospital stays."),
        profile("broader", "x", concepts=stated("gene-therapy")),
        profile("same", "x", concepts=stated("car-t-cells")),
        settings=settings,
    ).rank(need("", concepts=("car-t-cells",)))
    assert order(found)[0] == "same"
    assert found[0].score == pytest.approx(1.0)
    assert found[-1].score == 0


def test_a_french_need_finds_what_is_described_in_english():
    found = ranker(
        profile("vectors", "Production of viral vectors under GMP."),
        profile("stays", "Statistics of hospital stays."),
    ).rank(need("Cherche vecteurs viraux BPF", language="fr"))
    assert order(found) == ["vectors", "stays"]
    assert found[0].score > found[1].score


def test_a_weight_below_nothing_is_refused():
    with pytest.raises(InputError, match="Weight of 'text' is -1; expected 0"):
        DEFAULT_SETTINGS.with_weights(text=-1)


def test_the_same_need_gives_the_same_answer_twice():
    profiles = [profile(f"p{n}", *WORDS[n:]) for n in range(len(WORDS))]
    one, two = ranker(*profiles), ranker(*profiles)
    asked = need("serum graft sensor vector")
    assert one.rank(asked) == one.rank(asked) == two.rank(asked)


def test_at_most_so_many_are_told_as_were_asked_for():
    one = ranker(*(profile(f"p{n}", "plasmid") for n in range(5)))
    assert one.rank(need("plasmid"), top=2) == one.rank(need("plasmid"))[:2]
