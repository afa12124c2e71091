"""Decisions about a scenario: ask, compute, show; the same figures as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from biovaliance.foundation.errors import InputError
from biovaliance.web.atlas.presenting import words
from biovaliance.web.bioproduction.decisions.presenting import decide, present_decisions
from biovaliance.web.bioproduction.opened import open_any
from biovaliance.web.bioproduction.results.files import MEDIA, facts_of, figure_file
from biovaliance.web.bioproduction.results.naming import scenario_title

_PAGE = "bioproduction/decisions/decisions.html"


@require_safe
def decisions(request: HttpRequest, process: str) -> HttpResponse:
    """Show how to make more, where, and year by year."""
    opened = open_any(process)
    if opened is None:
        raise Http404(process)
    try:
        decided = decide(opened, request.GET)
    except InputError as error:
        return render(request, _PAGE, present_decisions(opened, None, words(error.text)))
    status = 422 if decided.question.is_refused else 200
    return render(request, _PAGE, present_decisions(opened, decided), status=status)


@require_safe
def decision_file(request: HttpRequest, process: str, decision: str, figure_format: str) -> HttpResponse:
    """Answer with a figure of the decisions as a file."""
    opened = open_any(process)
    if opened is None or opened.scenario is None or figure_format not in MEDIA:
        raise Http404(process)
    try:
        decided = decide(opened, request.GET)
    except InputError as error:
        raise Http404(str(error)) from None
    found = next((each for each in decided.figures if each.name == decision), None)
    if found is None:
        raise Http404(decision)
    facts = facts_of(
        scenario=scenario_title(opened.scenario.scenario.name),
        key=opened.key,
        price_year=decided.worked.result.price_year,
        currency="EUR",
    )
    return figure_file(found, figure_format, {**facts, "question": decided.question.query})
