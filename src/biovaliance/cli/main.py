"""`biovaliance`: one group of commands per part."""

import os
import sys
from typing import Annotated

import typer

import biovaliance
from biovaliance.cli import atlas, bulk, site
from biovaliance.cli.output import print_error
from biovaliance.foundation.errors import BiovalianceError

app = typer.Typer(
    name="biovaliance",
    help="The atlas and toolbox of a regional biotherapy ecosystem.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
atlas.app.command("pairs")(bulk.pairs)
app.add_typer(atlas.app, name="atlas")
app.command("demo")(site.demo)
app.command("serve")(site.serve)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"biovaliance {biovaliance.__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """The atlas and toolbox of a regional biotherapy ecosystem."""


def run() -> None:
    """Run the command line: 0 done, 1 refused or infeasible, 2 wrong usage; never a traceback."""
    try:
        app()
    except BiovalianceError as error:
        print_error(str(error))
        sys.exit(1)
    except (OSError, UnicodeError) as error:
        print_error(f"{error}; check the path, its rights and the space left.")
        sys.exit(1)
    except (KeyboardInterrupt, typer.Abort):
        print_error("stopped; what was published before stays as it was.")
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
