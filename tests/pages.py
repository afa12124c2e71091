"""The pages of the site: every one with an address of its own, and the profiles that a sitemap lists."""

import re
import urllib.request
from collections import defaultdict
from functools import cache

from django.urls import URLPattern, reverse
from django.utils.translation import override

from biovaliance.web.atlas import urls as atlas_urls
from biovaliance.web.bioproduction.decisions import urls as decision_urls
from biovaliance.web.bioproduction.results import urls as result_urls
from biovaliance.web.bioproduction.runs import urls as run_urls
from biovaliance.web.bioproduction.scenarios import urls as scenario_urls
from biovaliance.web.bioproduction.suppliers import urls as process_supplier_urls
from biovaliance.web.showcase import urls as showcase_urls
from biovaliance.web.synergies.calls import urls as calls_urls
from biovaliance.web.synergies.connections import urls as connection_urls
from biovaliance.web.synergies.consortium import urls as consortium_urls
from biovaliance.web.synergies.partners import urls as partner_urls
from biovaliance.web.synergies.suppliers import urls as supplier_urls

LANGUAGES = ("en", "fr")
PARAMETER = re.compile(r"<(?:\w+:)?\w+>")


def _patterns() -> list[URLPattern]:
    parts = (
        *(showcase_urls, atlas_urls, calls_urls, connection_urls, consortium_urls, partner_urls),
        *(supplier_urls, scenario_urls, run_urls, result_urls, decision_urls, process_supplier_urls),
    )
    return [pattern for urls in parts for pattern in urls.urlpatterns if pattern.name]


SENT = {"production_check", "production_swap", "production_run_start", "production_run_stop"}
"""What takes a form and leads to a page."""
KEPT = {"production_scenario", "production_run", "production_runs_of", "production_run_lots"}
"""Pages of what visitors keep; there are none until somebody does, and no sitemap lists them."""


def _is_page(pattern: URLPattern) -> bool:
    # The others answer with data: /search/suggest/, /map/points.geojson and the like.
    if pattern.name in {"suggest", *SENT, *KEPT}:
        return False
    return not re.search(r"\.[\w<>:]+$", str(pattern.pattern))


LIST_PAGES = sorted(
    {
        pattern.name
        for pattern in _patterns()
        if _is_page(pattern) and not PARAMETER.search(str(pattern.pattern))
    }
)
PROFILE_PAGES = sorted(
    {pattern.name for pattern in _patterns() if _is_page(pattern) and PARAMETER.search(str(pattern.pattern))}
)


def path_of(name: str, language: str) -> str:
    """Return the path of a page without parameters."""
    with override(language):
        return reverse(name)


@cache
def profiles(site: str) -> dict[tuple[str, str], list[str]]:
    """Return the paths of all profiles by page name and language, the page with the least text first.

    They are found as a search engine finds them: in the sitemap.
    """
    sizes: defaultdict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    shapes = {}
    for language in LANGUAGES:
        with override(language):
            for name in PROFILE_PAGES:
                before, after = map(re.escape, reverse(name, args=["any-thing"]).split("any-thing"))
                shapes[name, language] = re.compile(f"{before}[^/]+{after}")
    for path in sitemap_paths(site):
        for page, shape in shapes.items():
            if shape.fullmatch(path):
                with urllib.request.urlopen(site + path) as answer:
                    sizes[page].append((len(answer.read()), path))
    return {key: [path for _, path in sorted(found)] for key, found in sizes.items()}


def sitemap_paths(site: str) -> list[str]:
    """Return the paths of the sitemap, of its parts too where it is an index."""
    with urllib.request.urlopen(f"{site}/sitemap.xml") as answer:
        text = answer.read().decode()
    found = []
    for address in re.findall(r"<loc>\s*([^<]+?)\s*</loc>", text):
        path = re.sub(r"^https?://[^/]+", "", address)
        if path.endswith(".xml"):
            with urllib.request.urlopen(site + path) as answer:
                found += [
                    re.sub(r"^https?://[^/]+", "", inner)
                    for inner in re.findall(r"<loc>\s*([^<]+?)\s*</loc>", answer.read().decode())
                ]
        else:
            found.append(path)
    return found
