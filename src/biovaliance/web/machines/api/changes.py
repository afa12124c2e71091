"""The part of the read API that tells what each build changed."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from biovaliance.web.access import reader_of
from biovaliance.web.addresses import absolute, key_address
from biovaliance.web.machines.api.answers import PAGE_LIMIT, Problem, cacheable, snapshot_or_503

router = Router()


class ChangeOut(Schema):
    """One change of one thing, with who says what is said now."""

    code: str = Field(
        description="new, gone, merged, split, address, renamed, moved, stage, status, disputed, settled, "
        "fact, relation_new or relation_gone."
    )
    key: str
    kind: str
    name_en: str
    name_fr: str
    url: str = Field(description="Its page; '' where it has none any more.")
    field: str = Field(description="The field or the relation type concerned.")
    before: str = Field(description="The former value; of code `address`, the former key.")
    after: str = Field(description="The present value; of code `address`, the present key.")
    other_key: str = Field(description="The other thing of a merger, a split or a relation.")
    snapshot: str
    built_at: dt.datetime
    evidence: list[dict[str, str]]


class ChangePage(Schema):
    """One page of changes, the latest build first."""

    total: int
    offset: int
    limit: int
    next: str | None
    snapshot: str
    items: list[ChangeOut]


@router.get("/", response={200: ChangePage, 422: Problem, 503: Problem}, summary="What each build changed")
def list_changes(
    request: HttpRequest,
    response: HttpResponse,
    since: Query[dt.date | None] = None,
    offset: int = Query(0, ge=0, le=1_000_000),
    limit: int = Query(50, ge=1, le=PAGE_LIMIT),
):
    """Return what changed from build to build, since a day where one is given."""
    snapshot = snapshot_or_503()
    reader = reader_of(request)
    changes = reader.changes()
    if since:
        changes = changes.filter(built_at__date__gte=since)
    total = changes.count()
    rows = list(changes[offset : offset + limit])
    shown = set(reader.entities().filter(key__in={row.key for row in rows}).values_list("key", flat=True))
    query = request.GET.copy()
    query["offset"] = str(offset + limit)
    cacheable(request, response, snapshot.identifier)
    return {
        "total": total,
        "offset": offset,
        "limit": limit,
        "next": absolute(request, f"{request.path}?{query.urlencode()}") if offset + limit < total else None,
        "snapshot": snapshot.identifier,
        "items": [
            {
                "code": row.code,
                "key": row.key,
                "kind": row.kind,
                "name_en": row.title_en,
                "name_fr": row.title_fr,
                "url": absolute(request, key_address(row.key, "en")) if row.key in shown else "",
                "field": row.field,
                "before": row.before,
                "after": row.after,
                "other_key": row.other_key,
                "snapshot": row.snapshot,
                "built_at": row.built_at,
                "evidence": row.evidence,
            }
            for row in rows
        ],
    }
