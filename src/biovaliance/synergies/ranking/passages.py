"""The passage of a document that speaks of a need: the sentence that shares most with it."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from biovaliance.synergies.profiles import Document
from biovaliance.synergies.ranking.telling import named
from biovaliance.synergies.ranking.terms import LONGEST_PHRASE, stem_of

LONGEST_PASSAGE = 240
MOST_WORDS = 4
_END = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_a-zà-ÿ]|\d|«|\")|\n+")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a document, and the words among them that the need also has, heaviest first."""

    text: str
    words: tuple[str, ...]


class Reading:
    """A document read once: the terms of its sentences, how it writes them, and how often.

    `rarity` tells how rare a term is.
    """

    def __init__(self, document: Document, rarity: Callable[[str], float]) -> None:
        self.document = document
        self.name = named(document)
        self._written: dict[str, str] = {}
        self._where: defaultdict[str, list[int]] = defaultdict(list)
        self._sentences = [part for part in (document.title, *_END.split(document.text)) if part.strip()]
        counts: Counter[str] = Counter()
        for number, sentence in enumerate(self._sentences):
            self._read(number, sentence, counts)
        self._strength = {term: (1 + math.log(count)) * rarity(term) for term, count in counts.items()}

    def _read(self, number: int, sentence: str, counts: Counter[str]) -> None:
        """Note which terms a sentence has."""
        found = [
            (match.start(), match.end(), stem)
            for match in _WORD.finditer(sentence)
            if (stem := stem_of(match[0]))
        ]
        for length in range(1, LONGEST_PHRASE + 1):
            for first in range(len(found) - length + 1):
                words = found[first : first + length]
                term = words[0][2] if length == 1 else " ".join([word[2] for word in words])
                if term not in self._written:
                    self._written[term] = sentence[words[0][0] : words[-1][1]]
                counts[term] += 1
                if self._where[term][-1:] != [number]:
                    self._where[term].append(number)

    def passage(self, wanted: Mapping[str, float]) -> Passage:
        """Return the sentence that shares most with a need, whose terms weigh as `wanted` says."""
        # In one order, so that sums are the same in every run.
        shared = sorted(self._strength.keys() & wanted.keys())
        worth = {term: wanted[term] * self._strength[term] for term in shared}
        if not self._sentences:
            return Passage("", ())
        found = [0.0] * len(self._sentences)
        for term, value in worth.items():
            for number in self._where.get(term, ()):
                found[number] += value
        best = self._sentences[found.index(max(found))]
        return Passage(_shortened(best.strip(), worth), self._words(worth))

    def _words(self, worth: Mapping[str, float]) -> tuple[str, ...]:
        """Return the words shared with a need as the document writes them, heaviest first.

        A phrase stands for its words: "viral vector" is told once, not with "viral" beside it.
        """
        told: list[str] = []
        covered: set[str] = set()
        for term in sorted(worth, key=lambda term: (-worth[term] * (1 + term.count(" ")), term)):
            stems = term.split(" ")
            written = self._written.get(term)
            if written is None or covered.issuperset(stems):
                continue
            told.append(" ".join(written.split()))
            covered.update(stems)
            if len(told) == MOST_WORDS:
                break
        return tuple(told)


def _shortened(sentence: str, worth: Mapping[str, float]) -> str:
    """Return a sentence cut at words to a readable length, around the first word that counts."""
    if len(sentence) <= LONGEST_PASSAGE:
        return sentence
    first = next((found.start() for found in _WORD.finditer(sentence) if stem_of(found[0]) in worth), 0)
    begin = max(0, min(first - LONGEST_PASSAGE // 4, len(sentence) - LONGEST_PASSAGE))
    if begin:
        begin = sentence.find(" ", begin) + 1
    end = begin + LONGEST_PASSAGE
    if end < len(sentence):
        space = sentence.rfind(" ", begin, end)
        end = space if space > begin else end
    return f"{'… ' if begin else ''}{sentence[begin:end].strip()}{' …' if end < len(sentence) else ''}"
