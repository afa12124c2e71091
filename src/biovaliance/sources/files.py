"""The files of a source as its reader sees them: rows and items, each fault reported, the rest kept.

bytes ──> lines (gzip opened, size and line length bounded) ──> rows of CSV, items of JSON
      └─> fields seen ──> drift against the layout of `source.toml`

Nothing here raises on what a file holds; faults of a whole file become a problem of line 0.
"""

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from pathlib import Path

from biovaliance.foundation.errors import InputError, Problem
from biovaliance.sources.curated.tables import Row
from biovaliance.sources.definitions import Layout, SourceDefinition
from biovaliance.sources.drift import FieldWatch
from biovaliance.sources.items import Item, array_elements, elements_at
from biovaliance.sources.receipts import SUFFIX, Receipt, date_in_name
from biovaliance.sources.streams import LARGEST_LINE, Opened, read_chunks, read_lines

LARGEST_DOCUMENT = 256 * 1024 * 1024
"""A JSON document that is one object is held in memory whole; arrays and JSON lines are not."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source, with a way to open it as often as needed."""

    name: str
    layout: Layout
    receipt: Receipt
    opened: Opened


@dataclass(slots=True)
class Counts:
    """How many rows of a file were read, and how many of them the atlas speaks of."""

    rows_read: int = 0
    rows_kept: int = 0


@dataclass(slots=True)
class SourceFiles:
    """All files of a source, the problems found in them and their counts."""

    definition: SourceDefinition
    files: tuple[SourceFile, ...]
    problems: list[Problem] = field(default_factory=list)
    counts: dict[str, Counts] = field(default_factory=dict)
    _finished: set[str] = field(default_factory=set)

    @classmethod
    def from_bytes(
        cls,
        definition: SourceDefinition,
        contents: Mapping[str, bytes],
        receipts: Mapping[str, Receipt] | None = None,
    ) -> "SourceFiles":
        """Return the files of `contents`, by name; those no layout takes become problems."""
        found = cls(definition, ())
        for name, content in contents.items():
            receipt = (receipts or {}).get(name) or _receipt_of(definition, name, content)
            found._add(name, receipt, lambda content=content: io.BytesIO(content))  # type: ignore[misc]
        return found

    @classmethod
    def from_folder(cls, definition: SourceDefinition, folder: Path) -> "SourceFiles":
        """Return the files of a folder that a layout takes, each with the receipt beside it if there is one.

        Other files of the folder are left alone: an open-data folder may hold more than one source.
        """
        found = cls(definition, ())
        for path in source_paths(definition, folder):
            receipt = found._receipt_beside(path)
            found._add(path.name, receipt, lambda path=path: path.open("rb"))  # type: ignore[misc]
        return found

    def _add(self, name: str, receipt: Receipt, opened: Opened) -> None:
        layout = self.definition.layout_of(name)
        if layout is None:
            patterns = ", ".join(p for each in self.definition.layouts for p in each.files)
            message = f"no layout of source '{self.definition.key}' takes a file of this name."
            self.problems.append(Problem(name, 0, "", "", message, f"Expected {patterns}."))
            return
        self.files = (*self.files, SourceFile(name, layout, receipt, opened))
        self.counts.setdefault(name, Counts())

    def _receipt_beside(self, path: Path) -> Receipt:
        beside = path.with_name(path.name + SUFFIX)
        if beside.is_file():
            try:
                return Receipt.loads(beside.read_text(encoding="utf-8"), beside.name)
            except (InputError, UnicodeDecodeError, OSError) as error:
                self.problems.append(
                    Problem(beside.name, 0, "", "", str(error), "Fetch the source again.", row_dropped=False)
                )
        return Receipt(
            path.name, self.definition.key, licence=self.definition.licence, stated_on=date_in_name(path.name)
        )

    # ---- rows and items

    def of(self, *layouts: str) -> tuple[SourceFile, ...]:
        """Return the files of these layouts."""
        return tuple(each for each in self.files if each.layout.name in layouts)

    def keep(self, file: SourceFile, rows: int = 1) -> None:
        """Count rows of a file that the atlas speaks of."""
        self.counts[file.name].rows_kept += rows

    def report(
        self, row: "Row | Item", name: str, value: str, message: str, mend: str, *, dropped: bool = True
    ) -> None:
        """Report a fault in one field of a row."""
        self.problems.append(
            Problem(row.file, row.line, name, " ".join(value.split()), message, mend, dropped)
        )

    def rows(self, file: SourceFile) -> Iterator[Row]:
        """Yield the good rows of a CSV file; a second reading reports and counts nothing anew."""
        problems, counts = self._accounts(file)
        watch = FieldWatch(file.layout, file.name)
        yield from _csv_rows(file, watch, problems, counts)
        self._finish(file, problems, watch)

    def items(self, file: SourceFile) -> Iterator[Item]:
        """Yield the items of a JSON file: of JSON lines, of an array, or of a document that holds a list."""
        problems, counts = self._accounts(file)
        watch = FieldWatch(file.layout, file.name)
        for line, value in _json_values(file, problems):
            counts.rows_read += 1
            if not isinstance(value, dict):
                problems.append(
                    Problem(file.name, line, "", "", "this item is no JSON object.", "Expected {…}.")
                )
                continue
            watch.see_object(value, line)
            yield Item(file.name, line, value)
        self._finish(file, problems, watch)

    def _accounts(self, file: SourceFile) -> tuple[list[Problem], Counts]:
        if file.name in self._finished:
            return [], Counts()
        return self.problems, self.counts[file.name]

    def _finish(self, file: SourceFile, problems: list[Problem], watch: FieldWatch) -> None:
        problems += watch.problems()
        self._finished.add(file.name)

    def receipts(self) -> list[dict[str, object]]:
        """Return what was read of each file, for the manifest of a snapshot."""
        return [
            {
                "file": each.name,
                "source_key": self.definition.key,
                "sha256": each.receipt.sha256 or _digest(each),
                "bytes": each.receipt.bytes,
                "address": each.receipt.address,
                "taken_on": each.receipt.taken_on,
                "licence": each.receipt.licence or self.definition.licence,
                "rows_read": self.counts[each.name].rows_read,
                "rows_kept": self.counts[each.name].rows_kept,
            }
            for each in self.files
        ]


