"""JSON of unknown quality: lists found in documents, arrays streamed, values read without trust."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from biovaliance.foundation.errors import Problem


@dataclass(frozen=True, slots=True)
class Item:
    """One JSON object and where it stands: the line of JSON lines, else its number in the list from 1."""

    file: str
    line: int
    data: dict[str, Any]

    def at(self, path: str) -> Any:
        """Return what lies under a dotted path, None where there is nothing."""
        value: Any = self.data
        for name in path.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        return value

    def text(self, path: str) -> str:
        """Return the text under a path; the first of a list; '' where it is neither text nor number."""
        return as_text(self.at(path))

    def texts(self, path: str) -> tuple[str, ...]:
        """Return the texts under a path, a single one as one; others are left out."""
        value = self.at(path)
        values = value if isinstance(value, list) else [value]
        return tuple(dict.fromkeys(text for each in values if (text := as_text(each))))

    def objects(self, path: str) -> tuple["Item", ...]:
        """Return the objects under a path, in their order."""
        value = self.at(path)
        values = value if isinstance(value, list) else [value]
        return tuple(Item(self.file, self.line, each) for each in values if isinstance(each, dict))


def as_text(value: object) -> str:
    """Return a JSON value as one line of text, '' where it is no text or number (or an infinite one)."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}" if abs(value) < 1e15 else ""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**15 else ""
    if not isinstance(value, str):
        return ""
    # A lone half of a surrogate pair is legal in JSON and cannot be written as UTF-8.
    text = value.encode("utf-8", "replace").decode("utf-8")
    return " ".join(text.replace("\x00", " ").split())


def elements_at(
    value: object, paths: Iterable[str], file: str, problems: list[Problem], line: int = 0
) -> Iterator[tuple[int, object]]:
    """Yield the items a document holds: the list under the first path that exists, or the document itself."""
    for path in paths:
        found: object = value
        for name in path.split(".") if path else ():
            found = found.get(name) if isinstance(found, dict) else None
        if path and isinstance(found, list):
            yield from enumerate(found, start=1)
            return
        if not path:
            yield line or 1, found
            return
    expected = ", ".join(path for path in paths if path)
    problems.append(
        Problem(file, line, "", "", "the document holds no list of items.", f"Expected one under {expected}.")
    )


def array_elements(
    texts: Iterable[str], file: str, problems: list[Problem], largest: int
) -> Iterator[tuple[int, object]]:
    """Yield the elements of a JSON array that may be larger than memory; `largest` bounds one element."""
    decoder = json.JSONDecoder()
    buffer, number, opened = "", 0, False
    for text in texts:
        buffer += text
        if not opened:
            buffer = buffer.lstrip("\ufeff \t\r\n")[1:]
            opened = True
        while True:
            buffer = buffer.lstrip(" \t\r\n,")
            if buffer.startswith("]"):
                return
            try:
                value, end = decoder.raw_decode(buffer)
            except (ValueError, RecursionError):
                break  # the element goes on in the next line, or is damaged; the end tells
            if end == len(buffer) and not isinstance(value, (dict, list)):
                break  # a number may go on
            number += 1
            buffer = buffer[end:]
            yield number, value
        if len(buffer) > largest:
            break
    message = f"the array breaks off after {number} items; what came before is kept."
    problems.append(Problem(file, 0, "", buffer[:40], message, "Fetch the file again."))
