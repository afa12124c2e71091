"""Calls, findings and fits as plain data, for JSON: texts in both languages, dates in ISO 8601."""

import datetime as dt
from typing import Any

from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.deadlines import Deadline
from biovaliance.synergies.calls.findings import Finding
from biovaliance.synergies.calls.fitting import Fit
from biovaliance.synergies.calls.implied import rules_with_implied
from biovaliance.synergies.calls.rules import Rule
from biovaliance.synergies.calls.standing import Standing
from biovaliance.synergies.calls.values import Call, Page


def plain_text(text: Text) -> dict[str, str]:
    """Return a text by language."""
    return {"en": text.en, "fr": text.fr}


def plain_deadline(deadline: Deadline) -> dict[str, Any]:
    """Return a deadline; `instant` is null where no hour was seen."""
    return {
        "on": deadline.on.isoformat(),
        "instant": deadline.instant.isoformat() if deadline.instant else None,
        "instant_in_paris": deadline.in_paris.isoformat() if deadline.in_paris else None,
        "kind": str(deadline.kind),
        "stage": deadline.stage,
        "text": plain_text(deadline.text),
        "sources": list(deadline.sources),
        "confidence": str(deadline.confidence),
    }


def plain_rule(rule: Rule) -> dict[str, Any]:
    """Return a rule with all that is known of it."""
    return {
        "kind": rule.kind,
        "operator": str(rule.operator),
        "values": list(rule.values),
        "unit": rule.unit,
        "who": [str(kind) for kind in rule.who],
        "country": rule.country,
        "applies": str(rule.applies),
        "condition": plain_text(rule.condition),
        "text": plain_text(rule.text),
        "edition": plain_text(rule.edition),
        "sources": list(rule.sources),
        "confidence": str(rule.confidence),
        "taken_from": rule.taken_from,
        "derived": rule.derived,
    }


def plain_page(page: Page) -> dict[str, Any]:
    """Return a page that was read."""
    return {
        "address": page.address,
        "publisher": plain_text(page.publisher),
        "date_on_page": plain_text(page.date_on_page),
        "read_on": page.read_on,
    }


def plain_standing(stands: Standing) -> dict[str, Any]:
    """Return how a call stands: status, next deadline, days left."""
    return {
        "status": str(stands.status),
        "days_left": stands.days_left,
        "next_deadline": plain_deadline(stands.next) if stands.next else None,
        "last_deadline": plain_deadline(stands.last) if stands.last else None,
    }


def plain_summary(call: Call, stands: Standing) -> dict[str, Any]:
    """Return a line of a list of calls."""
    return {
        "id": call.id,
        "slug": call.slug,
        "name": plain_text(call.name),
        "level": str(call.level),
        "country": call.country,
        "operator": plain_text(call.operator),
        "instrument": plain_text(call.instrument),
        "edition": plain_text(call.edition),
        "themes": list(call.themes),
        "any_theme": call.any_theme,
        "confidence": str(call.confidence),
        "seen_on": call.seen_on,
        **plain_standing(stands),
    }


def plain_call(call: Call, stands: Standing) -> dict[str, Any]:
    """Return everything known of a call; null where it was not seen."""
    return {
        **plain_summary(call, stands),
        "opens_on": call.opens_on.isoformat() if call.opens_on else None,
        "rolling": call.is_rolling,
        "deadline_model": call.deadline_model,
        "deadlines": [plain_deadline(deadline) for deadline in call.deadlines],
        "amounts": {
            "currency": call.amounts.currency,
            "call_budget": call.amounts.call_budget,
            "project_min": call.amounts.project_min,
            "project_max": call.amounts.project_max,
            "basis": plain_text(call.amounts.basis),
        },
        "aid_pct": {
            "small": call.aid.small_pct,
            "medium": call.aid.medium_pct,
            "eti": call.aid.eti_pct,
            "large": call.aid.large_pct,
            "research": call.aid.research_pct,
        },
        "rules_of": call.rules_of,
        "rules": [plain_rule(rule) for rule in rules_with_implied(call)],
        "note": plain_text(call.note),
        "not_seen": [plain_text(text) for text in call.not_seen],
        "pages": [plain_page(page) for page in call.pages],
        "programmes": list(call.programme_slugs),
    }


def plain_finding(finding: Finding) -> dict[str, Any]:
    """Return what a rule found in a proposal."""
    return {
        "key": finding.key,
        "outcome": str(finding.outcome),
        "text": plain_text(finding.text),
        "partners": list(finding.partners),
        "rule": plain_rule(finding.rule),
    }


def plain_fit(fit: Fit) -> dict[str, Any]:
    """Return how a call fits."""
    return {
        **plain_summary(fit.call, fit.standing),
        "verdict": str(fit.verdict),
        "roles": {
            str(role.role): {
                "outcome": str(role.outcome),
                "findings": [plain_finding(finding) for finding in role.findings],
            }
            for role in fit.roles
        },
        "reasons": [plain_text(text) for text in fit.reasons],
        "against": [plain_text(text) for text in fit.against],
        "unknown": [plain_text(text) for text in fit.unknowns],
    }


def moment(text: str) -> dt.datetime:
    """Return noon UTC of an ISO day, as the moment for which somebody asks how calls stood."""
    return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(12), dt.UTC)
