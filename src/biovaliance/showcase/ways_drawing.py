"""Ways through the network as a picture: from left to right, things as marks, relations as lines.

Several ways between two things fan out and meet again; what joins several things is a tree that grows
from the first. The sentences beside it say the same.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from biovaliance.foundation.languages import Language
from biovaliance.showcase.drawing import shape_of
from biovaliance.showcase.network import Point
from biovaliance.showcase.svg import (
    LETTER_SHARE,
    Caption,
    class_of,
    label,
    linked,
    number,
    picture,
    shortened,
    text_of,
)
from biovaliance.synergies.connections.joining import Joined
from biovaliance.synergies.connections.paths import ConnectionPath, PathStep

_ROW, _TOP, _SIDE = 78.0, 26.0, 74.0
_LETTER, _SMALL = 12.0, 10.5
_MARK, _END_MARK = 8.0, 11.0


@dataclass(slots=True)
class _Sheet:
    """What is drawn: a thing may stand in several rows, so places are told by row and key."""

    language: Language
    urls: Mapping[str, str]
    ends: frozenset[str]
    width: float
    at: dict[tuple[int, str], Point] = field(default_factory=dict)
    steps: list[tuple[Point, Point, PathStep]] = field(default_factory=list)
    column: float = 120.0

    def drawn(self, caption: Caption, nodes: Mapping[tuple[int, str], PathStep], height: float) -> str:
        lines = [self._line(*step) for step in self.steps]
        marks = [self._mark(key, step) for key, step in nodes.items()]
        return picture(caption, self.width, height, "network network--ways", [*lines, *marks])

    def _line(self, start: Point, end: Point, step: PathStep) -> str:
        words = step.label.in_language(self.language)
        # Leaving and arriving level, a line keeps clear of the names under its ends.
        middle = number((start[0] + end[0]) / 2)
        drawn = (
            f"<path {class_of('edge', f'edge--{step.relation.type_code}')} "
            f'd="M{number(start[0])} {number(start[1])}C{middle} {number(start[1])} '
            f'{middle} {number(end[1])} {number(end[0])} {number(end[1])}">'
            f"<title>{text_of(step.sentence.in_language(self.language))}</title></path>"
        )
        long = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
        if len(words) * _SMALL * LETTER_SHARE < long - 2 * _END_MARK and abs(end[1] - start[1]) < _ROW / 4:
            drawn += label(
                words, (start[0] + end[0]) / 2, (start[1] + end[1]) / 2 - 6, _SMALL, "middle", "relation"
            )
        return drawn

    def _mark(self, place: tuple[int, str], step: PathStep) -> str:
        key = place[1]
        node = step.source if step.source.key == key else step.target
        x, y = self.at[place]
        is_end = key in self.ends
        size = _END_MARK if is_end else _MARK
        name = node.label.in_language(self.language)
        inner = shape_of(node.kind, node.type_code, name, x, y, size, "node--centre" if is_end else "")
        letters = max(10, int(self.column / (_LETTER * LETTER_SHARE)) - 1)
        lines = textwrap.wrap(name, letters, break_long_words=False) or [name]
        if len(lines) > 2:
            lines = [lines[0], " ".join(lines[1:])]
        for row, words in enumerate(lines):
            name_class = "label label--centre" if is_end else "label"
            base = y + size + 13 + row * 13
            inner += label(shortened(words, letters), x, base, _LETTER, "middle", name_class)
        return linked(inner, self.urls.get(key, ""))


def ways_svg(
    paths: Sequence[ConnectionPath],
    language: Language,
    caption: Caption,
    urls: Mapping[str, str],
    width: float = 860.0,
) -> str:
    """Return the ways between two things: both ends in the middle of their side, a row for each way."""
    start, end = paths[0].keys[0], paths[0].keys[-1]
    height = _TOP * 2 + _ROW * len(paths)
    middle = _TOP + _ROW * len(paths) / 2 - _ROW / 4
    most = max(len(path.steps) for path in paths)
    sheet = _Sheet(language, urls, frozenset((start, end)), width)
    sheet.column = (width - 2 * _SIDE) / max(most, 1)
    nodes: dict[tuple[int, str], PathStep] = {}
    for row, path in enumerate(paths):
        last = len(path.keys) - 1
        for place, key in enumerate(path.keys):
            is_end = place in (0, last)
            x = _SIDE + (width - 2 * _SIDE) * place / last
            y = middle if is_end else _TOP + _ROW * row + _ROW / 4
            at = (-1 if is_end else row, key)
            sheet.at[at] = (x, y)
            nodes.setdefault(at, path.steps[max(place - 1, 0)])
        for place, step in enumerate(path.steps):
            ends = (
                (-1 if place == 0 else row, step.source.key),
                (-1 if place + 1 == last else row, step.target.key),
            )
            sheet.steps.append((sheet.at[ends[0]], sheet.at[ends[1]], step))
    return sheet.drawn(caption, nodes, height)


def joined_svg(
    joined: Joined, language: Language, caption: Caption, urls: Mapping[str, str], width: float = 860.0
) -> str:
    """Return what joins several things as a tree that grows to the right from the first of them."""
    steps = [step for path in joined.paths for step in path.steps]
    near: dict[str, list[str]] = {}
    for step in steps:
        near.setdefault(step.source.key, []).append(step.target.key)
        near.setdefault(step.target.key, []).append(step.source.key)
    rows: dict[str, float] = {}
    depth: dict[str, int] = {}
    leaves = _place(joined.keys[0], "", near, rows, depth, 0)
    sheet = _Sheet(language, urls, frozenset(joined.asked), width)
    deepest = max(depth.values())
    sheet.column = (width - 2 * _SIDE) / max(deepest, 1)
    for key, row in rows.items():
        sheet.at[0, key] = (_SIDE + sheet.column * depth[key], _TOP + _ROW * row + _ROW / 4)
    nodes = {(0, step.source.key): step for step in steps} | {(0, step.target.key): step for step in steps}
    sheet.steps = [(sheet.at[0, step.source.key], sheet.at[0, step.target.key], step) for step in steps]
    return sheet.drawn(caption, nodes, _TOP * 2 + _ROW * leaves)


def _place(
    key: str,
    parent: str,
    near: Mapping[str, Sequence[str]],
    rows: dict[str, float],
    depth: dict[str, int],
    first: int,
) -> int:
    """Give a thing and those behind it their rows, a leaf a row of its own; return the next free row."""
    depth[key] = depth[parent] + 1 if parent else 0
    children = [each for each in near[key] if each != parent]
    free = first
    for child in children:
        free = _place(child, key, near, rows, depth, free)
    if not children:
        rows[key] = float(first)
        return first + 1
    rows[key] = sum(rows[child] for child in children) / len(children)
    return free
