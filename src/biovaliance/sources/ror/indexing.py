"""The index of a registry file, built once and kept: files in, index out.

A kept index is named after the sha256 of the registry and of everything that shapes an index, so a changed
registry, word family or layout is never answered from an old one.
"""

import gzip
import io
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np

from biovaliance.atlas.linking.decisions import bundled_model
from biovaliance.atlas.linking.index import RegistryIndex, build_index
from biovaliance.atlas.linking.linker import Linker
from biovaliance.atlas.linking.words import bundled_countries, bundled_families
from biovaliance.foundation.errors import InputError, Problem
from biovaliance.foundation.memory import without_collector
from biovaliance.sources.ror.registry import read_registry

_LAYOUT = "1"
_SHAPING = ("families.csv", "countries.csv", "texts.py", "words.py", "current.py", "index.py")
_BLOCK = 1 << 20
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class OpenedIndex:
    """An index, the file it is kept in, and what was wrong in the registry (known only when it was built)."""

    index: RegistryIndex
    file: Path
    problems: tuple[Problem, ...]
    is_new: bool


def index_file(registry: Path, home: Path) -> Path:
    """Return where the index of a registry file is kept under `home`."""
    digest = sha256(_LAYOUT.encode())
    for name in _SHAPING:
        digest.update((files("biovaliance.atlas.linking") / name).read_bytes())
    with registry.open("rb") as content:
        while block := content.read(_BLOCK):
            digest.update(block)
    return home / "cache" / "linking" / f"{digest.hexdigest()[:32]}.npz"


def open_index(registry: Path, home: Path, tell: Callable[[], None] = lambda: None) -> OpenedIndex:
    """Return the index of a file of ROR v2 JSON lines, plain or gzip; `tell` is called before it is built.

    Raises:
        InputError: the file cannot be read as text, or holds no record.
    """
    file = index_file(registry, home)
    if file.is_file():
        # A kept index that was cut short by a full disk is built again.
        with suppress(OSError, ValueError, KeyError, zipfile.BadZipFile):
            return OpenedIndex(load_index(file), file, (), is_new=False)
    tell()
    with without_collector():
        index, problems = _built(registry)
    _save(index, file)
    return OpenedIndex(index, file, problems, is_new=True)


def load_index(file: Path) -> RegistryIndex:
    """Return the index kept in `file`."""
    with file.open("rb") as content, np.load(content, allow_pickle=False) as saved:
        return RegistryIndex.from_arrays({name: saved[name] for name in saved.files})


def open_linker(file: Path) -> Linker:
    """Return a linker to the registry whose index is kept in `file`, with the bundled model."""
    return Linker(load_index(file), bundled_families(), bundled_model())


def _built(registry: Path) -> tuple[RegistryIndex, tuple[Problem, ...]]:
    try:
        with _text_of(registry) as lines:
            read = read_registry(lines, registry.name)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(
            f"Registry '{registry}': its gzip content is damaged ({error}); "
            "expected a whole file (download it again)."
        ) from error
    if not read.records:
        first = f" ({read.problems[0]})" if read.problems else ""
        raise InputError(
            f"Registry '{registry}': no record could be read{first}; "
            "expected ROR v2 records, one JSON object a line."
        )
    return build_index(read.records, bundled_families(), bundled_countries()), tuple(read.problems)


@contextmanager
def _text_of(path: Path) -> Iterator[io.TextIOWrapper]:
    """Yield the lines of a file, unpacked when it is gzip whatever its name; wrong bytes do not stop it."""
    with path.open("rb") as content:
        is_packed = content.read(2) == _GZIP or path.suffix == ".gz"
    with (
        path.open("rb") as content,
        gzip.open(content) if is_packed else content as plain,
        io.TextIOWrapper(plain, encoding="utf-8", errors="replace") as lines,
    ):
        yield lines


def _save(index: RegistryIndex, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
        try:
            np.savez(part, **index.arrays())
            part.close()
            os.replace(part.name, file)  # noqa: PTH105 — a whole file or none
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
