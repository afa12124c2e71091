"""Which documents speak in the same words as a need, and in which of them.

    weight of a term in a document   (1 + ln count) x rarity
    rarity                           1 + ln((1 + documents) / (1 + documents that have the term))
    likeness of need and document    the cosine of their weights: 0 nothing in common, 1 the same words

Rarity is counted over the documents of all profiles and, where there is one, a background of other texts:
what is rare among the texts at hand tells more than what all of them say. The index keeps for each term
the documents that have it, so that a need touches only the documents it shares a word with.
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from biovaliance.synergies.ranking.cognates import Cognates

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Background:
    """How many of some other texts have each term."""

    texts: int
    texts_with: Mapping[str, int]

    @classmethod
    def of(cls, texts: Iterable[Iterable[str]]) -> "Background":
        """Count the terms of some texts, each given by its terms."""
        found: Counter[str] = Counter()
        count = 0
        for terms in texts:
            found.update(set(terms))
            count += 1
        return cls(count, found)


FEW_DOCUMENTS = 2_000
"""Up to how many documents of a term are summed together with those of other terms: one by one costs more."""
NO_BACKGROUND = Background(0, {})


@dataclass(frozen=True, slots=True)
class Weighed:
    """The weights of a text's terms, of length one in all; `numbers` are of those that documents have."""

    by_term: Mapping[str, float]
    numbers: Integers
    weights: Floats


