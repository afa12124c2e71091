"""The library of processes: a procedure and the facility it is done in make a scenario.

    processes/NAME.toml (operations, materials, own equipment) ──┐
    facilities/NAME.toml (rooms, people, calendars, costs) ──────┴─> one scenario as text, to read and change

Procedure and equipment stand apart, as ISA-88 wants it: the same process can be put into another facility.
Both files end with their table [costs], so that putting them together is putting their lines together.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files

from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.reading import read_scenario
from biovaliance.bioproduction.words.titles import catalogue_tables
from biovaliance.foundation.errors import NotFoundError
from biovaliance.foundation.languages import Language, Text

_COSTS = re.compile(r"^\[costs\]\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One process of the library."""

    name: str
    title_en: str
    title_fr: str
    family: str
    """What it makes: processes of a family can stand in for each other."""
    facility: str
    """The facility it is done in where none is named; "" where it brings its own."""
    description_fr: str
    """Its description in French; the scenario has the English one."""

    def title(self, language: Language) -> str:
        """Return its title as a reader says it."""
        return self.title_fr if language == "fr" else self.title_en


def entries() -> tuple[Entry, ...]:
    """Return all processes, in the order of the catalogue."""
    return tuple(Entry(name, **fields) for name, fields in catalogue_tables()["processes"].items())


def families() -> dict[str, Text]:
    """Return what each family of processes makes, in the order of the catalogue."""
    return {name: Text(fields["title_en"], fields["title_fr"]) for name, fields in _titles("families")}


def facility_titles() -> dict[str, Text]:
    """Return what each facility is, in both languages."""
    return {name: Text(fields["title_en"], fields["title_fr"]) for name, fields in _titles("facilities")}


def facilities() -> dict[str, str]:
    """Return the facilities: what each is, by name."""
    return {name: title.en for name, title in facility_titles().items()}


def library_description(scenario_name: str, description: str) -> Text:
    """Return what a scenario says of itself: in both languages where the library says the same of its own."""
    entry = next((entry for entry in entries() if entry.title_en == scenario_name), None)
    is_its_own = entry is None or read_process(entry.name).scenario.description != description
    return Text(description, description if entry is None or is_its_own else entry.description_fr)


def process_text(name: str, facility: str | None = None) -> str:
    """Return a process of the library as the text of a scenario, in its usual facility or another one.

    Raises:
        NotFoundError: the library has no such process or facility.
    """
    entry = next((entry for entry in entries() if entry.name == name), None)
    if entry is None:
        raise NotFoundError(_unknown("process", name, (entry.name for entry in entries())))
    process = _text("processes", name)
    place = entry.facility if facility is None else facility
    if not place:
        return process
    head, costs = _COSTS.split(process)
    return f"{head}{facility_text(place)}{costs}"


def facility_text(name: str) -> str:
    """Return the part of a scenario that a facility brings; raises as `process_text` does."""
    if name not in facilities():
        raise NotFoundError(_unknown("facility", name, facilities()))
    return _text("facilities", name)


def read_process(name: str, facility: str | None = None) -> Scenario:
    """Return a process of the library as a scenario; raises as `process_text` does."""
    return read_scenario(process_text(name, facility), name)


def _titles(table: str) -> Iterable[tuple[str, dict[str, str]]]:
    return catalogue_tables()[table].items()


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    names = list(known)
    close = get_close_matches(name, names, 1, 0.6)
    mend = f"Did you mean '{close[0]}'?" if close else f"There is: {', '.join(names)}."
    return f"'{name}' is no {what} of the library. {mend}"


def _text(folder: str, name: str) -> str:
    return (files("biovaliance.bioproduction.library") / folder / f"{name}.toml").read_text(encoding="utf-8")
