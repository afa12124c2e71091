"""In which department a place lies, and whether that is in the region.

Codes come first: a commune code or a postal code says the department. A record that has only a town and
a position (ROR) says itself in which part of the country it lies; the commune of that name in the region
that is nearest to the position gives the department. No polygon is needed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from biovaliance.foundation.errors import InputError
from biovaliance.foundation.names import sort_key
from biovaliance.foundation.places import Coordinates, distance_km
from biovaliance.sources.region import Region

FARTHEST_KM = 30.0
"""A commune farther than this from the position given is another one of the same name."""


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of the official geographic code."""

    code: str
    name: str
    department: str
    postal_codes: tuple[str, ...] = ()
    centre: Coordinates | None = None
    population: int = 0


@dataclass(slots=True)
class Gazetteer:
    """The places of a region; without communes, postal codes still say the department."""

    region: Region
    communes: Iterable[Commune] = ()
    _departments: frozenset[str] = frozenset()
    _by_town: dict[str, list[Commune]] = field(default_factory=lambda: defaultdict(list))
    _population: dict[str, int] = field(default_factory=dict)
    _elsewhere: set[str] = field(default_factory=set)
    _by_postal_code: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        self._departments = frozenset(department.code for department in self.region.departments)
        for commune in self.communes:
            for code in commune.postal_codes:
                self._by_postal_code[code].add(commune.department)
            if commune.department in self._departments:
                key = town_key(commune.name)
                self._by_town[key].append(commune)
                self._population[key] = max(commune.population, self._population.get(key, 0))
            else:
                self._elsewhere.add(town_key(commune.name))

    def has(self, department: str) -> bool:
        """Whether a department belongs to the region."""
        return department in self._departments

    def of_postal_code(self, postal_code: str) -> str:
        """Return the department of a French postal code, '' where it is none.

        CEDEX codes are in no table of communes; their first figures say the department too.
        """
        code = postal_code.strip()
        if len(code) != 5 or not code.isdecimal() or not code.isascii():
            return ""
        known = self._by_postal_code.get(code, set())
        if len(known) == 1:
            return next(iter(known))
        if code.startswith("20"):
            return "2A" if code < "20200" else "2B"
        return code[:3] if code.startswith(("97", "98")) else code[:2]

    def of_town(self, town: str, position: Coordinates | None = None, *, is_regional: bool = False) -> str:
        """Return the department of a town of the region, '' where it lies elsewhere or is not clear.

        A position decides between communes of one name. Without one, a name that communes elsewhere bear
        too is clear only where the town `is_regional` by what else the source says.
        """
        key = town_key(town)
        found = self._by_town.get(key, [])
        if position is not None:
            near = [(distance_km(c.centre, position), c.department) for c in found if c.centre is not None]
            return min(near)[1] if near and min(near)[0] <= FARTHEST_KM else ""
        if key in self._elsewhere and not is_regional:
            return ""
        departments = {commune.department for commune in found}
        return departments.pop() if len(departments) == 1 else ""

    def knows(self, town: str, at_least: int = 0) -> bool:
        """Whether a commune has this name; with `at_least`, one of the region with so many inhabitants."""
        key = town_key(town)
        if at_least:
            return self._population.get(key, 0) >= at_least
        return key in self._by_town or key in self._elsewhere

    def mended(self, town: str) -> str:
        """Return the only commune of the region whose name has letters where `town` has lost them."""
        if "\ufffd" not in town:
            return town
        pattern = re.compile(re.sub("\ufffd+", ".{1,2}", re.escape(town)), re.IGNORECASE)
        names = {c.name for found in self._by_town.values() for c in found if pattern.fullmatch(c.name)}
        return names.pop() if len(names) == 1 else town

    def spelled(self, town: str) -> str:
        """Return a town of the region as its commune writes it: 'BESANCON CEDEX' -> 'Besançon'."""
        found = {commune.name for commune in self._by_town.get(town_key(town), [])}
        return found.pop() if len(found) == 1 else town

    def is_subdivision(self, *names: str) -> bool:
        """Whether one of these codes or names of a part of a country is the region's."""
        return any(name in self.region.subdivisions for name in names if name)

    def is_nuts(self, code: str) -> bool:
        """Whether a NUTS code of any level lies in the region."""
        return bool(code) and code.startswith(self.region.nuts)


def town_key(town: str) -> str:
    """Return the form in which towns are compared: 'ST-CLAUDE CEDEX 2' and 'Saint-Claude' are one."""
    words = [word for word in sort_key(town).split() if word != "cedex" and not word.isdecimal()]
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def position_of(latitude: str, longitude: str) -> Coordinates | None:
    """Return a position written in decimal degrees, None where it is missing or cannot be."""
    try:
        return Coordinates(float(latitude), float(longitude))
    except (ValueError, InputError):
        return None


def coordinates_text(position: Coordinates) -> str:
    """Return a position as statements hold it: 'latitude,longitude' with at most six decimals."""
    return ",".join(
        f"{degrees:.6f}".rstrip("0").rstrip(".") for degrees in (position.latitude, position.longitude)
    )
