"""From a query understood to rows of the index: which fields count how much, filters and facet counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, cast

import tantivy
from tantivy import Occur, Query

from biovaliance.foundation.languages import LANGUAGES
from biovaliance.showcase.documents import SearchDocument
from biovaliance.showcase.queries import Gazetteer, Place, Understanding, Unit
from biovaliance.showcase.words import Analysers, folded_phrase, joined
from biovaliance.vocabulary.thesaurus import Thesaurus

# Weights of word matches multiply BM25 scores, which run from about 1 to 10; the others are constant scores
# on the same scale. What matters is the order: whole name, name, place, stated concept, recognised one, text.
NAME, ALIAS, NAME_STEM, TEXT_STEM = 8.0, 7.0, 5.0, 1.5
WHOLE_NAME, JOINED_NAME, COMPOUND, NAME_PREFIX, ALIAS_PREFIX, WORD_PREFIX = 80.0, 40.0, 8.0, 25.0, 20.0, 3.0
CORRECTED_NAME, CORRECTED_WORD = 20.0, 4.0
STATED, RECOGNISED, NARROWER_SHARE = 16.0, 10.0, 0.8
SAME_PLACE, NEAR_PLACE, PLACE_IN_NAME, KIND = 50.0, 40.0, 5.0, 30.0
FILLER = 0.5
_SHORTEST_TEXT_PREFIX = 4
_TIE = 0.15
_NAME_FIELDS = ("name", "alias", "label", "place")
_PREFIX_SCORES = (
    ("name", NAME_PREFIX),
    ("alias", ALIAS_PREFIX),
    ("joined_name", NAME_PREFIX / 2),
    ("label", NAME_PREFIX / 2),
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader narrowed to; an empty set narrows nothing, several values of one set add up.

    A concept includes the narrower ones.
    """

    kinds: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    concepts: frozenset[str] = frozenset()
    currencies: frozenset[str] = frozenset()


_FIELD_OF_FILTER = {
    "kinds": "kind",
    "types": "type",
    "departments": "department",
    "concepts": "concept",
    "currencies": "currency",
}


@dataclass(frozen=True, slots=True)
class Demand:
    """How much of a query a thing must meet: a share of its units, and the place asked for outright."""

    units_share: float = 1.0
    place: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """What answered a query: how many, where those asked for are stored, best first, and the query."""

    total: int
    places: tuple[tuple[float, "tantivy.DocAddress"], ...]
    query: "Query"


def _any(queries: Sequence["Query"]) -> "Query":
    """Return the sum of the scores of those that match."""
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _all(queries: Sequence["Query"]) -> "Query":
    return Query.boolean_query([(Occur.Must, query) for query in queries])


