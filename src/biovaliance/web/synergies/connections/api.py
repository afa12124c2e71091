"""How organisations are connected, as the API gives it."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from biovaliance.foundation.errors import BiovalianceError, NotFoundError
from biovaliance.synergies.connections.answering import connect, plain
from biovaliance.synergies.connections.joining import MOST_JOINED
from biovaliance.web.access import reader_of
from biovaliance.web.machines.api.answers import Problem, cacheable, snapshot_or_503
from biovaliance.web.synergies.connections.store import read_walk

router = Router()


class NodeOut(Schema):
    """A thing of the network."""

    key: str
    kind: str
    name_en: str
    name_fr: str


class StepOut(Schema):
    """One relation on a way; `forward` tells whether the relation points along the way."""

    source: NodeOut
    relation: str
    forward: bool
    target: NodeOut
    since: str
    until: str
    evidence: list[dict[str, str]]


class PathOut(Schema):
    """One way, as steps and as a sentence that names its sources; a lower cost is a closer link."""

    cost: float
    sentence_en: str
    sentence_fr: str
    steps: list[StepOut]


class IntroducerOut(NodeOut):
    """An organisation that could introduce them, and why."""

    cost: float
    reason_en: str
    reason_fr: str


class ApartOut(NodeOut):
    """A thing that nothing joins to the others, with how far the network reaches around it."""

    reached: int
    nearest: list[PathOut]


class ConnectionOut(Schema):
    """How things are connected: the closest ways between two, or what joins three to five."""

    asked: list[NodeOut]
    connected: bool
    paths: list[PathOut]
    between: list[str] = Field(description="Keys of the things that join those asked for.")
    cost: float
    introducers: list[IntroducerOut]
    apart: list[ApartOut]
    snapshot: str


class Asked(Schema):
    """The things, by key."""

    start: str = Field(alias="from", max_length=160, description="A key, such as organisation:femto-st.")
    end: str = Field(alias="to", max_length=160, description="Another key.")
    also: list[str] = Field(
        [], max_length=MOST_JOINED - 2, description="Up to three further keys: what joins all of them."
    )


@router.get(
    "/",
    response={200: ConnectionOut, 404: Problem, 422: Problem, 503: Problem},
    summary="How things are connected",
    url_name="connections",
)
def connections(request: HttpRequest, response: HttpResponse, asked: Query[Asked]):
    """Return the closest ways between two things, or what joins up to five, and who could introduce them."""
    snapshot = snapshot_or_503()
    walk = read_walk(reader_of(request), timezone.localdate().year)
    try:
        found = plain(connect(walk, [asked.start, asked.end, *asked.also]))
    except NotFoundError as error:
        raise HttpError(404, str(error)) from error
    except BiovalianceError as error:
        raise HttpError(422, str(error)) from error
    cacheable(request, response, snapshot.identifier)
    return {**found, "snapshot": snapshot.identifier}
