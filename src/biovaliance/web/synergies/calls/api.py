"""Calls for projects, as the API gives them."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from biovaliance.synergies.calls.listing import list_calls
from biovaliance.synergies.calls.plain import plain_call, plain_summary
from biovaliance.synergies.calls.standing import standing
from biovaliance.web.access import published, reader_of
from biovaliance.web.addresses import absolute
from biovaliance.web.machines.api.answers import PAGE_LIMIT, Problem, cacheable
from biovaliance.web.synergies.calls.store import read_book, read_calls

router = Router()
Status = Literal["open", "forthcoming", "unknown", "closed"]
Level = Literal["region", "national", "cross-border", "eu"]


class Words(Schema):
    """The same words in both languages."""

    en: str
    fr: str


class DeadlineOut(Schema):
    """A date of a call; the instants are null where no hour was seen."""

    on: str
    instant: str | None
    instant_in_paris: str | None
    kind: str = Field(description="closing, cut-off or stage.")
    stage: int | None
    text: Words
    sources: list[str]
    confidence: str


class CallLine(Schema):
    """A line of the list of calls."""

    id: str
    slug: str
    url: str
    name: Words
    level: str
    country: str
    operator: Words
    instrument: Words
    edition: Words
    themes: list[str] = Field(description="Concepts of the vocabulary; empty where they were not seen.")
    any_theme: bool
    confidence: str
    seen_on: str
    status: str = Field(description="open, forthcoming, unknown or closed, today.")
    days_left: int | None
    next_deadline: DeadlineOut | None
    last_deadline: DeadlineOut | None


class CallPage(Schema):
    """One page of the list of calls."""

    total: int
    offset: int
    limit: int
    next: str | None
    items: list[CallLine]


class CallDetail(CallLine):
    """Everything known of a call; null where it was not seen."""

    opens_on: str | None
    rolling: bool
    deadline_model: str
    deadlines: list[DeadlineOut]
    amounts: dict[str, Any]
    aid_pct: dict[str, int | None]
    rules_of: str
    rules: list[dict[str, Any]]
    note: Words
    not_seen: list[Words]
    pages: list[dict[str, Any]]
    programmes: list[str]


class CallFilters(Schema):
    """How to narrow and page the list of calls."""

    q: str = Field("", max_length=300, description="Words, in either language.")
    status: list[Status] = Field([], max_length=4)
    level: list[Level] = Field([], max_length=4)
    theme: list[str] = Field([], max_length=60, description="Concept ids; narrower concepts are included.")
    kind: list[str] = Field(
        [], max_length=20, description="Kinds of partner asked for: company, sme, academic…"
    )
    offset: int = Field(0, ge=0, le=1_000_000)
    limit: int = Field(50, ge=1, le=PAGE_LIMIT)


def _version() -> str:
    snapshot = published()
    return snapshot.identifier if snapshot else ""


def _address(request: HttpRequest, slug: str) -> str:
    with translation.override("en"):
        return absolute(request, reverse("call", args=[slug]))


@router.get("/", response={200: CallPage, 422: Problem}, summary="Calls for projects")
def list_all_calls(request: HttpRequest, response: HttpResponse, filters: Query[CallFilters]):
    """Return one page of the calls, open ones first, then by next deadline; closed ones are history."""
    chosen = {name: frozenset(getattr(filters, name)) for name in ("status", "level", "theme", "kind")}
    entries = read_book(reader_of(request)).entries
    found = list_calls(entries, chosen, filters.q.replace("\x00", " "), timezone.now()).found
    following = filters.offset + filters.limit
    query = request.GET.copy()
    query["offset"] = str(following)
    cacheable(request, response, _version())
    return {
        "total": len(found),
        "offset": filters.offset,
        "limit": filters.limit,
        "next": absolute(request, f"{request.path}?{query.urlencode()}") if following < len(found) else None,
        "items": [
            {**plain_summary(each.call, each.standing), "url": _address(request, each.call.slug)}
            for each in found[filters.offset : following]
        ],
    }


@router.get("/{call_slug}/", response={200: CallDetail, 404: Problem}, summary="One call, with its rules")
def one_call(request: HttpRequest, response: HttpResponse, call_slug: str):
    """Return everything known of a call: dates, rules with sources and confidence, what was not seen."""
    call = read_calls(reader_of(request)).get(call_slug.lower())
    if call is None:
        raise HttpError(404, f"No call is named '{call_slug}'; list them with /api/v1/calls/.")
    cacheable(request, response, _version())
    return {**plain_call(call, standing(call, timezone.now())), "url": _address(request, call.slug)}
