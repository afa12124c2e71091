"""What happened in the plant, as a person tells it.

away suite from 2026-12-07T08:00 to 2026-12-09T18:00      one unit (or "away 2 operators ...")
failed P3 expand at 2026-12-07T08:00                      what follows is that of the scenario, or
failed P3 expand at 2026-12-07T08:00 then repeat          "repeat", "scrap", or an operation to go back to
ends P3 expand at 2026-12-08T10:00                        work that has started takes longer, or less
new P21 at 2026-12-07T08:00                               one more patient
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from biovaliance.bioproduction.schedule.times import Clock
from biovaliance.foundation.errors import InputError

FORMS = (
    "'away POOL from TIME to TIME', 'failed PATIENT OPERATION at TIME [then repeat|scrap|OPERATION]', "
    "'ends PATIENT OPERATION at TIME', 'new PATIENT at TIME'"
)
_AWAY = re.compile(r"away\s+(?:(\d+)\s+)?(.+?)\s+from\s+(.+?)\s+to\s+(.+)", re.IGNORECASE)
_FAILED = re.compile(r"failed\s+(\S+)\s+(.+)\s+at\s+(.+?)(?:\s+then\s+(.+))?", re.IGNORECASE)
_ENDS = re.compile(r"ends\s+(\S+)\s+(.+)\s+at\s+(.+)", re.IGNORECASE)
_NEW = re.compile(r"new\s+(\S+)\s+at\s+(.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Away:
    """Some units of a pool are not there."""

    pool: str
    from_h: float
    to_h: float
    units: int = 1


@dataclass(frozen=True, slots=True)
class Failed:
    """An operation of a patient failed; `then` is "" for what the scenario says."""

    patient: str
    operation: str
    at_h: float
    then: str = ""


@dataclass(frozen=True, slots=True)
class Ends:
    """Work that has started ends at another time than planned."""

    patient: str
    operation: str
    at_h: float


@dataclass(frozen=True, slots=True)
class New:
    """One more patient arrives."""

    patient: str
    at_h: float


Event = Away | Failed | Ends | New


def read_event(text: str, clock: Clock) -> Event:
    """Return the event that a text tells.

    Raises:
        InputError: it is none of the four, or a time is none.
    """
    text = " ".join(text.split())
    if found := _AWAY.fullmatch(text):
        start, end = clock.read(found[3]), clock.read(found[4])
        if end <= start:
            raise InputError(f"Event '{text}' ends before it begins; write the earlier time after 'from'.")
        units = int(found[1] or 1)
        if units < 1:
            raise InputError(f"Event '{text}': {units} units are nobody; expected 1 or more.")
        return Away(found[2], start, end, units)
    if found := _FAILED.fullmatch(text):
        return Failed(found[1], found[2], clock.read(found[3]), (found[4] or "").strip())
    if found := _ENDS.fullmatch(text):
        return Ends(found[1], found[2], clock.read(found[3]))
    if found := _NEW.fullmatch(text):
        return New(found[1], clock.read(found[2]))
    raise InputError(f"Event '{text}' is not understood; expected {FORMS}.")


def known(what: str, name: str, names: Collection[str]) -> str:
    """Return a name that there is.

    Raises:
        InputError: there is none of that name; the text says which come close.
    """
    if name in names:
        return name
    close = get_close_matches(name, names, 1, 0.6)
    there = ", ".join(list(names)[:12])
    mend = f"Did you mean '{close[0]}'?" if close else f"There is: {there}."
    raise InputError(f"'{name}' is no {what} of this schedule. {mend}")
