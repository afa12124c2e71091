"""Calendar files (iCalendar, RFC 5545): what a calendar programme subscribes to or takes in."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone
from icalendar import Calendar, Event, vText

from biovaliance.web.access import published


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a calendar: from an instant to another, or from a day to another, the last one with it."""

    key: str
    """What stays when the entry changes, so that a programme knows it again."""
    summary: str
    begins: dt.date
    ends: dt.date
    address: str
    description: str = ""
    place: str = ""


def calendar_file(subject: str, name: str, file_name: str, entries: Iterable[Entry]) -> HttpResponse:
    """Answer with a calendar of that name; `subject` is what its maker calls it, the same in any language."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Biovaliance//{subject}//EN")
    calendar.add("version", "2.0")
    calendar["name"] = vText(name)  # as a text, so that a line break in it is escaped
    calendar["x-wr-calname"] = vText(name)
    snapshot = published()
    stamp = snapshot.built_at if snapshot else timezone.now()
    for entry in entries:
        calendar.add_component(_event(entry, stamp))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}.ics"'
    return response


def _event(entry: Entry, stamp: dt.datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@biovaliance")
    event.add("dtstamp", stamp)
    event.add("summary", entry.summary)
    event.add("dtstart", entry.begins)
    is_all_day = not isinstance(entry.ends, dt.datetime)
    # The end of an all-day event is the first day after it.
    event.add("dtend", entry.ends + dt.timedelta(days=1) if is_all_day else entry.ends)
    if entry.description:
        event.add("description", entry.description)
    if entry.place:
        event["location"] = vText(entry.place)
    event.add("url", entry.address)
    return event
