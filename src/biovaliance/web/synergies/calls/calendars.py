"""Deadlines of calls as iCalendar (RFC 5545)."""

import datetime as dt
from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event, vText

from biovaliance.synergies.calls.deadlines import Deadline
from biovaliance.synergies.calls.values import Call
from biovaliance.web.access import published, reader_of
from biovaliance.web.addresses import absolute
from biovaliance.web.atlas.presenting import words
from biovaliance.web.synergies.calls.store import read_calls


@require_safe
def all_calls(request: HttpRequest) -> HttpResponse:
    """Answer with every deadline of every call, past ones kept as history."""
    found = read_calls(reader_of(request)).values()
    return _calendar(request, found, _("Biovaliance: calls for projects"), "calls")


@require_safe
def one_call(request: HttpRequest, call_slug: str) -> HttpResponse:
    """Answer with the deadlines of one call; empty as long as none was seen."""
    found = read_calls(reader_of(request)).get(call_slug.lower())
    if found is None:
        raise Http404(call_slug)
    return _calendar(request, [found], words(found.name), found.slug)


def _calendar(request: HttpRequest, calls: Iterable[Call], name: str, file_name: str) -> HttpResponse:
    calendar = Calendar()
    calendar.add("prodid", "-//Biovaliance//Calls//EN")
    calendar.add("version", "2.0")
    calendar["name"] = vText(name)  # as a text, so that a line break in it is escaped
    calendar["x-wr-calname"] = vText(name)
    snapshot = published()
    stamp = snapshot.built_at if snapshot else timezone.now()
    for call in calls:
        for deadline in sorted(call.deadlines, key=lambda each: each.on):
            calendar.add_component(_event(request, call, deadline, stamp))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}.ics"'
    return response


def _event(request: HttpRequest, call: Call, deadline: Deadline, stamp: dt.datetime) -> Event:
    event = Event()
    event.add("uid", f"call:{call.slug}:{deadline.on}:{deadline.kind}@biovaliance")
    event.add("dtstamp", stamp)
    event.add("summary", f"{words(call.name)} – {words(deadline.text)}")
    if deadline.instant is None:
        event.add("dtstart", deadline.on)
        event.add("dtend", deadline.on + dt.timedelta(days=1))  # the first day after an all-day event
        event.add("description", _("The hour was not seen; check it on the page of the call."))
    else:
        event.add("dtstart", deadline.instant.astimezone(dt.UTC))
        event.add("dtend", deadline.instant.astimezone(dt.UTC))
    event.add("url", absolute(request, reverse("call", args=[call.slug])))
    return event
