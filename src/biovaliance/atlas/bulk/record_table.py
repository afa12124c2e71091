"""The record table: one row per record, with what blocking and comparing look at.

    record_id     a whole number made from the key: engines join on it faster than on text
    names         the folded name, full names and aliases, without doubles
    latin_name    the name in a-z and figures for edit distance; empty when it has other letters
    words         the distinct words of all names
    acronyms      words in capitals; `initials` are first letters, which match stated acronyms only
    identifiers   scheme and value; `schemes` are the schemes among them
    keys          of an organisation, what the comparison looks at (atlas/identity/matching.py)
    town          folded; town, department and country are empty when not known

It is written as a stream: memory holds one batch of rows, whatever the number of records.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from biovaliance.atlas.bulk import spelling
from biovaliance.atlas.fields import FIELDS, Kind, ValueType
from biovaliance.atlas.identity.matching import DECISIVE, NAME_FIELDS, meeting_keys
from biovaliance.atlas.records import Record
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.names import folded

BATCH_ROWS = 50_000
IDENTIFIER_FIELDS: dict[Kind, tuple[str, ...]] = {
    # A field of many values (the ROR record of a predecessor) names another thing, unless it is decisive.
    kind: tuple(
        d.name
        for d in definitions
        if d.value_type is ValueType.IDENTIFIER and (d.name in DECISIVE or not d.many)
    )
    for kind, definitions in FIELDS.items()
}
_TEXTS = pa.list_(pa.string())
SCHEMA = pa.schema(
    [
        ("record_id", pa.int64()),
        ("record_key", pa.string()),
        ("kind", pa.string()),
        ("source_key", pa.string()),
        ("names", _TEXTS),
        ("latin_name", pa.string()),
        ("words", _TEXTS),
        ("acronyms", _TEXTS),
        ("initials", _TEXTS),
        ("identifiers", pa.list_(pa.struct([("scheme", pa.string()), ("value", pa.string())]))),
        ("schemes", _TEXTS),
        ("keys", _TEXTS),
        ("town", pa.string()),
        ("department", pa.string()),
        ("country", pa.string()),
    ]
)


def record_row(record: Record) -> dict[str, Any]:
    """Return the row of one record."""
    said: dict[str, list[str]] = {}
    for statement in record.statements:
        said.setdefault(statement.field, []).append(statement.value)
    return _row(record.key, record.kind, record.source_key, said)


def write_records(records: Iterable[Record], file: Path) -> int:
    """Write the record table of some records to a Parquet file; return how many there are."""
    return write_rows(map(record_row, records), file)


def write_snapshot_records(snapshot: Path, file: Path) -> int:
    """Write the record table of a snapshot's folder to a Parquet file; return how many records it has.

    Raises:
        InputError: the folder holds no table of statements.
    """
    statements = snapshot / "statements.parquet"
    if not statements.is_file():
        raise InputError(
            f"Snapshot '{snapshot}': it has no statements.parquet; expected a folder a build wrote."
        )
    return write_rows(_snapshot_rows(statements), file)


def write_rows(rows: Iterable[dict[str, Any]], file: Path) -> int:
    """Write rows of the record table to a Parquet file, which appears when it is whole."""
    unfinished = file.with_name(f".{file.name}.part")
    written = 0
    pending = iter(rows)
    try:
        with pq.ParquetWriter(unfinished, SCHEMA, compression="zstd") as writer:
            while batch := list(islice(pending, BATCH_ROWS)):
                writer.write_batch(pa.RecordBatch.from_pylist(batch, SCHEMA))
                written += len(batch)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return written


def record_id(key: str) -> int:
    """Return the whole number that stands for a record key, the same in every run (64 bits)."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


def _snapshot_rows(statements: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table of statements, in which those of a record stand together."""
    columns = ["record_key", "field", "value"]
    lines = (
        line
        for batch in pq.ParquetFile(statements).iter_batches(BATCH_ROWS, columns=columns)
        for line in batch.to_pylist()
    )
    for key, group in groupby(lines, key=lambda line: line["record_key"]):
        source_key, kind, _local_id = key.split(":", 2)
        said: dict[str, list[str]] = {}
        for line in group:
            said.setdefault(line["field"], []).append(line["value"])
        yield _row(key, Kind(kind), source_key, said)


def _row(key: str, kind: Kind, source_key: str, said: dict[str, list[str]]) -> dict[str, Any]:
    names = [name for field in NAME_FIELDS for name in said.get(field, ())]
    folded_names = [" ".join(folded(name).split()) for name in names]
    acronyms = spelling.stated_acronyms(names)
    identifiers = dict.fromkeys(
        (field, value.strip())
        for field in IDENTIFIER_FIELDS[kind]
        for value in said.get(field, ())
        if value.strip()
    )
    return {
        "record_id": record_id(key),
        "record_key": key,
        "kind": str(kind),
        "source_key": source_key,
        "names": sorted({*folded_names} - {""}),
        "latin_name": spelling.latin_name(folded_names[0]) if names else None,
        "words": spelling.words(folded_names),
        "acronyms": acronyms,
        "initials": [letters for letters in spelling.initials(folded_names) if letters not in acronyms],
        "identifiers": [{"scheme": scheme, "value": value} for scheme, value in identifiers],
        "schemes": sorted({scheme for scheme, _value in identifiers}),
        # Things of another kind are compared by their identifiers only.
        "keys": sorted(meeting_keys(names, *said.get("town", ())[:1])) if kind is Kind.ORGANISATION else [],
        "town": _first(said, "town", fold=True),
        "department": _first(said, "department"),
        "country": _first(said, "country"),
    }


def _first(said: dict[str, list[str]], field: str, *, fold: bool = False) -> str | None:
    value = next((value.strip() for value in said.get(field, ()) if value.strip()), "")
    return (folded(value) if fold else value) or None
