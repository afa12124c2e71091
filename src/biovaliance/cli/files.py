"""How commands read and write files: plain or gzip, and whole or not at all."""

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from biovaliance.foundation.errors import InputError

_GZIP = b"\x1f\x8b"


@contextmanager
def whole_file(out: Path) -> Iterator[io.TextIOWrapper]:
    """Yield a file that takes the place of `out` once all is written, and never before."""
    if not out.parent.is_dir():
        raise InputError(f"Output '{out}': its folder does not exist; create it, or write elsewhere.")
    with NamedTemporaryFile(
        "w", dir=out.parent, suffix=".part", encoding="utf-8", newline="", delete=False
    ) as part:
        try:
            yield part  # type: ignore[misc]
            part.close()
            Path(part.name).chmod(0o644)
            os.replace(part.name, out)  # noqa: PTH105 — a whole file or none
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise


@contextmanager
def lines_of(file: Path, what: str) -> Iterator[Iterator[str]]:
    """Yield the lines of a text file, plain or gzip, in UTF-8.

    Raises:
        InputError: it is no file, its gzip content is damaged, or a byte is no UTF-8.
    """
    if not file.is_file():
        raise InputError(f"{what} '{file}' is no file; check the path.")
    with file.open("rb") as start:
        packed = start.read(2) == _GZIP
    try:
        if packed:
            with gzip.open(file, "rt", encoding="utf-8-sig") as lines:
                yield iter(lines)
        else:
            with file.open(encoding="utf-8-sig") as lines:
                yield iter(lines)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{what} '{file}': byte {error.start} is no UTF-8; save the file as UTF-8."
        ) from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(
            f"{what} '{file}': its gzip content is damaged ({error}); expected a whole file (save it again)."
        ) from error
