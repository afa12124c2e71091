"""Downloads: the directory's choice, or everything, as files a person or a program opens."""

import json
from collections.abc import Iterator
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from biovaliance.atlas.entities import Entity
from biovaliance.atlas.fields import KIND_PLURALS, Kind
from biovaliance.showcase.exports import headings, table_row, to_csv, to_geojson, to_json_ld_graph, to_xlsx
from biovaliance.web.access import Reader, reader_of
from biovaliance.web.addresses import LIST_NAMES, absolute, entity_address
from biovaliance.web.atlas.directory import read_choice, thesaurus
from biovaliance.web.atlas.store import select_ids
from biovaliance.web.templatetags.biovaliance import reader_language

FORMATS = {
    "csv": ("CSV", "text/csv; charset=utf-8"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "geojson": ("GeoJSON", "application/geo+json; charset=utf-8"),
    "jsonld": ("JSON-LD", "application/ld+json; charset=utf-8"),
}
_KIND_OF_NAME = {name: kind for kind, name in LIST_NAMES.items()}
_BATCH = 500


def export_links(kind: Kind, query: str = "") -> list[dict[str, str]]:
    """Return the downloads of a kind with a choice kept."""
    notes = {
        "csv": _("any spreadsheet or program"),
        "xlsx": _("Excel, LibreOffice"),
        "geojson": _("maps"),
        "jsonld": _("linked data"),
    }
    placed = kind in (Kind.ORGANISATION, Kind.PLATFORM)
    return [
        {
            "label": label,
            "note": notes[code],
            "url": f"{reverse('export', args=[LIST_NAMES[kind], code])}{query}",
        }
        for code, (label, _media) in FORMATS.items()
        if placed or code != "geojson"
    ]


@require_safe
def download(request: HttpRequest, name: str, file_format: str) -> HttpResponse | StreamingHttpResponse:
    """Answer with the chosen things of one kind as a file."""
    kind = _KIND_OF_NAME.get(name)
    if kind is None or file_format not in FORMATS:
        raise Http404(f"{name}.{file_format}")
    reader = reader_of(request)
    language = reader_language()
    ids = select_ids(reader, read_choice(kind, request.GET), timezone.localdate())
    things = (
        (entity, absolute(request, entity_address(kind, entity.slug))) for entity in _entities(reader, ids)
    )
    media = FORMATS[file_format][1]
    title = KIND_PLURALS[kind].in_language(language)
    response: HttpResponse | StreamingHttpResponse
    match file_format:
        case "csv":
            rows = (table_row(entity, language, address, thesaurus()) for entity, address in things)
            response = StreamingHttpResponse(to_csv(rows, headings(kind, language)), content_type=media)
        case "xlsx":
            rows = (table_row(entity, language, address, thesaurus()) for entity, address in things)
            response = HttpResponse(to_xlsx([(title, headings(kind, language), rows)]), content_type=media)
        case "geojson":
            response = HttpResponse(json.dumps(to_geojson(things), ensure_ascii=False), content_type=media)
        case _:
            response = HttpResponse(
                json.dumps(to_json_ld_graph(things), ensure_ascii=False), content_type=media
            )
    response["Content-Disposition"] = f'attachment; filename="biovaliance-{name}.{file_format}"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _entities(reader: Reader, ids: list[int]) -> Iterator[Entity]:
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        rows = {row.id: row for row in reader.entities().filter(id__in=part)}
        for number in part:
            if number in rows:
                yield rows[number].entity


@lru_cache(maxsize=1)
def _turtle() -> str:
    from biovaliance.vocabulary.skos import to_turtle  # noqa: PLC0415 -- slow import

    return to_turtle(thesaurus())


@lru_cache(maxsize=1)
def _skos_json() -> str:
    from biovaliance.vocabulary.skos import to_json_ld  # noqa: PLC0415 -- slow import

    return to_json_ld(thesaurus())


@require_safe
def skos_turtle(_request: HttpRequest) -> HttpResponse:
    """Answer with the vocabulary as SKOS in Turtle."""
    return HttpResponse(_turtle(), content_type="text/turtle; charset=utf-8")


@require_safe
def skos_json_ld(_request: HttpRequest) -> HttpResponse:
    """Answer with the vocabulary as SKOS in JSON-LD."""
    return HttpResponse(_skos_json(), content_type="application/ld+json; charset=utf-8")
