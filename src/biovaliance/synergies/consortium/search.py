"""The best consortia, by exact search.

In this order: cover the competences (the weightier first), satisfy the call's rules surely rather than
perhaps, then the most points: evidence, nearness, common past, few partners. A rule that cannot hold is never
let go: where no set of partners satisfies them all, `clash.py` says which demands exclude each other.
"""

import math
import time
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.implied import rules_with_implied
from biovaliance.synergies.calls.values import Call
from biovaliance.synergies.consortium.clash import smallest_clash
from biovaliance.synergies.consortium.constraints import demands, literals
from biovaliance.synergies.consortium.program import Program, Total, add_brings, total
from biovaliance.synergies.consortium.telling import Chosen, told
from biovaliance.synergies.consortium.values import (
    FULL_STRENGTH,
    Assembly,
    Candidate,
    Clash,
    Competence,
    Consortium,
    Project,
    Weights,
    Wish,
)

_BEST_PER_COMPETENCE = 12
_BEST_PER_SORT = 3
_MOST_OF_SORTS = 400
_SETTLING_S = 2.0
_WORK_ON_FEW = 2.0
"""Enough for a good consortium among few: which is the very best of them need not be proven."""
_ON_AREAS = frozenset({"territory"})
_ON_REGIONS = frozenset({"regions_min"})
_FOUND = frozenset({cp_model.OPTIMAL, cp_model.FEASIBLE})


@dataclass(frozen=True, slots=True)
class Task:
    """Everything a search starts from. `call` is None where only a need is to be covered."""

    competences: tuple[Competence, ...]
    candidates: tuple[Candidate, ...]
    call: Call | None = None
    wish: Wish = field(default_factory=Wish)
    weights: Weights = field(default_factory=Weights)
    project: Project = field(default_factory=Project)

    @property
    def open_candidates(self) -> tuple[Candidate, ...]:
        """The candidates that are not refused."""
        return tuple(each for each in self.candidates if each.key not in self.wish.without)


def assemble(task: Task, *, how_many: int = 3, seconds: float = 20.0, seed: int = 0) -> Assembly:
    """Return up to `how_many` consortia, best first; each further one lacks a partner of each before.

    Args:
        task: competences, candidates, call, wishes, weights.
        how_many: consortia asked for, 1 or more.
        seconds: time for the whole search; a search cut short says that it is not proven.
        seed: of the search; the same seed gives the same consortia.

    Returns:
        The consortia with their terms and rules; without any, the smallest clash of demands.
    """
    started = time.perf_counter()
    candidates = task.open_candidates
    uncoverable = tuple(c.key for c in task.competences if not any(e.points_in(c.key) for e in candidates))
    if not candidates:
        nobody = Text("No candidate is known.", "Aucun candidat n’est connu.")
        return Assembly((), True, Clash((), (nobody,), contradictory=False), uncoverable)
    search = _Search(task, candidates)
    promising = _promising(task, candidates)
    if len(promising) < len(candidates):
        first, _ = _Search(task, promising).next(seconds / 4, seed, work=_WORK_ON_FEW)
        if first is not None:
            search.begin_with(first)
    found: list[Consortium] = []
    proven = True
    while len(found) < how_many:
        chosen, is_best = search.next(max(0.1, seconds - (time.perf_counter() - started)), seed)
        if chosen is None:
            break
        proven = is_best if not found else proven
        found.append(told(chosen, task.call, task.competences, task.weights, task.project))
        search.forbid(chosen)
    clash = None
    if not found:
        clash, proven = smallest_clash(task.call, task.wish, candidates, task.project, seed), True
    return Assembly(tuple(found), proven, clash, uncoverable, time.perf_counter() - started)


