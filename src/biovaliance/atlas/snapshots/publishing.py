"""Writing a snapshot and making it the published one, so that no moment shows half of it.

A build writes beside the published snapshot and becomes visible by two renames: of its folder, then of the
pointer. Killed at any moment, it leaves the published one as it was.
"""

import contextlib
import datetime as dt
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from biovaliance.atlas.building import Atlas
from biovaliance.atlas.home import POINTER, current_identifier
from biovaliance.atlas.snapshots.changes import ChangeNote, notes_of
from biovaliance.atlas.snapshots.integrity import damage_of, files_of, sha256_of
from biovaliance.atlas.snapshots.manifests import MANIFEST, Manifest
from biovaliance.atlas.snapshots.reading import CHANGES_FILE, open_snapshot
from biovaliance.atlas.snapshots.tables import CHANGES, SCHEMAS, change_rows, tables_of
from biovaliance.foundation.errors import InputError, NotFoundError, Problem
from biovaliance.foundation.evidence import View

_BUILDING = ".building-"


@dataclass(frozen=True, slots=True)
class BuildInputs:
    """What a build was made from, beside the atlas itself."""

    region_key: str
    package_version: str
    vocabulary_version: str
    problems: tuple[Problem, ...] = ()
    receipts: tuple[dict[str, Any], ...] = ()


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
        for name, table in tables_of(atlas, inputs.problems).items():
            pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
            counts[name] = len(table)
        for kind_rows in atlas.entities[View.PUBLIC].values():
            counts[str(kind_rows.kind)] = counts.get(str(kind_rows.kind), 0) + 1
        content = _content_sha256(folder, inputs)
        published = current_identifier(home)
        if published:
            with contextlib.suppress(InputError, NotFoundError):
                manifest = open_snapshot(home, published).manifest
                if manifest.content_sha256 == content and not damage_of(
                    home / "snapshots" / published, manifest
                ):
                    return manifest, False
        pq.write_table(
            pa.Table.from_pylist(_changes_since_the_former(home, atlas), schema=CHANGES),
            folder / CHANGES_FILE,
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
            files={path.relative_to(folder).as_posix(): sha256_of(path) for path in files_of(folder)},
            previous=published or "",
        )
        _write_through(folder / MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
        for path in files_of(folder):
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
    if damage := damage_of(snapshot.folder, snapshot.manifest):
        raise InputError(
            f"Snapshot '{snapshot.manifest.identifier}' is damaged: {damage[0]} Choose another one."
        )
    _point(home, snapshot.manifest.identifier)
    return snapshot.manifest


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
