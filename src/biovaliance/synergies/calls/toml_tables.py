"""Tables of a TOML file, read key by key: faults are told with line, what was found, what is expected."""

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from biovaliance.foundation.errors import Problem
from biovaliance.foundation.languages import Text
from biovaliance.foundation.toml_lines import Path, TomlLines, read_toml_text

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


@dataclass(slots=True)
class Faults:
    """What was wrong with a file so far."""

    file: str
    found: list[Problem] = field(default_factory=list)

    def add(self, line: int, name: str, value: object, message: str, mend: str) -> None:
        """Keep one fault."""
        shown = "" if value is None else value if isinstance(value, str) else _shown(value)
        self.found.append(Problem(self.file, line, name, shown, message, mend))


def read_toml(text: str, faults: Faults) -> dict[str, Any]:
    """Return the tables of `text`; where it is no TOML, tell the place and return nothing."""
    try:
        return read_toml_text(text)
    except RecursionError:
        faults.add(0, "", None, "this is nested too deeply.", "Write each fact as key = value.")
        return {}
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        message = _PLACE.sub("", str(error)).strip().rstrip(".")
        shown = text.splitlines()[line - 1].strip() if 0 < line <= text.count("\n") + 1 and text else ""
        faults.add(
            line,
            "",
            shown,
            f"this is not TOML ({message}).",
            'Write each fact as key = value, words between quotes ("..."), lists between [ ].',
        )
        return {}


@dataclass(slots=True)
class Table:
    """One table of the file, with the faults found while it is read."""

    path: Path
    data: Mapping[str, Any]
    lines: TomlLines
    faults: Faults
    _taken: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The table as messages name it: [call], or [[rules]] no. 3."""
        head = self.path[0] if self.path else "file"
        return f"[[{head}]] no. {int(self.path[1]) + 1}" if len(self.path) > 1 else f"[{head}]"

    def line(self, key: str = "") -> int:
        """Return the line of a key, or of the table's head where the key is not there."""
        return self.lines.line((*self.path, key) if key else self.path)

    def fault(self, key: str, message: str, mend: str) -> None:
        """Tell a fault of a key."""
        self.faults.add(self.line(key), f"{self.name} {key}".strip(), self.data.get(key), message, mend)

    def raw(self, key: str) -> Any:
        """Return the value as TOML has it, None where the key is not there."""
        self._taken.add(key)
        return self.data.get(key)

    def text(self, key: str, *, needed: bool = False) -> str:
        """Return words, '' where the key is not there."""
        value = self.raw(key)
        if value is None:
            if needed:
                self.fault(key, "is missing.", f'Write {key} = "...".')
            return ""
        if not isinstance(value, str):
            self.fault(
                key, f"is {_sort_of(value)}; expected words.", f'Put it between quotes: {key} = "...".'
            )
            return ""
        if needed and not value.strip():
            self.fault(key, "is empty.", 'Write what the source says, or "unknown".')
        return value.strip()

    def both(self, key: str, *, needed: bool = False) -> Text:
        """Return words in English and French from `key_en` and `key_fr`: both or neither."""
        english, french = self.text(f"{key}_en", needed=needed), self.text(f"{key}_fr", needed=needed)
        if not needed and bool(english) != bool(french):
            there, missing = ("en", "fr") if english else ("fr", "en")
            self.fault(
                f"{key}_{there}",
                f"has no {key}_{missing} beside it.",
                f"Write {key}_{missing} too: pages are in both languages.",
            )
        return Text(english, french)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of words; one word alone counts as a list of one."""
        value = self.raw(key)
        if value is None:
            return ()
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            self.fault(
                key, f"is {_sort_of(value)}; expected a list of words.", f'Write {key} = ["...", "..."].'
            )
            return ()
        return tuple(each.strip() for each in listed)

    def number(self, key: str, low: int = 0, high: int | None = None) -> int | None:
        """Return a whole number within bounds, None where the key is not there."""
        value = self.raw(key)
        if value is None:
            return None
        expected = (
            f"a whole number from {low} to {high}" if high is not None else f"a whole number, {low} or more"
        )
        if isinstance(value, bool) or not isinstance(value, int):
            self.fault(
                key,
                f"is {_sort_of(value)}; expected {expected}.",
                f"Write it in figures without quotes: {key} = {max(low, 1)}.",
            )
            return None
        if value < low or (high is not None and value > high):
            self.fault(
                key,
                f"expected {expected}.",
                "Correct it after the source, or leave the key out where it was not seen.",
            )
            return None
        return value

    def flag(self, key: str) -> bool:
        """Return true or false, false where the key is not there."""
        value = self.raw(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.fault(
            key, f"is {_sort_of(value)}; expected true or false.", f"Write {key} = true, or leave it out."
        )
        return False

    def date(self, key: str, *, needed: bool = False) -> dt.date | None:
        """Return a day, None where the key is not there."""
        value = self.raw(key)
        if value is None:
            if needed:
                self.fault(key, "is missing.", f"Write {key} = 2026-03-06 (year-month-day, no quotes).")
            return None
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return value
        self.fault(
            key,
            f"is {_sort_of(value)}; expected a day.",
            f"Write {key} = 2026-03-06 (year-month-day, no quotes).",
        )
        return None

    def time(self, key: str) -> dt.time | None:
        """Return an hour, None where the key is not there."""
        value = self.raw(key)
        if value is None or isinstance(value, dt.time):
            return value
        self.fault(key, f"is {_sort_of(value)}; expected an hour.", f"Write {key} = 17:00:00 (no quotes).")
        return None

    def choice(self, key: str, choices: Iterable[str], default: str | None = None) -> str:
        """Return one of `choices`, or `default` where the key is not there; without default it is needed."""
        listed = list(choices)
        instead = listed[0] if default is None else default
        value = self.text(key, needed=default is None)
        if not value or value in listed:
            return value or instead
        self.fault(key, f"expected one of: {', '.join(listed)}.", self.nearest(value, listed))
        return instead

    @staticmethod
    def nearest(value: str, choices: Iterable[str]) -> str:
        """Return the sentence that proposes what was probably meant."""
        close = difflib.get_close_matches(value, list(choices), n=1, cutoff=0.6)
        return f"Did you mean '{close[0]}'?" if close else "Take one of these."

    def tables(self, key: str) -> list["Table"]:
        """Return the tables of an array `[[key]]`."""
        value = self.raw(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.fault(key, "expected tables.", f"Begin each with a line [[{key}]].")
            return []
        return [
            Table((*self.path, key, number), each, self.lines, self.faults)
            for number, each in enumerate(value)
        ]

    def table(self, key: str) -> "Table":
        """Return the table `[key]`, an empty one where it is not there."""
        value = self.raw(key)
        if value is not None and not isinstance(value, dict):
            self.fault(key, "expected a table.", f"Begin it with a line [{key}].")
            value = None
        return Table((*self.path, key), value or {}, self.lines, self.faults)

    def refuse_others(self) -> None:
        """Tell the keys that nothing asked for."""
        for key in self.data:
            if key not in self._taken:
                self.fault(
                    key,
                    "is no key of this table.",
                    f"{self.nearest(key, self._taken)} Known: {', '.join(sorted(self._taken))}.",
                )


def _sort_of(value: object) -> str:
    names: dict[type, str] = {
        bool: "true or false",
        str: "words between quotes",
        int: "a number",
        float: "a decimal number",
        list: "a list",
        dict: "a table",
        dt.datetime: "a day with an hour",
        dt.date: "a day",
        dt.time: "an hour",
    }
    return names.get(type(value), type(value).__name__)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(_shown(each) for each in value)}]"
    return str(value)
