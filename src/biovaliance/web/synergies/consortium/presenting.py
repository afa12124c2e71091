"""From an answer to what the template shows, in the reader's language."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from biovaliance.atlas.fields import Kind
from biovaliance.foundation.evidence import Evidence
from biovaliance.foundation.languages import Text
from biovaliance.foundation.names import folded
from biovaliance.foundation.wording import number_text
from biovaliance.synergies.calls.findings import Finding
from biovaliance.synergies.calls.judging_projects import amount_text
from biovaliance.synergies.calls.kinds import KIND_LABELS
from biovaliance.synergies.calls.partners import Money, Partner
from biovaliance.synergies.calls.rules import Rule
from biovaliance.synergies.calls.standing import Status, standing
from biovaliance.synergies.calls.values import Call
from biovaliance.synergies.consortium.budget import PartnerBudget
from biovaliance.synergies.consortium.documents.summary import under_state_aid
from biovaliance.synergies.consortium.documents.words import POINTS_KINDS
from biovaliance.synergies.consortium.plain import OUTCOMES, clash_text
from biovaliance.synergies.consortium.proposing import Answer, Variant
from biovaliance.synergies.consortium.values import Clash, Points
from biovaliance.synergies.speech import speech_of
from biovaliance.web.access import Reader
from biovaliance.web.addresses import concept_address, key_address
from biovaliance.web.atlas.presenting import words
from biovaliance.web.atlas.store import kind_index
from biovaliance.web.synergies.calls.profile import rule_evidence
from biovaliance.web.synergies.calls.store import read_calls
from biovaliance.web.synergies.consortium.asking import Found
from biovaliance.web.synergies.consortium.forms import LONGEST_NAME, LONGEST_NEED, Asked
from biovaliance.web.synergies.consortium.store import read_pool
from biovaliance.web.templatetags.biovaliance import reader_language

_SHOWN = ("missing", "doubtful", "met")


def present_consortium(reader: Reader, asked: Asked, found: Found, now: dt.datetime) -> dict[str, Any]:
    """Return the form, and what came of the question where one was asked."""
    title = _("Assemble a consortium")
    context: dict[str, Any] = {
        "title": title,
        "crumbs": [{"label": _("Calls for projects"), "url": reverse("calls")}, {"label": title}],
        "asked": asked,
        "is_asked": not asked.is_empty,
        "longest": LONGEST_NEED,
        "longest_name": LONGEST_NAME,
        "calls": _calls(read_calls(reader), now),
        "names": sorted(set(read_pool(reader).names.values()), key=folded),
        "towns": _towns(reader, now.date()),
        "refusal": found.refusal,
        "is_busy": found.is_busy,
    }
    return context | _answer(found.answer, asked) if found.answer else context


def _calls(calls: Mapping[str, Call], now: dt.datetime) -> list[dict[str, Any]]:
    """Return the calls to choose from, open ones first, by group."""
    groups: dict[str, list[dict[str, str]]] = {
        _("Open or to come"): [],
        _("No date seen"): [],
        _("Closed"): [],
    }
    current, undated, closed = groups.values()
    for call in sorted(calls.values(), key=lambda each: folded(words(each.name))):
        status = standing(call, now).status
        group = closed if status is Status.CLOSED else undated if status is Status.UNKNOWN else current
        group.append({"slug": call.slug, "label": f"{words(call.name)} ({call.id})"})
    return [{"label": label, "calls": found} for label, found in groups.items() if found]


def _towns(reader: Reader, today: dt.date) -> list[str]:
    index = kind_index(reader, Kind.ORGANISATION, today)
    return sorted({town.name for town in index.towns.values()}, key=folded) if index else []


def _answer(answer: Answer, asked: Asked) -> dict[str, Any]:
    query = asked.query_string
    call, assembly = answer.question.call, answer.assembly
    return {
        "answered": True,
        "call": {"name": words(call.name), "url": reverse("call", args=[call.slug])} if call else None,
        "competences": [
            {
                "label": words(each.label),
                "url": concept_address(each.key),
                "is_seen": each.key not in assembly.uncoverable,
            }
            for each in answer.competences
        ],
        "not_seen": [words(each.label) for each in answer.not_seen],
        "left_out": answer.left_out,
        "nothing_named": not answer.competences,
        "variants": [_variant(answer, each, rank) for rank, each in enumerate(answer.variants, 1)],
        "is_proven": assembly.proven,
        "clash": _clash(assembly.clash, call) if assembly.clash else None,
        "as_of": answer.as_of,
        "files": [
            {"label": label, "url": f"{reverse(name)}{query}"}
            for label, name in (
                ("PDF", "consortium_pdf"),
                ("DOCX", "consortium_docx"),
                ("JSON", "consortium_json"),
            )
        ],
        "permanent": f"{reverse('consortium')}{query}",
    }


def _variant(answer: Answer, variant: Variant, rank: int) -> dict[str, Any]:
    consortium, call = variant.consortium, answer.question.call
    count = len(consortium.proposal.partners)
    return {
        "rank": rank,
        "count": ngettext("%(n)s partner", "%(n)s partners", count) % {"n": count},
        "score": number_text(consortium.score, reader_language()),
        "partners": [_partner(answer, variant, each) for each in consortium.proposal.partners],
        "rules": [group for key in _SHOWN if (group := _rules(variant, key, call))],
        "rule_counts": [
            (key, len(list(consortium.rules(OUTCOMES[key]))))
            for key in _SHOWN
            if any(consortium.rules(OUTCOMES[key]))
        ],
        "terms": list(_terms(consortium.terms)),
        "budget": [_budget(each, call) for each in variant.budget],
        "has_costs": any(each.cost for each in variant.budget),
        "aid_total": _aid_total(variant),
        "gaps": [words(answer.competence(key).label) for key in consortium.missing],
    }


def _partner(answer: Answer, variant: Variant, partner: Partner) -> dict[str, Any]:
    kinds = [words(KIND_LABELS[kind]) for kind in sorted(partner.kinds)]
    terms = [
        each
        for each in variant.consortium.terms
        if each.kind == "competence" and each.partners == (partner.key,)
    ]
    return {
        "name": partner.name,
        "url": key_address(partner.key),
        "leads": partner.key == variant.consortium.proposal.lead,
        "about": ", ".join(part for part in (*kinds, partner.place, partner.country) if part),
        "brings": [_brought(answer, each) for each in terms if each.strength],
    }


def _brought(answer: Answer, term: Points) -> dict[str, Any]:
    strength = term.strength
    assert strength is not None  # noqa: S101 -- the caller leaves out terms without one
    language = speech_of(strength.passage).language if strength.passage else None
    return {
        "label": words(answer.competence(strength.competence_key).label),
        "points": term.points,
        "how": words(strength.how),
        "passage": strength.passage,
        "language": language if language and language != reader_language() else "",
        "evidence": [strength.evidence] if strength.evidence else [],
    }


def _rules(variant: Variant, key: str, call: Call | None) -> dict[str, Any] | None:
    labels = {"met": _("Met"), "doubtful": _("To be checked"), "missing": _("Not met")}
    found = list(variant.consortium.rules(OUTCOMES[key]))
    if not found:
        return None
    return {"key": key, "label": labels[key], "rules": [_rule(each, call) for each in found]}


def _rule(finding: Finding, call: Call | None) -> dict[str, Any]:
    return {"text": words(finding.text), "evidence": _evidence(finding.rule, call)}


def _evidence(rule: Rule, call: Call | None) -> list[Evidence]:
    return [rule_evidence(call, address, rule.confidence) for address in rule.sources] if call else []


def _terms(terms: Iterable[Points]) -> Iterable[dict[str, Any]]:
    """Yield the sums by kind of term, each with its sentences."""
    for kind, label in POINTS_KINDS.items():
        own = [each for each in terms if each.kind == kind]
        if own:
            yield {
                "label": words(label),
                "points": _signed(sum(each.points for each in own)),
                "lines": [{"points": _signed(each.points), "text": words(each.text)} for each in own],
            }


def _signed(points: int) -> str:
    sign = "\u2212" if points < 0 else "+"
    return f"{sign}{number_text(abs(points), reader_language())}"


def _budget(budget: PartnerBudget, call: Call | None) -> dict[str, str]:
    most = budget.most_aid()
    ceiling = words(budget.general_ceiling.text) if under_state_aid(call) else ""
    decimals = 0 if budget.share_pct == int(budget.share_pct) else 1
    return {
        "name": budget.partner.name,
        "share": f"{number_text(budget.share_pct, reader_language(), decimals)}\u00a0%",
        "cost": words(amount_text(budget.cost)) if budget.cost else "",
        "aid": words(budget.aid.text),
        "most": words(amount_text(most)) if most else "",
        "ceiling": ceiling,
    }


def _aid_total(variant: Variant) -> str:
    known = [most for each in variant.budget if (most := each.most_aid()) is not None]
    if not known:
        return ""
    return words(amount_text(Money(sum(each.amount for each in known), known[0].currency)))


def _clash(clash: Clash, call: Call | None) -> dict[str, Any]:
    text: Text = clash_text(clash)
    return {
        "text": words(text),
        "rules": [{"text": words(rule.text), "evidence": _evidence(rule, call)} for rule in clash.rules],
        "wishes": [words(each) for each in clash.wishes],
    }
