"""How fresh each source of the published snapshot is, and which is due to be fetched again."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from biovaliance.foundation.dates import PartialDate
from biovaliance.foundation.languages import Text
from biovaliance.sources.curated.read import SOURCE as CURATED
from biovaliance.sources.definitions import source_definition
from biovaliance.sources.region import Region

REFRESHES: dict[str, tuple[Text, int]] = {
    "daily": (Text("daily", "quotidienne"), 1),
    "weekly": (Text("weekly", "hebdomadaire"), 7),
    "monthly": (Text("monthly", "mensuelle"), 31),
    "quarterly": (Text("quarterly", "trimestrielle"), 92),
    "every four months": (Text("every four months", "tous les quatre mois"), 123),
    "yearly": (Text("yearly", "annuelle"), 366),
}
"""How often publishers renew their data, and after how many days a copy is older than that."""
_CURATED_NAME = Text("Curated files of the region", "Fichiers tenus pour la région")
_CURATED_REFRESH = Text("with each correction", "à chaque correction")


@dataclass(frozen=True, slots=True)
class Freshness:
    """One source as the snapshot read it; dates are ISO 8601 at the precision known, '' where unknown."""

    name: Text
    files: int
    rows_kept: int
    stated_on: str
    taken_on: str
    refresh: Text
    is_due: bool


def freshness(receipts: Iterable[Mapping[str, Any]], region: Region, today: dt.date) -> list[Freshness]:
    """Return how fresh each source is, the region's own files first, then by name.

    A source is due when its copy is older than the publisher renews it: counted from the day it was
    taken, or from the date of the data where nobody wrote down when it was taken.
    """
    by_source: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for receipt in receipts:
        by_source[receipt.get("source_key", "")].append(receipt)
    found = []
    if own := by_source.pop(CURATED, []):
        taken_up_on = region.terms(CURATED).taken_up_on if region.is_curated else ""
        found.append(
            Freshness(_CURATED_NAME, len(own), _rows(own), taken_up_on, "", _CURATED_REFRESH, is_due=False)
        )
    others = [_of_source(key, found_files, today) for key, found_files in by_source.items() if key]
    return [*found, *sorted(others, key=lambda each: each.name.en)]


def _of_source(key: str, receipts: list[Mapping[str, Any]], today: dt.date) -> Freshness:
    definition = source_definition(key)
    words, days = REFRESHES.get(definition.refresh, (Text(definition.refresh, definition.refresh), 366))
    stated_on = max(str(receipt.get("stated_on", "")) for receipt in receipts)
    taken_on = max(str(receipt.get("taken_on", "")) for receipt in receipts)
    known = taken_on or stated_on
    is_due = bool(known) and (today - PartialDate.parse(known).last_day).days > days
    return Freshness(definition.name, len(receipts), _rows(receipts), stated_on, taken_on, words, is_due)


def _rows(receipts: Iterable[Mapping[str, Any]]) -> int:
    return sum(int(receipt["rows_kept"]) for receipt in receipts)
