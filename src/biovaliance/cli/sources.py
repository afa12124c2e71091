"""Where sources are read from: the folders that were fetched, and those named on the command line."""

from pathlib import Path
from typing import Annotated

import typer

from biovaliance.foundation.errors import InputError
from biovaliance.sources.raw import fetched_folders

SourceFolders = Annotated[
    list[str] | None,
    typer.Option(
        "--source", metavar="NAME=DIR", help="Read source NAME from DIR instead of bundled or fetched files."
    ),
]
Out = Annotated[Path | None, typer.Option("--out", help="Where state lives; BIOVALIANCE_HOME by default.")]


def source_folders(home: Path, given: list[str]) -> dict[str, Path]:
    """Return a folder per source: what was fetched into `home`, then the NAME=DIR of the command line."""
    return fetched_folders(home) | _directories(given)


def _directories(sources: list[str]) -> dict[str, Path]:
    directories = {}
    for text in sources:
        name, equals, folder = text.partition("=")
        if not equals or not name or not folder:
            raise typer.BadParameter(
                f"'{text}' is not NAME=DIR (for example curated=data/).", param_hint="--source"
            )
        if name in directories:
            raise typer.BadParameter(f"source '{name}' is given twice; keep one.", param_hint="--source")
        if not Path(folder).is_dir():
            raise InputError(f"Source '{name}': '{folder}' is no folder; expected one that holds its files.")
        directories[name] = Path(folder)
    return directories
