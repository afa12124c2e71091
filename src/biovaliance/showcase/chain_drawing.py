"""The production chain as a picture: a line of steps, and beside each a mark per organisation.

A full disc does the step, a ring comes close, a dot works on it with others; what was not seen is said
in words, since an empty place of the chain is a finding.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from biovaliance.foundation.languages import Language, Text
from biovaliance.showcase.svg import (
    LETTER_SHARE,
    Caption,
    class_of,
    label,
    linked,
    number,
    picture,
    shortened,
)

NOT_SEEN = Text("not seen", "non vu")
_ROW, _TOP, _GAP = 40.0, 62.0, 14.0
_LETTER = 12.5
_RADIUS: Mapping[str, float] = {"does": 5.5, "close": 4.5, "involved": 2.2}


@dataclass(frozen=True, slots=True)
class ChainCell:
    """How many organisations of one circle are seen at a step, by what is seen of them."""

    does: int
    close: int
    involved: int


@dataclass(frozen=True, slots=True)
class ChainRow:
    """A step of the chain: its name, its page, and a cell per circle."""

    label: str
    url: str
    cells: tuple[ChainCell, ...]


def chain_svg(
    rows: Sequence[ChainRow],
    circles: Sequence[tuple[str, float]],
    key: Mapping[str, str],
    language: Language,
    caption: Caption,
    names_width: float = 262.0,
) -> str:
    """Return the chain drawn from top to bottom.

    Args:
        rows: the steps in their order.
        circles: name and width of each column of marks.
        key: what a full disc, a ring and a dot say ('does', 'close', 'involved').
        language: of the words of the picture's own.
        caption: its name and description.
        names_width: width of the column of step names.
    """
    width = names_width + sum(wide for _name, wide in circles)
    height = _TOP + _ROW * len(rows)
    parts = [*_key_parts(key), *_column_heads(circles, names_width)]
    last = _TOP + _ROW * (len(rows) - 0.5)
    parts.append(
        f'<line {class_of("chain-line")} x1="11" y1="{number(_TOP + _ROW / 2)}" x2="11" y2="{number(last)}"/>'
    )
    for place, row in enumerate(rows):
        middle = _TOP + _ROW * (place + 0.5)
        parts.append(_rule(middle - _ROW / 2, width))
        parts.append(linked(_name(row, middle, names_width), row.url))
        left = names_width
        for column, (cell, (_circle, wide)) in enumerate(zip(row.cells, circles, strict=True)):
            parts += _marks(cell, left, middle, wide, language, says_unseen=column == 0)
            left += wide
    return picture(caption, width, height, "pipeline chain", parts)


def _name(row: ChainRow, middle: float, width: float) -> str:
    seen = row.cells[0].does > 0
    letters = int((width - 34) / (_LETTER * LETTER_SHARE))
    lines = textwrap.wrap(row.label, letters) or [row.label]
    lines = lines if len(lines) < 4 else [*lines[:2], shortened(" ".join(lines[2:]), letters)]
    apart = 14.0 if len(lines) < 3 else _LETTER
    drawn = (
        f'<circle {class_of("chain-step", "" if seen else "chain-step--unseen")} cx="11" '
        f'cy="{number(middle)}" r="6"/>'
    )
    first = middle + _LETTER * 0.35 - (len(lines) - 1) * apart / 2
    for place, words in enumerate(lines):
        drawn += label(words, 28, first + place * apart, _LETTER)
    return drawn


def _marks(
    cell: ChainCell, left: float, middle: float, width: float, language: Language, *, says_unseen: bool
) -> list[str]:
    """Return the marks of a cell, those that do it first; what finds no room is counted."""
    if not (cell.does or cell.close or cell.involved):
        words = NOT_SEEN.in_language(language) if says_unseen else "–"
        return [label(words, left + 4, middle + 4, 11.5, "start", "unseen")]
    counts = {"does": cell.does, "close": cell.close, "involved": cell.involved}
    room = int((width - 46) / _GAP)
    drawn: list[str] = []
    x = left + 8
    for name, count in counts.items():
        for _each in range(min(count, max(0, room - len(drawn)))):
            drawn.append(_mark(name, x, middle))
            x += _GAP
    hidden = sum(counts.values()) - len(drawn)
    if hidden:
        drawn.append(label(f"+{hidden}", x - 2, middle + 4, 11.5, "start", "count"))
    return drawn


def _mark(name: str, x: float, y: float) -> str:
    return (
        f'<circle {class_of("chain-mark", f"chain-mark--{name}")} cx="{number(x)}" cy="{number(y)}" '
        f'r="{number(_RADIUS[name])}"/>'
    )


def _rule(y: float, width: float) -> str:
    return f'<line {class_of("chain-rule")} x1="24" y1="{number(y)}" x2="{number(width)}" y2="{number(y)}"/>'


def _key_parts(key: Mapping[str, str]) -> list[str]:
    parts = []
    x = 8.0
    for name, words in key.items():
        parts.append(f"<g {class_of('key')}>{_mark(name, x, 14)}{label(words, x + 11, 18, 11.5)}</g>")
        x += 24 + len(words) * 11.5 * LETTER_SHARE
    return parts


def _column_heads(circles: Sequence[tuple[str, float]], left: float) -> list[str]:
    parts = []
    for name, wide in circles:
        parts.append(label(name, left + 4, _TOP - 10, 11.5, "start", "label chain-head"))
        left += wide
    return parts
