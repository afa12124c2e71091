"""Pictures as SVG text, drawn on the server: they need no script, and style sheets colour them by class.

Classes: node, node--KIND, node--type-CODE, node--centre, edge, edge--TYPE, relation, label, more; stage,
item, item--KIND, count, key. Organisations are discs, projects squares, programmes triangles and other things
diamonds, so that colour never stands alone.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from biovaliance.atlas.fields import KIND_PLURALS, Kind
from biovaliance.atlas.network import Graph, relation_label
from biovaliance.foundation.languages import Text
from biovaliance.showcase.network import Point, node_size
from biovaliance.showcase.svg import (
    LETTER_SHARE,
    Caption,
    FreeSpace,
    class_of,
    label,
    linked,
    number,
    picture,
    shortened,
    text_of,
)

Ring = Sequence[Sequence[float]]
_NAMED_HUBS = 14


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A thing beside the one drawn in the middle, and in which `words` it stands to it."""

    key: str
    label: str
    kind: str
    type_code: str = ""
    url: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class PipelineItem:
    """A technology or a trial at a stage of development."""

    label: str
    kind: str
    stage_code: str
    url: str = ""


def network_svg(
    graph: Graph,
    positions: Mapping[str, Point],
    caption: Caption,
    language: str,
    size: tuple[float, float] = (960.0, 640.0),
    urls: Mapping[str, str] | None = None,
) -> str:
    """Return the whole network; the best connected things are named, the others where there is room."""
    width, height = size
    at = _fitted(positions, width, height, 28.0)
    neighbours = graph.neighbours()
    unit = max(1.8, min(5.0, 50 / math.sqrt(len(at) + 1)))
    radius = {key: unit * node_size(len(neighbours[key])) for key in graph.nodes}
    by_degree = sorted(graph.nodes.values(), key=lambda node: (-len(neighbours[node.key]), node.key))
    names = {key: node.label.in_language(language) for key, node in graph.nodes.items()}
    lines = _lines(graph, at)
    shapes = []
    for node in reversed(by_degree):
        shape = shape_of(node.kind, node.type_code, names[node.key], *at[node.key], radius[node.key])
        shapes.append(linked(shape, (urls or {}).get(node.key, "")))
    space = FreeSpace(width, height)
    hubs = [node for node in by_degree[:_NAMED_HUBS] if len(neighbours[node.key]) > 1]
    labels = []
    boxes = {
        key: (x - radius[key], y - radius[key], x + radius[key], y + radius[key])
        for key, (x, y) in at.items()
    }
    for node in hubs:
        space.take(boxes.pop(node.key))
    for node in hubs:  # hubs stand in the thick of it: their names may cover smaller things, not each other
        for letters in (34, 24, 16):
            words = shortened(names[node.key], letters)
            placed = space.place_label(words, *at[node.key], radius[node.key], 12, "label label--hub")
            if placed:
                labels.append(placed)
                break
    for box in boxes.values():
        space.take(box)
    for node in by_degree:
        if node not in hubs:
            words = shortened(names[node.key], 30)
            labels.append(space.place_label(words, *at[node.key], radius[node.key], 10))
    return picture(caption, width, height, "network", [*lines, *shapes, *labels])


def _fitted(positions: Mapping[str, Point], width: float, height: float, margin: float) -> dict[str, Point]:
    """Return positions on the picture, as large as they fit and in its middle."""
    if not positions:
        return {}
    xs, ys = [x for x, _ in positions.values()], [y for _, y in positions.values()]
    wide, high = max(max(xs) - min(xs), 0.05), max(max(ys) - min(ys), 0.05)
    scale = min((width - 2 * margin) / wide, (height - 2 * margin) / high)
    left, top = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return {
        key: (width / 2 + (x - left) * scale, height / 2 + (y - top) * scale)
        for key, (x, y) in positions.items()
    }


def _lines(graph: Graph, at: Mapping[str, Point]) -> list[str]:
    """Return one path per type of relation: hundreds of lines weigh a quarter of what they do one by one."""
    strokes: dict[str, dict[str, None]] = {}
    for relation in graph.relations:
        ends = sorted((relation.source_key, relation.target_key))
        (x, y), (to_x, to_y) = at[ends[0]], at[ends[1]]
        stroke = f"M{number(x)} {number(y)}L{number(to_x)} {number(to_y)}"
        strokes.setdefault(relation.type_code, {})[stroke] = None
    return [
        f'<path {class_of("edge", f"edge--{code}")} d="{"".join(drawn)}"/>'
        for code, drawn in sorted(strokes.items())
    ]


