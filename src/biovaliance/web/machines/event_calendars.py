"""Events of the atlas as calendar files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from biovaliance.atlas.fields import Kind
from biovaliance.foundation.dates import PartialDate
from biovaliance.web.access import reader_of
from biovaliance.web.addresses import absolute, entity_address
from biovaliance.web.atlas.store import read_entity_row
from biovaliance.web.machines.calendars import Entry, calendar_file
from biovaliance.web.templatetags.biovaliance import reader_language

SUBJECT = "Events"


@require_safe
def all_events(request: HttpRequest) -> HttpResponse:
    """Answer with every event whose day is known."""
    rows = reader_of(request).entities().filter(kind=Kind.EVENT).exclude(start="").order_by("start")
    entries = [_entry(request, row) for row in rows if _is_day(row.start)]
    return calendar_file(SUBJECT, _("Biovaliance: events"), "events", entries)


@require_safe
def one_event(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with one event; a month or a year alone is no calendar entry."""
    row = read_entity_row(reader_of(request), Kind.EVENT, slug)
    if row is None or not _is_day(row.start):
        raise Http404(slug)
    name = row.title.in_language(reader_language())
    return calendar_file(SUBJECT, name, slug, [_entry(request, row)])


def _is_day(date: str) -> bool:
    return len(date) == len("2027-01-31")


def _entry(request: HttpRequest, row) -> Entry:
    return Entry(
        key=row.key,
        summary=row.title.in_language(reader_language()),
        begins=PartialDate.parse(row.start).first_day,
        ends=PartialDate.parse(row.end if _is_day(row.end) else row.start).last_day,
        address=absolute(request, entity_address(Kind.EVENT, row.slug)),
        description=row.summary_fr if reader_language() == "fr" else row.summary_en,
        place=row.town,
    )
