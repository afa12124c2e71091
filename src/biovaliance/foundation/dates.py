"""Dates as sources give them: a day, a month or a year."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Self

from biovaliance.foundation.errors import InputError

_PATTERN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day of the Gregorian calendar, known to the day, the month or the year."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read '2024', '2024-10' or '2024-10-14'.

        Raises:
            InputError: another form, or a day the calendar does not have.
        """
        match = _PATTERN.fullmatch(text.strip())
        if not match:
            raise InputError(f"'{text}' is no date; expected YYYY, YYYY-MM or YYYY-MM-DD.")
        year = int(match[1])
        month, day = (int(part) if part else None for part in match.groups()[1:])
        try:
            dt.date(year, month or 1, day or 1)
        except ValueError:
            raise InputError(f"'{text}' is not in the calendar; expected an existing day or month.") from None
        return cls(year, month, day)

    @property
    def first_day(self) -> dt.date:
        """The earliest day this date may stand for."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> dt.date:
        """The latest day this date may stand for."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __lt__(self, other: object) -> bool:
        """Order by first day, the vaguer date first."""
        if not isinstance(other, PartialDate):
            return NotImplemented
        return (self.year, self.month or 0, self.day or 0) < (other.year, other.month or 0, other.day or 0)

    def __str__(self) -> str:
        """Return the ISO 8601 form at the precision known."""
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part]
        return "-".join(parts)
