"""Words of scenarios that pages share: kinds, ways, statuses, money and numbers, in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from biovaliance.bioproduction.scenarios.wording import figure_text, hours_text, share_text
from biovaliance.bioproduction.words.names import label
from biovaliance.bioproduction.words.notes import note_text, source_text
from biovaliance.foundation.errors import Problem
from biovaliance.foundation.wording import WIDE
from biovaliance.web.templatetags.biovaliance import reader_language

POOL_KINDS = {
    "staff": gettext_lazy("people"),
    "room": gettext_lazy("room"),
    "equipment": gettext_lazy("equipment"),
    "storage": gettext_lazy("storage"),
}
MATERIAL_KINDS = {
    "material": gettext_lazy("material"),
    "consumable": gettext_lazy("consumable"),
    "vector": gettext_lazy("vector"),
}
UNITS = {
    "h": "h",
    "d": gettext_lazy("d"),
    "y": gettext_lazy("years"),
    "1/d": gettext_lazy("a day"),
    "1/y": gettext_lazy("a year"),
    "d/y": gettext_lazy("days a year"),
    "m2": "m²",
    "EUR": "€",
    "EUR/h": "€/h",
    "EUR/y": gettext_lazy("€ a year"),
    "EUR/m2": "€/m²",
    "EUR/(m2 y)": gettext_lazy("€/m² a year"),
    "share": gettext_lazy("share, 0 to 1"),
    "1": "",
}
"""Units as a reader sees them, by the unit of the key."""


def said(word: str | None) -> str:
    """Return a word of the library in the reader's language."""
    return label(word, reader_language()) if word else ""


def note_words(note: str) -> str:
    """Return a note of a number in the reader's language; one of one's own as it was written."""
    return note_text(note, reader_language())


def source_words(source: str) -> str:
    """Return where a number comes from; a citation stays as it was written."""
    return source_text(source, reader_language())


def euros(amount: float) -> str:
    """Return a price: every euro, and cents where there are few euros."""
    language = reader_language()
    text = figure_text(amount if abs(amount) < 1000 else round(amount), language)
    return f"{text}{WIDE}€" if language == "fr" else f"EUR{WIDE}{text}"


def figure(value: float) -> str:
    """Return a number as the language writes it."""
    return figure_text(value, reader_language())


def hours(value: float) -> str:
    """Return a time in the unit a person would choose."""
    return hours_text(value, reader_language())


def share(value: float) -> str:
    """Return a share in per cent."""
    return share_text(value, reader_language())


def rounded_share(value: float) -> str:
    """Return a share in whole per cent."""
    return share_text(round(value, 2), reader_language())


def in_unit(value: float, unit: str) -> str:
    """Return a number with its unit, as a person would say it."""
    if unit == "h":
        return hours(value)
    if unit == "share":
        return share(value)
    if unit == "EUR":
        return euros(value)
    words = str(UNITS.get(unit, unit))
    return f"{figure(value)}{WIDE}{words}" if words else figure(value)


def days(value_h: float) -> str:
    """Return hours as days to a tenth."""
    return _("%(n)s days") % {"n": figure_text(round(value_h / 24, 1), reader_language())}


def told(problem: Problem) -> dict[str, Any]:
    """Return a problem in the reader's language, with the keys that lead to its place."""
    here = problem.french if reader_language() == "fr" and problem.french else problem
    return {
        "line": problem.line,
        "field": here.field,
        "value": problem.value,
        "message": here.message,
        "mend": here.mend,
        "path": problem.path,
    }
