"""Whether the places a text names are those of an organisation.

A country or town inside the organisation's own name proves little ("University of York" lies in York, "York
University" in Toronto); one that stands apart, most of all in an address, tells namesakes apart.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from biovaliance.atlas.linking.candidates import NameMatches
from biovaliance.atlas.linking.columns import PLACE_FEATURES
from biovaliance.atlas.linking.index import RegistryIndex, Rows
from biovaliance.atlas.linking.queries import Query

COUNTRY, REGION = 2, 1
_COLUMN = {name: place for place, name in enumerate(PLACE_FEATURES)}


class PlaceComparer:
    """Compares places of texts with places of records; holds the records' places as tables."""

    def __init__(self, index: RegistryIndex) -> None:
        self.index = index
        self.places = _table(index.record_places)
        self.countries = _table(index.record_country)

    def block(
        self, query: Query, records: npt.NDArray[np.int64], match: NameMatches
    ) -> npt.NDArray[np.float32]:
        """Return the place features of some records whose names stand in the text as `match` says."""
        block = np.zeros((len(records), len(PLACE_FEATURES)), dtype=np.float32)
        if not query.places or not len(records):
            return block
        places, countries = self.places[records], self.countries[records]
        is_among = np.zeros(len(self.index.countries) + 1, dtype=bool)

        def raised(name: str, where: Any, value: float = 1) -> None:
            column = block[:, _COLUMN[name]]
            np.maximum(column, np.where(where, value, 0), out=column)

        for mention in query.places:
            inside = (mention.start >= match.start) & (mention.end <= match.end)
            here = (places == mention.place).any(axis=1)
            among = self.index.place_country.of(mention.place)
            is_among[among] = True
            agrees = is_among[countries].any(axis=1)
            is_among[among] = False
            if mention.kind == COUNTRY:
                raised("country_agrees", agrees)
                block[:, _COLUMN["country_contradicts"]] += ~agrees & ~inside
                raised("town_agrees", here)
                continue
            if mention.kind == REGION:
                raised("region_agrees", here)
            else:
                raised("town_agrees", here)
                raised("town_in_name", here & inside)
            raised("town_agrees_apart", here & ~inside)
            raised("address_agrees", here & ~inside & mention.is_address)
            block[:, _COLUMN["address_contradicts"]] += ~here & ~inside & ~agrees & mention.is_address
            raised("implied_country", agrees & ~inside, 1 if mention.is_address else 0.5)
        block[block[:, _COLUMN["country_agrees"]] > 0, _COLUMN["country_contradicts"]] = 0
        named = sum(mention.kind == COUNTRY for mention in query.places)
        block[:, _COLUMN["countries_named"]] = named
        block[:, _COLUMN["towns_named"]] = len(query.places) - named
        return block


def _table(rows: Rows) -> npt.NDArray[np.int32]:
    """Return rows of unlike length as one table, filled up with -1."""
    lengths = np.diff(rows.starts)
    table = np.full((len(lengths), max(int(lengths.max(initial=0)), 1)), -1, dtype=np.int32)
    for column in range(table.shape[1]):
        held = np.flatnonzero(lengths > column)
        table[held, column] = rows.values[rows.starts[held] + column]
    return table
