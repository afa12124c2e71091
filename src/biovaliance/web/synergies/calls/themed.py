"""Calls beside other things: those a search found, and those on a concept. Open ones first, then history."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from biovaliance.showcase.documents import CALL_KIND
from biovaliance.synergies.calls.listing import list_calls
from biovaliance.synergies.calls.standing import Standing, Status, standing
from biovaliance.synergies.calls.values import Call
from biovaliance.vocabulary.thesaurus import Concept
from biovaliance.web.access import Reader
from biovaliance.web.atlas.directory import thesaurus
from biovaliance.web.atlas.presenting import concept_label
from biovaliance.web.synergies.calls.presenting import present_row
from biovaliance.web.synergies.calls.store import read_book

MOST_OPEN = 6
MOST_CLOSED = 3


@dataclass(frozen=True, slots=True)
class FoundCall:
    """A call under the key that search knows it by, and how it stands."""

    key: str
    call: Call
    standing: Standing


def calls_of_keys(reader: Reader, keys: Iterable[str]) -> list[tuple[str, Call]]:
    """Return the calls of some keys of the search, in their order; one that is no more is left out."""
    book = read_book(reader)
    found = ((key, book.by_key.get(key)) for key in keys)
    return [(key, call) for key, call in found if call is not None]


def sorted_by_standing(calls: Iterable[tuple[str, Call]], now: dt.datetime) -> list[FoundCall]:
    """Return calls with how they stand: open, forthcoming, not known, closed; else as they came."""
    found = [FoundCall(key, call, standing(call, now)) for key, call in calls]
    order = list(Status)
    return sorted(found, key=lambda each: order.index(each.standing.status))


def mark_history(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return lines of calls, the first of the closed ones marked as the beginning of history."""
    first = next((number for number, row in enumerate(rows) if row["is_past"]), None)
    return [{**row, "begins_history": number == first} for number, row in enumerate(rows)]


def present_calls_on(reader: Reader, concept: Concept, now: dt.datetime) -> dict[str, Any] | None:
    """Return the calls on a concept or a narrower one, each with the theme it is here by; None if none."""
    entries = [each for each in read_book(reader).entries if concept.id in each.codes["theme"]]
    if not entries:
        return None
    listed = list_calls(entries, {}, "", now).found
    closed = [each for each in listed if each.standing.status is Status.CLOSED]
    current = [each for each in listed if each.standing.status is not Status.CLOSED]
    narrower = thesaurus().narrower_closure(concept.id)
    rows = [
        present_row(each.call, each.standing)
        | {"through": [concept_label(theme) for theme in _through(each.call, concept.id, narrower)]}
        for each in (*current[:MOST_OPEN], *closed[:MOST_CLOSED])
    ]
    return {
        "kind": CALL_KIND,
        "total": len(listed),
        "rows": mark_history(rows),
        "url": f"{reverse('calls')}?theme={concept.id}",
    }


def _through(call: Call, concept_id: str, narrower: frozenset[str]) -> list[str]:
    """Return the narrower themes by which a call is on a concept; none where it names the concept itself."""
    return [] if concept_id in call.themes else [theme for theme in call.themes if theme in narrower]
