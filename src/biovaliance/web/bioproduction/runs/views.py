"""Runs: ask, compute, show."""

import json
import zlib
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from biovaliance.bioproduction.engine.genealogy import genealogy_csv
from biovaliance.web.access import let_stop, may_stop
from biovaliance.web.bioproduction.opened import open_any, open_kept
from biovaliance.web.bioproduction.results.naming import scenario_title
from biovaliance.web.bioproduction.runs import store
from biovaliance.web.bioproduction.runs.asking import RefusedError, TooManyError, ask
from biovaliance.web.bioproduction.runs.forms import RunForm
from biovaliance.web.bioproduction.runs.lots import present_lots, safe_table, told_of
from biovaliance.web.bioproduction.runs.presenting import present_progress, present_run, present_start
from biovaliance.web.bioproduction.runs.record import SCENARIO_FILE, figures_csv, record_of


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Put a question in the queue and go to its run; an answered one is shown at once."""
    if request.method != "POST":
        return redirect("production")
    form = RunForm(request.POST)
    name = (request.POST.get("scenario") or "")[:80]
    opened = open_any(name) if name and "\x00" not in name else None
    if opened is None:
        raise Http404(name)
    problem = ""
    if form.is_valid():
        try:
            asked = ask(request, opened, form.asked_kind, form.settings())
        except RefusedError as refused:
            problem = str(refused)
        except TooManyError as many:
            return _too_many(request, many, opened.address)
        else:
            page = redirect("production_run", run_key=asked.run.key)
            page.status_code = 303
            if asked.is_new:
                let_stop(request, page, asked.run)
            return page
    context = {
        **present_start(opened, form),
        "title": _("Run a scenario"),
        "crumbs": [
            {"label": _("Production"), "url": reverse("production")},
            {"label": _name(opened), "url": opened.address},
            {"label": _("Run a scenario")},
        ],
        "problem": problem,
    }
    return render(request, "bioproduction/runs/ask.html", context, status=400)


def _name(opened: Any) -> str:
    return scenario_title(opened.scenario.scenario.name) if opened.scenario else opened.name


def _too_many(request: HttpRequest, many: TooManyError, back: str) -> HttpResponse:
    context = {"why": str(many), "back": back}
    page = render(request, "bioproduction/runs/too_many.html", context, status=429)
    page["Retry-After"] = str(many.come_again_s)
    return page


@require_safe
def run(request: HttpRequest, run_key: str) -> HttpResponse:
    """Show a run: how far it is, or what came out, and how to do the same."""
    row = _found(store.read_run(run_key), run_key)
    opened = open_kept(row.scenario.key)
    page = render(request, "bioproduction/runs/run.html", present_run(request, row, opened))
    page["Cache-Control"] = "private, no-cache"  # who may stop it sees more
    return page


@require_safe
def progress(request: HttpRequest, run_key: str) -> HttpResponse:  # noqa: ARG001 -- Django gives it
    """Answer with how far a run is, as JSON."""
    page = JsonResponse(present_progress(_found(store.read_progress(run_key), run_key)))
    page["Cache-Control"] = "no-store"
    return page


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, run_key: str) -> HttpResponse:
    """Stop a run that this browser asked for; what is finished is kept."""
    row = _found(store.read_progress(run_key), run_key)
    if request.method == "POST":
        if not may_stop(request, row):
            return render(request, "bioproduction/runs/not_yours.html", {"run_key": run_key}, status=403)
        store.ask_to_stop(row)
    page = redirect("production_run", run_key=run_key)
    page.status_code = 303 if request.method == "POST" else 302
    return page


@require_safe
def runs_of(request: HttpRequest, scenario_key: str) -> HttpResponse:
    """Show the latest runs of a kept scenario, as a part of a page."""
    opened = _found(open_kept(scenario_key), scenario_key)
    return render(request, "bioproduction/runs/list.html", present_start(opened))


@require_safe
def whole(request: HttpRequest, run_key: str) -> HttpResponse:
    """Answer with all there is to a run as JSON: scenario, seed, versions, state, result."""
    row = _found(store.read_run(run_key), run_key)
    text = json.dumps(record_of(request, row), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return _file(text, "application/json", f"run-{run_key}.json")


@require_safe
def figures(request: HttpRequest, run_key: str) -> HttpResponse:  # noqa: ARG001 -- Django gives it
    """Answer with the figures of a run as CSV."""
    row = _found(store.read_run(run_key), run_key)
    return _file(figures_csv(_found(row.result, run_key)), "text/csv", f"run-{run_key}.csv")


@require_safe
def trace(request: HttpRequest, run_key: str) -> HttpResponse:  # noqa: ARG001 -- Django gives it
    """Answer with the events of the first replication as CSV."""
    pressed = _found(store.read_trace(run_key), run_key)
    text = safe_table(zlib.decompress(pressed).decode())
    return _file(text, "text/csv", f"run-{run_key}-events.csv")


@require_safe
def lots(request: HttpRequest, run_key: str) -> HttpResponse:
    """Show the lots of the first replication, and one of them: what it came from, what became of it."""
    row = _found(store.read_run(run_key), run_key)
    told = _found(told_of(run_key), run_key)
    context = present_lots(row, told, request.GET.get("lot", "")[:40].strip())
    page = render(
        request, "bioproduction/runs/lots.html", context, status=404 if context["is_unknown"] else 200
    )
    page["X-Robots-Tag"] = "noindex"
    return page


@require_safe
def lots_table(request: HttpRequest, run_key: str) -> HttpResponse:  # noqa: ARG001 -- Django gives it
    """Answer with the lots of the first replication as CSV."""
    told = _found(told_of(run_key), run_key)
    return _file(safe_table(genealogy_csv(told.genealogy)), "text/csv", f"run-{run_key}-lots.csv")


@require_safe
def scenario(request: HttpRequest, run_key: str) -> HttpResponse:  # noqa: ARG001 -- Django gives it
    """Answer with the scenario of a run as the command line takes it."""
    row = _found(store.read_run(run_key), run_key)
    return _file(row.scenario.text, "application/toml", SCENARIO_FILE)


def _found(thing: Any, key: str) -> Any:
    if thing is None:
        raise Http404(key)
    return thing


def _file(text: str, media: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=f"{media}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
