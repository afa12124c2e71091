"""Snapshots: immutable, dated, hashed builds of the atlas, as they lie on disk and are read.

    HOME/snapshots/<id>/   Parquet tables, changes since the one before, search/, manifest.json (last)
    HOME/snapshots/.building-*   a build under way; left behind by a kill, swept by the next build
    HOME/current           the identifier of the published snapshot, replaced in one step

`publishing.py` writes them, `integrity.py` checks their files.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pyarrow as pa
import pyarrow.parquet as pq

from biovaliance.atlas.building import Tag
from biovaliance.atlas.entities import Entity
from biovaliance.atlas.home import IDENTIFIER, POINTER, current_identifier, search_folder
from biovaliance.atlas.relations import Relation
from biovaliance.atlas.snapshots.changes import ChangeNote
from biovaliance.atlas.snapshots.manifests import MEND, Manifest, reason_of
from biovaliance.atlas.snapshots.tables import SCHEMAS, change_from, documents_from, relation_from, tag_from
from biovaliance.foundation.errors import InputError, NotFoundError, Problem
from biovaliance.foundation.evidence import AUDIENCES_OF_VIEW, Audience, View

__all__ = ["CHANGES_FILE", "Manifest", "Snapshot", "list_snapshots", "open_snapshot"]

CHANGES_FILE = "changes.parquet"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A build on disk, read table by table when asked."""

    folder: Path
    manifest: Manifest

    def table(self, name: str) -> pa.Table:
        """Return a table as Arrow; see `biovaliance.atlas.snapshots.tables` for the columns."""
        return self._read(name, SCHEMAS[name].names if name in SCHEMAS else [])

    def _read(self, name: str, columns: list[str]) -> pa.Table:
        if name not in SCHEMAS:
            raise NotFoundError(f"A snapshot has no table '{name}'; it has {', '.join(SCHEMAS)}.")
        try:
            table = pq.read_table(self.folder / f"{name}.parquet", columns=columns)
        except (OSError, pa.ArrowException) as error:
            raise InputError(
                f"Snapshot '{self.manifest.identifier}': its {name}.parquet cannot be read "
                f"({reason_of(error)}); expected the table the build wrote. {MEND}"
            ) from error
        if missing := [column for column in columns if column not in table.column_names]:
            raise InputError(
                f"Snapshot '{self.manifest.identifier}': its {name}.parquet has no column '{missing[0]}'; "
                f"Biovaliance {self.manifest.package_version} wrote it, this one expects it. {MEND}"
            )
        return table

    def _rows(self, name: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.table(name).to_pylist()
        return rows

    def entities(self, view: View = View.PUBLIC) -> dict[str, Entity]:
        """Return the entities `view` may see, by key."""
        entities = (Entity.from_json(json.loads(document)) for document in self.documents(view))
        return {entity.key: entity for entity in entities}

    def documents(self, view: View = View.PUBLIC) -> Iterator[str]:
        """Yield the JSON text of each entity `view` may see, in the order of their keys."""
        return documents_from(self._rows("entities"), view)

    def relations(self, view: View = View.PUBLIC) -> list[Relation]:
        """Return the relations `view` may see: open to it, and so are both ends."""
        seen = self._keys_seen(view)
        audiences = AUDIENCES_OF_VIEW[view]
        relations = (relation_from(row) for row in self._rows("relations"))
        return [
            r for r in relations if r.audience in audiences and r.source_key in seen and r.target_key in seen
        ]

    def tags(self, view: View = View.PUBLIC) -> list[Tag]:
        """Return the tags `view` may see."""
        seen = self._keys_seen(view)
        audiences = AUDIENCES_OF_VIEW[view]
        return [
            t for t in map(tag_from, self._rows("tags")) if t.audience in audiences and t.entity_key in seen
        ]

    def count_statements(self, view: View = View.PUBLIC) -> int:
        """Return how many statements `view` may see."""
        columns = pq.read_table(
            self.folder / "statements.parquet", columns=["entity_key", "audience"]
        ).to_pydict()
        seen = self._keys_seen(view)
        audiences = AUDIENCES_OF_VIEW[view]
        told = zip(columns["entity_key"], columns["audience"], strict=True)
        return sum(audience in audiences and key in seen for key, audience in told)

    @property
    def is_open(self) -> bool:
        """Whether nothing in it is closed to the public."""
        views = set(self._read("entities", ["view"])["view"].to_pylist())
        audiences = set(self._read("relations", ["audience"])["audience"].to_pylist())
        return views <= {View.PUBLIC} and audiences <= {Audience.PUBLIC}

    def changes(self, view: View = View.PUBLIC) -> list[ChangeNote]:
        """Return what `view` sees changed since the snapshot before, the most telling first."""
        path = self.folder / CHANGES_FILE
        if not path.exists():  # snapshots of the first versions have none
            return []
        return [change_from(row) for row in pq.read_table(path).to_pylist() if row["view"] == view]

    def problems(self) -> list[Problem]:
        """Return what was wrong in the sources."""
        return [Problem(**row) for row in self._rows("problems")]

    def count_problems(self, view: View = View.PUBLIC) -> int:
        """Return how many problems `view` may know of; those of closed rows are for the team alone."""
        return sum(problem.is_public or view is View.TEAM for problem in self.problems())

    def _keys_seen(self, view: View) -> set[str]:
        table = self._read("entities", ["view", "entity_key"])
        return {row["entity_key"] for row in table.to_pylist() if row["view"] in (View.PUBLIC, view)}

    def search_folder(self, view: View = View.PUBLIC) -> Path:
        """Return where the search index of `view` lies."""
        return search_folder(self.folder, view)


def open_snapshot(home: Path, identifier: str | None = None) -> Snapshot:
    """Return a snapshot, the published one unless another is named.

    `identifier` may be shortened to any beginning that only one snapshot has.

    Raises:
        NotFoundError: nothing is published yet, or no snapshot, or several, begin so.
        InputError: the snapshot's manifest is damaged.
    """
    if identifier is None:
        identifier = current_identifier(home) or _none_published(home)
    folders = [folder for folder in _folders(home) if folder.name.startswith(identifier)]
    if len(folders) != 1:
        known = ", ".join(folder.name for folder in _folders(home)[-5:]) or "none yet"
        count = "no snapshot" if not folders else f"{len(folders)} snapshots"
        raise NotFoundError(
            f"'{identifier}' names {count} in {home}; expected one of: {known} (`biovaliance atlas list`)."
        )
    return Snapshot(folders[0], Manifest.read(folders[0]))


def _none_published(home: Path) -> NoReturn:
    if (home / POINTER).exists() and _folders(home):
        raise NotFoundError(
            f"'{home / POINTER}' names no snapshot; expected an identifier. Publish one of "
            "`biovaliance atlas list` again with `biovaliance atlas rollback`."
        )
    raise NotFoundError(f"No atlas is published in {home}; build one with `biovaliance atlas build`.")


def list_snapshots(home: Path, report: Callable[[str], None] = lambda _fault: None) -> list[Manifest]:
    """Return the manifests of all readable snapshots, oldest first; `report` is told of the others."""
    manifests = []
    for folder in _folders(home):
        try:
            manifests.append(Manifest.read(folder))
        except InputError as error:
            report(str(error))
    return manifests


def _folders(home: Path) -> list[Path]:
    root = home / "snapshots"
    if not root.is_dir():
        return []
    return sorted(f for f in root.iterdir() if IDENTIFIER.fullmatch(f.name) and f.is_dir())
