"""What the answers of the API share: links, problems, and how long they hold."""

import hashlib
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Schema
from ninja.errors import HttpError

import biovaliance
from biovaliance.web.access import published
from biovaliance.web.addresses import absolute
from biovaliance.web.models import SnapshotRow

PAGE_LIMIT = 200
Language = Literal["en", "fr"]


class Link(Schema):
    """A thing, named and linked."""

    key: str
    kind: str
    name: str
    url: str


class Problem(Schema):
    """Why an answer could not be given."""

    detail: str


def snapshot_or_503() -> SnapshotRow:
    """Return the snapshot that is shown, or refuse in words where there is none yet."""
    snapshot = published()
    if snapshot is None:
        raise HttpError(503, "No snapshot is loaded yet; build the atlas first.")
    return snapshot


def cacheable(request: HttpRequest, response: HttpResponse, version: str) -> None:
    """Give an answer its tag and its time.

    The answer depends on the version, the address and the day (what is coming will be past), so the tag
    needs no look at the body.
    """
    parts = (
        version,
        biovaliance.__version__,
        timezone.localdate(),
        absolute(request, request.get_full_path()),
    )
    digest = hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()[:24]
    response["ETag"] = f'"{digest}"'
    response["Cache-Control"] = "public, max-age=300"
