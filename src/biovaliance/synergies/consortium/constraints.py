"""The rules of a call as constraints of the search, each in two strengths.

A rule may hold *surely* (on what is known) or *possibly* (nothing known contradicts it). Possibly is demanded
of every consortium; surely is preferred. Both say of a consortium exactly what `calls.evaluation` says of it:
tests hold one against the other on all subsets of small sets of candidates.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from biovaliance.synergies.calls.findings import Answer, Outcome
from biovaliance.synergies.calls.judging_partners import judge_allowed, kinds_of
from biovaliance.synergies.calls.judging_places import codes_in, counted_countries, lies_in
from biovaliance.synergies.calls.judging_projects import (
    judge_age,
    judge_duration,
    judge_money,
    judge_readiness,
)
from biovaliance.synergies.calls.kinds import PartnerKind
from biovaliance.synergies.calls.partners import EU_MEMBER_STATES, Partner, Proposal
from biovaliance.synergies.calls.rules import NOTHING, Applies, Operator, Rule
from biovaliance.synergies.calls.values import Call
from biovaliance.synergies.consortium.program import Count, Program, Verdict, total
from biovaliance.synergies.consortium.values import Candidate

Demand = cp_model.BoundedLinearExpression | bool  # how the stubs of the solver type a comparison


@dataclass(frozen=True, slots=True)
class Demands:
    """What a rule demands so that it holds possibly, and surely; several demands hold together."""

    possibly: tuple[Demand, ...]
    surely: tuple[Demand, ...]


def demands(rule: Rule, call: Call, program: Program) -> Demands | None:
    """Return what a rule demands of who takes part; None where it turns on other things."""
    build = _BUILDERS.get(rule.kind)
    if build is None or rule.applies in {Applies.COMPANIES_ONLY, Applies.PUBLIC_PRIVATE}:
        return None
    found = build(rule, call, program)
    if found is not None and rule.condition.en:  # not met under a condition is unknown, never refused
        return Demands((), found.surely)
    return found


def literals(rule: Rule, program: Program) -> list[cp_model.LiteralT]:
    """Return what must be true for a rule to apply at all."""
    match rule.applies:
        case Applies.ALONE:
            return [~program.together]
        case Applies.TOGETHER:
            return [program.together]
        case _:
            return []


def bounds(rule: Rule) -> tuple[int | None, int | None]:
    """Return the least and the greatest whole number a rule allows."""
    low, high = rule.low, rule.high
    least = None if low is None else int(low) + (rule.operator is Operator.MORE_THAN)
    most = None if high is None else int(high) - (rule.operator is Operator.LESS_THAN and high == int(high))
    return least, most


def _within(rule: Rule, count: Count) -> Demands:
    least, most = bounds(rule)
    possibly: list[Demand] = []
    surely: list[Demand] = []
    if least is not None:
        possibly.append(count.sure + count.maybe >= least)
        surely.append(count.sure >= least)
    if most is not None:
        possibly.append(count.sure <= most)
        surely.append(count.sure + count.maybe <= most)
    return Demands(tuple(possibly), tuple(surely))


def _each(program: Program, verdict: Callable[[Candidate], Verdict]) -> Demands:
    """Demand `verdict` of every partner."""
    count = program.counted(lambda candidate: _opposite(verdict(candidate)))
    return Demands((count.sure == 0,), (count.sure + count.maybe == 0,))


def _opposite(verdict: Verdict) -> Verdict:
    return None if verdict is None else not verdict


def _number(rule: Rule, _call: Call, program: Program) -> Demands:
    return _within(rule, Count(program.count, total([])))


def _kinds(rule: Rule, _call: Call, program: Program) -> Demands:
    groups = [rule.who] if rule.kind == "min_kind_any" else [(kind,) for kind in rule.who]
    found = [_within(rule, program.counted(_is_one(group, rule.country))) for group in groups]
    return Demands(
        tuple(demand for each in found for demand in each.possibly),
        tuple(demand for each in found for demand in each.surely),
    )


def _is_one(kinds: tuple[PartnerKind, ...], country: str) -> Callable[[Candidate], Verdict]:
    def verdict(candidate: Candidate) -> Verdict:
        partner = candidate.partner
        here: Verdict = None if country and not partner.country else not country or partner.country == country
        of_kind = partner.is_any(kinds)
        if here is False or of_kind is False:
            return False
        return True if here and of_kind else None

    return verdict


def _allowed(rule: Rule) -> Callable[[Candidate], Verdict]:
    def verdict(candidate: Candidate) -> Verdict:
        return {"met": True, "not met": False}.get(str(judge_allowed(rule, candidate.partner).outcome))

    return verdict


def _everyone(rule: Rule, _call: Call, program: Program) -> Demands:
    allowed = _allowed(rule)
    return _each(program, lambda each: allowed(each) if _concerned(rule, each) else True)


def _concerned(rule: Rule, candidate: Candidate) -> bool:
    return not rule.who or candidate.partner.is_any(rule.who) is not False


def _alone(rule: Rule, _call: Call, program: Program) -> Demands:
    if rule.kind == "single_applicant":
        return Demands((program.count >= 2,), (program.count >= 2,))
    count = program.counted(lambda each: _opposite(_allowed(rule)(each)))
    # One who may not apply alone needs a second; with `together` 1 the sum may be anything.
    many = len(program.candidates) * program.together
    return Demands((count.sure <= many,), (count.sure + count.maybe <= many,))


def _lead(rule: Rule, _call: Call, program: Program) -> Demands | None:
    if not isinstance(rule.value, str):
        return None
    verdicts = [_allowed(rule)(each) for each in program.candidates]
    barred = total([v for v, found in zip(program.leads, verdicts, strict=True) if found is False])
    doubtful = total([v for v, found in zip(program.leads, verdicts, strict=True) if found is None])
    return Demands((barred == 0,), (barred + doubtful == 0,))


def _beneficiary(rule: Rule, _call: Call, program: Program) -> Demands:
    kinds = kinds_of(rule)
    count = program.counted(lambda each: each.partner.is_any(kinds))
    return Demands((count.sure + count.maybe >= 1,), (count.sure >= 1,))


def _territory(rule: Rule, call: Call, program: Program) -> Demands:
    named = {area[:2] for each in call.rules_of_kind("territory") for area in each.words}
    own = {area[:2] for area in rule.words}

    def verdict(candidate: Candidate) -> Verdict:
        country = candidate.partner.country
        if not _concerned(rule, candidate) or (country and country not in own and country in named):
            return True
        return lies_in(rule, candidate.partner)

    return _each(program, verdict)


def _countries(rule: Rule, call: Call, program: Program) -> Demands:
    return _within(rule, program.countries(counted_countries(rule, call)))


def _union(rule: Rule, _call: Call, program: Program) -> Demands:
    with_associated = rule.kind == "eu_or_associated_min"

    def verdict(candidate: Candidate) -> Verdict:
        inside = candidate.partner.in_eu
        return None if inside is None or (with_associated and not inside) else inside

    return _within(rule, program.counted(verdict))


def _must_include(rule: Rule, _call: Call, program: Program) -> Demands:
    """Each country named; a partner of unknown country may stand for any one of them."""
    present = program.countries(lambda code: code in rule.words)
    asked = len(rule.words)
    return Demands((present.sure + present.maybe >= asked,), (present.sure >= asked,))


def _fundable(rule: Rule, _call: Call, program: Program) -> Demands:
    named = codes_in(rule)
    doubt = _each(program, lambda each: True if each.partner.in_eu or each.partner.country in named else None)
    return Demands((), doubt.surely)


def _employer(rule: Rule, _call: Call, program: Program) -> Demands:
    def verdict(candidate: Candidate) -> Verdict:
        partner = candidate.partner
        if partner.country in rule.words:
            return None if PartnerKind.ACADEMIC in partner.kinds else True
        return False if partner.country else None

    count = program.counted(verdict)
    return Demands((count.sure + count.maybe >= 1,), (count.sure >= 1,))


def _regions(rule: Rule, _call: Call, program: Program) -> Demands:
    return _within(rule, program.regions())


def _composition(rule: Rule, _call: Call, program: Program) -> Demands:
    """One of the cases holds: so many partners, from so many countries, so many in the Union."""
    every = program.countries(lambda _code: True)
    members = program.countries(lambda code: code in EU_MEMBER_STATES)
    inside = program.counted(lambda each: each.partner.in_eu or False)
    nowhere = program.counted(lambda each: not each.partner.country)
    possible, sure = [], []
    for case in rule.cases:
        alone = case.fewest == case.most == 1 and case.countries == 0
        may, does = program.model.new_bool_var("case"), program.model.new_bool_var("case surely")
        for literal in (may, does):
            program.model.add(program.count >= case.fewest).only_enforce_if(literal)
            if case.most is not None:
                program.model.add(program.count <= case.most).only_enforce_if(literal)
        if alone:
            program.model.add(inside.sure >= 1).only_enforce_if(does)
        else:
            program.model.add(members.sure >= case.countries).only_enforce_if(does)
            program.model.add(inside.sure >= case.member_states).only_enforce_if(does)
            program.model.add(every.sure + every.maybe >= case.countries).only_enforce_if(may)
            program.model.add(inside.sure + nowhere.sure >= case.member_states).only_enforce_if(may)
        possible.append(may)
        sure.append(does)
    return Demands((total(possible) >= 1,), (total(sure) >= 1,))


def _independence(rule: Rule, _call: Call, program: Program) -> Demands | None:
    if not isinstance(rule.value, str):
        return None
    strict = rule.value in {"unlinked", "not_controlled", "outside_group"}
    doubtful = program.counted(lambda each: None if each.partner.ties_known and strict else True)
    pairs = tuple(
        program.takes_part[left] + program.takes_part[right] <= 1 for left, right in linked(program)
    )
    many = len(program.candidates)
    return Demands(pairs, (*pairs, doubtful.sure <= many * (1 - program.together)))


def linked(program: Program) -> Iterable[tuple[int, int]]:
    """Yield the places of each two candidates that are known to be linked."""
    places = {each.key: place for place, each in enumerate(program.candidates)}
    pairs = {
        (min(place, places[key]), max(place, places[key]))
        for place, each in enumerate(program.candidates)
        for key in each.partner.linked_to
        if key in places and key != each.key
    }
    return sorted(pairs)


def _age(rule: Rule, _call: Call, program: Program) -> Demands:
    """Nobody takes part who is known to be too old; whose age is not known may."""

    def verdict(candidate: Candidate) -> Verdict:
        answer = judge_age(rule, program.project.proposal((candidate.partner,)))
        return {Outcome.NOT_MET: False, Outcome.UNKNOWN: None}.get(answer.outcome, True)

    return _each(program, verdict)


PROJECT_RULES: dict[str, Callable[[Rule, Proposal], Answer]] = {
    **dict.fromkeys(
        ("project_size", "project_size_min", "project_size_max"),
        lambda rule, proposal: judge_money(rule, proposal.size, NOTHING),
    ),
    **dict.fromkeys(("duration", "duration_max"), judge_duration),
    **dict.fromkeys(("trl", "trl_start"), judge_readiness),
}
"""Rules on the project, whoever takes part."""


def _project(rule: Rule, _call: Call, program: Program) -> Demands | None:
    """What the project itself breaks no partner mends; what is not known of it does not turn on partners."""
    anybody = program.project.proposal((Partner("anybody", ""),))
    if PROJECT_RULES[rule.kind](rule, anybody).outcome is not Outcome.NOT_MET:
        return None
    never: Demand = total([]) >= 1
    return Demands((never,), (never,))


_BUILDERS: dict[str, Callable[[Rule, Call, Program], Demands | None]] = {
    "partners": _number,
    "partners_min": _number,
    "partners_max": _number,
    "min_kind": _kinds,
    "min_kind_any": _kinds,
    "single_applicant": _alone,
    "single_applicant_kind": _alone,
    "single_kind": _everyone,
    "kind_only": _everyone,
    "forbidden_kind_stage1": _everyone,
    "lead_kind": _lead,
    "beneficiary": _beneficiary,
    "composition": _composition,
    "territory": _territory,
    "countries": _countries,
    "countries_min": _countries,
    "member_state_min": _union,
    "eu_or_associated_min": _union,
    "must_include_country": _must_include,
    "fundable_country": _fundable,
    "employer_country": _employer,
    "regions_min": _regions,
    "independence": _independence,
    "company_age_max": _age,
    **dict.fromkeys(PROJECT_RULES, _project),
}
