"""Where a key of a TOML text stands, so that a person finds what a message speaks of.

Python's reader of TOML tells no lines. This reads only what is needed: headers, keys at the start of a line,
and keys of inline tables; whatever is not found is told by the nearest thing around it.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

Path = tuple[str | int, ...]
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(
    r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*="""
)
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")
# Keys of more parts than any file of ours has: the reader of TOML takes time with the square of them.
_ENDLESS_KEY = re.compile(
    r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){64}""",
)


def read_toml_text(text: str) -> dict[str, Any]:
    """Return the tables of a text that anybody may have written, in a time that its length bounds.

    Raises:
        tomllib.TOMLDecodeError: it is no TOML, or has a number that no computer reads.
        RecursionError: it is nested too deeply.
    """
    if _ENDLESS_KEY.search(text):
        raise RecursionError
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:  # Python reads whole numbers of up to some thousand digits
        raise tomllib.TOMLDecodeError("a number has thousands of digits") from None


class TomlLines:
    """The lines of the keys of one text."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._of: dict[Path, int] = {}
        for path, line in _keys(self._lines):
            self._of.setdefault(path, line)

    def line(self, path: Sequence[str | int]) -> int:
        """Return the line, from 1, of a path such as ("operations", 2, "duration_h"); 0 where nothing
        fits.
        """
        whole = tuple(path)
        for length in range(len(whole), 0, -1):
            found = self._of.get(whole[:length])
            if found is not None:
                return self._inside(found, whole[length:])
        return 0

    def _inside(self, line: int, rest: Path) -> int:
        """Look for the keys of an inline table that goes over several lines."""
        names = [part for part in rest if isinstance(part, str)]
        if not names:
            return line
        key = re.compile(rf"(?<![\w-])\"?{re.escape(names[-1])}\"?\s*=")
        for number in range(line, len(self._lines) + 1):
            text = self._lines[number - 1]
            if number > line and (_HEADER.match(text) or not text.strip()):
                break
            if key.search(text):
                return number
        return line


def _keys(lines: Sequence[str]) -> Iterator[tuple[Path, int]]:
    here: Path = ()
    counts: dict[Path, int] = {}
    quote = ""  # the mark that ends a text over several lines
    depth = 0  # brackets left open by the values above
    for number, text in enumerate(lines, 1):
        if quote:
            quote = "" if quote in text else quote
            continue
        header = _HEADER.match(text) if depth == 0 else None
        if header:
            here = _table(header[2], header[1] == "[[", counts)
            yield here, number
            continue
        key = _KEY.match(text) if depth == 0 else None
        if key:
            yield (*here, *_parts(key[1])), number
        for mark in ('"""', "'''"):
            if text.count(mark) == 1:
                quote = mark
        bare = re.sub(r"\"(?:\\.|[^\"\\])*\"|'[^']*'|#.*", "", text[key.end() :] if key else text)
        depth = max(0, depth + sum(map(bare.count, "[{")) - sum(map(bare.count, "]}")))


def _table(name: str, is_list: bool, counts: dict[Path, int]) -> Path:
    """Return the path of a header; a list of tables counts, and the tables below stand in its last one."""
    path: Path = ()
    parts = _parts(name)
    for place, part in enumerate(parts):
        path = (*path, part)
        if is_list and place == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
            path = (*path, counts[path])
        elif path in counts:
            path = (*path, counts[path])
    return path


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(name))
