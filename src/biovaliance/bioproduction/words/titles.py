"""What the processes of the library are called in both languages."""

import tomllib
from functools import cache
from importlib.resources import files

from biovaliance.foundation.languages import Text


def library_title(scenario_name: str) -> Text:
    """Return what a scenario is called in both languages: its own name, unless it is one of the library."""
    titles = {fields["title_en"]: fields["title_fr"] for fields in catalogue_tables()["processes"].values()}
    return Text(scenario_name, titles.get(scenario_name, scenario_name))


@cache
def catalogue_tables() -> dict[str, dict[str, dict[str, str]]]:
    """Return the bundled catalogue of the library, read once per process."""
    file = files("biovaliance.bioproduction.library") / "catalogue.toml"
    found: dict[str, dict[str, dict[str, str]]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return found
