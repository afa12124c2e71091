"""Words of organisation names that are the same word: abbreviations and translations.

`families.csv` lists them: a key, what kind of organisation the word tells (or nothing), and its folded forms.
A form belongs to one key. "Univ.", "Universität" and "universidad" all become "university".
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from biovaliance.foundation.errors import InputError

KINDS = (
    "university", "college", "school", "institute", "centre", "laboratory", "hospital", "academy", "unit",
    "government", "foundation", "society", "company",
)  # fmt: skip
_SMALL = """
    of the and for in at on to a an by from with de la le les du des d l et en aux au pour sur el los las y
    e por para del un una und der die das fur zu zur im fuer an dem den am vom van von het voor och av og i
    di della dello dei degli delle da do dos na no nas nos em w z za and/or its
"""
SMALL_WORDS = frozenset(_SMALL.split())


@dataclass(frozen=True, slots=True)
class Families:
    """Keys of word forms, and the kind of organisation that a key tells."""

    key_of: Mapping[str, str]
    kind_of: Mapping[str, str]

    def key(self, folded: str) -> str:
        """Return the word that stands for `folded` and its sisters: the key, else the word without plural."""
        known = self.key_of.get(folded)
        if known is not None:
            return known
        if len(folded) > 5 and folded[-1] == "s" and folded[-2] not in "suia":
            return folded[:-1]
        return folded


def kind_bit(key: str, families: Families) -> int:
    """Return the kind of organisation that a key tells, as one bit; 0 for none."""
    kind = families.kind_of.get(key)
    return 1 << KINDS.index(kind) if kind else 0


def read_families(lines: Iterable[str]) -> Families:
    """Return the families of a CSV file's lines.

    Raises:
        InputError: a form stands under two keys, or a kind is unknown.
    """
    key_of: dict[str, str] = {}
    kind_of: dict[str, str] = {}
    for row in csv.DictReader(lines):
        key, kind = row["key"], row["kind"]
        if kind and kind not in KINDS:
            raise InputError(f"Word family '{key}': kind is '{kind}'; expected one of {', '.join(KINDS)}.")
        if kind:
            kind_of[key] = kind
        for form in (key, *row["forms"].split()):
            other = key_of.setdefault(form, key)
            if other != key:
                raise InputError(
                    f"Word family '{key}': the form '{form}' already belongs to '{other}'; "
                    "expected each form once (remove it from one of the two)."
                )
    return Families(key_of, kind_of)


def bundled_families() -> Families:
    """Return the families of this package."""
    text = (files("biovaliance.atlas.linking") / "families.csv").read_text(encoding="utf-8")
    return read_families(text.splitlines())


def read_countries(lines: Iterable[str]) -> dict[str, str]:
    """Return the country code that each folded name of a country stands for."""
    codes: dict[str, str] = {}
    for row in csv.DictReader(lines):
        for name in row["names"].split("|"):
            codes[name] = row["code"]
    return codes


def bundled_countries() -> dict[str, str]:
    """Return the country names of this package."""
    text = (files("biovaliance.atlas.linking") / "countries.csv").read_text(encoding="utf-8")
    return read_countries(text.splitlines())
