"""The passage of a document that speaks of a need: the sentence that shares most with it."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain

import numpy as np

from biovaliance.synergies.profiles import Document
from biovaliance.synergies.ranking.lexical import Floats, Integers, LexicalIndex
from biovaliance.synergies.ranking.telling import named
from biovaliance.synergies.ranking.terms import LONGEST_PHRASE, stem_of

LONGEST_PASSAGE = 240
MOST_WORDS = 4
_END = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_a-zà-ÿ]|\d|«|\")|\n+")
_WORD = re.compile(r"[^\W_]+")
Place = tuple[int, int, int]
"""The number of a sentence, and where in it words begin and end."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a document, and the words among them that the need also has, heaviest first."""

    text: str
    words: tuple[str, ...]


class Reading:
    """A document read once: the terms of its sentences, how it writes them, and how often.

    `index` knows the number of each term and how rare it is.
    """

    def __init__(self, document: Document, index: LexicalIndex) -> None:
        self.document = document
        self.name = named(document)
        self._sentences = [part for part in (document.title, *_END.split(document.text)) if part.strip()]
        first: dict[str, Place] = {}
        counts: Counter[str] = Counter()
        where: defaultdict[str, list[int]] = defaultdict(list)
        for number, sentence in enumerate(self._sentences):
            terms = _terms_in(number, sentence)
            counts.update(term for term, _place in terms)
            # From the last to the first, so that the first is kept.
            found = dict(reversed(terms))
            for term in found:
                where[term].append(number)
            first = found | first
        # In one order, so that sums are the same in every run.
        self._terms = sorted(counts)
        self._places = [first[term] for term in self._terms]
        self._numbers = index.numbers_of(self._terms)
        often = np.array([counts[term] for term in self._terms], dtype=np.float64)
        self._strength = (1 + np.log(often)) * index.rarity_of(self._numbers)
        self._length = np.array([1 + term.count(" ") for term in self._terms], dtype=np.int64)
        each = [where[term] for term in self._terms]
        lengths = np.array([len(numbers) for numbers in each], dtype=np.int64)
        self._term_of = np.repeat(np.arange(len(each)), lengths)
        self._sentence_of = np.array(list(chain.from_iterable(each)), dtype=np.int64)

    def passage(self, wanted: Floats) -> Passage:
        """Return the sentence that shares most with a need; `wanted` are its weights by number of term."""
        if not self._sentences:
            return Passage("", ())
        if not self._terms:
            return Passage(_shortened(self._sentences[0].strip(), ()), ())
        worth = wanted[self._numbers] * self._strength
        found = np.bincount(self._sentence_of, worth[self._term_of], minlength=len(self._sentences))
        best = self._sentences[int(found.argmax())].strip()
        shared = np.flatnonzero(worth)
        if len(best) > LONGEST_PASSAGE:
            best = _shortened(best, {self._terms[place] for place in shared.tolist()})
        return Passage(best, self._words(shared, worth))

    def _words(self, shared: Integers, worth: Floats) -> tuple[str, ...]:
        """Return the words shared with a need as the document writes them, heaviest first.

        A phrase stands for its words: "viral vector" is told once, not with "viral" beside it.
        """
        told: list[str] = []
        covered: set[str] = set()
        order = np.argsort(-worth[shared] * self._length[shared], kind="stable")
        for place in shared[order].tolist():
            stems = self._terms[place].split(" ")
            if covered.issuperset(stems):
                continue
            number, start, end = self._places[place]
            told.append(" ".join(self._sentences[number][start:end].split()))
            covered.update(stems)
            if len(told) == MOST_WORDS:
                break
        return tuple(told)


def _terms_in(number: int, sentence: str) -> list[tuple[str, Place]]:
    """Return the terms of a sentence, the `number`th, each with where its words stand."""
    found = [
        (match.start(), match.end(), stem)
        for match in _WORD.finditer(sentence)
        if (stem := stem_of(match[0]))
    ]
    terms = [(stem, (number, start, end)) for start, end, stem in found]
    stems = [stem for _start, _end, stem in found]
    for length in range(2, LONGEST_PHRASE + 1):
        terms += [
            (" ".join(stems[at : at + length]), (number, found[at][0], found[at + length - 1][1]))
            for at in range(len(found) - length + 1)
        ]
    return terms


def _shortened(sentence: str, shared: Collection[str]) -> str:
    """Return a sentence cut at words to a readable length, around the first word that counts."""
    if len(sentence) <= LONGEST_PASSAGE:
        return sentence
    first = next((found.start() for found in _WORD.finditer(sentence) if stem_of(found[0]) in shared), 0)
    begin = max(0, min(first - LONGEST_PASSAGE // 4, len(sentence) - LONGEST_PASSAGE))
    if begin:
        begin = sentence.find(" ", begin) + 1
    end = begin + LONGEST_PASSAGE
    if end < len(sentence):
        space = sentence.rfind(" ", begin, end)
        end = space if space > begin else end
    return f"{'… ' if begin else ''}{sentence[begin:end].strip()}{' …' if end < len(sentence) else ''}"
