"""The schema.org data inside the pages."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from biovaliance.atlas.entities import Entity
from biovaliance.showcase.linked_data import json_ld
from biovaliance.web.addresses import absolute, entity_address
from biovaliance.web.templatetags.biovaliance import reader_language


def entity_json_ld(
    request: HttpRequest, entity: Entity, relations: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Return a thing with the parents and partners its page tells of."""
    data = json_ld(
        entity, absolute(request, entity_address(entity.kind, entity.slug)), language=reader_language()
    )
    parents = [
        {"@type": "Organization", "name": relation["name"], "url": absolute(request, relation["url"])}
        for relation in relations
        if relation["hierarchical"] and relation["forward"] and relation["kind"] == "organisation"
    ]
    if parents:
        data["parentOrganization"] = parents
    members = [
        {"@type": "Organization", "name": relation["name"], "url": absolute(request, relation["url"])}
        for relation in relations
        if relation["type_code"] in ("leads_project", "takes_part_in_project") and not relation["forward"]
    ]
    if members:
        data["member"] = members
    return data
