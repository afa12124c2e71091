"""Another technology of the library put into the place of this one: same patients, same facility."""

import tomllib
from collections.abc import MutableMapping
from typing import Any

from biovaliance.bioproduction.library.catalogue import entries, facility_text, process_text
from biovaliance.bioproduction.scenarios.editing import changed
from biovaliance.foundation.errors import NotFoundError


def others_of(family_of: str) -> tuple[str, ...]:
    """Return the processes that can stand in for one of the library, by name."""
    family = next((entry.family for entry in entries() if entry.name == family_of), None)
    return tuple(entry.name for entry in entries() if entry.family == family and entry.name != family_of)


def with_technology(text: str, name: str) -> str:
    """Return a process of the library as it would be with the arrivals and the facility of a scenario.

    Its operations, materials and own equipment are the library's. From the scenario come how many arrive and
    how, its price year, and what both have of the facility: its people and rooms, calendars and costs.

    Raises:
        NotFoundError: the library has no such process.
        InputError: the scenario is no TOML.
    """
    entry = next((entry for entry in entries() if entry.name == name), None)
    if entry is None:
        raise NotFoundError(f"'{name}' is no process of the library.")
    shared = tomllib.loads(facility_text(entry.facility)) if entry.facility else {}
    kept: dict[str, Any] = {}
    changed(text, kept.update)
    there = process_text(name)
    swapped = changed(there, lambda document: _take_over(document, kept, shared))
    return there if tomllib.loads(swapped) == tomllib.loads(there) else swapped


def _take_over(document: MutableMapping[str, Any], kept: dict[str, Any], shared: dict[str, Any]) -> None:
    if "arrivals" in kept:
        document["arrivals"] = kept["arrivals"]
    for key in ("price_year", "currency", "patients", "horizon_d", "warm_up_patients"):
        if key in kept.get("scenario", {}) and key in document["scenario"]:
            document["scenario"][key] = kept["scenario"][key]
    for table in ("pools", "calendars"):
        of_facility = {each["name"] for each in shared.get(table, ())}
        here = {each["name"]: each for each in kept.get(table, ())}
        for place, each in enumerate(document.get(table, ())):
            if each["name"] in of_facility & set(here):
                document[table][place] = here[each["name"]]
    for key in shared.get("costs", {}):
        if key in kept.get("costs", {}):
            document["costs"][key] = kept["costs"][key]
