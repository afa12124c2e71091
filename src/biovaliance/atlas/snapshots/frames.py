"""The atlas as data frames, for notebooks: every value with its evidence in columns beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from biovaliance.atlas.entities import Entity, FieldValue
from biovaliance.atlas.fields import FIELDS, Kind
from biovaliance.atlas.home import home_folder
from biovaliance.atlas.snapshots.reading import Snapshot, open_snapshot
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.evidence import Evidence, View

_EVIDENCE_COLUMNS = ("sources", "publishers", "stated_on", "read_on", "licences", "confidence")


@dataclass(frozen=True, slots=True)
class OpenAtlas:
    """A published snapshot, ready for analysis."""

    snapshot: Snapshot
    view: View

    def entities(self, kind: Kind | str) -> pd.DataFrame:
        """Return one row per thing of `kind`, one column per field (`_en`/`_fr` where localised).

        Fields with several values are lists. `disagreements` names the fields sources differ on;
        `sources` lists the addresses the row rests on.
        """
        frame: pd.DataFrame = self.entities_arrow(kind).to_pandas()
        return frame

    def entities_arrow(self, kind: Kind | str) -> pa.Table:
        """Return the same table as `entities`, as Arrow."""
        wanted = _kind(kind)
        rows = [
            _wide(entity) for entity in self.snapshot.entities(self.view).values() if entity.kind is wanted
        ]
        return pa.Table.from_pylist(rows, schema=_wide_schema(wanted))

    def statements(self, kind: Kind | str | None = None) -> pd.DataFrame:
        """Return one row per value of each field, chosen or not, with its evidence in columns."""
        frame: pd.DataFrame = self.statements_arrow(kind).to_pandas()
        return frame

    def statements_arrow(self, kind: Kind | str | None = None) -> pa.Table:
        """Return the same table as `statements`, as Arrow."""
        wanted = None if kind is None else _kind(kind)
        rows = [
            {
                "entity_key": entity.key,
                "kind": str(entity.kind),
                "name": entity.name,
                "field": field,
                "value": found.value,
                "language": found.language,
                "chosen": found.chosen,
                "note": found.note,
                **_evidence(found.evidence),
            }
            for entity in self.snapshot.entities(self.view).values()
            if wanted is None or entity.kind is wanted
            for field, values in entity.fields.items()
            for found in values
        ]
        texts = ("entity_key", "kind", "name", "field", "value", "language", "note", *_EVIDENCE_COLUMNS)
        schema = pa.schema([*((name, pa.string()) for name in texts), ("chosen", pa.bool_())])
        return pa.Table.from_pylist(rows, schema=schema)

    def relations(self) -> pd.DataFrame:
        """Return one row per relation, with the names of both ends and its evidence."""
        frame: pd.DataFrame = self.relations_arrow().to_pandas()
        return frame

    def relations_arrow(self) -> pa.Table:
        """Return the same table as `relations`, as Arrow."""
        names = {key: entity.name for key, entity in self.snapshot.entities(self.view).items()}
        rows = [
            {
                "source_key": relation.source_key,
                "source_name": names[relation.source_key],
                "type_code": relation.type_code,
                "target_key": relation.target_key,
                "target_name": names[relation.target_key],
                "since": relation.since,
                "until": relation.until,
                "note": relation.note,
                **_evidence(relation.evidence),
            }
            for relation in self.snapshot.relations(self.view)
        ]
        ends = ("source_key", "source_name", "type_code", "target_key", "target_name")
        return _texts_table(rows, (*ends, "since", "until", "note", *_EVIDENCE_COLUMNS))

    def tags(self) -> pd.DataFrame:
        """Return one row per thing and concept: how the concept came to it, and the passage."""
        frame: pd.DataFrame = self.tags_arrow().to_pandas()
        return frame

    def tags_arrow(self) -> pa.Table:
        """Return the same table as `tags`, as Arrow."""
        columns = ("entity_key", "concept_id", "origin", "field", "passage", "language", "source")
        rows = [{name: str(getattr(tag, name)) for name in columns} for tag in self.snapshot.tags(self.view)]
        return _texts_table(rows, columns)


def open_atlas(
    home: Path | str | None = None, snapshot: str | None = None, view: View | str = View.PUBLIC
) -> OpenAtlas:
    """Open the published atlas, or another snapshot of it, for analysis.

    Args:
        home: where state lives; BIOVALIANCE_HOME or `./.biovaliance` where it is not given.
        snapshot: identifier of a snapshot (a beginning is enough); the published one by default.
        view: what to see of it: public, member, funder or team.

    Raises:
        NotFoundError: nothing is built there, or no such snapshot exists.
        InputError: there is no such view.
    """
    if view not in list(View):
        raise InputError(f"There is no view '{view}'; expected one of {', '.join(View)}.")
    return OpenAtlas(open_snapshot(Path(home) if home else home_folder(), snapshot), View(view))


def _kind(kind: Kind | str) -> Kind:
    if kind not in list(Kind):
        raise InputError(f"There is no kind '{kind}'; expected one of {', '.join(Kind)}.")
    return Kind(kind)


def _texts_table(rows: list[dict[str, str]], columns: Iterable[str]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in columns]))


def _evidence(evidence: Iterable[Evidence]) -> dict[str, str]:
    items = tuple(evidence)
    return {
        "sources": " ".join(item.address or item.publisher for item in items),
        "publishers": "; ".join(dict.fromkeys(item.publisher for item in items)),
        "stated_on": max((item.stated_on for item in items), default=""),
        "read_on": max((item.read_on for item in items), default=""),
        "licences": "; ".join(dict.fromkeys(item.licence for item in items)),
        "confidence": str(min((item.confidence for item in items), key=lambda c: c.rank)) if items else "",
    }


def _wide(entity: Entity) -> dict[str, Any]:
    row: dict[str, Any] = {"entity_key": entity.key, "slug": entity.slug}
    everything: list[FieldValue] = [found for values in entity.fields.values() for found in values]
    for definition in FIELDS[entity.kind]:
        if definition.localised and not definition.many:
            text = entity.text(definition.name)
            row |= {f"{definition.name}_en": text.en or None, f"{definition.name}_fr": text.fr or None}
        elif definition.many:
            row[definition.name] = list(entity.values(definition.name))
        else:
            row[definition.name] = entity.value(definition.name) or None
    row["disagreements"] = list(entity.disagreements)
    row["sources"] = sorted(
        {evidence.address or evidence.publisher for found in everything for evidence in found.evidence}
    )
    return row


def _wide_schema(kind: Kind) -> pa.Schema:
    columns: list[tuple[str, pa.DataType]] = [("entity_key", pa.string()), ("slug", pa.string())]
    for definition in FIELDS[kind]:
        if definition.localised and not definition.many:
            columns += [(f"{definition.name}_en", pa.string()), (f"{definition.name}_fr", pa.string())]
        else:
            columns.append((definition.name, pa.list_(pa.string()) if definition.many else pa.string()))
    return pa.schema([*columns, ("disagreements", pa.list_(pa.string())), ("sources", pa.list_(pa.string()))])
