"""The public face: ask, compute, show."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from biovaliance.atlas.fields import Kind
from biovaliance.web.access import reader_of
from biovaliance.web.atlas.directory import read_choice
from biovaliance.web.atlas.presenting import present_listing, present_views
from biovaliance.web.atlas.store import read_listing, select_ids
from biovaliance.web.machines.exports import export_links
from biovaliance.web.place import map_file
from biovaliance.web.showcase import mapping, moving_words, networking, statements
from biovaliance.web.showcase.home import present_home
from biovaliance.web.showcase.news import read_news
from biovaliance.web.showcase.pictures import region_picture
from biovaliance.web.showcase.searching import present_search, present_suggestions
from biovaliance.web.templatetags.biovaliance import reader_language


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what the region is good at, who is there, what is new, and where to go from here."""
    return render(request, "showcase/home.html", present_home(reader_of(request), timezone.localdate()))


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what the atlas holds on some words, with the reason of each result."""
    return render(request, "showcase/search.html", present_search(reader_of(request), request.GET))


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Answer the search box while somebody types."""
    answer = JsonResponse(present_suggestions(reader_of(request), request.GET.get("q", "")))
    answer["Cache-Control"] = "max-age=60"
    return answer


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """Show the directory's choice on a map, with an equal list beside it."""
    choice = read_choice(Kind.ORGANISATION, request.GET)
    reader = reader_of(request)
    today = timezone.localdate()
    listing = read_listing(reader, choice, reader_language(), today, page_size=1)
    placed, unplaced = mapping.read_places(reader, select_ids(reader, choice, today))
    context: dict[str, Any] = present_listing(choice, listing)
    towns = mapping.by_town(placed, context["list_query"])
    context |= {
        "towns_shown": [town for town in towns if not town["folded"]],
        "other_towns": (others := [town for town in towns if town["folded"]])[: mapping.MOST_TOWNS],
        "towns_left": len(others[mapping.MOST_TOWNS :]),
        "placed": len(placed),
        "unplaced_rows": mapping.by_town_less(unplaced[: mapping.MOST_UNPLACED]),
        "unplaced_count": len(unplaced),
        "unplaced_left": len(unplaced[mapping.MOST_UNPLACED :]),
        "picture": region_picture(reader),
        "strings": moving_words.map_strings(),
        "basemap": map_file("basemap"),
        "exports": export_links(Kind.ORGANISATION, context["list_query"]),
        "views": present_views(Kind.ORGANISATION, context["list_query"], on_map=True),
        "crumbs": [{"label": _("Map")}],
        "action": request.path,
        "reset_url": request.path,
    }
    return render(request, "showcase/map.html", context)


@require_safe
def map_points(request: HttpRequest) -> HttpResponse:
    """Answer with the points of the directory's choice, as GeoJSON."""
    choice = read_choice(Kind.ORGANISATION, request.GET)
    reader = reader_of(request)
    placed, _unplaced = mapping.read_places(reader, select_ids(reader, choice, timezone.localdate()))
    return HttpResponse(
        json.dumps(mapping.geojson(placed), ensure_ascii=False),
        content_type="application/geo+json; charset=utf-8",
    )


@require_safe
def network(request: HttpRequest) -> HttpResponse:
    """Show who works with whom, with the table behind the picture."""
    return render(
        request, "showcase/network.html", networking.present_network(reader_of(request), request.GET)
    )


@require_safe
def network_graph(request: HttpRequest) -> JsonResponse:
    """Answer with the nodes and edges that the network shows."""
    return JsonResponse(networking.graph_data(reader_of(request), request.GET))


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """Show dated facts, the newest first."""
    items = read_news(reader_of(request), timezone.localdate(), 60)
    return render(request, "showcase/news.html", {"items": items, "crumbs": [{"label": _("What is new")}]})


def _page(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    return render(request, f"showcase/{name}.html", {"title": title, "crumbs": [{"label": title}], **context})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what the initiative and this site are for."""
    return _page(request, "about", _("About"), **statements.about(reader_of(request)))


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Say how facts are gathered, counted and corrected."""
    return _page(request, "method", _("Method"), **statements.method(reader_of(request)))


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """List every publisher the atlas rests on, with how much."""
    return _page(request, "sources", _("Sources"), **statements.sources(reader_of(request)))


@require_safe
def licences(request: HttpRequest) -> HttpResponse:
    """Say under which licence each part may be used again."""
    return _page(request, "licences", _("Licences"))


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Offer the whole public atlas for download."""
    return _page(request, "data", _("Data to download"), **statements.data(request))


@require_safe
def api(request: HttpRequest) -> HttpResponse:
    """Explain the read API with worked examples."""
    return _page(request, "api", "API", **statements.api())


@require_safe
def widgets(request: HttpRequest) -> HttpResponse:
    """Offer the widgets with the lines to copy."""
    return _page(request, "widgets", _("Widgets"), **statements.widgets(request))


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Declare how far the site conforms to WCAG and RGAA."""
    return _page(request, "accessibility", _("Accessibility"))


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Say who publishes and hosts the site."""
    return _page(request, "legal", _("Legal notice"))


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say which personal data there are, why, and for how long."""
    return _page(request, "privacy", _("Privacy"))


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django gives it
    """Show the page for a form that was not sent from this site."""
    return render(request, "403.html", {"form_refused": True}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django gives it
    """Show the page for what does not exist; programs are told in JSON."""
    if request.path.startswith("/api/"):
        detail = f"Nothing is at {request.path}; see /api/v1/openapi.json."
        return JsonResponse({"detail": detail}, status=404)
    return render(request, "404.html", status=404)


def failed(_request: HttpRequest) -> HttpResponse:
    """Show the page for a fault of ours; it asks nothing of the request, which may be the fault."""
    return HttpResponse(render_to_string("500.html"), status=500)
