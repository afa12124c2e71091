"""The pictures of the home page, drawn from the data: they say the same without script."""

import json
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from biovaliance.atlas.fields import Kind
from biovaliance.foundation.places import Coordinates
from biovaliance.showcase.actors import actor_group
from biovaliance.showcase.drawing import network_svg
from biovaliance.showcase.region_sheet import PlacedActor, region_sheet_svg
from biovaliance.showcase.svg import Caption
from biovaliance.web.access import Reader
from biovaliance.web.addresses import key_address
from biovaliance.web.place import built_path, map_file
from biovaliance.web.showcase.networking import drawn
from biovaliance.web.templatetags.biovaliance import reader_language


def region_outline() -> dict[str, Any] | None:
    """Return the outline that the front-end build made, None where it was not built."""
    return _outline(map_file("region-outline"))


@lru_cache(maxsize=2)
def _outline(name: str) -> dict[str, Any] | None:
    path = built_path(name)
    return json.loads(path.read_text(encoding="utf-8")) if path else None


def region_picture(reader: Reader) -> SafeString:
    """Return the region with a mark per organisation, gathered around its town."""
    rows = _placed(reader).exclude(latitude=None).values_list("type_code", "town", "latitude", "longitude")
    actors = [
        PlacedActor(actor_group(code), town, Coordinates(lat or 0.0, lon or 0.0))
        for code, town, lat, lon in rows
    ]
    caption = Caption(
        "region-sheet",
        _("The organisations of the region, by town"),
        _("The directory lists the same organisations."),
    )
    drawn = region_sheet_svg(actors, caption, reader_language(), region_outline())
    return mark_safe(drawn)  # noqa: S308 -- drawn and escaped by the library


def region_legend(reader: Reader) -> list[dict[str, Any]]:
    """Return the groups of the organisations on the picture, most numerous first, with their lists."""
    codes: dict[str, list[str]] = {}
    for code in _placed(reader).values_list("type_code", flat=True):
        codes.setdefault(actor_group(code), []).append(code)
    address = reverse("organisations")
    return [
        {
            "type": group,
            "label": "",
            "count": len(found),
            "url": f"{address}?{urlencode([('type', code) for code in sorted(set(found))])}",
        }
        for group, found in sorted(codes.items(), key=lambda item: -len(item[1]))
    ]


def _placed(reader: Reader) -> QuerySet:
    return reader.entities().filter(kind=Kind.ORGANISATION, currency="current", in_region=True)


def network_picture(reader: Reader) -> SafeString:
    """Return the network of the best connected organisations and projects."""
    _about, _kinds, capped, positions, _groups = drawn(reader, QueryDict())
    addresses = {key: key_address(key) for key in capped.graph.nodes}
    caption = Caption(
        "home-network", _("Who works with whom"), _("The network page says the same in a table.")
    )
    return mark_safe(network_svg(capped.graph, positions, caption, reader_language(), urls=addresses))  # noqa: S308 -- drawn and escaped by the library
