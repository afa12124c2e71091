"""Where fetched files lie: `raw/SOURCE/` in the home, each file with its receipt beside it."""

import datetime as dt
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from biovaliance.foundation.errors import InputError, Problem
from biovaliance.foundation.progress import Progress
from biovaliance.sources.definitions import SourceDefinition
from biovaliance.sources.files import SourceFile, SourceFiles, source_paths
from biovaliance.sources.gathering import COMMUNES, READERS
from biovaliance.sources.receipts import SUFFIX, Receipt, date_in_name


def raw_folder(home: Path, source: str) -> Path:
    """Return where the files of a source lie."""
    return home / "raw" / source


def fetched_folders(home: Path) -> dict[str, Path]:
    """Return the folders of the sources that were fetched, by source."""
    folders = {source: raw_folder(home, source) for source in (*READERS, COMMUNES)}
    return {
        source: folder
        for source, folder in folders.items()
        if folder.is_dir() and any(path.name.endswith(SUFFIX) for path in folder.iterdir())
    }


def take(
    definition: SourceDefinition,
    given: Path,
    target: Path,
    today: dt.date,
    report: Progress = lambda _name, _done, _total: None,
) -> tuple[list[Receipt], list[Problem]]:
    """Copy the files of a source from a folder, each whole or not at all, and write their receipts.

    Args:
        definition: which source.
        given: the folder; the files lie in it, or in a sub-folder by which the source is known.
        target: where they go.
        today: for the receipts.
        report: told of each file.

    Returns:
        The receipts, and what is wrong with the files: they are read through once to count their rows.

    Raises:
        InputError: the folder does not exist or holds no file of the source.
    """
    if not given.is_dir():
        raise InputError(f"'{given}' is no folder; expected one that holds files of '{definition.key}'.")
    paths = source_paths(definition, given)
    if not paths:
        patterns = ", ".join(pattern for layout in definition.layouts for pattern in layout.files)
        places = ", ".join(["the folder itself", *(f"{name}/" for name in definition.folders)])
        raise InputError(
            f"'{given}' holds no file of source '{definition.key}'; expected one of {patterns} in {places}."
        )
    files = SourceFiles.from_folder(definition, given)
    target.mkdir(parents=True, exist_ok=True)
    receipts = []
    for number, (path, file) in enumerate(zip(paths, files.files, strict=True)):
        report(path.name, number, len(paths))
        receipts.append(_take_one(path, file, files, target, today))
    report("", len(paths), len(paths))
    return receipts, files.problems


def _take_one(path: Path, file: SourceFile, files: SourceFiles, target: Path, today: dt.date) -> Receipt:
    rows = sum(1 for _row in (files.rows(file) if file.layout.form == "csv" else files.items(file)))
    copy = target / path.name
    temporary = target / f".{path.name}.part"
    shutil.copyfile(path, temporary)
    temporary.replace(copy)
    digest = sha256()
    with copy.open("rb") as content:
        while chunk := content.read(1 << 20):
            digest.update(chunk)
    receipt = replace(
        file.receipt,
        source_key=files.definition.key,
        taken_on=file.receipt.taken_on or today.isoformat(),
        stated_on=file.receipt.stated_on or date_in_name(path.name),
        sha256=digest.hexdigest(),
        bytes=copy.stat().st_size,
        rows=rows,
        licence=file.receipt.licence or files.definition.licence,
    )
    (target / f"{path.name}{SUFFIX}").write_text(receipt.dumps(), encoding="utf-8")
    return receipt