def _line(type_code: str, start: Point, end: Point, words: str = "") -> str:
    title = f"<title>{text_of(words)}</title>" if words else ""
    return (
        f'<line {class_of("edge", f"edge--{type_code}")} x1="{number(start[0])}" y1="{number(start[1])}" '
        f'x2="{number(end[0])}" y2="{number(end[1])}">{title}</line>'
    )


def shape_of(kind: str, type_code: str, name: str, x: float, y: float, radius: float, extra: str = "") -> str:
    """Return a thing as the mark of its kind, with its name; `extra` is a further class."""
    names = class_of("node", f"node--{kind}", type_code and f"node--type-{type_code}", extra)
    title = f"<title>{text_of(name)}</title>"
    if kind == "organisation":
        return f'<circle {names} cx="{number(x)}" cy="{number(y)}" r="{number(radius)}">{title}</circle>'
    if kind == "project":
        side = radius * 1.7
        return (
            f'<rect {names} x="{number(x - side / 2)}" y="{number(y - side / 2)}" '
            f'width="{number(side)}" height="{number(side)}">{title}</rect>'
        )
    turns = (-90, 30, 150) if kind == "programme" else (-90, 0, 90, 180)
    corners = " ".join(
        f"{number(x + 1.2 * radius * math.cos(math.radians(turn)))},"
        f"{number(y + 1.2 * radius * math.sin(math.radians(turn)))}"
        for turn in turns
    )
    return f'<polygon {names} points="{corners}">{title}</polygon>'


def neighbours_of(
    graph: Graph, key: str, language: str, urls: Mapping[str, str] | None = None
) -> tuple[Neighbour, ...]:
    """Return the things related to `key`, best connected first, each with all its relations in words."""
    told: dict[str, list[str]] = {}
    for relation in graph.relations:
        if key in (relation.source_key, relation.target_key):
            forward = relation.source_key == key
            words = relation_label(relation.type_code, forward=forward).in_language(language)
            known = told.setdefault(relation.target_key if forward else relation.source_key, [])
            if words not in known:
                known.append(words)
    degree = graph.neighbours()
    return tuple(
        Neighbour(
            near,
            graph.nodes[near].label.in_language(language),
            graph.nodes[near].kind,
            graph.nodes[near].type_code,
            (urls or {}).get(near, ""),
            ", ".join(told[near]),
        )
        for near in sorted(told, key=lambda near: (-len(degree[near]), near))
    )


def ego_svg(
    name: str,
    kind: str,
    neighbours: Sequence[Neighbour],
    language: str,
    caption: Caption | None = None,
    size: tuple[float, float] = (640.0, 400.0),
    limit: int = 16,
    type_code: str = "",
) -> str:
    """Return one thing in the middle and its neighbours left and right, each named and its relation told.

    Of more than `limit` neighbours the first are drawn, and the picture says how many more there are.
    Neighbours in the same relation stand together.
    """
    width, height = size
    words = shortened(name, 60)
    # A long name would lie over its neighbours: it stands above them all.
    top = 30.0 if len(words) * 13 * LETTER_SHARE > 0.2 * width else 4.0
    middle = (width / 2, (top - 4 + height) / 2)
    drawn = sorted(neighbours[:limit], key=lambda near: (near.words, near.label))
    half = len(drawn) // 2
    lines: list[str] = []
    shapes: list[str] = []
    for side, column in ((1, drawn[: len(drawn) - half]), (-1, drawn[len(drawn) - half :][::-1])):
        step = (height - top - 16) / max(len(column), 1)
        for place, near in enumerate(column):
            share = (place + 0.5) / len(column)
            bend = 1 - (2 * share - 1) ** 2
            at = (middle[0] + side * width * (0.06 + 0.06 * bend), top + step * (place + 0.5))
            lines.append(_line(near.type_code, middle, at))
            shapes.append(_neighbour(near, at, side, width / 2 - abs(at[0] - middle[0]) - 16, step >= 30))
    centre = shape_of(kind, type_code, name, *middle, 11, "node--centre")
    base = 16 if top > 4 else middle[1] - 18
    title = label(words, middle[0], base, 13, "middle", "label label--centre")
    parts = [*lines, *shapes, centre, title]
    if len(neighbours) > len(drawn):
        more = len(neighbours) - len(drawn)
        told = Text(f"and {more} more", f"et {more} de plus").in_language(language)
        parts.append(label(told, width / 2, height - 6, 11, "middle", "more"))
    title_text = Text(f"{name} and its nearest relations", f"{name} et ses relations les plus proches")
    description = Text(
        f"{len(drawn)} of {len(neighbours)} neighbours: ",
        f"{len(drawn)} voisins sur {len(neighbours)}\u00a0: ",
    ).in_language(language) + "; ".join(f"{near.label} ({near.words})" for near in drawn)
    caption = caption or Caption("ego", title_text.in_language(language), description)
    return picture(caption, width, height, "network network--ego", parts)


