"""Deadlines of calls as calendar files."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from biovaliance.synergies.calls.deadlines import Deadline
from biovaliance.synergies.calls.values import Call
from biovaliance.web.access import reader_of
from biovaliance.web.addresses import absolute
from biovaliance.web.atlas.presenting import words
from biovaliance.web.machines.calendars import Entry, calendar_file
from biovaliance.web.synergies.calls.store import read_calls

SUBJECT = "Calls"


@require_safe
def all_calls(request: HttpRequest) -> HttpResponse:
    """Answer with every deadline of every call, past ones kept as history."""
    found = read_calls(reader_of(request)).values()
    entries = [entry for call in found for entry in _entries(request, call)]
    return calendar_file(SUBJECT, _("Biovaliance: calls for projects"), "calls", entries)


@require_safe
def one_call(request: HttpRequest, call_slug: str) -> HttpResponse:
    """Answer with the deadlines of one call; empty as long as none was seen."""
    found = read_calls(reader_of(request)).get(call_slug.lower())
    if found is None:
        raise Http404(call_slug)
    return calendar_file(SUBJECT, words(found.name), found.slug, _entries(request, found))


def _entries(request: HttpRequest, call: Call) -> list[Entry]:
    deadlines = sorted(call.deadlines, key=lambda each: each.on)
    return [_entry(request, call, deadline) for deadline in deadlines]


def _entry(request: HttpRequest, call: Call, deadline: Deadline) -> Entry:
    falls_due = deadline.instant.astimezone(dt.UTC) if deadline.instant else deadline.on
    unseen = _("The hour was not seen; check it on the page of the call.")
    return Entry(
        key=f"call:{call.slug}:{deadline.on}:{deadline.kind}",
        summary=f"{words(call.name)} – {words(deadline.text)}",
        begins=falls_due,
        ends=falls_due,
        address=absolute(request, reverse("call", args=[call.slug])),
        description="" if deadline.instant else unseen,
    )
