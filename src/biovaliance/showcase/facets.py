"""Filter and count thousands of things by several facets in a millisecond.

Every facet value is a set of things, held as the bits of one integer: position n stands for the n-th
thing in the default order, so that the lowest bits of a selection are its first page. Within a facet
values add up (or); facets narrow each other (and). The count beside a value tells what a reader gets
by choosing it: it applies all other facets, but not the facet's own choice.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from biovaliance.foundation.places import Coordinates, distance_km

Filters = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class FacetEntry:
    """One thing: its number elsewhere (a row), its facet values, its sort values and its place."""

    number: int
    values: Mapping[str, frozenset[str]]
    sort: Mapping[str, str] = field(default_factory=dict)
    coordinates: Coordinates | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """The things that pass the filters, as bits."""

    bits: int

    @property
    def total(self) -> int:
        """How many things were selected."""
        return self.bits.bit_count()


class FacetIndex:
    """The facet values of a fixed set of things, in their default order."""

    def __init__(self, entries: Sequence[FacetEntry]) -> None:
        self._numbers = [entry.number for entry in entries]
        self._position = {number: position for position, number in enumerate(self._numbers)}
        places: defaultdict[Coordinates, list[int]] = defaultdict(list)
        for position, entry in enumerate(entries):
            if entry.coordinates is not None:
                places[entry.coordinates].append(position)
        self._at = {place: _bits(positions, len(entries)) for place, positions in places.items()}
        self._all = (1 << len(entries)) - 1
        members: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for position, entry in enumerate(entries):
            for facet, codes in entry.values.items():
                for code in codes:
                    members[facet][code].append(position)
        self._sets = {
            facet: {code: _bits(positions, len(entries)) for code, positions in codes.items()}
            for facet, codes in members.items()
        }
        names = sorted({name for entry in entries for name in entry.sort})
        self._orders = {name: _sorted(entries, name) for name in names}

    def __len__(self) -> int:
        """Return how many things there are."""
        return len(self._numbers)

    def codes(self, facet: str) -> tuple[str, ...]:
        """Return all values of a facet."""
        return tuple(self._sets.get(facet, {}))

    def select(self, filters: Filters, within: Selection | None = None) -> Selection:
        """Return what passes all facets; a facet without a choice lets everything pass."""
        bits = within.bits if within else self._all
        for facet, codes in filters.items():
            if codes:
                sets = self._sets.get(facet, {})
                chosen = 0
                for code in codes:
                    chosen |= sets.get(code, 0)
                bits &= chosen
        return Selection(bits)

    def counts(self, facet: str, filters: Filters, within: Selection | None = None) -> dict[str, int]:
        """Return how many things each value of `facet` would give beside the other facets' choices."""
        others = {name: codes for name, codes in filters.items() if name != facet}
        bits = self.select(others, within).bits
        counted = (
            (code, (members & bits).bit_count()) for code, members in self._sets.get(facet, {}).items()
        )
        return {code: count for code, count in counted if count}

    def near(self, centre: Coordinates, radius_km: float) -> Selection:
        """Return the things whose place is known and lies within `radius_km` of `centre`."""
        bits = 0
        for place, members in self._at.items():
            if distance_km(centre, place) <= radius_km:
                bits |= members
        return Selection(bits)

    def placed(self) -> Selection:
        """Return the things whose place is known."""
        bits = 0
        for members in self._at.values():
            bits |= members
        return Selection(bits)

    def of(self, numbers: Iterable[int]) -> Selection:
        """Return the selection of the things with these numbers; unknown ones are left out."""
        return Selection(_bits([self._position[n] for n in numbers if n in self._position], len(self)))

    def page(
        self, selection: Selection, offset: int, limit: int, order: str = "", *, backwards: bool = False
    ) -> list[int]:
        """Return the numbers of one page, in the default order or the one named `order`."""
        end = offset + limit
        if order:
            positions = self._in_order(selection, self._orders.get(order, ()), end, backwards=backwards)
        elif backwards:
            positions = self._positions(selection, len(self))[::-1]
        else:
            positions = self._positions(selection, end)
        return [self._numbers[position] for position in positions[offset:end]]

    def _positions(self, selection: Selection, most: int) -> list[int]:
        text = bin(selection.bits)[:1:-1]
        found: list[int] = []
        position = text.find("1")
        while position >= 0 and len(found) < most:
            found.append(position)
            position = text.find("1", position + 1)
        return found

    def _in_order(
        self, selection: Selection, order: Sequence[int], most: int, *, backwards: bool
    ) -> list[int]:
        chosen = selection.bits.to_bytes(len(self) // 8 + 1, "little")
        found: list[int] = []
        for position in reversed(order) if backwards else order:
            if chosen[position >> 3] >> (position & 7) & 1:
                found.append(position)
                if len(found) == most:
                    break
        return found


def _sorted(entries: Sequence[FacetEntry], name: str) -> list[int]:
    return sorted(range(len(entries)), key=lambda position: entries[position].sort.get(name, ""))


def _bits(positions: Sequence[int], size: int) -> int:
    buffer = bytearray(size // 8 + 1)
    for position in positions:
        buffer[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(buffer, "little")
