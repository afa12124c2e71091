"""What the pages about the site itself say, with figures from the published snapshot."""

from typing import Any

from django.db.models import Count, F
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from biovaliance.atlas.fields import KIND_PLURALS, Kind
from biovaliance.showcase.linked_data import dataset_json_ld
from biovaliance.sources.definitions import source_definition
from biovaliance.sources.gathering import COMMUNES, READERS
from biovaliance.web.access import Reader, published, reader_of
from biovaliance.web.addresses import LIST_NAMES, absolute
from biovaliance.web.atlas.presenting import words
from biovaliance.web.machines.exports import FORMATS, export_links
from biovaliance.web.place import served_region
from biovaliance.web.showcase.freshness import freshness

OPEN_SOURCES = (*READERS, COMMUNES)


def about(reader: Reader) -> dict[str, Any]:
    """Return who coordinates the initiative, as the atlas itself has it."""
    coordinated = reader.relations().filter(target__key="organisation:biovaliance")
    rows = (
        coordinated.select_related("source")
        .defer("source__document")
        .order_by("type_code", "source__sort_name")
    )
    return {"initiative": [row.source for row in rows]}


def method(reader: Reader) -> dict[str, Any]:
    """Return what the published snapshot counts, keeps and leaves out."""
    snapshot = published()
    currencies = dict(
        reader.entities().filter(kind=Kind.ORGANISATION).values_list("currency").annotate(n=Count("id"))
    )
    disagreeing = (
        reader.entities()
        .filter(disagrees=True)
        .order_by("kind", "sort_name")
        .only("kind", "slug", "title_en", "title_fr")
    )
    return {
        "manifest": snapshot.manifest if snapshot else None,
        "freshness": freshness(
            snapshot.manifest["receipts"] if snapshot else (), served_region(), timezone.localdate()
        ),
        "currencies": currencies,
        "disagreeing": list(disagreeing),
        "kinds": [
            {
                "label": words(KIND_PLURALS[kind]),
                "count": (snapshot.manifest["counts"].get(kind, 0) if snapshot else 0),
            }
            for kind in Kind
        ],
    }


def sources(_reader: Reader) -> dict[str, Any]:
    """Return every publisher with its number of statements, and the files that were read."""
    snapshot = published()
    manifest = snapshot.manifest if snapshot else {}
    receipts = manifest.get("receipts", [])
    read = dict.fromkeys(receipt.get("source_key", "") for receipt in receipts)
    return {
        "publishers": manifest.get("publishers", []),
        "receipts": receipts,
        "attributions": [
            *(
                {"text": words(terms.attribution), "licence": terms.licence}
                for terms in served_region().sources
            ),
            *(
                {"text": words(definition.attribution), "licence": definition.licence}
                for key in OPEN_SOURCES
                if key in read and (definition := source_definition(key))
            ),
        ],
    }


def data(request: HttpRequest) -> dict[str, Any]:
    """Return the downloads of every kind, unfiltered, for people and for data catalogues."""
    return {
        "json_ld": _dataset(request),
        "downloads": [
            {
                "label": words(KIND_PLURALS[kind]),
                "url": reverse(LIST_NAMES[kind]),
                "links": export_links(kind),
            }
            for kind in Kind
        ],
    }


def api() -> dict[str, Any]:
    """Return the addresses of the lists that the read API answers with."""
    return {
        "lists": [
            *(
                {"label": words(KIND_PLURALS[kind]), "address": f"/api/v1/{name}/"}
                for kind, name in LIST_NAMES.items()
            ),
            {"label": _("Calls for projects"), "address": "/api/v1/calls/"},
        ]
    }


def _dataset(request: HttpRequest) -> dict[str, Any]:
    snapshot = published()
    downloads = [
        (FORMATS[code][1].partition(";")[0], absolute(request, reverse("export", args=[name, code])))
        for name in LIST_NAMES.values()
        for code in ("csv", "jsonld")
    ]
    place = {"place": words(served_region().inside)}
    return dataset_json_ld(
        _("Biotherapies and bioproduction %(place)s") % place,
        _(
            "Who does what in biotherapies and bioproduction %(place)s: organisations, platforms, projects, "
            "technologies and trials, each fact with its source."
        )
        % place,
        absolute(request, reverse("data")),
        snapshot.built_at.isoformat() if snapshot else "",
        absolute(request, reverse("licences")),
        downloads,
    )


def widgets(request: HttpRequest) -> dict[str, Any]:
    """Return the addresses of the widgets and the lines that frame them."""
    found = []
    projects = reader_of(request).entities().filter(kind=Kind.PROJECT)
    largest = projects.order_by(F("amount_eur").desc(nulls_last=True), "slug").first()
    shown: list[tuple[str, int, tuple[str, ...]]] = [("widget_map", 480, ()), ("widget_directory", 560, ())]
    if largest:
        shown.append(("widget_project", 420, (largest.slug,)))
    for name, height, arguments in shown:
        address = absolute(request, reverse(name, args=arguments))
        found.append(
            {
                "name": name,
                "path": reverse(name, args=arguments),
                "height": height,
                "snippet": f'<iframe src="{address}" title="Biovaliance" width="100%" height="{height}" '
                'loading="lazy"></iframe>',
            }
        )
    return {"widgets": found}
