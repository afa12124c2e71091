"""The map: the same choice as the directory, placed, with an equal list beside it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from biovaliance.atlas.fields import Kind
from biovaliance.foundation.names import sort_key
from biovaliance.showcase.actors import actor_group
from biovaliance.web.access import Reader
from biovaliance.web.addresses import entity_address
from biovaliance.web.atlas.presenting import type_label, words
from biovaliance.web.atlas.store import LIST_COLUMNS


def read_places(reader: Reader, ids: list[int]) -> tuple[list, list]:
    """Return the chosen rows with a known place and those without, both in the order of `ids`."""
    rows = {row.id: row for row in reader.entities().filter(id__in=ids).only(*LIST_COLUMNS)}
    ordered = [rows[number] for number in ids if number in rows]
    return [row for row in ordered if row.latitude is not None], [
        row for row in ordered if row.latitude is None
    ]


def geojson(rows: Iterable[Any]) -> dict[str, Any]:
    """Return the rows as a GeoJSON FeatureCollection, one point each, as the map reads it."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [row.longitude, row.latitude]},
                "properties": {
                    "key": row.key,
                    "name": words(row.title),
                    "url": entity_address(row.kind, row.slug),
                    "type": actor_group(row.type_code),
                    "type_label": type_label(Kind(row.kind), row.type_code),
                    "town": row.town,
                    "precision": row.geo_precision or "city",
                    "current": row.currency == "current",
                },
            }
            for row in rows
        ],
    }


def by_town(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the rows by town, the town with most first: the list that says what the map shows."""
    towns: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    places: dict[str, tuple[float, float]] = {}
    for row in rows:
        towns[row.town].append(
            {
                "key": row.key,
                "name": words(row.title),
                "url": entity_address(row.kind, row.slug),
                "type": actor_group(row.type_code),
                "type_label": type_label(Kind(row.kind), row.type_code),
            }
        )
        places.setdefault(row.town, (row.latitude, row.longitude))
    return [
        {
            "town": town,
            "slug": sort_key(town),
            "rows": found,
            "latitude": places[town][0],
            "longitude": places[town][1],
        }
        for town, found in sorted(towns.items(), key=lambda item: (-len(item[1]), sort_key(item[0])))
    ]


def by_town_less(rows: Iterable[Any]) -> list[dict[str, str]]:
    """Return the rows without a place, as a plain list of links."""
    return [
        {"key": row.key, "name": words(row.title), "url": entity_address(row.kind, row.slug)} for row in rows
    ]
