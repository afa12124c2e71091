"""The read API: the public atlas as JSON, paged, filtered, cacheable."""

import hashlib
from copy import copy
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from ninja import NinjaAPI, Path, Query, Router, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

import biovaliance
from biovaliance.foundation.evidence import Evidence
from biovaliance.web.access import published, reader_of
from biovaliance.web.addresses import LIST_NAMES, absolute, concept_address, entity_address
from biovaliance.web.atlas.directory import read_choice, thesaurus
from biovaliance.web.atlas.store import LIST_COLUMNS, read_entity_row, read_relations, read_tags, select_ids

PAGE_LIMIT = 200
Language = Literal["en", "fr"]
_KINDS = {name: kind for kind, name in LIST_NAMES.items()}
ListName = Literal["organisations", "platforms", "projects", "technologies", "trials", "events", "programmes"]

api = NinjaAPI(
    title="Biovaliance",
    version="1",
    description=(
        "The public atlas of the region's biotherapy ecosystem. Read only, without a key; every answer "
        "carries an ETag, so ask again with If-None-Match. Each fact carries its sources."
    ),
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
)
router = Router()


@api.exception_handler(ValidationError)
def _refused(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say in words which part of the address is wrong, and what is expected."""
    told = "; ".join(f"{found['loc'][-1]}: {found['msg']}" for found in error.errors)
    return api.create_response(request, {"detail": f"{told}. See /api/v1/openapi.json."}, status=422)


class Link(Schema):
    """A thing, named and linked."""

    key: str
    kind: str
    name: str
    url: str


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


class ConceptOut(Schema):
    """A concept of the vocabulary in both languages."""

    id: str
    scheme: str
    label_en: str
    label_fr: str
    alternatives_en: list[str]
    alternatives_fr: list[str]
    definition_en: str
    definition_fr: str
    broader: list[str]
    narrower: list[str]
    related: list[str]
    url: str


class Problem(Schema):
    """Why an answer could not be given."""

    detail: str


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
    snapshot = _snapshot_or_503()
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
    _cacheable(request, response, snapshot.identifier)
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
    snapshot = _snapshot_or_503()
    reader = reader_of(request)
    row = read_entity_row(reader, _KINDS[name], slug) if "\x00" not in slug else None
    if row is None:
        raise HttpError(404, f"No {name} entry is called '{slug}'; list them with /api/v1/{name}/.")
    _cacheable(request, response, snapshot.identifier)
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


@router.get("/concepts/", response=list[ConceptOut], summary="The whole vocabulary")
def list_concepts(request: HttpRequest, response: HttpResponse):
    """Return every concept in both languages."""
    _cacheable(request, response, thesaurus().version)
    return [_concept(request, concept) for concept in thesaurus().concepts.values()]


@router.get("/concepts/{concept_id}/", response={200: ConceptOut, 404: Problem}, summary="One concept")
def one_concept(request: HttpRequest, response: HttpResponse, concept_id: str):
    """Return one concept in both languages."""
    concept = thesaurus().concepts.get(concept_id)
    if concept is None:
        raise HttpError(404, f"No concept is called '{concept_id}'; list them with /api/v1/concepts/.")
    _cacheable(request, response, thesaurus().version)
    return _concept(request, concept)


def _concept(request: HttpRequest, concept: Any) -> dict[str, Any]:
    return {
        "id": concept.id,
        "scheme": concept.scheme,
        "label_en": concept.label.en,
        "label_fr": concept.label.fr,
        "alternatives_en": list(concept.alternatives["en"]),
        "alternatives_fr": list(concept.alternatives["fr"]),
        "definition_en": concept.definition.en,
        "definition_fr": concept.definition.fr,
        "broader": list(concept.broader),
        "narrower": list(concept.narrower),
        "related": list(concept.related),
        "url": absolute(request, concept_address(concept.id, "en")),
    }


class SearchHit(Link):
    """A search result with its reasons."""

    score: float
    reasons: list[str]


class SearchPage(Schema):
    """The answer to a search."""

    total: int
    did_you_mean: str
    hits: list[SearchHit]


@router.get("/search/", response={200: SearchPage, 422: Problem, 503: Problem}, summary="Search everything")
def search(
    request: HttpRequest,
    response: HttpResponse,
    q: Query[str],
    language: Query[Language] = "en",
    offset: int = Query(0, ge=0, le=10_000),
    limit: int = Query(20, ge=1, le=PAGE_LIMIT),
):
    """Return what the atlas holds on some words, in either language, best first."""
    snapshot = _snapshot_or_503()
    index = reader_of(request).search_index()
    if index is None:
        raise HttpError(
            503, "The search index of the published snapshot is not there; build the atlas again."
        )
    results = index.search(q[:2000], language, offset=offset, limit=limit)
    _cacheable(request, response, snapshot.identifier)
    with translation.override(language):
        return {
            "total": results.total,
            "did_you_mean": results.did_you_mean or "",
            "hits": [
                {
                    "key": hit.key,
                    "kind": hit.kind,
                    "name": hit.name.in_language(language),
                    "url": absolute(
                        request,
                        concept_address(hit.slug)
                        if hit.kind == "concept"
                        else entity_address(hit.kind, hit.slug),
                    ),
                    "score": hit.score,
                    "reasons": [reason.explanation.in_language(language) for reason in hit.reasons],
                }
                for hit in results.hits
            ],
        }


def _snapshot_or_503():
    snapshot = published()
    if snapshot is None:
        raise HttpError(503, "No snapshot is loaded yet; build the atlas first.")
    return snapshot


def _cacheable(request: HttpRequest, response: HttpResponse, version: str) -> None:
    # The answer depends on these alone (on the day, because what is coming will be past), so its tag needs
    # no look at the body.
    parts = (
        version,
        biovaliance.__version__,
        timezone.localdate(),
        absolute(request, request.get_full_path()),
    )
    digest = hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()[:24]
    response["ETag"] = f'"{digest}"'
    response["Cache-Control"] = "public, max-age=300"


# Fixed names before the patterns that would take them for kinds of things.
router.path_operations = dict(
    sorted(router.path_operations.items(), key=lambda item: ("{name}" in item[0], item[0]))
)
# Whoever may GET may ask for the head alone; the description lists each operation once.
for path_view in router.path_operations.values():
    for operation in tuple(path_view.operations):
        head = copy(operation)
        head.methods, head.include_in_schema = ["HEAD"], False
        path_view.operations.append(head)
api.add_router("", router)
