"""What is said of a schedule: its moments, and why somebody is not planned."""

from collections.abc import Mapping
from typing import Any

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from biovaliance.bioproduction.schedule.dispatching import HELD_TOO_LONG, LOST_WAITING, STUCK
from biovaliance.bioproduction.schedule.inserting import NEVER
from biovaliance.web.bioproduction.results.naming import pool_word
from biovaliance.web.bioproduction.results.words import figure

DAY_H = 24
_REASONS = {
    HELD_TOO_LONG: gettext_noop("held too long"),
    LOST_WAITING: gettext_noop("lost while waiting"),
    STUCK: gettext_noop("waits for what never comes free"),
    NEVER: gettext_noop("cannot keep the hold limits, even in an empty plant"),
    "no place that is in time": gettext_noop("no place that is in time"),
}


def reason_word(reason: str) -> str:
    """Return why a patient is not planned."""
    return _(_REASONS[reason]) if reason in _REASONS else reason


def day_words(day: int) -> str:
    """Return a day, 0 for the Monday the schedule begins with: week 1, Mon."""
    return _("week %(week)d, %(day)s") % {"week": day // 7 + 1, "day": WEEKDAYS_ABBR[day % 7]}


def days_words(time_h: float) -> str:
    """Return a time in days: 16.6 d."""
    return _("%(days)s\u00a0d") % {"days": figure(round(time_h / DAY_H, 1))}


def clock_words(at_h: float) -> str:
    """Return the time of day: 08:15."""
    minutes = round(at_h * 60) % (DAY_H * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def moment_words(at_h: float) -> str:
    """Return a moment: week 1, Mon 08:15."""
    return f"{day_words(round(at_h * 60) // (DAY_H * 60))} {clock_words(at_h)}"


def unit_name(pool: str, number: int) -> str:
    """Return what a unit is called: closed instrument 2."""
    return f"{pool_word(pool)} {number}"


def unit_names(row: Mapping[str, Any]) -> list[str]:
    """Return the units an operation takes, each by pool and number."""
    return [unit_name(pool, number) for pool, own in row["units"].items() for number in own]
