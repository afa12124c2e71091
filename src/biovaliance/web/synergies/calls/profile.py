"""A call as its page shows it: dates, rules, money, themes, who here works on them, and what was not seen."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from biovaliance.foundation.evidence import Confidence, Evidence
from biovaliance.foundation.languages import Text
from biovaliance.foundation.wording import capitalised, number_text
from biovaliance.synergies.calls.aid import RESEARCH_LABELS, Research, aid_ceiling, programme_rates
from biovaliance.synergies.calls.deadlines import DEADLINE_LABELS, Deadline
from biovaliance.synergies.calls.implied import rules_with_implied
from biovaliance.synergies.calls.judging_projects import amount_text
from biovaliance.synergies.calls.kinds import kinds_text
from biovaliance.synergies.calls.partners import Money
from biovaliance.synergies.calls.rule_kinds import RULE_KINDS
from biovaliance.synergies.calls.rules import APPLIES_LABELS, Applies, Rule
from biovaliance.synergies.calls.sizes import SizeClass
from biovaliance.synergies.calls.standing import Standing, Status, standing
from biovaliance.synergies.calls.values import Call, Level
from biovaliance.web.access import Reader
from biovaliance.web.addresses import absolute, concept_address, entity_address
from biovaliance.web.atlas.presenting import concept_label, present_row, words
from biovaliance.web.synergies.calls.presenting import (
    TONES,
    day_words,
    deadline_words,
    level_label,
    next_words,
)
from biovaliance.web.synergies.calls.presenting import present_row as present_call_row
from biovaliance.web.synergies.calls.store import read_calls, read_workers
from biovaliance.web.templatetags.biovaliance import reader_language

CONFIDENCE_LABELS = {
    Confidence.HIGH: Text("High", "Élevée"),
    Confidence.MEDIUM: Text("Medium", "Moyenne"),
    Confidence.LOW: Text("Low", "Faible"),
}
_AID_SIZES = (SizeClass.SMALL, SizeClass.MEDIUM, SizeClass.LARGE)


def present_call(reader: Reader, call: Call, now: dt.datetime) -> dict[str, Any]:
    """Return everything the page of a call shows."""
    stands = standing(call, now)
    workers, total = read_workers(reader, call.themes)
    base = read_calls(reader).get(call.rules_of.lower()) if call.rules_of else None
    return {
        "title": words(call.name),
        "call": call,
        "crumbs": [{"label": _("Calls for projects"), "url": reverse("calls")}, {"label": words(call.name)}],
        "row": present_call_row(call, stands),
        "tone": TONES[stands.status],
        "is_closed": stands.status is Status.CLOSED,
        "about": words(call.topic.about) if call.topic else "",
        "about_language": _language_of_about(call),
        "facts": _facts(call, stands),
        "deadlines": [_deadline(call, each, now) for each in sorted(call.deadlines, key=lambda d: d.on)],
        "recurrence": words(call.recurrence),
        "stages": words(call.stages),
        "rules": [_rule(call, rule) for rule in rules_with_implied(call)],
        "base": {"name": words(base.name), "url": reverse("call", args=[base.slug])} if base else None,
        "not_seen": [words(text) for text in call.not_seen],
        "note": words(call.note),
        "amounts": _amounts(call),
        "rates": _rates(call),
        "ceilings": _ceilings() if _under_state_aid(call) else [],
        "themes": [{"label": concept_label(each), "url": concept_address(each)} for each in call.themes],
        "workers": [present_row(each.row, each.tags, frozenset(call.themes)) for each in workers],
        "workers_total": total,
        "more_workers_url": f"{reverse('organisations')}?concept={call.themes[0]}" if call.themes else "",
        "programmes": [entity_address("programme", slug) for slug in call.programme_slugs],
        "sources": [rule_evidence(call, page.address, call.confidence) for page in call.pages],
        "has_dates": bool(call.deadlines),
    }


def _language_of_about(call: Call) -> str:
    """Return the language of the description where it is not the page's own, '' else."""
    if not call.topic or not call.topic.about:
        return ""
    language = reader_language()
    own = call.topic.about.fr if language == "fr" else call.topic.about.en
    return "" if own else "en" if language == "fr" else "fr"


def _facts(call: Call, stands: Standing) -> list[dict[str, str]]:
    asked = call.asked
    told = [
        (_("Level"), level_label(call)),
        (_("Operator"), words(call.operator)),
        (_("Instrument"), words(call.instrument)),
        (_("Edition read"), words(call.edition)),
        (_("Opens"), day_words(call.opens_on) if call.opens_on else ""),
        (_("Next deadline"), next_words(stands) if stands.next else ""),
        (_("What the pages said"), words(call.status_words)),
        (_("Partners"), _range(asked.partners_min, asked.partners_max)),
        (_("Countries, at least"), str(asked.countries_min or "")),
        (_("Duration (months)"), _range(asked.duration_min_months, asked.duration_max_months)),
        (_("Readiness (TRL)"), _range(asked.trl_min, asked.trl_max)),
        (_("Must include"), words(asked.must_include)),
        (_("Lead"), words(asked.lead)),
        (_("Independence"), words(asked.independence)),
        (_("Territory"), words(asked.territory)),
        (_("Cluster label"), words(asked.cluster_label)),
        (_("Confidence"), words(CONFIDENCE_LABELS[call.confidence])),
        (_("Read on"), day_words(dt.date.fromisoformat(call.seen_on)) if len(call.seen_on) == 10 else ""),
    ]
    return [{"label": label, "value": value} for label, value in told if value]


