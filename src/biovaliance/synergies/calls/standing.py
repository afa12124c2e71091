"""How a call stands at a moment: what is open on a given day, what comes next, what lies behind."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.deadlines import PARIS, Deadline
from biovaliance.synergies.calls.values import Call


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


def standing(call: Call, now: dt.datetime) -> Standing:
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


def _status(call: Call, now: dt.datetime, is_ahead: bool, is_behind: bool) -> Status:
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
