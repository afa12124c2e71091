"""What the keys of a scenario are called on a form, and what they mean, in the reader's language."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel

from biovaliance.bioproduction.scenarios.cost_inputs import Costs
from biovaliance.bioproduction.scenarios.document import (
    Branch,
    Breakdown,
    Calendar,
    Changeover,
    Failure,
    Head,
    IntervalArrivals,
    Loss,
    Material,
    Operation,
    PoissonArrivals,
    Pool,
    Scenario,
    ScheduledArrivals,
    StandingOrder,
    Test,
    Window,
)
from biovaliance.bioproduction.scenarios.limits import limits_of
from biovaliance.bioproduction.scenarios.parameters import Parameter
from biovaliance.foundation.languages import Text

TABLES: tuple[type[BaseModel], ...] = (
    *(
        Scenario,
        Head,
        PoissonArrivals,
        IntervalArrivals,
        ScheduledArrivals,
        Loss,
        Window,
        Calendar,
        Breakdown,
    ),
    *(Changeover, Pool, Operation, Failure, Branch, Test, Material, StandingOrder, Costs),
    Parameter,
)
"""The tables whose keys a person fills in."""
_KEY = re.compile(r"`(\w+)`")
_KIND_HELP = "How patients arrive: by chance, at a fixed interval, or on given days."


@dataclass(frozen=True, slots=True)
class FieldWords:
    """What a key is called, and what it means: for a number with its unit and its limits."""

    label: Text
    help: Text


def field_words(table: type[BaseModel], key: str) -> FieldWords:
    """Return the words of a key of a table, by the name it has in the code."""
    english, french, french_help = _words()[table.__name__][key]
    declared = table.model_fields[key]
    help_en = declared.description or (_KIND_HELP if key == "kind" else "")
    meant = Text(_KEY.sub(_said_as_label, " ".join(help_en.split())), french_help)
    limits = limits_of(declared)
    if limits is not None:
        meant = Text(f"{meant.en} {limits.en}", f"{meant.fr} {limits.fr}")
    return FieldWords(Text(english, french), meant)


def _said_as_label(key: re.Match[str]) -> str:
    """Return a key that a help speaks of as a form labels it; as it is where no form has it."""
    labels = (words[key[1]][0] for words in _words().values() if key[1] in words)
    return f"'{next(labels, key[1])}'"


@cache
def _words() -> Mapping[str, Mapping[str, tuple[str, str, str]]]:
    """Return the bundled words by table and key, read once per process."""
    file = files("biovaliance.bioproduction.scenarios") / "fields.toml"
    words: Mapping[str, Mapping[str, tuple[str, str, str]]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return words