def _range(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return ""
    if low == high:
        return str(low)
    if high is None:
        return _("at least %(n)s") % {"n": low}
    return _("at most %(n)s") % {"n": high} if low is None else f"{low}–{high}"


def _deadline(call: Call, deadline: Deadline, now: dt.datetime) -> dict[str, Any]:
    label = words(DEADLINE_LABELS[deadline.kind])
    return {
        "when": deadline_words(deadline),
        "datetime": deadline.in_paris.isoformat() if deadline.in_paris else deadline.on.isoformat(),
        "zone": deadline.zone,
        "hour_seen": deadline.in_paris is not None,
        "kind": f"{label} {deadline.stage}" if deadline.stage else label,
        "text": words(deadline.text),
        "is_over": deadline.is_over(now),
        "left": max(0, deadline.days_left(now)),
        "evidence": [rule_evidence(call, address, deadline.confidence) for address in deadline.sources],
        "confidence": words(CONFIDENCE_LABELS[deadline.confidence]),
    }


def _rule(call: Call, rule: Rule) -> dict[str, Any]:
    applies = words(APPLIES_LABELS[rule.applies]) if rule.applies is not Applies.ALWAYS else ""
    return {
        "label": _label(rule),
        "text": words(rule.text),
        "applies": applies,
        "condition": words(rule.condition),
        "edition": words(rule.edition),
        "confidence": words(CONFIDENCE_LABELS[rule.confidence]),
        "is_sure": rule.confidence is Confidence.HIGH,
        "evidence": [rule_evidence(call, address, rule.confidence) for address in rule.sources],
        "taken": bool(rule.taken_from),
        "derived": rule.derived,
    }


def _label(rule: Rule) -> str:
    """Return what a rule is about: for a count of partners, the kinds that are counted."""
    if rule.kind not in {"min_kind", "min_kind_any"}:
        return words(RULE_KINDS[rule.kind].label)
    joined = Text("or", "ou") if rule.kind == "min_kind_any" else Text("and", "et")
    return capitalised(words(kinds_text(rule.who, joined)))


def rule_evidence(call: Call, address: str, confidence: Confidence) -> Evidence:
    """Return who says what a rule says: the page at an address, as the call's file knows it."""
    page = call.page(address)
    return Evidence(
        source_key="calls",
        address=address if address.startswith("http") else "",
        publisher=words(page.publisher) if page and address.startswith("http") else address,
        stated_on=words(page.date_on_page) if page else "",
        read_on=page.read_on if page else call.seen_on,
        licence="",
        confidence=confidence,
    )


def _amounts(call: Call) -> list[dict[str, str]]:
    found = call.amounts
    told = (
        (_("Budget of the call"), found.call_budget),
        (_("For one project, at least"), found.project_min),
        (_("For one project, at most"), found.project_max),
    )
    rows = [
        {"label": label, "value": words(amount_text(Money(value, found.currency)))}
        for label, value in told
        if value is not None
    ]
    return (
        [*rows, {"label": _("What the figures count"), "value": words(found.basis)}] if found.basis else rows
    )


def _rates(call: Call) -> list[dict[str, Any]]:
    aid = call.aid
    told = (
        (_("Small company"), aid.small_pct),
        (_("Medium-sized company"), aid.medium_pct),
        (_("Mid-cap (ETI)"), aid.eti_pct),
        (_("Large company"), aid.large_pct),
        (_("Research body"), aid.research_pct),
    )
    rows = [
        {"who": label, "rate": _percent(value), "scope": ""} for label, value in told if value is not None
    ]
    rows += [
        {"who": row.size, "rate": _percent(row.max_pct), "scope": row.scope}
        for row in programme_rates(call.aid_scopes)
        if row.max_pct is not None and not any(value is not None for _label, value in told)
    ]
    rows += [{"who": _("Also"), "rate": words(text), "scope": ""} for text in (aid.other, aid.form) if text]
    return rows


def _percent(value: float) -> str:
    return f"{number_text(value, reader_language())}\u00a0%"


def _under_state_aid(call: Call) -> bool:
    """Whether French public money is given to companies, so that the regulation's ceilings are of use."""
    return call.level in {Level.REGION, Level.NATIONAL} and not call.country


def _ceilings() -> list[dict[str, Any]]:
    return [
        {
            "label": words(RESEARCH_LABELS[kind]),
            "cells": [
                {
                    "alone": _percent(aid_ceiling(kind, size).max_pct),
                    "together": _percent(aid_ceiling(kind, size, collaborates=True).max_pct),
                }
                for size in _AID_SIZES
            ],
        }
        for kind in Research
    ]


def call_json_ld(request: HttpRequest, call: Call) -> dict[str, Any]:
    """Return a call in the words of schema.org: a grant, who funds it, how much."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MonetaryGrant",
        "name": words(call.name),
        "identifier": call.id,
        "url": absolute(request, reverse("call", args=[call.slug])),
        "inLanguage": reader_language(),
    }
    if call.operator:
        data["funder"] = {"@type": "Organization", "name": words(call.operator)}
    if call.amounts.project_max is not None:
        amount = {
            "@type": "MonetaryAmount",
            "currency": call.amounts.currency,
            "maxValue": call.amounts.project_max,
        }
        if call.amounts.project_min is not None:
            amount["minValue"] = call.amounts.project_min
        data["amount"] = amount
    if call.themes:
        data["about"] = [concept_label(each) for each in call.themes]
    return data
