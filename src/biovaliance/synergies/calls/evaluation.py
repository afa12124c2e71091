"""A proposal held against every rule of a call.

rule ──does it apply?──> judging_partners | judging_places | judging_projects
     ──condition in words──> what is not met under a condition is unknown
     ──a person's answer──> outranks what the program does not know
"""

from collections import Counter
from collections.abc import Callable

from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls import judging_partners as on_partners
from biovaliance.synergies.calls import judging_places as on_places
from biovaliance.synergies.calls import judging_projects as on_projects
from biovaliance.synergies.calls.findings import Answer, Finding, Outcome, not_asked, say, unknown
from biovaliance.synergies.calls.implied import rules_with_implied
from biovaliance.synergies.calls.kinds import PartnerKind
from biovaliance.synergies.calls.partners import Proposal
from biovaliance.synergies.calls.rule_kinds import STATED
from biovaliance.synergies.calls.rules import Applies, Rule
from biovaliance.synergies.calls.values import Call

_SIZE = Text("The size of the project", "Taille du projet")
_AID = Text("The aid", "Aide")

_JUDGES: dict[str, Callable[[Rule, Call, Proposal], Answer]] = {
    "partners": lambda rule, _call, proposal: on_partners.judge_number(rule, proposal),
    "partners_min": lambda rule, _call, proposal: on_partners.judge_number(rule, proposal),
    "partners_max": lambda rule, _call, proposal: on_partners.judge_number(rule, proposal),
    "min_kind": lambda rule, _call, proposal: on_partners.judge_kinds(rule, proposal),
    "min_kind_any": lambda rule, _call, proposal: on_partners.judge_kinds(rule, proposal),
    "single_applicant": lambda rule, _call, proposal: on_partners.judge_alone(rule, proposal),
    "single_applicant_kind": lambda rule, _call, proposal: on_partners.judge_alone(rule, proposal),
    "single_kind": lambda rule, _call, proposal: on_partners.judge_everyone(rule, proposal),
    "kind_only": lambda rule, _call, proposal: on_partners.judge_everyone(rule, proposal),
    "forbidden_kind_stage1": lambda rule, _call, proposal: on_partners.judge_everyone(rule, proposal),
    "lead_kind": lambda rule, _call, proposal: on_partners.judge_lead(rule, proposal),
    "beneficiary": lambda rule, _call, proposal: on_partners.judge_beneficiary(rule, proposal),
    "company_age_max": lambda rule, _call, proposal: on_projects.judge_age(rule, proposal),
    "composition": lambda rule, _call, proposal: on_places.judge_composition(rule, proposal),
    "territory": on_places.judge_territory,
    "countries": on_places.judge_countries,
    "countries_min": on_places.judge_countries,
    "member_state_min": lambda rule, _call, proposal: on_places.judge_union(rule, proposal),
    "eu_or_associated_min": lambda rule, _call, proposal: on_places.judge_union(rule, proposal),
    "must_include_country": lambda rule, _call, proposal: on_places.judge_must_include(rule, proposal),
    "fundable_country": lambda rule, _call, proposal: on_places.judge_fundable(rule, proposal),
    "employer_country": lambda rule, _call, proposal: on_places.judge_employer(rule, proposal),
    "regions_min": lambda rule, _call, proposal: on_places.judge_regions(rule, proposal),
    "independence": lambda rule, _call, proposal: on_projects.judge_independence(rule, proposal),
    "project_size": lambda rule, _call, proposal: on_projects.judge_money(rule, proposal.size, _SIZE),
    "project_size_min": lambda rule, _call, proposal: on_projects.judge_money(rule, proposal.size, _SIZE),
    "project_size_max": lambda rule, _call, proposal: on_projects.judge_money(rule, proposal.size, _SIZE),
    "aid_amount": lambda rule, _call, proposal: on_projects.judge_money(rule, proposal.aid, _AID),
    "aid_amount_max": lambda rule, _call, proposal: on_projects.judge_money(rule, proposal.aid, _AID),
    "duration": lambda rule, _call, proposal: on_projects.judge_duration(rule, proposal),
    "duration_max": lambda rule, _call, proposal: on_projects.judge_duration(rule, proposal),
    "trl": lambda rule, _call, proposal: on_projects.judge_readiness(rule, proposal),
    "trl_start": lambda rule, _call, proposal: on_projects.judge_readiness(rule, proposal),
    **{
        kind: lambda rule, _call, proposal: on_projects.judge_shares(rule, proposal)
        for kind in (
            *("cost_share_single_max", "cost_share_country_max", "cost_share_academic_min"),
            *("cost_share_sme_min", "cost_share_company"),
        )
    },
}


