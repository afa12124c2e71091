"""What speaks for and against each candidate: one row of figures per organisation.

names found ──> the best name of each organisation, and a first rough figure for it
            ──> the most promising organisations
            ──> name, acronym, place, record, set and text features, in the order of `columns`
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from biovaliance.atlas.linking.candidates import NameMatches
from biovaliance.atlas.linking.columns import PLACE_FEATURES, RECORD_FEATURES
from biovaliance.atlas.linking.index import RegistryIndex
from biovaliance.atlas.linking.name_features import ACRONYM, acronym_block, acronyms_of, name_block, shares
from biovaliance.atlas.linking.place_features import PlaceComparer
from biovaliance.atlas.linking.queries import Query
from biovaliance.atlas.linking.set_features import relations_among, set_block, text_row

MOST_CANDIDATES = 24
_PLACE_WEIGHTS = {
    "country_agrees": 1.2,
    "country_contradicts": -2.5,
    "town_agrees": 1.5,
    "region_agrees": 0.8,
    "address_contradicts": -1.0,
}


@dataclass(frozen=True, slots=True)
class Candidates:
    """The organisations a text may name; row `i` of every array is candidate `i`."""

    query: Query
    record: npt.NDArray[np.int64]
    match: NameMatches
    acronym: npt.NDArray[np.int64]
    features: npt.NDArray[np.float32]
    relation: npt.NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.record)


class FeatureMaker:
    """Turns names found in a text into candidates with features."""

    def __init__(self, index: RegistryIndex) -> None:
        self.index = index
        self.places = PlaceComparer(index)
        self.fame = self._fame()

    def _fame(self) -> npt.NDArray[np.float32]:
        """Return how much the registry knows of each record: of two namesakes, the better known is meant."""
        numbers = dict(zip(RECORD_FEATURES, self.index.record_numbers.T, strict=True))
        fame: npt.NDArray[np.float32] = (
            np.log1p(numbers["names"])
            + 0.4 * numbers["external_ids"]
            + 0.5 * numbers["has_encyclopaedia_page"]
            + 0.3 * np.log1p(numbers["children"])
        )
        return fame

    def describe(self, query: Query, names: NameMatches, always: int | None = None) -> Candidates:
        """Return the most promising candidates of a text, and record `always`, with their features."""
        record = self.index.name_record[names.name].astype(np.int64)
        first, quality = self._best_names(names, record)
        places = self.places.block(query, record[first], names[first])
        base = quality + self._bonus(record[first], places)
        order = np.argsort(-base, kind="stable")
        kept = order[(np.arange(len(order)) < MOST_CANDIDATES) | (record[first][order] == always)]
        chosen, base, places = first[kept], base[kept], places[kept]
        match = names[chosen]
        acronym = acronyms_of(self.index, names, record, record[chosen])
        relation = relations_among(self.index, record[chosen])
        blocks = [
            name_block(self.index, query, match),
            acronym_block(self.index, query, names, acronym),
            places,
            self.index.record_numbers[record[chosen]],
            set_block(match, base, relation, places),
            np.repeat(text_row(query)[None, :], len(chosen), axis=0),
        ]
        features = np.concatenate(blocks, axis=1).astype(np.float32)
        acronym_name = np.array([names.name[each] if each >= 0 else -1 for each in acronym], dtype=np.int64)
        return Candidates(query, record[chosen], match, acronym_name, features, relation)

    def _best_names(
        self, names: NameMatches, record: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Return the best name of each organisation, as a place in `names`, and its quality."""
        share = shares(names.covered, names.mass)
        close = np.minimum(names.found / np.maximum(names.end - names.start + 1, 1), 1)
        quality = (
            names.covered * (0.4 + 0.6 * share) * (0.55 + 0.45 * close)
            - 0.25 * (names.mass - names.covered - 0.8 * names.town_missing)
            + 1.5 * names.is_bag
            + 1.0 * names.is_phrase
            - 2.0 * (self.index.name_kind[names.name] == ACRONYM)
        ).astype(np.float32)
        order = np.lexsort((-quality, record))
        first = order[np.unique(record[order], return_index=True)[1]]
        first = first[names.found[first] > 0]
        return first, quality[first]

    def _bonus(
        self, record: npt.NDArray[np.int64], places: npt.NDArray[np.float32]
    ) -> npt.NDArray[np.float32]:
        weights = np.array([_PLACE_WEIGHTS.get(name, 0) for name in PLACE_FEATURES], dtype=np.float32)
        withdrawn = self.index.record_numbers[record, 0] > 1
        bonus: npt.NDArray[np.float32] = places @ weights + 0.35 * self.fame[record] - 1.5 * withdrawn
        return bonus
