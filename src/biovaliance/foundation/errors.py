"""What went wrong with an input, said so that a person can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass


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

    def __str__(self) -> str:
        """Return the one-line report: place, finding, mend."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        shown = self.value if len(self.value) <= 80 else f"{self.value[:77]}..."
        found = " ".join(part for part in (self.field, f"'{shown}'" if shown else "") if part)
        return f"{place}: {f'{found}: ' if found else ''}{self.message} {self.mend}".rstrip()


class BiovalianceError(Exception):
    """Anything this package refuses on purpose; its text is meant for the reader.

    `problems` are the faults of input files that led to it, where there are any.
    """

    def __init__(self, message: str = "", problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class InputError(BiovalianceError, ValueError):
    """An input is refused: which thing, what was found, what is expected, how to mend it."""


class NotFoundError(BiovalianceError, LookupError):
    """A thing was asked for by a name that does not exist here."""
