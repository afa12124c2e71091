"""A chosen set of partners told: what each brings and why, the terms of the score, the rules one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from biovaliance.foundation.languages import Text
from biovaliance.foundation.wording import number_text
from biovaliance.synergies.calls.evaluation import evaluate
from biovaliance.synergies.calls.findings import say
from biovaliance.synergies.calls.values import Call
from biovaliance.synergies.consortium.values import (
    Candidate,
    Competence,
    Consortium,
    Points,
    Project,
    Strength,
    Weights,
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A set of partners, who leads ('' where nobody need be named), who brings which competence."""

    members: tuple[Candidate, ...]
    lead: str
    brings: tuple[tuple[str, str], ...]


def told(
    chosen: Chosen, call: Call | None, competences: Sequence[Competence], weights: Weights, project: Project
) -> Consortium:
    """Return a chosen set of partners with its terms and how it stands to each rule of the call."""
    terms = tuple(_terms(chosen, competences, weights))
    worth = {each.key: _worth(each, chosen) for each in chosen.members}
    members = sorted(chosen.members, key=lambda each: (each.key != chosen.lead, -worth[each.key], each.key))
    proposal = project.proposal(tuple(each.partner for each in members), chosen.lead)
    brought = {competence for competence, _ in chosen.brings}
    return Consortium(
        proposal=proposal,
        brings=chosen.brings,
        missing=tuple(c.key for c in competences if c.key not in brought),
        findings=evaluate(call, proposal) if call else (),
        terms=terms,
    )


def _worth(member: Candidate, chosen: Chosen) -> int:
    return sum(member.points_in(competence) for competence, key in chosen.brings if key == member.key)


def _terms(chosen: Chosen, competences: Sequence[Competence], weights: Weights) -> Iterator[Points]:
    by_key = {each.key: each for each in chosen.members}
    labels = {each.key: each.label for each in competences}
    for competence, key in chosen.brings:
        yield _competence_term(by_key[key], competence, labels[competence])
    for member in chosen.members:
        near = weights.near(member.distance_km)
        if near and member.distance_km is not None:
            km = (number_text(member.distance_km, "en"), number_text(member.distance_km, "fr"))
            text = say(
                f"{member.partner.name} is {km[0]} km away.", f"{member.partner.name} est à {km[1]} km."
            )
            yield Points("nearness", near, text, (member.key,))
    for left, right in past_together(chosen.members) if weights.link else ():
        names = (left.partner.name, right.partner.name)
        text = say(
            f"{names[0]} and {names[1]} have worked together.",
            f"{names[0]} et {names[1]} ont déjà travaillé ensemble.",
        )
        yield Points("link", weights.link, text, (left.key, right.key))
    count = len(chosen.members)
    if weights.partner_cost:
        cost = weights.partner_cost
        text = say(
            f"{count} partner{'s' if count > 1 else ''} at {cost} points each to keep it small.",
            f"{count} partenaire{'s' if count > 1 else ''}, {cost} points chacun pour rester peu nombreux.",
        )
        yield Points("partners", -cost * count, text, tuple(by_key))


def _competence_term(member: Candidate, competence: str, label: Text) -> Points:
    strength = strength_in(member, competence)
    said = Text(f": “{strength.passage}”", f" : « {strength.passage} »") if strength.passage else Text("", "")
    text = say(
        f"{member.partner.name} brings {label.en}{said.en}.",
        f"{member.partner.name} apporte {label.fr}{said.fr}.",
    )
    return Points("competence", strength.points, text, (member.key,), strength)


def strength_in(member: Candidate, competence: str) -> Strength:
    """Return the surest of what says that a candidate has a competence it has."""
    return max((s for s in member.strengths if s.competence_key == competence), key=lambda each: each.points)


def past_together(members: Sequence[Candidate]) -> list[tuple[Candidate, Candidate]]:
    """Return each two members that have worked together."""
    return [
        (left, right)
        for left, right in combinations(members, 2)
        if right.key in left.worked_with or left.key in right.worked_with
    ]
