"""Changes to a scenario's text that leave all else as its author wrote it: comments, order, spaces.

    text ──> document ──> put, add, remove, move, rename ──> text

The text is the master: a form shows it and changes it, and keeps nothing of its own. What a change makes of
the scenario is for `reading` to check; here nothing is refused but a text that is no TOML.
"""

import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping, MutableSequence, Sequence
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, InlineTable

from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import Text
from biovaliance.foundation.wording import number_text

Path = tuple[str | int, ...]
LISTS = ("calendars", "pools", "operations", "materials")
"""The tables of which there are several."""
LARGEST_EDITED = 300_000
"""Characters of a text that forms change; a longer one is changed as text."""
_TOO_LONG = Text(
    f"The scenario is longer than the {LARGEST_EDITED:,} characters that forms change: change the text.",
    f"Le scénario dépasse les {number_text(LARGEST_EDITED, 'fr')} caractères que les formulaires "
    "modifient\u00a0: modifiez le texte.",
)
_NO_TOML = Text(
    "The scenario is no TOML: {error}; mend its text first.",
    "Le scénario n’est pas du TOML\u00a0: {error}\u202f; corrigez d’abord son texte.",
)
_ODD = Text(
    "The scenario is not laid out as a form would find it; mend its text first.",
    "Le scénario n’est pas disposé comme un formulaire l’attend\u202f; corrigez d’abord son texte.",
)
_WHOLE = re.compile(r"[+-]?\d+")
_SPACES = re.compile(r"[\s\u00a0\u202f]")


def changed(text: str, change: Callable[[tomlkit.TOMLDocument], None]) -> str:
    """Return a text with a change made to its document.

    Raises:
        InputError: the text is no TOML, or too long for forms.
    """
    if len(text) > LARGEST_EDITED:
        raise InputError(_TOO_LONG)
    try:
        document = tomlkit.parse(text)
        change(document)
        return tomlkit.dumps(document)
    except (TOMLKitError, RecursionError) as error:
        raise InputError(Text(_NO_TOML.en.format(error=error), _NO_TOML.fr.format(error=error))) from None
    except (AttributeError, IndexError, KeyError, TypeError):  # tables where a list is meant, and the like
        raise InputError(_ODD) from None


def number_or_text(written: str) -> int | float | str:
    """Return what a person wrote as the number it is, with a comma or a point; what is none stays a text."""
    plain = _SPACES.sub("", written)
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".", 1)
    if _WHOLE.fullmatch(plain) and len(plain) < 18:
        return int(plain)
    try:
        number = float(plain)
    except ValueError:
        return written.strip()
    return int(number) if "e" in plain.lower() and number.is_integer() and abs(number) < 1e17 else number


def put(document: MutableMapping[str, Any], path: Path, value: Any) -> None:
    """Write a value at a path, or take away what is there where it is None.

    A number written short, `life_years = 5`, becomes a table once it is told more of than its value; a table
    that nothing is left of goes.
    """
    *way, last = path
    trail: list[tuple[Any, str | int]] = []
    node: Any = document
    for place, part in enumerate(way):
        inside = _get(node, part)
        if inside is None:
            if value is None:
                return
            if last == "value" and place == len(way) - 1 and isinstance(node, MutableMapping):
                node[part] = value  # a number is written short until more is told of it
                return
            inside = _made(node, part, _next_is_number(path, place))
        elif not isinstance(inside, MutableMapping | MutableSequence):
            inside = _told_long(
                node, part, inside, value if last == "value" and place == len(way) - 1 else None
            )
            if inside is None:
                return
        trail.append((node, part))
        node = inside
    if value is None:
        _take_away(node, last, trail)
    elif isinstance(node, MutableSequence) and isinstance(last, int) and last >= len(node):
        node.append(value)
    else:
        node[last] = value


def _get(node: Any, part: str | int) -> Any:
    if isinstance(node, MutableMapping):
        return node.get(part)
    if isinstance(node, MutableSequence) and isinstance(part, int) and part < len(node):
        return node[part]
    return None


def _next_is_number(path: Path, place: int) -> bool:
    return isinstance(path[place + 1], int)


def _made(node: Any, part: str | int, is_list: bool) -> Any:
    made = tomlkit.array() if is_list else tomlkit.inline_table()
    if isinstance(node, MutableSequence):
        node.append(made)
    else:
        node[part] = made if is_list or not isinstance(node, tomlkit.TOMLDocument) else tomlkit.table()
    return _get(node, part)


