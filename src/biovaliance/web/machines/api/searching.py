"""Search over everything, as the API gives it."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from biovaliance.web.access import reader_of
from biovaliance.web.addresses import absolute, hit_address
from biovaliance.web.machines.api.answers import (
    PAGE_LIMIT,
    Language,
    Link,
    Problem,
    cacheable,
    snapshot_or_503,
)

router = Router()


class SearchHit(Link):
    """A search result with its reasons."""

    score: float
    reasons: list[str]


class SearchPage(Schema):
    """The answer to a search."""

    total: int
    did_you_mean: str
    hits: list[SearchHit]


@router.get("/", response={200: SearchPage, 422: Problem, 503: Problem}, summary="Search everything")
def search(
    request: HttpRequest,
    response: HttpResponse,
    q: Query[str],
    language: Query[Language] = "en",
    offset: int = Query(0, ge=0, le=10_000),
    limit: int = Query(20, ge=1, le=PAGE_LIMIT),
):
    """Return what the atlas holds on some words, in either language, best first."""
    snapshot = snapshot_or_503()
    index = reader_of(request).search_index()
    if index is None:
        raise HttpError(
            503, "The search index of the published snapshot is not there; build the atlas again."
        )
    results = index.search(q[:2000], language, offset=offset, limit=limit)
    cacheable(request, response, snapshot.identifier)
    with translation.override(language):
        return {
            "total": results.total,
            "did_you_mean": results.did_you_mean or "",
            "hits": [
                {
                    "key": hit.key,
                    "kind": hit.kind,
                    "name": hit.name.in_language(language),
                    "url": absolute(request, hit_address(hit.kind, hit.slug)),
                    "score": hit.score,
                    "reasons": [reason.explanation.in_language(language) for reason in hit.reasons],
                }
                for hit in results.hits
            ],
        }
