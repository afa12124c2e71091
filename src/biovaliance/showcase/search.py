"""Search over everything the site shows, in French and English at once.

    build_index(documents) ──> directory: inverted index + known words and places
    query ──> understand ──> units (words, concepts, places)
          ──> every unit must be met, by a word in either language or by its concept
          ──> little found? correct unknown words, then let some units be missing
          ──> hits with reasons, counts per facet

Scores order hits within one answer and mean nothing beyond it. A name outweighs a stated concept, which
outweighs a word of a description. Nothing typed is ever read as a query language.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import tantivy

from biovaliance.foundation.errors import InputError, NotFoundError
from biovaliance.foundation.languages import Text
from biovaliance.showcase.documents import SearchDocument
from biovaliance.showcase.indexing import build_index, is_index, read_known
from biovaliance.showcase.queries import (
    LONGEST_QUERY,
    MOST_WORDS,
    Gazetteer,
    Understanding,
    Unit,
    kind_words,
    type_labels,
    understand,
)
from biovaliance.showcase.reasons import Reason, WordMatcher, parts_of, reasons_for
from biovaliance.showcase.retrieval import Demand, Filters, Found, Retrieval
from biovaliance.showcase.suggestions import Vocabulary, is_worth_correcting
from biovaliance.showcase.words import Analysers, Word, joined, words_of
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import Thesaurus

__all__ = [
    "FACETS",
    "Filters",
    "Hit",
    "Reason",
    "SearchIndex",
    "SearchResults",
    "Suggestion",
    "SuggestionGroup",
    "build_index",
]

FACETS = ("kind", "type", "department", "concept")
FEW_HITS = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found, with what a row needs to show it."""

    key: str
    kind: str
    slug: str
    name: Text
    score: float
    reasons: tuple[Reason, ...]
    type_code: str = ""
    town: str = ""
    currency: str = "current"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A thing whose name goes on as the reader types, or resembles what was typed."""

    key: str
    kind: str
    slug: str
    name: Text
    parts: tuple[tuple[str, bool], ...]
    type_code: str = ""
    town: str = ""


@dataclass(frozen=True, slots=True)
class SuggestionGroup:
    """The suggestions of one kind, best first."""

    kind: str
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The keys of what answers a query, best first, and the query as it was probably meant."""

    keys: tuple[str, ...]
    did_you_mean: str = ""


