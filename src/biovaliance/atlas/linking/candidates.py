"""Which organisations a text may name: few enough to be looked at one by one.

Three ways lead to a name: its rare words, its words in a row (in any order), and its town.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from biovaliance.atlas.linking.index import RegistryIndex
from biovaliance.atlas.linking.queries import Query

LONGEST_NAME = 14  # words of a name that are compared
_OCCURRENCES = 3
_MOST_POSTINGS = 40_000
_NAMES_BY_WORDS = 220
_NAMES_BY_TOWN = 60
_MOST_TOWN_NAMES = 6_000
_LONGEST_PHRASE = 11
_FAR = 9_999
_MOST_NAMESAKES = 80


@dataclass(frozen=True, slots=True)
class NameMatches:
    """How some names are found in a text; every array has one entry per name.

    `covered` is the weight of the name's words found, `mass` the weight of all, `core` the same without
    words that only tell a kind of organisation. `town_missing` is the weight of words not found that name the
    organisation's own town: "Leibniz University" for "Leibniz University Hannover". `start` and `end` are
    content positions.
    """

    name: npt.NDArray[np.int64]
    covered: npt.NDArray[np.float32]
    exact: npt.NDArray[np.float32]
    mass: npt.NDArray[np.float32]
    core_covered: npt.NDArray[np.float32]
    core_mass: npt.NDArray[np.float32]
    town_missing: npt.NDArray[np.float32]
    words: npt.NDArray[np.int32]
    found: npt.NDArray[np.int32]
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    in_order: npt.NDArray[np.float32]
    is_phrase: npt.NDArray[np.bool_]
    is_bag: npt.NDArray[np.bool_]

    def __getitem__(self, chosen: npt.NDArray[np.int64]) -> "NameMatches":
        return NameMatches(*(getattr(self, field)[chosen] for field in self.__dataclass_fields__))


class CandidateFinder:
    """Finds names of one index in texts; holds work space that every look-up leaves clean."""

    def __init__(self, index: RegistryIndex) -> None:
        self.index = index
        words = len(index.words)
        self.phrase_number = {phrase: number for number, phrase in enumerate(index.phrases)}
        self.padded = self._padded(words)
        self.word_weight = np.append(index.weight, np.float32(0))
        self.core_weight = np.append(np.where(index.word_bit > 0, 0, index.weight), 0).astype(np.float32)
        self.holders = np.diff(index.postings.starts)
        self._match = np.zeros(words + 1, dtype=np.float32)
        self._occurrence = np.full((words + 1, _OCCURRENCES), _FAR, dtype=np.int32)

    def _padded(self, words: int) -> npt.NDArray[np.int32]:
        names = len(self.index.name_record)
        padded = np.full((names, LONGEST_NAME), words, dtype=np.int32)
        starts = self.index.name_tokens.starts
        lengths = np.minimum(np.diff(starts), LONGEST_NAME)
        for column in range(LONGEST_NAME):
            rows = np.flatnonzero(lengths > column)
            padded[rows, column] = self.index.name_tokens.values[starts[rows] + column]
        return padded

    def find(self, query: Query, always: int | None = None) -> NameMatches:
        """Return the names that the text may hold, with how they are found; those of record `always` too."""
        if not query.keys:
            return self.compare(np.zeros(0, dtype=np.int64))
        spans = self._by_phrase(query)
        names = [self._by_words(query), np.array(list(spans), dtype=np.int64)]
        for word, (weight, positions) in query.matches.items():
            self._match[word] = weight
            self._occurrence[word, : len(positions[:_OCCURRENCES])] = positions[:_OCCURRENCES]
        try:
            names.append(self._by_town(query))
            if always is not None:
                names.append(self.index.record_names.of(always).astype(np.int64))
            found = self.compare(np.unique(np.concatenate(names)).astype(np.int64))
            self._mark_phrases(query, found, spans)
            return found
        finally:
            touched = list(query.matches)
            self._match[touched] = 0
            self._occurrence[touched] = _FAR

    def _by_words(self, query: Query) -> npt.NDArray[np.int64]:
        postings: list[npt.NDArray[np.int32]] = []
        weights: list[npt.NDArray[np.float32]] = []
        taken = 0
        for word in sorted(query.matches, key=lambda each: int(self.holders[each])):
            taken += int(self.holders[word])
            if postings and taken > _MOST_POSTINGS:
                break
            held = self.index.postings.of(word)
            postings.append(held)
            weights.append(
                np.full(len(held), self.index.weight[word] * query.matches[word][0], dtype=np.float32)
            )
        if not postings:
            return np.zeros(0, dtype=np.int64)
        sums = np.bincount(
            np.concatenate(postings), np.concatenate(weights), minlength=len(self.index.name_record)
        )
        found = np.flatnonzero(sums > 0)
        score = sums[found] ** 2 / self.index.name_mass[found]
        if len(found) > _NAMES_BY_WORDS:
            found = found[np.argpartition(-score, _NAMES_BY_WORDS)[:_NAMES_BY_WORDS]]
        return found

    def _by_phrase(self, query: Query) -> dict[int, tuple[int, int]]:
        """Return the names all of whose words stand in a row, in any order, and where the longest row is."""
        found: dict[int, tuple[int, int]] = {}
        for first in range(len(query.keys)):
            for last in range(first + 1, min(first + _LONGEST_PHRASE, len(query.keys)) + 1):
                phrase = self.phrase_number.get(" ".join(sorted(query.keys[first:last])))
                if phrase is not None:
                    for name in self.index.phrase_names.of(phrase)[:_MOST_NAMESAKES].tolist():
                        found.setdefault(name, (first, last - 1))
        return found

    def _mark_phrases(self, query: Query, matches: NameMatches, spans: dict[int, tuple[int, int]]) -> None:
        """Put right the names in which a word stands twice, and which `compare` therefore takes apart."""
        for row in np.flatnonzero(~matches.is_phrase):
            name = int(matches.name[row])
            if name not in spans:
                continue
            first, last = spans[name]
            words = [self.index.words[word] for word in self.index.name_tokens.of(name)]
            in_order = words == list(query.keys[first : last + 1])
            if matches.is_bag[row] and not in_order:
                continue
            matches.start[row], matches.end[row] = first, last
            matches.is_bag[row], matches.is_phrase[row] = True, in_order
            matches.in_order[row] = max(float(matches.in_order[row]), float(in_order))

    def _by_town(self, query: Query) -> npt.NDArray[np.int64]:
        towns = {mention.place for mention in query.places}
        records = [self.index.place_records.of(town) for town in towns]
        names = [self.index.record_names.of(int(record)) for each in records for record in each[:2_500]]
        if not names:
            return np.zeros(0, dtype=np.int64)
        found = np.concatenate(names)[:_MOST_TOWN_NAMES]
        words = self.padded[found]
        covered = (self._match[words] * self.word_weight[words]).sum(axis=1)
        score = covered * covered / self.index.name_mass[found]
        kept: npt.NDArray[np.int64] = found[score > 0.8].astype(np.int64)
        if len(kept) > _NAMES_BY_TOWN:
            kept = kept[np.argpartition(-score[score > 0.8], _NAMES_BY_TOWN)[:_NAMES_BY_TOWN]]
        return kept

    def compare(self, names: npt.NDArray[np.int64]) -> NameMatches:
        """Return how the names are found in the text whose matches are laid out in the work space."""
        words = self.padded[names]
        match = self._match[words]
        weight = self.word_weight[words]
        core = self.core_weight[words]
        there = match > 0
        real = words < len(self.index.words)
        own_town = (self.index.name_place_words[names][:, None] >> np.arange(LONGEST_NAME)) & 1
        place = self._nearest(words, match * (weight + core))
        start = np.where(there, place, _FAR).min(axis=1, initial=_FAR)
        end = np.where(there, place, -1).max(axis=1, initial=-1)
        found = there.sum(axis=1)
        count = real.sum(axis=1)
        step = np.diff(np.where(there, place, -1), axis=1)
        both = there[:, 1:] & there[:, :-1]
        in_order = ((step > 0) & both).sum(axis=1) / np.maximum(count - 1, 1)
        full = (found == count) & (end - start + 1 <= count)
        same = np.where(real, match, 1).min(axis=1, initial=1) >= 0.9
        return NameMatches(
            name=names,
            covered=(match * weight).sum(axis=1),
            exact=((match == 1) * weight).sum(axis=1),
            mass=weight.sum(axis=1),
            core_covered=(match * core).sum(axis=1),
            core_mass=core.sum(axis=1),
            town_missing=(own_town * ~there * weight).sum(axis=1),
            words=count.astype(np.int32),
            found=found.astype(np.int32),
            start=np.minimum(start, np.maximum(end, 0)).astype(np.int32),
            end=np.maximum(end, 0).astype(np.int32),
            in_order=in_order.astype(np.float32),
            is_phrase=full & same & (((step == 1) | ~real[:, 1:]).all(axis=1)),
            is_bag=full & same,
        )

    def _nearest(self, words: npt.NDArray[np.int32], value: npt.NDArray[np.float32]) -> npt.NDArray[np.int32]:
        """Return one position per word, so that the words of a name stand as close together as they can."""
        occurrences = self._occurrence[words]
        anchor = value.argmax(axis=1)
        anchors = occurrences[np.arange(len(words)), anchor]
        best = occurrences[:, :, 0].copy()
        best_spread = np.full(len(words), np.inf)
        there = occurrences[:, :, 0] < _FAR
        for choice in range(_OCCURRENCES):
            distance = np.abs(occurrences - anchors[:, choice, None, None])
            chosen = np.take_along_axis(occurrences, distance.argmin(axis=2)[:, :, None], axis=2)[:, :, 0]
            spread = np.where(there, np.abs(chosen - anchors[:, choice, None]), 0).sum(axis=1).astype(float)
            spread[anchors[:, choice] == _FAR] = np.inf
            better = spread < best_spread
            best[better] = chosen[better]
            best_spread[better] = spread[better]
        return best
