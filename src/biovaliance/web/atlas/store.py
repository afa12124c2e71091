"""The atlas tables as the pages need them: every question in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q

from biovaliance.atlas.building import TagOrigin
from biovaliance.atlas.entities import Entity
from biovaliance.atlas.fields import Kind
from biovaliance.foundation.languages import Text
from biovaliance.foundation.names import sort_key
from biovaliance.foundation.places import Coordinates
from biovaliance.showcase.facets import FacetEntry, FacetIndex, Selection
from biovaliance.web.access import Reader, published
from biovaliance.web.atlas.directory import BACKWARDS, FACETS, PAGE_SIZE, SORTS, Choice, thesaurus
from biovaliance.web.models import CorrectionRow

LIST_COLUMNS = (
    "id",
    "key",
    "kind",
    "slug",
    "name",
    "title_en",
    "title_fr",
    "official_name_en",
    "official_name_fr",
    "summary_en",
    "summary_fr",
    "type_code",
    "town",
    "department_code",
    "country_code",
    "in_region",
    "latitude",
    "longitude",
    "geo_precision",
    "currency",
    "status",
    "stage_code",
    "start",
    "end",
    "amount_eur",
    "disagrees",
    "stated_on",
)


@dataclass(frozen=True, slots=True)
class Town:
    """A town that things of the atlas are placed in."""

    code: str
    name: str
    coordinates: Coordinates
    count: int


@dataclass(frozen=True, slots=True)
class KindIndex:
    """All that filtering one kind needs, kept per snapshot."""

    facets: FacetIndex
    number_of_key: Mapping[str, int]
    towns: Mapping[str, Town]


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a directory."""

    rows: tuple
    total: int
    page: int
    pages: int
    counts: Mapping[str, Mapping[str, int]]
    tags: Mapping[int, tuple]
    hits: Mapping[str, object]
    did_you_mean: str
    towns: tuple[Town, ...]
    related_name: Text
    """The name of the thing the list is about, where it is about one."""
    unplaced: int
    """How many of the kind pass the filters but have no known place, where a place is asked for."""


def kind_index(reader: Reader, kind: Kind, today: dt.date) -> KindIndex | None:
    """Return the index of a kind for the published snapshot, None before the first load."""
    snapshot = published()
    return _kind_index(snapshot.identifier, reader, kind, today) if snapshot else None


@lru_cache(maxsize=16)  # seven kinds of the published snapshot, and the one before during a change
def _kind_index(_identifier: str, reader: Reader, kind: Kind, today: dt.date) -> KindIndex:
    rows = list(
        reader.entities()
        .filter(kind=kind)
        .order_by("sort_name", "key")
        .values_list(
            *("id", "key", "type_code", "department_code", "in_region", "currency", "status", "stage_code"),
            *("start", "end", "amount_eur", "town", "latitude", "longitude", "stated_on"),
            named=True,
        )
    )
    concepts = _concept_facets(reader, kind)
    stages = _stages(reader) if kind is Kind.ORGANISATION else {}
    places = {row.id: _place(row) for row in rows}
    entries = [
        FacetEntry(
            row.id,
            {
                **concepts.get(row.id, {}),
                "type": _one(row.type_code),
                "department": _one(row.department_code),
                "town": _one(sort_key(row.town)),
                "region": frozenset() if row.in_region is None else _one("yes" if row.in_region else "no"),
                "currency": _one(row.currency),
                "stage": stages.get(row.id, frozenset())
                if kind is Kind.ORGANISATION
                else _one(row.stage_code),
                "when": _one(_when(row.start, row.end, today)),
            },
            {
                "type": row.type_code,
                "newest": row.stated_on,
                "start": row.start,
                "amount": f"{row.amount_eur or 0:015d}",
                "stage": _stage_rank(row.stage_code),
            },
            places[row.id],
        )
        for row in rows
    ]
    return KindIndex(FacetIndex(entries), {row.key: row.id for row in rows}, _towns(rows, places))


def _one(code: str) -> frozenset[str]:
    return frozenset({code}) if code else frozenset()


def _place(row) -> Coordinates | None:
    return None if row.latitude is None else Coordinates(row.latitude, row.longitude)


def _when(start: str, end: str, today: dt.date) -> str:
    last = end or start
    if not last:
        return "undated"
    return "past" if last < today.isoformat()[: len(last)] else "coming"


