"""Whether the files of a snapshot are still what the build wrote."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from biovaliance.atlas.snapshots.manifests import MANIFEST, Manifest
from biovaliance.atlas.snapshots.reading import open_snapshot


def check(home: Path, identifier: str | None = None) -> list[str]:
    """Return what is wrong with a snapshot's files, one sentence each; empty when it is sound."""
    snapshot = open_snapshot(home, identifier)
    return damage_of(snapshot.folder, snapshot.manifest)


def damage_of(folder: Path, manifest: Manifest) -> list[str]:
    """Return how the files of a folder differ from what a manifest says, one sentence each."""
    found = {path.relative_to(folder).as_posix() for path in files_of(folder)} - {MANIFEST}
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
        if sha256_of(folder / name) != manifest.files[name]
    ]
    return faults


def files_of(folder: Path) -> Iterable[Path]:
    """Return the files that are content, in order."""
    # Lock files of the index are no content: they come and go with readers.
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".lock")


def sha256_of(path: Path) -> str:
    """Return the fingerprint of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