def source_paths(definition: SourceDefinition, folder: Path) -> list[Path]:
    """Return the files of a source in a folder: in the folder itself, or in a sub-folder of its own."""
    places = [folder, *(folder / name for name in definition.folders)]
    return sorted(
        path
        for place in places
        if place.is_dir()
        for path in place.iterdir()
        if path.is_file() and not path.name.endswith(SUFFIX) and definition.layout_of(path.name)
    )


def _receipt_of(definition: SourceDefinition, name: str, content: bytes) -> Receipt:
    return Receipt(
        name,
        definition.key,
        stated_on=date_in_name(name),
        sha256=sha256(content).hexdigest(),
        bytes=len(content),
        licence=definition.licence,
    )


def _digest(file: SourceFile) -> str:
    digest = sha256()
    try:
        with file.opened() as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
    except OSError:
        return ""
    return digest.hexdigest()


# ---- CSV


@dataclass(slots=True)
class _Encoding:
    """Turns lines into text; counts those that are not UTF-8 and were read as cp1252."""

    first: int = 0
    lines: int = 0
    number: int = 0

    def texts(self, lines: Iterable[tuple[int, bytes]]) -> Iterator[str]:
        for number, line in lines:
            self.number = number
            data = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            try:
                yield data.decode("utf-8")
            except UnicodeDecodeError:
                self.first = self.first or number
                self.lines += 1
                yield data.decode("cp1252", "replace")


