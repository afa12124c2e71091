"""Snapshots: immutable, dated, hashed builds of the atlas, published atomically.

    HOME/snapshots/<id>/   Parquet tables, changes since the one before, search/, manifest.json (last)
    HOME/snapshots/.building-*   a build under way; left behind by a kill, swept by the next build
    HOME/current           the identifier of the published snapshot, replaced in one step

A build writes beside the published snapshot and becomes visible by two renames: of its folder, then
of the pointer. Killed at any moment, it leaves the published one as it was.
"""

import contextlib
import datetime as dt
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

import pyarrow as pa
import pyarrow.parquet as pq

from biovaliance.atlas.building import Atlas, Tag
from biovaliance.atlas.changes import ChangeNote, notes_of
from biovaliance.atlas.home import IDENTIFIER, POINTER, current_identifier, search_folder
from biovaliance.atlas.manifests import MANIFEST, MEND, Manifest, reason_of
from biovaliance.atlas.merging import Entity
from biovaliance.atlas.relations import Relation
from biovaliance.atlas.tables import (
    CHANGES,
    SCHEMAS,
    change_from,
    change_rows,
    documents_from,
    relation_from,
    rows_of,
    tag_from,
)
from biovaliance.foundation.errors import InputError, NotFoundError, Problem
from biovaliance.foundation.evidence import AUDIENCES_OF_VIEW, Audience, View

__all__ = [
    "BuildInputs",
    "Manifest",
    "Snapshot",
    "check",
    "list_snapshots",
    "open_snapshot",
    "publish",
    "rollback",
]

_CHANGES = "changes.parquet"
_BUILDING = ".building-"