@dataclass(frozen=True, slots=True)
class SearchResults:
    """The answer to a query.

    `facets` counts, per facet and value, the hits there would be with that value chosen beside the other
    filters. `did_you_mean` is the query with unknown words corrected, '' when there is nothing to correct.
    `relaxed` says that too few things meet all words, so that things which meet some follow.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    did_you_mean: str = ""
    query_concepts: tuple[str, ...] = ()
    query_places: tuple[str, ...] = ()
    relaxed: bool = False
    suggestions: tuple[Suggestion, ...] = ()


def _best_of_each(
    rows: Sequence[tuple[SearchDocument, float]], per_kind: int | None
) -> list[tuple[SearchDocument, float]]:
    """Return the first `per_kind` rows of each kind (None: all), in their order."""
    seen: Counter[str] = Counter()
    kept = []
    for document, score in rows:
        seen[document.kind] += 1
        if per_kind is None or seen[document.kind] <= per_kind:
            kept.append((document, score))
    return kept


def _balanced(rows: Sequence[SearchDocument], limit: int) -> list[SearchDocument]:
    share = -(-limit // 2)
    taken: list[SearchDocument] = []
    for cap in (share, limit):
        for document in rows:
            of_kind = sum(other.kind == document.kind for other in taken)
            if len(taken) < limit and of_kind < cap and document not in taken:
                taken.append(document)
    order = {document.key: place for place, document in enumerate(rows)}
    return sorted(taken, key=lambda document: order[document.key])


def _suggestion(document: SearchDocument, matcher: WordMatcher, language: str) -> Suggestion:
    """Return the suggestion of a thing under the name that was met, its usual name where none was."""
    names = sorted(
        document.names, key=lambda n: (n.field not in ("name", "label"), n.language not in ("", language))
    )
    met = next(
        ((name.text, spans) for name in names if (spans := matcher.spans(name.text, is_name=True))),
        (names[0].text, []),
    )
    return Suggestion(
        document.key,
        document.kind,
        document.slug,
        document.label,
        parts_of(*met),
        document.type_code,
        document.town,
    )


class SearchIndex:
    """An index opened for reading; safe to share between threads, closed by letting go of it."""

    def __init__(
        self, index: "tantivy.Index", thesaurus: Thesaurus, vocabulary: Vocabulary, gazetteer: Gazetteer
    ) -> None:
        self._analysers = Analysers()
        self._analysers.register(index)
        self._retrieval = Retrieval(index, thesaurus, gazetteer, self._analysers)
        self._thesaurus = thesaurus
        self._tagger = Tagger(thesaurus)
        self._vocabulary = vocabulary
        self._gazetteer = gazetteer
        self._kinds = kind_words()
        self._types = type_labels(thesaurus)

    @classmethod
    def open(cls, directory: Path, thesaurus: Thesaurus) -> Self:
        """Open what `build_index` wrote.

        Raises:
            NotFoundError: there is no index in `directory`.
            InputError: it is damaged.
        """
        if not is_index(directory):
            raise NotFoundError(
                f"No search index in {directory}; build the atlas first (biovaliance atlas build)."
            )
        try:
            words, places = read_known(directory)
            index = tantivy.Index.open(str(directory))
        except (OSError, ValueError, TypeError, KeyError) as error:
            reason = " ".join(str(error).split())[:200]
            raise InputError(
                f"The search index in {directory} cannot be read ({reason}); expected what the build wrote. "
                "Roll back to another snapshot with `biovaliance atlas rollback`, or build anew."
            ) from error
        return cls(index, thesaurus, Vocabulary(words), Gazetteer(places))

    def search(
        self,
        query: str,
        language: str,
        kinds: Iterable[str] | None = None,
        filters: Filters | None = None,
        offset: int = 0,
        limit: int = 20,
        per_kind: int | None = None,
    ) -> SearchResults:
        """Return what answers `query`; `language` ('en' or 'fr') is the reader's, the query may be in either.

        `kinds` narrows to some kinds (None: all); `per_kind` keeps only the best so many of each kind among
        the `limit`, for a page that shows a few of everything. An empty or unreadable query finds nothing;
        nothing that can be typed raises an error.
        """
        reading = self._read(query)
        no_facets: dict[str, tuple[tuple[str, int], ...]] = dict.fromkeys(FACETS, ())
        chosen = replace(filters or Filters(), kinds=frozenset(kinds or ()))
        if not reading.units or limit < 1 or offset < 0:
            return SearchResults(query, 0, (), no_facets)
        readings, corrected = self._corrected(reading)
        found, relaxed = self._retrieve(readings, chosen, offset, limit)
        matcher = WordMatcher(readings, self._analysers)
        near = self._near(readings)
        rows = _best_of_each(self._retrieval.rows(found), per_kind)
        hits = tuple(
            self._hit(document, score, readings, matcher, language, near) for document, score in rows
        )
        return SearchResults(
            query=query,
            total=found.total,
            hits=hits,
            facets=self._retrieval.facets(found.query, chosen, FACETS) if found.total else no_facets,
            did_you_mean=corrected,
            query_concepts=tuple(dict.fromkeys(c for reading in readings for c in reading.concept_ids)),
            query_places=tuple(
                dict.fromkeys(
                    unit.place.label for reading in readings for unit in reading.units if unit.place
                )
            ),
            relaxed=relaxed,
            suggestions=() if found.total else self._nearest(reading, language),
        )

    def ranking(self, query: str, kinds: Iterable[str] | None = None, limit: int = 1000) -> "Ranking":
        """Return the keys of what answers `query`, best first, at most `limit`, without their reasons."""
        reading = self._read(query)
        if not reading.units or limit < 1:
            return Ranking(())
        readings, corrected = self._corrected(reading)
        found, _relaxed = self._retrieve(readings, Filters(kinds=frozenset(kinds or ())), 0, limit)
        return Ranking(self._retrieval.keys(found), corrected)

    def explain(self, query: str, language: str, keys: Sequence[str]) -> dict[str, Hit]:
        """Return why each of some things answers `query`, by key; their scores are 0."""
        reading = self._read(query)
        if not reading.units:
            return {}
        readings, _corrected = self._corrected(reading)
        matcher = WordMatcher(readings, self._analysers)
        near = self._near(readings)
        return {
            document.key: self._hit(document, score, readings, matcher, language, near)
            for document, score in self._retrieval.rows_of(keys)
        }

    def suggest(self, query: str, language: str, limit: int = 8) -> tuple[SuggestionGroup, ...]:
        """Return the things whose names go on from `query`, by kind, the kind of the best one first.

        Where no name does, the things a search finds first take their place.

        No kind takes more than half of `limit` while others have something to offer.
        """
        words = words_of(query[:LONGEST_QUERY])[:MOST_WORDS]
        if not words or limit < 1:
            return ()
        rows = self._retrieval.names_beginning([word.folded for word in words], limit * 5)
        reading = Understanding(query, tuple(Unit((word,), prefix=word is words[-1]) for word in words))
        readings = [reading]
        if not rows:
            readings, _ = self._corrected(self._read(query))
            found = self._retrieval.find(readings, Filters(), 0, limit)
            rows = [document for document, _ in self._retrieval.rows(found)]
            readings = [reading, *readings]
        chosen = _balanced(rows, limit)
        matcher = WordMatcher(readings, self._analysers)
        groups: dict[str, list[Suggestion]] = {}
        for document in chosen:
            groups.setdefault(document.kind, []).append(_suggestion(document, matcher, language))
        return tuple(SuggestionGroup(kind, tuple(found)) for kind, found in groups.items())

    def _nearest(self, reading: Understanding, language: str) -> tuple[Suggestion, ...]:
        words = [word.folded for unit in reading.units for word in unit.words]
        matcher = WordMatcher([reading], self._analysers)
        return tuple(_suggestion(d, matcher, language) for d in self._retrieval.names_resembling(words, 5))

    def _retrieve(
        self, readings: Sequence[Understanding], filters: Filters, offset: int, limit: int
    ) -> tuple[Found, bool]:
        """Return what meets the whole query or, where that is little, what meets some of it (then True)."""
        found = self._retrieval.find(readings, filters, offset, limit)
        if found.total >= FEW_HITS or sum(len(unit.words) for unit in readings[-1].units) < 2:
            return found, False
        asked = {joined(reading.text) for reading in readings}
        if any(
            joined(name.text) in asked
            for document, _ in self._retrieval.rows(found, 1)
            for name in document.names
        ):
            return found, False  # the very thing is found; others with one of its words would only distract
        attempts = [Demand(units_share=0.6)]
        if not found.total:  # a place asked for outright is given up last
            attempts += [Demand(0.3), Demand(place=False), Demand(0.6, place=False), Demand(0.0, place=False)]
        for demand in attempts:
            wider = self._retrieval.find(readings, filters, offset, limit, demand)
            if wider.total > found.total:
                return wider, True
        return found, False

    def _corrected(self, reading: Understanding) -> tuple[list[Understanding], str]:
        """Return the readings to search with, and the query as it was probably meant ('' if as typed)."""
        units = list(reading.units)
        text = reading.text
        for number in range(len(units) - 1, -1, -1):
            unit = units[number]
            if unit.concept_ids or unit.place or self._retrieval.knows(unit.joined):
                continue
            for word in reversed(unit.words):
                near = () if self._is_known(word, unit) else self._vocabulary.near(word.folded)
                if near:
                    text = text[: word.start] + self._vocabulary.display(near[0]) + text[word.end :]
                    if len(unit.words) == 1:
                        units[number] = replace(unit, corrections=near)
        if text == reading.text:
            return [reading], ""
        again = self._read(text)
        return [replace(reading, units=tuple(units)), again], text.strip()

    def _read(self, query: str) -> Understanding:
        return understand(query, self._tagger, self._gazetteer, self._kinds, self._types)

    def _is_known(self, word: Word, unit: Unit) -> bool:
        unfinished = unit.prefix and word == unit.words[-1]
        return (
            not is_worth_correcting(word.folded)
            or word.folded in self._vocabulary
            or (unfinished and self._vocabulary.begins_a_word(word.folded))
            or self._retrieval.knows(word.folded)
        )

    def _near(self, readings: Sequence[Understanding]) -> dict[str, tuple[str, float]]:
        near: dict[str, tuple[str, float]] = {}
        for reading in readings:
            for place in (unit.place for unit in reading.units if unit.place):
                for town, distance in self._gazetteer.towns_near(place).items():
                    near.setdefault(town, (place.label, distance))
                if place.department and not place.town:
                    near.setdefault(place.department, (place.label, 0.0))
        return near

    def _hit(
        self,
        document: SearchDocument,
        score: float,
        readings: Sequence[Understanding],
        matcher: WordMatcher,
        language: str,
        near: Mapping[str, tuple[str, float]],
    ) -> Hit:
        return Hit(
            key=document.key,
            kind=document.kind,
            slug=document.slug,
            name=document.label,
            score=score,
            reasons=reasons_for(document, readings, matcher, self._thesaurus, language, near),
            type_code=document.type_code,
            town=document.town,
            currency=document.currency,
        )
