"""Consortia: the best one by exact search, what it is worth, who brings what, and why none is possible."""

import random
from itertools import combinations

import pytest

from biovaliance.foundation.errors import InputError
from biovaliance.foundation.evidence import Confidence
from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.bundle import bundle_folder, read_calls
from biovaliance.synergies.calls.evaluation import evaluate
from biovaliance.synergies.calls.findings import Finding, Outcome
from biovaliance.synergies.calls.kinds import PartnerKind
from biovaliance.synergies.calls.partners import Partner, Proposal
from biovaliance.synergies.calls.rules import Applies, Operator, Rule
from biovaliance.synergies.calls.values import Call, Level
from biovaliance.synergies.consortium.constraints import demands
from biovaliance.synergies.consortium.program import Program
from biovaliance.synergies.consortium.search import Task, assemble
from biovaliance.synergies.consortium.values import Candidate, Competence, Strength, Weights, Wish
from biovaliance.vocabulary.thesaurus import bundled_thesaurus

CALLS = read_calls(bundle_folder(), bundled_thesaurus())
VECTOR = Competence("viral-vector", Text("viral vectors", "vecteurs viraux"))
CONTROL = Competence("quality-control", Text("quality control", "contrôle qualité"), weight=2)
CELLS = Competence("car-t-cells", Text("CAR-T cells", "cellules CAR-T"))
NEEDED = (VECTOR, CONTROL, CELLS)


def candidate(
    key: str, *kinds: PartnerKind, country: str = "FR", able: dict[str, int] | None = None, **more
) -> Candidate:
    """Return a candidate able to do some things, each with its points."""
    own = {name: more.pop(name) for name in ("distance_km", "worked_with") if name in more}
    partner = Partner(key, key.upper(), frozenset(kinds), country, **more)
    return Candidate(partner, tuple(Strength(name, points) for name, points in (able or {}).items()), **own)


def rule(
    kind: str, operator: Operator, *values: int | str, who: tuple[PartnerKind, ...] = (), **more
) -> Rule:
    """Return a rule of a call made for a test."""
    text = Text(f"{kind} {operator} {values}", f"{kind} {operator} {values}")
    return Rule(kind, operator, values, "", text, ("https://example.org/",), Confidence.HIGH, who=who, **more)


def call(*rules: Rule) -> Call:
    """Return a call with these rules and nothing else."""
    name = Text("Example", "Exemple")
    return Call("EXAMPLE", name, name, Level.EU, name, Confidence.HIGH, "2026-11-23", rules=rules)


def test_the_score_is_the_sum_of_its_terms_and_can_be_redone_by_hand():
    both = candidate(
        "both",
        able={"viral-vector": 80, "quality-control": 60},
        distance_km=100,
        worked_with=frozenset({"cells"}),
    )
    cells = candidate("cells", able={"car-t-cells": 100}, distance_km=0)
    best = assemble(Task(NEEDED, (both, cells)), how_many=1).consortia[0]

    # 80 + 60 + 100 for what they bring, 20 x 100 / (100 + 100) and 20 for nearness, 8 for the past, 2 x -60.
    assert best.score == 80 + 60 + 100 + 10 + 20 + 8 - 120
    assert sorted(term.points for term in best.terms) == sorted([80, 60, 100, 10, 20, 8, -120])
    assert set(best.brings) == {
        ("viral-vector", "both"),
        ("quality-control", "both"),
        ("car-t-cells", "cells"),
    }
    assert best.missing == ()


def test_every_term_is_told_in_both_languages_and_names_whom_it_turns_on():
    one = candidate("one", able={"viral-vector": 80}, distance_km=12)
    best = assemble(Task((VECTOR,), (one,)), how_many=1).consortia[0]

    assert [(term.kind, term.text.en) for term in best.terms] == [
        ("competence", "ONE brings viral vectors."),
        ("nearness", "ONE is 12 km away."),
        ("partners", "1 partner at 60 points each to keep it small."),
    ]
    assert best.terms[0].text.fr == "ONE apporte vecteurs viraux."
    assert all(term.partners == ("one",) for term in best.terms)


def test_nobody_takes_part_who_brings_nothing():
    useful = candidate("useful", able={"viral-vector": 50})
    near = candidate("near", distance_km=0, worked_with=frozenset({"useful"}))
    assert assemble(Task((VECTOR,), (useful, near)), how_many=1).consortia[0].keys == ("useful",)


def test_what_nobody_can_do_is_missing_and_is_told_as_uncoverable():
    found = assemble(Task(NEEDED, (candidate("one", able={"viral-vector": 50}),)), how_many=1)
    assert found.consortia[0].missing == ("quality-control", "car-t-cells")
    assert found.uncoverable == ("quality-control", "car-t-cells")


