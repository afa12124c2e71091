"""A call for projects as a value: what is known of it, from whom, since when, and what was not seen."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from biovaliance.foundation.evidence import Confidence
from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.deadlines import Deadline
from biovaliance.synergies.calls.rules import NOTHING, Rule

_NO_ADDRESS = re.compile(r"[^a-z0-9_]+")


class Level(StrEnum):
    """Who gives the money: a region, a country, two countries side by side, the Union."""

    REGION = "region"
    NATIONAL = "national"
    CROSS_BORDER = "cross-border"
    EU = "eu"


LEVEL_LABELS: dict[Level, Text] = {
    Level.REGION: Text("Regional", "Régional"),
    Level.NATIONAL: Text("National", "National"),
    Level.CROSS_BORDER: Text("Cross-border", "Transfrontalier"),
    Level.EU: Text("European", "Européen"),
}

SeenStatus = Literal["open", "forthcoming", "closed", "unknown"]
"""What the pages said of the call on the day they were read."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read: address, who publishes it, the date it shows, the day it was read."""

    address: str
    publisher: Text
    date_on_page: Text
    read_on: str


@dataclass(frozen=True, slots=True)
class Amounts:
    """Money of a call in `currency`; None where it was not seen. `basis` says what the figures count."""

    currency: str = "EUR"
    call_budget: int | None = None
    project_min: int | None = None
    project_max: int | None = None
    basis: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Asked:
    """What the call asks in short, as the table of calls states it; details are in the rules.

    Numbers are None where they were not seen.
    """

    partners_min: int | None = None
    partners_max: int | None = None
    companies_min: int | None = None
    smes_min: int | None = None
    smes_or_etis_min: int | None = None
    large_min: int | None = None
    academics_min: int | None = None
    hospitals_min: int | None = None
    clusters_min: int | None = None
    countries_min: int | None = None
    duration_min_months: int | None = None
    duration_max_months: int | None = None
    trl_min: int | None = None
    trl_max: int | None = None
    must_include: Text = NOTHING
    lead: Text = NOTHING
    independence: Text = NOTHING
    territory: Text = NOTHING
    cluster_label: Text = NOTHING


@dataclass(frozen=True, slots=True)
class AidRates:
    """Highest share of costs paid, in %, by size of company and for research bodies."""

    small_pct: int | None = None
    medium_pct: int | None = None
    eti_pct: int | None = None
    large_pct: int | None = None
    research_pct: int | None = None
    other: Text = NOTHING
    form: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as the EU Funding & Tenders portal has it; amounts are the EU contribution per grant.

    `status_in_copy` is what the copy of the month `copy_of` said. `relevance` is a person's judgement for a
    biotherapy cluster: core, adjacent, horizontal, peripheral, or restricted (few may submit).
    """

    id: str
    title: Text
    programme: str
    type_of_action: Text
    deadline: dt.date | None
    deadline_model: str
    status_in_copy: str
    copy_of: str
    address: str
    contribution_min: int | None = None
    contribution_max: int | None = None
    expected_grants: int | None = None
    relevance: str = ""
    about: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Call:
    """A call for projects, a programme that takes proposals, or one topic of it.

    `themes` are concepts of the vocabulary; `any_theme` says that every subject is welcome. With neither,
    the themes were not seen. `rules_of` names the call whose default rules apply beside its own;
    `is_rule_set` says that this one is such a set of rules, and no call with dates of its own.
    """

    id: str
    name: Text
    operator: Text
    level: Level
    instrument: Text
    confidence: Confidence
    seen_on: str
    country: str = ""
    edition: Text = NOTHING
    opens_on: dt.date | None = None
    time_zone: Text = NOTHING
    recurrence: Text = NOTHING
    stages: Text = NOTHING
    deadline_model: str = ""
    is_rolling: bool = False
    status_seen: SeenStatus = "unknown"
    status_words: Text = NOTHING
    deadlines: tuple[Deadline, ...] = ()
    amounts: Amounts = Amounts()
    asked: Asked = Asked()
    aid: AidRates = AidRates()
    aid_scopes: tuple[str, ...] = ()
    any_theme: bool = False
    themes: tuple[str, ...] = ()
    topic: Topic | None = None
    rules: tuple[Rule, ...] = ()
    rules_of: str = ""
    is_rule_set: bool = False
    pages: tuple[Page, ...] = ()
    note: Text = NOTHING
    not_seen: tuple[Text, ...] = ()
    programme_slugs: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """The readable name in addresses."""
        return _NO_ADDRESS.sub("-", self.id.lower()).strip("-")

    def rules_of_kind(self, *kinds: str) -> tuple[Rule, ...]:
        """Return the rules of these kinds, in the order of the file."""
        return tuple(rule for rule in self.rules if rule.kind in kinds)

    def page(self, address: str) -> Page | None:
        """Return what is known of the page at `address`."""
        return next((page for page in self.pages if page.address == address), None)
