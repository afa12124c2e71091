"""The region as a sheet of marks: one per organisation, gathered around its town.

Coordinates are known to the town only, so the marks of a town are laid out around it in a spiral (each
takes the same area) instead of being stacked on one point; a town nearer than `TOGETHER_KM` to a bigger
one joins it. Of more than `MOST_MARKS` organisations each town is one disc instead (town_discs.py). The edge
carries degrees, as a surveyor's sheet does, and the names stand where there is room.

Classes: gathering, region, department, graticule, frame, degree, mark type-GROUP, label, label--hub, total.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from biovaliance.foundation.languages import Language
from biovaliance.foundation.places import Coordinates, distance_km
from biovaliance.showcase.drawing import outline_paths
from biovaliance.showcase.svg import LETTER_SHARE, Caption, class_of, number, picture, text_of
from biovaliance.showcase.town_discs import Disc, town_discs

WIDTH, MARGIN, MARK, STEP = 560.0, 26.0, 9.5, 6.6
TOGETHER_KM, DISCS_TOGETHER_KM = 25.0, 12.0
MOST_MARKS = 250
"""More marks than this cover each other, and weigh more than the page they stand on."""
HUB_FROM = 5
HUB_SIZE, NAME_SIZE = 17.0, 14.0
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
WEST: dict[Language, str] = {"en": "W", "fr": "O"}
SHAPES = {
    "laboratory": '<circle cx="8" cy="8" r="6.5"/>',
    "university": '<path d="m8 .5 7.5 7.5L8 15.5.5 8Z"/>',
    "hospital": '<path d="M5.5 1h5v4.5H15v5h-4.5V15h-5v-4.5H1v-5h4.5Z"/>',
    "company": '<path d="M2 2h12v12H2Z"/>',
    "cluster": '<path d="M4.25 1.5h7.5L15.5 8l-3.75 6.5h-7.5L.5 8Z"/>',
    "public": '<path d="M8 .75 15 6.5V15H1V6.5Z"/>',
    "funder": '<path fill-rule="evenodd" d="M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1Z'
    'm0 4.25a2.75 2.75 0 1 1 0 5.5 2.75 2.75 0 1 1 0-5.5Z"/>',
    "supplier": '<path d="M8 1 15.75 14.5H.25Z"/>',
}
"""The shape of each actor group on a square of 16, the same as in the lists."""

Box = tuple[float, float, float, float]
ToSheet = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class PlacedActor:
    """An organisation to draw: its group (a key of `SHAPES`) and the town it is in."""

    group: str
    town: str
    coordinates: Coordinates


@dataclass(frozen=True, slots=True)
class Gathering:
    """The organisations drawn around one town, in the order of the spiral."""

    town: str
    coordinates: Coordinates
    groups: tuple[str, ...]
    towns: tuple[str, ...] = ()
    """All the towns that stand together here, the one that gives the name first."""

    @property
    def radius(self) -> float:
        """How far its marks reach on the sheet."""
        return STEP * math.sqrt(len(self.groups) - 1) + MARK / 2


def gather(actors: Iterable[PlacedActor], together_km: float = TOGETHER_KM) -> tuple[Gathering, ...]:
    """Return the towns, most numerous first, the small ones joined to a bigger one nearby."""
    by_town: dict[str, list[PlacedActor]] = {}
    for actor in actors:
        by_town.setdefault(actor.town, []).append(actor)
    kept: list[tuple[list[str], Coordinates, list[str]]] = []
    for town, people in sorted(by_town.items(), key=lambda item: (-len(item[1]), item[0])):
        place, groups = people[0].coordinates, [actor.group for actor in people]
        near = next((entry for entry in kept if distance_km(entry[1], place) < together_km), None)
        if near:
            near[0].append(town)
            near[2].extend(groups)
        else:
            kept.append(([town], place, groups))
    order = list(SHAPES)
    found = (
        Gathering(towns[0], place, tuple(sorted(groups, key=order.index)), tuple(towns))
        for towns, place, groups in kept
    )
    return tuple(sorted(found, key=lambda gathering: (-len(gathering.groups), gathering.town)))


def region_sheet_svg(
    actors: Sequence[PlacedActor],
    caption: Caption,
    language: Language,
    outline: Mapping[str, Any] | None = None,
    address: Callable[[Sequence[str]], str] | None = None,
) -> str:
    """Return the sheet; '' where no organisation has a place.

    `outline` is GeoJSON of polygons, drawn behind the marks: features with a 'code' other than 'region' are
    departments. `address` gives the page that lists the organisations of some towns, for the discs.
    """
    discs = len(actors) > MOST_MARKS
    places = gather(actors, DISCS_TOGETHER_KM) if discs else gather(actors)
    if not places:
        return ""
    rings = [ring for _, found in outline_paths(outline or {}) for ring in found]
    corners = [(float(x), float(y)) for ring in rings for x, y, *_ in ring]
    corners = corners or [(place.coordinates.longitude, place.coordinates.latitude) for place in places]
    west, east = _span([x for x, _ in corners], 0.04 if rings else 0.1)
    south, north = _span([y for _, y in corners], 0.04 if rings else 0.1)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * squeeze)

    def on_sheet(longitude: float, latitude: float) -> tuple[float, float]:
        return MARGIN + (longitude - west) * squeeze * scale, MARGIN + (north - latitude) * scale

    placed = [(place, *on_sheet(place.coordinates.longitude, place.coordinates.latitude)) for place in places]
    parts = [
        _outline(outline or {}, on_sheet),
        _edge(west, east, south, north, on_sheet, language),
    ]
    if discs:
        parts += town_discs(
            [Disc(p.town, x, y, p.groups, p.towns) for p, x, y in placed], WIDTH, MARGIN, language, address
        )
    else:
        parts += [_symbols(places), *(_marks(*entry) for entry in placed), *_names(placed)]
    return picture(caption, WIDTH, (north - south) * scale + 2 * MARGIN, "gathering", parts)


def _span(values: list[float], share: float) -> tuple[float, float]:
    margin = share * (max(values) - min(values)) or 0.1
    return min(values) - margin, max(values) + margin


def _symbols(places: Sequence[Gathering]) -> str:
    drawn = {group for place in places for group in place.groups}
    return "".join(
        f'<symbol id="mark-{group}" viewBox="0 0 16 16">{shape}</symbol>'
        for group, shape in SHAPES.items()
        if group in drawn
    )


def _outline(outline: Mapping[str, Any], on_sheet: ToSheet) -> str:
    parts = []
    for name, rings in sorted(outline_paths(outline), key=lambda shape: shape[0] != "region"):
        points = ([on_sheet(float(x), float(y)) for x, y, *_ in ring] for ring in rings)
        lines = "".join("M" + "L".join(f"{number(x)} {number(y)}" for x, y in ring) + "Z" for ring in points)
        parts.append(f'<path {class_of(name)} d="{lines}"/>')
    return "".join(parts)


def _edge(west: float, east: float, south: float, north: float, on_sheet: ToSheet, language: Language) -> str:
    """Return the sheet's edge: a tick each tenth of a degree, a longer one each half, degrees named."""
    left, top = on_sheet(west, north)
    right, bottom = on_sheet(east, south)
    ticks, lines, names = [], [], []
    for tenth in range(math.ceil(west * 10), math.floor(east * 10) + 1):
        x, length = number(on_sheet(tenth / 10, south)[0]), 7 if tenth % 5 == 0 else 3
        ticks.append(f"M{x} {number(top)}v-{length}M{x} {number(bottom)}v{length}")
        if tenth % 10 == 0:
            lines.append(f"M{x} {number(top)}V{number(bottom)}")
            names.append(_degree(x, bottom + 20, "middle", tenth, "E" if tenth >= 0 else WEST[language]))
    for tenth in range(math.ceil(south * 10), math.floor(north * 10) + 1):
        height, length = on_sheet(west, tenth / 10)[1], 7 if tenth % 5 == 0 else 3
        y = number(height)
        ticks.append(f"M{number(left)} {y}h-{length}M{number(right)} {y}h{length}")
        if tenth % 10 == 0:
            lines.append(f"M{number(left)} {y}H{number(right)}")
            names.append(_degree(number(left + 5), height - 5, "start", tenth, "N" if tenth >= 0 else "S"))
    edge = f"M{number(left)} {number(top)}H{number(right)}V{number(bottom)}H{number(left)}Z"
    return (
        f'<path class="graticule" d="{"".join(lines)}"/>'
        f'<path class="frame" d="{edge}{"".join(ticks)}"/>{"".join(names)}'
    )


