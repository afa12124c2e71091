"""Where state lives, and which snapshot is published there: paths only, nothing heavy to import."""

import os
import re
from pathlib import Path

from biovaliance.foundation.errors import InputError
from biovaliance.foundation.evidence import View

POINTER = "current"
IDENTIFIER = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{10}")


def home_folder() -> Path:
    """Return where state lives: BIOVALIANCE_HOME, or `.biovaliance` in the working folder."""
    return Path(os.environ.get("BIOVALIANCE_HOME") or Path.cwd() / ".biovaliance").expanduser().resolve()


def current_identifier(home: Path) -> str | None:
    """Return the identifier of the published snapshot, None before the first build.

    A pointer that holds something else counts as none: the next build or rollback writes it anew.

    Raises:
        InputError: `home` is no folder, or the pointer cannot be read.
    """
    try:
        text = (home / POINTER).read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(
            f"'{home}' cannot be read as the place where state lives ({error.strerror}); expected a folder, "
            "and in it a file 'current'. Check the path and its rights."
        ) from None
    return text if IDENTIFIER.fullmatch(text) else None


def snapshot_folder(home: Path, identifier: str) -> Path:
    """Return the folder of a snapshot."""
    return home / "snapshots" / identifier


def search_folder(snapshot: Path, view: View) -> Path:
    """Return the folder of a snapshot's search index for `view`."""
    return snapshot / "search" / str(view)
