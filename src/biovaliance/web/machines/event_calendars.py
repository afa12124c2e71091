"""Events as iCalendar (RFC 5545)."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event, vText

from biovaliance.atlas.fields import Kind
from biovaliance.foundation.dates import PartialDate
from biovaliance.web.access import published, reader_of
from biovaliance.web.addresses import absolute, entity_address
from biovaliance.web.atlas.store import read_entity_row
from biovaliance.web.templatetags.biovaliance import reader_language


@require_safe
def all_events(request: HttpRequest) -> HttpResponse:
    """Answer with every event whose day is known."""
    rows = reader_of(request).entities().filter(kind=Kind.EVENT).exclude(start="").order_by("start")
    return _calendar(
        request, [row for row in rows if len(row.start) == 10], _("Biovaliance: events"), "events"
    )


@require_safe
def one_event(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with one event; a month or a year alone is no calendar entry."""
    row = read_entity_row(reader_of(request), Kind.EVENT, slug)
    if row is None or len(row.start) != 10:
        raise Http404(slug)
    return _calendar(request, [row], row.title.in_language(reader_language()), slug)


def _calendar(request: HttpRequest, rows: list, name: str, file_name: str) -> HttpResponse:
    calendar = Calendar()
    calendar.add("prodid", "-//Biovaliance//Events//EN")
    calendar.add("version", "2.0")
    calendar["name"] = vText(name)  # as a text, so that a line break in it is escaped
    calendar["x-wr-calname"] = vText(name)
    snapshot = published()
    stamp = snapshot.built_at if snapshot else timezone.now()
    for row in rows:
        calendar.add_component(_event(request, row, stamp))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}.ics"'
    return response


def _event(request: HttpRequest, row, stamp: dt.datetime) -> Event:
    event = Event()
    event.add("uid", f"{row.key}@biovaliance")
    event.add("dtstamp", stamp)
    event.add("summary", row.title.in_language(reader_language()))
    event.add("dtstart", PartialDate.parse(row.start).first_day)
    last = PartialDate.parse(row.end if len(row.end) == 10 else row.start).last_day
    event.add("dtend", last + dt.timedelta(days=1))  # the end of an all-day event is the first day after it
    summary = row.summary_fr if reader_language() == "fr" else row.summary_en
    if summary:
        event.add("description", summary)
    if row.town:
        event["location"] = vText(row.town)
    event.add("url", absolute(request, entity_address(Kind.EVENT, row.slug)))
    return event
