"""`biovaliance`: one group of commands per part; each command is named with the place of its function."""

from typing import Annotated

import typer

import biovaliance
from biovaliance.cli.lazy import lazy_group

ATLAS = lazy_group(
    "Build the atlas, and look at what was built.",
    {
        "build": "atlas:build",
        "list": "atlas:list_snapshots",
        "diff": "atlas:diff",
        "rollback": "atlas:rollback",
        "check": "atlas:check",
        "search": "atlas:search",
        "export": "atlas:export",
        "fetch": "fetching:fetch",
        "link": "linking:link",
        "explain": "explaining:explain",
        "review": "reviewing:review",
        "pairs": "bulk:pairs",
    },
)
CALLS = lazy_group(
    "Calls for projects: what they ask, when they close, whom they fit.",
    {
        "list": "calls:list_calls",
        "show": "calls:show",
        "check": "calls:check",
        "fit": "calls:fit",
    },
)
SYNERGIES = lazy_group(
    "Find who should work together, and why.",
    {
        "rank": "synergies:rank",
        "connections": "connections:connections",
        "suppliers": "connections:suppliers",
        "consortium": "consortium:consortium",
        "calls": CALLS,
    },
)
LIBRARY = lazy_group(
    "Processes to start from, with the source of each number.",
    {
        "list": "processes:list_processes",
        "show": "processes:show",
        "copy": "processes:copy",
    },
)
DECIDE = lazy_group(
    "What to change about a line: more units, more sites, another volume, a cost to reach.",
    {
        "next-unit": "deciding:next_unit",
        "volume": "deciding:volume",
        "sites": "deciding:sites",
        "day": "deciding:day",
        "ramp": "deciding:ramp",
        "target": "deciding:target",
    },
)
BIOPRODUCTION = lazy_group(
    "What a dose costs, where production jams, and where to make what for whom.",
    {
        "simulate": "bioproduction:simulate",
        "lots": "lots:lots",
        "check": "bioproduction:check",
        "schema": "bioproduction:schema",
        "cost": "costing:cost",
        "compare": "costing:compare",
        "sensitivity": "costing:sensitivity",
        "schedule": "scheduling:schedule",
        "suppliers": "process_supply:suppliers",
        "network": "supply:network",
        "library": LIBRARY,
        "decide": DECIDE,
    },
)
app = lazy_group(
    "The atlas and toolbox of a regional biotherapy ecosystem.",
    {
        "demo": "site:demo",
        "serve": "site:serve",
        "work": "site:work",
        "atlas": ATLAS,
        "synergies": SYNERGIES,
        "bioproduction": BIOPRODUCTION,
    },
    name="biovaliance",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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
