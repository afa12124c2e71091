"""How commands take a region."""

from typing import Annotated

import typer

DEFAULT_REGION = "bourgogne-franche-comte"
RegionName = Annotated[
    str,
    typer.Option(
        "--region",
        envvar="BIOVALIANCE_REGION",
        metavar="CODE",
        help="A bundled region by its key, or a folder with a region.toml.",
    ),
]
