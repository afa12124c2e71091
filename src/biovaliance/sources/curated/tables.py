"""CSV files into rows: whatever is wrong is reported with file and line, and the other rows are kept."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from biovaliance.foundation.errors import Problem

LARGEST_CELL = 100_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = frozenset("0123456789.,+- ()")


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """The columns of a file. `audience` is accepted everywhere and public where it is not given."""

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    identifier: str = ""
    is_optional: bool = False

    @property
    def file(self) -> str:
        """The file's name."""
        return f"{self.name}.csv"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it stands, and its cells by column, stripped; a missing column is ''."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return the cell of a column, '' where there is none."""
        return self.cells.get(column, "")

    @property
    def is_public(self) -> bool:
        """Whether everybody may know of this row."""
        return self["audience"] in ("", "public")

    def items(self, column: str) -> tuple[str, ...]:
        """Return the parts of a `;` list, doubles and empty ones left out."""
        return tuple(dict.fromkeys(part.strip() for part in self[column].split(";") if part.strip()))

    def problem(self, column: str, message: str, mend: str, *, dropped: bool = True) -> Problem:
        """Return a problem in a cell of this row."""
        return Problem(self.file, self.line, column, self[column], message, mend, dropped, self.is_public)


@dataclass(slots=True)
class Table:
    """The good rows of a file, and what was wrong with the others.

    A row that cannot be read counts as closed where its file has a column that tells for whom rows are.
    """

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows_read: int = 0
    closed_rows_read: int = 0


@dataclass(frozen=True, slots=True)
class _Line:
    """The cells of a record and the line it begins on; a byte that is not UTF-8 is a surrogate in them."""

    line: int
    cells: list[str]

    def __bool__(self) -> bool:
        return bool(self.cells)


def read_table(definition: TableDefinition, data: bytes) -> Table:
    """Read a file. Never raises: every fault becomes a problem, every good row is kept."""
    table = Table()
    lines = list(_lines(data.removeprefix(b"\xef\xbb\xbf"), definition.file))
    if not any(lines):
        table.problems.append(
            Problem(definition.file, 0, "", "", "the file is empty.", "Expected a header and rows.")
        )
        return table
    if isinstance(lines[0], Problem):
        table.problems.append(lines[0])
        return table
    header = [_shown(name).strip() for name in lines[0].cells]
    missing = [name for name in definition.required if name not in header]
    if missing:
        found = ", ".join(header)[:200]
        mend = f"Add {'it' if len(missing) == 1 else 'them'}; found {found}."
        message = f"column {', '.join(missing)} is missing, so no row of this file can be used."
        table.problems.append(Problem(definition.file, 1, ", ".join(missing), "", message, mend))
        return table
    table.problems += _unknown_columns(definition, header)
    seen: dict[str, int] = {}
    tells_audience = "audience" in header
    for line in lines[1:]:
        if isinstance(line, _Line) and not any(cell.strip() for cell in line.cells):
            continue
        row = line if isinstance(line, Problem) else _row(definition, line, header)
        table.rows_read += 1
        is_public = not tells_audience if isinstance(row, Problem) else row.is_public
        if isinstance(row, Problem):
            table.problems.append(replace(row, is_public=is_public))
        elif _is_first(definition, row, seen, table.problems):
            table.rows.append(row)
        table.closed_rows_read += not is_public
    return table


def _unknown_columns(definition: TableDefinition, header: list[str]) -> list[Problem]:
    known = {*definition.required, *definition.optional, "audience"}
    message = "this column is not known and is left out."
    mend = f"Expected {', '.join(sorted(known))}."
    return [
        Problem(definition.file, 1, name, "", message, mend, row_dropped=False)
        for name in header
        if name not in known
    ]


def _is_first(definition: TableDefinition, row: Row, seen: dict[str, int], problems: list[Problem]) -> bool:
    """Whether a row has an identifier that none before it has, where its file asks for one."""
    if not definition.identifier:
        return True
    identifier = row[definition.identifier]
    if not identifier:
        problems.append(row.problem(definition.identifier, "there is no identifier.", "Write one."))
    elif identifier in seen:
        message = f"line {seen[identifier]} has this identifier already; this row is left out."
        problems.append(row.problem(definition.identifier, message, "Give it another identifier."))
    else:
        seen[identifier] = row.line
        return True
    return False


def _row(definition: TableDefinition, at: _Line, header: list[str]) -> Row | Problem:
    """Return a row, or what keeps it from being read."""
    line, cells = at.line, at.cells
    for name, cell in zip_longest(header, cells, fillvalue=""):
        if _shown(cell) != cell:
            message = "the cell holds bytes that are not UTF-8."
            mend = "Save the file as UTF-8 (not cp1252)."
            return Problem(definition.file, line, name, _shown(cell), message, mend)
    if len(cells) != len(header):
        message = f"the row has {len(cells)} cells, the header {len(header)}."
        mend = "Check commas and quotes: a cell with a comma stands in quotes."
        return Problem(definition.file, line, "", cells[0] if cells else "", message, mend)
    for name, cell in zip(header, cells, strict=True):
        if fault := _fault(cell):
            return Problem(definition.file, line, name, cell[:40], *fault)
    return Row(definition.file, line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)})


def _fault(cell: str) -> tuple[str, str] | None:
    """Return why a cell cannot be taken, and how to mend it."""
    if len(cell) > LARGEST_CELL:
        return f"the cell has {len(cell):,} characters; at most {LARGEST_CELL:,} are taken.", "Shorten it."
    if "\x00" in cell or "\ufffd" in cell:
        return "the cell holds a character that is no text (NUL or a replacement mark).", "Write it anew."
    if cell.startswith(_FORMULA_STARTS) and not set(cell.strip()) <= _PLAIN_NUMBER:
        return (
            f"the cell begins with '{cell[0]}', which a spreadsheet runs as a formula.",
            "Begin with a letter.",
        )
    return None


def _lines(data: bytes, file: str) -> Iterator[_Line | Problem]:
    """Yield each record with the line it begins on, or what keeps it from being read."""
    text = data.decode("utf-8", "surrogateescape")
    reader = csv.reader(io.StringIO(text, newline=""))
    line = 1
    while True:
        try:
            yield _Line(line, next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(file, line, "", "", f"{error}.", "Check the quotes of this row.")
        line = reader.line_num + 1


def _shown(text: str) -> str:
    """Return a text with a mark in place of each byte that is not UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
