"""Find a partner: ask, compute, show."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from biovaliance.showcase.exports import to_csv, to_xlsx
from biovaliance.synergies.partners.telling import HEADINGS, table_of
from biovaliance.web.access import reader_of
from biovaliance.web.atlas.directory import tagger
from biovaliance.web.machines.exports import FORMATS
from biovaliance.web.synergies.partners.asking import ask
from biovaliance.web.synergies.partners.forms import read_asked
from biovaliance.web.synergies.partners.presenting import present_partners, present_understood
from biovaliance.web.templatetags.biovaliance import reader_language

LONGEST_WHILE_TYPING = 3_000


# A question changes nothing here, so that no cookie has to prove where it comes from. It is sent as a form
# since a pasted call does not fit into an address; what fits is led to its address, which can be kept.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def partners(request: HttpRequest) -> HttpResponse:
    """Show the form, and who fits and why where something is asked."""
    asked = read_asked(request.POST if request.method == "POST" else request.GET)
    found = ask(reader_of(request), asked)
    if request.method == "POST" and found.asked.fits_an_address and not (found.refusal and asked.add):
        return redirect(f"{reverse('partners')}{found.asked.query_string}")
    return render(request, "synergies/partners/partners.html", present_partners(reader_of(request), found))


@csrf_exempt  # as above: a question that is too long for an address gets its files by a form
@require_http_methods(["GET", "HEAD", "POST"])
def download(request: HttpRequest, file_format: str) -> HttpResponse:
    """Answer with a row per reason, or as pages to print; without an answer, go to the page that says why."""
    asked = read_asked(request.POST if request.method == "POST" else request.GET)
    answer = ask(reader_of(request), asked).answer
    if answer is None:
        return redirect(f"{reverse('partners')}{asked.query_string if asked.fits_an_address else ''}")
    language = reader_language()
    media = FORMATS[file_format][1] if file_format in FORMATS else "application/pdf"
    titles = HEADINGS[language]
    content: str | bytes
    match file_format:
        case "csv":
            content = "".join(to_csv(table_of(answer, language), titles))
        case "xlsx":
            content = to_xlsx([(_("Find a partner"), titles, table_of(answer, language))])
        case _:
            from biovaliance.synergies.partners.documents.pdf import answer_pdf  # noqa: PLC0415 -- slow import

            content = answer_pdf(answer, language)
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="biovaliance-partners.{file_format}"'
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def understood(request: HttpRequest) -> JsonResponse:
    """Answer the text field while somebody types: the terms understood so far, and those perhaps meant."""
    text = request.GET.get("q", "").replace("\x00", " ")[-LONGEST_WHILE_TYPING:]
    found = tuple((each.concept_id, each.passage) for each in tagger().tag(text))
    answer = JsonResponse(present_understood(reader_of(request), text, found))
    answer["Cache-Control"] = "max-age=60"
    answer["X-Robots-Tag"] = "noindex"
    return answer
