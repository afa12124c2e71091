"""An answer as plain data, for JSON: sentences in one language, names and codes for programs."""

from typing import Any

from biovaliance.foundation.languages import Language, Text
from biovaliance.synergies.calls.findings import Finding, Outcome
from biovaliance.synergies.consortium.budget import AidRange, PartnerBudget
from biovaliance.synergies.consortium.proposing import Answer, Variant
from biovaliance.synergies.consortium.values import Clash, Competence, Points

OUTCOMES: dict[str, Outcome] = {
    "met": Outcome.MET,
    "doubtful": Outcome.UNKNOWN,
    "missing": Outcome.NOT_MET,
    "not_asked": Outcome.NOT_ASKED,
}
"""The groups of rules in the order told, by how each stands."""


def status_of(answer: Answer) -> str:
    """Return optimal, feasible (the search was cut short) or infeasible."""
    if not answer.variants:
        return "infeasible"
    return "optimal" if answer.assembly.proven else "feasible"


def plain_answer(answer: Answer, language: Language) -> dict[str, Any]:
    """Return everything an answer tells; null where something is not known."""
    question = answer.question
    call, size = question.call, question.project.size
    return {
        "status": status_of(answer),
        "language": language,
        "as_of": answer.as_of or None,
        "need": question.need or None,
        "call": {"id": call.id, "name": call.name.in_language(language), "seen_on": call.seen_on}
        if call
        else None,
        "size": {"amount": size.amount, "currency": size.currency} if size else None,
        "competences": [_competence(each, language) | {"weight": each.weight} for each in answer.competences],
        "competences_left_out": answer.left_out,
        "not_seen": [_competence(each, language) for each in answer.not_seen],
        "consortia": [
            _variant(answer, variant, rank, language) for rank, variant in enumerate(answer.variants, 1)
        ],
        "clash": _clash(answer.assembly.clash, language) if answer.assembly.clash else None,
        "seconds": round(answer.assembly.seconds, 3),
    }


def _competence(competence: Competence, language: Language) -> dict[str, Any]:
    return {"id": competence.key, "label": competence.label.in_language(language)}


def _variant(answer: Answer, variant: Variant, rank: int, language: Language) -> dict[str, Any]:
    consortium = variant.consortium
    return {
        "rank": rank,
        "score": consortium.score,
        "lead": consortium.proposal.lead or None,
        "partners": [_partner(variant, each, language) for each in variant.budget],
        "rules": {
            name: [_finding(each, language) for each in consortium.rules(outcome)]
            for name, outcome in OUTCOMES.items()
        },
        "gaps": [_competence(answer.competence(key), language) for key in consortium.missing],
        "reasons": [_reason(each, language) for each in consortium.terms],
    }


def _partner(variant: Variant, budget: PartnerBudget, language: Language) -> dict[str, Any]:
    partner = budget.partner
    most = budget.most_aid()
    return {
        "id": partner.key,
        "name": partner.name,
        "kinds": sorted(str(kind) for kind in partner.kinds),
        "country": partner.country or None,
        "area": partner.area or None,
        "place": partner.place or None,
        "brings": [key for key, who in variant.consortium.brings if who == partner.key],
        "share_pct": budget.share_pct,
        "cost": budget.cost.amount if budget.cost else None,
        "aid": _aid(budget.aid, language) | {"most": most.amount if most else None},
        "general_ceiling": _aid(budget.general_ceiling, language),
    }


def _aid(aid: AidRange, language: Language) -> dict[str, Any]:
    return {"low_pct": aid.low_pct, "high_pct": aid.high_pct, "text": aid.text.in_language(language)}


def _finding(finding: Finding, language: Language) -> dict[str, Any]:
    return {
        "key": finding.key,
        "kind": finding.rule.kind,
        "rule": finding.rule.text.in_language(language),
        "text": finding.text.in_language(language),
        "partners": list(finding.partners),
        "sources": list(finding.sources),
        "confidence": str(finding.confidence),
    }


def _reason(term: Points, language: Language) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": term.kind,
        "points": term.points,
        "text": term.text.in_language(language),
        "partners": list(term.partners),
    }
    if term.strength:
        strength, evidence = term.strength, term.strength.evidence
        found |= {
            "competence": strength.competence_key,
            "how": strength.how.in_language(language) or None,
            "passage": strength.passage or None,
            "source": (evidence.publisher or evidence.source_key) if evidence else None,
            "address": (evidence.address or None) if evidence else None,
            "stated_on": (evidence.stated_on or None) if evidence else None,
            "read_on": (evidence.read_on or None) if evidence else None,
        }
    return found


def _clash(clash: Clash, language: Language) -> dict[str, Any]:
    return {
        "contradictory": clash.contradictory,
        "text": clash_text(clash).in_language(language),
        "rules": [
            {
                "kind": rule.kind,
                "text": rule.text.in_language(language),
                "sources": list(rule.sources),
                "confidence": str(rule.confidence),
            }
            for rule in clash.rules
        ],
        "wishes": [wish.in_language(language) for wish in clash.wishes],
    }


def clash_text(clash: Clash) -> Text:
    """Return in a sentence what a clash means."""
    count = len(clash.rules) + len(clash.wishes)
    if clash.contradictory and count > 1:
        return Text(
            "These demands exclude each other: no set of partners whatever satisfies them together.",
            "Ces demandes s’excluent\u00a0: aucun ensemble de partenaires, quel qu’il soit, "
            "ne les remplit toutes.",
        )
    if clash.contradictory:
        return Text("Nobody whatever can satisfy this.", "Nul ne peut remplir cette demande.")
    if count > 1:
        return Text(
            "No set of the organisations known satisfies these demands together.",
            "Aucun ensemble des organisations connues ne remplit ces demandes ensemble.",
        )
    return Text(
        "Among the organisations known, none satisfies this.",
        "Parmi les organisations connues, aucune ne remplit cette demande.",
    )
