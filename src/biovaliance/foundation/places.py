"""Places on Earth, in WGS 84 degrees."""

import math
from dataclasses import dataclass

from biovaliance.foundation.errors import InputError

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A point in WGS 84 degrees."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        for name, value, limit in (("latitude", self.latitude, 90), ("longitude", self.longitude, 180)):
            if not math.isfinite(value) or abs(value) > limit:
                raise InputError(
                    f"{name} is {value:g}; expected degrees between -{limit} and {limit} (check the decimal "
                    "point, and that latitude and longitude are not swapped)."
                )


def distance_km(left: Coordinates, right: Coordinates) -> float:
    """Return the great-circle distance in km (haversine formula on a sphere of mean radius)."""
    latitudes = math.radians(left.latitude), math.radians(right.latitude)
    half_dlat = (latitudes[1] - latitudes[0]) / 2
    half_dlon = math.radians(right.longitude - left.longitude) / 2
    chord = (
        math.sin(half_dlat) ** 2 + math.cos(latitudes[0]) * math.cos(latitudes[1]) * math.sin(half_dlon) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))
