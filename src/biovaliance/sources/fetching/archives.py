"""Files out of a downloaded archive, bounded: a small archive may hold a very large file."""

import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from biovaliance.sources.fetching.limits import FetchError

LARGEST_MEMBER = 4 * 1024**3
LARGEST_RATIO = 200.0


@contextmanager
def member(path: Path, ending: str) -> Iterator[IO[bytes]]:
    """Open the only file of an archive whose name ends so.

    Raises:
        FetchError: there is no such file, the archive is damaged, or the file unpacks beyond measure.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            found = [info for info in archive.infolist() if info.filename.lower().endswith(ending.lower())]
            if len(found) != 1:
                names = ", ".join(archive.namelist()[:10])
                raise FetchError(f"{path.name}: {len(found)} files end with '{ending}'; it holds {names}.")
            info = found[0]
            is_bomb = info.file_size > info.compress_size * LARGEST_RATIO and info.file_size > 16 * 1024**2
            if info.file_size > LARGEST_MEMBER or is_bomb:
                raise FetchError(
                    f"{path.name}: '{info.filename}' unpacks from {info.compress_size:,} to "
                    f"{info.file_size:,} bytes; that is not taken."
                )
            try:
                file = archive.open(info)
            except RuntimeError as error:  # a password, or a method this Python does not know
                raise FetchError(
                    f"{path.name}: '{info.filename}' cannot be unpacked here ({error}); unpack it with "
                    "another program and take the file with --from."
                ) from None
            with file:
                yield file
    except (zipfile.BadZipFile, EOFError, zlib.error) as error:
        raise FetchError(f"{path.name}: the archive is damaged ({error}); fetch it again.") from None


def extract(path: Path, ending: str, target: Path) -> Path:
    """Save the file of an archive whose name ends so, whole or not at all; return where.

    Raises:
        FetchError: see `member`.
    """
    temporary = target.with_name(f".{target.name}.part")
    try:
        with member(path, ending) as file, temporary.open("wb") as out:
            shutil.copyfileobj(file, out, 1 << 20)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return target
