"""TOML files read with care: every key known, every value of its kind and within its limits, every fault
with its line.
"""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from biovaliance.foundation.errors import InputError, Problem
from biovaliance.foundation.toml_lines import Path, TomlLines, read_toml_text

LARGEST_BYTES = 5_000_000


@dataclass(slots=True)
class TomlFile:
    """A file as tables, with the line of each table and key, and the problems found so far."""

    file: str
    content: Mapping[str, Any]
    lines: TomlLines
    problems: list[Problem] = field(default_factory=list)

    def table(self, name: str, *, required: bool = True) -> "TomlTable":
        """Return the table [name]; a missing one is empty, and a problem where it is required."""
        found = self.content.get(name, {})
        if isinstance(found, dict) and (found or not required):
            return TomlTable(self, name, (name,), found)
        self._report_missing(name, f"[{name}]")
        return TomlTable(self, name, (name,), {})

    def tables(self, name: str) -> list["TomlTable"]:
        """Return the tables [[name]]; none is a problem."""
        found = self.content.get(name, [])
        if not isinstance(found, list) or not found or not all(isinstance(each, dict) for each in found):
            self._report_missing(name, f"[[{name}]]")
            return []
        return [TomlTable(self, name, (name, number), each) for number, each in enumerate(found)]

    def check_names(self, known: Sequence[str]) -> None:
        """Report tables of other names."""
        for name in self.content:
            if name not in known:
                line = self.lines.line((name, 0))
                message, mend = "is unknown here.", f"Expected {', '.join(known)}."
                self.problems.append(Problem(self.file, line, name, "", message, mend, row_dropped=False))

    def refuse_if_wrong(self) -> None:
        """Raise all problems at once.

        Raises:
            InputError: there is a problem.
        """
        if self.problems:
            count = len(self.problems)
            raise InputError(f"'{self.file}' has {count} problem{'s' * (count > 1)}.", sorted(self.problems))

    def _report_missing(self, name: str, header: str) -> None:
        line = self.lines.line((name, 0))
        self.problems.append(
            Problem(self.file, line, name, "", "is missing.", f"Add {header}.", row_dropped=False)
        )


@dataclass(slots=True)
class TomlTable:
    """One table of a file; what is asked of it is checked, what is not asked is unknown."""

    source: TomlFile
    name: str
    path: Path
    values: Mapping[str, Any]
    asked: set[str] = field(default_factory=set)

    def text(self, key: str, *, default: str | None = None, among: Sequence[str] = ()) -> str:
        """Return a text."""
        value = self._value(key, default)
        if value is None:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.report(key, value, "is no text.", "Write it between quotation marks.")
            return ""
        if among and value not in among:
            self.report(key, value, "is unknown.", f"Expected one of {', '.join(among)}.")
            return among[0]
        return value.strip()

    def number_of(
        self,
        key: str,
        unit: str,
        *,
        low: float,
        high: float,
        default: float | None = None,
        above: bool = False,
    ) -> float:
        """Return a number in a unit, from `low` (or above it) to `high`."""
        value = self._value(key, default)
        if value is None:
            return math.nan
        return self.checked_number(key, value, unit, low=low, high=high, above=above)

    def checked_number(
        self, key: str, value: object, unit: str, *, low: float, high: float, above: bool = False
    ) -> float:
        """Return a value as a number, or report what is wrong with it."""
        limits = f"{'above' if above else 'from'} {low:g} to {high:g} {unit}".strip()
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            self.report(key, value, "is no number.", f"Expected {limits}.")
            return math.nan
        if not low <= value <= high or (above and value == low):
            percent = " (write 0.92 for 92 %)" if unit == "share" else ""
            self.report(key, value, "is out of range.", f"Expected {limits}{percent}.")
            return math.nan
        return float(value)

    def truth(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self._value(key, default)
        if not isinstance(value, bool):
            self.report(
                key, value, "is neither true nor false.", "Write true or false without quotation marks."
            )
            return default
        return value

    def names(self, key: str, known: Sequence[str], what: str) -> tuple[str, ...]:
        """Return a list of names of things that exist."""
        value = self._value(key, None)
        if value is None:
            return ()
        if not isinstance(value, list) or not value:
            self.report(
                key, value, "is no list of names.", f'Write {key} = ["{known[0] if known else "name"}"].'
            )
            return ()
        for each in value:
            if each not in known:
                self.report(key, each, f"is no {what} of this file.", f"Expected {', '.join(known)}.")
        return tuple(each for each in value if each in known)

    def mapping(self, key: str) -> dict[str, Any]:
        """Return a table within this one."""
        value = self._value(key, None)
        if value is None:
            return {}
        if not isinstance(value, dict) or not value:
            self.report(key, value, "is no table.", f"Write {key} = {{ name = value }}.")
            return {}
        return value

    def rows(self, key: str) -> list["TomlTable"]:
        """Return the tables [[name.key]] within this one."""
        value = self._value(key, None)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.report(key, "", "is no list of tables.", f"Write [[{self.name}.{key}]].")
            return []
        return [
            TomlTable(self.source, f"{self.name}.{key}", (*self.path, key, number), each)
            for number, each in enumerate(value)
        ]

    def check_keys(self) -> None:
        """Report keys that nothing asked for."""
        for key in self.values:
            if key not in self.asked:
                self.report(key, "", "is unknown here.", f"Expected {', '.join(sorted(self.asked))}.")

    def report(self, key: str, value: object, message: str, mend: str) -> None:
        """Note a problem of a key of this table."""
        line = self.source.lines.line((*self.path, key))
        name = self.values.get("name")
        place = (
            f"{self.name} '{name}', {key}"
            if isinstance(name, str) and key != "name"
            else f"{self.name}, {key}"
        )
        shown = "" if value is None else str(value)
        self.source.problems.append(
            Problem(self.source.file, line, place, shown, message, mend, row_dropped=False)
        )

    def _value(self, key: str, default: object) -> object:
        self.asked.add(key)
        if key not in self.values and default is None:
            self.report(key, None, "is missing.", "Add it.")
        return self.values.get(key, default)


def read_toml(text: str, file: str) -> TomlFile:
    """Return the tables of a file.

    Raises:
        InputError: the file is too large, or is no TOML.
    """
    if len(text) > LARGEST_BYTES:
        raise InputError(
            f"'{file}' has {len(text):,} characters; expected at most {LARGEST_BYTES:,} (is it the right "
            "file?)."
        )
    try:
        content = read_toml_text(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"'{file}' is no TOML: {error}; correct that line.") from error
    except RecursionError:
        raise InputError(f"'{file}' is no TOML that can be read: it is nested too deeply.") from None
    return TomlFile(file, content, TomlLines(text))
