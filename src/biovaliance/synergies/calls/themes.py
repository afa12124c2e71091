"""What a call is about, held against what an applicant is about: by concepts first, then by words."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.applicants import Applicant, telling_words
from biovaliance.synergies.calls.findings import say
from biovaliance.synergies.calls.values import Call
from biovaliance.vocabulary.thesaurus import Thesaurus


class Nearness(StrEnum):
    """How an applicant's concept stands to a theme of the call."""

    SAME = "same"
    NARROWER = "narrower"
    BROADER = "broader"


WEIGHTS = {Nearness.SAME: 1.0, Nearness.NARROWER: 0.8, Nearness.BROADER: 0.3}
"""For one step; each further one halves it: "CAR-T cells" hardly tell of "biological medicine"."""
_PLUS = {Nearness.NARROWER: "précis", Nearness.BROADER: "large"}
WORD_WEIGHT = 0.15
MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class ThemeReason:
    """One thing call and applicant have in common, its weight, and the sentence for it."""

    weight: float
    text: Text
    concept_id: str = ""
    passage: str = ""


@dataclass(frozen=True, slots=True)
class ThemeMatch:
    """What call and applicant have in common.

    `is_open` says that the call takes every subject, `is_known` that its themes were seen at all.
    """

    reasons: tuple[ThemeReason, ...]
    is_open: bool
    is_known: bool

    @property
    def weight(self) -> float:
        """The sum of the reasons."""
        return sum(reason.weight for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class CallWords:
    """The telling words of calls: the stems of each by its id, and in how many calls each stem stands."""

    stems: Mapping[str, frozenset[str]]
    commonness: Mapping[str, int]


def words_of_calls(calls: Iterable[Call]) -> CallWords:
    """Return the telling words of calls; made once for as long as the calls stay the same."""
    stems = {call.id: _stems(call) for call in calls}
    return CallWords(stems, Counter(stem for found in stems.values() for stem in found))


def match_themes(call: Call, applicant: Applicant, thesaurus: Thesaurus, words: CallWords) -> ThemeMatch:
    """Return what a call and an applicant have in common; words of many calls tell nothing."""
    reasons = [*_by_concept(call, applicant, thesaurus), *_by_word(call, applicant, words)]
    reasons.sort(key=lambda reason: -reason.weight)
    return ThemeMatch(tuple(reasons), call.any_theme, call.any_theme or bool(call.themes))


def _stems(call: Call) -> frozenset[str]:
    about = (call.topic.about, call.topic.title) if call.topic else ()
    return frozenset(telling_words(*(words for text in (call.name, *about) for words in (text.en, text.fr))))


def _by_concept(call: Call, applicant: Applicant, thesaurus: Thesaurus) -> Iterable[ThemeReason]:
    for theme in call.themes:
        best: tuple[float, str, Nearness] | None = None
        for concept in applicant.concepts:
            found = _nearness(concept, theme, thesaurus)
            if found and (best is None or found[0] > best[0]):
                best = (found[0], concept, found[1])
        if best is not None:
            yield _told(theme, *best, applicant.concepts[best[1]], thesaurus)


def _nearness(concept: str, theme: str, thesaurus: Thesaurus) -> tuple[float, Nearness] | None:
    if concept == theme:
        return WEIGHTS[Nearness.SAME], Nearness.SAME
    if concept not in thesaurus.concepts or theme not in thesaurus.concepts:
        return None
    if theme in thesaurus.broader_closure(concept):
        return WEIGHTS[Nearness.NARROWER] / 2 ** (_steps(concept, theme, thesaurus) - 1), Nearness.NARROWER
    if concept in thesaurus.broader_closure(theme):
        return WEIGHTS[Nearness.BROADER] / 2 ** (_steps(theme, concept, thesaurus) - 1), Nearness.BROADER
    return None


def _steps(concept: str, ancestor: str, thesaurus: Thesaurus) -> int:
    """Return how many steps up lead from a concept to one of its ancestors, by the shortest way."""
    steps, level = 0, {concept}
    while ancestor not in level:
        steps += 1
        level = {broader for each in level for broader in thesaurus.concepts[each].broader}
    return steps


def _told(
    theme: str, weight: float, concept: str, nearness: Nearness, passage: str, thesaurus: Thesaurus
) -> ThemeReason:
    theme_label, own = thesaurus.concepts[theme].label, thesaurus.concepts[concept].label
    said_en, said_fr = (f" (“{passage}”)", f" (« {passage} »)") if passage else ("", "")
    if nearness is Nearness.SAME:
        text = say(
            f"Theme of the call: {theme_label.en}{said_en}.", f"Thème de l’appel : {theme_label.fr}{said_fr}."
        )
    else:
        text = say(
            f"{own.en}{said_en} is {nearness} than a theme of the call: {theme_label.en}.",
            f"{own.fr}{said_fr} est plus {_PLUS[nearness]} qu’un thème de l’appel : {theme_label.fr}.",
        )
    return ThemeReason(weight, text, theme, passage)


def _by_word(call: Call, applicant: Applicant, words: CallWords) -> Iterable[ThemeReason]:
    most = max(2, len(words.stems) // 30)
    shared = sorted(
        (
            stem
            for stem in words.stems.get(call.id, frozenset()) & applicant.words.keys()
            if words.commonness[stem] <= most
        ),
        key=lambda stem: (words.commonness[stem], stem),
    )
    if shared:
        told = ", ".join(applicant.words[stem] for stem in shared[:MOST_WORDS])
        yield ThemeReason(
            WORD_WEIGHT * min(len(shared), MOST_WORDS),
            say(f"Words in common with the call: {told}.", f"Mots communs avec l’appel : {told}."),
        )
