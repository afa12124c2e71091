"""How commands read and write files: plain or gzip, and whole or not at all."""

import gzip
import io
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from biovaliance.foundation.errors import InputError

_GZIP = b"\x1f\x8b"


def refuse_unwritable(*outs: Path | None) -> None:
    """Refuse places where nothing can be written, before any work is done for them.

    Raises:
        InputError: a place is a folder, or in a folder that does not exist or that may not be written to.
    """
    for out in outs:
        if out is None or is_no_place(out):
            continue
        if out.is_dir():
            raise InputError(f"Output '{out}' is a folder; name a file in it.")
        if not out.parent.is_dir():
            raise InputError(f"Output '{out}': its folder does not exist; create it, or write elsewhere.")
        if not os.access(out.parent, os.W_OK):
            raise InputError(f"Output '{out}': its folder may not be written to; write elsewhere.")


def is_no_place(out: Path) -> bool:
    """Whether it is a device or a pipe, which takes what is written and is not replaced by a file."""
    return out.exists() and not out.is_file() and not out.is_dir()


@contextmanager
def whole_file(out: Path) -> Iterator[io.TextIOWrapper]:
    """Yield a file that takes the place of `out` once all is written, and never before.

    Into a device or a pipe, such as /dev/stdout, it is written as it comes.
    """
    refuse_unwritable(out)
    if is_no_place(out):
        with out.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        return
    out = out.resolve()  # what a link leads to is written, and the link stays
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


def text_of(file: Path, what: str, most_bytes: int, *, mend: str) -> str:
    """Return the text of a file, of standard input where it is `-`, or of a pipe.

    Raises:
        InputError: it is no file, larger than `most_bytes` (`mend` says what to do then), or no UTF-8.
    """
    if str(file) == "-":
        found = sys.stdin.buffer.read(most_bytes + 1)
    elif not file.exists() or file.is_dir():
        raise InputError(f"{what} '{file}' is no file; check the path.")
    else:
        with file.open("rb") as opened:
            found = opened.read(most_bytes + 1)
    if len(found) > most_bytes:
        raise InputError(f"{what} '{file}' has more than {most_bytes / 1e6:g} MB; {mend}.")
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{what} '{file}': byte {error.start} is no UTF-8; save it as UTF-8.") from None


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
