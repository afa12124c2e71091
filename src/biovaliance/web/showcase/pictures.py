"""The pictures of the home page, drawn from the data: they say the same without script."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from biovaliance.atlas.fields import Kind
from biovaliance.foundation.names import sort_key
from biovaliance.foundation.places import Coordinates
from biovaliance.showcase.drawing import MapPlace, network_svg, region_map_svg
from biovaliance.showcase.svg import Caption
from biovaliance.web.access import Reader
from biovaliance.web.addresses import key_address
from biovaliance.web.showcase.networking import drawn
from biovaliance.web.templatetags.biovaliance import reader_language


@lru_cache(maxsize=1)
def region_outline() -> dict[str, Any] | None:
    """Return the outline that the front-end build made, None where it was not built."""
    for root in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS):
        path = Path(root) / "built" / "region-outline.json"
        if path.is_file():
            return json.loads(path.read_text(encoding="utf-8"))
    return None


def region_picture(reader: Reader) -> SafeString:
    """Return the region with a disc per town, its area the number of organisations."""
    rows = (
        reader.entities()
        .filter(kind=Kind.ORGANISATION, currency="current", in_region=True)
        .exclude(latitude=None)
        .values_list("town", "latitude", "longitude")
    )
    places: dict[str, tuple[Coordinates, int]] = {}
    for town, latitude, longitude in rows:
        place, count = places.get(town, (Coordinates(latitude, longitude), 0))
        places[town] = (place, count + 1)
    address = reverse("organisations")
    discs = [
        MapPlace(town, place, count, f"{address}?near={sort_key(town)}&km=1")
        for town, (place, count) in places.items()
    ]
    caption = Caption(
        "region-map",
        _("The organisations of the region, by town"),
        _("The directory lists the same organisations."),
    )
    return mark_safe(region_map_svg(region_outline(), discs, caption))  # noqa: S308 -- drawn and escaped by the library


def network_picture(reader: Reader) -> SafeString:
    """Return the network of the best connected organisations and projects."""
    _about, _kinds, capped, positions, _groups = drawn(reader, QueryDict())
    addresses = {key: key_address(key) for key in capped.graph.nodes}
    caption = Caption(
        "home-network", _("Who works with whom"), _("The network page says the same in a table.")
    )
    return mark_safe(network_svg(capped.graph, positions, caption, reader_language(), urls=addresses))  # noqa: S308 -- drawn and escaped by the library
