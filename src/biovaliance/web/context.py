"""What every template may use."""

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from biovaliance.sources.region import Region, bundled_region
from biovaliance.web.access import published
from biovaliance.web.addresses import absolute, alternates
from biovaliance.web.showcase.moving_words import suggest_strings


@cache
def served_region() -> Region:
    """Return the region this site serves."""
    return bundled_region()


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the snapshot shown, the region, and the same page in the other language."""
    paths = alternates(request)
    return {
        "site_name": "Biovaliance",
        "region": served_region(),
        "snapshot": SimpleLazyObject(published),
        "suggest_words": SimpleLazyObject(suggest_strings),
        "alternate_urls": paths,
        "absolute_alternates": {language: absolute(request, path) for language, path in paths.items()},
        "canonical_url": absolute(request, request.path),
        "origin": absolute(request, "/").removesuffix("/"),
    }
