"""What scenarios and their costs are told about, in both languages: one table of sentences.

A rule names the sentence and gives what stands in it; the words are read, corrected and translated in
`wording.toml`. `{found}` and the like are filled in by each language's way to write numbers. A key of the
file, such as 'price_year', stays as it is written there.

Each sentence is what was found and how to mend it: "is used twice;" and "give each its own name."
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from biovaliance.foundation.languages import Language, Text
from biovaliance.foundation.wording import NARROW, WIDE, number_text

Value = str | int | float | Text
_EXACT = 1e15
"""Below it a number without decimals is written out."""


class Sentence(NamedTuple):
    """What was found, and how to mend it."""

    message: Text
    mend: Text


def sentence(code: str, **values: Value) -> Sentence:
    """Return a sentence of the table with its values filled in; KeyError where there is none."""
    told = sentences()[code]
    return Sentence(_text(told["found"], values), _text(told.get("mend", {}), values))


def whole_sentence(code: str, **values: Value) -> Text:
    """Return what was found and how to mend it as one text."""
    message, mend = sentence(code, **values)
    return Text(f"{message.en} {mend.en}".strip(), f"{message.fr} {mend.fr}".strip())


def shown(value: Value, language: Language) -> str:
    """Return a value as a sentence of a language writes it: 1,234.5 or 1 234,5."""
    if isinstance(value, Text):
        return value.in_language(language)
    if isinstance(value, str):
        return value
    is_whole = isinstance(value, int) or (value.is_integer() and abs(value) < _EXACT)
    number = f"{value:,.0f}" if is_whole else f"{value:,.6g}"
    return number.replace(",", NARROW).replace(".", ",") if language == "fr" else number


def _text(templates: Mapping[str, str], values: Mapping[str, Value]) -> Text:
    return Text(
        _filled(templates.get("en", ""), values, "en"), _filled(templates.get("fr", ""), values, "fr")
    )


def decimals(value: float, places: int) -> Text:
    """Return a number with so many decimals, as each language writes it."""
    return Text(number_text(value, "en", places), number_text(value, "fr", places))


def _filled(template: str, values: Mapping[str, Value], language: Language) -> str:
    filled = template.format(**{name: shown(value, language) for name, value in values.items()})
    return _spaced(filled) if language == "fr" else filled


def _spaced(text: str) -> str:
    """Return French with the spaces that its signs take and that no line may break."""
    for sign in (";", "?", "!"):
        text = text.replace(f" {sign}", f"{NARROW}{sign}")
    return text.replace(" :", f"{WIDE}:").replace("« ", f"«{WIDE}").replace(" »", f"{WIDE}»")


WHAT: Mapping[str, tuple[Text, Text]] = {
    "calendar": (Text("calendar", "calendrier"), Text("no calendar", "aucun calendrier")),
    "pool": (Text("pool", "ressource"), Text("no pool", "aucune ressource")),
    "skill": (Text("skill", "compétence"), Text("no skill", "aucune compétence")),
    "material": (Text("material", "matière"), Text("no material", "aucune matière")),
    "operation": (Text("operation", "opération"), Text("no operation", "aucune opération")),
}
"""The tables of a scenario as sentences name them: by itself, and where there is none."""


def named(what: str, name: object) -> Text:
    """Return a thing of a scenario with its name: pool 'suite', ressource « suite »."""
    if what not in WHAT:
        return Text(f"{what} '{name}'", f"{what} «{WIDE}{name}{WIDE}»")
    return Text(f"{WHAT[what][0].en} '{name}'", f"{WHAT[what][0].fr} «{WIDE}{name}{WIDE}»")


@cache
def sentences() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return the bundled sentences by their code, read once per process."""
    file = files("biovaliance.bioproduction") / "wording.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
