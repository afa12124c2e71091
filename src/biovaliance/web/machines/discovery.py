"""What crawlers and monitors ask first."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from biovaliance.atlas.fields import Kind
from biovaliance.bioproduction.library.catalogue import entries
from biovaliance.foundation.languages import LANGUAGES
from biovaliance.synergies.suppliers.signs import chain
from biovaliance.web.access import published, reader_of
from biovaliance.web.addresses import DETAIL_NAMES, LIST_NAMES, absolute, localised_address
from biovaliance.web.atlas.directory import thesaurus
from biovaliance.web.synergies.calls.store import read_calls

PAGES_PER_SITEMAP = 20_000
"""Each page is listed in two languages, and a sitemap holds at most 50,000 addresses (sitemaps.org)."""
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
STATIC_PAGES = (
    "home",
    *LIST_NAMES.values(),
    "calls",
    "calls_fit",
    "consortium",
    "partners",
    "production",
    "production_compare",
    "production_edit",
    "map",
    "network",
    "connections",
    "value_chain",
    "search",
    "concepts",
    "publications",
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
        "Disallow: /en/partners/?",
        "Disallow: /fr/partenaires/?",
        "Disallow: /en/connections/?",
        "Disallow: /fr/liens/?",
        f"Sitemap: {absolute(request, reverse('sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every page in both languages, each naming the other; a large atlas is listed in parts."""
    pages = _pages(request)
    parts = -(-len(pages) // PAGES_PER_SITEMAP)
    if parts <= 1:
        return _urlset(request, pages)
    found = "".join(
        f"<sitemap><loc>{escape(absolute(request, reverse('sitemap_part', args=[number])))}</loc></sitemap>\n"
        for number in range(1, parts + 1)
    )
    return _xml(f'<sitemapindex xmlns="{_SITEMAPS}">\n{found}</sitemapindex>\n')


@require_safe
@cache_control(max_age=3600)
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """List one part of the pages of a large atlas."""
    pages = _pages(request)[(number - 1) * PAGES_PER_SITEMAP : number * PAGES_PER_SITEMAP]
    if number < 1 or not pages:
        raise Http404(f"sitemap {number}")
    return _urlset(request, pages)


def _pages(request: HttpRequest) -> list[tuple[str, tuple[str, ...]]]:
    """Return the name and arguments of every page that is listed."""
    things = reader_of(request).entities().exclude(currency="unverified").order_by("kind", "slug")
    return [
        *((name, ()) for name in STATIC_PAGES),
        *((DETAIL_NAMES[Kind(kind)], (slug,)) for kind, slug in things.values_list("kind", "slug")),
        *(("call", (slug,)) for slug in read_calls(reader_of(request))),
        *(("concept", (concept_id,)) for concept_id in thesaurus().concepts),
        *(("production_process", (entry.name,)) for entry in entries()),
        *(("production_decisions", (entry.name,)) for entry in entries()),
        *(("value_chain_step", (concept_id,)) for concept_id in chain(thesaurus())),
    ]


def _urlset(request: HttpRequest, pages: Iterable[tuple[str, tuple[str, ...]]]) -> HttpResponse:
    snapshot = published()
    modified = f"<lastmod>{snapshot.built_at.date().isoformat()}</lastmod>" if snapshot else ""
    parts = [f'<urlset xmlns="{_SITEMAPS}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n']
    for name, arguments in pages:
        addresses = {
            code: escape(absolute(request, localised_address(name, *arguments, language=code)))
            for code in LANGUAGES
        }
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
            for code, address in addresses.items()
        )
        parts += [f"<url><loc>{address}</loc>{modified}{others}</url>\n" for address in addresses.values()]
    return _xml("".join([*parts, "</urlset>\n"]))


def _xml(text: str) -> HttpResponse:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return HttpResponse(head + text, content_type="application/xml; charset=utf-8")
