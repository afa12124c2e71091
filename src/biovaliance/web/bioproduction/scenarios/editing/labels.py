"""Where a problem lies, as the forms label it: operation 'culture', Duration."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.editing import LISTS, Path
from biovaliance.bioproduction.scenarios.fields import TABLES, field_words
from biovaliance.bioproduction.scenarios.parameters import Parameter
from biovaliance.bioproduction.sentences import named
from biovaliance.web.bioproduction.scenarios.editing.declared import ARRIVALS, SHAPE_WORDS
from biovaliance.web.bioproduction.scenarios.editing.raw import node_at
from biovaliance.web.templatetags.biovaliance import reader_language

_PLAIN = "value"
"""The number itself, which stands under the label of its key."""


def label_of(path: Path, raw: Mapping[str, Any]) -> str:
    """Return the place of a path in a draft: the thing, and what its form calls the field."""
    return ", ".join(_parts(path, raw))


def label_after(path: Path, start: Path, label: str, raw: Mapping[str, Any]) -> str:
    """Return a field's label, and what within the field a path leads to."""
    within = list(_parts(path, raw))[len(list(_parts(start, raw))) :]
    return ", ".join([label, *within])


def _parts(path: Path, raw: Mapping[str, Any]) -> Iterator[str]:
    language = reader_language()
    table: type[BaseModel] | None = Scenario
    for place, part in enumerate(path):
        here = path[: place + 1]
        if isinstance(part, int):
            thing = node_at(raw, here)
            name = thing.get("name") if isinstance(thing, Mapping) else None
            if place == 1 and isinstance(name, str) and name:
                yield named(str(path[0]).removesuffix("s"), name).in_language(language)
            else:
                yield str(part + 1)
            continue
        declared = _field(table, part)
        if declared is None:
            table = None
            if part != _PLAIN:
                yield _number_label(part, node_at(raw, here[:-1]))
            continue
        if part != _PLAIN and not (place == 0 and part in LISTS and len(path) > 1):
            yield field_words(table or Scenario, declared[0]).label.in_language(language)
        table = _table_within(declared[1].annotation)
        if here == ("arrivals",):
            kind = node_at(raw, ("arrivals", "kind"))
            table = ARRIVALS.get(kind, table) if isinstance(kind, str) else table


def _number_label(part: str, within: Any) -> str:
    """Return what a form calls a part of a number, or of how it varies."""
    if isinstance(within, Mapping) and within.get("distribution") and part in SHAPE_WORDS:
        return str(SHAPE_WORDS[part])
    if part in Parameter.model_fields:
        return field_words(Parameter, part).label.in_language(reader_language())
    return part


def _field(table: type[BaseModel] | None, part: str) -> tuple[str, FieldInfo] | None:
    """Return the key of a table that a file writes so."""
    if table is None or table not in TABLES:
        return None
    fields = table.model_fields.items()
    return next(((key, field) for key, field in fields if part in (field.alias or key, key)), None)


def _table_within(annotation: Any) -> type[BaseModel] | None:
    """Return the table a field holds, alone or in a list; None where that has no words of its own."""
    if annotation in TABLES:
        table: type[BaseModel] = annotation
        return table
    found = (_table_within(each) for each in get_args(annotation))
    return next((each for each in found if each is not None), None)
