"""Hours of work -> open intervals of a cycle, in hours from Monday 00:00.

A calendar without holidays repeats every week, one with holidays every 52 weeks. Windows that touch become
one, across the end of the cycle too, so that "does it fit before closing?" sees a night shift as one.
"""

from dataclasses import dataclass

from biovaliance.bioproduction.scenarios.document import Calendar, Window

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEK_H = 168.0
YEAR_H = 52 * WEEK_H


@dataclass(frozen=True, slots=True)
class WorkHours:
    """Open intervals of a cycle in order; the last may end after the cycle does."""

    cycle_h: float
    starts_h: tuple[float, ...]
    ends_h: tuple[float, ...]

    @property
    def open_share(self) -> float:
        """The share of the time that is open."""
        return sum(end - start for start, end in zip(self.starts_h, self.ends_h, strict=True)) / self.cycle_h

    @property
    def longest_h(self) -> float:
        """The longest open interval."""
        return max((end - start for start, end in zip(self.starts_h, self.ends_h, strict=True)), default=0.0)

    @property
    def is_always(self) -> bool:
        """Whether it never closes."""
        return self.longest_h >= self.cycle_h


class HoursError(ValueError):
    """Hours that cannot be meant: which sentence says so, and what was written."""

    def __init__(self, code: str, written: str) -> None:
        super().__init__(f"{code}: {written}")
        self.code = code
        self.written = written


def work_hours(calendar: Calendar) -> WorkHours:
    """Return the open intervals of a calendar.

    Raises:
        HoursError: a window names no day, or an hour that does not exist.
    """
    week = _merged([part for window in calendar.windows for part in _intervals(window)])
    if not calendar.closed_d:
        return _cyclic(week, WEEK_H)
    year = [(start + 168 * k, end + 168 * k) for k in range(52) for start, end in week]
    for day in sorted(set(calendar.closed_d)):
        year = [part for start, end in year for part in _without(start, end, day * 24.0, day * 24.0 + 24)]
    return _cyclic(year, YEAR_H)


def _intervals(window: Window) -> list[tuple[float, float]]:
    start, end = _hour(window.start), _hour(window.end)
    if end <= start:
        end += 24
    parts = []
    for day in _days(window.days):
        begin, finish = day * 24 + start, day * 24 + end
        parts.append((begin, min(finish, WEEK_H)))
        if finish > WEEK_H:
            parts.append((0.0, finish - WEEK_H))
    return parts


def _hour(text: str) -> float:
    hours, minutes = int(text[:2]), int(text[3:])
    if hours > 24 or minutes > 59 or (hours == 24 and minutes):
        raise HoursError("no-such-hour", text)
    return hours + minutes / 60


def _days(text: str) -> list[int]:
    days: list[int] = []
    for part in text.split(","):
        first, _, last = (name.strip().title()[:3] for name in part.partition("-"))
        if first not in DAYS or (last and last not in DAYS):
            raise HoursError("no-such-days", part.strip())
        begin, end = DAYS.index(first), DAYS.index(last or first)
        days.extend(day % 7 for day in range(begin, end + 1 if end >= begin else end + 8))
    return sorted(set(days))


def _merged(parts: list[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for start, end in sorted(parts):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _without(start: float, end: float, closed: float, reopened: float) -> list[tuple[float, float]]:
    parts = [(start, min(end, closed)), (max(start, reopened), end)]
    return (
        [(first, last) for first, last in parts if first < last]
        if start < reopened and end > closed
        else [(start, end)]
    )


def _cyclic(parts: list[tuple[float, float]], cycle: float) -> WorkHours:
    parts = _merged(parts)
    if len(parts) > 1 and parts[0][0] == 0 and parts[-1][1] == cycle:
        parts = [*parts[1:-1], (parts[-1][0], cycle + parts[0][1])]
    return WorkHours(cycle, tuple(start for start, _ in parts), tuple(end for _, end in parts))