def _degree(x: str, y: float, anchor: str, tenth: int, side: str) -> str:
    words = f"{abs(tenth) // 10}°\u00a0{side}"
    return f'<text class="degree" x="{x}" y="{number(y)}" text-anchor="{anchor}">{words}</text>'


def _marks(place: Gathering, x: float, y: float) -> str:
    drawn = []
    for place_in_spiral, group in enumerate(place.groups):
        radius, angle = STEP * math.sqrt(place_in_spiral), place_in_spiral * GOLDEN_ANGLE
        left, top = x + radius * math.cos(angle) - MARK / 2, y + radius * math.sin(angle) - MARK / 2
        drawn.append(
            f'<use {class_of("mark", f"type-{group}")} href="#mark-{group}" x="{number(left)}" '
            f'y="{number(top)}" width="{number(MARK)}" height="{number(MARK)}"/>'
        )
    return "".join(drawn)


def _names(placed: Sequence[tuple[Gathering, float, float]]) -> list[str]:
    """Return the names that find room, the most numerous town first; the directory has them all."""
    marks = [(x - p.radius, y - p.radius, x + p.radius, y + p.radius) for p, x, y in placed]
    names: list[Box] = []
    drawn = []
    for own, (place, x, y) in enumerate(placed):
        hub = len(place.groups) >= HUB_FROM
        size, gap = HUB_SIZE if hub else NAME_SIZE, place.radius + 4
        signs = len(place.town) + (len(str(len(place.groups))) + 1 if hub else 0)
        width = signs * size * LETTER_SHARE
        above, below, level = y - gap - size, y + gap, y - size / 2
        beside = [
            ("start", x + gap, level),
            ("end", x - gap, level),
            ("middle", x, above),
            ("middle", x, below),
        ]
        around = [("middle", x, above), ("middle", x, below), ("end", x, below), ("start", x, below)]
        for anchor, at, top in around if hub else beside:
            left = at - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
            box = (left, top, left + width, top + size)
            others = [*marks[:own], *marks[own + 1 :], *names]
            if left > MARGIN and left + width < WIDTH - MARGIN and not any(_overlap(box, o) for o in others):
                names.append(box)
                total = f' <tspan class="total">{len(place.groups)}</tspan>' if hub else ""
                drawn.append(
                    f'<text {class_of("label", "label--hub" if hub else "")} x="{number(at)}" '
                    f'y="{number(top + size * 0.84)}" text-anchor="{anchor}">'
                    f"{text_of(place.town)}{total}</text>"
                )
                break
    return drawn


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
