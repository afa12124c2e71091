"""Which calls fit an organisation or an idea: in which role, by which themes, until when; what is unknown.

partner ──rules on one organisation──> alone, as lead, as partner: met, not met or unknown
concepts and words ──themes──> what both are about
dates ──standing──> open, forthcoming, closed
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.applicants import Applicant
from biovaliance.synergies.calls.evaluation import evaluate
from biovaliance.synergies.calls.findings import Finding, Outcome, say
from biovaliance.synergies.calls.partners import Partner, Proposal
from biovaliance.synergies.calls.standing import Standing, Status, standing
from biovaliance.synergies.calls.themes import CallWords, ThemeMatch, match_themes, words_of_calls
from biovaliance.synergies.calls.values import Call
from biovaliance.vocabulary.thesaurus import Thesaurus


class Role(StrEnum):
    """In what part an organisation may answer a call."""

    ALONE = "alone"
    LEAD = "lead"
    PARTNER = "partner"


ROLE_LABELS: dict[Role, Text] = {
    Role.ALONE: Text("Alone", "Seul"),
    Role.LEAD: Text("As lead", "Comme chef de file"),
    Role.PARTNER: Text("As partner", "Comme partenaire"),
}

ROLE_OUTCOMES: dict[Outcome, Text] = {
    Outcome.MET: Text("possible", "possible"),
    Outcome.UNKNOWN: Text("to be checked", "à vérifier"),
    Outcome.NOT_MET: Text("ruled out", "exclu"),
    Outcome.NOT_ASKED: Text("to be checked", "à vérifier"),
}

OF_PARTNER = frozenset({"territory", "fundable_country", "kind_only", "forbidden_kind_stage1", "single_kind"})
"""Rules that bar one partner whoever the others are."""
OF_LEAD = frozenset({"lead_kind", "lead_region_type"})
OF_ALONE = frozenset(
    {
        *OF_PARTNER,
        *OF_LEAD,
        *("partners", "partners_min", "partners_max", "min_kind", "min_kind_any", "composition"),
        *("single_applicant", "single_applicant_kind", "beneficiary", "company_age_max"),
        *("countries", "countries_min", "must_include_country", "regions_min"),
    }
)
_WELCOMING = frozenset({"member_state_min", "eu_or_associated_min"})
"""Rules that one partner alone can meet: met, they speak for it; else they bar nobody."""
_WORST = (Outcome.NOT_MET, Outcome.UNKNOWN)


@dataclass(frozen=True, slots=True)
class RoleFit:
    """Whether a part is open to an organisation, and the findings that say so."""

    role: Role
    outcome: Outcome
    findings: tuple[Finding, ...]


class Verdict(StrEnum):
    """How a call and an applicant go together, the best first."""

    FITS = "fits"
    PERHAPS = "perhaps"
    OTHER_THEME = "other theme"
    EXCLUDED = "excluded"


VERDICT_LABELS: dict[Verdict, Text] = {
    Verdict.FITS: Text("Fits what is known", "Convient, d’après ce que l’on sait"),
    Verdict.PERHAPS: Text("May fit, to be checked", "Peut convenir, à vérifier"),
    Verdict.OTHER_THEME: Text("Another theme", "Autre thème"),
    Verdict.EXCLUDED: Text("Does not fit", "Ne convient pas"),
}


@dataclass(frozen=True, slots=True)
class Fit:
    """A call held against an applicant."""

    call: Call
    standing: Standing
    verdict: Verdict
    themes: ThemeMatch
    roles: tuple[RoleFit, ...]
    reasons: tuple[Text, ...]
    against: tuple[Text, ...]
    unknowns: tuple[Text, ...]


def fit_calls(
    calls: Iterable[Call],
    applicant: Applicant,
    thesaurus: Thesaurus,
    now: dt.datetime,
    *,
    with_closed: bool = False,
    words: CallWords | None = None,
) -> tuple[Fit, ...]:
    """Return how each call fits, the best first; closed ones only where asked for, sets of rules never.

    `words` are those of the calls, where they were made before.
    Within a verdict what is open comes before what is to come, then the themes decide, then the deadline.
    """
    listed = list(calls)
    known = words or words_of_calls(listed)
    fits = [
        fit_call(call, applicant, thesaurus, now, known)
        for call in listed
        if not call.is_rule_set and (with_closed or standing(call, now).status is not Status.CLOSED)
    ]
    return tuple(sorted(fits, key=_order))


def _order(fit: Fit) -> tuple[int, int, float, int, str]:
    left = fit.standing.days_left
    return (
        list(Verdict).index(fit.verdict),
        list(Status).index(fit.standing.status),
        -round(fit.themes.weight, 6),
        left if left is not None else 10_000,
        fit.call.id,
    )


def fit_call(
    call: Call,
    applicant: Applicant,
    thesaurus: Thesaurus,
    now: dt.datetime,
    words: CallWords | None = None,
) -> Fit:
    """Return how one call fits an applicant."""
    themes = match_themes(call, applicant, thesaurus, words or words_of_calls([call]))
    stands = standing(call, now)
    roles = roles_of(call, applicant.partner, now.date()) if applicant.partner else ()
    readiness = _readiness(call, applicant)
    against = [*_barring(roles), *(f.text for f in readiness if f.outcome is Outcome.NOT_MET)]
    return Fit(
        call=call,
        standing=stands,
        verdict=_verdict(themes, roles, bool(against)),
        themes=themes,
        roles=roles,
        reasons=tuple(_reasons(themes, roles, readiness)),
        against=tuple(dict.fromkeys(against)),
        unknowns=tuple(dict.fromkeys(_unknowns(call, themes, roles, stands))),
    )


def roles_of(call: Call, partner: Partner, today: dt.date) -> tuple[RoleFit, ...]:
    """Return which parts a call leaves open to an organisation, whoever else takes part."""
    findings = evaluate(call, Proposal((partner,), on=today))
    alone = _role(Role.ALONE, findings, OF_ALONE)
    if any(
        rule.high is not None and rule.high < 2 for rule in call.rules_of_kind("partners_max", "partners")
    ):
        return (alone,)
    wanted = (
        *_counted(findings, partner),
        *(f for f in findings if f.rule.kind in _WELCOMING and _is_met(f)),
    )
    joined = _role(Role.PARTNER, findings, OF_PARTNER, wanted)
    lead = _role(Role.LEAD, findings, OF_LEAD | OF_PARTNER)
    return alone, lead, joined


def _is_met(finding: Finding) -> bool:
    return finding.outcome is Outcome.MET


def _counted(findings: tuple[Finding, ...], partner: Partner) -> tuple[Finding, ...]:
    """Return the rules that ask for partners of a kind this one surely is, as findings in its favour."""
    told = []
    for finding in findings:
        rule = finding.rule
        abroad = bool(rule.country) and rule.country != partner.country
        if rule.kind in {"min_kind", "min_kind_any"} and not abroad and partner.is_any(rule.who):
            text = say(f"Counts for: {rule.text.en}", f"Compte pour : {rule.text.fr}")
            told.append(replace(finding, outcome=Outcome.MET, text=text))
    return tuple(told)


def _role(
    role: Role, findings: tuple[Finding, ...], kinds: frozenset[str], wanted: tuple[Finding, ...] = ()
) -> RoleFit:
    telling = (
        *(f for f in findings if f.rule.kind in kinds and f.outcome is not Outcome.NOT_ASKED),
        *wanted,
    )
    outcomes = {finding.outcome for finding in telling}
    for worst in _WORST:
        if worst in outcomes:
            return RoleFit(role, worst, tuple(f for f in telling if f.outcome is worst))
    # Without a rule that was seen nothing says that a part is open.
    return RoleFit(role, Outcome.MET if telling else Outcome.UNKNOWN, telling)


def _readiness(call: Call, applicant: Applicant) -> tuple[Finding, ...]:
    if applicant.trl is None:
        return ()
    someone = applicant.partner or Partner("idea", "idea")
    found = evaluate(call, Proposal((someone,), trl_start=applicant.trl))
    return tuple(finding for finding in found if finding.rule.kind in {"trl", "trl_start"})


def _barring(roles: tuple[RoleFit, ...]) -> list[Text]:
    """Return why no part is open; nothing where at least one may be."""
    if not roles or any(role.outcome is not Outcome.NOT_MET for role in roles):
        return []
    last = roles[-1]
    return [finding.text for finding in last.findings]


def _verdict(themes: ThemeMatch, roles: tuple[RoleFit, ...], is_barred: bool) -> Verdict:
    if is_barred:
        return Verdict.EXCLUDED
    if themes.is_known and not themes.is_open and not themes.reasons:
        return Verdict.OTHER_THEME
    open_roles = [role for role in roles if role.outcome is Outcome.MET]
    sure_theme = themes.is_open or themes.weight >= 0.8
    return Verdict.FITS if sure_theme and (open_roles or not roles) else Verdict.PERHAPS


def _reasons(
    themes: ThemeMatch, roles: tuple[RoleFit, ...], readiness: tuple[Finding, ...]
) -> Iterable[Text]:
    if themes.is_open:
        yield say("The call takes every theme.", "L’appel accepte tous les thèmes.")
    yield from (reason.text for reason in themes.reasons)
    for role in roles:
        if role.outcome is Outcome.MET:
            label = ROLE_LABELS[role.role]
            told_en = " ".join(finding.text.en for finding in role.findings)
            told_fr = " ".join(finding.text.fr for finding in role.findings)
            yield say(f"{label.en}: {told_en}", f"{label.fr} : {told_fr}")
    yield from (finding.text for finding in readiness if finding.outcome is Outcome.MET)


def _unknowns(call: Call, themes: ThemeMatch, roles: tuple[RoleFit, ...], stands: Standing) -> Iterable[Text]:
    if not themes.is_known:
        yield say("The themes of the call were not seen.", "Les thèmes de l’appel n’ont pas été vus.")
    if stands.status is Status.UNKNOWN:
        yield say("The dates of the call were not seen.", "Les dates de l’appel n’ont pas été vues.")
    if not call.rules:
        yield say("No rule of the call was seen.", "Aucune règle de l’appel n’a été vue.")
    for role in roles:
        if role.outcome is Outcome.UNKNOWN and role.findings:
            label = ROLE_LABELS[role.role]
            told_en = " ".join(finding.text.en for finding in role.findings)
            told_fr = " ".join(finding.text.fr for finding in role.findings)
            yield say(f"{label.en}: {told_en}", f"{label.fr} : {told_fr}")
    for text in call.not_seen:
        yield say(f"Not seen: {text.en}.", f"Non vu : {text.fr}.")
