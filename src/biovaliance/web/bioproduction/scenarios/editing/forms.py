"""A part of a scenario as a form: read from the text as it stands, right or wrong."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel

from biovaliance.bioproduction.scenarios.cost_inputs import Costs
from biovaliance.bioproduction.scenarios.document import Head, PoissonArrivals
from biovaliance.bioproduction.scenarios.editing import LISTS, Path
from biovaliance.web.bioproduction.scenarios.editing import names
from biovaliance.web.bioproduction.scenarios.editing.building import MOST_ROWS, Builder
from biovaliance.web.bioproduction.scenarios.editing.declared import ARRIVALS, TABLE_OF_LIST
from biovaliance.web.bioproduction.scenarios.editing.raw import Raw, node_at
from biovaliance.web.bioproduction.scenarios.words import said

_SINGLE: dict[str, type[BaseModel]] = {"scenario": Head, "costs": Costs}


def part_of(raw: Raw, part: str) -> Path:
    """Return the path of a part that is there; the head of the scenario where it is not."""
    path = names.path_of(part)
    if path in {("scenario",), ("arrivals",), ("costs",)}:
        return path
    if len(path) == 2 and path[0] in LISTS and isinstance(path[1], int):
        things = raw.get(str(path[0]))
        if isinstance(things, list) and path[1] < len(things) and isinstance(things[path[1]], dict):
            return path
    return ("scenario",)


def parts_of(raw: Raw, chosen: Path) -> list[dict[str, Any]]:
    """Return all parts there are, by list."""
    single = [
        {"value": name, "label": str(label), "is_chosen": chosen == (name,)}
        for name, label in (("scenario", _("Scenario")), ("arrivals", _("Arrivals")), ("costs", _("Costs")))
    ]
    groups: list[dict[str, Any]] = [{"title": "", "parts": single, "add": ""}]
    titles = {
        "operations": (_("Operations"), _("Add an operation")),
        "pools": (_("People, rooms, equipment"), _("Add people, a room or equipment")),
        "materials": (_("Materials"), _("Add a material")),
        "calendars": (_("Calendars"), _("Add a calendar")),
    }
    for table, (title, add) in titles.items():
        things = raw.get(table)
        parts = [
            {
                "value": names.path_text((table, place)),
                "label": _name_of(thing, place),
                "is_chosen": chosen == (table, place),
            }
            for place, thing in enumerate(things if isinstance(things, list) else ())
        ]
        groups.append({"title": title, "parts": parts[:MOST_ROWS], "add": table, "add_label": add})
    return groups


def _name_of(thing: object, place: int) -> str:
    name = thing.get("name") if isinstance(thing, Mapping) else None
    return said(name) if isinstance(name, str) and name else _("number %(n)s") % {"n": place + 1}


def form_of(raw: Raw, part: Path) -> dict[str, Any]:
    """Return the form of a part: its title, fields, and buttons; `seen` is what its fields said."""
    builder = Builder(raw)
    node = node_at(raw, part)
    table = _table_of(part, node)
    fields = builder.fields(table, part, node)
    is_of_list = part[0] in LISTS
    return {
        "part": names.path_text(part),
        "title": _title(part, node),
        "fields": fields,
        "is_of_list": is_of_list,
        "seen": json.dumps(builder.seen, ensure_ascii=False),
    }


def _table_of(part: Path, node: Any) -> type[BaseModel]:
    if part[0] == "arrivals":
        kind = node.get("kind") if isinstance(node, Mapping) else None
        return ARRIVALS.get(str(kind), PoissonArrivals)
    return TABLE_OF_LIST[str(part[0])] if part[0] in LISTS else _SINGLE[str(part[0])]


def _title(part: Path, node: Any) -> str:
    if part[0] in LISTS and isinstance(part[1], int):
        return _name_of(node, part[1])
    titles = {"scenario": _("Scenario"), "arrivals": _("Arrivals"), "costs": _("Costs")}
    return titles[str(part[0])]
