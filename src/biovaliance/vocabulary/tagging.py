"""Finding concepts of the thesaurus in French and English text, and telling where and why.

    text ──> words (accents, case, elision folded) ──> stems (plurals)
         ──> every label that begins here, up to two modifiers skipped inside it
         ──> the longest wins; what it covers is dropped

Acronyms (CAR-T, MSC, BPF) match in their own spelling only, so that "puis" is no PUI; a plural s may
follow. A label of several words may stand with one or two words in between in French, where the
adjective of a noun stands behind it: « production de vecteurs viraux » in « production BPF de vecteurs
viraux »; such a match scores less. Words under a negation ("no", « sans ») are not taken.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from biovaliance.foundation.languages import LANGUAGES, Language
from biovaliance.vocabulary.thesaurus import Thesaurus, bundled_capability_codes

MatchKind = Literal["label", "alternative", "acronym"]

UNTAGGED_SCHEMES = frozenset({"organisation-type", "stage"})
"""Their labels are everyday words (« en service », "university"); the data has columns for them."""

MOST_SKIPPED = 2
SKIP_PENALTY = 0.15
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.UNICODE)
_ELISION = re.compile(r"^(?:l|d|j|m|n|s|t|c|qu|jusqu|lorsqu|puisqu)['’](?=\w)", re.IGNORECASE)
_SMALL = frozenset(
    (
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "in",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
        "de",
        "du",
        "des",
        "d",
        "la",
        "le",
        "les",
        "l",
        "un",
        "une",
        "et",
        "ou",
        "en",
        "au",
        "aux",
        "pour",
        "par",
        "sur",
    )
)
_NEGATIONS = frozenset({"no", "not", "without", "non", "sans", "hors", "except", "sauf"})
_NEGATION_REACH = 2


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A concept named in a text: `text[start:end]` is the passage; a score of 1 is an exact label."""

    start: int
    end: int
    concept_id: str
    passage: str
    matched_label: str
    language: str
    kind: MatchKind
    score: float


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    stem: str
    text: str


@dataclass(frozen=True, slots=True)
class _Label:
    concept_id: str
    text: str
    language: Language
    kind: MatchKind
    stems: tuple[str, ...]
    spelling: str
    """How an acronym must be written, without its joints; '' for other labels."""


