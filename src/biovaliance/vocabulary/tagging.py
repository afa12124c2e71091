"""Finding concepts of the thesaurus in French and English text, and telling where and why.

    text ──> words (words.py: accents, case, elision, plural, feminine set aside)
         ──> every label that stands here, looked up in a tree of stems
         ──> the longest of a scheme wins; one of another scheme inside it stays
             ("cancer research": the activity and the disease)

A label of several words is also found

    - with a modifier inside it: « production de vecteurs viraux » in « production BPF de vecteurs viraux »;
    - in an enumeration: « thérapie génique » in « thérapie cellulaire et génique »;
    - turned round: "viral vector production" in "production of viral vectors";
    - said with a verb: "plasmid production" in "produces plasmids".

Each of these scores less than the label itself. Acronyms (MSC, BPF) match in their own spelling only, so that
"puis" is no PUI; a plural s may follow. Words under a negation ("no", « sans ») are not taken.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from biovaliance.vocabulary.labels import LabelTree, MentionKind, activity_of, is_acronym
from biovaliance.vocabulary.searching import Found, Search
from biovaliance.vocabulary.thesaurus import Thesaurus, bundled_capability_codes
from biovaliance.vocabulary.words import Word, stem, words_of

__all__ = ["UNTAGGED_SCHEMES", "Mention", "MentionKind", "Tagger", "is_acronym", "stem", "words_of"]

UNTAGGED_SCHEMES = frozenset({"organisation-type", "stage"})
"""Their labels are everyday words (« en service », "university"); the data has columns for them."""


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A concept named in a text: `text[start:end]` is the passage; a score of 1 is an exact label."""

    start: int
    end: int
    concept_id: str
    passage: str
    matched_label: str
    language: str
    kind: MentionKind
    score: float


class Tagger:
    """Finds the concepts of a thesaurus in texts; made once, then used for any number of them."""

    def __init__(self, thesaurus: Thesaurus, codes: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._thesaurus = thesaurus
        self._codes = bundled_capability_codes() if codes is None else codes
        self._tree = LabelTree()
        for concept in thesaurus.concepts.values():
            if concept.scheme not in UNTAGGED_SCHEMES:
                self._tree.add(concept)

    def concepts_of_code(self, code: str) -> tuple[str, ...]:
        """Return the concepts that a source's code stands for, none for an unknown code."""
        return tuple(each for each in self._codes.get(code, ()) if each in self._thesaurus.concepts)

    def tag(self, text: str, language: str | None = None) -> tuple[Mention, ...]:
        """Return the concepts named in `text`, each once, at the place where it is named best.

        With `language` ('en' or 'fr') only that language's labels are looked for, and acronyms of both.
        """
        return self._mentions(Search(text, words_of(text), language, exact=False))

    def tag_query(self, text: str) -> tuple[Mention, ...]:
        """Return the concepts named in a few words somebody searches for.

        Acronyms count in any case; words are neither skipped nor negated.
        """
        return self._mentions(Search(text, words_of(text), None, exact=True))

    def _mentions(self, search: Search) -> tuple[Mention, ...]:
        found = [*search.phrases(self._tree), *search.acronyms(self._tree)]
        best: dict[str, Mention] = {}
        for one in sorted(_standing(found, search, self._thesaurus), key=lambda f: (-f.score, f.places)):
            if one.label.concept_id not in best:
                best[one.label.concept_id] = _mention(search.text, search.words, one)
        return tuple(sorted(best.values()))


def _standing(found: Iterable[Found], search: Search, thesaurus: Thesaurus) -> list[Found]:
    """Return what stands when the longer label has the word over the shorter of its scheme."""
    in_turn = sorted(
        found,
        key=lambda f: (
            -len(f.places),
            -f.score,
            f.label.language != search.language,
            f.label.kind,
            f.places,
            f.label.concept_id,
        ),
    )
    kept: list[Found] = []
    at_place: defaultdict[int, list[Found]] = defaultdict(list)  # who shares no word takes none away
    for one in in_turn:
        nearby = (other for place in one.places for other in at_place[place])
        if not any(_is_outdone(one, other, search.words, thesaurus) for other in nearby):
            kept.append(one)
            for place in one.places:
                at_place[place].append(one)
    return kept


def _is_outdone(one: Found, other: Found, words: Sequence[Word], thesaurus: Thesaurus) -> bool:
    """Whether a label kept before takes the words away from this one.

    Two labels of a scheme that cross ("cancer immunology", "immunology research") stand together only as
    members of an enumeration, around a word for an activity ("contract maker", "maker of vaccines"), or
    when this one is narrower in meaning.
    """
    if one.places == other.places:
        return one.score < other.score
    if one.label.scheme != other.label.scheme:
        return False
    shared = set(one.places) & set(other.places)
    if not shared or len(shared) == len(one.places):
        return bool(shared)
    if one.enumerated or other.enumerated or all(activity_of(words[place]) for place in shared):
        return False
    return other.label.concept_id not in thesaurus.broader_closure(one.label.concept_id)


def _mention(text: str, words: Sequence[Word], one: Found) -> Mention:
    start, end = words[one.places[0]].start, words[one.places[-1]].end
    label = one.label
    return Mention(
        start, end, label.concept_id, text[start:end], label.text, label.language, label.kind, one.score
    )
