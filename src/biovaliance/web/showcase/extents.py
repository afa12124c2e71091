"""Which part of the network a reader has chosen, and the choices there are."""

import json
import re
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.network import Graph
from biovaliance.foundation.names import sort_key
from biovaliance.showcase.extents import consortia, frequent, local_part, near_part, related_only
from biovaliance.showcase.network import MOST_NODES
from biovaliance.web.access import Reader
from biovaliance.web.templatetags.biovaliance import reader_language

REGION, NEAR, EVERYTHING = "region", "near", "all"
FEWEST_PROJECTS = 10
"""A programme with fewer projects is found on their pages; it makes no network of its own."""

Programmes = dict[str, tuple[dict[str, str], frozenset[str]]]


@lru_cache(maxsize=2)
def organisations_here(_identifier: str, reader: Reader) -> frozenset[str]:
    """Return the keys of the organisations of the region, read once per process and snapshot."""
    rows = reader.entities().filter(kind=Kind.ORGANISATION, in_region=True)
    return frozenset(rows.values_list("key", flat=True))


@lru_cache(maxsize=2)
def programmes(_identifier: str, reader: Reader) -> Programmes:
    """Return the names and the projects of each programme with many, by its code in addresses."""
    names: dict[str, dict[str, list[str]]] = {"en": {}, "fr": {}}
    rows = reader.entities().filter(kind=Kind.PROJECT, document__contains='"funding_programme"')
    for key, document in rows.values_list("key", "document"):
        for told in json.loads(document)["fields"].get("funding_programme", ()):
            for language in (told["language"],) if told["language"] else ("en", "fr"):
                names[language].setdefault(key, []).append(told["value"])
    english, french = (frequent(names[language], FEWEST_PROJECTS) for language in ("en", "fr"))
    same = {members: name for name, members in french.items()}
    return {
        _code(name): ({"en": name, "fr": same.get(members, name)}, members)
        for name, members in english.items()
    }


def _code(name: str) -> str:
    """Return the acronym a programme gives itself in brackets, else its name folded."""
    acronym = re.search(r"\((\w+)\)", name)
    return acronym[1].lower() if acronym else sort_key(name)[:40]


def extent_of(asked: str, graph: Graph, identifier: str, reader: Reader) -> str:
    """Return the part that `asked` means: '' is everything if it can be read, else the region's."""
    if asked in (REGION, NEAR, EVERYTHING) or asked in programmes(identifier, reader):
        return asked
    return EVERYTHING if len(related_only(graph).nodes) <= MOST_NODES else REGION


def part(graph: Graph, extent: str, identifier: str, reader: Reader) -> Graph:
    """Return the part of the network that `extent` names."""
    if extent == REGION:
        return local_part(graph, organisations_here(identifier, reader))
    if extent == NEAR:
        return near_part(graph, organisations_here(identifier, reader))
    known = programmes(identifier, reader)
    return consortia(graph, known[extent][1]) if extent in known else graph


def extent_choices(extent: str, identifier: str, reader: Reader) -> list[dict[str, Any]]:
    """Return the parts a reader may choose, in the words of the form; `projects` where it is a programme."""
    found = [
        (REGION, _("within the region"), 0),
        (NEAR, _("with partners elsewhere"), 0),
        (EVERYTHING, _("all that the sources tell"), 0),
        *(
            (code, names[reader_language()], len(members))
            for code, (names, members) in programmes(identifier, reader).items()
        ),
    ]
    return [
        {"value": code, "label": label, "projects": projects, "selected": code == extent}
        for code, label, projects in found
    ]
