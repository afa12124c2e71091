"""`biovaliance bioproduction library`: the processes to start from."""

from pathlib import Path
from typing import Annotated

import typer

from biovaliance.bioproduction.library.catalogue import entries, facilities, process_text
from biovaliance.cli.bioproduction import AsJson
from biovaliance.cli.files import whole_file
from biovaliance.cli.output import print_json
from biovaliance.foundation.errors import InputError

Name = Annotated[str, typer.Argument(metavar="NAME", help="A process of the library.")]
Facility = Annotated[
    str | None, typer.Option(help="The facility to put it into; its usual one by default, '' for none.")
]


def list_processes(as_json: AsJson = False) -> None:
    """Print the processes of the library and the facility each is done in.

    Example: biovaliance bioproduction library list
    """
    if as_json:
        print_json(
            {
                "processes": [
                    {
                        "name": entry.name,
                        "title": {"en": entry.title_en, "fr": entry.title_fr},
                        "family": entry.family,
                        "facility": entry.facility or None,
                    }
                    for entry in entries()
                ],
                "facilities": facilities(),
            }
        )
        return
    for entry in entries():
        place = f" ({entry.facility})" if entry.facility else ""
        typer.echo(f"{entry.name:<28} {entry.title_en}{place}")


def show(name: Name, facility: Facility = None) -> None:
    """Print a process of the library as a scenario.

    Example: biovaliance bioproduction library show car-t-closed-automated
    """
    typer.echo(process_text(name, facility), nl=False)


def copy(
    name: Name,
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="The file to write.")],
    facility: Facility = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there.")] = False,
) -> None:
    """Write a process of the library into a file, to change it.

    Example: biovaliance bioproduction library copy car-t-manual my-line.toml
    """
    text = process_text(name, facility)
    if file.exists() and not overwrite:
        raise InputError(f"'{file}' is there already; name another file, or add --overwrite.")
    with whole_file(file) as written:
        written.write(text)
    typer.echo(f"{file}: {text.count(chr(10))} lines; run biovaliance bioproduction cost {file}")
