"""Files as bounded streams: gzip is opened, and neither a bomb nor an endless line fills the memory."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from biovaliance.foundation.errors import Problem

LARGEST_LINE = 16 * 1024 * 1024
LARGEST_FILE = 8 * 1024 * 1024 * 1024
_CHUNK = 1 << 20

Opened = Callable[[], BinaryIO]


def read_lines(name: str, opened: Opened, problems: list[Problem]) -> Iterator[tuple[int, bytes]]:
    """Yield each line with its number from 1; a line that is too long is left out and reported."""
    number = size = 0
    with _stream(name, opened, problems) as stream:
        while stream is not None and (line := stream.readline(LARGEST_LINE)):
            number += 1
            size += len(line)
            if size > LARGEST_FILE:
                problems.append(_too_large(name, number))
                return
            if len(line) == LARGEST_LINE and not line.endswith(b"\n"):
                while (rest := stream.readline(LARGEST_LINE)) and not rest.endswith(b"\n"):
                    size += len(rest)
                message = f"the line has more than {LARGEST_LINE:,} bytes and is left out."
                problems.append(Problem(name, number, "", "", message, "Check the download."))
                continue
            yield number, line


def read_chunks(name: str, opened: Opened, problems: list[Problem]) -> Iterator[bytes]:
    """Yield the bytes of a file in pieces of a megabyte."""
    size = 0
    with _stream(name, opened, problems) as stream:
        while stream is not None and (chunk := stream.read(_CHUNK)):
            size += len(chunk)
            if size > LARGEST_FILE:
                problems.append(_too_large(name, 0))
                return
            yield chunk


@contextmanager
def _stream(name: str, opened: Opened, problems: list[Problem]) -> Iterator[BinaryIO | None]:
    """Open a file; what is wrong with its bytes ends the reading and becomes a problem."""
    try:
        with opened() as raw:
            yield gzip.GzipFile(fileobj=raw) if name.endswith(".gz") else raw  # type: ignore[misc]
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        message = f"the compressed file is damaged ({error}); what came before the damage is kept."
        problems.append(Problem(name, 0, "", "", message, "Fetch it again."))
    except OSError as error:
        problems.append(Problem(name, 0, "", "", f"the file cannot be read ({error}).", "Check its rights."))


def _too_large(name: str, line: int) -> Problem:
    message = f"the file opens to more than {LARGEST_FILE:,} bytes; the rest is left out."
    return Problem(name, line, "", "", message, "Check where it comes from.")
