"""The data files of AMPL and Pyomo: sets and parameters written as lists.

    set m := m1 m2 ;
    param FCAP := m1 4 m2 31 ;          indexed, one value after its keys
    param TLS := 1 ;                    a single value
    param U1 default 0 := c1 m1 9.5 ;   with a value for what is not listed

Words end at blanks, statements at a semicolon; '#' begins a comment. Tables and slices, which need the
model to be understood, are refused by name.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from biovaliance.foundation.errors import InputError, Problem

_WORD = re.compile(r":=|;|[:\[\](),]|'[^']*'|\"[^\"]*\"|[^\s;:\[\](),]+")
_MEND = "Write it as a list: 'set NAME := a b ;' or 'param NAME := key value key value ;'."


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the file and the line it stands on."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What follows ':=' of a parameter, word by word; cut into keys and values once the number of keys is
    known.
    """

    name: str
    line: int
    words: tuple[Word, ...]
    default: float | None = None


@dataclass(frozen=True, slots=True)
class DataFile:
    """The sets and parameters of one file, by name."""

    file: str
    sets: Mapping[str, tuple[str, ...]]
    parameters: Mapping[str, Listing]
    problems: list[Problem] = field(default_factory=list)

    def members(self, name: str, meaning: str) -> tuple[str, ...]:
        """Return the members of a set; a missing or empty one is a problem."""
        found = self.sets.get(name, ())
        if not found:
            self.report(
                0, f"set {name}", "", f"the {meaning} are missing or empty.", f"Add 'set {name} := … ;'."
            )
        return found

    def number(self, name: str, meaning: str, *, default: float | None = None, least: float = 0.0) -> float:
        """Return the value of a parameter without keys; what is not there has its default, or is a
        problem.
        """
        listing = self.parameters.get(name)
        if listing is None:
            if default is None:
                self.report(
                    0, f"param {name}", "", f"the {meaning} is missing.", f"Add 'param {name} := … ;'."
                )
            return math.nan if default is None else default
        if len(listing.words) != 1:
            message = f"{len(listing.words)} words were found; expected one number, the {meaning}."
            self.report(listing.line, f"param {name}", "", message, f"Write 'param {name} := 1 ;'.")
            return math.nan
        return self._value(listing, listing.words[0], least)

    def table(self, name: str, keys: int, *, least: float = 0.0) -> dict[tuple[str, ...], float]:
        """Return the values of a parameter by their keys; a parameter that is not there is empty."""
        listing = self.parameters.get(name)
        if listing is None:
            return {}
        size, found = keys + 1, dict[tuple[str, ...], float]()
        if len(listing.words) % size:
            expected = f"a multiple of {size}: {keys} key{'s' * (keys > 1)} and a value each"
            message = f"{len(listing.words)} words were found; expected {expected}."
            self.report(listing.line, f"param {name}", "", message, "Is a key or a value missing?")
            return {}
        for first in range(0, len(listing.words), size):
            key = tuple(word.text for word in listing.words[first : first + keys])
            value = listing.words[first + keys]
            if key in found:
                message = "has two values."
                self.report(value.line, f"param {name}", " ".join(key), message, "Keep one of them.")
            found[key] = self._value(listing, value, least)
        return found

    def line_of(self, name: str) -> int:
        """Return the line on which a parameter begins; 0 where it is not there."""
        return self.parameters[name].line if name in self.parameters else 0

    def report(self, line: int, place: str, value: str, message: str, mend: str) -> None:
        """Note a problem of this file."""
        self.problems.append(Problem(self.file, line, place, value, message, mend, row_dropped=False))

    def _value(self, listing: Listing, word: Word, least: float) -> float:
        try:
            value = float(word.text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or value < least:
            limit = f"of at least {least:g}" if math.isfinite(least) else ""
            message = f"is no number {limit}".rstrip() + "."
            self.report(word.line, f"param {listing.name}", word.text, message, "Correct the value.")
            return math.nan
        return value


def read_data(text: str, file: str) -> DataFile:
    """Return the sets and parameters of a data file.

    Raises:
        InputError: a statement is of another kind, or has no end.
    """
    sets: dict[str, tuple[str, ...]] = {}
    parameters: dict[str, Listing] = {}
    problems: list[Problem] = []
    for statement in _statements(text, file):
        try:
            kind, name, default, words = _parts(statement)
        except ValueError as error:
            head = " ".join(word.text for word in statement[:4])
            problems.append(Problem(file, statement[0].line, "", head, str(error), _MEND, row_dropped=False))
            continue
        if name in (sets if kind == "set" else parameters):
            message = "is given twice."
            problems.append(Problem(file, statement[0].line, kind, name, message, "Keep one of them.", False))
        if kind == "set":
            sets[name] = tuple(dict.fromkeys(word.text for word in words))
        else:
            parameters[name] = Listing(name, statement[0].line, words, default)
    if problems:
        raise InputError(f"'{file}' cannot be read as a data file of AMPL or Pyomo.", problems)
    return DataFile(file, sets, parameters)


def _statements(text: str, file: str) -> Iterator[list[Word]]:
    """Yield the words of each statement, without its semicolon."""
    statement: list[Word] = []
    for number, line in enumerate(text.splitlines(), start=1):
        for found in _WORD.finditer(line.partition("#")[0]):
            if found[0] != ";":
                statement.append(Word(found[0].strip("'\""), number))
            elif statement:
                yield statement
                statement = []
    if statement and statement[0].text != "end":
        head = " ".join(word.text for word in statement[:3])
        message = "has no semicolon at its end."
        problem = Problem(
            file, statement[0].line, "", head, message, "Add ';', or is the file cut off?", False
        )
        raise InputError(f"'{file}' cannot be read as a data file of AMPL or Pyomo.", [problem])


def _parts(statement: list[Word]) -> tuple[str, str, float | None, tuple[Word, ...]]:
    """Return kind, name, default and the words after ':='."""
    texts = [word.text for word in statement]
    if texts[0] not in {"set", "param"}:
        raise ValueError("is no statement that is understood here; expected 'set' or 'param'.")
    if ":=" not in texts:
        raise ValueError("has no ':='.")
    mark = texts.index(":=")
    head, words = texts[1:mark], tuple(statement[mark + 1 :])
    if ":" in head or any(word.text in {":", "[", "]", "(", ")", ",", "*"} for word in words):
        raise ValueError("is a table or a slice, which is not understood here.")
    default = None
    if len(head) == 3 and head[1] == "default" and texts[0] == "param":
        try:
            default = float(head[2])
        except ValueError:
            raise ValueError(f"has a default '{head[2]}' that is no number.") from None
        head = head[:1]
    if len(head) != 1:
        raise ValueError("does not name one set or parameter before ':='.")
    return texts[0], head[0], default, words
