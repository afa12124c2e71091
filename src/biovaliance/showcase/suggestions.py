"""The words an index knows, to complete and correct what somebody types."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from biovaliance.showcase.documents import SearchDocument
from biovaliance.showcase.words import STOP_WORDS, distinct_words, fold

SHORTEST_CORRECTED = 4


@dataclass(frozen=True, slots=True)
class KnownWord:
    """A word of the index as it is written there, and in how many documents it stands."""

    display: str
    documents: int


def tolerated_errors(length: int) -> int:
    """Return how many typing errors (one letter more, less, other or swapped) a word of `length` may hold."""
    if length < SHORTEST_CORRECTED:
        return 0
    return 1 if length < 8 else 2


def count_words(documents: Iterable[SearchDocument]) -> dict[str, KnownWord]:
    """Return the words of `documents` by folded form; names decide how a word is written."""
    found: dict[str, list[str | int | bool]] = {}
    for document in documents:
        seen: set[str] = set()
        parts = [(text.text, True) for text in document.names] + [
            (text.text, False) for text in document.texts
        ]
        for text, is_name in (*parts, (document.town, True)):
            for word in distinct_words(text):
                form = fold(word)
                entry = found.setdefault(form, [_display(word, is_name=is_name), 0, is_name])
                if is_name and not entry[2]:
                    entry[0], entry[2] = word, True
                if form not in seen:
                    seen.add(form)
                    entry[1] = int(entry[1]) + 1
    return {folded: KnownWord(str(entry[0]), int(entry[1])) for folded, entry in found.items()}


def _display(text: str, *, is_name: bool) -> str:
    # The capital of a sentence's first word is no part of the word; inner capitals are (CellQuest, ATMP).
    return text if is_name or text[1:] != text[1:].lower() else text.lower()


class Vocabulary:
    """All words of an index, to complete and to correct with."""

    def __init__(self, words: Mapping[str, KnownWord]) -> None:
        self._words = words
        self._ordered = sorted(words)
        self._by_shape: dict[int, dict[str, list[str]]] = {}
        for word in self._ordered:
            if len(word) >= SHORTEST_CORRECTED - 1:
                self._by_shape.setdefault(len(word), {}).setdefault(word[0], []).append(word)

    def __contains__(self, folded: str) -> bool:
        return folded in self._words

    def begins_a_word(self, folded: str) -> bool:
        """Return whether some word starts with `folded`."""
        place = bisect_left(self._ordered, folded)
        return place < len(self._ordered) and self._ordered[place].startswith(folded)

    def display(self, folded: str) -> str:
        """Return how the index writes a word, the word itself where it has none."""
        known = self._words.get(folded)
        return known.display if known else folded

    def near(self, folded: str, limit: int = 3) -> tuple[str, ...]:
        """Return the words within the tolerated errors, nearest first, then most frequent."""
        errors = tolerated_errors(len(folded))
        if not errors or len(folded) > 30:
            return ()
        lengths = range(len(folded) - errors, len(folded) + errors + 1)
        shapes = [self._by_shape.get(length, {}) for length in lengths]
        # People rarely mistype the first letter, so words with another one are asked only when none has it.
        same = [word for shape in shapes for word in shape.get(folded[0], ())]
        found = process.extract(folded, same, scorer=OSA.distance, score_cutoff=errors, limit=None)
        if not found:
            others = [word for shape in shapes for words in shape.values() for word in words]
            found = process.extract(folded, others, scorer=OSA.distance, score_cutoff=errors, limit=None)
        ranked = sorted(found, key=lambda item: (item[1], -self._words[item[0]].documents, item[0]))
        return tuple(word for word, _distance, _place in ranked[:limit])


def is_worth_correcting(folded: str) -> bool:
    """Return whether an unknown word should be corrected at all."""
    return len(folded) >= SHORTEST_CORRECTED and folded not in STOP_WORDS and not folded.isdigit()