def test_a_weightier_competence_is_covered_first_where_not_all_can_be():
    two = (candidate("a", able={"viral-vector": 100}), candidate("b", able={"quality-control": 1}))
    best = assemble(Task((VECTOR, CONTROL), two, wish=Wish(partners_most=1)), how_many=1).consortia[0]
    assert best.keys == ("b",)


def test_a_rule_surely_met_is_preferred_to_one_that_is_perhaps_met():
    asked = call(rule("min_kind", Operator.AT_LEAST, 1, who=(PartnerKind.SME,)))
    perhaps = candidate("perhaps", PartnerKind.COMPANY, able={"viral-vector": 60})
    surely = candidate("surely", PartnerKind.SME, able={"viral-vector": 10})
    best = assemble(Task((VECTOR,), (perhaps, surely), asked), how_many=1).consortia[0]
    assert best.keys == ("surely",)
    assert [finding.outcome for finding in best.findings] == [Outcome.MET]


def test_each_further_consortium_lacks_a_partner_of_each_before():
    able = [candidate(f"c{n}", able={"viral-vector": 50 + n}) for n in range(4)]
    found = assemble(Task((VECTOR,), tuple(able)), how_many=3).consortia
    assert [consortium.keys for consortium in found] == [("c3",), ("c2",), ("c1",)]


def test_a_refused_organisation_is_in_no_consortium_and_a_wanted_one_in_each():
    able = tuple(candidate(f"c{n}", able={"viral-vector": 50 + n}) for n in range(4))
    wish = Wish(members=frozenset({"c0"}), without=frozenset({"c3"}))
    found = assemble(Task((VECTOR,), able, wish=wish), how_many=3).consortia
    assert found
    assert all("c0" in consortium.keys and "c3" not in consortium.keys for consortium in found)


def test_the_lead_is_named_where_a_rule_speaks_of_it_and_comes_first():
    asked = call(rule("lead_kind", Operator.ONE_OF, "company"), rule("partners_min", Operator.AT_LEAST, 2))
    team = (
        candidate("lab", PartnerKind.ACADEMIC, able={"viral-vector": 90, "car-t-cells": 90}),
        candidate("firm", PartnerKind.SME, able={"quality-control": 20}),
    )
    best = assemble(Task(NEEDED, team, asked), how_many=1).consortia[0]
    assert best.proposal.lead == "firm"
    assert best.keys == ("firm", "lab")


def test_linked_organisations_are_never_put_together_where_the_call_wants_them_independent():
    asked = call(rule("independence", Operator.EXACTLY, "unlinked"))
    mother = candidate("mother", able={"viral-vector": 50}, linked_to=frozenset({"daughter"}))
    daughter = candidate("daughter", able={"quality-control": 50})
    best = assemble(Task((VECTOR, CONTROL), (mother, daughter), asked), how_many=1).consortia[0]
    assert best.keys == ("daughter",)


def test_rules_that_exclude_each_other_are_told_and_only_those():
    few, many = rule("partners_max", Operator.AT_MOST, 2), rule("partners_min", Operator.AT_LEAST, 3)
    lead = rule("lead_kind", Operator.ONE_OF, "company")
    team = tuple(candidate(f"c{n}", PartnerKind.SME, able={"viral-vector": 50}) for n in range(5))
    found = assemble(Task((VECTOR,), team, call(lead, few, many)))
    assert found.consortia == ()
    assert found.clash is not None
    assert set(found.clash.rules) == {few, many}
    assert found.clash.wishes == ()
    assert found.clash.contradictory


def test_a_rule_that_nobody_known_satisfies_is_no_contradiction():
    swiss = rule("must_include_country", Operator.ALL_OF, "FR", "CH")
    found = assemble(Task((VECTOR,), (candidate("c", able={"viral-vector": 50}),), call(swiss)))
    assert found.clash is not None
    assert found.clash.rules == (swiss,)
    assert not found.clash.contradictory


def test_a_wish_can_be_part_of_the_clash():
    firm = rule("lead_kind", Operator.ONE_OF, "company")
    lab = candidate("lab", PartnerKind.ACADEMIC, able={"viral-vector": 50})
    sme = candidate("sme", PartnerKind.SME, able={"viral-vector": 50})
    found = assemble(Task((VECTOR,), (lab, sme), call(firm), wish=Wish(lead="lab")))
    assert found.clash is not None
    assert found.clash.rules == (firm,)
    assert [wish.en for wish in found.clash.wishes] == ["LAB is to lead."]


def test_without_any_candidate_the_answer_says_so():
    found = assemble(Task(NEEDED, ()))
    assert found.consortia == ()
    assert found.clash is not None
    assert found.clash.wishes[0].fr == "Aucun candidat n’est connu."


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Wish(members=frozenset({"a"}), without=frozenset({"a"})), "'a' is wanted and refused"),
        (lambda: Wish(lead="a", without=frozenset({"a"})), "'a' is to lead and is refused"),
        (lambda: Wish(partners_most=0), "expected 1 or more"),
        (lambda: Strength("x", 0), "expected 1 to 100"),
        (lambda: Competence("x", Text("x", "x"), weight=0), "expected 1 or more"),
    ],
)
def test_wishes_that_make_no_sense_are_refused(make, words):
    with pytest.raises(InputError, match=words):
        make()


