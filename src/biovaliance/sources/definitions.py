"""What a source is: its `source.toml`, read into a definition that readers, fetchers and pages share.

A source publishes files of one or several *layouts*. A layout names the fields its reader uses, those it
may do without, and those it leaves out on purpose; whatever is in neither list is drift, and reported.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any

from biovaliance.foundation.errors import InputError, NotFoundError
from biovaliance.foundation.languages import Text
from biovaliance.foundation.wording import french_typography
from biovaliance.sources.region import LICENCES

UNVERIFIED = " (?)"
"""Follows a licence that the publisher has not confirmed, in both languages."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One form of file of a source.

    `files` are patterns of file names. Fields of JSON are dotted paths without list indices; a pattern
    `a.b.*` stands for everything below `a.b`. `items` are the dotted paths under which a JSON document
    may keep its list of items, '' for the document itself.
    """

    name: str
    files: tuple[str, ...]
    form: str
    used: tuple[str, ...]
    used_when_present: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    items: tuple[str, ...] = ("",)
    delimiter: str = ","

    def takes(self, file_name: str) -> bool:
        """Whether a file of this name has this layout."""
        return any(fnmatchcase(file_name.lower(), pattern.lower()) for pattern in self.files)


@dataclass(frozen=True, slots=True)
class SourceDefinition:
    """A source as its `source.toml` describes it.

    `precedence` orders sources that disagree; `names_once` says that two records of the source are two
    things. `key_variable` is the environment variable that holds the reader's own API key.
    """

    key: str
    name: Text
    publisher: str
    address: str
    hosts: tuple[str, ...]
    licence: str
    attribution: Text
    refresh: str
    documented_from: str
    precedence: int
    takes: Text
    names_once: bool = False
    folders: tuple[str, ...] = ()
    key_variable: str = ""
    requests_per_second: float = 1.0
    layouts: tuple[Layout, ...] = field(default=())

    def layout_of(self, file_name: str) -> Layout | None:
        """Return the layout of a file by its name, None where no layout takes it."""
        return next((layout for layout in self.layouts if layout.takes(file_name)), None)


@cache
def source_definition(key: str) -> SourceDefinition:
    """Return the definition of a source of this package, read once per process.

    Raises:
        NotFoundError: no source has this name.
        InputError: its `source.toml` lacks a key; the message says which.
    """
    path = files("biovaliance.sources").joinpath(key, "source.toml")
    if not key.isidentifier() or not path.is_file():
        raise NotFoundError(f"There is no source '{key}': it has no source.toml.")
    return parse_definition(key, path.read_text(encoding="utf-8"))


def parse_definition(key: str, text: str) -> SourceDefinition:
    """Read the text of a `source.toml`.

    Raises:
        InputError: it is no TOML, or a key is missing.
    """
    try:
        data = tomllib.loads(text)
        licence = LICENCES.get(data["licence"], data["licence"])
        return SourceDefinition(
            key=key,
            name=_text(data, "name"),
            publisher=data["publisher"],
            address=data["address"],
            hosts=tuple(data["hosts"]),
            licence=licence if data["licence_verified"] else licence + UNVERIFIED,
            attribution=_text(data, "attribution"),
            refresh=data["refresh"],
            documented_from=data["documented_from"],
            precedence=data["precedence"],
            takes=_text(data, "takes"),
            names_once=data.get("names_once", False),
            folders=tuple(data.get("folders", ())),
            key_variable=data.get("key_variable", ""),
            requests_per_second=float(data.get("requests_per_second", 1.0)),
            layouts=tuple(_layout(layout) for layout in data["layouts"]),
        )
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{key}/source.toml: {error}; expected TOML.") from None
    except KeyError as error:
        raise InputError(f"{key}/source.toml: {error} is missing; compare with ror/source.toml.") from None


def _text(data: Mapping[str, Any], name: str) -> Text:
    return Text(data[f"{name}_en"], french_typography(data[f"{name}_fr"]))


def _layout(data: Mapping[str, Any]) -> Layout:
    return Layout(
        name=data["name"],
        files=tuple(data["files"]),
        form=data["form"],
        used=tuple(data["used"]),
        used_when_present=tuple(data.get("used_when_present", ())),
        ignored=tuple(data.get("ignored", ())),
        items=tuple(data.get("items", ("",))),
        delimiter=data.get("delimiter", ","),
    )
