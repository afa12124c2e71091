"""Who would take part: partners as the rules of calls see them, and a proposal they would file together.

Everything may be unknown: the size of a company, the department of a site, who holds whom. What is not
known is left empty, and a rule that turns on it is answered "unknown", never "met".
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from biovaliance.foundation.dates import PartialDate
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.kinds import PartnerKind, is_of_any, is_of_kind

EU_MEMBER_STATES = frozenset(
    {
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    }
)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency; amounts of two currencies are never compared."""

    amount: float
    currency: str = "EUR"

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise InputError(f"The amount is {self.amount:g} {self.currency}; expected 0 or more.")
        if len(self.currency) != 3 or not self.currency.isupper():
            raise InputError(f"'{self.currency}' is no currency; write three capitals, such as EUR or CHF.")


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation as calls see it.

    `country` is an ISO code; `area` a department or canton ("FR-21", "CH-JU"), told as `place`; `region` any
    code that tells regions apart. `linked_to` are keys of partners under the same control; `ties_known`
    says that whoever is not named there is known not to be linked.
    """

    key: str
    name: str
    kinds: frozenset[PartnerKind] = frozenset()
    country: str = ""
    area: str = ""
    place: str = ""
    region: str = ""
    founded: PartialDate | None = None
    linked_to: frozenset[str] = frozenset()
    ties_known: bool = False

    def is_kind(self, kind: PartnerKind) -> bool | None:
        """Whether it is of a kind; None where that is not known."""
        return is_of_kind(self.kinds, kind)

    def is_any(self, kinds: tuple[PartnerKind, ...]) -> bool | None:
        """Whether it is of one of several kinds; None where that is not known."""
        return is_of_any(self.kinds, frozenset(kinds))

    @property
    def in_eu(self) -> bool | None:
        """Whether it is established in an EU Member State; None where its country is not known."""
        return self.country in EU_MEMBER_STATES if self.country else None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be filed: partners, who leads, size, duration, readiness, shares of cost.

    `answers` are a person's words on what a program cannot judge, by the key of the rule's finding.
    """

    partners: tuple[Partner, ...]
    lead: str = ""
    size: Money | None = None
    aid: Money | None = None
    duration_months: float | None = None
    trl_start: int | None = None
    trl_end: int | None = None
    cost_shares_pct: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    answers: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    on: dt.date | None = None

    def __post_init__(self) -> None:
        keys = [partner.key for partner in self.partners]
        if not keys:
            raise InputError("The proposal has no partner; name at least one.")
        doubled = sorted({key for key in keys if keys.count(key) > 1})
        if doubled:
            raise InputError(f"Partner '{doubled[0]}' is there twice; keep it once.")
        if self.lead and self.lead not in keys:
            raise InputError(f"'{self.lead}' leads and is no partner; name one of: {', '.join(keys)}.")

    @property
    def leader(self) -> Partner | None:
        """Who leads: the one named, or the only one there is."""
        if len(self.partners) == 1:
            return self.partners[0]
        return next((partner for partner in self.partners if partner.key == self.lead), None)


def names_of(partners: "list[Partner] | tuple[Partner, ...]") -> Text:
    """Return the names of partners in a row, with "and" or « et » before the last."""
    names = [partner.name for partner in partners]
    if len(names) < 2:
        return Text("".join(names), "".join(names))
    head = ", ".join(names[:-1])
    return Text(f"{head} and {names[-1]}", f"{head} et {names[-1]}")
