"""When a call closes: stages, cut-offs, Paris time.

A deadline is a day, with an hour where one was seen. An hour belongs to the zone the call names; people
here read it in Paris time. Without an hour nothing is said about it: the last day counts as open.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from biovaliance.foundation.evidence import Confidence
from biovaliance.foundation.languages import Text

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
