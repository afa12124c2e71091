"""The fields of a table of a scenario, made of what its text says now."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel

from biovaliance.bioproduction.scenarios.document import Branch, Changeover, Window
from biovaliance.bioproduction.scenarios.editing import Path
from biovaliance.bioproduction.scenarios.fields import field_words
from biovaliance.bioproduction.scenarios.parameters import Parameter
from biovaliance.web.bioproduction.scenarios.editing import names
from biovaliance.web.bioproduction.scenarios.editing.declared import (
    CLASSES,
    FIELDS,
    OPTIONS,
    SHAPE_NUMBERS,
    SHAPE_WORDS,
    FieldOf,
)
from biovaliance.web.bioproduction.scenarios.words import UNITS, said
from biovaliance.web.templatetags.biovaliance import reader_language

Raw = Mapping[str, Any]
MOST_ROWS = 400
"""Names offered to choose from."""


def node_at(raw: Any, path: Sequence[str | int]) -> Any:
    """Return what stands at a path, None where nothing does."""
    node = raw
    for part in path:
        if isinstance(node, Mapping):
            node = node.get(part)
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
        else:
            return None
    return node


def shown(value: Any) -> str:
    """Return a value of the text as its field shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and reader_language() == "fr":
        return str(value).replace(".", ",")  # it is read with a comma or a point
    if isinstance(value, int | float | str):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=str)


