"""The vocabulary as the API gives it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.errors import HttpError

from biovaliance.web.addresses import absolute, concept_address
from biovaliance.web.atlas.directory import thesaurus
from biovaliance.web.machines.api.answers import Problem, cacheable

router = Router()


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


@router.get("/", response=list[ConceptOut], summary="The whole vocabulary")
def list_concepts(request: HttpRequest, response: HttpResponse):
    """Return every concept in both languages."""
    cacheable(request, response, thesaurus().version)
    return [_concept(request, concept) for concept in thesaurus().concepts.values()]


@router.get("/{concept_id}/", response={200: ConceptOut, 404: Problem}, summary="One concept")
def one_concept(request: HttpRequest, response: HttpResponse, concept_id: str):
    """Return one concept in both languages."""
    concept = thesaurus().concepts.get(concept_id)
    if concept is None:
        raise HttpError(404, f"No concept is called '{concept_id}'; list them with /api/v1/concepts/.")
    cacheable(request, response, thesaurus().version)
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
