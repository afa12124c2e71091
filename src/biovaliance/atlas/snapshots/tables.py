"""The tables of a snapshot: Arrow schemas, and the way from values to rows and back.

records     one row per record, with the entity it stands for
statements  one row per statement, evidence as a list
entities    one row per entity and view; a view without a row of its own sees the public one
relations   between entities, evidence as a list
tags        which concept an entity is about, and where it says so
judgements  people's and rules' words on pairs of records
problems    what was wrong in the sources
changes     what each view sees changed since the snapshot published before; no part of the content,
            so that the same input keeps the same fingerprint
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

import pyarrow as pa

from biovaliance.atlas.building import Atlas, Tag, TagOrigin
from biovaliance.atlas.fields import Kind
from biovaliance.atlas.identity.clusters import Group
from biovaliance.atlas.records import Record
from biovaliance.atlas.relations import Relation
from biovaliance.atlas.snapshots.changes import ChangeCode, ChangeNote
from biovaliance.foundation.errors import Problem
from biovaliance.foundation.evidence import Audience, Evidence, View
from biovaliance.foundation.languages import Text

_TEXT = pa.string()
_EVIDENCE = pa.list_(
    pa.struct(
        [
            pa.field(name, _TEXT)
            for name in (
                "source_key",
                "address",
                "publisher",
                "stated_on",
                "read_on",
                "licence",
                "confidence",
            )
        ]
    )
)


def _schema(*names: str, **others: pa.DataType) -> pa.Schema:
    return pa.schema(
        [pa.field(name, others.get(name, _TEXT)) for name in (*names, *(o for o in others if o not in names))]
    )


SCHEMAS: dict[str, pa.Schema] = {
    "records": _schema("record_key", "entity_key", "source_key", "kind", "local_id", precedence=pa.int32()),
    "statements": _schema(
        "entity_key",
        "record_key",
        "field",
        "value",
        "language",
        "audience",
        "note",
        "note_fr",
        evidence=_EVIDENCE,
    ),
    "entities": _schema("view", "entity_key", "kind", "slug", "name", "document"),
    "relations": _schema(
        "source_key",
        "type_code",
        "target_key",
        "since",
        "until",
        "note",
        "note_fr",
        "audience",
        evidence=_EVIDENCE,
    ),
    "tags": _schema(
        "entity_key", "concept_id", "origin", "field", "passage", "language", "audience", "source"
    ),
    "judgements": _schema(
        "left_key",
        "right_key",
        "decision",
        "decided_by",
        "decided_at",
        "why",
        "withdrawn_at",
        "since",
        "former_name",
        "address",
        "withdrawn_by",
        by_person=pa.bool_(),
        score=pa.float64(),
    ),
    "problems": _schema(
        "file",
        "field",
        "value",
        "message",
        "mend",
        line=pa.int64(),
        row_dropped=pa.bool_(),
        is_public=pa.bool_(),
    ),
}
CHANGES = _schema(
    "view",
    "code",
    "key",
    "kind",
    "title_en",
    "title_fr",
    "field",
    "before",
    "after",
    "other_key",
    "other_en",
    "other_fr",
    evidence=_EVIDENCE,
)


def tables_of(atlas: Atlas, problems: Iterable[Problem]) -> dict[str, pa.Table]:
    """Return every table of a snapshot, its rows in the order of the atlas."""
    records = [(found, record) for found in atlas.groups for record in found.records]
    return {
        "records": _table(
            "records",
            [record for _found, record in records],
            record_key=[record.key for _found, record in records],
            entity_key=[found.key for found, _record in records],
        ),
        "statements": _statements(records),
        "entities": pa.Table.from_pylist(list(_entity_rows(atlas)), schema=SCHEMAS["entities"]),
        "relations": _table(
            "relations",
            atlas.relations,
            evidence=_evidence_column(relation.evidence for relation in atlas.relations),
        ),
        "tags": _table("tags", atlas.tags),
        "judgements": _table("judgements", atlas.judgements),
        "problems": _table("problems", tuple(problems)),
    }


def _statements(records: Iterable[tuple[Group, Record]]) -> pa.Table:
    told = [
        (found.key, record.key, statement) for found, record in records for statement in record.statements
    ]
    statements = [statement for _entity, _record, statement in told]
    return _table(
        "statements",
        statements,
        entity_key=[entity for entity, _record, _statement in told],
        record_key=[record for _entity, record, _statement in told],
        evidence=_evidence_column(statement.evidence for statement in statements),
    )


def _table(name: str, things: Sequence[Any], **columns: Any) -> pa.Table:
    """Return a table of things, of whose columns those not given are attributes of the same name."""
    schema = SCHEMAS[name]
    return pa.Table.from_arrays(
        [
            pa.array(_plain([getattr(thing, field.name) for thing in things]), field.type)
            if (given := columns.get(field.name)) is None
            else pa.array(given, field.type)
            if isinstance(given, list)
            else given
            for field in schema
        ],
        schema=schema,
    )


def _plain(values: list[Any]) -> list[Any]:
    """Return the texts that coded values stand for, which Arrow does not take as they are."""
    return [value.value for value in values] if values and isinstance(values[0], Enum) else values


def _evidence_column(told: Iterable[tuple[Evidence, ...]]) -> pa.Array:
    """Return a column of evidence; what many statements share is turned into Arrow once."""
    place: dict[int, int] = {}
    shared: list[tuple[Evidence, ...]] = []
    places = []
    for evidence in told:
        if id(evidence) not in place:
            place[id(evidence)] = len(shared)
            shared.append(evidence)  # which keeps its id from being given again
        places.append(place[id(evidence)])
    return pa.array(map(_evidence_rows, shared), _EVIDENCE).take(pa.array(places, pa.int64()))


def _evidence_rows(evidence: Iterable[Evidence]) -> list[dict[str, str]]:
    return [item.to_json() for item in evidence]


def _entity_rows(atlas: Atlas) -> Iterator[dict[str, str]]:
    public = {key: entity.dumps() for key, entity in atlas.entities[View.PUBLIC].items()}
    for view in View:
        for key, entity in atlas.entities[view].items():
            if view is not View.PUBLIC and entity is atlas.entities[View.PUBLIC].get(key):
                continue
            document = public[key] if view is View.PUBLIC else entity.dumps()
            if view is View.PUBLIC or document != public.get(key):
                yield {
                    "view": str(view),
                    "entity_key": key,
                    "kind": str(entity.kind),
                    "slug": entity.slug,
                    "name": entity.name,
                    "document": document,
                }


def change_rows(notes: Iterable[ChangeNote], view: View) -> list[dict[str, Any]]:
    """Return the rows of the `changes` table for a view."""
    return [
        {
            "view": str(view),
            "code": str(note.code),
            "key": note.key,
            "kind": str(note.kind),
            "title_en": note.title.en,
            "title_fr": note.title.fr,
            "field": note.field,
            "before": note.before,
            "after": note.after,
            "other_key": note.other_key,
            "other_en": note.other.en,
            "other_fr": note.other.fr,
            "evidence": _evidence_rows(note.evidence),
        }
        for note in notes
    ]


def change_from(row: Mapping[str, Any]) -> ChangeNote:
    """Return the change of a row of the `changes` table."""
    return ChangeNote(
        code=ChangeCode(row["code"]),
        key=row["key"],
        kind=Kind(row["kind"]),
        title=Text(row["title_en"], row["title_fr"]),
        field=row["field"],
        before=row["before"],
        after=row["after"],
        other_key=row["other_key"],
        other=Text(row["other_en"], row["other_fr"]),
        evidence=tuple(Evidence.from_json(item) for item in row["evidence"]),
    )


def documents_from(rows: Iterable[dict[str, Any]], view: View) -> Iterator[str]:
    """Yield the documents `view` may see, as JSON text in the order of their keys."""
    own: dict[str, str] = {}
    public: dict[str, str] = {}
    for row in rows:
        if row["view"] == view:
            own[row["entity_key"]] = row["document"]
        elif row["view"] == View.PUBLIC:
            public[row["entity_key"]] = row["document"]
    for key in sorted(own.keys() | public.keys()):
        yield own.get(key) or public[key]


def relation_from(row: dict[str, Any]) -> Relation:
    """Return the relation of a row of the `relations` table."""
    values = {**row, "audience": Audience(row["audience"])}
    values["evidence"] = tuple(Evidence.from_json(item) for item in row["evidence"])
    return Relation(**values)


def tag_from(row: dict[str, Any]) -> Tag:
    """Return the tag of a row of the `tags` table."""
    return Tag(**{**row, "origin": TagOrigin(row["origin"]), "audience": Audience(row["audience"])})
