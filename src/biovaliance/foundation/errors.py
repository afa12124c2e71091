"""What went wrong with an input, said so that a person can mend it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as declared

from biovaliance.foundation.languages import Language, Text

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def on_one_line(message: str) -> str:
    """Return a message as a terminal may show it: on one line, and without signs that the terminal obeys."""
    return _CONTROL.sub(lambda sign: ascii(sign[0])[1:-1], " ".join(message.split()))


@dataclass(frozen=True, slots=True, order=True)
class InFrench:
    """A fault as a reader of French is told it: the field, what was found, how to mend it."""

    field: str
    message: str
    mend: str


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in one place of an input file; the rows beside it are kept.

    `line` counts from 1 and includes the header, as a spreadsheet shows it; 0 stands for the file.
    `is_public` tells whether everybody may know that there is such a row.
    """

    file: str
    line: int
    field: str
    value: str
    message: str
    mend: str
    row_dropped: bool = True
    is_public: bool = True
    french: InFrench | None = None
    """The same in French, where the site shows it."""
    path: tuple[str | int, ...] = declared(default=(), compare=False)
    """The keys that lead to the place, for a form to say it by its labels."""

    def __str__(self) -> str:
        """Return the one-line report: place, finding, mend."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.told('en')}"

    def told(self, language: Language) -> str:
        """Return the report without its place, in English where it is not told in `language`."""
        shown = self.value if len(self.value) <= 80 else f"{self.value[:77]}..."
        if language == "en" or self.french is None:
            found = " ".join(part for part in (self.field, f"'{shown}'" if shown else "") if part)
            return f"{f'{found}: ' if found else ''}{self.message} {self.mend}".rstrip()
        quoted = f"«\u00a0{shown}\u00a0»" if shown else ""
        found = " ".join(part for part in (self.french.field, quoted) if part)
        told = f"{self.french.message} {self.french.mend}".rstrip()
        return f"{found}\u00a0: {told}" if found else told


class BiovalianceError(Exception):
    """Anything this package refuses on purpose; its text is meant for the reader.

    `text` is the message in the languages there are, `str()` the English one. `problems` are the faults of
    input files that led to it, where there are any.
    """

    def __init__(self, message: str | Text = "", problems: Iterable[Problem] = ()) -> None:
        self.text = message if isinstance(message, Text) else Text(message, "")
        super().__init__(self.text.en)
        self.problems = tuple(problems)


class InputError(BiovalianceError, ValueError):
    """An input is refused: which thing, what was found, what is expected, how to mend it."""


class NotFoundError(BiovalianceError, LookupError):
    """A thing was asked for by a name that does not exist here."""
