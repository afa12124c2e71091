"""Words of names, texts and queries, in forms that two spellings of the same word share.

    text ──> words (with their place in the text) ──> folded: 'Thérapie' -> 'therapie'
                                                  ──> stems:  'therap' in French, 'therapi' in English
    'CAR-T', 'Car T', 'CART' ──> joined: 'cart'

Folding drops case and accents before stemming, so that a query typed without accents meets the text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import tantivy

from biovaliance.foundation.names import folded

_WORD = re.compile(r"[^\W_]+")
_COMPOUND = re.compile(r"[^\W_]+(?:[-‐‑'’./][^\W_]+)+")
_BARRED_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d"})
LONGEST_WORD = 40

# Words that carry no meaning of their own in a query. 'car' is not among them (CAR-T), nor is any acronym.
_FILLERS = """
    a an and are as at au aux avec à by c ce ces cette cherche chez comment d dans de des do does du elle
    en entre est et fait find font for from has have how il in into is it j l la le les leur leurs looking
    m n ne of on or ou où par pas pour qu quand que quel quelle quelles quels qui quoi s se ses son sont
    sur t that the their there this to travaille travaillent trouver un une vers what where which who
    whose with y
"""
STOP_WORDS = frozenset(_FILLERS.split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place: `text` is `source[start:end]`."""

    text: str
    folded: str
    start: int
    end: int


def fold(text: str) -> str:
    """Return `text` as the index folds it: without case, accents, ligatures or barred letters."""
    return text.lower() if text.isascii() else folded(text).translate(_BARRED_LETTERS)


def words_of(text: str) -> list[Word]:
    """Return the words of `text` in order; apostrophes, hyphens and every other sign separate words."""
    return [Word(m.group(), fold(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


def distinct_words(text: str) -> Iterable[str]:
    """Return the words of `text` as they are written, each once, in the order of their first places."""
    return dict.fromkeys(_WORD.findall(text))


def folded_phrase(text: str) -> str:
    """Return the folded words of `text`, one space apart."""
    return " ".join(word.folded for word in words_of(text))


def joined(text: str) -> str:
    """Return the folded letters and digits of `text` in one: 'RD-Biotech' -> 'rdbiotech'."""
    return "".join(word.folded for word in words_of(text))


def compounds(text: str) -> Iterator[Word]:
    """Yield the parts of `text` written with inner hyphens or apostrophes, joined: 'CAR-T' -> 'cart'."""
    for match in _COMPOUND.finditer(text):
        yield Word(match.group(), joined(match.group()), match.start(), match.end())


def joined_names(names: Iterable[str]) -> set[str]:
    """Return the joined forms of names, whole and of words side by side: 'rdbiotech', 'femtost'."""
    forms = set()
    for name in names:
        words = [word.folded for word in words_of(name)]
        telling = [word for word in words if word not in STOP_WORDS]  # 'CHU de Besançon' -> 'chubesancon'
        for sequence in (words, telling):
            forms |= {left + right for left, right in pairwise(sequence)}
            forms.add("".join(sequence))
        forms |= {compound.folded for compound in compounds(name)}
    return {form for form in forms if 1 < len(form) <= LONGEST_WORD}


def is_connector(between: str) -> bool:
    """Return whether `between` only holds two parts of one word together."""
    return len(between) == 1 and between in "-‐‑'’./"


def _analyser(language: str) -> "tantivy.TextAnalyzer":
    builder = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(LONGEST_WORD))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )
    return (builder.filter(tantivy.Filter.stemmer(language)) if language else builder).build()


class Analysers:
    """The three readings of a text in the index: folded, French stems, English stems."""

    def __init__(self) -> None:
        self.folded = _analyser("")
        self.by_language = {"en": _analyser("english"), "fr": _analyser("french")}
        self._stems: dict[str, frozenset[str]] = {}

    def register(self, index: "tantivy.Index") -> None:
        """Make the analysers known to an index, which stores only their names."""
        index.register_tokenizer("folded", self.folded)
        for language, analyser in self.by_language.items():
            index.register_tokenizer(f"stems_{language}", analyser)

    def stem(self, word: str, language: str) -> str:
        """Return the stem of one word, '' where nothing is left of it."""
        stems: list[str] = self.by_language[language].analyze(word[:LONGEST_WORD])
        return stems[0] if stems else ""

    def stems(self, word: str) -> frozenset[str]:
        """Return the stems of `word` in both languages, remembered up to a bound."""
        known = self._stems.get(word)
        if known is None:
            if len(self._stems) > 20_000:
                self._stems.clear()
            known = frozenset(stem for language in self.by_language if (stem := self.stem(word, language)))
            self._stems[word] = known
        return known
