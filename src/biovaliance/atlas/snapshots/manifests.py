"""The manifest of a snapshot: what it holds, from what it was made, and the fingerprint of every file."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from biovaliance.foundation.errors import InputError

MANIFEST = "manifest.json"
MEND = "Roll back to another snapshot with `biovaliance atlas rollback`, or build anew."


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot holds, from what it was made, and the fingerprint of every file.

    `content_sha256` covers the tables: two builds of the same input share it whatever the day.
    """

    identifier: str
    built_at: str
    content_sha256: str
    package_version: str
    vocabulary_version: str
    region_key: str
    counts: dict[str, int]
    receipts: tuple[dict[str, Any], ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    previous: str = ""
    """The snapshot that was published before, with which this one is compared; '' for the first."""

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of a snapshot's folder.

        Raises:
            InputError: there is none, or it is damaged.
        """
        try:
            data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            manifest = cls(**{**data, "receipts": tuple(data["receipts"])})
            manifest._require_shape(folder.name)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise InputError(
                f"Snapshot '{folder.name}': its {MANIFEST} cannot be read ({reason_of(error)}); expected the "
                f"file the build wrote. {MEND}"
            ) from error
        return manifest

    def _require_shape(self, folder_name: str) -> None:
        if self.identifier != folder_name:
            raise ValueError(f"it names '{self.identifier}'")
        counts, files = self.counts, self.files
        if not isinstance(counts, dict) or not all(isinstance(count, int) for count in counts.values()):
            raise TypeError("'counts' holds no numbers by name")
        if not isinstance(files, dict) or not all(isinstance(digest, str) for digest in files.values()):
            raise TypeError("'files' holds no fingerprints by name")
        if not all(isinstance(receipt, dict) for receipt in self.receipts):
            raise TypeError("'receipts' holds no receipts")


def reason_of(error: Exception) -> str:
    """Return what went wrong in one short sentence, without the address it repeats."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, FileNotFoundError):
        return "No such file"
    return " ".join(str(error).split())[:200]
