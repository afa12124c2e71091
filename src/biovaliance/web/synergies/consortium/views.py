"""The consortium builder: ask, compute, show."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from biovaliance.foundation.languages import Language
from biovaliance.synergies.consortium.plain import plain_answer
from biovaliance.synergies.consortium.proposing import Answer
from biovaliance.web.access import reader_of
from biovaliance.web.synergies.consortium.asking import TooManyError, ask
from biovaliance.web.synergies.consortium.forms import read_asked
from biovaliance.web.synergies.consortium.presenting import present_consortium
from biovaliance.web.templatetags.biovaliance import reader_language

COME_AGAIN_S = 5
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_safe
def consortium(request: HttpRequest) -> HttpResponse:
    """Show the form, and up to three consortia side by side where something is asked."""
    asked = read_asked(request.GET)
    try:
        found = ask(request, asked, timezone.localdate())
    except TooManyError:
        return render(request, "429.html", status=429)
    context = present_consortium(reader_of(request), asked, found, timezone.now())
    page = render(
        request, "synergies/consortium/consortium.html", context, status=503 if found.is_busy else 200
    )
    if found.is_busy:
        page["Retry-After"] = str(COME_AGAIN_S)
    return page


@require_safe
def summary(request: HttpRequest, file_format: str) -> HttpResponse:
    """Answer with the two pages on the best consortium; without one, go to the page that says why."""
    asked = read_asked(request.GET)
    try:
        answer = ask(request, asked, timezone.localdate()).answer
    except TooManyError:
        return render(request, "429.html", status=429)
    if answer is None or not answer.variants:
        return redirect(f"{reverse('consortium')}{asked.query_string}")
    content = _summary(answer, file_format, reader_language())
    response = HttpResponse(content, content_type=MEDIA[file_format])
    response["Content-Disposition"] = f'attachment; filename="consortium.{file_format}"'
    return response


def _summary(answer: Answer, file_format: str, language: Language) -> bytes:
    if file_format == "docx":
        from biovaliance.synergies.consortium.documents.docx import summary_docx  # noqa: PLC0415 -- slow import

        return summary_docx(answer, language)
    from biovaliance.synergies.consortium.documents.pdf import summary_pdf  # noqa: PLC0415 -- slow import

    return summary_pdf(answer, language)


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Answer with all that came out as JSON, also where no consortium is possible."""
    asked = read_asked(request.GET)
    try:
        answer = ask(request, asked, timezone.localdate()).answer
    except TooManyError:
        return render(request, "429.html", status=429)
    if answer is None:
        return redirect(f"{reverse('consortium')}{asked.query_string}")
    told = plain_answer(answer, reader_language())
    del told["seconds"]  # it tells of this machine, not of the consortium
    return HttpResponse(
        json.dumps(told, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8"
    )
