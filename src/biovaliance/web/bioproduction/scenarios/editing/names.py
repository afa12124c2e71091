"""Names of form fields: what a field writes (number, text, …) and where in the scenario.

`f:operations/#2/duration_h/value`: a number, of the third operation. A place in a list is written #2, so that
a pool called "2" is not taken for one.
"""

from collections.abc import Sequence
from urllib.parse import quote, unquote

from biovaliance.bioproduction.scenarios.editing import Path

NUMBER, TEXT, FLAG, WORDS, NUMBERS = "f", "t", "b", "l", "m"
"""What a field writes: a number, a text, yes or no, words or numbers apart by commas."""
SHAPE, ORDER, ORDERED, NEW, NEW_COUNT = "d", "a", "o", "n", "c"
"""The distribution of a duration; after what an operation comes (how, and which); a row to be added."""


def field_name(kind: str, path: Sequence[str | int]) -> str:
    """Return the name of a field."""
    return f"{kind}:{path_text(path)}"


def path_text(path: Sequence[str | int]) -> str:
    """Return a path as one word."""
    return "/".join(f"#{part}" if isinstance(part, int) else quote(part, safe="") for part in path)


def path_of(text: str) -> Path:
    """Return the path that a word stands for."""
    return tuple(_part(part) for part in text.split("/") if part)


def _part(text: str) -> str | int:
    if text.startswith("#") and text[1:].isascii() and text[1:].isdigit() and len(text) < 8:
        return int(text[1:])
    return unquote(text)
