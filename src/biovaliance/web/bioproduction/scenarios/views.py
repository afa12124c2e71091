"""The library of processes and the page of a scenario: ask, compute, show."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from biovaliance.web.bioproduction.opened import Opened, open_kept, open_process
from biovaliance.web.bioproduction.results.asking import read_asked
from biovaliance.web.bioproduction.results.presenting import present_cost
from biovaliance.web.bioproduction.scenarios.presenting import present_library, present_scenario


@require_safe
def production(request: HttpRequest) -> HttpResponse:
    """Show the processes to start from."""
    return render(request, "bioproduction/scenarios/library.html", present_library())


@require_safe
def process(request: HttpRequest, name: str) -> HttpResponse:
    """Show a process of the library."""
    return _page(request, open_process(name), name)


@require_safe
def kept(request: HttpRequest, key: str) -> HttpResponse:
    """Show a kept scenario."""
    return _page(request, open_kept(key), key)


def _page(request: HttpRequest, opened: Opened | None, name: str) -> HttpResponse:
    if opened is None:
        raise Http404(name)
    context = present_scenario(opened) | present_cost(opened, read_asked(request.GET))
    return render(request, "bioproduction/scenarios/scenario.html", context)
