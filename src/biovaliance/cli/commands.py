"""`biovaliance`: one group of commands per part."""

from typing import Annotated

import typer

import biovaliance
from biovaliance.cli import (
    atlas,
    bioproduction,
    bulk,
    calls,
    connections,
    consortium,
    costing,
    explaining,
    fetching,
    linking,
    processes,
    reviewing,
    scheduling,
    site,
    supply,
    synergies,
)

app = typer.Typer(
    name="biovaliance",
    help="The atlas and toolbox of a regional biotherapy ecosystem.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
atlas.app.command("fetch")(fetching.fetch)
atlas.app.command("link")(linking.link)
atlas.app.command("explain")(explaining.explain)
atlas.app.command("review")(reviewing.review)
atlas.app.command("pairs")(bulk.pairs)
app.add_typer(atlas.app, name="atlas")
bioproduction.app.command("cost")(costing.cost)
bioproduction.app.command("compare")(costing.compare)
bioproduction.app.command("sensitivity")(costing.sensitivity)
bioproduction.app.add_typer(processes.app, name="library")
synergies.app.command("connections")(connections.connections)
synergies.app.command("suppliers")(connections.suppliers)
synergies.app.command("consortium")(consortium.consortium)
synergies.app.add_typer(calls.app, name="calls")
app.add_typer(synergies.app, name="synergies")
bioproduction.app.command("network")(supply.network)
bioproduction.app.command("schedule")(scheduling.schedule)
app.add_typer(bioproduction.app, name="bioproduction")
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
