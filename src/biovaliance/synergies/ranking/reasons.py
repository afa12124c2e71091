"""What a score is made of: reasons with their shares, and the rounding that keeps their sum."""

from collections.abc import Sequence
from dataclasses import dataclass

from biovaliance.foundation.evidence import Evidence
from biovaliance.foundation.languages import Text
from biovaliance.synergies.profiles import Document

DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score: how much it adds, why in words, and where that can be checked.

    `kind` is a kind of term, or says why there is nothing: no_documents, nothing_in_common. `passage` are
    words of `document`; `subject` is the concept, profile or stage that the reason is about, '' otherwise.
    """

    kind: str
    share: float
    told: Text
    passage: str = ""
    document: Document | None = None
    evidence: Evidence | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A profile at its rank for a need; the shares of its reasons add up to its score."""

    rank: int
    profile_id: str
    score: float
    reasons: tuple[Reason, ...]


def rounded(score: float, reasons: Sequence[Reason]) -> tuple[float, tuple[Reason, ...]]:
    """Return a score and its reasons at `DECIMALS` decimals, such that the rounded shares add up to it.

    What rounding leaves over goes to the shares that lost most by it. Reasons whose share rounds to
    nothing are left out unless they say why there is nothing.
    """
    unit = 10**DECIMALS
    total = round(score * unit)
    parts = [int(reason.share * unit) for reason in reasons]
    lost = sorted(range(len(parts)), key=lambda n: (parts[n] - reasons[n].share * unit, n))
    step = 1 if total >= sum(parts) else -1
    for turn in range(abs(total - sum(parts))):
        parts[lost[turn % len(lost)]] += step
    kept = tuple(
        Reason(
            reason.kind,
            part / unit,
            reason.told,
            reason.passage,
            reason.document,
            reason.evidence,
            reason.subject,
        )
        for reason, part in zip(reasons, parts, strict=True)
        if part or not reason.share
    )
    return total / unit, kept
