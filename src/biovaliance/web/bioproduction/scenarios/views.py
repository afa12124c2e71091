"""The library of processes, the page of a scenario and its editor: ask, compute, show."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from biovaliance.foundation.errors import BiovalianceError
from biovaliance.web.access import reader_of
from biovaliance.web.bioproduction.opened import Opened, open_any, open_kept, open_process
from biovaliance.web.bioproduction.results.asking import read_asked
from biovaliance.web.bioproduction.results.cost.presenting import present_cost
from biovaliance.web.bioproduction.runs.presenting import present_start
from biovaliance.web.bioproduction.scenarios.drawing import present_drawing
from biovaliance.web.bioproduction.scenarios.editing.drafts import begun, posted_draft
from biovaliance.web.bioproduction.scenarios.editing.presenting import present_editor
from biovaliance.web.bioproduction.scenarios.keeping import TooManyError, count_check, keep, swapped
from biovaliance.web.bioproduction.scenarios.presenting import (
    compare_address,
    present_library,
    present_scenario,
    title_of,
)
from biovaliance.web.bioproduction.suppliers.presenting import present_suppliers

_EDITOR = "bioproduction/scenarios/editor.html"


@require_safe
def production(request: HttpRequest) -> HttpResponse:
    """Show the processes to start from."""
    return render(request, "bioproduction/scenarios/library.html", present_library(request.GET))


@require_safe
def library_process(request: HttpRequest, process: str) -> HttpResponse:
    """Show a process of the library."""
    return _page(request, open_process(process), process)


@require_safe
def kept(request: HttpRequest, scenario_key: str) -> HttpResponse:
    """Show a kept scenario."""
    return _page(request, open_kept(scenario_key), scenario_key)


def _page(request: HttpRequest, opened: Opened | None, name: str) -> HttpResponse:
    if opened is None:
        raise Http404(name)
    context = present_scenario(request, opened)
    context |= present_cost(opened, read_asked(request.GET))
    context |= present_start(opened)
    cost = (context.get("glance") or {}).get("cost", "")
    context |= {"suppliers": present_suppliers(reader_of(request), opened, cost)}
    return render(request, "bioproduction/scenarios/scenario.html", context)


@require_safe
def text(request: HttpRequest, process: str) -> HttpResponse:  # noqa: ARG001 -- Django gives it
    """Hand over the text of a scenario as a file."""
    opened = open_any(process)
    if opened is None:
        raise Http404(process)
    return _file(opened.text, "application/toml; charset=utf-8", f"{process}.toml")


@require_safe
def drawing(request: HttpRequest, process: str) -> HttpResponse:
    """Hand over the drawing of a scenario's process as a file that needs nothing else."""
    opened = open_any(process)
    if opened is None or opened.scenario is None:
        raise Http404(process)
    context = {"drawing": present_drawing(opened.scenario), "name": title_of(opened)}
    svg = render_to_string("bioproduction/scenarios/diagram.svg", context, request)
    return _file(svg, "image/svg+xml; charset=utf-8", f"{process}.svg")


def _file(content: str, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Show the editor; take what was written in it, and keep it when asked to."""
    if request.method != "POST":
        draft = begun(request.GET.get("from", "blank"), request.GET.get("facility"))
        if draft is None:
            raise Http404
        return render(request, _EDITOR, present_editor(draft))
    try:
        count_check(request)
    except TooManyError:
        return render(request, "429.html", status=429)
    draft = posted_draft(request.POST)
    if request.POST.get("do") != "keep" or draft.trouble:
        return render(request, _EDITOR, present_editor(draft))
    try:
        address = keep(request, draft)
    except TooManyError:
        return render(request, _EDITOR, present_editor(draft, too_many=True), status=429)
    if address is None:
        return render(request, _EDITOR, present_editor(draft), status=422)
    return HttpResponseRedirect(address, status=303)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Answer what was written so far, to be put into the page that is open; else lead to the editor."""
    if request.method != "POST":
        return redirect("production_edit")
    try:
        count_check(request)
    except TooManyError:
        return render(request, "429.html", status=429)
    return render(
        request, "bioproduction/scenarios/editor_live.html", present_editor(posted_draft(request.POST))
    )


@require_http_methods(["GET", "HEAD", "POST"])
def swap(request: HttpRequest) -> HttpResponse:
    """Put another technology in a scenario's place, and lead to the two side by side."""
    if request.method != "POST":
        return redirect("production")
    before = open_any(request.POST.get("from", "")[:80])
    if before is None:
        raise Http404
    try:
        name = swapped(request, before, request.POST.get("to", "")[:80])
    except TooManyError:
        return render(request, "429.html", status=429)
    except BiovalianceError:
        raise Http404 from None
    to = open_any(name)
    address = compare_address(before.name, name) or (to.address if to else reverse("production"))
    return HttpResponseRedirect(address, status=303)