def _csv_rows(file: SourceFile, watch: FieldWatch, problems: list[Problem], counts: Counts) -> Iterator[Row]:
    encoding = _Encoding()
    records = _csv_records(file, encoding, problems)
    line, cells = next(records, (0, []))
    header = [name.strip() for name in cells]
    if not any(header):
        problems.append(Problem(file.name, 0, "", "", "the file is empty.", "Expected a header and rows."))
        return
    missing = watch.see_header(header)
    if missing:
        watch.rows = 0  # told here, at its line
        message = f"column {', '.join(missing)} is missing, so no row of this file can be used."
        mend = f"Found {', '.join(header)[:200]}; see layout '{file.layout.name}'."
        problems.append(Problem(file.name, line, ", ".join(missing)[:200], "", message, mend))
        return
    for line, cells in records:
        if any(cell.strip() for cell in cells):
            counts.rows_read += 1
            fault = _fault_of(cells, header)
            if fault:
                problems.append(Problem(file.name, line, "", " ".join(cells[0][:60].split()), *fault))
            else:
                values = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
                yield Row(file.name, line, values)
    if encoding.lines:
        message = f"{encoding.lines} lines from here on are not UTF-8; they were read as cp1252."
        problems.append(
            Problem(file.name, encoding.first, "", "", message, "Save the file as UTF-8.", row_dropped=False)
        )


def _fault_of(cells: list[str], header: list[str]) -> tuple[str, str] | None:
    if len(cells) != len(header):
        return f"the row has {len(cells)} cells, the header {len(header)}.", "Check separators and quotes."
    if any("\x00" in cell for cell in cells):
        return "a cell holds a NUL character, which is no text.", "Fetch the file again."
    return None


def _csv_records(
    file: SourceFile, encoding: _Encoding, problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    lines = read_lines(file.name, file.opened, problems)
    reader = csv.reader(encoding.texts(lines), delimiter=file.layout.delimiter)
    while True:
        line = encoding.number + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.append(Problem(file.name, line, "", "", f"{error}.", "Check the quotes of this row."))


# ---- JSON


def _json_values(file: SourceFile, problems: list[Problem]) -> Iterator[tuple[int, object]]:
    plain = file.name.removesuffix(".gz")
    if plain.endswith((".jsonl", ".ndjson")):
        yield from _json_lines(file, problems)
        return
    texts = _texts(file, problems)
    start = next(texts, "").lstrip("\ufeff \t\r\n")
    if not start:
        problems.append(Problem(file.name, 0, "", "", "the file is empty.", "Expected JSON."))
    elif start.startswith("["):
        yield from array_elements(chain([start], texts), file.name, problems, LARGEST_LINE)
    else:
        yield from _json_document(file, chain([start], texts), problems)


def _texts(file: SourceFile, problems: list[Problem]) -> Iterator[str]:
    """Yield the text of a file in pieces; bytes that are no UTF-8 become replacement marks."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for chunk in read_chunks(file.name, file.opened, problems):
        if text := decoder.decode(chunk):
            yield text
    if text := decoder.decode(b"", final=True):
        yield text


def _json_document(
    file: SourceFile, texts: Iterable[str], problems: list[Problem]
) -> Iterator[tuple[int, object]]:
    document = io.StringIO()
    for text in texts:
        document.write(text)
        if document.tell() > LARGEST_DOCUMENT:
            message = f"the document has more than {LARGEST_DOCUMENT:,} characters."
            problems.append(Problem(file.name, 0, "", "", message, "Write it as JSON lines."))
            return
    try:
        value = json.loads(document.getvalue())
    except (ValueError, RecursionError) as error:
        message = f"this is no JSON ({error})."
        problems.append(Problem(file.name, getattr(error, "lineno", 0), "", "", message, "Fetch it again."))
        return
    yield from elements_at(value, file.layout.items, file.name, problems)


def _json_lines(file: SourceFile, problems: list[Problem]) -> Iterator[tuple[int, object]]:
    for number, line in read_lines(file.name, file.opened, problems):
        if not line.strip():
            continue
        try:
            value = json.loads(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)
        except (ValueError, RecursionError) as error:
            shown = " ".join(line[:60].decode("utf-8", "replace").split())
            message = f"this line is no JSON ({error})."
            problems.append(Problem(file.name, number, "", shown, message, "Fetch the file again."))
            continue
        for _place, item in elements_at(value, file.layout.items, file.name, problems, number):
            yield number, item
