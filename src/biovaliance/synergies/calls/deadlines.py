"""When a call closes: stages, cut-offs, Paris time, and what is open on a given day.

A deadline is a day, with an hour where one was seen. An hour belongs to the zone the call names; people
here read it in Paris time. Without an hour nothing is said about it: the last day counts as open.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from biovaliance.foundation.evidence import Confidence
from biovaliance.foundation.languages import Text

if TYPE_CHECKING:
    from biovaliance.synergies.calls.values import Call

PARIS = ZoneInfo("Europe/Paris")


class DeadlineKind(StrEnum):
    """What happens at a deadline."""

    CLOSING = "closing"
    CUT_OFF = "cut-off"
    STAGE = "stage"


DEADLINE_LABELS: dict[DeadlineKind, Text] = {
    DeadlineKind.CLOSING: Text("Closing", "Clôture"),
    DeadlineKind.CUT_OFF: Text("Intermediate cut-off", "Relève intermédiaire"),
    DeadlineKind.STAGE: Text("Stage", "Étape"),
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """One date of a call, as a page states it."""

    on: dt.date
    at: dt.time | None
    zone: str
    kind: DeadlineKind
    text: Text
    sources: tuple[str, ...]
    confidence: Confidence
    stage: int | None = None

    @property
    def instant(self) -> dt.datetime | None:
        """The moment it falls due; None where no hour and zone were seen."""
        if self.at is None or not self.zone:
            return None
        return dt.datetime.combine(self.on, self.at, ZoneInfo(self.zone))

    @property
    def in_paris(self) -> dt.datetime | None:
        """The same moment in Paris time."""
        return self.instant.astimezone(PARIS) if self.instant else None

    def is_over(self, now: dt.datetime) -> bool:
        """Whether it has passed: after the hour, or after the day where no hour is known."""
        return now > self.instant if self.instant else now.astimezone(PARIS).date() > self.on

    def days_left(self, now: dt.datetime) -> int:
        """Return the number of days from the Paris day of `now`; negative once it lies behind."""
        day = self.in_paris.date() if self.in_paris else self.on
        return (day - now.astimezone(PARIS).date()).days


class Status(StrEnum):
    """What can be done with a call on a day."""

    OPEN = "open"
    FORTHCOMING = "forthcoming"
    UNKNOWN = "unknown"
    CLOSED = "closed"


STATUS_LABELS: dict[Status, Text] = {
    Status.OPEN: Text("Open", "Ouvert"),
    Status.FORTHCOMING: Text("Forthcoming", "À venir"),
    Status.UNKNOWN: Text("Dates not seen", "Dates non vues"),
    Status.CLOSED: Text("Closed", "Clos"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a call stands at a moment: its status, the next deadline, and the last one passed."""

    status: Status
    next: Deadline | None
    last: Deadline | None
    days_left: int | None


def standing(call: "Call", now: dt.datetime) -> Standing:
    """Return how `call` stands at `now`, an instant with its zone.

    Dates come first; where they do not tell, what the pages said on the day they were read. A call with a
    date ahead and no opening day is taken for open unless its pages called it forthcoming.
    """
    ahead = [each for each in sorted(call.deadlines, key=_order) if not each.is_over(now)]
    behind = [each for each in sorted(call.deadlines, key=_order) if each.is_over(now)]
    following = ahead[0] if ahead else None
    last = behind[-1] if behind else None
    left = following.days_left(now) if following else None
    return Standing(_status(call, now, bool(ahead), bool(behind)), following, last, left)


def _order(deadline: Deadline) -> tuple[dt.date, dt.time]:
    return deadline.on, deadline.at or dt.time.max


def _status(call: "Call", now: dt.datetime, is_ahead: bool, is_behind: bool) -> Status:
    today = now.astimezone(PARIS).date()
    if call.opens_on and call.opens_on > today:
        return Status.FORTHCOMING
    if is_ahead:
        waits = call.opens_on is None and call.status_seen == "forthcoming"
        return Status.FORTHCOMING if waits else Status.OPEN
    if call.is_rolling:
        return Status.OPEN
    if is_behind or call.status_seen == "closed":
        return Status.CLOSED
    return Status.OPEN if call.status_seen == "open" else Status.UNKNOWN
