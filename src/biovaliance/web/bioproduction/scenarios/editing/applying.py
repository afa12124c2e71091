"""What a reader changed in the fields, and the button they pressed, made to the text."""

import json
import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any

import tomlkit
from django.http import QueryDict
from django.utils.translation import gettext as _

from biovaliance.bioproduction.scenarios.editing import (
    LISTS,
    Path,
    add,
    changed,
    move,
    number_or_text,
    put,
    remove,
    rename,
)
from biovaliance.web.bioproduction.scenarios.editing import names
from biovaliance.web.bioproduction.scenarios.editing.declared import SHAPE_NUMBERS
from biovaliance.web.bioproduction.scenarios.editing.raw import shown

Document = MutableMapping[str, Any]
_MOST_FIELDS = 1000
_APART = re.compile(r"[;\s]+|,\s")
_CALCULATED_CV = 0.3
"""The coefficient of variation a form begins with."""


def with_fields(text: str, posted: QueryDict) -> str:
    """Return a text with the fields that differ from what they said when they were shown.

    Raises:
        InputError: the text is no TOML.
    """
    seen = _seen(posted.get("seen", ""))
    edits = [
        (name, posted.getlist(name))
        for name in (*dict.fromkeys((*posted, *seen)),)
        if name in seen
        and (name in posted or name.startswith(f"{names.ORDERED}:"))
        and posted.getlist(name) != seen[name]
    ]
    if not edits:
        return text
    return changed(text, lambda document: _write(document, edits[:_MOST_FIELDS], posted))


def _seen(text: str) -> dict[str, list[str]]:
    try:
        seen = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(seen, dict):
        return {}
    return {str(name): [str(each) for each in said] for name, said in seen.items() if isinstance(said, list)}


def _write(document: Document, edits: Sequence[tuple[str, list[str]]], posted: QueryDict) -> None:
    for name, values in edits:
        kind, _colon, rest = name.partition(":")
        path = names.path_of(rest)
        writer = _WRITERS.get(kind)
        if writer is not None and path:
            writer(document, path, values[-1] if values else "", posted)


def _number(document: Document, path: Path, value: str, _posted: QueryDict) -> None:
    put(document, path, number_or_text(value) if value.strip() else None)


def _text(document: Document, path: Path, value: str, _posted: QueryDict) -> None:
    if (
        len(path) == 3
        and path[0] in LISTS
        and path[2] == "name"
        and isinstance(path[1], int)
        and value.strip()
    ):
        rename(document, str(path[0]), path[1], value.strip())
    elif path == ("arrivals", "kind"):
        _arrive(document, value)
    else:
        put(document, path, value.strip() or None)


def _arrive(document: Document, kind: str) -> None:
    """Let patients arrive in another way, as many as before where that can be said."""
    arrivals = document["arrivals"]
    rate = arrivals.pop("rate_per_d", None)
    interval = arrivals.pop("interval_d", None)
    arrivals.pop("times_d", None)
    arrivals["kind"] = kind
    each_d = _plain(interval) or (1 / _plain(rate) if _plain(rate) else 1.0)
    if kind == "poisson":
        arrivals["rate_per_d"] = rate if rate is not None else round(1 / each_d, 6)
    elif kind == "interval":
        arrivals["interval_d"] = interval if interval is not None else round(each_d, 6)
    else:
        arrivals["times_d"] = [round(number * each_d, 3) for number in range(10)]


def _plain(value: Any) -> float:
    number = value.get("value", value.get("mode", 0)) if isinstance(value, Mapping) else value
    return float(number) if isinstance(number, int | float) and number > 0 else 0.0


def _flag(document: Document, path: Path, value: str, _posted: QueryDict) -> None:
    put(document, path, value != "no")


def _words(document: Document, path: Path, value: str, _posted: QueryDict) -> None:
    found = [word.strip() for word in value.split(",") if word.strip()]
    put(document, path, found or None)


def _numbers(document: Document, path: Path, value: str, _posted: QueryDict) -> None:
    found = [number_or_text(each) for each in _APART.split(value) if each.strip()]
    put(document, path, found or None)


def _shape(document: Document, path: Path, shape: str, _posted: QueryDict) -> None:
    """Write a duration as another distribution of the same mean, with what is said of it."""
    before = _value(document, path)
    told = dict(before) if isinstance(before, Mapping) else {"value": before}
    mean = _mean(told) or 1.0
    table = tomlkit.inline_table()
    if shape in SHAPE_NUMBERS or shape == "empirical":
        table["distribution"] = shape
    for key in SHAPE_NUMBERS.get(shape, ()):
        begin = {"mean": mean, "cv": _CALCULATED_CV, "sd": mean * _CALCULATED_CV}
        table[key] = begin.get(key, mean * {"low": 0.5, "mode": 1.0, "high": 1.5}.get(key, 1.0))
    if shape == "empirical":
        table["values"] = [mean]
    if not table:
        table["value"] = mean
    for key in ("source", "status", "note"):
        if key in told:
            table[key] = told[key]
    put(document, path, table)


def _mean(told: Mapping[str, Any]) -> float:
    for key in ("mean", "value", "mode"):
        found = _plain(told.get(key))
        if found:
            return found
    observed = [_plain(each) for each in told.get("values", ()) if _plain(each)]
    return sum(observed) / len(observed) if observed else 0.0


