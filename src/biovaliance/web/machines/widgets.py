"""Widgets other sites may frame: the map, a list, a project card. They alone may be framed."""

from typing import Any

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from biovaliance.atlas.fields import Kind
from biovaliance.web.access import reader_of
from biovaliance.web.atlas.directory import read_choice
from biovaliance.web.atlas.presenting import present_listing
from biovaliance.web.atlas.profile import present_relation
from biovaliance.web.atlas.store import entity_of, read_entity_row, read_listing, read_relations, select_ids
from biovaliance.web.showcase import mapping, moving_words
from biovaliance.web.templatetags.biovaliance import reader_language

ROWS = 10
framed = csp_replace({"frame-ancestors": ["*"]})


@require_safe
@xframe_options_exempt
@framed
def map_widget(request: HttpRequest) -> HttpResponse:
    """Show the map alone, filtered as the address says."""
    reader = reader_of(request)
    choice = read_choice(Kind.ORGANISATION, request.GET)
    placed, _ = mapping.read_places(reader, select_ids(reader, choice, timezone.localdate()))
    context = {
        "towns_shown": mapping.by_town(placed),
        "strings": moving_words.map_strings(),
        "list_query": choice.query_string(page=1),
    }
    return render(request, "machines/widget_map.html", context)


@require_safe
@xframe_options_exempt
@framed
def directory_widget(request: HttpRequest) -> HttpResponse:
    """Show a short list of organisations, filtered as the address says."""
    choice = read_choice(Kind.ORGANISATION, request.GET)
    listing = read_listing(
        reader_of(request), choice, reader_language(), timezone.localdate(), page_size=ROWS
    )
    return render(request, "machines/widget_directory.html", present_listing(choice, listing))


@require_safe
@xframe_options_exempt
@framed  # type: ignore[arg-type]
def project_widget(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a project as a card: what, who, how much, when."""
    reader = reader_of(request)
    row = read_entity_row(reader, Kind.PROJECT, slug)
    if row is None:
        raise Http404(slug)
    relations: list[dict[str, Any]] = [
        present_relation(relation, row) for relation in read_relations(reader, row)
    ]
    return render(
        request,
        "machines/widget_project.html",
        {"row": row, "entity": entity_of(row), "relations": relations},
    )
