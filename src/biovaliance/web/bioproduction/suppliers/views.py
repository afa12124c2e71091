"""Who supplies a scenario, as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from biovaliance.showcase.exports import to_csv, to_xlsx
from biovaliance.synergies.suppliers.processes import tabulated
from biovaliance.web.access import reader_of
from biovaliance.web.atlas.directory import thesaurus
from biovaliance.web.bioproduction.opened import open_any
from biovaliance.web.bioproduction.suppliers.presenting import process_name
from biovaliance.web.bioproduction.suppliers.store import read_supply
from biovaliance.web.machines.exports import FORMATS
from biovaliance.web.templatetags.biovaliance import reader_language


@require_safe
def download(request: HttpRequest, process: str, file_format: str) -> HttpResponse:
    """Answer with a row per piece of evidence, and one for each part that nobody was seen to supply."""
    opened = open_any(process)
    if opened is None:
        raise Http404(process)
    titles, rows = tabulated(read_supply(reader_of(request), opened), thesaurus(), reader_language())
    content = (
        "".join(to_csv(rows, titles))
        if file_format == "csv"
        else to_xlsx([(process_name(opened)[:31], titles, rows)])
    )
    answer = HttpResponse(content, content_type=FORMATS[file_format][1])
    answer["Content-Disposition"] = f'attachment; filename="biovaliance-{process}-suppliers.{file_format}"'
    answer["X-Robots-Tag"] = "noindex"
    return answer
