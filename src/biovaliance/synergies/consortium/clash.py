"""Why no consortium is possible: a smallest set of demands that exclude each other.

Each rule and each wish is a group that can be switched off. Groups are left out one by one as long as the
rest still cannot hold; what remains is a smallest set: without any one of it, somebody could apply.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from biovaliance.foundation.languages import Text
from biovaliance.foundation.wording import french_typography
from biovaliance.synergies.calls.implied import rules_with_implied
from biovaliance.synergies.calls.judging_projects import amount_text
from biovaliance.synergies.calls.partners import Partner
from biovaliance.synergies.calls.rules import Rule
from biovaliance.synergies.calls.values import Call
from biovaliance.synergies.consortium.constraints import Demand, demands, literals
from biovaliance.synergies.consortium.program import Program, total
from biovaliance.synergies.consortium.values import Candidate, Clash, Project, Wish


@dataclass(frozen=True, slots=True)
class _Group:
    """Demands that stand or fall together: a rule's, or a wish's."""

    demand: Rule | Text
    switch: cp_model.IntVar


def smallest_clash(
    call: Call | None,
    wish: Wish,
    candidates: Sequence[Candidate],
    project: Project | None = None,
    seed: int = 0,
) -> Clash | None:
    """Return a smallest set of rules and wishes that no set of candidates satisfies; None where one does."""
    about = project or Project()
    found = _clash(call, wish, Program(tuple(candidates), about), seed)
    if found is None:
        return None
    rules = tuple(group for group in found if isinstance(group, Rule))
    wishes = tuple(group for group in found if isinstance(group, Text))
    strangers = [Candidate(Partner(f"anybody {n}", "")) for n in range(max(12, wish.partners_most))]
    anybody = _clash(call, wish, Program((*candidates, *strangers), about), seed, only=frozenset(found))
    return Clash(rules, wishes, contradictory=anybody is not None)


def _clash(
    call: Call | None,
    wish: Wish,
    program: Program,
    seed: int,
    only: frozenset[Rule | Text] | None = None,
) -> list[Rule | Text] | None:
    about = _project_wishes(program, only)
    groups = [*_wishes(program, wish, only), *about.values(), *_rules(program, call, about, only)]
    if _possible(program, groups, seed):
        return None
    needed = list(groups)
    for group in groups:
        rest = [each for each in needed if each is not group]
        if not _possible(program, rest, seed):
            needed = rest
    return [group.demand for group in needed]


def _possible(program: Program, groups: Sequence[_Group], seed: int) -> bool:
    program.model.clear_assumptions()
    program.model.add_assumptions([group.switch for group in groups])
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 1
    return solver.solve(program.model) in {cp_model.OPTIMAL, cp_model.FEASIBLE}


def _rules(
    program: Program, call: Call | None, about: Mapping[str, _Group], only: frozenset[Rule | Text] | None
) -> list[_Group]:
    groups = []
    for number, rule in enumerate(rules_with_implied(call) if call else ()):
        asked = demands(rule, call, program) if call else None
        if asked is None or not asked.possibly or (only is not None and rule not in only):
            continue
        switch = program.model.new_bool_var(f"rule {number}")
        needed = [about[family].switch for family in _FAMILIES if rule.kind in _FAMILIES[family]]
        for demand in asked.possibly:
            program.model.add(demand).only_enforce_if([switch, *needed, *literals(rule, program)])
        groups.append(_Group(rule, switch))
    return groups


_FAMILIES = {
    "size": frozenset({"project_size", "project_size_min", "project_size_max"}),
    "duration": frozenset({"duration", "duration_max"}),
    "trl": frozenset({"trl", "trl_start"}),
}
"""The rules that each figure of the project can break."""


def _project_wishes(program: Program, only: frozenset[Rule | Text] | None) -> dict[str, _Group]:
    """Return what is told of the project, by family of rules: only together with a rule is it a demand."""
    project = program.project
    told: dict[str, Text] = {}
    if project.size:
        size = amount_text(project.size)
        told["size"] = Text(f"The project is to cost {size.en}.", f"Le projet doit coûter {size.fr}.")
    if project.duration_months is not None:
        months = f"{project.duration_months:g}"
        told["duration"] = Text(
            f"The project is to last {months} months.",
            french_typography(f"Le projet doit durer {months} mois."),
        )
    if project.trl_start is not None or project.trl_end is not None:
        levels = " - ".join(str(each) for each in (project.trl_start, project.trl_end) if each is not None)
        told["trl"] = Text(f"The project is at TRL {levels}.", f"Le projet est au TRL {levels}.")
    return {
        family: _Group(text, program.model.new_bool_var(family))
        for family, text in told.items()
        if only is None or text in only
    }


def _wishes(program: Program, wish: Wish, only: frozenset[Rule | Text] | None) -> list[_Group]:
    groups: list[_Group] = []

    def add(text: Text, demand: Demand) -> None:
        if only is not None and text not in only:
            return
        switch = program.model.new_bool_var(text.en)
        program.model.add(demand).only_enforce_if(switch)
        groups.append(_Group(text, switch))

    most = wish.partners_most
    add(
        Text(f"At most {most} partners are wished for.", f"Au plus {most} partenaires sont souhaités."),
        program.count <= most,
    )
    for key in sorted(wish.members):
        place, name = _named(program, key)
        add(
            Text(f"{name} is to take part.", f"{name} doit participer."),
            program.takes_part[place] == 1 if place is not None else total([]) >= 1,
        )
    if wish.lead:
        place, name = _named(program, wish.lead)
        add(
            Text(f"{name} is to lead.", french_typography(f"{name} doit être chef de file.")),
            program.leads[place] == 1 if place is not None else total([]) >= 1,
        )
    return groups


def _named(program: Program, key: str) -> tuple[int | None, str]:
    place = program.position(key)
    return place, program.candidates[place].partner.name if place is not None else key
