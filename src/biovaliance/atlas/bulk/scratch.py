"""Where the bulk steps keep what lies on the way: a folder that goes with the work, or one on a cluster."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from biovaliance.foundation.errors import InputError

SCRATCH_VARIABLE = "BIOVALIANCE_SCRATCH"
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://")


@contextmanager
def scratch_folder(named: str | Path | None = None) -> Iterator[str]:
    """Yield a place of its own, in a folder that is named or in the system's; a folder is removed at the end.

    Args:
        named: the folder in which to make it, or an address as s3a://bucket/scratch; BIOVALIANCE_SCRATCH
            by default.

    Raises:
        InputError: the folder does not exist.
    """
    place = str(named or os.environ.get(SCRATCH_VARIABLE, ""))
    if ADDRESS.match(place):
        yield f"{place.rstrip('/')}/biovaliance-{os.getpid()}"
        return
    if place and not Path(place).is_dir():
        raise InputError(f"Scratch folder '{place}' does not exist; make it, or name another one.")
    with tempfile.TemporaryDirectory(prefix="biovaliance-", dir=place or None) as folder:
        yield folder
