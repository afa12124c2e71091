"""Directories, profiles and concepts: ask, compute, show."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from biovaliance.atlas.fields import KIND_PLURALS, Kind
from biovaliance.web.access import reader_of
from biovaliance.web.addresses import LIST_NAMES
from biovaliance.web.atlas.changes import present_changes
from biovaliance.web.atlas.concepts import present_concept, present_scheme_trees
from biovaliance.web.atlas.directory import read_choice, thesaurus
from biovaliance.web.atlas.pipeline import present_pipeline
from biovaliance.web.atlas.presenting import present_listing, words
from biovaliance.web.atlas.profile import present_profile
from biovaliance.web.atlas.publications import present_publications, present_topics
from biovaliance.web.atlas.store import entity_of, read_entity_row, read_listing, read_relations, read_tags
from biovaliance.web.machines.exports import export_links
from biovaliance.web.machines.linked_data import entity_json_ld
from biovaliance.web.synergies.calls.presenting import present_links
from biovaliance.web.synergies.calls.store import calls_of_programme
from biovaliance.web.templatetags.biovaliance import reader_language

_PROFILES = {Kind.ORGANISATION: "atlas/organisation.html", Kind.EVENT: "atlas/event.html"}
"""Templates of the kinds whose pages hold more than those of the others."""


@require_safe
def directory(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Show one page of the directory of a kind, filtered as the address says."""
    choice = read_choice(kind, request.GET)
    reader = reader_of(request)
    listing = read_listing(reader, choice, reader_language(), timezone.localdate())
    context: dict[str, Any] = present_listing(choice, listing)
    context |= {
        "kind": str(kind),
        "title": words(KIND_PLURALS[kind]),
        "crumbs": [{"label": words(KIND_PLURALS[kind])}],
        "exports": export_links(kind, context["list_query"]),
        "pipeline": present_pipeline(reader, kind),
    }
    return render(request, f"atlas/{LIST_NAMES[kind]}.html", context)


@require_safe
def profile(request: HttpRequest, kind: Kind, slug: str) -> HttpResponse:
    """Show all that is known of one thing, each fact with its source."""
    reader = reader_of(request)
    row = read_entity_row(reader, kind, slug)
    if row is None:
        raise Http404(f"{kind} {slug}")
    context = present_profile(
        entity_of(row), row, read_relations(reader, row), read_tags(reader, [row.id]).get(row.id, ()), reader
    )
    if kind is Kind.ORGANISATION:
        context["publications"] = present_publications(context["entity"])
    if kind is Kind.PROGRAMME:
        context["calls"] = present_links(calls_of_programme(reader, slug))
    context["json_ld"] = entity_json_ld(request, context["entity"], context["relations"])
    return render(request, _PROFILES.get(kind, "atlas/thing.html"), context)


@require_safe
def concepts(request: HttpRequest) -> HttpResponse:
    """Show the whole vocabulary as a tree per scheme, with how many things each concept gathers."""
    return render(request, "atlas/concepts.html", present_scheme_trees(reader_of(request)))


@require_safe
def concept(request: HttpRequest, concept_id: str) -> HttpResponse:
    """Show a concept, and who does this here."""
    found = thesaurus().concepts.get(concept_id)
    if found is None:
        raise Http404(concept_id)
    return render(request, "atlas/concept.html", present_concept(reader_of(request), found))


@require_safe
def publications(request: HttpRequest) -> HttpResponse:
    """Show who publishes on what: the topics of the region's organisations."""
    return render(request, "atlas/publications.html", present_topics(reader_of(request), request.GET))


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Show what each build changed, the latest first."""
    return render(
        request, "atlas/changes.html", present_changes(reader_of(request), request.GET.get("page", ""))
    )
