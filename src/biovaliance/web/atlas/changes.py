"""What each snapshot changed, as pages, feeds and the API tell it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from biovaliance.atlas.fields import Kind, field_definition
from biovaliance.atlas.relations import RELATION_TYPES
from biovaliance.atlas.snapshots.changes import ChangeCode, change_label
from biovaliance.foundation.evidence import Evidence
from biovaliance.foundation.languages import Text
from biovaliance.web.access import Reader
from biovaliance.web.addresses import key_address
from biovaliance.web.atlas.presenting import value_text, words

PAGE_SIZE = 100
_RELATED = frozenset({ChangeCode.RELATION_NEW, ChangeCode.RELATION_GONE})


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One change in the reader's language; an address is '' where the thing has no page any more."""

    key: str
    kind: str
    code: str
    label: str
    name: str
    url: str
    what: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    other: str
    other_url: str
    snapshot: str
    position: int
    built_at: dt.datetime
    evidence: tuple[Evidence, ...]


def read_changes(reader: Reader, offset: int = 0, limit: int = PAGE_SIZE) -> list[ToldChange]:
    """Return what changed, the latest snapshot first, in two queries."""
    rows = list(reader.changes()[offset : offset + limit])
    keys = {key for row in rows for key in (row.key, row.other_key) if key}
    open_keys = set(reader.entities().filter(key__in=keys).values_list("key", flat=True))
    return [_told(row, open_keys) for row in rows]


def _told(row: Any, open_keys: set[str]) -> ToldChange:
    kind, code = Kind(row.kind), ChangeCode(row.code)
    related = code in _RELATED
    before, after = _sides(row, kind, code)
    return ToldChange(
        key=row.key,
        kind=row.kind,
        code=row.code,
        label=words(change_label(code, kind)),
        name=words(row.title),
        url=_address(row.key, open_keys),
        what=_what(kind, row.field, related=related),
        before=before,
        after=after,
        other=words(row.other),
        other_url=_address(row.other_key, open_keys),
        snapshot=row.snapshot,
        position=row.position,
        built_at=row.built_at,
        evidence=tuple(Evidence.from_json(item) for item in row.evidence),
    )


def _sides(row: Any, kind: Kind, code: ChangeCode) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if code is ChangeCode.ADDRESS:
        return (key_address(row.before),), (key_address(row.after),)
    if code in _RELATED:
        return (), ()
    return _values(kind, row.field, row.before), _values(kind, row.field, row.after)


def _address(key: str, open_keys: set[str]) -> str:
    return key_address(key) if key in open_keys else ""


def _what(kind: Kind, field: str, *, related: bool) -> str:
    if not field:
        return ""
    return words(RELATION_TYPES[field].forward if related else field_definition(kind, field).label)


def _values(kind: Kind, field: str, told: str) -> tuple[str, ...]:
    """Return the values of a field as a reader sees them; a localised one holds both languages."""
    if not told:
        return ()
    definition = field_definition(kind, field)
    if definition.localised:
        pairs = (value.partition("\n") for value in told.split(" | "))
        return tuple(words(Text(english, french)) for english, _line, french in pairs)
    return tuple(value_text(kind, field, value) for value in told.split(" | "))


def sentence(change: ToldChange) -> str:
    """Return a change in one line: what kind, from what, to what, with whom."""
    if change.other:
        return f"{change.what or change.label} {change.other}"
    if change.before or change.after:
        values = " → ".join(", ".join(part) for part in (change.before, change.after) if part)
        return f"{change.what or change.label}{_colon()} {values}"
    return change.label


def _colon() -> str:
    return words(Text(":", "\u00a0:"))


def present_changes(reader: Reader, page_asked: str) -> dict[str, Any]:
    """Return a page of changes by snapshot, and within one by kind of change."""
    page = Paginator(reader.changes(), PAGE_SIZE).get_page(page_asked)
    found = read_changes(reader, (page.number - 1) * PAGE_SIZE)
    return {
        "builds": [
            {"built_at": built_at, "snapshot": snapshot, "groups": _groups(changes)}
            for (built_at, snapshot), changes in _grouped(found, lambda c: (c.built_at, c.snapshot))
        ],
        "page": page,
        "numbers": list(page.paginator.get_elided_page_range(page.number)),
        "crumbs": [{"label": _("What changed")}],
    }


def _groups(changes: Sequence[ToldChange]) -> list[dict[str, Any]]:
    return [{"label": label, "changes": part} for label, part in _grouped(changes, lambda c: c.label)]


def _grouped(changes: Iterable[ToldChange], key: Any) -> list[tuple[Any, list[ToldChange]]]:
    return [(name, list(part)) for name, part in groupby(changes, key)]
