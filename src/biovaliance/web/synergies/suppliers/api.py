"""Who does a step of the production chain, as the API gives it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from biovaliance.synergies.suppliers.signs import chain
from biovaliance.synergies.suppliers.telling import plain
from biovaliance.web.access import reader_of
from biovaliance.web.addresses import absolute, localised_address
from biovaliance.web.atlas.directory import thesaurus
from biovaliance.web.machines.api.answers import Problem, cacheable, snapshot_or_503
from biovaliance.web.synergies.suppliers.store import read_chain

router = Router()


class StepSummary(Schema):
    """A step of the chain with how many organisations are seen at it."""

    step: str = Field(description="A concept of the vocabulary.")
    name_en: str
    name_fr: str
    url: str
    seen_in_region: bool = Field(description="Whether a source says so. Not seen is not absent.")
    gap_en: str
    gap_fr: str
    counts: dict[str, dict[str, int]] = Field(
        description="By circle (region, country, europe, elsewhere, unplaced), then by what is seen (does, "
        "close, involved)."
    )
    parts: list[str] = Field(description="The narrower steps.")
    parts_not_seen_in_region: list[str]


class SignOut(Schema):
    """One piece of evidence: the passage, through which other thing, and who says so."""

    concept: str
    kind: str = Field(description="declared, platform, technology, described, project or trial.")
    strength: str
    passage: str
    field: str
    through: str
    source: str


class SupplierOut(Schema):
    """An organisation that does the step or comes near."""

    key: str
    name_en: str
    name_fr: str
    circle: str
    strength: str
    town: str
    country: str
    distance_km: float | None = Field(description="From the middle of the region's organisations.")
    signs: list[SignOut]


class StepOut(StepSummary):
    """A step with everybody seen at it."""

    suppliers: list[SupplierOut]
    snapshot: str


@router.get(
    "/",
    response={200: list[StepSummary], 503: Problem},
    summary="The steps of the production chain",
    url_name="value_chain",
)
def value_chain(request: HttpRequest, response: HttpResponse):
    """Return every step of the chain with how many organisations are seen at it, near and far."""
    snapshot = snapshot_or_503()
    cacheable(request, response, snapshot.identifier)
    return [_told(request, supply) for supply in read_chain(reader_of(request))]


@router.get(
    "/{step}/",
    response={200: StepOut, 404: Problem, 503: Problem},
    summary="Who does one step",
    url_name="value_chain_step",
)
def value_chain_step(request: HttpRequest, response: HttpResponse, step: str):
    """Return who does one step of the chain, with every piece of evidence."""
    snapshot = snapshot_or_503()
    for supply in read_chain(reader_of(request)):
        if supply.concept_id == step:
            cacheable(request, response, snapshot.identifier)
            return {**_told(request, supply), "snapshot": snapshot.identifier}
    raise HttpError(404, f"No step is called '{step}'; the steps are {', '.join(chain(thesaurus()))}.")


def _told(request: HttpRequest, supply: Any) -> dict[str, Any]:
    address = localised_address("value_chain_step", supply.concept_id, language="en")
    return {**plain(supply), "url": absolute(request, address)}