def _neighbour(near: Neighbour, at: Point, side: int, room: float, with_words: bool) -> str:
    anchor = "start" if side > 0 else "end"
    x = at[0] + side * 13
    inner = shape_of(near.kind, near.type_code, near.label, *at, 7)
    inner += label(shortened(near.label, int(room / (12 * LETTER_SHARE))), x, at[1] + 1, 12, anchor)
    if with_words:
        inner += label(
            shortened(near.words, int(room / (10 * LETTER_SHARE))), x, at[1] + 13, 10, anchor, "relation"
        )
    return linked(inner, near.url)


def outline_paths(geojson: Mapping[str, Any]) -> Iterator[tuple[str, list[Ring]]]:
    """Yield the class and the rings of each polygon of an outline; points and lines are passed over."""
    kind = geojson.get("type")
    if kind == "FeatureCollection":
        for feature in geojson.get("features", ()):
            yield from outline_paths(feature)
    elif kind == "Feature":
        name = (
            "department" if (geojson.get("properties") or {}).get("code", "region") != "region" else "region"
        )
        for _, rings in outline_paths(geojson.get("geometry") or {}):
            yield name, rings
    elif kind == "Polygon":
        yield "region", list(geojson["coordinates"])
    elif kind == "MultiPolygon":
        yield "region", [ring for polygon in geojson["coordinates"] for ring in polygon]


def stage_pipeline_svg(
    items: Sequence[PipelineItem],
    labels: Mapping[str, str],
    language: str,
    caption: Caption | None = None,
    width: float = 640.0,
) -> str:
    """Return a row per stage of `labels`, in order, with a mark per thing: a disc, for trials a diamond.

    Each mark links to its thing and names it; the number of things ends the row. A stage without anything
    keeps its row, since an empty stage of a pipeline is a finding.
    """
    row, top, mark = 25.0, 30.0, 16.0
    letters = max((len(name) for name in labels.values()), default=0)
    left = min(width * 0.42, letters * 12 * LETTER_SHARE + 16)
    fitting = int((left - 16) / (12 * LETTER_SHARE))
    ordered = sorted(items, key=lambda item: (item.kind, item.label))
    by_stage = {code: [item for item in ordered if item.stage_code == code] for code in labels}
    most = max((len(found) for found in by_stage.values()), default=0)
    step = min(mark + 3, (width - left - 40) / max(most, 1))
    parts = _keys(sorted({item.kind for item in items}), left, language)
    for place, (code, found) in enumerate(by_stage.items()):
        y = top + place * row + row / 2
        inner = label(shortened(labels[code], fitting), left - 12, y + 4, 12, "end")
        for number_in_row, item in enumerate(found):
            inner += linked(
                _mark(item.kind, item.label, left + step * (number_in_row + 0.5), y, mark / 2), item.url
            )
        inner += label(str(len(found)), left + step * len(found) + 6, y + 4, 12, "start", "count")
        parts.append(f"<g {class_of('stage', f'stage--{code}')}>{inner}</g>")
    told = ", ".join(f"{labels[code]}: {len(found)}" for code, found in by_stage.items())
    title = Text("What stands at which stage of development", "Ce qui en est à quel stade de développement")
    caption = caption or Caption("pipeline", title.in_language(language), told)
    return picture(caption, width, top + len(labels) * row + 6, "pipeline", parts)


def _mark(kind: str, words: str, x: float, y: float, radius: float) -> str:
    title = f"<title>{text_of(words)}</title>" if words else ""
    names = class_of("item", f"item--{kind}")
    if kind == "trial":
        corners = f"{number(x)},{number(y - radius)} {number(x + radius)},{number(y)} "
        corners += f"{number(x)},{number(y + radius)} {number(x - radius)},{number(y)}"
        return f'<polygon {names} points="{corners}">{title}</polygon>'
    return f'<circle {names} cx="{number(x)}" cy="{number(y)}" r="{number(radius * 0.9)}">{title}</circle>'


def _keys(kinds: Sequence[str], left: float, language: str) -> list[str]:
    parts = []
    x = left
    for kind in kinds:
        name = KIND_PLURALS[Kind(kind)].in_language(language) if kind in set(Kind) else kind
        parts.append(f"<g {class_of('key')}>{_mark(kind, '', x + 7, 13, 7)}{label(name, x + 19, 17, 12)}</g>")
        x += 19 + len(name) * 12 * LETTER_SHARE + 18
    return parts
