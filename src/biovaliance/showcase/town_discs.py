"""One disc per town, for pictures of a region with more organisations than can be told apart.

A disc's area goes with the number of organisations, its ring is divided among their groups, and it leads to
the list of that town. A town next to a bigger one has no disc of its own; the bigger one's disc says so.

Classes: disc, arc type-GROUP, hole, inside, label, label--hub.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from biovaliance.foundation.languages import Language, Text
from biovaliance.foundation.wording import number_text
from biovaliance.showcase.actors import ACTOR_GROUPS
from biovaliance.showcase.svg import LETTER_SHARE, FreeSpace, class_of, linked, number, text_of

LARGEST, SMALLEST = 30.0, 3.5
RING, RINGED_FROM = 5.0, 12.5
HUB_SIZE, NAME_SIZE = 17.0, 14.0
HUBS = 6
"""So many towns are named larger, with their number: they hold most of what there is."""


@dataclass(frozen=True, slots=True)
class Disc:
    """A town to draw: where it lies, the groups of its organisations, the towns it stands for."""

    town: str
    x: float
    y: float
    groups: tuple[str, ...]
    towns: tuple[str, ...]


def town_discs(
    discs: Sequence[Disc],
    width: float,
    margin: float,
    language: Language,
    address: Callable[[Sequence[str]], str] | None = None,
) -> list[str]:
    """Return the discs, the largest first so that none is hidden, and the names that find room."""
    most = max((len(disc.groups) for disc in discs), default=1)
    ordered = sorted(discs, key=lambda disc: (-len(disc.groups), disc.town))
    radii = [max(SMALLEST, LARGEST * math.sqrt(len(disc.groups) / most)) for disc in ordered]
    space = FreeSpace(width - margin, float("inf"))
    for disc, radius in zip(ordered, radii, strict=True):
        space.take((disc.x - radius, disc.y - radius, disc.x + radius, disc.y + radius))
    drawn, names = [], []
    for place, (disc, radius) in enumerate(zip(ordered, radii, strict=True)):
        told = f"<title>{text_of(_told(disc, language))}</title>"
        inner = (
            f'<g {class_of("disc")} stroke-width="{number(_stroke(radius))}">'
            f"{told}{_ring(disc, radius)}{_count(disc, radius)}</g>"
        )
        drawn.append(linked(inner, address(disc.towns) if address else ""))
        size, name = (HUB_SIZE, "label label--hub") if place < HUBS else (NAME_SIZE, "label")
        total = f" {len(disc.groups)}" if place < HUBS and not _count(disc, radius) else ""
        names.append(space.place_label(disc.town + total, disc.x, disc.y, radius, size, name))
    return [*drawn, *names]


def _stroke(radius: float) -> float:
    """Return the breadth of the ring; a disc without room for a number is filled to its middle."""
    return RING if radius >= RINGED_FROM else radius


def _ring(disc: Disc, radius: float) -> str:
    """Return the ring of a disc, an arc per group, around a hole where there is room for one."""
    along = radius - _stroke(radius) / 2
    counts = Counter(disc.groups)
    middle = f'cx="{number(disc.x)}" cy="{number(disc.y)}"'
    parts = [f'<circle {class_of("hole")} {middle} r="{number(along)}"/>'] if radius >= RINGED_FROM else []
    turned = 0.0
    for group, count in counts.items():
        share = count / len(disc.groups)
        names = class_of("arc", f"type-{group}")
        if share == 1:
            parts.append(f'<circle {names} {middle} r="{number(along)}"/>')
        else:
            start, end = _on_circle(disc, along, turned), _on_circle(disc, along, turned + share)
            reach, large = number(along), 1 if share > 0.5 else 0
            parts.append(f'<path {names} d="M{start}A{reach} {reach} 0 {large} 1 {end}"/>')
        turned += share
    return "".join(parts)


def _on_circle(disc: Disc, radius: float, share: float) -> str:
    """Return the point that lies `share` of a turn from the top, clockwise."""
    angle = 2 * math.pi * share - math.pi / 2
    return f"{number(disc.x + radius * math.cos(angle))} {number(disc.y + radius * math.sin(angle))}"


def _count(disc: Disc, radius: float) -> str:
    """Return the number inside the ring where it fits."""
    words = str(len(disc.groups))
    size = min(14.0, 2 * (radius - RING) / max(1.1, len(words) * LETTER_SHARE))
    if radius < RINGED_FROM or size < 7:
        return ""
    return (
        f'<text {class_of("inside")} x="{number(disc.x)}" y="{number(disc.y + size * 0.35)}" '
        f'font-size="{number(size)}" text-anchor="middle">{words}</text>'
    )


def _told(disc: Disc, language: Language) -> str:
    """Return what a disc stands for: 'Dijon and 3 towns nearby: 7 organisations. Company: 4, hospital: 3'."""
    total, near = len(disc.groups), len(disc.towns) - 1
    nearby = {
        0: Text("", ""),
        1: Text(f" and {disc.towns[-1]}", f" et {disc.towns[-1]}"),
    }.get(near, Text(f" and {near} towns nearby", f" et {near} communes voisines"))
    many = "s" if total > 1 else ""
    count = number_text(total, language)
    head = Text(f": {count} organisation{many}. ", f"\u00a0: {count} organisation{many}. ")
    between = Text(": ", "\u00a0: ").in_language(language)
    groups = ", ".join(
        f"{ACTOR_GROUPS[group].in_language(language)}{between}{count}"
        for group, count in Counter(disc.groups).most_common()
    )
    return f"{disc.town}{nearby.in_language(language)}{head.in_language(language)}{groups}"
