"""Results and comparisons: ask, compute, show; the same figures as files."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from biovaliance.foundation.errors import InputError
from biovaliance.web.access import reader_of
from biovaliance.web.addresses import absolute
from biovaliance.web.bioproduction.opened import open_any, open_kept
from biovaliance.web.bioproduction.results.asking import read_asked, read_names
from biovaliance.web.bioproduction.results.comparison.comparing import SEED, TooManyError, compare_named
from biovaliance.web.bioproduction.results.comparison.figures import comparison_figures, titles_of
from biovaliance.web.bioproduction.results.comparison.presenting import present_comparison
from biovaliance.web.bioproduction.results.cost.presenting import worked_figures
from biovaliance.web.bioproduction.results.figures import Figure
from biovaliance.web.bioproduction.results.files import MEDIA, facts_of, figure_file
from biovaliance.web.bioproduction.results.money import tender_of
from biovaliance.web.bioproduction.results.naming import scenario_title
from biovaliance.web.bioproduction.results.runs.presenting import run_figures
from biovaliance.web.bioproduction.results.store import read_finished_run
from biovaliance.web.bioproduction.suppliers.presenting import present_missing


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show up to four scenarios side by side, or the form to choose them."""
    names, asked = read_names(request.GET), read_asked(request.GET)
    try:
        compared = compare_named(request, names, asked.year)
    except TooManyError:
        return render(request, "429.html", status=429)
    status = 404 if compared.is_unknown else 422 if compared.refusal else 200
    context = present_comparison(compared, names, asked)
    if len(compared.sides) > 1:
        context["supply"] = present_missing(reader_of(request), [side.opened for side in compared.sides])
    context["permanent"] = absolute(request, f"{request.path}?{context.get('query', '')}")
    return render(request, "bioproduction/results/compare.html", context, status=status)


@require_safe
def compare_file(request: HttpRequest, figure: str, figure_format: str) -> HttpResponse:
    """Answer with a figure of a comparison as a file."""
    names, asked = read_names(request.GET), read_asked(request.GET)
    _known(figure_format)
    try:
        compared = compare_named(request, names, asked.year)
    except TooManyError:
        return render(request, "429.html", status=429)
    if len(compared.sides) < 2:
        raise Http404("a comparison has two scenarios")
    tender = tender_of(asked.currency, compared.year)
    found = _pick(comparison_figures(compared, tender), figure)
    facts = facts_of(
        scenario=" / ".join(titles_of(compared)),
        key=" / ".join(side.opened.key for side in compared.sides),
        price_year=compared.year,
        currency=tender.currency,
        seed=SEED,
    )
    more = {
        "against_first": [
            {**each.contest.to_json(), "rests_on": each.footing.to_json()} for each in compared.against
        ]
    }
    return figure_file(found, figure_format, facts, more)


@require_safe
def cost_file(request: HttpRequest, process: str, figure: str, figure_format: str) -> HttpResponse:
    """Answer with a figure of a scenario's cost as a file."""
    _known(figure_format)
    opened = open_any(process)
    if opened is None or opened.scenario is None:
        raise Http404(process)
    try:
        worked, tender, figures = worked_figures(opened, read_asked(request.GET))
    except InputError as error:
        raise Http404(str(error)) from None
    facts = facts_of(
        scenario=scenario_title(opened.scenario.scenario.name),
        key=opened.key,
        price_year=worked.result.price_year,
        currency=tender.currency,
        seed=SEED,
    )
    return figure_file(_pick(figures, figure), figure_format, facts)


@require_safe
def run_file(_request: HttpRequest, run_key: str, figure: str, figure_format: str) -> HttpResponse:
    """Answer with a figure of a finished run as a file."""
    _known(figure_format)
    row = read_finished_run(run_key)
    opened = open_kept(row.scenario.key) if row else None
    if row is None or opened is None or row.result is None:
        raise Http404(run_key)
    found = _pick(run_figures(cast("Mapping[str, Any]", row.result), opened), figure)
    scenario = opened.scenario.scenario if opened.scenario else None
    facts = facts_of(
        scenario=scenario_title(scenario.name) if scenario else opened.name,
        key=opened.key,
        price_year=scenario.price_year if scenario else None,
        seed=row.settings.get("seed"),
    )
    return figure_file(found, figure_format, {**facts, "run_key": run_key})


def _known(figure_format: str) -> None:
    if figure_format not in MEDIA:
        raise Http404(figure_format)


def _pick(figures: Iterable[Figure], name: str) -> Figure:
    found = next((figure for figure in figures if figure.name == name), None)
    if found is None:
        raise Http404(name)
    return found
