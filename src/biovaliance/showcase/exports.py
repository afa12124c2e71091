"""The public atlas as files: CSV, Excel, JSON lines, GeoJSON, JSON-LD and SKOS.

A spreadsheet runs a cell that begins with = + - @ as a formula, whoever wrote it; such text gets an
apostrophe before it in CSV and Excel files, and stays as it is elsewhere.
"""

import contextlib
import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Any

from biovaliance.atlas.codes import code_label
from biovaliance.atlas.entities import Entity
from biovaliance.atlas.fields import FIELDS, KIND_PLURALS, FieldDefinition, Kind, ValueType
from biovaliance.atlas.snapshots.reading import Snapshot
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import Language
from biovaliance.showcase.linked_data import json_ld
from biovaliance.vocabulary.thesaurus import Thesaurus, bundled_thesaurus

_FORMULA_STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # some take the wide ones too
_FORBIDDEN_IN_EXCEL = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


class ExportFormat(StrEnum):
    """What can be written."""

    CSV = "csv"
    JSONL = "jsonl"
    GEOJSON = "geojson"
    JSONLD = "jsonld"
    SKOS = "skos"
    XLSX = "xlsx"


def safe_cell(text: str) -> str:
    """Return `text` such that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _columns(kind: Kind) -> list[FieldDefinition]:
    return [definition for definition in FIELDS[kind] if definition.name != "remark"]


def headings(kind: Kind, language: Language) -> list[str]:
    """Return the column titles of a kind's table, in `language`."""
    fixed = ("Identifiant", "Page") if language == "fr" else ("Identifier", "Page")
    ends = ("Sources divergentes", "Sources") if language == "fr" else ("Sources differ on", "Sources")
    return [*fixed, *(definition.label.in_language(language) for definition in _columns(kind)), *ends]


def table_row(entity: Entity, language: Language, address: str, thesaurus: Thesaurus) -> list[str]:
    """Return the cells of a thing in the order of `headings`, words in `language`."""
    cells = [entity.key, address]
    for definition in _columns(entity.kind):
        if definition.many:
            values = entity.values(definition.name)
        elif definition.localised:
            values = (entity.text(definition.name).in_language(language),)
        else:
            values = (entity.value(definition.name),)
        cells.append(
            "; ".join(
                _words(entity.kind, definition, value, language, thesaurus) for value in values if value
            )
        )
    labels = {definition.name: definition.label for definition in FIELDS[entity.kind]}
    cells.append("; ".join(labels[name].in_language(language) for name in entity.disagreements))
    cells.append(" ".join(_addresses(entity)))
    return cells


def _addresses(entity: Entity) -> list[str]:
    """Return where the statements on a thing can be read, once each; not every source has an address."""
    evidence = (item for values in entity.fields.values() for found in values for item in found.evidence)
    return list(dict.fromkeys(item.address for item in evidence if item.address))


def _words(
    kind: Kind, definition: FieldDefinition, value: str, language: Language, thesaurus: Thesaurus
) -> str:
    if definition.value_type is not ValueType.CODE:
        return value
    concept = thesaurus.concepts.get(value)
    if concept and definition.name in ("type", "stage"):
        return concept.label.in_language(language)
    if definition.name in ("country", "department"):
        return value
    return code_label(kind, definition.name, value).in_language(language)


def to_csv(rows: Iterable[Sequence[str]], titles: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a CSV file (UTF-8 with a mark, so that Excel reads accents)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    for cells in chain([titles], rows):
        writer.writerow([safe_cell(cell) for cell in cells])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def to_xlsx(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[str]]]]) -> bytes:
    """Return an Excel file; each sheet is (title, column titles, rows)."""
    from openpyxl import Workbook  # noqa: PLC0415 -- slow import
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 -- slow import
    from openpyxl.styles import Font  # noqa: PLC0415 -- slow import

    book = Workbook(write_only=True)
    for title, titles, rows in sheets:
        sheet = book.create_sheet(title[:31])
        sheet.freeze_panes = "C2"
        head = []
        for name in titles:
            cell = WriteOnlyCell(sheet, name)
            cell.font = Font(bold=True)
            head.append(cell)
        sheet.append(head)
        for cells in rows:
            sheet.append([safe_cell(cell.translate(_FORBIDDEN_IN_EXCEL))[:32_767] for cell in cells])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def to_geojson(entities: Iterable[tuple[Entity, str]]) -> dict[str, Any]:
    """Return the things with a known place as a GeoJSON FeatureCollection (RFC 7946)."""
    features = []
    for entity, address in entities:
        place = entity.value("coordinates")
        if not place:
            continue
        latitude, longitude = (float(part) for part in place.split(","))
        description = entity.text("description")
        features.append(
            {
                "type": "Feature",
                "id": entity.key,
                "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
                "properties": {
                    "name": entity.name,
                    "kind": str(entity.kind),
                    "type": entity.value("type"),
                    "town": entity.value("town"),
                    "department": entity.value("department"),
                    "precision": entity.value("geo_precision"),
                    "description_en": description.en,
                    "description_fr": description.fr,
                    "url": address,
                },
            }
        )
    return {"type": "FeatureCollection", "features": features}