class _Search:
    """The model of one task, solved again after each consortium found."""

    def __init__(self, task: Task, candidates: tuple[Candidate, ...]) -> None:
        self._task = task
        self._program = Program(candidates, task.project)
        self._brings = add_brings(self._program, task.competences)
        self._sure: list[cp_model.IntVar] = []
        self._add_wishes()
        self._add_rules()
        self._program.model.maximize(self._objective())

    def next(self, seconds: float, seed: int, work: float = math.inf) -> tuple[Chosen | None, bool]:
        """Return the best consortium not yet forbidden, and whether it is proven the best.

        `work` bounds the search as `seconds` does, in the solver's own count, which no other
        program disturbs.
        """
        solver = _solver(seconds, seed)
        solver.parameters.max_deterministic_time = work
        status = solver.solve(self._program.model)
        if status not in _FOUND:
            return None, status == cp_model.INFEASIBLE
        return self._read(solver), status == cp_model.OPTIMAL

    def forbid(self, chosen: Chosen) -> None:
        """Ask of the next consortium that it lacks a partner of this one."""
        keys = {each.key for each in chosen.members}
        own = [
            variable
            for variable, each in zip(self._program.takes_part, self._program.candidates, strict=True)
            if each.key in keys
        ]
        self._program.model.add(total(own) <= len(own) - 1)

    def _add_wishes(self) -> None:
        program, wish = self._program, self._task.wish
        program.model.add(program.count <= wish.partners_most)
        for place, each in enumerate(program.candidates):
            if each.key in wish.members:
                program.model.add(program.takes_part[place] == 1)
            if wish.lead and each.key == wish.lead:
                program.model.add(program.leads[place] == 1)

    def _add_rules(self) -> None:
        call, program = self._task.call, self._program
        for number, rule in enumerate(rules_with_implied(call) if call else ()):
            asked = demands(rule, call, program) if call else None
            if asked is None:
                continue
            applies = literals(rule, program)
            surely = program.model.new_bool_var(f"rule {number} surely")
            for demand in asked.possibly:
                program.model.add(demand).only_enforce_if(applies)
            for demand in asked.surely:
                program.model.add(demand).only_enforce_if([surely, *applies])
            self._sure.append(surely)

    def _objective(self) -> Total:
        task, program = self._task, self._program
        evidence = [
            (variable, program.candidates[place].points_in(key))
            for (key, place), variable in self._brings.items()
        ]
        presence = [
            (variable, task.weights.near(each.distance_km) - task.weights.partner_cost)
            for variable, each in zip(program.takes_part, program.candidates, strict=True)
        ]
        past = [(pair, task.weights.link) for pair in self._links()]
        # Each level outweighs all that the levels after it can add or take.
        most = task.wish.partners_most
        weights = {competence.key: competence.weight for competence in task.competences}
        span = (
            len(task.competences) * FULL_STRENGTH
            + most * (task.weights.nearness + task.weights.partner_cost)
            + task.weights.link * most * (most - 1) // 2
            + 1
        )
        level = span * (len(self._sure) + 1)
        covered = [(variable, level * weights[key]) for (key, _place), variable in self._brings.items()]
        sure = [(variable, span) for variable in self._sure]
        terms = [*evidence, *presence, *past, *covered, *sure]
        return cp_model.LinearExpr.weighted_sum([each for each, _ in terms], [worth for _, worth in terms])

    def begin_with(self, chosen: Chosen) -> None:
        """Show the search a consortium to begin with: proving that none is better is the smaller part.

        The hint tells every variable: to complete one that only says who takes part can take longer than
        the search.
        """
        model = self._program.model
        keys = {each.key for each in chosen.members}
        settled = model.clone()
        for variable, each in zip(self._program.takes_part, self._program.candidates, strict=True):
            settled.add(settled.get_bool_var_from_proto_index(variable.index) == (each.key in keys))
        solver = _solver(_SETTLING_S, 0)
        if solver.solve(settled) in _FOUND:
            for index in range(len(model.proto.variables)):
                variable = model.get_bool_var_from_proto_index(index)
                model.add_hint(variable, solver.boolean_value(variable))

    def _links(self) -> list[cp_model.IntVar]:
        program = self._program
        if not self._task.weights.link:
            return []
        variables = []
        for left, right in past_pairs(program.candidates):
            pair = program.model.new_bool_var(f"link {left} {right}")
            program.model.add_implication(pair, program.takes_part[left])
            program.model.add_implication(pair, program.takes_part[right])
            variables.append(pair)
        return variables

    def _read(self, solver: cp_model.CpSolver) -> Chosen:
        program = self._program
        members = tuple(
            each
            for variable, each in zip(program.takes_part, program.candidates, strict=True)
            if solver.boolean_value(variable)
        )
        lead = ""
        if program.has_lead:
            lead = next(
                each.key
                for variable, each in zip(program.leads, program.candidates, strict=True)
                if solver.boolean_value(variable)
            )
        return Chosen(members, lead, _best_bringers(self._task.competences, members))


def _solver(seconds: float, seed: int) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 1  # several would not give the same answer twice
    # The linear relaxation is almost whole: kept entire from the start, it proves the best at once.
    solver.parameters.linearization_level = 2
    solver.parameters.add_lp_constraints_lazily = False
    solver.parameters.symmetry_level = 0
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.find_big_linear_overlap = False
    solver.parameters.max_presolve_iterations = 1
    return solver


def _promising(task: Task, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return a few of the candidates among which a good consortium is found at once.

    The surest in each competence, the ablest of each sort that rules tell apart, those already wanted.
    """
    wanted = {each.key for each in candidates if each.key in task.wish.members or each.key == task.wish.lead}
    asked = {rule.kind for rule in task.call.rules} if task.call else set()
    groups: dict[Hashable, list[tuple[int, Candidate]]] = defaultdict(list)
    for each in candidates:
        near = task.weights.near(each.distance_km)
        points = {s.competence_key: each.points_in(s.competence_key) for s in each.strengths}
        for competence in task.competences:
            if competence.key in points:
                groups[competence.key].append(
                    (points[competence.key] + sum(points.values()) // 2 + near, each)
                )
        partner = each.partner
        sort = (
            partner.kinds,
            partner.country,
            partner.area if asked & _ON_AREAS else "",
            partner.region if asked & _ON_REGIONS else "",
            partner.ties_known,
        )
        groups[sort].append((sum(points.values()) + near, each))
    ablest: list[tuple[int, str]] = []
    for key, members in groups.items():
        members.sort(key=lambda member: (-member[0], member[1].key))
        if isinstance(key, str):
            wanted |= {each.key for _, each in members[:_BEST_PER_COMPETENCE]}
        else:
            ablest += [(-points, each.key) for points, each in members[:_BEST_PER_SORT]]
    wanted |= {key for _, key in sorted(ablest)[:_MOST_OF_SORTS]}
    return tuple(each for each in candidates if each.key in wanted)


def _best_bringers(
    competences: Sequence[Competence], members: Sequence[Candidate]
) -> tuple[tuple[str, str], ...]:
    """Return who brings each competence that is covered: the surest, the first in order where two are."""
    brought = []
    for competence in competences:
        able = [each for each in members if each.points_in(competence.key)]
        if able:
            best = max(able, key=lambda each: each.points_in(competence.key))
            brought.append((competence.key, best.key))
    return tuple(brought)


def past_pairs(candidates: Sequence[Candidate]) -> list[tuple[int, int]]:
    """Return the places of each two candidates that have worked together, in order."""
    places = {each.key: place for place, each in enumerate(candidates)}
    pairs = {
        (min(place, places[key]), max(place, places[key]))
        for place, each in enumerate(candidates)
        for key in each.worked_with
        if key in places and key != each.key
    }
    return sorted(pairs)
