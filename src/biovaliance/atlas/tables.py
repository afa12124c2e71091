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

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from biovaliance.atlas.building import Atlas, Tag, TagOrigin
from biovaliance.atlas.changes import ChangeCode, ChangeNote
from biovaliance.atlas.clusters import Decision, Judgement
from biovaliance.atlas.fields import Kind
from biovaliance.atlas.relations import Relation
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


def rows_of(atlas: Atlas, problems: Iterable[Problem]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every table, in the order of the atlas."""
    return {
        "records": [
            {
                "record_key": record.key,
                "entity_key": found.key,
                "source_key": record.source_key,
                "kind": str(record.kind),
                "local_id": record.local_id,
                "precedence": record.precedence,
            }
            for found in atlas.groups
            for record in found.records
        ],
        "statements": [
            {
                "entity_key": found.key,
                "record_key": record.key,
                "field": statement.field,
                "value": statement.value,
                "language": statement.language,
                "audience": str(statement.audience),
                "note": statement.note,
                "note_fr": statement.note_fr,
                "evidence": _evidence_rows(statement.evidence),
            }
            for found in atlas.groups
            for record in found.records
            for statement in record.statements
        ],
        "entities": list(_entity_rows(atlas)),
        "relations": [
            {
                "source_key": relation.source_key,
                "type_code": relation.type_code,
                "target_key": relation.target_key,
                "since": relation.since,
                "until": relation.until,
                "note": relation.note,
                "note_fr": relation.note_fr,
                "audience": str(relation.audience),
                "evidence": _evidence_rows(relation.evidence),
            }
            for relation in atlas.relations
        ],
        "tags": [{name: str(getattr(tag, name)) for name in SCHEMAS["tags"].names} for tag in atlas.tags],
        "judgements": [
            {
                name: str(value) if name == "decision" else value
                for name in SCHEMAS["judgements"].names
                for value in (getattr(judgement, name),)
            }
            for judgement in atlas.judgements
        ],
        "problems": [{name: getattr(p, name) for name in SCHEMAS["problems"].names} for p in problems],
    }


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


def judgement_from(row: dict[str, Any]) -> Judgement:
    """Return the judgement of a row of the `judgements` table."""
    return Judgement(**{**row, "decision": Decision(row["decision"])})