def to_json_ld_graph(entities: Iterable[tuple[Entity, str]]) -> dict[str, Any]:
    """Return the things as one JSON-LD graph in schema.org terms."""
    graph = []
    for entity, address in entities:
        data = json_ld(entity, address)
        data.pop("@context")
        graph.append(data)
    return {"@context": "https://schema.org", "@graph": graph}


def export_snapshot(snapshot: Snapshot, file_format: ExportFormat, out: Path) -> int:
    """Write the public atlas to `out`; return how many things it holds.

    CSV holds one row per thing of every kind with the fields all kinds share beside the kind's own;
    Excel has one sheet per kind. SKOS (Turtle, or JSON-LD where `out` ends so) holds the vocabulary.

    Raises:
        InputError: `out` cannot be written, or the snapshot cannot be read.
    """
    try:
        with _replacing(out) as part:
            return _write(snapshot, file_format, part, as_json=out.suffix in (".jsonld", ".json"))
    except OSError as error:
        raise InputError(
            f"'{out}' cannot be written ({error.strerror or error}); expected the name of a file in an "
            "existing folder, with rights and space to write it."
        ) from None


@contextlib.contextmanager
def _replacing(out: Path) -> Iterator[Path]:
    """Yield where to write, so that `out` is either what it was or whole; a pipe or a link is written to."""
    if out.is_symlink() or (out.exists() and not out.is_file()):
        yield out
        return
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _write(snapshot: Snapshot, file_format: ExportFormat, out: Path, *, as_json: bool) -> int:
    thesaurus = bundled_thesaurus()
    if file_format is ExportFormat.SKOS:
        from biovaliance.vocabulary.skos import to_json_ld, to_turtle  # noqa: PLC0415 -- slow import

        out.write_text(to_json_ld(thesaurus) if as_json else to_turtle(thesaurus), encoding="utf-8")
        return len(thesaurus.concepts)
    entities = list(snapshot.entities().values())
    with_address = [(entity, "") for entity in entities]
    match file_format:
        case ExportFormat.JSONL:
            out.write_text("".join(f"{entity.dumps()}\n" for entity in entities), encoding="utf-8")
        case ExportFormat.GEOJSON:
            collection = to_geojson(with_address)
            out.write_text(json.dumps(collection, ensure_ascii=False, indent=1), encoding="utf-8")
            return len(collection["features"])
        case ExportFormat.JSONLD:
            out.write_text(
                json.dumps(to_json_ld_graph(with_address), ensure_ascii=False, indent=1), encoding="utf-8"
            )
        case ExportFormat.XLSX:
            out.write_bytes(
                to_xlsx(
                    (
                        KIND_PLURALS[kind].en,
                        headings(kind, "en"),
                        [
                            table_row(entity, "en", "", thesaurus)
                            for entity in entities
                            if entity.kind is kind
                        ],
                    )
                    for kind in Kind
                )
            )
        case _:
            with out.open("w", encoding="utf-8", newline="") as file:
                file.writelines(to_csv(all_kinds_rows(entities), all_kinds_titles()))
    return len(entities)


def all_kinds_titles() -> list[str]:
    """Return the column names of the CSV of all kinds: stable field names, `_en`/`_fr` where localised."""
    titles = ["key", "kind", "slug"]
    for name, localised in _all_fields().items():
        titles += [f"{name}_en", f"{name}_fr"] if localised else [name]
    return [*titles, "disagreements", "sources"]


def _all_fields() -> dict[str, bool]:
    return {d.name: d.localised and not d.many for kind in Kind for d in FIELDS[kind] if d.name != "remark"}


def all_kinds_rows(entities: Iterable[Entity]) -> Iterator[list[str]]:
    """Yield the row of each thing in the order of `all_kinds_titles`; values are codes, not words."""
    for entity in entities:
        cells = [entity.key, str(entity.kind), entity.slug]
        for name, localised in _all_fields().items():
            text = entity.text(name)
            cells += [text.en, text.fr] if localised else ["; ".join(entity.values(name))]
        yield [*cells, "; ".join(entity.disagreements), " ".join(_addresses(entity))]
