"""Who fits a need, as the API gives it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from biovaliance.showcase.actors import ACTOR_GROUPS
from biovaliance.synergies.partners.telling import plain
from biovaliance.synergies.partners.values import SWITCHES
from biovaliance.web.access import reader_of
from biovaliance.web.addresses import absolute, key_address
from biovaliance.web.machines.api.answers import Language, Problem, cacheable, snapshot_or_503
from biovaliance.web.synergies.partners.asking import ask
from biovaliance.web.synergies.partners.forms import read_asked

router = Router()
LONGEST = 20_000


class UnderstoodOut(Schema):
    """A concept that is looked for, and the words that name it."""

    concept: str
    name: str
    passage: str
    implied: bool = Field(description="Whether a narrower concept that is looked for says it already.")


class ReasonOut(Schema):
    """One part of a score: how much it adds, why, and where that can be checked."""

    kind: str
    share: float
    text: str
    concept: str
    passage: str
    document: str
    evidence: dict[str, str] | None


class PartnerOut(Schema):
    """An organisation at its rank; the shares of its reasons add up to its score."""

    rank: int
    key: str
    name: str
    url: str
    type: str
    town: str
    country: str
    circle: str
    distance_km: float | None
    score: float
    reasons: list[ReasonOut]


class GapOut(Schema):
    """What nobody in the region is seen to do. Not seen is not absent."""

    concept: str
    name: str
    told: str
    nearest: list[str] = Field(description="Keys of organisations elsewhere, the nearest first.")


class TeammateOut(Schema):
    """One of those who complete each other: what it is the first to bring."""

    key: str
    brings: list[str]
    improves: list[str] = Field(description="What it does more directly than those before it.")


class TogetherOut(Schema):
    """Who completes whom, in order; concepts the one that asks brings itself, and that nobody brings."""

    partners: list[TeammateOut]
    held: list[str]
    missing: list[str]


class WhyNotOut(Schema):
    """Where an organisation stands that was asked about."""

    key: str
    told: str


class PartnersOut(Schema):
    """Who fits a need, best first, and what is missing in the region."""

    language_of_need: str
    understood: list[UnderstoodOut]
    partners: list[PartnerOut]
    considered: int
    place_unknown: int = Field(description="How many pass all filters but the distance, place unknown.")
    not_seen_in_region: list[GapOut]
    together: TogetherOut | None = Field(description="None where fewer than two concepts are looked for.")
    why_not: WhyNotOut | None
    snapshot: str


class Asked(Schema):
    """The question: words, or concepts of the vocabulary, or both."""

    q: str = Field("", max_length=LONGEST, description="What is looked for, in French or in English.")
    plus: list[str] = Field([], max_length=40, description="Concepts looked for besides those named.")
    less: list[str] = Field([], max_length=40, description="Concepts named that are not looked for.")
    type: list[str] = Field([], max_length=8, description=f"Groups of actors: {', '.join(ACTOR_GROUPS)}.")
    region: str = Field("", max_length=3, description="'yes' leaves out who lies elsewhere.")
    near: str = Field("", max_length=200, description="A town of the atlas, from where distance counts.")
    km: str = Field("", max_length=3, description="10, 30, 60 or 100: leaves out who is farther away.")
    stage: str = Field("", max_length=80, description="A development stage, such as phase-1.")
    stage_only: str = Field("", max_length=3, description="'yes' leaves out who is not at that stage.")
    terms: str = Field("", max_length=6, description="'chosen' where `term` says which terms count.")
    term: list[str] = Field([], max_length=16, description=f"Terms that count: {', '.join(SWITCHES)}.")
    who: str = Field("", max_length=200, description="The organisation that looks, by name or key.")
    without: list[str] = Field([], max_length=8, description="Organisations that are no answer.")
    why: str = Field("", max_length=200, description="An organisation: why is it not among the first?")
    language: Language = "en"


@router.get(
    "/",
    response={200: PartnersOut, 422: Problem, 503: Problem},
    summary="Who fits a need, and why",
    url_name="partners",
)
def partners(request: HttpRequest, response: HttpResponse, asked: Query[Asked]):
    """Return up to forty organisations that fit a need, each score the sum of its reasons, and the gaps."""
    snapshot = snapshot_or_503()
    found = ask(reader_of(request), read_asked(_sent(asked)), asked.language)
    if found.answer is None:
        raise HttpError(422, found.refusal or "Say in q what is looked for, or name concepts in plus.")
    cacheable(request, response, snapshot.identifier)
    told = plain(found.answer, asked.language)
    for each in told["partners"]:
        each["url"] = absolute(request, key_address(each["key"], asked.language))
    return {**told, "snapshot": snapshot.identifier}


def _sent(asked: Asked) -> QueryDict:
    """Return the question as the form of the page sends it, so that both are read by the same rules."""
    sent = QueryDict(mutable=True)
    values: dict[str, Any] = asked.dict()
    for name, value in values.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    return sent
