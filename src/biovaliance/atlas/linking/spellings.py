"""Words of a text that stand for words of the registry: the same, shortened, misspelt, together or apart.

Each way has a weight below 1, by how much a match of that kind is worth beside the word itself.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np

from biovaliance.atlas.linking.index import RegistryIndex, hashed, shortened
from biovaliance.atlas.linking.words import Families

SAME, TOGETHER, SHORT, MISSPELT, MISSPELT_TWICE = 1.0, 0.95, 0.85, 0.8, 0.65
Matches = dict[int, tuple[float, list[int]]]
"""word of the registry -> weight, and the positions in the text that stand for it"""
_UMLAUT = re.compile(r"(?<=.)([aou])e(?=.)")  # Wuerzburg, Goettingen
_MOST_EXPANSIONS = 12
_MOST_LOOKED_AT = 400
_SHORTEST_MISSPELT = 5
_SHORTEST_MISSPELT_TWICE = 8
_SHORTEST_TOGETHER = 6


class SpellingMatcher:
    """Finds what words of one index the words of texts stand for."""

    def __init__(self, index: RegistryIndex, families: Families) -> None:
        self.index = index
        self.families = families
        self.number = {word: place for place, word in enumerate(index.words)}

    def matches(self, keys: Sequence[str], dotted: Sequence[bool]) -> Matches:
        """Return the words of the registry that a text's words stand for, each by its best match."""
        found: Matches = {}
        for position, key in enumerate(keys):
            if key in self.number:
                _note(found, self.number[key], SAME, position)
        for position, key in enumerate(keys):
            for word, weight in self._others(key, keys[position + 1 : position + 2], dotted[position]):
                _note(found, word, weight, position)
        return found

    def _others(self, key: str, after: Sequence[str], dotted: bool) -> Iterator[tuple[int, float]]:
        listed = key in self.families.kind_of or key in self.families.key_of
        if not listed and key.isalpha() and key.isascii():
            if dotted and len(key) > 1:
                yield from ((word, SHORT) for word in self._longer(key))
            elif key not in self.number:
                yield from self._misspelt(key)
            plain = _UMLAUT.sub(r"\1", key)
            if plain != key and plain in self.number:
                yield self.number[plain], TOGETHER
        yield from ((word, TOGETHER) for word in self._parts(key))
        if after and len(key) > 1:
            both = self.number.get(key + after[0])
            if both is not None:
                yield both, TOGETHER

    def _longer(self, key: str) -> list[int]:
        """Return the most common words that begin with `key`."""
        words = self.index.sorted_words
        first = bisect_left(words, key)
        found = []
        for word in words[first : first + _MOST_LOOKED_AT]:
            if not word.startswith(key):
                break
            found.append(self.number[word])
        found.sort(key=lambda word: float(self.index.weight[word]))
        return found[:_MOST_EXPANSIONS]

    def _misspelt(self, key: str) -> Iterator[tuple[int, float]]:
        """Yield the words that differ from `key` by one letter, or by two where it is long."""
        if len(key) < _SHORTEST_MISSPELT:
            return
        table = self.index.deletions
        for form in shortened(key):
            number = np.uint32(hashed(form))
            place = int(np.searchsorted(table, number))
            while place < len(table) and table[place] == number:
                word = int(self.index.deletion_word[place])
                wrong = faults(key, self.index.words[word])
                if wrong == 1:
                    yield word, MISSPELT
                elif wrong == 2 and len(key) >= _SHORTEST_MISSPELT_TWICE:
                    yield word, MISSPELT_TWICE
                place += 1

    def _parts(self, key: str) -> list[int]:
        """Return the words that some name holds in a row and `key` writes together: jiaotong, jiao tong."""
        if len(key) < _SHORTEST_TOGETHER or not key.isalpha():
            return []
        number = np.uint32(hashed(key))
        place = int(np.searchsorted(self.index.joins, number))
        found: list[int] = []
        while place < len(self.index.joins) and self.index.joins[place] == number:
            left, right = (int(each) for each in self.index.join_words[place])
            if self.index.words[left] + self.index.words[right] == key:
                found += [left, right]
            place += 1
        return found


def _note(found: Matches, word: int, weight: float, position: int) -> None:
    held = found.get(word)
    if held is None or weight > held[0]:
        found[word] = (weight, [position])
    elif weight == held[0] and position not in held[1]:
        held[1].append(position)


def faults(left: str, right: str) -> int:
    """Return how many letters differ between two words: 0, 1 or 2 (swapped neighbours are 1), 3 for more."""
    if left == right:
        return 0
    if abs(len(left) - len(right)) > 2:
        return 3
    begin = 0
    shorter = min(len(left), len(right))
    while begin < shorter and left[begin] == right[begin]:
        begin += 1
    end = 0
    while end < shorter - begin and left[-1 - end] == right[-1 - end]:
        end += 1
    one, other = left[begin : len(left) - end], right[begin : len(right) - end]
    if len(one) <= 1 and len(other) <= 1:
        return 1
    if len(one) == len(other) == 2 and one == other[::-1]:
        return 1
    return 2 if max(len(one), len(other)) <= 2 else 3
