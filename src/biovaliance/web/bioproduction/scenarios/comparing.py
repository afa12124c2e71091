"""What differs between two scenarios, in words."""

from typing import Any

from django.utils.translation import gettext as _

from biovaliance.bioproduction.scenarios.differences import Difference, differences
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.fields import TABLES, field_words
from biovaliance.web.bioproduction.opened import Opened
from biovaliance.web.bioproduction.scenarios.words import figure, said
from biovaliance.web.templatetags.biovaliance import reader_language
from biovaliance.web.templatetags.components import status_words

_KEYS = {
    (field.alias or key): (table, key)
    for table in reversed(TABLES)
    for key, field in table.model_fields.items()
}
"""Where the words of a key are; the first table that has it, since a key means the same in all."""


def difference_rows(before: Opened, after: Opened) -> list[dict[str, Any]]:
    """Return what differs: place, before and after; nothing where either is refused."""
    if before.scenario is None or after.scenario is None:
        return []
    return rows_of(before.scenario, after.scenario)


def rows_of(before: Scenario, after: Scenario) -> list[dict[str, Any]]:
    """Return what differs between two scenarios."""
    return [
        {"place": _place(each), "before": _value(each, each.before), "after": _value(each, each.after)}
        for each in differences(before, after)
    ]


def _place(difference: Difference) -> str:
    return " › ".join(_said(part) for part in difference.place)


def _said(part: str) -> str:
    if part in _KEYS:
        table, key = _KEYS[part]
        return field_words(table, key).label.in_language(reader_language())
    return said(part)


def _value(difference: Difference, value: float | str | None) -> str:
    if value is None:
        return _("not there")
    if isinstance(value, float):
        return figure(value)
    return status_words(value) if difference.place[-1] == "status" else said(value)
