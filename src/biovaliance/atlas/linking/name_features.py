"""How a name stands in a text: how much of it, how close together, how much of the text it explains."""

from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from biovaliance.atlas.linking.candidates import NameMatches
from biovaliance.atlas.linking.columns import ACRONYM_FEATURES, NAME_FEATURES
from biovaliance.atlas.linking.index import NAME_KINDS, RegistryIndex
from biovaliance.atlas.linking.queries import Query
from biovaliance.atlas.linking.registry import NameKind
from biovaliance.atlas.linking.words import KINDS

ACRONYM = NAME_KINDS.index(NameKind.ACRONYM)
UNIT = 1 << KINDS.index("unit")
_PLACE_SHARE = (
    0.3  # of the weight of a word that also names a place, when asking what a name leaves unexplained
)
_LONGEST_COUNT = 50


def shares(part: npt.NDArray[np.float32], whole: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return part over whole, 0 where the whole is nothing."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def name_block(index: RegistryIndex, query: Query, match: NameMatches) -> npt.NDArray[np.float32]:
    """Return the name features of some names found in a text."""
    block = np.zeros((len(match.name), len(NAME_FEATURES)), dtype=np.float32)
    if not len(block):
        return block
    columns = [*_own(index, match), *_standing(query, match), *_explaining(index, query, match)]
    block[:, : len(columns)] = np.stack([np.asarray(each, dtype=np.float32) for each in columns], axis=1)
    _add_ratios(index, query, match, block, len(columns))
    return block


def _own(index: RegistryIndex, match: NameMatches) -> list[Any]:
    core = np.where(match.core_mass > 0, shares(match.core_covered, match.core_mass), -1)
    return [
        shares(match.covered, match.mass),
        shares(match.exact, match.mass),
        match.covered,
        match.mass - match.covered,
        core,
        match.core_covered,
        match.core_mass - match.core_covered,
        match.words,
        match.found,
        match.found / (match.end - match.start + 1),
        match.in_order,
        match.is_phrase,
        match.is_bag,
        index.name_kind[match.name],
        np.minimum(index.name_sharers[match.name], _LONGEST_COUNT),
    ]


def _standing(query: Query, match: NameMatches) -> list[Any]:
    positions = len(query.keys)
    return [
        match.end - match.start + 1,
        match.start / positions,
        match.end / positions,
        query.segment[match.start],
        query.segment[-1] - query.segment[match.end],
    ]


def _explaining(index: RegistryIndex, query: Query, match: NameMatches) -> list[Any]:
    segment = query.segment
    segments = int(segment[-1]) + 1
    first, last = segment[match.start], segment[match.end]
    weight = np.where(query.is_place, query.weight * _PLACE_SHARE, query.weight)
    core = np.where(query.bits > 0, 0, weight)
    by_segment = np.bincount(segment, weight, minlength=segments)
    core_by_segment = np.bincount(segment, core, minlength=segments)
    bits_by_segment = np.zeros(segments, dtype=np.int32)
    np.bitwise_or.at(bits_by_segment, segment, query.bits)
    running = np.concatenate([[0], np.cumsum(core)])
    span_core = running[match.end + 1] - running[match.start]
    name_bits = index.name_bits[match.name]
    around = bits_by_segment[first] | bits_by_segment[last]
    starts = np.searchsorted(segment, np.arange(segments))
    ends = np.searchsorted(segment, np.arange(segments), side="right") - 1
    place_running = np.concatenate([[0], np.cumsum(query.is_place)])
    width = match.end - match.start + 1
    return [
        np.minimum(match.covered / np.maximum(by_segment[first], 0.1), 3),
        np.minimum(match.covered / max(float(weight.sum()), 0.1), 3),
        np.minimum(span_core / max(float(core.sum()), 0.1), 3),
        np.minimum(span_core / np.maximum(core_by_segment[first], 0.1), 3),
        _bit_count(name_bits & around & ~UNIT),
        match.town_missing,
        match.mass - match.covered - match.town_missing,
        _bit_count(name_bits & ~around & ~UNIT),
        _bit_count(around & ~name_bits & ~UNIT),
        query.bracketed[match.start],
        query.capitals[match.start],
        match.start == 0,
        (match.start == starts[first]) & (match.end == ends[first]),
        first != last,
        (place_running[match.end + 1] - place_running[match.start]) / width,
    ]


def _add_ratios(
    index: RegistryIndex, query: Query, match: NameMatches, block: npt.NDArray[np.float32], column: int
) -> None:
    folded = query.folded
    whole = " ".join(folded)
    numbers = {key for key in query.keys if key.isdigit() and len(key) < 4}
    for row in range(len(match.name)):
        name = index.name_texts[match.name[row]]
        start, end = int(match.start[row]), int(match.end[row])
        passage = " ".join(folded[start : end + 1])
        block[row, column] = fuzz.token_sort_ratio(name, passage) / 100
        block[row, column + 1] = fuzz.ratio(name, whole) / 100
        block[row, column + 2] = fuzz.partial_ratio(name, whole) / 100
        block[row, column + 3] = JaroWinkler.similarity(name, passage)
        own = {word for word in name.split() if word.isdigit()}
        if own:
            block[row, column + 4] = 1 if own & numbers else -1
        after = end + 1
        if after < len(folded) and query.segment[after] == query.segment[end] and query.bits[after]:
            block[row, column + 5] = 1 + (query.bits[after] != UNIT)


def acronyms_of(
    index: RegistryIndex, names: NameMatches, record: npt.NDArray[np.int64], chosen: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return per chosen record the match of an acronym that stands in the text whole, -1 where none does."""
    whole = (index.name_kind[names.name] == ACRONYM) & (names.found == names.words) & names.is_bag
    held = {int(record[each]): int(each) for each in np.flatnonzero(whole)}
    return np.array([held.get(int(each), -1) for each in chosen], dtype=np.int64)


def acronym_block(
    index: RegistryIndex, query: Query, names: NameMatches, acronym: npt.NDArray[np.int64]
) -> npt.NDArray[np.float32]:
    """Return the acronym features; `acronym` points into `names`, -1 for none."""
    block = np.zeros((len(acronym), len(ACRONYM_FEATURES)), dtype=np.float32)
    for row in np.flatnonzero(acronym >= 0):
        match = int(acronym[row])
        start, name = int(names.start[match]), int(names.name[match])
        block[row] = (
            1,
            bool(query.capitals[start]) and not query.is_shouting,
            len(index.name_texts[name]),
            min(int(index.name_sharers[name]), _LONGEST_COUNT),
            bool(query.bracketed[start]),
            not query.is_place[start],
        )
    return block


def _bit_count(values: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    return np.bitwise_count(values.astype(np.uint32)).astype(np.int32)
