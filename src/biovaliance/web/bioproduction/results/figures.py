"""A figure as a page shows it: the finding, the drawing, the same numbers as a table, their source.

The table is the figure; the drawing is made of the same numbers by the script of the page (`charts/figure.ts`
says what it takes). A cell has what a reader sees and what a file holds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_SHOWN = 120
"""Rows that a page shows; the files have all."""
MOST_NARROW = 3
"""Columns that a telephone shows beside each other."""
Value = float | int | str | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a figure's table: its name in files, and what a reader sees."""

    key: str
    label: str
    numeric: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the words or the number as the language writes it, and the value itself."""

    text: str
    value: Value = None
    status: str = ""
    """How sure it is, where that is told beside it."""
    note: str = ""

    @property
    def plain(self) -> Value:
        """What a file for programs holds: the value, of words their code."""
        return self.text if self.value is None else self.value

    @property
    def told(self) -> Value:
        """What a file for people holds: numbers as values, words as the reader says them."""
        return self.text if self.value is None or isinstance(self.value, str) else self.value


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure."""

    name: str
    title: str
    """The finding."""
    unit: str
    """What is shown, in which unit."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    source: str
    """Where the numbers come from."""
    statuses: tuple[str, ...] = ()
    """What the numbers rest on, the worst one told beside the source."""
    drawing: Mapping[str, Any] = field(default_factory=dict)
    """What the script draws; nothing where the table says it all."""
    note: str = ""
    is_open: bool = False
    """Whether the table is shown under the drawing at once, where it says what no drawing can."""
    rows_at_first: int = 0
    """How many rows of a long table are seen at once, the others one click away; 0 for all."""
    downloads: tuple[tuple[str, str], ...] = ()
    """Label and address."""
    file: str = ""

    @property
    def statuses_told(self) -> tuple[str, ...]:
        """The statuses, each once."""
        return tuple(dict.fromkeys(self.statuses))

    @property
    def notes(self) -> list[str]:
        """What is told beside each row; nothing where no row has any."""
        found = ["; ".join(cell.note for cell in row if cell.note) for row in self.rows]
        return found if any(found) else []

    @property
    def lined_rows(self) -> list[list[tuple[Cell, Column]]]:
        """The cells of each row, each with its column."""
        return [list(zip(row, self.columns, strict=False)) for row in self.rows[:MOST_SHOWN]]

    @property
    def is_wide(self) -> bool:
        """Whether a narrow screen shows each row as a list of its cells, its columns being too many."""
        return len(self.columns) > MOST_NARROW

    @property
    def is_folded(self) -> bool:
        """Whether some rows are seen only when asked for."""
        return 0 < self.rows_at_first < len(self.rows)

    @property
    def rows_left_out(self) -> int:
        """How many rows a page leaves to the files."""
        return max(0, len(self.rows) - MOST_SHOWN)

    @property
    def alt(self) -> str:
        """What is read in place of the drawing."""
        return f"{self.title}. {self.unit}"

    @property
    def to_draw(self) -> dict[str, Any]:
        """What the script is sent."""
        words = {"title": self.title, "unit": self.unit, "alt": self.alt, "source": self.source}
        return {**words, "file": self.file or self.name, **self.drawing}


def text(words: str, value: Value = None, **more: str) -> Cell:
    """Return a cell of words."""
    return Cell(words, value, **more)


def columns(*pairs: tuple[str, str] | tuple[str, str, bool]) -> tuple[Column, ...]:
    """Return columns by key, label, and whether they hold numbers; the first one names its row."""
    return tuple(
        Column(pair[0], pair[1], pair[2] if len(pair) > 2 else place > 0) for place, pair in enumerate(pairs)
    )


def by_name(figures: Iterable[Figure]) -> dict[str, Figure]:
    """Return figures by name, for a template that puts each in its place."""
    return {figure.name: figure for figure in figures}
