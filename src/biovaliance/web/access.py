"""Who may see what: the one door through which pages, exports, feeds, counts and search reach the atlas.

Denied by default: a reader has the public view unless their role says otherwise, and the tables of a
view hold nothing that is not open to it. Only this module and the loader touch the atlas tables.
"""

import hashlib
import hmac
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from biovaliance.atlas.home import search_folder, snapshot_folder
from biovaliance.foundation.evidence import View
from biovaliance.showcase.search import SearchIndex
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from biovaliance.web.models import ChangeRow, EntityRow, RelationRow, RunRow, SnapshotRow, TagRow

RUNS_COOKIE = "biovaliance_runs"
RUNS_LAST_S = 24 * 3600
MOST_RUNS = 20
"""Runs a visitor's cookie names: those asked for last."""
_RUNS_SALT = "biovaliance.runs"
REVIEW_COOKIE = "biovaliance_review"
REVIEW_LASTS_S = 12 * 3600
_REVIEW_SALT = "biovaliance.review"
_SEEN: ContextVar[list[SnapshotRow | None] | None] = ContextVar("snapshot of the request", default=None)

SERVED_VIEWS = (View.PUBLIC,)
"""The views whose rows are loaded: one per role that exists."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads the atlas, and through whom every query goes."""

    view: View

    def entities(self) -> QuerySet[EntityRow]:
        """Return all things open to this reader."""
        return EntityRow.objects.filter(view=self.view)

    def relations(self) -> QuerySet[RelationRow]:
        """Return the relations open to this reader, whose ends are open too."""
        return RelationRow.objects.filter(view=self.view)

    def relations_of(self, entity: EntityRow) -> QuerySet[RelationRow]:
        """Return the relations of one thing, both directions, with both ends."""
        ends = self.relations().filter(Q(source=entity) | Q(target=entity))
        return ends.select_related("source", "target").defer("source__document", "target__document")

    def tags(self) -> QuerySet[TagRow]:
        """Return which concepts the things open to this reader are about."""
        return TagRow.objects.filter(entity__view=self.view)

    def changes(self) -> QuerySet[ChangeRow]:
        """Return what this reader sees changed, up to the published snapshot, the latest first."""
        snapshot = published()
        if snapshot is None:
            return ChangeRow.objects.none()
        told = ChangeRow.objects.filter(view=self.view, built_at__lte=snapshot.built_at)
        return told.order_by("-built_at", "position")

    def search_index(self) -> SearchIndex | None:
        """Return the search index of this reader's view, None before the first build."""
        snapshot = published()
        return _search_index(str(search_path(snapshot.identifier, self.view))) if snapshot else None


PUBLIC = Reader(View.PUBLIC)


def reader_of(_request: HttpRequest) -> Reader:
    """Return what this request may read. Only the public role exists, so everybody has it."""
    return PUBLIC


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody who may decide pairs of records, by the name their command line gave."""

    name: str


def reviewer_of(request: HttpRequest) -> Reviewer | None:
    """Return who reviews through this request, None for whoever did not come by the address of entry."""
    if not settings.REVIEW:
        return None
    shown = request.COOKIES.get(REVIEW_COOKIE, "")
    try:
        session = signing.loads(shown, salt=_REVIEW_SALT, max_age=REVIEW_LASTS_S)
    except signing.BadSignature:
        return None
    expected = _review_session()
    return Reviewer(settings.REVIEW["name"]) if hmac.compare_digest(str(session), expected) else None


def admitted(token: str) -> str | None:
    """Return the cookie of a reviewer who shows the token of this run for the first time, else None.

    That it was used is kept in a file, made in one step, so that it holds for every process of the server.
    """
    if not settings.REVIEW or not hmac.compare_digest(token.encode(), settings.REVIEW["token"].encode()):
        return None
    used = Path(settings.HOME) / f"review-used-{_review_session()[:16]}"
    try:
        used.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        return None
    return signing.dumps(_review_session(), salt=_REVIEW_SALT)


def _review_session() -> str:
    return hashlib.sha256(settings.REVIEW["token"].encode()).hexdigest()


def may_stop(request: HttpRequest, run: RunRow) -> bool:
    """Whether this request comes from the browser that asked for a run.

    Of two who ask the same question the first may stop it, since its answer is awaited by the first; whoever
    asks for it anew after that becomes the one who may.
    """
    return _asked_as(run) in _runs_asked(request)


def let_stop(request: HttpRequest, response: HttpResponse, run: RunRow) -> None:
    """Give the browser that asks for a run the right to stop it, in a signed cookie no script can read."""
    asked = [*(each for each in _runs_asked(request) if each != _asked_as(run)), _asked_as(run)]
    response.set_cookie(
        RUNS_COOKIE,
        signing.dumps(asked[-MOST_RUNS:], salt=_RUNS_SALT),
        max_age=RUNS_LAST_S,
        secure=settings.CSRF_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _runs_asked(request: HttpRequest) -> list[str]:
    shown = request.COOKIES.get(RUNS_COOKIE, "")
    try:
        asked = signing.loads(shown, salt=_RUNS_SALT, max_age=RUNS_LAST_S)
    except signing.BadSignature:
        return []
    return [str(each) for each in asked] if isinstance(asked, list) else []


def _asked_as(run: RunRow) -> str:
    """Return what names one asking of a run: its key, and when it was asked for."""
    return f"{run.key}@{run.asked_at.timestamp():.6f}"


def published() -> SnapshotRow | None:
    """Return the snapshot the site shows, None before the first load; the same all through a request."""
    seen = _SEEN.get()
    if seen is None:
        return SnapshotRow.objects.first()
    if not seen:
        seen.append(SnapshotRow.objects.first())
    return seen[0]


def one_snapshot(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Make every request ask once which snapshot is shown, so that no page mixes what it takes from two."""

    def answer(request: HttpRequest) -> HttpResponse:
        token = _SEEN.set([])
        try:
            return get_response(request)
        finally:
            _SEEN.reset(token)

    return answer


def search_path(identifier: str, view: View) -> Path:
    """Return the folder of the search index of a snapshot's view."""
    return search_folder(snapshot_folder(settings.HOME, identifier), view)


@lru_cache(maxsize=2)  # the published snapshot's, and the one before during a change
def _search_index(folder: str) -> SearchIndex | None:
    return SearchIndex.open(Path(folder), bundled_thesaurus()) if Path(folder).is_dir() else None
