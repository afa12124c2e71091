"""The numbers of a scenario as a reader calls them: "lentiviral vector: price" for materials.2.price_eur."""

from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel

from biovaliance.bioproduction.costs.numbers import Place
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.fields import field_words
from biovaliance.bioproduction.words.names import label
from biovaliance.bioproduction.words.titles import library_title
from biovaliance.foundation.wording import capitalised
from biovaliance.web.templatetags.biovaliance import reader_language

_SAID_BY_ITSELF = {"value", "mean", "mode", "values"}


def word(text: str) -> str:
    """Return a word of the library in the reader's language; another one as it was written."""
    return label(text, reader_language())


def scenario_title(name: str) -> str:
    """Return a scenario's name; one that is named as in the library, in the reader's language."""
    return library_title(name).in_language(reader_language())


def pool_word(text: str) -> str:
    """Return the name of a pool, or of several of which any may serve."""
    return " / ".join(word(part) for part in text.split(" / "))


def number_name(scenario: Scenario, place: Place) -> str:
    """Return what a number is called."""
    words: list[str] = []
    value: Any = scenario
    for part in place:
        if isinstance(value, BaseModel):
            words += _key_words(value, str(part))
            value = getattr(value, str(part), None)
        elif isinstance(value, tuple) and isinstance(part, int):
            value = value[part]
            name = getattr(value, "name", None)
            words.append(word(str(name)) if name else str(part + 1))
        else:
            words.append(word(str(part)))
            value = value.get(part) if hasattr(value, "get") else None
    first, *rest = words or [""]
    colon = _("%(thing)s: %(key)s")
    named = colon % {"thing": first, "key": ", ".join(rest)} if rest else first
    return capitalised(named)


def _key_words(table: BaseModel, key: str) -> list[str]:
    if isinstance(table, Scenario) or key in _SAID_BY_ITSELF:
        return []
    try:
        words = field_words(type(table), key).label.in_language(reader_language())
    except KeyError:  # what a distribution says of itself
        return [
            {"low": _("lowest"), "high": _("highest"), "sd": _("spread"), "cv": _("spread")}.get(key, key)
        ]
    return [words[:1].lower() + words[1:] if words[1:2].islower() else words]
