"""The pages and downloads of the value chain: ask, compute, show."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from biovaliance.showcase.exports import to_csv, to_xlsx
from biovaliance.synergies.suppliers.telling import HEADINGS, table_of
from biovaliance.web.access import reader_of
from biovaliance.web.atlas.directory import thesaurus
from biovaliance.web.machines.exports import FORMATS
from biovaliance.web.synergies.suppliers.presenting import present_step, present_value_chain
from biovaliance.web.synergies.suppliers.store import read_chain
from biovaliance.web.templatetags.biovaliance import reader_language

WHOLE_CHAIN = "all"


@require_safe
def value_chain(request: HttpRequest) -> HttpResponse:
    """Show who does which step of the production chain, near and far, and what was not seen."""
    return render(request, "synergies/value_chain.html", present_value_chain(reader_of(request)))


@require_safe
def value_chain_step(request: HttpRequest, step: str) -> HttpResponse:
    """Show who does one step, on whose word, and what of it was not seen in the region."""
    shown = present_step(reader_of(request), step)
    if shown is None:
        raise Http404(step)
    return render(request, "synergies/value_chain_step.html", shown)


@require_safe
def download(request: HttpRequest, step: str, file_format: str) -> HttpResponse:
    """Answer with a row per piece of evidence, of one step or of the whole chain."""
    supplies = [each for each in read_chain(reader_of(request)) if step in (WHOLE_CHAIN, each.concept_id)]
    if not supplies:
        raise Http404(step)
    language = reader_language()
    titles, rows = HEADINGS[language], table_of(supplies, thesaurus(), language)
    media = FORMATS[file_format][1]
    content = (
        "".join(to_csv(rows, titles)) if file_format == "csv" else to_xlsx([(_("Value chain"), titles, rows)])
    )
    answer = HttpResponse(content, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="biovaliance-value-chain-{step}.{file_format}"'
    answer["X-Robots-Tag"] = "noindex"
    return answer
