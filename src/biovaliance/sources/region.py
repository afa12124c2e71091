"""A region: its names, its departments, its publishers and the folder of its bundled files."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from biovaliance.foundation.errors import InputError, NotFoundError
from biovaliance.foundation.languages import Text

LICENCES = {"CC-BY-4.0": "CC BY 4.0", "CC0-1.0": "CC0 1.0", "etalab-2.0": "Licence Ouverte 2.0"}
"""How a page names the licences that files name by their SPDX identifiers."""
REGIONS = Path(__file__).parent / "regions"


@dataclass(frozen=True, slots=True)
class Department:
    """A department by its official code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class SourceTerms:
    """Under which terms the rows of a source may be used, and since when they are in the data set."""

    name: str
    publisher: str
    licence: str
    attribution: Text
    taken_up_on: str


@dataclass(frozen=True, slots=True)
class Region:
    """A region as its `region.toml` describes it.

    `nuts` are its codes in the nomenclature of the European Union, `subdivisions` the codes and names
    under which registries file it, those of its former parts included.
    """

    key: str
    name: Text
    departments: tuple[Department, ...]
    directory: Path
    sources: tuple[SourceTerms, ...] = ()
    country: str = ""
    nuts: tuple[str, ...] = ()
    subdivisions: frozenset[str] = frozenset()
    publishers: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)
    wordings: Mapping[str, Text] = field(default_factory=dict, hash=False, compare=False)

    @property
    def name_en(self) -> str:
        """The name in English."""
        return self.name.en

    @property
    def name_fr(self) -> str:
        """The name in French."""
        return self.name.fr

    def terms(self, source: str) -> SourceTerms:
        """Return the terms of a source by name.

        Raises:
            NotFoundError: the region has no such source.
        """
        for terms in self.sources:
            if terms.name == source:
                return terms
        raise NotFoundError(
            f"Region '{self.key}' has no source '{source}'; it has {[t.name for t in self.sources]}."
        )


def read_region(directory: Path) -> Region:
    """Read the `region.toml` of a folder.

    Raises:
        InputError: the file is missing, is no TOML, or lacks a key; the message says which.
    """
    path = directory / "region.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        head = data["region"]
        return Region(
            key=_words(head, "key"),
            name=Text(_words(head, "name_en"), _words(head, "name_fr")),
            departments=tuple(Department(_words(d, "code"), _words(d, "name")) for d in data["departments"]),
            directory=directory,
            sources=tuple(_terms(source) for source in data["sources"]),
            country=head.get("country", ""),
            nuts=tuple(filter(None, (head.get("nuts_code", ""), *(n["code"] for n in head.get("nuts", ()))))),
            subdivisions=frozenset(
                filter(
                    None,
                    (
                        *(head["name_en"], head["name_fr"], head.get("iso_code", "")),
                        *(n["name"] for n in head.get("nuts", ())),
                    ),
                )
            ),
            publishers=dict(data.get("publishers", {})),
            wordings={
                _words(item, "value"): Text(_words(item, "en"), _words(item, "fr"))
                for item in data.get("wording", ())
            },
        )
    except OSError as error:
        raise InputError(
            f"{path}: it cannot be read ({error.strerror}); expected the description of a region."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}; expected TOML in UTF-8.") from None
    except KeyError as error:
        raise InputError(f"{path}: {error} is missing; compare with the bundled region.toml.") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"{path}: a value is not what is expected there ({error}); compare with the bundled region.toml."
        ) from None


def _words(data: Mapping[str, Any], name: str) -> str:
    value = data[name]
    if not isinstance(value, str) or not value:
        raise TypeError(f"'{name}' is {value!r}; expected words in quotes")
    return value


def _terms(data: Mapping[str, Any]) -> SourceTerms:
    return SourceTerms(
        name=_words(data, "key"),
        publisher=data.get("publisher", ""),
        licence=LICENCES.get(data.get("licence", ""), data.get("licence", "")),
        attribution=Text(data.get("attribution_en", ""), data.get("attribution_fr", "")),
        taken_up_on=str(data.get("taken_up_on", "")),
    )


def bundled_regions() -> tuple[str, ...]:
    """Return the keys of the regions in this package."""
    return tuple(sorted(folder.name for folder in REGIONS.iterdir() if (folder / "region.toml").is_file()))


@cache
def bundled_region(key: str = "bourgogne-franche-comte") -> Region:
    """Return a region of this package, read once per process.

    Raises:
        NotFoundError: no bundled region has this key.
    """
    if key not in bundled_regions():
        raise NotFoundError(f"No bundled region is called '{key}'; there are {', '.join(bundled_regions())}.")
    return read_region(REGIONS / key)
