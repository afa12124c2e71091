"""Fields that appear or disappear against what `source.toml` describes: reported, never swallowed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from biovaliance.foundation.errors import Problem
from biovaliance.sources.definitions import Layout

_DEEPEST = 12


@dataclass(slots=True)
class FieldWatch:
    """Which fields of a layout were seen in a file, and which others."""

    layout: Layout
    file: str
    seen: set[str] = field(default_factory=set)
    unknown: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    _known: frozenset[str] = frozenset()
    _below: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        named = (*self.layout.used, *self.layout.used_when_present, *self.layout.ignored)
        self._known = frozenset(name.removesuffix(".*") for name in named)
        self._below = tuple(name.removesuffix("*") for name in named if name.endswith(".*"))

    def see_header(self, names: Iterable[str]) -> list[str]:
        """Note the columns of a table, and return those the reader needs and does not find."""
        self.rows += 1
        names = list(names)
        for name in names:
            self._see(name, 1)
        return [name for name in self.layout.used if name not in names]

    def see_object(self, value: Mapping[str, object], line: int) -> None:
        """Note the fields of a JSON object, however deep."""
        self.rows += 1
        for path in _paths(value, "", 0):
            if path not in self.seen:
                self._see(path, line)

    def _see(self, name: str, line: int) -> None:
        self.seen.add(name)
        if name not in self._known and not name.startswith(self._below):
            self.unknown.setdefault(name, line)

    def problems(self) -> Iterator[Problem]:
        """Yield one problem per field that came or went. Values are not shown: they may name a person."""
        where = f"layout '{self.layout.name}'"
        for name, line in self.unknown.items():
            yield Problem(
                self.file,
                line,
                name,
                "",
                f"this field is new: {where} of source.toml does not describe it, and it is left out.",
                "Name it there among the fields used or ignored.",
                row_dropped=False,
            )
        for name in self.layout.used if self.rows else ():
            if name not in self.seen:
                yield Problem(
                    self.file,
                    0,
                    name,
                    "",
                    f"this field has disappeared: {where} of source.toml relies on it.",
                    "Look up what the publisher changed, and mend the reader.",
                    row_dropped=False,
                )


def _paths(value: object, prefix: str, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        for name, below in value.items():
            path = f"{prefix}.{name}" if prefix else str(name)
            yield path
            yield from _paths(below, path, depth + 1)
    elif isinstance(value, list):
        for below in value:
            yield from _paths(below, prefix, depth + 1)
