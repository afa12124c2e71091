"""A scenario being written: begun from the library, a kept one or a blank; never kept until asked."""

import tomllib
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from biovaliance.bioproduction.library.blank import blank_text
from biovaliance.bioproduction.library.catalogue import facilities, process_text
from biovaliance.bioproduction.scenarios.reading import LARGEST_TEXT, read_scenario
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.toml_lines import read_toml_text
from biovaliance.web.bioproduction.opened import Opened, open_any
from biovaliance.web.bioproduction.scenarios.editing.applying import acted, with_fields
from biovaliance.web.bioproduction.store import normalised
from biovaliance.web.templatetags.biovaliance import localised, reader_language

BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Draft:
    """A text being written, which part of it is shown as a form, and what could not be done."""

    begun_from: str
    text: str
    part: str = "scenario"
    trouble: str = ""
    is_touched: bool = False

    @property
    def tables(self) -> dict[str, Any] | None:
        """The tables of the text, None where it is no TOML."""
        if len(self.text) > LARGEST_TEXT:
            return None
        try:
            return read_toml_text(self.text)
        except (tomllib.TOMLDecodeError, RecursionError):
            return None

    def opened(self) -> Opened:
        """Return the draft as a scenario, or with why it is refused."""
        return opened_text(self.text, self.begun_from)


def opened_text(text: str, begun_from: str) -> Opened:
    """Return a text that is not kept as a scenario, or with why it is refused."""
    try:
        return Opened("", text, read_scenario(text), begun_from=begun_from)
    except InputError as error:
        return Opened("", text, None, error, begun_from=begun_from)


def begun(name: str, facility: str | None) -> Draft | None:
    """Return a draft begun from a process, a kept scenario or a blank; None where nothing has the name."""
    if name == BLANK:
        return Draft(BLANK, blank_text(reader_language()))
    opened = open_any(name)
    if opened is None:
        return None
    if facility and opened.entry and opened.entry.facility and facility in facilities():
        return Draft(name, process_text(name, facility))
    return Draft(name, opened.text)


def posted_draft(posted: QueryDict) -> Draft:
    """Return what a reader wrote, with their fields and their button applied."""
    text = normalised(posted.get("text", ""))
    draft = Draft(posted.get("from", BLANK)[:80], text, posted.get("part", "scenario")[:400], is_touched=True)
    if len(text) > LARGEST_TEXT:
        return draft
    try:
        fresh, part = acted(with_fields(text, posted), posted.get("do", ""), draft.part)
    except InputError as error:
        opening = posted.get("do", "")
        part = opening.removeprefix("open:") if opening.startswith("open:") else draft.part
        return Draft(draft.begun_from, text, part, localised(error.text), is_touched=True)
    return Draft(draft.begun_from, fresh, part, is_touched=True)


def original(draft: Draft) -> Opened | None:
    """Return what a draft was begun from, to be compared with; None where nothing of the name is there."""
    if draft.begun_from == BLANK:
        return opened_text(blank_text(reader_language()), "")
    return open_any(draft.begun_from)
