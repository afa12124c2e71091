"""`biovaliance atlas review`: the pages on which a person decides pairs of records, on this machine."""

import contextlib
import json
import secrets
from hashlib import sha256
from typing import Annotated

import typer

from biovaliance.atlas.home import home_folder
from biovaliance.cli.regions import DEFAULT_REGION, RegionName
from biovaliance.cli.site import Site, run_site
from biovaliance.cli.sources import Out, SourceFolders, source_folders
from biovaliance.foundation.errors import InputError
from biovaliance.sources.region import open_region

LONGEST_NAME = 80
MARK = "review-used-"
"""A file of this beginning tells that an address of entry was used; `biovaliance.web.access` makes it."""


def review(
    name: Annotated[str, typer.Option("--as", metavar="NAME", help="Who decides, as the log will keep it.")],
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8001,
    source: SourceFolders = None,
    region: RegionName = DEFAULT_REGION,
    out: Out = None,
) -> None:
    """Serve the pages on which NAME decides pairs of records, to this machine alone, and print their address.

    The address works once, in one browser; decisions take effect with the next `biovaliance atlas build`.

    Example: biovaliance atlas review --as "Claire Martin" --port 8001
    """
    who = " ".join(name.split())
    if not who or len(who) > LONGEST_NAME:
        raise InputError(
            f"--as '{who[:LONGEST_NAME]}' is no name of 1 to {LONGEST_NAME} letters; write who decides, so "
            "that others can ask."
        )
    home = (out or home_folder()).resolve()
    folders = source_folders(home, source or [])
    token = secrets.token_urlsafe(24)
    settings = {
        "token": token,
        "name": who,
        "region": str(open_region(region).directory),
        "sources": {key: str(folder.resolve()) for key, folder in folders.items()},
    }
    site = Site(
        "127.0.0.1",
        port,
        1,
        "biovaliance.web.review.wsgi:application",
        # Neither other names nor a proxy lead here.
        {"BIOVALIANCE_REVIEW": json.dumps(settings), "BIOVALIANCE_HOSTS": "", "BIOVALIANCE_ORIGIN": ""},
        home,
        say_when_it_answers=True,
    )
    typer.echo("Reading the sources...", err=True)
    try:
        run_site(site, lambda: _tell_address(port, token))
    finally:
        with contextlib.suppress(OSError):
            (home / f"{MARK}{sha256(token.encode()).hexdigest()[:16]}").unlink(missing_ok=True)


def _tell_address(port: int, token: str) -> None:
    typer.echo(f"Review at http://127.0.0.1:{port}/enter-review/?token={token}  (stop with Ctrl-C)")
    typer.echo("The address works once, for one browser on this machine.", err=True)
