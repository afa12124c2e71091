"""Small calls and partners for the tests of calls."""

import datetime as dt

from biovaliance.foundation.evidence import Confidence
from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.kinds import PartnerKind
from biovaliance.synergies.calls.partners import Partner
from biovaliance.synergies.calls.rules import Operator, Rule
from biovaliance.synergies.calls.values import Asked, Call, Level

NOON = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)

HOSPITAL = Partner("chu", "CHU", frozenset({PartnerKind.HOSPITAL}), "FR", "FR-21", "Dijon")
SMALL = Partner("small", "Petite", frozenset({PartnerKind.SMALL}), "FR", "FR-25", "Besançon")
LARGE = Partner("large", "Grande", frozenset({PartnerKind.LARGE}), "FR", "FR-21", "Dijon")
LABORATORY = Partner("lab", "Labo", frozenset({PartnerKind.ACADEMIC}), "FR", "FR-25", "Besançon")
SWISS = Partner("swiss", "Swiss SA", frozenset({PartnerKind.SME}), "CH", "CH-NE", "Neuchâtel")
GERMAN = Partner("german", "Institut", frozenset({PartnerKind.ACADEMIC}), "DE")
BELGIAN = Partner("belgian", "Université", frozenset({PartnerKind.ACADEMIC}), "BE")
COMPANY = Partner("company", "Société", frozenset({PartnerKind.COMPANY}))
STRANGER = Partner("stranger", "Inconnu")


def rule(kind: str, operator: Operator, *values: int | str, **more: object) -> Rule:
    """Return a rule said by one page."""
    return Rule(
        kind=kind,
        operator=operator,
        values=values,
        unit=str(more.pop("unit", "")),
        text=Text(f"{kind}.", f"{kind}."),
        sources=("https://open.example/call",),
        confidence=Confidence.HIGH,
        **more,
    )


def call(*rules: Rule, asked: Asked = Asked(), **more: object) -> Call:  # noqa: B008 -- a value
    """Return a call with some rules."""
    return Call(
        id=str(more.pop("id", "CALL")),
        name=Text("Call", "Appel"),
        operator=Text("", ""),
        level=Level.NATIONAL,
        instrument=Text("", ""),
        confidence=Confidence.HIGH,
        seen_on="2026-11-23",
        rules=rules,
        asked=asked,
        **more,
    )
