"""A scenario as a page has it open: a process of the library by name, or a kept one by its key."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse

from biovaliance.bioproduction.library.catalogue import Entry, entries, process_text
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.reading import read_scenario
from biovaliance.foundation.errors import InputError
from biovaliance.web.bioproduction.keys import scenario_key
from biovaliance.web.bioproduction.store import read_scenario_row


@dataclass(frozen=True, slots=True)
class Opened:
    """A scenario with where it came from; it is None with a refusal where today's software refuses it."""

    name: str
    """The name of the library's process, or the key of the kept scenario."""
    text: str
    scenario: Scenario | None
    refusal: InputError | None = None
    entry: Entry | None = None
    begun_from: str = ""

    @property
    def is_of_library(self) -> bool:
        """Whether it is a process of the library as it stands."""
        return self.entry is not None

    @property
    def key(self) -> str:
        """The name of its text, kept or not."""
        return scenario_key(self.text)

    @property
    def address(self) -> str:
        """The page it has, in the reader's language."""
        view = "production_process" if self.is_of_library else "production_scenario"
        return reverse(view, args=[self.name])


def open_process(name: str) -> Opened | None:
    """Return a process of the library in its usual facility, None where there is none of that name."""
    entry = next((entry for entry in entries() if entry.name == name), None)
    if entry is None:
        return None
    text = process_text(name)
    return Opened(name, text, _read(text, name), entry=entry, begun_from=name)


def open_kept(key: str) -> Opened | None:
    """Return a kept scenario, None where none has this key.

    A text that an older version took and this one refuses is opened without its scenario, and says why.
    """
    row = read_scenario_row(key)
    if row is None:
        return None
    try:
        return Opened(key, row.text, _read(row.text, row.name), begun_from=row.begun_from)
    except InputError as error:
        return Opened(key, row.text, None, error, begun_from=row.begun_from)


def open_any(name: str) -> Opened | None:
    """Return what a name stands for, in the library or among the kept ones."""
    return open_process(name) or open_kept(name)


@lru_cache(maxsize=64)  # a page and its parts ask for the same text
def _read(text: str, file: str) -> Scenario:
    return read_scenario(text, file)