def _folded(word: str) -> str:
    spelled = word.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE")
    decomposed = unicodedata.normalize("NFKD", spelled)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return a word without accents, case and regular plural, the same for both languages.

    Plurals only: -s, -x, -ies/-y, -aux/-al, -eaux/-eau; derived words stay apart.
    """
    folded = _folded(word)
    if len(folded) <= 3:
        return folded
    for ending, singular in (
        ("eaux", "eau"),
        ("aux", "al"),
        ("ies", "y"),
        ("sses", "ss"),
        ("xes", "x"),
        ("ches", "ch"),
    ):
        if folded.endswith(ending) and len(folded) > len(ending) + 1:
            return folded[: -len(ending)] + singular
    if folded.endswith(("ss", "us", "is")):
        return folded
    return folded[:-1] if folded.endswith(("s", "x")) else folded


def words_of(text: str) -> list[_Word]:
    """Return the words of a text with their places; an elided article is left out of its word."""
    found = []
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        elided = _ELISION.match(word)
        if elided:
            start += elided.end()
            word = word[elided.end() :]
        for part in re.finditer(r"[^'’]+", word):
            piece = part.group()
            found.append(_Word(start + part.start(), start + part.end(), stem(piece), piece))
    return found


def is_acronym(label: str) -> bool:
    """Whether a label is written in capitals, so that its spelling is part of it: CAR-T, mRNA, iPSC."""
    letters = [character for character in label if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    return " " not in label.strip() and capitals >= 2 and capitals * 2 >= len(letters) and len(letters) <= 10


class Tagger:
    """Finds the concepts of a thesaurus in texts; made once, then used for any number of them."""

    def __init__(self, thesaurus: Thesaurus, codes: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._thesaurus = thesaurus
        self._codes = bundled_capability_codes() if codes is None else codes
        self._by_first: defaultdict[str, list[_Label]] = defaultdict(list)
        for label in self._labels():
            self._by_first[label.stems[0]].append(label)
        for labels in self._by_first.values():
            labels.sort(key=lambda label: (-len(label.stems), label.kind, label.concept_id))

    def _labels(self) -> Iterator[_Label]:
        for concept in self._thesaurus.concepts.values():
            if concept.scheme in UNTAGGED_SCHEMES:
                continue
            for language in LANGUAGES:
                for number, text in enumerate(dict.fromkeys(concept.labels(language))):
                    words = words_of(text)
                    if not words:
                        continue
                    acronym = is_acronym(text)
                    kind: MatchKind = "acronym" if acronym else ("alternative" if number else "label")
                    stems = tuple(_folded(w.text) if acronym else w.stem for w in words)
                    spelling = "".join(word.text for word in words) if acronym else ""
                    yield _Label(concept.id, text, language, kind, stems, spelling)

    def concepts_of_code(self, code: str) -> tuple[str, ...]:
        """Return the concepts that a source's code stands for, none for an unknown code."""
        return tuple(each for each in self._codes.get(code, ()) if each in self._thesaurus.concepts)

    def tag(self, text: str, language: str | None = None) -> tuple[Mention, ...]:
        """Return the concepts named in `text`, in its order; both languages are tried.

        `language` ('en' or 'fr') prefers that language's label where both have the same words.
        """
        words = words_of(text)
        found = list(self._candidates(text, words, language))
        found.sort(
            key=lambda c: (-(c.end - c.start), -c.score, c.language != language, c.start, c.concept_id)
        )
        taken: set[tuple[int, int]] = set()
        kept: dict[str, Mention] = {}
        for mention in found:
            here = (mention.start, mention.end)
            if any(mention.start < end and start < mention.end for start, end in taken - {here}):
                continue  # a longer label covers or crosses it
            taken.add(here)
            known = kept.get(mention.concept_id)
            if known is None or mention.start < known.start:
                kept[mention.concept_id] = mention
        return tuple(sorted(kept.values()))

    def tag_query(self, text: str) -> tuple[Mention, ...]:
        """Return the concepts named in a few words somebody searches for; acronyms in any case."""
        exact = self.tag(text)
        covered = [(mention.start, mention.end) for mention in exact]
        shouted = [
            mention
            for mention in self.tag(text.upper())
            if len(text.upper()) == len(text)
            and mention.kind == "acronym"
            and not any(start < mention.end and mention.start < end for start, end in covered)
            and mention.end - mention.start > 2
        ]
        told = (
            Mention(
                m.start, m.end, m.concept_id, text[m.start : m.end], m.matched_label, m.language, m.kind, 0.8
            )
            for m in shouted
        )
        return tuple(sorted((*exact, *told)))

    def _candidates(self, text: str, words: list[_Word], language: str | None) -> Iterator[Mention]:
        for place, word in enumerate(words):
            if _negated(words, place, text):
                continue
            for first in {word.stem, _folded(word.text)}:
                for label in self._by_first.get(first, ()):
                    match = _acronym if label.spelling else _phrase
                    mention = match(text, words, place, label)
                    if mention is not None and (mention.score == 1 or language != "en"):
                        yield mention


def _negated(words: list[_Word], place: int, text: str) -> bool:
    for number in range(max(0, place - _NEGATION_REACH), place):
        between = text[words[number].end : words[place].start]
        if _folded(words[number].text) in _NEGATIONS and not re.search(r"[.,;:!?()]", between):
            return True
    return False


def _mention(text: str, words: Iterable[_Word], label: _Label, score: float) -> Mention:
    found = list(words)
    start, end = found[0].start, found[-1].end
    return Mention(
        start, end, label.concept_id, text[start:end], label.text, label.language, label.kind, score
    )


def _acronym(text: str, words: list[_Word], place: int, label: _Label) -> Mention | None:
    """Match an acronym in its own spelling, joined or not (CAR-T, CAR T), a plural s allowed."""
    joined = ""
    for end in range(place, min(place + len(label.stems) + 1, len(words))):
        if end > place and not re.fullmatch(r"[-‐‑–/ \u00a0]?", text[words[end - 1].end : words[end].start]):
            return None
        joined += words[end].text
        if joined in (label.spelling, f"{label.spelling}s"):
            return _mention(text, words[place : end + 1], label, 1.0)
        if not label.spelling.startswith(joined):
            return None
    return None


def _phrase(text: str, words: list[_Word], place: int, label: _Label) -> Mention | None:
    """Match the words of a label in order, with small words free and up to two others in between."""
    wanted = [each for each in label.stems if each not in _SMALL] or list(label.stems)
    if words[place].stem != wanted[0]:
        return None
    met = [words[place]]
    skipped = 0
    position = place + 1
    for target in wanted[1:]:
        while position < len(words) and words[position].stem != target:
            between = text[words[position - 1].end : words[position].start]
            if words[position].stem not in _SMALL:
                skipped += 1
            if skipped > MOST_SKIPPED or re.search(r"[.,;:!?()]", between):
                return None
            position += 1
        if position == len(words) or re.search(r"[.;:!?()]", text[met[-1].end : words[position].start]):
            return None
        met.append(words[position])
        position += 1
    if skipped and label.language == "en":
        return None  # English puts modifiers before the noun, so what stands between is another thing
    return _mention(text, met, label, 1.0 - SKIP_PENALTY * skipped)
