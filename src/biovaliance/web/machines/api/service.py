"""The API itself: its description, its parts, and how it refuses."""

from copy import copy

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from biovaliance.web.bioproduction.runs import api as runs
from biovaliance.web.machines.api import changes, concepts, searching, things
from biovaliance.web.synergies.calls import api as calls
from biovaliance.web.synergies.connections import api as connections
from biovaliance.web.synergies.partners import api as partners
from biovaliance.web.synergies.suppliers import api as suppliers

api = NinjaAPI(
    title="Biovaliance",
    version="1",
    description=(
        "The public atlas of the region's biotherapy ecosystem. Read only, without a key; every answer "
        "carries an ETag, so ask again with If-None-Match. Each fact carries its sources."
    ),
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
)


@api.exception_handler(ValidationError)
def _refused(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say in words which part of the address is wrong, and what is expected."""
    told = "; ".join(f"{found['loc'][-1]}: {found['msg']}" for found in error.errors)
    return api.create_response(request, {"detail": f"{told}. See /api/v1/openapi.json."}, status=422)


# Fixed names before the patterns that would take them for kinds of things.
for prefix, part in (
    ("/concepts", concepts.router),
    ("/search", searching.router),
    ("/changes", changes.router),
    ("/connections", connections.router),
    ("/partners", partners.router),
    ("/value-chain", suppliers.router),
    ("/calls", calls.router),
    ("/runs", runs.router),
    ("", things.router),
):
    # Whoever may GET may ask for the head alone; the description lists each operation once.
    for path_view in part.path_operations.values():
        for operation in tuple(path_view.operations):
            head = copy(operation)
            head.methods, head.include_in_schema = ["HEAD"], False
            path_view.operations.append(head)
    api.add_router(prefix, part)
