"""How a moment is written: a date with an hour where the schedule has one, else week, day and hour."""

import datetime as dt
import re
from dataclasses import dataclass

from biovaliance.bioproduction.scenarios.calendars import DAYS
from biovaliance.foundation.errors import InputError

_WEEK = re.compile(
    r"(?:w(?:eek)?\s*(\d+)\s+)?(mon|tue|wed|thu|fri|sat|sun)\w*\s+(\d{1,2}):(\d\d)", re.IGNORECASE
)
_HOURS = re.compile(r"\d+(?:\.\d+)?\s*h?")


@dataclass(frozen=True, slots=True)
class Clock:
    """When time 0 is: a Monday, 00:00, or no certain one."""

    monday: dt.date | None = None

    @classmethod
    def of(cls, day: dt.date | None) -> "Clock":
        """Return the clock whose week 1 holds a day."""
        return cls(None if day is None else day - dt.timedelta(days=day.weekday()))

    def told(self, hours: float) -> str:
        """Return a moment in words: "2026-12-07 08:00", or "week 1 Mon 08:00"."""
        minutes = round(hours * 60)
        moment = self.moment(hours)
        if moment is not None:
            return moment.strftime("%Y-%m-%d %H:%M")
        day, rest = divmod(minutes, 1440)
        return f"week {day // 7 + 1} {DAYS[day % 7]} {rest // 60:02}:{rest % 60:02}"

    def day(self, number: int) -> str:
        """Return a day in words, 0 for the first Monday."""
        if self.monday is None:
            return f"week {number // 7 + 1} {DAYS[number % 7]}"
        date = self._on(number).date()
        return f"{DAYS[number % 7]} {date.isoformat()}"

    def moment(self, hours: float) -> dt.datetime | None:
        """Return a moment as date and time of the plant, where time 0 has a date."""
        if self.monday is None:
            return None
        return self._on(0, round(hours * 60))

    def _on(self, days: int, minutes: int = 0) -> dt.datetime:
        start = dt.datetime.combine(self.monday or dt.date.min, dt.time())
        try:
            return start + dt.timedelta(days=days, minutes=minutes)
        except OverflowError:
            raise InputError(
                "The schedule goes beyond the year 9999; plan fewer patients, or shorten durations."
            ) from None

    def read(self, text: str) -> float:
        """Return the hours since time 0 of a moment as a person writes it.

        Raises:
            InputError: it is no moment, or a date where the schedule has none, or before time 0.
        """
        text = text.strip()
        if _HOURS.fullmatch(text):
            return float(text.rstrip("hH ").strip())
        found = _WEEK.fullmatch(text)
        if found and int(found[3]) <= 24 and int(found[4]) < 60:
            day = 7 * (int(found[1] or 1) - 1) + [each.lower() for each in DAYS].index(found[2].lower())
            hours = day * 24 + int(found[3]) + int(found[4]) / 60
            if hours >= 0:
                return hours
        return self._of_date(text)

    def _of_date(self, text: str) -> float:
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            raise InputError(
                f"Time '{text}' is none; write 2026-12-07T08:00, 'week 1 Mon 08:00', or hours since "
                "the first "
                "Monday as 32.5."
            ) from None
        if self.monday is None:
            raise InputError(
                f"Time '{text}' is a date, and the schedule has none; make it with --from DATE, or write "
                "'week 1 Mon 08:00'."
            )
        start = dt.datetime.combine(self.monday, dt.time())
        hours = (moment.replace(tzinfo=None) - start).total_seconds() / 3600
        if hours < 0:
            raise InputError(
                f"Time '{text}' is before the schedule begins ({start:%Y-%m-%d}); write a later one."
            )
        return hours
