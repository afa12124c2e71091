"""What stands beside the numbers of the library's processes, in the reader's language: notes and sources.

A scenario's text holds them in English. They are found by that text, so that a scenario begun from the
library is read in French too; a note of one's own, and a citation, are said as they were written.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from biovaliance.foundation.languages import Language


def note_text(note: str, language: Language) -> str:
    """Return what a reader should know of a number."""
    return french_notes()["notes"].get(note, note) if language == "fr" else note


def source_text(source: str, language: Language) -> str:
    """Return where a number comes from: the words are the reader's, a citation stays as it is."""
    return french_notes()["sources"].get(source, source) if language == "fr" else source


@cache
def french_notes() -> Mapping[str, Mapping[str, str]]:
    """Return the bundled French notes and sources by the English ones, read once per process."""
    file = files("biovaliance.bioproduction.words") / "notes.toml"
    found: dict[str, dict[str, str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return found
