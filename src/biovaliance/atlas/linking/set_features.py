"""How a candidate stands among the others of its text: longer names around it, namesakes, relations."""

from typing import Any

import numpy as np
import numpy.typing as npt

from biovaliance.atlas.linking.candidates import NameMatches
from biovaliance.atlas.linking.columns import PLACE_FEATURES, SET_FEATURES, TEXT_FEATURES
from biovaliance.atlas.linking.index import PAIR_BASE, RELATION_KINDS, RegistryIndex
from biovaliance.atlas.linking.name_features import UNIT, shares
from biovaliance.atlas.linking.queries import Query
from biovaliance.atlas.linking.registry import RelationKind
from biovaliance.atlas.linking.words import KINDS

_STRONG_SHARE = 0.85
_TELLING_WEIGHT = 3  # of the words found, for a related organisation to count as named
_ORGANISATION_WEIGHT = 5
_NONE = -20.0
_MOST_TWINS = 20


def relations_among(index: RegistryIndex, records: npt.NDArray[np.int64]) -> npt.NDArray[np.int8]:
    """Return what record `j` is to record `i`: the number of a relation kind plus one, 0 for nothing."""
    size = len(records)
    known = index.relation_pairs
    if not size or not len(known):
        return np.zeros((size, size), dtype=np.int8)
    pairs = (records[:, None] * PAIR_BASE + records[None, :]).ravel()
    place = np.minimum(np.searchsorted(known, pairs), len(known) - 1)
    kinds = np.where(known[place] == pairs, index.relation_kind[place] + 1, 0)
    return kinds.astype(np.int8).reshape(size, size)


def set_block(
    match: NameMatches,
    base: npt.NDArray[np.float32],
    relation: npt.NDArray[np.int8],
    places: npt.NDArray[np.float32],
) -> npt.NDArray[np.float32]:
    """Return the set features; `base` is the first rough figure by which the candidates were chosen."""
    size = len(base)
    if not size:
        return np.zeros((0, len(SET_FEATURES)), dtype=np.float32)
    covered = match.covered
    strong = shares(covered, match.mass) >= _STRONG_SHARE
    gap = base[None, :] - base[:, None]
    columns = [
        *_overlaps(match, strong, base, gap, places),
        *_related(relation, strong & (covered > _TELLING_WEIGHT), gap),
        *_neighbours(match, strong & (covered > _ORGANISATION_WEIGHT)),
    ]
    return np.stack([np.asarray(each, dtype=np.float32) for each in columns], axis=1)


def _overlaps(
    match: NameMatches,
    strong: npt.NDArray[np.bool_],
    base: npt.NDArray[np.float32],
    gap: npt.NDArray[np.float32],
    places: npt.NDArray[np.float32],
) -> list[Any]:
    size = len(strong)
    start, end, covered = match.start, match.end, match.covered
    share = shares(covered, match.mass)
    more = covered[None, :] - covered[:, None]
    holds = (start[None, :] <= start[:, None]) & (end[None, :] >= end[:, None]) & strong[None, :]
    longer = np.where(holds, more, 0)
    apart = (start[None, :] > end[:, None]) | (end[None, :] < start[:, None])
    touching = ~apart
    np.fill_diagonal(touching, val=False)
    alike = (np.abs(more) < 0.5) & (np.abs(share[None, :] - share[:, None]) < 0.02)
    twin = touching & alike
    agree = (
        places[:, PLACE_FEATURES.index("country_agrees")] + places[:, PLACE_FEATURES.index("address_agrees")]
    )
    order = np.argsort(-base, kind="stable")
    rank = np.empty(size)
    rank[order] = np.arange(size)
    second = base[order[1]] if size > 1 else 0.0
    return [
        longer.max(axis=1),
        (touching & (gap > 0) & (np.abs(longer) < 0.01)).sum(axis=1),
        np.where(apart & strong[None, :], gap, _NONE).max(axis=1),
        base,
        rank,
        base - np.where(rank == 0, second, base[order[0]]),
        np.minimum(twin.sum(axis=1), _MOST_TWINS),
        np.minimum((twin & (agree >= 1)[None, :]).sum(axis=1), _MOST_TWINS),
        covered / max(float(covered.max()), 0.1),
    ]


def _related(
    relation: npt.NDArray[np.int8], named: npt.NDArray[np.bool_], gap: npt.NDArray[np.float32]
) -> list[Any]:
    found = {kind: (relation == place + 1) & named[None, :] for place, kind in enumerate(RELATION_KINDS)}
    has_parent = (relation == RELATION_KINDS.index(RelationKind.PARENT) + 1).astype(np.int16)
    siblings = (has_parent @ has_parent.T > 0) & named[None, :]
    np.fill_diagonal(siblings, val=False)
    parent, child = found[RelationKind.PARENT], found[RelationKind.CHILD]
    return [
        parent.any(axis=1),
        child.any(axis=1),
        found[RelationKind.RELATED].any(axis=1),
        found[RelationKind.SUCCESSOR].any(axis=1),
        found[RelationKind.PREDECESSOR].any(axis=1),
        np.where(parent, gap, _NONE).max(axis=1),
        np.where(child, gap, _NONE).max(axis=1),
        siblings.any(axis=1),
    ]


def _neighbours(match: NameMatches, organisation: npt.NDArray[np.bool_]) -> list[Any]:
    start, end = match.start, match.end
    return [
        (organisation[None, :] & (end[None, :] < start[:, None])).any(axis=1),
        (organisation[None, :] & (start[None, :] > end[:, None])).any(axis=1),
    ]


def text_row(query: Query) -> npt.NDArray[np.float32]:
    """Return the text features: the same for all candidates of a text."""
    words = len(query.keys)
    if not words:
        return np.zeros(len(TEXT_FEATURES), dtype=np.float32)
    bits = int(np.bitwise_or.reduce(query.bits))
    kinds = {kind for place, kind in enumerate(KINDS) if bits & 1 << place}
    return np.array(
        [
            words,
            query.text.segments,
            len(kinds),
            bool(kinds & {"university", "college", "school"}),
            "hospital" in kinds,
            "company" in kinds,
            bool(kinds & {"institute", "centre", "laboratory", "academy"}),
            "unit" in kinds,
            bool(kinds & {"government", "foundation", "society"}),
            float((query.weight < query.weight.max()).mean()),
            query.is_shouting,
            float(query.is_place.mean()),
            len(set(query.segment[(query.bits & ~UNIT) > 0].tolist())),
        ],
        dtype=np.float32,
    )
