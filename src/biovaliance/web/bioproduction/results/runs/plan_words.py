"""What is said of a schedule: its moments, why somebody is not planned, and what no schedule foresees."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.mixing import pools_that_change
from biovaliance.bioproduction.schedule.dispatching import HELD_TOO_LONG, LOST_WAITING, STUCK
from biovaliance.bioproduction.schedule.inserting import NEVER
from biovaliance.web.bioproduction.results.naming import pool_word, word
from biovaliance.web.bioproduction.results.words import figure, joined

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


def not_foreseen(scenario: Scenario) -> list[str]:
    """Return what happens in the plant by chance or by rule, and is in no schedule."""
    return list(_not_foreseen(scenario))


def _not_foreseen(scenario: Scenario) -> Iterator[str]:
    operations = scenario.operations
    failing = [each.name for each in operations if each.failure and each.failure.share.number > 0]
    if failing:
        yield _("All work is planned to succeed. What may fail: %(names)s.") % {"names": _named(failing)}
    varying = [each.name for each in operations if each.duration_h.distribution != "deterministic"]
    if varying:
        yield _("Mean durations are planned where they vary: %(names)s.") % {"names": _named(varying)}
    branching = [each.name for each in operations if each.next]
    if branching:
        told = {"names": _named(branching)}
        yield _("The likeliest way is planned where chance decides what follows: %(names)s.") % told
    missing = [
        pool.name
        for pool in scenario.pools
        if pool.breakdown is not None or (pool.absence_share and pool.absence_share.number > 0)
    ]
    if missing:
        told = {"names": joined([pool_word(name) for name in missing])}
        yield _("All units are planned to be there; absences and breakdowns are not: %(names)s.") % told
    changing = [pool_word(pool.name) for pool in pools_that_change(scenario)]
    if changing:
        told = {"names": joined(changing)}
        yield _("Each operation is planned with the longest changeover it may begin with: %(names)s.") % told
    arrivals = scenario.arrivals
    if arrivals.ineligible_share is not None and arrivals.ineligible_share.number > 0:
        yield _("All patients are planned as eligible.")
    if arrivals.loss is not None and arrivals.loss.hazard_per_d is not None:
        yield _("Patients lost by chance while they wait are not foreseen.")
    ruled = [each.name for each in operations if each.queue_limit is not None or each.priority]
    if ruled:
        told = {"names": _named(ruled)}
        yield _("Priorities and limits of queues are not kept, a schedule needs none: %(names)s.") % told
    batched = [each.name for each in operations if each.batch > 1]
    if batched:
        told = {"names": _named(batched)}
        yield _("Who is put together in a batch is not searched, only when it is done: %(names)s.") % told


def _named(operations: list[str]) -> str:
    return joined([word(name) for name in operations])