class Builder:
    """Makes fields of the raw tables, and notes what each said."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self.seen: dict[str, list[str]] = {}

    def fields(self, table: type[BaseModel], path: Path, node: Any) -> list[dict[str, Any]]:
        """Return the fields of a table at a path."""
        return [
            self._field(table, field, (*path, field.key), node_at(node, (field.key,)))
            for field in FIELDS[table]
        ]

    def _field(self, table: type[BaseModel], field: FieldOf, path: Path, value: Any) -> dict[str, Any]:
        words = field_words(table, field.key)
        language = reader_language()
        made: dict[str, Any] = {
            "kind": field.kind,
            "id": f"field-{names.path_text(path)}".replace("/", "-").replace("#", "").replace("%", "_"),
            "path": path,
            "label": words.label.in_language(language),
            "help": words.help.in_language(language),
            "problems": [],
        }
        return made | getattr(self, f"_{field.kind}")(field, path, value)

    def _input(self, kind: str, path: Path, value: str, label: str = "", **more: Any) -> dict[str, Any]:
        name = names.field_name(kind, path)
        self.seen[name] = [value]
        return {"name": name, "value": value, "label": label, **more}

    def _text(self, _field: FieldOf, path: Path, value: Any) -> dict[str, Any]:
        return {"input": self._input(names.TEXT, path, shown(value))}

    _prose = _text

    def _whole(self, _field: FieldOf, path: Path, value: Any) -> dict[str, Any]:
        return {"input": self._input(names.NUMBER, path, shown(value), mode="numeric")}

    def _flag(self, field: FieldOf, path: Path, value: Any) -> dict[str, Any]:
        chosen = "no" if value is False or (value is None and field.of == "no") else "yes"
        options = [("yes", _("yes")), ("no", _("no"))]
        return {"input": self._input(names.FLAG, path, chosen, options=_options(options, chosen))}

    def _select(self, field: FieldOf, path: Path, value: Any) -> dict[str, Any]:
        options = self._ways_on() if field.of == "then" else list(OPTIONS[field.of].items())
        chosen = shown(value) if value is not None else options[0][0]
        if field.of == "arrivals":
            return {
                "input": self._input(names.TEXT, path, chosen, options=_options(options, chosen), act="check")
            }
        return {"input": self._input(names.TEXT, path, chosen, options=_options(options, chosen))}

    def _ways_on(self) -> list[tuple[str, str]]:
        ends = [("scrap", _("thrown away")), ("repeat", _("done again"))]
        return [
            *ends,
            *((name, _("back to “%(name)s”") % {"name": said(name)}) for name in self._names("operations")),
        ]

    def _names(self, table: str) -> list[str]:
        things = self._raw.get(table)
        found = (
            [thing.get("name") for thing in things if isinstance(thing, Mapping)]
            if isinstance(things, list)
            else []
        )
        return [name for name in found if isinstance(name, str)][:MOST_ROWS]

    def _choice(self, field: FieldOf, path: Path, value: Any) -> dict[str, Any]:
        options = [("", _("none")), *((name, said(name)) for name in self._names(field.of))]
        return {"input": self._input(names.TEXT, path, shown(value), options=_options(options, shown(value)))}

    def _words(self, _field: FieldOf, path: Path, value: Any) -> dict[str, Any]:
        said_now = ", ".join(map(str, value)) if isinstance(value, list) else shown(value)
        return {"input": self._input(names.WORDS, path, said_now)}

    def _numbers(self, _field: FieldOf, path: Path, value: Any) -> dict[str, Any]:
        now = "; ".join(shown(each) for each in value) if isinstance(value, list) else shown(value)
        return {"input": self._input(names.NUMBERS, path, now)}

    def _parameter(self, field: FieldOf, path: Path, value: Any) -> dict[str, Any]:
        return self._number_with(path, value, field.of)

    def _number_with(self, path: Path, value: Any, unit: str) -> dict[str, Any]:
        """Return the fields of a number: the number itself, and behind it range, status, source, note."""
        told: Mapping[str, Any] = value if isinstance(value, Mapping) else {"value": value}
        main = "mode" if told.get("value") is None and told.get("mode") is not None else "value"
        unit_words = str(UNITS.get(unit, unit))
        language = reader_language()

        def part(key: str, kind: str, **more: Any) -> dict[str, Any]:
            label = field_words(Parameter, key).label.in_language(language)
            return self._input(kind, (*path, key), shown(told.get(key)), label, **more)

        status = OPTIONS["status"].items()
        more = [
            part("low", names.NUMBER, mode="decimal"),
            part("high", names.NUMBER, mode="decimal"),
            part("status", names.TEXT, options=_options(status, shown(told.get("status")))),
            part("source", names.TEXT),
            part("note", names.TEXT),
        ]
        return {
            "input": self._input(names.NUMBER, (*path, main), shown(told.get(main)), mode="decimal"),
            "unit": unit_words,
            "more": more,
            "status": shown(told.get("status")) or ("assumed" if told.get(main) is not None else ""),
            "has_range": told.get("low") is not None or told.get("high") is not None,
            "low": shown(told.get("low")),
            "high": shown(told.get("high")),
        }

    def _duration(self, _field: FieldOf, path: Path, value: Any) -> dict[str, Any]:
        shape = str(value.get("distribution", "")) if isinstance(value, Mapping) else ""
        shape = "" if shape == "deterministic" else shape
        shape_field = self._input(
            names.SHAPE,
            path,
            shape,
            _("How it varies"),
            options=_options(OPTIONS["distribution"].items(), shape),
        )
        if not shape:
            fixed = value.get("value") if isinstance(value, Mapping) and "distribution" in value else value
            at = (*path, "value") if fixed is not value else path
            return self._number_with(at, fixed, "h") | {"shape": shape_field}
        return {"shape": shape_field, "is_shaped": True, **self._shape_fields(path, value, shape)}

    def _shape_fields(self, path: Path, value: Mapping[str, Any], shape: str) -> dict[str, Any]:
        if shape == "empirical":
            observed = value.get("values")
            now = "; ".join(map(shown, observed)) if isinstance(observed, list) else shown(observed)
            rows = [self._input(names.NUMBERS, (*path, "values"), now, str(SHAPE_WORDS["values"]))]
        else:
            rows = [
                self._input(
                    names.NUMBER,
                    self._plain(path, value, key),
                    shown(_plain_number(value.get(key))),
                    str(SHAPE_WORDS[key]),
                    mode="decimal",
                )
                for key in SHAPE_NUMBERS.get(shape, ())
            ]
        status = shown(value.get("status"))
        words = {
            key: field_words(Parameter, key).label.in_language(reader_language())
            for key in ("status", "source")
        }
        options = _options(OPTIONS["status"].items(), status)
        return {
            "rows": rows,
            "status": status or "assumed",
            "more": [
                self._input(names.TEXT, (*path, "status"), status, words["status"], options=options),
                self._input(names.TEXT, (*path, "source"), shown(value.get("source")), words["source"]),
            ],
        }

    def _plain(self, path: Path, value: Mapping[str, Any], key: str) -> Path:
        return (*path, key, "value") if isinstance(value.get(key), Mapping) else (*path, key)

    def _counts(self, field: FieldOf, path: Path, value: Any) -> dict[str, Any]:
        taken = value if isinstance(value, Mapping) else {}
        rows = [
            self._input(
                names.NUMBER, (*path, name), shown(count), said(name), mode="numeric", drop=_drop(path, name)
            )
            for name, count in taken.items()
        ]
        return {"rows": rows, **self._new(field, path, taken)}

    def _quantities(self, field: FieldOf, path: Path, value: Any) -> dict[str, Any]:
        used = value if isinstance(value, Mapping) else {}
        rows = [
            self._number_with((*path, name), quantity, "1") | {"label": said(name), "drop": _drop(path, name)}
            for name, quantity in used.items()
        ]
        return {"numbers": rows, **self._new(field, path, used)}

    def _new(self, field: FieldOf, path: Path, taken: Iterable[str]) -> dict[str, Any]:
        known = self._skills() if field.of == "skills" else self._names(field.of)
        left = [("", "–"), *((name, said(name)) for name in known if name not in set(taken))]
        if len(left) == 1:
            return {"new": None, "is_empty": not set(taken)}
        return {
            "new": self._input(names.NEW, path, "", _("Add"), options=_options(left, "")),
            "new_count": self._input(names.NEW_COUNT, path, "1", _("how many"), mode="decimal"),
            "is_empty": False,
        }

    def _skills(self) -> list[str]:
        pools = self._raw.get("pools")
        found = (
            [skill for pool in pools if isinstance(pool, Mapping) for skill in _list(pool.get("skills"))]
            if (isinstance(pools, list))
            else []
        )
        return list(dict.fromkeys(str(skill) for skill in found))

    def _table(self, field: FieldOf, path: Path, value: Any) -> dict[str, Any]:
        if value is None or field.table is None:
            return {"with": names.path_text(path), "fields": []}
        return {"without": names.path_text(path), "fields": self.fields(field.table, path, value)}

    def _classes(self, field: FieldOf, path: Path, value: Any) -> dict[str, Any]:
        prices = value if isinstance(value, Mapping) else {}
        rows = [
            self._number_with((*path, each), prices.get(each), field.of)
            | {"label": _("class %(name)s") % {"name": each}, "drop": ""}
            for each in CLASSES
        ]
        return {"numbers": rows, "new": None}

    def _order(self, _field: FieldOf, path: Path, value: Any) -> dict[str, Any]:
        mode = "order" if value is None else ("names" if value else "arrival")
        options = [
            ("order", _("the operation above it, or what leads to it")),
            ("arrival", _("nothing: it starts at arrival")),
            ("names", _("all of these:")),
        ]
        chosen = {str(each) for each in _list(value)}
        own = node_at(self._raw, (*path[:-1], "name"))
        boxes = [
            {"value": name, "label": said(name), "is_chosen": name in chosen}
            for name in self._names("operations")
            if name != own
        ]
        name = names.field_name(names.ORDERED, path)
        self.seen[name] = [str(box["value"]) for box in boxes if box["is_chosen"]]
        return {
            "input": self._input(names.ORDER, path, mode, options=_options(options, mode)),
            "boxes": boxes,
            "boxes_name": name,
            "is_open": mode == "names",
        }

    def _ways(self, _field: FieldOf, path: Path, value: Any) -> dict[str, Any]:
        ends = [("end", _("released")), ("scrap", _("thrown away"))]
        options = [*ends, *((name, said(name)) for name in self._names("operations"))]
        words = {
            key: field_words(Branch, key).label.in_language(reader_language()) for key in ("to", "share")
        }
        rows = []
        for place, way in enumerate(_list(value)):
            told = way if isinstance(way, Mapping) else {}
            share = told.get("share")
            at = (*path, place, "share", "value") if isinstance(share, Mapping) else (*path, place, "share")
            to = shown(told.get("to"))
            rows.append(
                {
                    "cells": [
                        self._input(
                            names.TEXT, (*path, place, "to"), to, words["to"], options=_options(options, to)
                        ),
                        self._input(
                            names.NUMBER, at, shown(_plain_number(share)), words["share"], mode="decimal"
                        ),
                    ],
                    "drop": names.path_text((*path, place)),
                }
            )
        return {"lines": rows, "add_row": names.path_text(path)}

    def _changeovers(self, _field: FieldOf, path: Path, value: Any) -> dict[str, Any]:
        setups = dict.fromkeys(
            str(each.get("setup") or each.get("name", "")) for each in _list(self._raw.get("operations"))
        )
        options = [(name, said(name)) for name in setups if name]
        words = {
            key: field_words(Changeover, of).label.in_language(reader_language())
            for of, key in (("before", "from"), ("after", "to"), ("changeover_h", "changeover_h"))
        }
        rows = []
        for place, each in enumerate(_list(value)):
            told = each if isinstance(each, Mapping) else {}
            hours = told.get("changeover_h")
            at = (*path, place, "changeover_h", *(("value",) if isinstance(hours, Mapping) else ()))
            cells = [
                self._input(
                    names.TEXT,
                    (*path, place, key),
                    shown(told.get(key)),
                    words[key],
                    options=_options(options, shown(told.get(key))),
                )
                for key in ("from", "to")
            ]
            number = shown(_plain_number(hours))
            cells.append(self._input(names.NUMBER, at, number, words["changeover_h"], mode="decimal"))
            rows.append({"cells": cells, "drop": names.path_text((*path, place))})
        return {"lines": rows, "add_row": names.path_text(path)}

    def _windows(self, _field: FieldOf, path: Path, value: Any) -> dict[str, Any]:
        rows = []
        for place, window in enumerate(_list(value)):
            told = window if isinstance(window, Mapping) else {}
            cells = [
                self._input(
                    names.TEXT,
                    (*path, place, key),
                    shown(told.get(key)),
                    field_words(Window, of).label.in_language(reader_language()),
                )
                for of, key in (("days", "days"), ("start", "from"), ("end", "to"))
            ]
            rows.append({"cells": cells, "drop": names.path_text((*path, place))})
        return {"lines": rows, "add_row": names.path_text(path)}


def _plain_number(value: Any) -> Any:
    return value.get("value", value.get("mode")) if isinstance(value, Mapping) else value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _drop(path: Path, name: str) -> str:
    return names.path_text((*path, name))


def _options(options: Iterable[tuple[str, Any]], chosen: str) -> list[dict[str, Any]]:
    found = [{"value": value, "label": str(label), "selected": value == chosen} for value, label in options]
    if not any(option["selected"] for option in found):
        found.insert(0, {"value": chosen, "label": chosen or "–", "selected": True})
    return found