def _stage_rank(code: str) -> str:
    order = [concept.id for concept in thesaurus().concepts.values() if concept.scheme == "stage"]
    return f"{order.index(code):03d}" if code in order else ""


def _concept_facets(reader: Reader, kind: Kind) -> dict[int, dict[str, frozenset[str]]]:
    facet_of_scheme = {
        "capability": "capability",
        "process-step": "step",
        "therapy": "therapy",
        "disease": "disease",
        "equipment": "equipment",
        "material": "equipment",
    }
    known = thesaurus()
    closures: dict[str, tuple[tuple[str, str], ...]] = {}
    found: defaultdict[int, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for entity_id, concept_id in (
        reader.tags().filter(entity__kind=kind).values_list("entity_id", "concept_id")
    ):
        if concept_id not in closures:
            ids = {concept_id, *known.broader_closure(concept_id)} if concept_id in known.concepts else set()
            closures[concept_id] = tuple(
                (facet_of_scheme[known.concepts[each].scheme], each)
                for each in ids
                if known.concepts[each].scheme in facet_of_scheme
            )
        for facet, each in closures[concept_id]:
            found[entity_id][facet].add(each)
    return {
        entity_id: {facet: frozenset(ids) for facet, ids in facets.items()}
        for entity_id, facets in found.items()
    }


def _stages(reader: Reader) -> dict[int, frozenset[str]]:
    """Return the stages of what each organisation develops or sponsors."""
    stages: defaultdict[int, set[str]] = defaultdict(set)
    types = ("develops", "sponsors_trial")
    ends = reader.relations().filter(type_code__in=types).values_list("source_id", "target__stage_code")
    for entity_id, code in ends:
        if code:
            stages[entity_id].add(code)
    return {entity_id: frozenset(codes) for entity_id, codes in stages.items()}


def _towns(rows: Iterable, places: Mapping[int, Coordinates | None]) -> dict[str, Town]:
    towns: dict[str, Town] = {}
    for row in rows:
        place = places[row.id]
        if place is not None and row.town and "," not in row.town:
            code = sort_key(row.town)
            count = towns[code].count + 1 if code in towns else 1
            towns[code] = Town(code, row.town, towns[code].coordinates if code in towns else place, count)
    return towns


def read_listing(
    reader: Reader, choice: Choice, language: str, today: dt.date, page_size: int = PAGE_SIZE
) -> Listing:
    """Return the page a choice asks for, with the counts beside every filter."""
    index = kind_index(reader, choice.kind, today)
    if index is None:
        return Listing((), 0, 1, 1, {}, {}, {}, "", (), Text("", ""), 0)
    within, ranked, did_you_mean = _within(reader, index, choice)
    filters = choice.effective_filters
    placeless = index.facets.select(filters, within)
    unplaced = 0
    if town := index.towns.get(choice.near):
        near = index.facets.near(town.coordinates, choice.radius_km)
        known = index.facets.placed()
        unplaced = (
            placeless.total - index.facets.select(filters, Selection(placeless.bits & known.bits)).total
        )
        within = Selection(near.bits & within.bits) if within else near
    selection = index.facets.select(filters, within)
    pages = max(1, -(-selection.total // page_size))
    page = min(choice.page, pages)
    numbers = _page_numbers(index, selection, choice, ranked, page, page_size)
    found = {row.id: row for row in reader.entities().filter(id__in=numbers).only(*LIST_COLUMNS)}
    rows = tuple(found[number] for number in numbers if number in found)
    return Listing(
        rows=rows,
        total=selection.total,
        page=page,
        pages=pages,
        counts={f.name: index.facets.counts(f.name, filters, within) for f in FACETS[choice.kind]},
        tags=read_tags(reader, [row.id for row in rows]),
        hits=_reasons(reader, choice, language, [row.key for row in rows]),
        did_you_mean=did_you_mean,
        towns=tuple(sorted(index.towns.values(), key=lambda town: town.code)),
        related_name=_name_of(reader, choice.related),
        unplaced=unplaced,
    )


def select_ids(reader: Reader, choice: Choice, today: dt.date) -> list[int]:
    """Return the row numbers of everything a choice selects, in its order: for maps and exports."""
    index = kind_index(reader, choice.kind, today)
    if index is None:
        return []
    within, ranked, _ = _within(reader, index, choice)
    if town := index.towns.get(choice.near):
        near = index.facets.near(town.coordinates, choice.radius_km)
        within = Selection(near.bits & within.bits) if within else near
    selection = index.facets.select(choice.effective_filters, within)
    return _page_numbers(index, selection, choice, ranked, 1, max(1, selection.total))


def _within(
    reader: Reader, index: KindIndex, choice: Choice
) -> tuple[Selection | None, tuple[str, ...], str]:
    """Return what the words and the thing of a choice select, keys best first, words probably meant."""
    found, ranked, did_you_mean = _meeting_words(reader, index, choice)
    if choice.related:
        ends = reader.relations().filter(Q(source__key=choice.related) | Q(target__key=choice.related))
        ids = {number for pair in ends.values_list("source_id", "target_id") for number in pair}
        tied = index.facets.of(ids - {index.number_of_key.get(choice.related)})
        found = Selection(found.bits & tied.bits) if found else tied
    return found, ranked, did_you_mean


def _name_of(reader: Reader, key: str) -> Text:
    row = reader.entities().filter(key=key).only("title_en", "title_fr").first() if key else None
    return row.title if row else Text("", "")


def _meeting_words(
    reader: Reader, index: KindIndex, choice: Choice
) -> tuple[Selection | None, tuple[str, ...], str]:
    """Return what the words of a choice select, its keys best first, and the words as probably meant."""
    if not choice.query:
        return None, (), ""
    search = reader.search_index()
    if search is None:
        return Selection(0), (), ""
    ranking = search.ranking(choice.query, kinds=[str(choice.kind)])
    numbers = [index.number_of_key[key] for key in ranking.keys if key in index.number_of_key]
    return index.facets.of(numbers), ranking.keys, ranking.did_you_mean


def _page_numbers(
    index: KindIndex, selection: Selection, choice: Choice, ranked: Sequence[str], page: int, page_size: int
) -> list[int]:
    offset = (page - 1) * page_size
    if ranked and choice.sort in ("", "relevance"):
        chosen = set(index.facets.page(selection, 0, selection.total))
        numbers = [index.number_of_key[key] for key in ranked if index.number_of_key.get(key) in chosen]
        return numbers[offset : offset + page_size]
    order = choice.sort or default_sort(choice.kind)
    name = "" if order in ("name", "relevance") else order
    return index.facets.page(selection, offset, page_size, name, backwards=order in BACKWARDS)


def _reasons(reader: Reader, choice: Choice, language: str, keys: Sequence[str]) -> Mapping[str, object]:
    search = reader.search_index() if choice.query else None
    return search.explain(choice.query, language, keys) if search else {}


def default_sort(kind: Kind) -> str:
    """Return the order in which a directory is shown when none is chosen."""
    return SORTS[kind][0]


def read_tags(reader: Reader, ids: Sequence[int]) -> dict[int, tuple]:
    """Return the tags of some rows, stated before recognised before related ones."""
    order = {str(TagOrigin.STATED): 0, str(TagOrigin.RECOGNISED): 1, str(TagOrigin.RELATED): 2}
    tags: defaultdict[int, list] = defaultdict(list)
    for tag in reader.tags().filter(entity_id__in=ids).order_by("id"):
        tags[tag.entity_id].append(tag)
    return {
        entity_id: tuple(sorted(found, key=lambda tag: order[tag.origin]))
        for entity_id, found in tags.items()
    }


def read_entity_row(reader: Reader, kind: Kind, slug: str):
    """Return the row of a thing, None where this reader sees none of that name."""
    return reader.entities().filter(kind=kind, slug=slug).first()


def entity_of(row) -> Entity:
    """Return the full thing of a row."""
    return row.entity


def read_relations(reader: Reader, row) -> list:
    """Return the relations of a thing with both ends, in one query."""
    return list(reader.relations_of(row).order_by("type_code", "since", "id"))


def save_correction(**values: str) -> None:
    """Keep what a visitor says is wrong."""
    CorrectionRow.objects.create(**values)


def count_corrections(sender_digest: str, since: dt.datetime) -> int:
    """Return how many corrections a sender has sent since an instant."""
    return CorrectionRow.objects.filter(sender_digest=sender_digest, created_at__gte=since).count()
