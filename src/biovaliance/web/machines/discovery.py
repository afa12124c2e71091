"""What crawlers and monitors ask first."""

from xml.sax.saxutils import escape

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from biovaliance.atlas.fields import Kind
from biovaliance.foundation.languages import LANGUAGES
from biovaliance.web.access import published, reader_of
from biovaliance.web.addresses import LIST_NAMES, absolute, concept_address, entity_address, localised_address
from biovaliance.web.atlas.directory import thesaurus

STATIC_PAGES = (
    "home",
    *LIST_NAMES.values(),
    "map",
    "network",
    "connections",
    "search",
    "concepts",
    "news",
    "changes",
    "about",
    "method",
    "sources",
    "licences",
    "data",
    "api",
    "feeds",
    "widgets",
    "accessibility",
    "legal",
    "privacy",
    "correction",
)


@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """Say whether the site can show an atlas: database reached, snapshot loaded."""
    try:
        snapshot = published()
    except DatabaseError:
        return JsonResponse({"ready": False, "reason": "the database cannot be reached"}, status=503)
    if snapshot is None:
        return JsonResponse({"ready": False, "reason": "no snapshot is loaded"}, status=503)
    return JsonResponse({"ready": True, "snapshot": snapshot.identifier})


@require_safe
@vary_on_headers("Accept-Language")
def root(request: HttpRequest) -> HttpResponseRedirect:
    """Send a reader to the home page in their language."""
    language = translation.get_language_from_request(request)
    code = "fr" if language.startswith("fr") else "en"
    return HttpResponseRedirect(localised_address("home", language=code))


@require_safe
@cache_control(max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Welcome robots, and spare them the endless combinations of filters."""
    lines = [
        "User-agent: *",
        "Allow: /",
        "Disallow: /*/search/?",
        "Disallow: /*/exports/",
        "Disallow: /*/correction/?",
        f"Sitemap: {absolute(request, reverse('sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every page in both languages, each naming the other."""
    snapshot = published()
    changed = snapshot.built_at.date().isoformat() if snapshot else ""
    things = reader_of(request).entities().exclude(currency="unverified").order_by("kind", "slug")
    pages = [
        *({code: localised_address(name, language=code) for code in LANGUAGES} for name in STATIC_PAGES),
        *(
            {code: entity_address(Kind(kind), slug, code) for code in LANGUAGES}
            for kind, slug in things.values_list("kind", "slug")
        ),
        *(
            {code: concept_address(concept_id, code) for code in LANGUAGES}
            for concept_id in thesaurus().concepts
        ),
    ]
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    )
    parts = [head]
    for page in pages:
        addresses = {code: escape(absolute(request, path)) for code, path in page.items()}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
            for code, address in addresses.items()
        )
        modified = f"<lastmod>{changed}</lastmod>" if changed else ""
        parts += [f"<url><loc>{address}</loc>{modified}{others}</url>\n" for address in addresses.values()]
    parts.append("</urlset>\n")
    return HttpResponse("".join(parts), content_type="application/xml; charset=utf-8")