@dataclass(frozen=True, slots=True)
class BuildInputs:
    """What a build was made from, beside the atlas itself."""

    region_key: str
    package_version: str
    vocabulary_version: str
    problems: tuple[Problem, ...] = ()
    receipts: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A build on disk, read table by table when asked."""

    folder: Path
    manifest: Manifest

    def table(self, name: str) -> pa.Table:
        """Return a table as Arrow; see `biovaliance.atlas.tables` for the columns."""
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
        path = self.folder / _CHANGES
        if not path.exists():  # snapshots of the first versions have none
            return []
        return [change_from(row) for row in pq.read_table(path).to_pylist() if row["view"] == view]

    def problems(self) -> list[Problem]:
        """Return what was wrong in the sources."""
        return [Problem(**row) for row in self._rows("problems")]

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


@contextlib.contextmanager
def _building(home: Path) -> Iterator[Path]:
    """Yield an empty folder for one build at a time; sweep what killed builds left behind."""
    root = home / "snapshots"
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"'{root}' cannot be made ({error.strerror}); expected a folder one may write to. Name another "
            "place with --out or BIOVALIANCE_HOME."
        ) from None
    with (home / "build.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                f"Another build is under way in {home}; wait for it to end, or stop it."
            ) from None
        for left in root.glob(f"{_BUILDING}*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=root))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def publish(
    home: Path,
    atlas: Atlas,
    inputs: BuildInputs,
    built_at: dt.datetime,
    also_write: Callable[[Path], None] = lambda _folder: None,
) -> tuple[Manifest, bool]:
    """Write a snapshot and make it the published one; return its manifest and whether it is new.

    A build whose tables equal the published ones publishes nothing. `also_write` adds derived files
    (the search index) to the folder before it is sealed.

    Args:
        home: where state lives.
        atlas: what was built.
        inputs: what it was built from.
        built_at: the instant of the build, in UTC.
        also_write: called with the folder under construction.
    """
    with _building(home) as folder:
        counts = {}
        for name, rows in rows_of(atlas, inputs.problems).items():
            pq.write_table(
                pa.Table.from_pylist(rows, schema=SCHEMAS[name]),
                folder / f"{name}.parquet",
                compression="zstd",
            )
            counts[name] = len(rows)
        for kind_rows in atlas.entities[View.PUBLIC].values():
            counts[str(kind_rows.kind)] = counts.get(str(kind_rows.kind), 0) + 1
        content = _content_sha256(folder, inputs)
        published = current_identifier(home)
        if published:
            with contextlib.suppress(InputError, NotFoundError):
                manifest = open_snapshot(home, published).manifest
                if manifest.content_sha256 == content and not _damage(
                    home / "snapshots" / published, manifest
                ):
                    return manifest, False
        pq.write_table(
            pa.Table.from_pylist(_changes_since_the_former(home, atlas), schema=CHANGES),
            folder / _CHANGES,
            compression="zstd",
        )
        also_write(folder)
        manifest = Manifest(
            identifier=_free_identifier(home, built_at, content),
            built_at=built_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
            content_sha256=content,
            package_version=inputs.package_version,
            vocabulary_version=inputs.vocabulary_version,
            region_key=inputs.region_key,
            counts=counts,
            receipts=inputs.receipts,
            files={path.relative_to(folder).as_posix(): _sha256(path) for path in _files(folder)},
            previous=published or "",
        )
        _write_through(folder / MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
        for path in _files(folder):
            _sync(path)
        folder.chmod(0o755)
        folder.rename(home / "snapshots" / manifest.identifier)
        _sync(home / "snapshots")
        _point(home, manifest.identifier)
    return manifest, True


def _changes_since_the_former(home: Path, atlas: Atlas) -> list[dict[str, Any]]:
    """Return what each view sees changed; where nothing is closed, all see what the public sees.

    A former snapshot that cannot be read any more has nothing to be compared with, and stops no build.
    """
    try:
        former = open_snapshot(home)
        everything_open = former.is_open and atlas.is_open
        everything = (atlas.entities[View.TEAM], atlas.relations_for(View.TEAM))
        rows: list[dict[str, Any]] = []
        notes: list[ChangeNote] = []
        for view in View:
            if view is View.PUBLIC or not everything_open:
                before = (former.entities(view), former.relations(view))
                notes = notes_of(before, (atlas.entities[view], atlas.relations_for(view)), everything)
            rows += change_rows(notes, view)
    except (InputError, NotFoundError, KeyError, TypeError, ValueError):
        return []
    return rows


def _content_sha256(folder: Path, inputs: BuildInputs) -> str:
    digest = hashlib.sha256(
        f"{inputs.package_version} {inputs.vocabulary_version} {inputs.region_key}".encode()
    )
    for name in SCHEMAS:
        digest.update((folder / f"{name}.parquet").read_bytes())
    return digest.hexdigest()


def _free_identifier(home: Path, built_at: dt.datetime, content: str) -> str:
    moment = built_at.astimezone(dt.UTC).replace(microsecond=0)
    while True:  # two builds within one second get two seconds
        identifier = f"{moment:%Y%m%dT%H%M%SZ}-{content[:10]}"
        if not (home / "snapshots" / identifier).exists():
            return identifier
        moment += dt.timedelta(seconds=1)


def rollback(home: Path, identifier: str) -> Manifest:
    """Make an earlier snapshot the published one again, once it has been found sound.

    Raises:
        NotFoundError: there is no such snapshot.
        InputError: its files are damaged.
    """
    snapshot = open_snapshot(home, identifier)
    if damage := _damage(snapshot.folder, snapshot.manifest):
        raise InputError(
            f"Snapshot '{snapshot.manifest.identifier}' is damaged: {damage[0]} Choose another one."
        )
    _point(home, snapshot.manifest.identifier)
    return snapshot.manifest


def check(home: Path, identifier: str | None = None) -> list[str]:
    """Return what is wrong with a snapshot's files, one sentence each; empty when it is sound."""
    snapshot = open_snapshot(home, identifier)
    return _damage(snapshot.folder, snapshot.manifest)


def _damage(folder: Path, manifest: Manifest) -> list[str]:
    found = {path.relative_to(folder).as_posix() for path in _files(folder)} - {MANIFEST}
    faults = [
        f"'{name}' is missing; expected it as the manifest lists it."
        for name in sorted(manifest.files.keys() - found)
    ]
    faults += [
        f"'{name}' is not in the manifest; expected no other file."
        for name in sorted(found - manifest.files.keys())
    ]
    faults += [
        f"'{name}' has changed since it was written; expected sha256 {manifest.files[name][:12]}…"
        for name in sorted(found & manifest.files.keys())
        if _sha256(folder / name) != manifest.files[name]
    ]
    return faults


def _point(home: Path, identifier: str) -> None:
    with tempfile.NamedTemporaryFile("w", dir=home, prefix=".current-", delete=False) as file:
        file.write(identifier + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        Path(file.name).chmod(0o644)
        Path(file.name).replace(home / POINTER)
    finally:
        Path(file.name).unlink(missing_ok=True)
    _sync(home)


def _files(folder: Path) -> Iterable[Path]:
    # Lock files of the index are no content: they come and go with readers.
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".lock")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_through(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
