"""`biovaliance atlas fetch`: open data from the network, or from files already on disk, with receipts."""

import datetime as dt
import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from biovaliance.atlas.home import home_folder
from biovaliance.cli.output import print_json, progress_bars
from biovaliance.cli.regions import DEFAULT_REGION, RegionName
from biovaliance.foundation.errors import InputError, Problem
from biovaliance.foundation.progress import Progress
from biovaliance.sources.definitions import source_definition
from biovaliance.sources.gathering import COMMUNES, READERS
from biovaliance.sources.raw import raw_folder, take
from biovaliance.sources.receipts import Receipt
from biovaliance.sources.region import Region, open_region

FETCHED = (*READERS, COMMUNES)


def fetch(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help=f"Any of {', '.join(FETCHED)}.")],
    region: RegionName = DEFAULT_REGION,
    given: Annotated[
        Path | None,
        typer.Option("--from", metavar="DIR", help="Take the files from this folder instead of the network."),
    ] = None,
    address: Annotated[
        str,
        typer.Option("--address", help="Where the file lies, for sources without a lasting address (erdf)."),
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="Where state lives; BIOVALIANCE_HOME by default.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Fetch SOURCE into the home's raw folder, where `atlas build` reads it, and print a receipt per file.

    A fetch that was stopped goes on where it was. API keys are read from the environment (OPENALEX_API_KEY).

    Example: biovaliance atlas fetch ror anr --from open-data/
    """
    unknown = [name for name in sources if name not in FETCHED]
    if unknown:
        raise InputError(f"There is no source '{unknown[0]}' to fetch; expected one of {', '.join(FETCHED)}.")
    if given is not None and address:
        raise typer.BadParameter("give --from or --address, not both.", param_hint="--address")
    home = (out or home_folder()).resolve()
    chosen = open_region(region)
    receipts: list[Receipt] = []
    problems: list[Problem] = []
    with progress_bars() as report:
        for name in dict.fromkeys(sources):
            if given is None:
                receipts += _from_network(name, chosen, home, address, report)
                continue
            definition = source_definition(name)
            today = dt.datetime.now(dt.UTC).date()
            taken, faults = take(definition, given, raw_folder(home, name), today, report)
            receipts += taken
            problems += faults
    for problem in problems:
        typer.echo(str(problem), err=True)
    if as_json:
        print_json([asdict(receipt) for receipt in receipts])
        return
    for receipt in receipts:
        rows = f"{receipt.rows:,} rows, " if receipt.rows else ""
        typer.echo(
            f"{receipt.source_key}/{receipt.file}: {rows}{receipt.bytes:,} bytes, {receipt.licence}, "
            f"sha256 {receipt.sha256[:12]}"
        )


def _from_network(source: str, region: Region, home: Path, address: str, report: Progress) -> list[Receipt]:
    from biovaliance.sources.fetchers import FETCHERS  # noqa: PLC0415 -- only who fetches loads the network
    from biovaliance.sources.fetching.client import Client  # noqa: PLC0415
    from biovaliance.sources.fetching.storing import Session, api_key  # noqa: PLC0415

    definition = source_definition(source)
    key = api_key(os.environ, definition)
    client = Client(definition.hosts, definition.requests_per_second, secrets={"api_key": key} if key else {})
    session = Session(definition, region, raw_folder(home, source), client, report, address=address)
    FETCHERS[source](session)
    return session.receipts
