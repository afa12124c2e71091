"""Calls as the pages need them: the bundled ones and the topics of the atlas, and who works on a theme."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from biovaliance.atlas.fields import Kind
from biovaliance.showcase.documents import CALL_KIND
from biovaliance.synergies.calls.applicants import concepts_of_tags
from biovaliance.synergies.calls.bundle import bundled_calls
from biovaliance.synergies.calls.listing import Entry, catalogue
from biovaliance.synergies.calls.programmes import all_calls
from biovaliance.synergies.calls.themes import CallWords, words_of_calls
from biovaliance.synergies.calls.values import Call
from biovaliance.web.access import Reader, published
from biovaliance.web.atlas.directory import thesaurus
from biovaliance.web.atlas.store import LIST_COLUMNS

MOST_ORGANISATIONS = 12


@dataclass(frozen=True, slots=True)
class CallBook:
    """All calls by slug, and what is worked out of them once: entries of the directory, telling words."""

    calls: Mapping[str, Call]
    entries: tuple[Entry, ...]
    words: CallWords
    by_key: Mapping[str, Call]
    """By the key that search knows a call by: that of its programme in the atlas, else its own."""


def read_calls(reader: Reader) -> Mapping[str, Call]:
    """Return all calls by slug; before the first load those of the bundle."""
    return read_book(reader).calls


def read_book(reader: Reader) -> CallBook:
    """Return all calls with what is worked out of them."""
    snapshot = published()
    return _book(snapshot.identifier if snapshot else "", reader)


@lru_cache(maxsize=2)  # the published snapshot's, and the one before during a change
def _book(_identifier: str, reader: Reader) -> CallBook:
    rows = _programmes(reader)
    calls = _calls(reader, rows)
    keys = {row.slug: row.key for row in rows}
    by_key = {
        next((keys[slug] for slug in call.programme_slugs if slug in keys), f"{CALL_KIND}:{call.slug}"): call
        for call in calls.values()
    }
    return CallBook(calls, catalogue(calls.values(), thesaurus()), words_of_calls(calls.values()), by_key)


def _programmes(reader: Reader) -> list[Any]:
    return list(reader.entities().filter(kind=Kind.PROGRAMME, type_code="eu_call").order_by("key"))


def _calls(reader: Reader, rows: Iterable[Any]) -> Mapping[str, Call]:
    tags: defaultdict[str, list[str]] = defaultdict(list)
    for key, concept in (
        reader.tags()
        .filter(entity__kind=Kind.PROGRAMME, entity__type_code="eu_call")
        .order_by("entity__key", "concept_id")
        .values_list("entity__key", "concept_id")
    ):
        if concept in thesaurus().concepts and concept not in tags[key]:
            tags[key].append(concept)
    concepts = {key: tuple(found) for key, found in tags.items()}
    return all_calls(bundled_calls(), (row.entity for row in rows), concepts)


def calls_of_programme(reader: Reader, slug: str) -> tuple[Call, ...]:
    """Return the calls that belong to a programme of the atlas."""
    return tuple(call for call in read_calls(reader).values() if slug in call.programme_slugs)


@dataclass(frozen=True, slots=True)
class Worker:
    """An organisation that works on themes of a call: its row and the tags that say so."""

    row: Any
    tags: tuple[Any, ...]


def read_workers(reader: Reader, themes: Iterable[str]) -> tuple[tuple[Worker, ...], int]:
    """Return the region's organisations that work on themes, on most of them first, and their number."""
    known = thesaurus()
    wanted = {each for theme in themes for each in {theme, *known.narrower_closure(theme)}}
    if not wanted:
        return (), 0
    found: defaultdict[int, list[Any]] = defaultdict(list)
    tags = reader.tags().filter(
        concept_id__in=wanted,
        entity__kind=Kind.ORGANISATION,
        entity__currency="current",
        entity__in_region=True,
    )
    for tag in tags.order_by("entity__sort_name", "concept_id", "id"):
        found[tag.entity_id].append(tag)
    ranked = sorted(found, key=lambda number: -len({tag.concept_id for tag in found[number]}))
    shown = ranked[:MOST_ORGANISATIONS]
    rows = {row.id: row for row in reader.entities().filter(id__in=shown).only(*LIST_COLUMNS)}
    workers = tuple(Worker(rows[number], tuple(found[number])) for number in shown if number in rows)
    return workers, len(ranked)


def read_organisations(reader: Reader) -> list[tuple[str, str]]:
    """Return slug and name of every organisation, by name."""
    rows = reader.entities().filter(kind=Kind.ORGANISATION, currency="current")
    return list(rows.order_by("sort_name", "key").values_list("slug", "name"))


def read_concepts(reader: Reader, entity_id: int) -> dict[str, str]:
    """Return what a thing is about, with the words that say so where words do."""
    tags = reader.tags().filter(entity_id=entity_id).order_by("concept_id", "id")
    return concepts_of_tags(
        (concept, passage if origin == "recognised" else "")
        for concept, passage, origin in tags.values_list("concept_id", "passage", "origin")
    )
