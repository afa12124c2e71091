"""Lists of things, and one thing with everything that is said of it."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from biovaliance.foundation.evidence import Evidence
from biovaliance.web.access import reader_of
from biovaliance.web.addresses import LIST_NAMES, absolute, entity_address
from biovaliance.web.atlas.directory import read_choice
from biovaliance.web.atlas.store import LIST_COLUMNS, read_entity_row, read_relations, read_tags, select_ids
from biovaliance.web.machines.api.answers import PAGE_LIMIT, Link, Problem, cacheable, snapshot_or_503

_KINDS = {name: kind for kind, name in LIST_NAMES.items()}
ListName = Literal["organisations", "platforms", "projects", "technologies", "trials", "events", "programmes"]
router = Router()


class Summary(Link):
    """A line of a list."""

    type: str = Field(description="Code of its type; organisation types are concepts of the vocabulary.")
    summary_en: str
    summary_fr: str
    town: str
    department: str
    country: str
    latitude: float | None
    longitude: float | None
    position_precision: str = Field(
        description="site, city, or commune_centroid; '' where no place is known."
    )
    status: str
    currency: str = Field(description="current, historical or unverified.")
    stage: str
    start: str = Field(description="ISO 8601 at the precision known.")
    end: str
    amount_eur: int | None
    sources_differ: bool
    concepts: list[str]


class Page(Schema):
    """One page of a list."""

    total: int
    offset: int
    limit: int
    next: str | None
    snapshot: str
    items: list[Summary]


class RelationOut(Schema):
    """One relation; `direction` tells whether the thing asked for is its source (out) or target (in)."""

    type: str
    direction: Literal["out", "in"]
    other: Link
    since: str
    until: str
    evidence: list[dict[str, str]]


class ConceptTag(Schema):
    """A concept, and how it came to the thing."""

    concept: str
    origin: str
    field: str
    passage: str
    source: str = Field(description="Who says so, and when.")


class Detail(Link):
    """Everything public about one thing: each field with all its values and who says so."""

    fields: dict[str, list[dict[str, Any]]]
    relations: list[RelationOut]
    concepts: list[ConceptTag]
    snapshot: str


class ListFilters(Schema):
    """How to narrow and page a list; filters of the website's directories work here too."""

    q: str = Field("", max_length=300, description="Words, in either language.")
    type: list[str] = Field([], max_length=60)
    department: list[str] = Field([], max_length=60)
    concept: list[str] = Field([], max_length=60, description="Concept ids; narrower concepts are included.")
    stage: list[str] = Field([], max_length=60)
    currency: list[str] = Field([], max_length=3)
    region: list[str] = Field([], max_length=2)
    near: str = Field("", max_length=80, description="A town, e.g. besancon.")
    km: int = Field(30, ge=1, le=500)
    town: list[str] = Field([], max_length=60, description="Towns, e.g. dijon.")
    related: str = Field(
        "",
        alias="with",
        max_length=140,
        description="Key of a thing that all stand in a relation with, e.g. organisation:femto-st.",
    )
    offset: int = Field(0, ge=0, le=1_000_000)
    limit: int = Field(50, ge=1, le=PAGE_LIMIT)


def _summary(request: HttpRequest, row: Any, tags: tuple) -> dict[str, Any]:
    return {
        "key": row.key,
        "kind": row.kind,
        "name": row.name,
        "url": absolute(request, entity_address(row.kind, row.slug, "en")),
        "type": row.type_code,
        "summary_en": row.summary_en,
        "summary_fr": row.summary_fr,
        "town": row.town,
        "department": row.department_code,
        "country": row.country_code,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "position_precision": row.geo_precision,
        "status": row.status,
        "currency": row.currency,
        "stage": row.stage_code,
        "start": row.start,
        "end": row.end,
        "amount_eur": row.amount_eur,
        "sources_differ": row.disagrees,
        "concepts": sorted({tag.concept_id for tag in tags}),
    }


@router.get("/{name}/", response={200: Page, 422: Problem, 503: Problem}, summary="List the things of a kind")
def list_things(
    request: HttpRequest, response: HttpResponse, name: Path[ListName], filters: Query[ListFilters]
):
    """Return one page of a kind, filtered; things no longer active are left out unless asked for."""
    snapshot = snapshot_or_503()
    kind = _KINDS[name]
    reader = reader_of(request)
    choice = read_choice(kind, request.GET)
    ids = select_ids(reader, choice, timezone.localdate())
    part = ids[filters.offset : filters.offset + filters.limit]
    rows = {row.id: row for row in reader.entities().filter(id__in=part).only(*LIST_COLUMNS)}
    tags = read_tags(reader, part)
    following = filters.offset + filters.limit
    query = request.GET.copy()
    query["offset"] = str(following)
    cacheable(request, response, snapshot.identifier)
    return {
        "total": len(ids),
        "offset": filters.offset,
        "limit": filters.limit,
        "next": absolute(request, f"{request.path}?{query.urlencode()}") if following < len(ids) else None,
        "snapshot": snapshot.identifier,
        "items": [_summary(request, rows[number], tags.get(number, ())) for number in part if number in rows],
    }


@router.get(
    "/{name}/{slug}/",
    response={200: Detail, 404: Problem, 422: Problem, 503: Problem},
    summary="One thing, with evidence",
)
def one_thing(request: HttpRequest, response: HttpResponse, name: Path[ListName], slug: str):
    """Return everything public about one thing: fields with sources, relations, concepts."""
    snapshot = snapshot_or_503()
    reader = reader_of(request)
    row = read_entity_row(reader, _KINDS[name], slug) if "\x00" not in slug else None
    if row is None:
        raise HttpError(404, f"No {name} entry is called '{slug}'; list them with /api/v1/{name}/.")
    cacheable(request, response, snapshot.identifier)
    return {
        "key": row.key,
        "kind": row.kind,
        "name": row.name,
        "url": absolute(request, entity_address(row.kind, row.slug, "en")),
        "fields": row.entity.to_json()["fields"],
        "relations": [_relation(request, relation, row) for relation in read_relations(reader, row)],
        "concepts": [
            {
                "concept": tag.concept_id,
                "origin": tag.origin,
                "field": tag.field,
                "passage": tag.passage,
                "source": tag.source,
            }
            for tag in read_tags(reader, [row.id]).get(row.id, ())
        ],
        "snapshot": snapshot.identifier,
    }


def _relation(request: HttpRequest, relation: Any, row: Any) -> dict[str, Any]:
    outwards = relation.source_id == row.id
    other = relation.target if outwards else relation.source
    return {
        "type": relation.type_code,
        "direction": "out" if outwards else "in",
        "other": {
            "key": other.key,
            "kind": other.kind,
            "name": other.name,
            "url": absolute(request, entity_address(other.kind, other.slug, "en")),
        },
        "since": relation.since,
        "until": relation.until,
        "evidence": [Evidence.from_json(item).to_json() for item in relation.evidence],
    }