def evaluate(call: Call, proposal: Proposal) -> tuple[Finding, ...]:
    """Return what each rule of the call finds in the proposal, in the order of the call's rules.

    Rules that follow from what the call states in short (a least number of partners) are judged too.
    """
    seen: Counter[str] = Counter()
    findings = []
    for rule in rules_with_implied(call):
        seen[rule.kind] += 1
        key = rule.kind if seen[rule.kind] == 1 else f"{rule.kind}-{seen[rule.kind]}"
        answer = _answered(key, rule, _judge(rule, call, proposal), proposal)
        findings.append(Finding(key, rule, answer.outcome, answer.text, answer.partners))
    return tuple(findings)


def worst_outcome(findings: tuple[Finding, ...]) -> Outcome:
    """Return how the proposal stands as a whole: one rule not met decides, then one unknown."""
    outcomes = {finding.outcome for finding in findings}
    for outcome in (Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.MET):
        if outcome in outcomes:
            return outcome
    return Outcome.UNKNOWN  # no rule was seen, or none that concerns the proposal


def _answered(key: str, rule: Rule, answer: Answer, proposal: Proposal) -> Answer:
    if answer.outcome is not Outcome.UNKNOWN or key not in proposal.answers:
        return answer
    yes = proposal.answers[key]
    text = say(
        f"{rule.text.en} {'Confirmed' if yes else 'Denied'} by a person.",
        f"{rule.text.fr} {'Confirmé' if yes else 'Infirmé'} par une personne.",
    )
    return Answer(Outcome.MET if yes else Outcome.NOT_MET, text, answer.partners)


def _judge(rule: Rule, call: Call, proposal: Proposal) -> Answer:
    concerned = _applies(rule, proposal)
    if concerned is False:
        return not_asked(
            "It does not apply to this set of partners.", "Ne s’applique pas à cet ensemble de partenaires."
        )
    if rule.kind in STATED:
        return not_asked(f"It says what is paid: {rule.text.en}", f"Dit ce qui est payé : {rule.text.fr}")
    judge = _JUDGES.get(rule.kind)
    if judge is None or (rule.kind == "lead_kind" and not isinstance(rule.value, str)):
        return unknown(
            f"To be checked by a person: {rule.text.en}", f"À vérifier par une personne : {rule.text.fr}"
        )
    answer = judge(rule, call, proposal)
    if answer.outcome is Outcome.NOT_MET and (rule.condition or concerned is None):
        return _conditional(rule, answer)
    return answer


def _conditional(rule: Rule, answer: Answer) -> Answer:
    when = rule.condition or Text(
        "only for some sets of partners", "seulement pour certains ensembles de partenaires"
    )
    text = say(
        f"{answer.text.en} It applies so: {when.en}.", f"{answer.text.fr} S’applique ainsi : {when.fr}."
    )
    return Answer(Outcome.UNKNOWN, text, answer.partners)


def _applies(rule: Rule, proposal: Proposal) -> bool | None:
    """Whether a rule applies to a proposal with these partners; None where that is not known."""
    several = len(proposal.partners) > 1
    companies = [partner.is_kind(PartnerKind.COMPANY) for partner in proposal.partners]
    match rule.applies:
        case Applies.ALONE:
            return not several
        case Applies.TOGETHER:
            return several
        case Applies.COMPANIES_ONLY:
            return several and (False if False in companies else None if None in companies else True)
        case Applies.PUBLIC_PRIVATE:
            if not several or (None not in companies and len(set(companies)) == 1):
                return False
            return True if {True, False} <= set(companies) else None
        case _:
            return True
