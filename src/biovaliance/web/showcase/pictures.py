"""The pictures of the home page, drawn from the data: they say the same without script."""

import json
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from biovaliance.atlas.fields import Kind
from biovaliance.foundation.places import Coordinates
from biovaliance.showcase.actors import actor_group
from biovaliance.showcase.region_sheet import MOST_MARKS, PlacedActor, region_sheet_svg
from biovaliance.showcase.svg import Caption
from biovaliance.web.access import Reader, published
from biovaliance.web.addresses import key_address
from biovaliance.web.place import built_path, map_file
from biovaliance.web.showcase.mapping import PLACE_COLUMNS, placed_in_towns, towns_address
from biovaliance.web.showcase.networking import drawn, network_drawing, plain
from biovaliance.web.templatetags.biovaliance import reader_language

HOME_MARKS = 64
"""What the picture of the first page holds at most; the network page has the rest."""


def region_outline() -> dict[str, Any] | None:
    """Return the outline that the front-end build made, None where it was not built."""
    return _outline(map_file("region-outline"))


@lru_cache(maxsize=2)
def _outline(name: str) -> dict[str, Any] | None:
    path = built_path(name)
    return json.loads(path.read_text(encoding="utf-8")) if path else None


def region_picture(reader: Reader) -> dict[str, Any]:
    """Return the region with a mark per organisation, or of many a disc per town, and which it is."""
    snapshot = published()
    key = f"region-picture:{snapshot.identifier if snapshot else ''}:{reader.view}:{reader_language()}"
    picture: dict[str, Any] = cache.get(key) or _region_picture(reader)
    cache.set(key, picture, 3600)
    return picture


def _region_picture(reader: Reader) -> dict[str, Any]:
    rows, unplaced = placed_in_towns(reader, _placed(reader).only(*PLACE_COLUMNS))
    actors = [
        PlacedActor(actor_group(row.type_code), row.town, Coordinates(row.latitude, row.longitude))
        for row in rows
    ]
    caption = Caption(
        "region-sheet",
        _("The organisations of the region, by town"),
        _("The directory lists the same organisations."),
    )
    drawn = region_sheet_svg(actors, caption, reader_language(), region_outline(), towns_address)
    return {
        "svg": mark_safe(drawn),  # noqa: S308 -- drawn and escaped by the library
        "discs": len(actors) > MOST_MARKS,
        "unplaced": len(unplaced),
    }


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


def network_picture(reader: Reader) -> dict[str, Any]:
    """Return the network of the best connected organisations and projects, and how many it leaves out."""
    seen = plain(reader, drawn(reader, QueryDict()), HOME_MARKS)
    addresses = {key: key_address(key) for key in seen.capped.graph.nodes}
    caption = Caption(
        "home-network", _("Who works with whom"), _("The network page says the same in a table.")
    )
    return {
        "svg": network_drawing(seen, caption, addresses),
        "shown": len(seen.capped.graph.nodes),
        "total": seen.capped.total,
    }
