"""The map: the same choice as the directory, placed, with an equal list beside it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from biovaliance.atlas.fields import Kind
from biovaliance.foundation.names import sort_key
from biovaliance.showcase.actors import actor_group
from biovaliance.web.access import Reader, published
from biovaliance.web.addresses import entity_address
from biovaliance.web.atlas.presenting import type_label, words
from biovaliance.web.atlas.store import LIST_COLUMNS

MOST_LISTED = 200
FIRST_OF_TOWN, FIRST_TOWNS, MOST_TOWNS, MOST_UNPLACED = 6, 30, 180, 40
PLACE_COLUMNS = (
    "type_code",
    "town",
    "department_code",
    "in_region",
    "latitude",
    "longitude",
    "geo_precision",
)


def read_places(reader: Reader, ids: list[int]) -> tuple[list, list]:
    """Return the chosen rows with a known place and those without, both in the order of `ids`."""
    rows = {row.id: row for row in reader.entities().filter(id__in=ids).only(*LIST_COLUMNS)}
    return placed_in_towns(reader, [rows[number] for number in ids if number in rows])


def placed_in_towns(reader: Reader, rows: Iterable[Any]) -> tuple[list, list]:
    """Return the rows with a place and those without, in their order.

    A source that gives the town alone still says where: such a row stands where the others of its town do.
    """
    placed: list[Any] = []
    unplaced: list[Any] = []
    snapshot = published()
    towns = _town_places(snapshot.identifier, reader) if snapshot else {}
    for row in rows:
        if row.latitude is None and row.in_region:
            known = towns.get(sort_key(row.town))
            if known and row.department_code in ("", known[0]):
                row.latitude, row.longitude, row.geo_precision = known[1], known[2], "city"
        (unplaced if row.latitude is None else placed).append(row)
    return placed, unplaced


@lru_cache(maxsize=2)
def _town_places(_identifier: str, reader: Reader) -> dict[str, tuple[str, float, float]]:
    """Return department and place of each town of the region, once per process and snapshot.

    Positions known to the town come before those of a site in it.
    """
    rows = (
        reader.entities()
        .filter(kind=Kind.ORGANISATION, in_region=True)
        .exclude(latitude=None)
        .exclude(town="")
        .order_by("geo_precision", "key")
        .values_list("town", "department_code", "latitude", "longitude")
    )
    towns: dict[str, tuple[str, float, float]] = {}
    for town, department, latitude, longitude in rows:
        if latitude is not None and longitude is not None:
            towns.setdefault(sort_key(town), (department, latitude, longitude))
    return towns


def towns_address(towns: Sequence[str]) -> str:
    """Return the directory of the organisations of some towns."""
    asked = [("town", sort_key(town)) for town in towns if town]
    return f"{reverse('organisations')}?{urlencode(asked)}" if asked else ""


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


def by_town(rows: Sequence[Any], list_query: str = "") -> list[dict[str, Any]]:
    """Return the rows by town, the town with most first: the list that says what the map shows.

    Of more than `MOST_LISTED` rows the larger towns tell their first ones and lead to the list of the others;
    what is `folded` tells its name and number alone.
    """
    few = len(rows) <= MOST_LISTED
    shown, unfolded = (MOST_LISTED, len(rows)) if few else (FIRST_OF_TOWN, FIRST_TOWNS)
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
            "rows": found[:shown],
            "total": len(found),
            "more": len(found) - shown if len(found) > shown else 0,
            "url": _list_of(town, list_query),
            "folded": place >= unfolded,
            "latitude": places[town][0],
            "longitude": places[town][1],
        }
        for place, (town, found) in enumerate(
            sorted(towns.items(), key=lambda item: (-len(item[1]), sort_key(item[0])))
        )
    ]


def _list_of(town: str, list_query: str) -> str:
    """Return the directory's same choice in one town."""
    joint = "&" if list_query else "?"
    return f"{reverse('organisations')}{list_query}{joint}{urlencode({'town': sort_key(town)})}"


def by_town_less(rows: Iterable[Any]) -> list[dict[str, str]]:
    """Return the rows without a place, as a plain list of links."""
    return [
        {"key": row.key, "name": words(row.title), "url": entity_address(row.kind, row.slug)} for row in rows
    ]
