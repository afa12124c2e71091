"""How much of a cost may be paid: ceilings of Regulation (EU) 651/2014, and the rates programmes print.

    base by kind of research + bonus by size + bonus for collaboration, never above the cap

An article knows three sizes: small, medium, large. A French ETI is a large company there, unless the call
says otherwise. Rates are in % of eligible cost, bonuses in percentage points. The rows are those of
aid_intensities.csv, each with its source; the changes of Regulation (EU) 2023/1315 were not seen.
"""

import csv
import io
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from biovaliance.foundation.errors import InputError
from biovaliance.foundation.evidence import Confidence
from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.bundle import bundle_folder
from biovaliance.synergies.calls.sizes import SizeClass


class Research(StrEnum):
    """Kinds of research and innovation as the regulation tells them apart."""

    FUNDAMENTAL = "fundamental research"
    INDUSTRIAL = "industrial research"
    EXPERIMENTAL = "experimental development"
    FEASIBILITY = "feasibility study"
    PROCESS = "process and organisational innovation"


RESEARCH_LABELS: dict[Research, Text] = {
    Research.FUNDAMENTAL: Text("Fundamental research", "Recherche fondamentale"),
    Research.INDUSTRIAL: Text("Industrial research", "Recherche industrielle"),
    Research.EXPERIMENTAL: Text("Experimental development", "Développement expérimental"),
    Research.FEASIBILITY: Text("Feasibility study", "Étude de faisabilité"),
    Research.PROCESS: Text(
        "Process and organisational innovation", "Innovation de procédé et d’organisation"
    ),
}
WITH_COLLABORATION = "effective collaboration or wide dissemination"


@dataclass(frozen=True, slots=True)
class AidRow:
    """A row of the table: a ceiling of the regulation, a bonus, or the rate of a programme."""

    scope: str
    activity: str
    size: str
    base_pct: float | None
    size_bonus_pp: float | None
    collaboration_bonus_pp: float | None
    cap_pct: float | None
    max_pct: float | None
    condition: str
    sources: tuple[str, ...]
    seen_on: str
    confidence: Confidence
    note: str


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The highest share of a cost that aid may reach, the terms it is the sum of, and its row."""

    max_pct: float
    base_pct: float
    size_bonus_pp: float
    collaboration_bonus_pp: float
    cap_pct: float | None
    row: AidRow

    def of(self, cost: float) -> float:
        """Return the greatest aid for a cost, in the cost's own currency.

        Raises:
            InputError: the cost is negative.
        """
        if cost < 0:
            raise InputError(f"The cost is {cost:g}; expected 0 or more.")
        return cost * self.max_pct / 100


def read_aid(text: str) -> tuple[AidRow, ...]:
    """Return the rows of `aid_intensities.csv`."""

    def number(value: str) -> float | None:
        return float(value) if value else None

    return tuple(
        AidRow(
            scope=row["scope"],
            activity=row["activity"],
            size=row["size"],
            base_pct=number(row["base_pct"]),
            size_bonus_pp=number(row["size_bonus_pp"]),
            collaboration_bonus_pp=number(row["collab_bonus_pp"]),
            cap_pct=number(row["cap_pct"]),
            max_pct=number(row["max_pct"]),
            condition=row["condition"],
            sources=tuple(row["source"].split(" ; ")),
            seen_on=row["date_seen"],
            confidence=Confidence(row["confidence"]),
            note=row["note"],
        )
        for row in csv.DictReader(io.StringIO(text))
    )


@cache
def bundled_aid() -> tuple[AidRow, ...]:
    """Return the table of this package, read once per process."""
    return read_aid((bundle_folder() / "aid_intensities.csv").read_text(encoding="utf-8"))


_AID_SIZE = {
    SizeClass.MICRO: "small",  # the articles know no smaller class
    SizeClass.SMALL: "small",
    SizeClass.MEDIUM: "medium",
    SizeClass.LARGE: "large",
    SizeClass.ETI: "large",
    SizeClass.GE: "large",
}


def aid_ceiling(
    research: Research, size: SizeClass, *, collaborates: bool = False, rows: tuple[AidRow, ...] = ()
) -> Ceiling:
    """Return the ceiling of Reg. 651/2014 (art. 25, 29) for a kind of research and a size of company.

    `collaborates` says that the bonus for effective collaboration or wide dissemination is due; it exists
    for industrial research and experimental development only.

    Raises:
        InputError: the size is one of the French classes that state aid does not know.
    """
    if size not in _AID_SIZE:
        raise InputError(
            f"'{size}' is no size of state aid; take the class of the EU recommendation: "
            "micro, small, medium or large."
        )
    fitting = [
        row
        for row in rows or bundled_aid()
        if row.scope in {"GBER art. 25", "GBER art. 29"}
        and row.activity == research
        and row.size == _AID_SIZE[size]
    ]
    with_bonus = [row for row in fitting if row.condition == WITH_COLLABORATION]
    row = (
        with_bonus[0]
        if collaborates and with_bonus
        else next(r for r in fitting if r.condition != WITH_COLLABORATION)
    )
    base, by_size, together = row.base_pct or 0.0, row.size_bonus_pp or 0.0, row.collaboration_bonus_pp or 0.0
    total = base + by_size + together
    return Ceiling(
        min(total, row.cap_pct) if row.cap_pct is not None else total,
        base,
        by_size,
        together,
        row.cap_pct,
        row,
    )


def programme_rates(scopes: tuple[str, ...], rows: tuple[AidRow, ...] = ()) -> tuple[AidRow, ...]:
    """Return the rows of the programmes named, in the order of the table."""
    return tuple(row for row in rows or bundled_aid() if row.scope in scopes)
