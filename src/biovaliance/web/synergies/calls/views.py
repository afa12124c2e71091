"""Calls for projects: ask, compute, show."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from biovaliance.web.access import reader_of
from biovaliance.web.synergies.calls.fitting import present_fit
from biovaliance.web.synergies.calls.forms import FitForm, read_choice
from biovaliance.web.synergies.calls.presenting import present_list
from biovaliance.web.synergies.calls.profile import call_json_ld, present_call
from biovaliance.web.synergies.calls.store import read_book, read_calls


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Show the calls, open ones first, filtered as the address says."""
    choice = read_choice(request.GET)
    entries = read_book(reader_of(request)).entries
    return render(request, "synergies/calls/calls.html", present_list(entries, choice, timezone.now()))


@require_safe
def call(request: HttpRequest, call_slug: str) -> HttpResponse:
    """Show all that is known of a call, and what was not seen."""
    reader = reader_of(request)
    found = read_calls(reader).get(call_slug.lower())
    if found is None:
        raise Http404(call_slug)
    context = present_call(reader, found, timezone.now())
    context["json_ld"] = call_json_ld(request, found)
    return render(request, "synergies/calls/call.html", context)


@require_safe
def fit(request: HttpRequest) -> HttpResponse:
    """Show which calls fit an organisation or an idea, with reasons and what is unknown."""
    form = FitForm(request.GET or None)
    return render(request, "synergies/calls/fit.html", present_fit(reader_of(request), form, timezone.now()))