def _value(document: Any, path: Path) -> Any:
    node = document
    for part in path:
        node = node[part]
    return node


def _order(document: Document, path: Path, mode: str, posted: QueryDict) -> None:
    if mode == "names":
        chosen = posted.getlist(names.field_name(names.ORDERED, path))
        put(document, path, chosen or _one_above(document, path))
    else:
        put(document, path, [] if mode == "arrival" else None)


def _one_above(document: Document, path: Path) -> list[str]:
    place = path[1]
    return [str(document["operations"][place - 1]["name"])] if isinstance(place, int) and place else []


def _ordered(document: Document, path: Path, _value: str, posted: QueryDict) -> None:
    if posted.get(names.field_name(names.ORDER, path)) == "names":
        put(document, path, posted.getlist(names.field_name(names.ORDERED, path)))


def _new(document: Document, path: Path, name: str, posted: QueryDict) -> None:
    if name:
        count = number_or_text(posted.get(names.field_name(names.NEW_COUNT, path), "1") or "1")
        put(document, (*path, name), count)


_WRITERS: dict[str, Callable[[Document, Path, str, QueryDict], None]] = {
    names.NUMBER: _number,
    names.TEXT: _text,
    names.FLAG: _flag,
    names.WORDS: _words,
    names.NUMBERS: _numbers,
    names.SHAPE: _shape,
    names.ORDER: _order,
    names.ORDERED: _ordered,
    names.NEW: _new,
}


def acted(text: str, do: str, part: str) -> tuple[str, str]:
    """Return the text and the part to show after a button: `add:pools`, `remove:pools/#2`, `open:costs`, …

    Raises:
        InputError: the text is no TOML.
    """
    verb, _colon, what = do.partition(":")
    path = names.path_of(what)
    if verb == "open":
        return text, what
    if verb == "add" and what in LISTS:
        return _placed(text, what, lambda document: add(document, what, _begun(what, document)))
    if verb in {"remove", "up", "down"} and len(path) == 2 and path[0] in LISTS and isinstance(path[1], int):
        return _in_list(text, verb, str(path[0]), path[1])
    if verb == "drop" and path:
        return changed(text, lambda document: put(document, path, None)), part
    if verb == "with" and path and path[-1] in _BEGUN:
        return changed(text, lambda document: put(document, path, _inline(_BEGUN[str(path[-1])]))), part
    if verb == "row" and path and path[-1] in _ROWS:
        return changed(text, lambda document: _row(document, path)), part
    return text, part


def _placed(text: str, table: str, change: Callable[[Document], int]) -> tuple[str, str]:
    """Return the text after a change that says at which place of a list the thing now stands."""
    places: list[int] = []
    fresh = changed(text, lambda document: places.append(change(document)))
    return fresh, names.path_text((table, places[0]))


def _in_list(text: str, verb: str, table: str, place: int) -> tuple[str, str]:
    if verb == "remove":
        return changed(text, lambda document: remove(document, table, place)), "scenario"
    by = -1 if verb == "up" else 1
    return _placed(text, table, lambda document: move(document, table, place, by))


_BEGUN: dict[str, dict[str, Any]] = {
    "failure": {"share": 0.05, "then": "scrap"},
    "test": {"where": "in-house"},
    "breakdown": {"between_h": 500, "repair_h": 8},
    "loss": {"hazard_per_d": 0.001},
}
"""What an optional table begins with; each number is plain, so it counts as assumed."""
_ROWS: dict[str, dict[str, Any]] = {
    "next": {"to": "end", "share": 0.5},
    "windows": {"days": "Mon-Fri", "from": "08:00", "to": "18:00"},
    "changeovers": {"from": "", "to": "", "changeover_h": 1},
}


def _inline(values: Mapping[str, Any]) -> Any:
    table = tomlkit.inline_table()
    for key, value in values.items():
        table[key] = value
    return table


def _row(document: Document, path: Path) -> None:
    rows = _value(document, path) if path[-1] in _value(document, path[:-1]) else []
    put(document, (*path, len(rows)), _inline(_ROWS[str(path[-1])] | _named(document, path)))


def _named(document: Document, path: Path) -> dict[str, str]:
    """Return the operations a new changeover lies between: the first, and the last."""
    found = [str(each.get("name", "")) for each in document.get("operations", ())]
    return {"from": found[0], "to": found[-1]} if path[-1] == "changeovers" and found else {}


def _begun(table: str, document: Document) -> dict[str, Any]:
    """Return a new thing of a list under a name that none of it has."""
    things: dict[str, tuple[str, dict[str, Any]]] = {
        "operations": (_("new operation"), {"duration_h": 1}),
        "pools": (_("new pool"), {"count": 1}),
        "materials": (_("new material"), {"unit": _("unit")}),
        "calendars": (_("new calendar"), {"windows": [dict(_ROWS["windows"])]}),
    }
    name, rest = things[table]
    known = {shown(each.get("name")) for each in document.get(table, ())}
    free, number = name, 2
    while free in known:
        free = f"{name} {number}"
        number += 1
    return {"name": free, **rest}
