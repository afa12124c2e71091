"""The page and the download of how organisations are connected: ask, compute, show."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from biovaliance.showcase.exports import to_csv
from biovaliance.synergies.connections.answering import HEADINGS, table_of
from biovaliance.web.access import reader_of
from biovaliance.web.synergies.connections.presenting import present_connections, read_connection
from biovaliance.web.templatetags.biovaliance import reader_language


@require_safe
def connections(request: HttpRequest) -> HttpResponse:
    """Tell in words how two to five things are connected, and who could introduce them."""
    return render(request, "synergies/connections.html", present_connections(reader_of(request), request.GET))


@require_safe
def connections_csv(request: HttpRequest) -> HttpResponse:
    """Answer with a row per step of each way; with the titles alone where nothing is connected."""
    _names, connection, _walk = read_connection(reader_of(request), request.GET)
    language = reader_language()
    rows = table_of(connection, language) if connection else []
    answer = HttpResponse("".join(to_csv(rows, HEADINGS[language])), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="biovaliance-connections.csv"'
    answer["X-Robots-Tag"] = "noindex"
    return answer