def test_the_same_seed_gives_the_same_consortia():
    task = Task(NEEDED, _strangers(random.Random(5), 40), CALLS["EU-HE-IA"])
    assert assemble(task, seed=3).consortia == assemble(task, seed=3).consortia


KINDS = [
    (),
    (PartnerKind.SME,),
    (PartnerKind.COMPANY,),
    (PartnerKind.LARGE,),
    (PartnerKind.ACADEMIC,),
    (PartnerKind.HOSPITAL,),
    (PartnerKind.STARTUP,),
    (PartnerKind.PUBLIC_BODY,),
    (PartnerKind.HOSPITAL_TEAM, PartnerKind.ACADEMIC),
]
AREAS = {"FR": ["FR-25", "FR-21", "FR-39", ""], "CH": ["CH-JU", "CH-ZH", ""]}


def _strangers(chance: random.Random, count: int) -> tuple[Candidate, ...]:
    keys = [f"c{number}" for number in range(count)]
    found = []
    for key in keys:
        country = chance.choice(["FR", "FR", "CH", "DE", "BE", "US", ""])
        found.append(
            candidate(
                key,
                *chance.choice(KINDS),
                country=country,
                area=chance.choice(AREAS.get(country, [""])),
                region=chance.choice(["A", "B", ""]),
                linked_to=frozenset(set(chance.sample(keys, 1)) - {key})
                if chance.random() < 0.15
                else frozenset(),
                ties_known=chance.random() < 0.5,
                able={each.key: chance.randint(1, 100) for each in NEEDED if chance.random() < 0.4},
                distance_km=chance.choice([None, 0, 50, 300]),
                worked_with=frozenset(set(chance.sample(keys, 1)) - {key})
                if chance.random() < 0.3
                else frozenset(),
            )
        )
    return tuple(found)


def _is_searched(finding: Finding, of: Call, program: Program) -> bool:
    return demands(finding.rule, of, program) is not None


def _worth(
    members: tuple[Candidate, ...], lead: str, of: Call, program: Program
) -> tuple[int, int, int] | None:
    """Return what the search maximises, by `evaluate` and by hand; None where a rule is not met."""
    weights = Weights()
    proposal = Proposal(tuple(each.partner for each in members), lead=lead)
    findings = [finding for finding in evaluate(of, proposal) if _is_searched(finding, of, program)]
    if any(finding.outcome is Outcome.NOT_MET for finding in findings):
        return None
    best = {each.key: max(member.points_in(each.key) for member in members) for each in NEEDED}
    past = sum(a.key in b.worked_with or b.key in a.worked_with for a, b in combinations(members, 2))
    return (
        sum(each.weight for each in NEEDED if best[each.key]),
        sum(finding.outcome in {Outcome.MET, Outcome.NOT_ASKED} for finding in findings),
        sum(best.values())
        + sum(weights.near(member.distance_km) - weights.partner_cost for member in members)
        + weights.link * past,
    )


@pytest.mark.parametrize("seed", range(60))
def test_no_set_of_partners_is_better_than_the_one_found(seed):
    """Every subset of six candidates, each member as lead, judged by `calls.evaluation`, for a call."""
    chance = random.Random(seed)
    of = CALLS[chance.choice(sorted(CALLS))]
    candidates = _strangers(chance, 6)
    program = Program(candidates)
    best = None
    for size in range(1, 5):
        for members in combinations(candidates, size):
            for lead in members:
                worth = _worth(members, lead.key, of, program)
                if worth is not None and (best is None or worth > best):
                    best = worth

    found = assemble(Task(NEEDED, candidates, of, Wish(partners_most=4)), how_many=1)

    if best is None:
        assert found.consortia == ()
        assert found.clash is not None
        return
    consortium = found.consortia[0]
    members = tuple(each for each in candidates if each.key in consortium.keys)
    leads = [consortium.proposal.lead] if consortium.proposal.lead else list(consortium.keys)
    assert max(filter(None, (_worth(members, lead, of, program) for lead in leads))) == best
    assert consortium.score == best[2]


def test_a_rule_for_a_single_applicant_says_nothing_of_two():
    alone = call(rule("min_kind", Operator.AT_LEAST, 1, who=(PartnerKind.LARGE,), applies=Applies.ALONE))
    two = (
        candidate("a", PartnerKind.SME, able={"viral-vector": 9}),
        candidate("b", PartnerKind.SME, able={"car-t-cells": 9}),
    )
    assert set(assemble(Task((VECTOR, CELLS), two, alone), how_many=1).consortia[0].keys) == {"a", "b"}
