"""A text read against an index: which words of the registry it holds, and which places it names.

tokens ──> content words with positions ──> words of the registry they stand for
       ──> places, longest first; a place in a segment that names no organisation is an address
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from biovaliance.atlas.linking.index import RegistryIndex
from biovaliance.atlas.linking.spellings import Matches, SpellingMatcher
from biovaliance.atlas.linking.texts import Text, Token, read_text
from biovaliance.atlas.linking.words import KINDS, SMALL_WORDS, Families, kind_bit

_LONGEST_PLACE = 5  # words
_LONGEST_CODE = 3  # letters: CA, NSW, USA; only in capitals
_ORGANISATION_BITS = (1 << len(KINDS)) - 1 - (1 << KINDS.index("unit"))


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in a text: content positions `start` to `end`, both included."""

    place: int
    kind: int
    start: int
    end: int
    segment: int
    is_address: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A text read against an index; arrays have one entry per content word."""

    text: Text
    keys: tuple[str, ...]
    folded: tuple[str, ...]
    segment: npt.NDArray[np.int32]
    capitals: npt.NDArray[np.bool_]
    bracketed: npt.NDArray[np.bool_]
    weight: npt.NDArray[np.float32]
    bits: npt.NDArray[np.int32]
    is_place: npt.NDArray[np.bool_]
    matches: Matches
    places: tuple[PlaceMention, ...]
    is_shouting: bool


class QueryReader:
    """Reads texts against one index; holds the look-up tables that the index is unfolded into."""

    def __init__(self, index: RegistryIndex, families: Families) -> None:
        self.index = index
        self.families = families
        self.spellings = SpellingMatcher(index, families)
        self.place_number = {name: place for place, name in enumerate(index.place_names)}
        self.unknown_weight = float(index.weight.max(initial=1.0))

    def read(self, text: str) -> Query:
        """Return the text read; never fails."""
        read = read_text(text)
        tokens = read.tokens
        shouting = _is_shouting(tokens)
        kept = [place for place, token in enumerate(tokens) if token.folded not in SMALL_WORDS]
        kept = kept or list(range(len(tokens)))
        content = [tokens[place] for place in kept]
        keys = tuple(self.families.key(token.folded) for token in content)
        numbers = [self.spellings.number.get(key, -1) for key in keys]
        bits = np.array([kind_bit(key, self.families) for key in keys], dtype=np.int32)
        weight = [self.index.weight[each] if each >= 0 else self.unknown_weight for each in numbers]
        segment = np.array([token.segment for token in content], dtype=np.int32)
        places = self._places(tokens, kept, frozenset(segment[(bits & _ORGANISATION_BITS) > 0].tolist()))
        is_place = np.zeros(len(kept), dtype=bool)
        for mention in places:
            is_place[mention.start : mention.end + 1] = True
        return Query(
            text=read,
            keys=keys,
            folded=tuple(token.folded for token in content),
            segment=segment,
            capitals=np.array([token.capitals for token in content], dtype=bool),
            bracketed=np.array([token.bracketed for token in content], dtype=bool),
            weight=np.array(weight, dtype=np.float32),
            bits=bits,
            is_place=is_place,
            matches=self.spellings.matches(keys, [token.dotted for token in content]),
            places=places,
            is_shouting=shouting,
        )

    def _places(
        self, tokens: Sequence[Token], kept: Sequence[int], named: frozenset[int]
    ) -> tuple[PlaceMention, ...]:
        """Return the places named, none inside another; `named` are the segments that name organisations."""
        position = {place: number for number, place in enumerate(kept)}
        shouting = _is_shouting(tokens)
        mentions: list[PlaceMention] = []
        first = 0
        while first < len(tokens):
            number, length = self._place_at(tokens, first, shouting)
            inside = [position[each] for each in range(first, first + length) if each in position]
            if number is not None and inside:
                segment = tokens[first].segment
                kind = int(self.index.place_kind[number])
                is_address = segment not in named
                mentions.append(PlaceMention(number, kind, inside[0], inside[-1], segment, is_address))
            first += max(length, 1)
        return tuple(mentions)

    def _place_at(self, tokens: Sequence[Token], first: int, shouting: bool) -> tuple[int | None, int]:
        """Return the longest place that begins at a token, and how many tokens it has."""
        token = tokens[first]
        is_code = token.capitals and not (shouting and token.segment == 0)
        for length in range(min(_LONGEST_PLACE, len(tokens) - first), 0, -1):
            name = " ".join(each.folded for each in tokens[first : first + length])
            number = self.place_number.get(name)
            if number is not None and (length > 1 or len(name) > _LONGEST_CODE or is_code):
                return number, length
        return None, 0


def _is_shouting(tokens: Sequence[Token]) -> bool:
    """Return whether a text is all in capitals, so that capitals tell nothing."""
    return bool(tokens) and all(
        token.capitals or len(token.folded) < 3 or token.folded.isdigit() for token in tokens
    )
