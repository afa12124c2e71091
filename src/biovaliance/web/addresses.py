"""The address of every page, in one place for pages, feeds, exports and sitemaps."""

from functools import lru_cache
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language, override

from biovaliance.atlas.fields import Kind
from biovaliance.foundation.languages import LANGUAGES
from biovaliance.showcase.documents import CALL_KIND, CONCEPT_KIND

_GAP = "gap-"
DETAIL_NAMES = {kind: str(kind) for kind in Kind}
LIST_NAMES = {
    Kind.ORGANISATION: "organisations",
    Kind.PLATFORM: "platforms",
    Kind.PROJECT: "projects",
    Kind.TECHNOLOGY: "technologies",
    Kind.TRIAL: "trials",
    Kind.EVENT: "events",
    Kind.PROGRAMME: "programmes",
}


def entity_address(kind: Kind | str, slug: str, language: str | None = None) -> str:
    """Return the path of a thing's page, in the active language unless another is named."""
    return localised_address(DETAIL_NAMES[Kind(kind)], slug, language=language)


def key_address(key: str, language: str | None = None) -> str:
    """Return the path of the page of the thing with this key."""
    kind, _, slug = key.partition(":")
    return entity_address(kind, slug, language)


def concept_address(concept_id: str, language: str | None = None) -> str:
    """Return the path of a concept's page."""
    return localised_address("concept", concept_id, language=language)


def localised_address(name: str, *args: str, language: str | None = None) -> str:
    """Return the path of a named page, in the active language unless another is named."""
    below = _path_with_gaps(name, len(args), language or get_language() or "en")
    return get_script_prefix() + below.format(*(quote(arg, safe="") for arg in args))


@lru_cache(maxsize=256)
def _path_with_gaps(name: str, gaps: int, language: str) -> str:
    """Return a page's path below the site's root, with `{}` where the names of things go.

    A list has hundreds of addresses, and resolving each costs more than writing the line it stands in.
    """
    with override(language):
        path = reverse(name, args=[f"{_GAP}{number}" for number in range(gaps)])
    for number in range(gaps):
        path = path.replace(f"{_GAP}{number}", "{}")
    return path.removeprefix(get_script_prefix())


def alternates(request: HttpRequest) -> dict[str, str]:
    """Return the path of the same page in each language, choices in the address kept."""
    match = request.resolver_match
    if match is None or not match.url_name:
        return {language: localised_address("home", language=language) for language in LANGUAGES}
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = reverse(match.view_name, args=match.args, kwargs=match.kwargs) + query
    return found


def hit_address(kind: str, slug: str) -> str:
    """Return the page of what a search found: a thing of the atlas, a concept or a call for projects."""
    if kind == CALL_KIND:
        return localised_address("call", slug)
    return concept_address(slug) if kind == CONCEPT_KIND else entity_address(kind, slug)


def absolute(request: HttpRequest | None, path: str) -> str:
    """Return the full address of a path: the site's public origin where it is set."""
    if settings.ORIGIN:
        return f"{settings.ORIGIN}{path}"
    try:
        return request.build_absolute_uri(path) if request else path
    except DisallowedHost:  # the page that refuses a host must not name it
        return path