def _told_long(node: Any, part: str | int, found: Any, value: Any) -> Any:
    """Return the table that takes the place of a short number; None where the number itself was written."""
    if value is not None:
        node[part] = value
        return None
    table = tomlkit.inline_table()
    table["value"] = found
    node[part] = table
    return node[part]


def _take_away(node: Any, last: str | int, trail: Sequence[tuple[Any, str | int]]) -> None:
    if isinstance(node, MutableMapping):
        node.pop(str(last), None)
    elif isinstance(last, int) and last < len(node):
        del node[last]
    if trail and len(node) == 0 and isinstance(node, InlineTable):
        holder, part = trail[-1]
        _take_away(holder, part, trail[:-1])


def add(document: MutableMapping[str, Any], table: str, thing: Mapping[str, Any]) -> int:
    """Add a thing at the end of a list of tables, and return its place."""
    item = tomlkit.table()
    for key, value in thing.items():
        item[key] = value
    if not isinstance(document.get(table), AoT):
        known = [dict(each) for each in document.get(table, ())]
        document.pop(table, None)
        document[table] = tomlkit.aot()
        for each in known:
            document[table].append(tomlkit.item(each))
    document[table].append(item)
    return len(document[table]) - 1


def remove(document: MutableMapping[str, Any], table: str, place: int) -> None:
    """Take a thing away, and with it what names it."""
    name = document[table][place].get("name")
    del document[table][place]
    if len(document[table]) == 0:
        del document[table]
    for forget in _named(document, table, name):
        forget(None)


def rename(document: MutableMapping[str, Any], table: str, place: int, name: str) -> None:
    """Give a thing another name, here and wherever it is named."""
    before = document[table][place].get("name")
    document[table][place]["name"] = name
    for call in _named(document, table, before):
        call(name)


def move(document: MutableMapping[str, Any], table: str, place: int, by: int) -> int:
    """Move a thing up (-1) or down (1) in its list and return its new place; at an end it stays.

    Operations that follow each other by file order follow the new one.
    """
    things = document[table]
    to = place + by
    if not 0 <= to < len(things):
        return place
    order = things.body if isinstance(things, AoT) else things
    order[place], order[to] = order[to], order[place]
    return to


def _named(
    document: MutableMapping[str, Any], table: str, name: object
) -> Iterator[Callable[[str | None], None]]:
    """Yield a function for each place where a thing is named: it writes another name there, or none."""
    operations = list(document.get("operations", ()))
    if table in {"pools", "materials"}:
        for operation in operations:
            if isinstance(operation.get(table), MutableMapping) and name in operation[table]:
                yield _key_changer(operation, table, str(name))
    if table == "pools" and document.get("costs", {}).get("hands_on_pool") == name:
        yield _value_changer(document["costs"], "hands_on_pool")
    if table == "calendars":
        for pool in document.get("pools", ()):
            if pool.get("calendar") == name:
                yield _value_changer(pool, "calendar")
    if table == "operations":
        for operation in operations:
            yield from _ways_named(operation, name)


def _ways_named(operation: MutableMapping[str, Any], name: object) -> Iterator[Callable[[str | None], None]]:
    if name in operation.get("after", ()):
        yield _item_changer(operation, "after", name)
    for way in list(operation.get("next", ())):
        if way.get("to") == name:
            yield _value_changer(way, "to", "end")
    failure = operation.get("failure")
    if isinstance(failure, MutableMapping) and failure.get("then") == name:
        yield _value_changer(failure, "then")


def _key_changer(holder: MutableMapping[str, Any], table: str, name: str) -> Callable[[str | None], None]:
    def change(to: str | None) -> None:
        kept = {key: value for key, value in holder[table].items() if key != name or to is not None}
        fresh = tomlkit.inline_table()
        for key, value in kept.items():
            fresh[to if key == name and to is not None else key] = value
        holder[table] = fresh

    return change


def _value_changer(
    holder: MutableMapping[str, Any], key: str, instead: str = ""
) -> Callable[[str | None], None]:
    def change(to: str | None) -> None:
        if to is not None or instead:
            holder[key] = to or instead
        else:
            del holder[key]

    return change


def _item_changer(holder: MutableMapping[str, Any], key: str, name: object) -> Callable[[str | None], None]:
    def change(to: str | None) -> None:
        kept = [to if each == name else str(each) for each in holder[key] if each != name or to is not None]
        holder[key] = kept

    return change
