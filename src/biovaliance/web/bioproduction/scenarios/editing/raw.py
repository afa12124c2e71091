"""The raw tables of a scenario, right or wrong as its text says them: what stands where, how it is shown."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from biovaliance.web.templatetags.biovaliance import reader_language

Raw = Mapping[str, Any]


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


def plain_number(value: Any) -> Any:
    """Return the number that a value says, with its range and source or without."""
    return value.get("value", value.get("mode")) if isinstance(value, Mapping) else value


def listed(value: Any) -> list[Any]:
    """Return a value that is a list; nothing where it is none."""
    return value if isinstance(value, list) else []