class Retrieval:
    """An index and the way its scores are made."""

    def __init__(
        self, index: "tantivy.Index", thesaurus: Thesaurus, gazetteer: Gazetteer, analysers: Analysers
    ) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self._thesaurus = thesaurus
        self._gazetteer = gazetteer
        self._analysers = analysers

    def knows(self, folded: str) -> bool:
        """Return whether the index holds `folded` in any form: stem or joined name."""
        return any(
            self._searcher.doc_freq(f"{field}_{language}", stem)
            for language in LANGUAGES
            if (stem := self._analysers.stem(folded, language))
            for field in ("names", "text")
        ) or any(self._searcher.doc_freq(field, folded) for field in ("joined_name", "compound"))

    def find(
        self,
        readings: Sequence[Understanding],
        filters: Filters,
        offset: int,
        limit: int,
        demand: Demand | None = None,
    ) -> Found:
        """Return the rows that meet one of `readings` as far as `demand` asks (None: altogether)."""
        queries = [self._query(reading, Demand()) for reading in readings]
        if demand is not None:
            # What meets everything stays in front of what meets some of it.
            queries = [self._const(_any(queries), WHOLE_NAME)]
            queries += [self._query(reading, demand) for reading in readings]
        query = _any(queries)
        result = self._searcher.search(
            self.filtered(query, filters), limit=limit, offset=offset, weight_by_field="weight"
        )
        places = tuple((float(score), address) for score, address in result.hits)
        total: int = cast("Any", result).count  # in the engine, though not in its type stubs
        return Found(total, places, query)

    def rows(self, found: Found, most: int | None = None) -> tuple[tuple[SearchDocument, float], ...]:
        """Return the documents found with their scores; reading them is what costs, so ask for few."""
        return tuple((self._stored(address), score) for score, address in found.places[:most])

    def keys(self, found: Found) -> tuple[str, ...]:
        """Return the keys of everything found, in its order."""
        return tuple(str(self._searcher.doc(address).get_first("key")) for _score, address in found.places)

    def rows_of(self, keys: Sequence[str]) -> tuple[tuple[SearchDocument, float], ...]:
        """Return the documents with these keys, each with a score of 0, in any order."""
        if not keys:
            return ()
        wanted = Query.term_set_query(self._schema, "key", list(keys))
        result = self._searcher.search(wanted, limit=len(keys), count=False)
        return tuple((self._stored(address), 0.0) for _score, address in result.hits)

    def names_beginning(self, words: Sequence[str], limit: int) -> list[SearchDocument]:
        """Return the things named with all of `words`, the last of which may go on."""
        *before, last = words
        named = [
            _any([Query.boost_query(self._term(field, word), NAME) for field in _NAME_FIELDS])
            for word in before
        ]
        goes_on = [self._const(self._starts(field, last), score) for field, score in _PREFIX_SCORES]
        named.append(
            Query.disjunction_max_query([*goes_on, self._const(self._term("name", last), NAME_PREFIX + 1)])
        )
        # The many names that begin with one word are reached through that word, of which there is only one.
        field = "whole_name" if before else "first_word"
        begins = self._const(self._starts(field, " ".join(words)), WHOLE_NAME)
        rows = self._documents(begins, limit)
        return rows if len(rows) == limit else self._documents(_any([begins, _all(named)]), limit)

    def names_resembling(self, words: Iterable[str], limit: int) -> list[SearchDocument]:
        """Return the things with a word in their names that begins nearly like one of `words`."""
        ways = []
        for word in words:
            errors = min(2, len(word) // 3)
            for field in ("name", "alias") if errors else ():
                for distance in range(1, errors + 1):
                    near = Query.fuzzy_term_query(self._schema, field, word, distance=distance, prefix=True)
                    ways.append(self._const(near, 1.0))
        return self._documents(_any(ways), limit) if ways else []

    def _documents(self, query: "Query", limit: int) -> list[SearchDocument]:
        result = self._searcher.search(query, limit=limit, count=False, weight_by_field="weight")
        found = [(-score, self._stored(address)) for score, address in result.hits]
        # Of names that go on from what was typed, the shorter is nearer to it.
        found.sort(key=lambda item: (item[0], len(item[1].names[0].text), item[1].key))
        return [document for _, document in found]

    def _stored(self, address: "tantivy.DocAddress") -> SearchDocument:
        return SearchDocument.loads(str(self._searcher.doc(address).get_first("stored")))

    def facets(
        self, query: "Query", filters: Filters, names: Iterable[str]
    ) -> dict[str, tuple[tuple[str, int], ...]]:
        """Return counts per value of each facet, the facet's own filter left aside."""
        groups: dict[Filters, list[str]] = {}
        own = {field: name for name, field in _FIELD_OF_FILTER.items()}
        for facet in names:
            without_own = replace(filters, **{own[facet]: frozenset()})
            groups.setdefault(without_own, []).append(facet)
        counts: dict[str, tuple[tuple[str, int], ...]] = {}
        for chosen, facets in groups.items():
            wanted = {facet: {"terms": {"field": facet, "size": 200}} for facet in facets}
            answer = self._searcher.aggregate(self.filtered(query, chosen), wanted)
            for facet in facets:
                buckets = [(str(b["key"]), int(b["doc_count"])) for b in answer[facet]["buckets"]]
                counts[facet] = tuple(sorted(buckets, key=lambda item: (-item[1], item[0])))
        return counts

    def filtered(self, query: "Query", filters: Filters) -> "Query":
        """Return `query` within `filters`, which do not change scores."""
        must = [query]
        for definition in fields(filters):
            values: frozenset[str] = getattr(filters, definition.name)
            if not values:
                continue
            if definition.name == "concepts":
                values = values | {
                    n for c in values & self._thesaurus.concepts.keys() for n in self._narrower(c)
                }
            must.append(self._set(_FIELD_OF_FILTER[definition.name], values, 0.0))
        return _all(must) if len(must) > 1 else query

    def _query(self, reading: Understanding, demand: "Demand") -> "Query":
        conditions = [unit for unit in reading.soft if unit.required and demand.place]
        hard = [self._unit(unit) for unit in reading.hard]
        wishes = [self._unit(unit, alone=not hard) for unit in reading.soft if unit not in conditions]
        clauses = [(Occur.Must, self._place(unit)) for unit in conditions]
        needed = -int(-len(hard) * demand.units_share // 1)
        if needed:
            clauses.append((Occur.Must, _all(hard) if needed == len(hard) else self._at_least(hard, needed)))
        elif not conditions:
            clauses.append((Occur.Must, _any([*hard, *wishes]) if hard else _all(wishes)))
            wishes = []
        clauses += [(Occur.Should, query) for query in wishes]
        clauses += [
            (Occur.Should, Query.boost_query(self._term("name", word.folded), FILLER))
            for word in reading.fillers
        ]
        for field, whole, score in (
            ("whole_name", folded_phrase(reading.text), WHOLE_NAME),
            ("joined_name", joined(reading.text), JOINED_NAME),
        ):
            clauses.append((Occur.Should, self._const(self._term(field, whole), score)))
        return Query.boolean_query(clauses)

    def _at_least(self, queries: Sequence["Query"], needed: int) -> "Query":
        """Return those that meet `needed` of `queries`; meeting all of them goes before meeting many."""
        some = Query.boolean_query([(Occur.Should, q) for q in queries], minimum_number_should_match=needed)
        return Query.boolean_query([(Occur.Must, some), (Occur.Should, _all(queries))])

    def _unit(self, unit: Unit, *, alone: bool = False) -> "Query":
        # Beside other words a place says where; on its own it may as well be part of the name sought.
        words = [word.folded for word in unit.words]
        ways = []
        if len(words) > 1:
            ways += self._joined(unit.joined)
            ways.append(self._phrase(unit))
        if not unit.bound:
            last = len(words) - 1
            each = [self._word(word, prefix=unit.prefix and i == last) for i, word in enumerate(words)]
            ways.append(each[0] if len(each) == 1 else _all(each))
        if unit.corrections:
            ways += [self._const(self._term("name", word), CORRECTED_NAME) for word in unit.corrections]
            ways += [self._const(self._term("alias", word), CORRECTED_NAME) for word in unit.corrections]
            ways += [self._const(self._term("words", word), CORRECTED_WORD) for word in unit.corrections]
        said = Query.disjunction_max_query(ways, _TIE)
        if unit.place and not alone:
            said = self._const(said, PLACE_IN_NAME)
        meanings = [self._concept(concept_id) for concept_id in unit.concept_ids]
        if unit.place:
            meanings.append(self._place(unit))
        if unit.kind:
            meanings.append(self._const(self._term("kind", unit.kind), KIND))
        return _any([said, *meanings]) if meanings else said

    def _word(self, folded: str, *, prefix: bool) -> "Query":
        ways = [
            Query.boost_query(self._term("name", folded), NAME),
            Query.boost_query(self._term("alias", folded), ALIAS),
            Query.boost_query(self._term("place", folded), NAME_STEM),
            *self._joined(folded),
        ]
        for language in LANGUAGES:
            stem = self._analysers.stem(folded, language)
            if stem:
                ways.append(Query.boost_query(self._term(f"names_{language}", stem), NAME_STEM))
                ways.append(Query.boost_query(self._term(f"text_{language}", stem), TEXT_STEM))
        if prefix:
            ways.append(self._const(self._starts("name", folded), NAME_PREFIX))
            ways.append(self._const(self._starts("alias", folded), ALIAS_PREFIX))
            if len(folded) >= _SHORTEST_TEXT_PREFIX:
                ways.append(self._const(self._starts("words", folded), WORD_PREFIX))
                ways.append(self._const(self._starts("joined_name", folded), ALIAS_PREFIX))
        return Query.disjunction_max_query(ways, _TIE)

    def _joined(self, form: str) -> list["Query"]:
        return [
            self._const(self._term("joined_name", form), JOINED_NAME),
            self._const(self._term("compound", form), COMPOUND),
        ]

    def _phrase(self, unit: Unit) -> "Query":
        words: list[str | tuple[int, str]] = [word.folded for word in unit.words]
        ways = [
            Query.boost_query(Query.phrase_query(self._schema, field, words), boost)
            for field, boost in (("name", NAME), ("alias", ALIAS), ("words", TEXT_STEM))
        ]
        for language in LANGUAGES:
            found = (self._analysers.stem(word.folded, language) for word in unit.words)
            stems: list[str | tuple[int, str]] = [stem for stem in found if stem]
            if len(stems) > 1:
                for field, boost in (("names", NAME_STEM), ("text", TEXT_STEM)):
                    phrase = Query.phrase_query(self._schema, f"{field}_{language}", stems)
                    ways.append(Query.boost_query(phrase, boost))
        return Query.disjunction_max_query(ways, _TIE)

    def _concept(self, concept_id: str) -> "Query":
        ways = [
            self._const(self._term("stated_concept", concept_id), STATED),
            self._const(self._term("concept", concept_id), RECOGNISED),
        ]
        narrower = self._narrower(concept_id) - {concept_id}
        if narrower:
            ways.append(self._set("stated_concept", narrower, STATED * NARROWER_SHARE))
            ways.append(self._set("concept", narrower, RECOGNISED * NARROWER_SHARE))
        return Query.disjunction_max_query(ways)

    def _narrower(self, concept_id: str) -> frozenset[str]:
        return frozenset(self._thesaurus.narrower_closure(concept_id))

    def _place(self, unit: Unit) -> "Query":
        place = unit.place or Place("")
        ways = []
        if place.town:
            towns = self._gazetteer.towns_near(place)
            ways.append(self._const(self._term("town", folded_phrase(place.town)), SAME_PLACE))
            ways.append(self._set("town", towns, NEAR_PLACE))
        elif place.department:
            ways.append(self._const(self._term("department", place.department), SAME_PLACE))
        return Query.disjunction_max_query(ways)

    def _term(self, field: str, value: str) -> "Query":
        return Query.term_query(self._schema, field, value)

    def _starts(self, field: str, value: str) -> "Query":
        return Query.fuzzy_term_query(self._schema, field, value, distance=0, prefix=True)

    def _set(self, field: str, values: Iterable[str], score: float) -> "Query":
        return self._const(Query.term_set_query(self._schema, field, sorted(values)), score)

    @staticmethod
    def _const(query: "Query", score: float) -> "Query":
        return Query.const_score_query(query, score)
