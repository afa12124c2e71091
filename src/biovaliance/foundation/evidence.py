"""Who says so, where, since when, under which licence, and who may see it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Audience(StrEnum):
    """For whom a statement is meant."""

    PUBLIC = "public"
    MEMBERS = "members"
    TEAM = "team"
    FUNDER = "funder"


class View(StrEnum):
    """What a kind of reader sees: the audiences open to them (see `AUDIENCES_OF_VIEW`)."""

    PUBLIC = "public"
    MEMBER = "member"
    FUNDER = "funder"
    TEAM = "team"


AUDIENCES_OF_VIEW: dict[View, frozenset[Audience]] = {
    View.PUBLIC: frozenset({Audience.PUBLIC}),
    View.MEMBER: frozenset({Audience.PUBLIC, Audience.MEMBERS}),
    View.FUNDER: frozenset({Audience.PUBLIC, Audience.FUNDER}),
    View.TEAM: frozenset(Audience),
}


def narrower(*audiences: Audience) -> Audience:
    """Return the audience of what rests on all of these: public only if all are.

    Members and funders see different things, so what rests on both is for the team alone.
    """
    closed = {audience for audience in audiences if audience is not Audience.PUBLIC}
    if len(closed) > 1:
        return Audience.TEAM
    return closed.pop() if closed else Audience.PUBLIC


class Confidence(StrEnum):
    """How far a source carries a statement.

    high: explicit statement; medium: partial, old, single mention or inferred; low: list of names only.
    """

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for the strongest, so that sorting puts it first."""
        return _RANKS[self]


_RANKS = {confidence: rank for rank, confidence in enumerate(Confidence)}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place where a statement can be checked.

    `stated_on` is the date of the page as far as it is known ('' where it is not), `read_on` the day
    it was read for the data set; both are ISO 8601 at the precision known.
    """

    source_key: str
    address: str
    publisher: str
    stated_on: str
    read_on: str
    licence: str
    confidence: Confidence

    def to_json(self) -> dict[str, str]:
        """Return a flat mapping that `from_json` reads back."""
        return {  # written out: a build makes millions of these
            "source_key": self.source_key,
            "address": self.address,
            "publisher": self.publisher,
            "stated_on": self.stated_on,
            "read_on": self.read_on,
            "licence": self.licence,
            "confidence": self.confidence.value,
        }

    @classmethod
    def from_json(cls, data: dict[str, str]) -> Self:
        """Read what `to_json` wrote."""
        return cls(**{**data, "confidence": Confidence(data["confidence"])})  # type: ignore[arg-type]