class LexicalIndex:
    """The terms of documents, laid out by term."""

    def __init__(self, documents: Iterable[Sequence[str]], background: Background = NO_BACKGROUND) -> None:
        self.numbers: dict[str, int] = {}
        self._background = background
        terms, counts, lengths = self._count(documents)
        self.size = len(lengths)
        self._cognates = Cognates(self.numbers)
        self._with_term = np.bincount(terms, minlength=len(self.numbers))
        self._rarity = self._rarity_of_known()
        owners = np.repeat(np.arange(self.size, dtype=np.int32), lengths)
        weights = (1 + np.log(counts)) * self._rarity[terms]
        norms = np.sqrt(np.bincount(owners, weights * weights, minlength=self.size))
        weights = (weights / np.where(norms == 0, 1, norms)[owners]).astype(np.float32)
        order = np.argsort(terms, kind="stable")
        self._documents = owners[order]
        self._weights = weights[order]
        self._starts = np.concatenate([[0], np.cumsum(self._with_term)]).astype(np.int64)

    def _count(
        self, documents: Iterable[Sequence[str]]
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], Integers]:
        terms, counts, lengths = array("i"), array("i"), array("q")
        numbers = self.numbers
        for document in documents:
            found = Counter(document)
            terms.extend(numbers.setdefault(term, len(numbers)) for term in found)
            counts.extend(found.values())
            lengths.append(len(found))
        return (
            np.frombuffer(terms, dtype=np.int32) if terms else np.zeros(0, np.int32),
            np.frombuffer(counts, dtype=np.int32) if counts else np.zeros(0, np.int32),
            np.array(lengths, dtype=np.int64),
        )

    def _rarity_of_known(self) -> Floats:
        known = self._background.texts_with
        also = np.fromiter((known.get(term, 0) for term in self.numbers), np.int64, len(self.numbers))
        texts = self.size + self._background.texts
        return 1 + np.log((1 + texts) / (1 + self._with_term + also))

    def rarity(self, term: str) -> float:
        """Return how rare a term is; one that no document has is as rare as the background knows it."""
        number = self.numbers.get(term)
        if number is not None:
            return float(self._rarity[number])
        texts = self.size + self._background.texts
        return 1 + math.log((1 + texts) / (1 + self._background.texts_with.get(term, 0)))

    def numbers_of(self, terms: Sequence[str]) -> Integers:
        """Return the numbers of terms that documents have."""
        return np.fromiter((self.numbers[term] for term in terms), np.int64, len(terms))

    def rarity_of(self, numbers: Integers) -> Floats:
        """Return how rare the terms of some numbers are."""
        found: Floats = self._rarity[numbers]
        return found

    def has(self, term: str) -> bool:
        """Whether any document has a term."""
        return term in self.numbers

    def is_within(self, term: str, start: int, stop: int) -> bool:
        """Whether one of the documents from `start` up to `stop` has a term."""
        number = self.numbers.get(term)
        if number is None:
            return False
        documents = self._documents[self._starts[number] : self._starts[number + 1]]
        place = int(np.searchsorted(documents, start))
        return place < len(documents) and int(documents[place]) < stop

    def weigh(
        self,
        terms: Iterable[str],
        cognate_share: float = 0.0,
        translated: Iterable[str] = (),
        translated_share: float = 0.0,
    ) -> Weighed:
        """Return the weights of a text's terms; those that no document has count for its length alone.

        The cognates of its words are added at `cognate_share` of their weights, and `translated`, terms that
        say the same in the other language, at `translated_share` of what they would weigh in the text.
        """
        found = Counter(terms)
        numbers = np.fromiter((self.numbers.get(term, -1) for term in found), np.int64, len(found))
        counts = np.fromiter(found.values(), np.float64, len(found))
        weights = (1 + np.log(counts)) * self._rarities(found, numbers)
        length = math.sqrt(float(weights @ weights)) or 1.0
        weights /= length
        by_term = dict(zip(found, weights.tolist(), strict=True))
        if not by_term or not (cognate_share or translated_share):
            return _weighed(by_term, numbers, weights)
        for term, weight in tuple(by_term.items()):
            for other in self._cognates.of(term):
                by_term[other] = max(by_term.get(other, 0.0), cognate_share * weight)
        for term in translated if translated_share else ():
            by_term[term] = max(by_term.get(term, 0.0), translated_share * self.rarity(term) / length)
        numbers = np.fromiter((self.numbers.get(term, -1) for term in by_term), np.int64, len(by_term))
        return _weighed(by_term, numbers, np.fromiter(by_term.values(), np.float64, len(by_term)))

    def _rarities(self, terms: Iterable[str], numbers: Integers) -> Floats:
        """Return how rare each term is, given their numbers, -1 for those that no document has."""
        rarities = np.zeros(len(numbers))
        known = numbers >= 0
        rarities[known] = self._rarity[numbers[known]]
        for place, term in enumerate(terms):
            if not known[place]:
                rarities[place] = self.rarity(term)
        return rarities

    def likeness(self, need: Weighed) -> Floats:
        """Return the cosine of a need with each document."""
        starts, stops = self._starts[need.numbers], self._starts[need.numbers + 1]
        lengths = stops - starts
        few = lengths <= FEW_DOCUMENTS
        found = self._summed(starts[few], lengths[few], need.weights[few])
        for start, stop, weight in zip(
            starts[~few].tolist(), stops[~few].tolist(), need.weights[~few].tolist(), strict=True
        ):
            # A term names a document once, so that no sum is lost.
            found[self._documents[start:stop]] += weight * self._weights[start:stop]
        return found

    def _summed(self, starts: Integers, lengths: Integers, weights: Floats) -> Floats:
        """Return the sums over many short lists of documents, laid end to end."""
        if not len(starts):
            return np.zeros(self.size)
        ends = np.cumsum(lengths)
        places = np.repeat(starts - ends + lengths, lengths) + np.arange(ends[-1])
        values = self._weights[places] * np.repeat(weights, lengths)
        found: Floats = np.bincount(self._documents[places], values, minlength=self.size).astype(np.float64)
        return found

    @property
    def bytes_held(self) -> int:
        """How much memory the arrays take, the words themselves not counted."""
        return sum(
            a.nbytes for a in (self._documents, self._weights, self._starts, self._rarity, self._with_term)
        )


def _weighed(by_term: Mapping[str, float], numbers: Integers, weights: Floats) -> Weighed:
    """Return weights with the terms that documents have in the order of their numbers."""
    known = np.flatnonzero(numbers >= 0)
    known = known[np.argsort(numbers[known], kind="stable")]
    return Weighed(by_term, numbers[known], weights[known])
