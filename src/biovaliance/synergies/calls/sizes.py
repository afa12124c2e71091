"""Size of a company: which classes its figures allow, with the companies it is tied to.

    own figures + share of partners (25 to 50 %) + all of linked companies (control)
         ──thresholds of company_size.csv──> headcount AND (turnover OR balance sheet)

A figure that is not known leaves several classes possible; they are all told. The rule that a change of
class holds only after two years was not seen in the text, and is not applied.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from biovaliance.foundation.errors import InputError
from biovaliance.foundation.evidence import Confidence
from biovaliance.synergies.calls.bundle import bundle_folder
from biovaliance.synergies.calls.kinds import PartnerKind

EU = "Recommendation 2003/361/EC"
FRENCH = "Décret 2008-1354 art. 3"
PARTNER_FROM_PCT = 25.0
LINKED_ABOVE_PCT = 50.0


class SizeClass(StrEnum):
    """Classes of the EU recommendation, and those of the French decree."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    MICROENTREPRISE = "microentreprise"
    PME = "pme"
    ETI = "eti"
    GE = "ge"


_LAST = {EU: SizeClass.LARGE, FRENCH: SizeClass.GE}


@dataclass(frozen=True, slots=True)
class Threshold:
    """A class and its ceilings: fewer than `staff_below` people, and turnover or balance sheet up to."""

    size: SizeClass
    framework: str
    staff_below: float
    turnover_meur: float
    balance_meur: float
    sources: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Figures:
    """Staff in annual work units, turnover and balance sheet in millions of euros; None where not known."""

    headcount: float | None = None
    turnover_meur: float | None = None
    balance_meur: float | None = None

    def __post_init__(self) -> None:
        for name, value in (
            ("headcount", self.headcount),
            ("turnover_meur", self.turnover_meur),
            ("balance_meur", self.balance_meur),
        ):
            if value is not None and not 0 <= value < float("inf"):
                raise InputError(
                    f"{name} is {value:g}; expected 0 or more, in people or in millions of euros."
                )


@dataclass(frozen=True, slots=True)
class Tie:
    """Another company: its figures, the share held in % (the greater of capital and votes), and control.

    `is_exempt_investor` says that it is a university, an institutional investor or a public investment
    corporation that holds 25 to 50 % and is linked to nobody: it is left out.
    """

    figures: Figures
    share_pct: float
    controls: bool = False
    is_exempt_investor: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.share_pct <= 100:
            raise InputError(f"The share held is {self.share_pct:g}; expected % from 0 to 100.")

    @property
    def weight(self) -> float:
        """Which part of its figures is added: all under control, the share of a partner, else nothing."""
        if self.controls or self.share_pct > LINKED_ABOVE_PCT:
            return 1.0
        if self.share_pct < PARTNER_FROM_PCT or self.is_exempt_investor:
            return 0.0
        return self.share_pct / 100


@dataclass(frozen=True, slots=True)
class SizeResult:
    """The classes that the figures allow in one framework, the smallest first, and the figures added up."""

    framework: str
    possible: tuple[SizeClass, ...]
    figures: Figures

    @property
    def size(self) -> SizeClass | None:
        """The class, None where the figures allow several."""
        return self.possible[0] if len(self.possible) == 1 else None


def read_thresholds(text: str) -> tuple[Threshold, ...]:
    """Return the classes of `company_size.csv` that have ceilings, the smallest first of each framework."""
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["kind"] == "size"]
    return tuple(
        Threshold(
            size=SizeClass(row["name"]),
            framework=row["framework"],
            staff_below=float(row["headcount"].removeprefix("<")),
            turnover_meur=float(row["turnover_meur"].removeprefix("<=")),
            balance_meur=float(row["balance_sheet_meur"].removeprefix("<=")),
            sources=tuple(row["source"].split(" ; ")),
            confidence=Confidence(row["confidence"]),
        )
        for row in rows
        if row["framework"] in {EU, FRENCH} and row["turnover_meur"]
    )


@cache
def bundled_thresholds() -> tuple[Threshold, ...]:
    """Return the ceilings of this package, read once per process."""
    return read_thresholds((bundle_folder() / "company_size.csv").read_text(encoding="utf-8"))


def company_size(
    own: Figures, ties: Sequence[Tie] = (), framework: str = EU, thresholds: Sequence[Threshold] = ()
) -> SizeResult:
    """Return the classes a company may be of, with the companies it is tied to.

    Args:
        own: its own last closed accounts.
        ties: the companies above and below it.
        framework: `EU` for state aid, `FRENCH` for the statistical classes (where an ETI exists).
        thresholds: the ceilings, those of the package by default.
    """
    total = _added(own, [tie for tie in ties if tie.weight])
    ladder = [each for each in (thresholds or bundled_thresholds()) if each.framework == framework]
    if not ladder:
        raise InputError(f"'{framework}' has no size classes; expected '{EU}' or '{FRENCH}'.")
    possible: list[SizeClass] = []
    for threshold in ladder:
        fits = _fits(total, threshold)
        if fits is not False:
            possible.append(threshold.size)
        if fits:
            return SizeResult(framework, tuple(possible), total)
    return SizeResult(framework, (*possible, _LAST[framework]), total)


def _added(own: Figures, ties: Sequence[Tie]) -> Figures:
    def total(name: str) -> float | None:
        parts = [(1.0, getattr(own, name)), *((tie.weight, getattr(tie.figures, name)) for tie in ties)]
        if any(value is None for _weight, value in parts):
            return None
        return float(sum(weight * value for weight, value in parts))

    return Figures(total("headcount"), total("turnover_meur"), total("balance_meur"))


def _fits(figures: Figures, threshold: Threshold) -> bool | None:
    """Whether figures lie within the ceilings; None where an unknown figure decides."""
    staff = None if figures.headcount is None else figures.headcount < threshold.staff_below
    money = [
        None if value is None else value <= ceiling
        for value, ceiling in (
            (figures.turnover_meur, threshold.turnover_meur),
            (figures.balance_meur, threshold.balance_meur),
        )
    ]
    either = True if True in money else None if None in money else False
    if staff is False or either is False:
        return False
    return True if staff and either else None


def kinds_of_size(result: SizeResult) -> frozenset[PartnerKind]:
    """Return what follows for the kinds of partner: of a sure class, or of classes that agree."""
    sme = {SizeClass.MICRO, SizeClass.SMALL, SizeClass.MEDIUM, SizeClass.MICROENTREPRISE, SizeClass.PME}
    if result.size in {SizeClass.MICRO, SizeClass.SMALL}:
        return frozenset({PartnerKind.COMPANY, PartnerKind.SMALL})
    if result.size is SizeClass.MEDIUM:
        return frozenset({PartnerKind.COMPANY, PartnerKind.MEDIUM})
    if set(result.possible) <= sme:
        return frozenset({PartnerKind.COMPANY, PartnerKind.SME})
    if result.size is SizeClass.ETI:
        return frozenset({PartnerKind.COMPANY, PartnerKind.ETI})
    if result.size is SizeClass.GE:
        return frozenset({PartnerKind.COMPANY, PartnerKind.LARGE})
    return frozenset({PartnerKind.COMPANY})
