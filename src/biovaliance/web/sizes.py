"""How much a request may bring: little, save where a scenario's text is written."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from biovaliance.web.templatetags.biovaliance import number

ROOMY = frozenset({"production_edit", "production_check"})
"""The pages that take a whole scenario."""


def limit_size(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse what is too large by its announced length, before any of it is read."""

    def answer(request: HttpRequest) -> HttpResponse:
        sent = _announced(request)
        if sent > settings.MOST_SENT and sent > (most := _most(request)):
            told = {"sent": _megabytes(sent), "most": _megabytes(most)}
            return render(request, "413.html", told, status=413)
        return get_response(request)

    return answer


def _announced(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _most(request: HttpRequest) -> int:
    try:
        name = resolve(request.path_info).url_name
    except Resolver404:
        name = None
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE if name in ROOMY else settings.MOST_SENT


def _megabytes(size: int) -> str:
    return number(size / 1_000_000, 1)
