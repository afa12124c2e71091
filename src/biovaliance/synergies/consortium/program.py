"""The variables of the exact search: who takes part, who leads, and counts over them.

takes_part[i] ─┬─> count, countries, kinds ─> rules (constraints.py)
leads[i]      ─┘
brings[c, i]  ───> competences covered, their evidence (search.py)
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from biovaliance.synergies.consortium.values import Candidate, Competence, Project

Total = cp_model.LinearExpr
total = cp_model.LinearExpr.sum
Verdict = bool | None
"""What is known of one candidate: yes, no, or not known."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many partners surely and perhaps are something: the number lies from `sure` to `sure + maybe`."""

    sure: Total
    maybe: Total


@dataclass(slots=True)
class Program:
    """A model under construction; `together` is true where more than one partner takes part.

    Who leads is asked of the search only where a rule or a wish speaks of it.
    """

    candidates: tuple[Candidate, ...]
    project: Project = field(default_factory=Project)
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    takes_part: list[cp_model.IntVar] = field(default_factory=list)
    together: cp_model.IntVar = field(init=False)
    _leads: list[cp_model.IntVar] = field(default_factory=list)
    _countries: dict[str, cp_model.IntVar] = field(default_factory=dict)

    def __post_init__(self) -> None:
        model = self.model
        self.takes_part = [model.new_bool_var(f"in {each.key}") for each in self.candidates]
        model.add_bool_or(self.takes_part)
        self.together = model.new_bool_var("together")
        model.add(self.count >= 2).only_enforce_if(self.together)
        model.add(self.count <= 1).only_enforce_if(~self.together)

    @property
    def leads(self) -> list[cp_model.IntVar]:
        """Who leads: exactly one, who takes part."""
        if not self._leads:
            self._leads = [self.model.new_bool_var(f"lead {each.key}") for each in self.candidates]
            self.model.add_exactly_one(self._leads)
            for leads, takes_part in zip(self._leads, self.takes_part, strict=True):
                self.model.add_implication(leads, takes_part)
        return self._leads

    @property
    def has_lead(self) -> bool:
        """Whether anything asked who leads."""
        return bool(self._leads)

    @property
    def count(self) -> Total:
        """How many take part."""
        return total(self.takes_part)

    def counted(self, verdict: Callable[[Candidate], Verdict]) -> Count:
        """Return how many partners `verdict` holds for."""
        verdicts = [verdict(candidate) for candidate in self.candidates]
        return Count(self._of(verdicts, True), self._of(verdicts, None))

    def _of(self, verdicts: Sequence[Verdict], wanted: Verdict) -> Total:
        return total([v for v, found in zip(self.takes_part, verdicts, strict=True) if found is wanted])

    def countries(self, counts: Callable[[str], Verdict]) -> Count:
        """Return from how many countries that count partners come; an unknown one is one more, perhaps."""
        codes = {each.partner.country for each in self.candidates} - {""}
        sure = total([self._present(code) for code in sorted(codes) if counts(code)])
        maybe = total([self._present(code) for code in sorted(codes) if counts(code) is None])
        return Count(sure, maybe + self._of([not each.partner.country for each in self.candidates], True))

    def _present(self, code: str) -> cp_model.IntVar:
        if code not in self._countries:
            here = [
                v
                for v, each in zip(self.takes_part, self.candidates, strict=True)
                if each.partner.country == code
            ]
            self._countries[code] = self.any_of(here, f"country {code}")
        return self._countries[code]

    def regions(self) -> Count:
        """Return from how many regions the partners come; an unknown one is one more, perhaps."""
        codes = sorted({each.partner.region for each in self.candidates} - {""})
        present = []
        for code in codes:
            here = [
                v
                for v, each in zip(self.takes_part, self.candidates, strict=True)
                if each.partner.region == code
            ]
            present.append(self.any_of(here, f"region {code}"))
        return Count(total(present), self._of([not each.partner.region for each in self.candidates], True))

    def any_of(self, variables: Iterable[cp_model.IntVar], name: str) -> cp_model.IntVar:
        """Return a variable that is true where at least one of `variables` is."""
        wanted = list(variables)
        found = self.model.new_bool_var(name)
        self.model.add_bool_or(wanted).only_enforce_if(found)
        for each in wanted:
            self.model.add_implication(each, found)
        return found

    def position(self, key: str) -> int | None:
        """Return the place of the candidate with this key, None where there is none."""
        return next((place for place, each in enumerate(self.candidates) if each.key == key), None)


Brings = dict[tuple[str, int], cp_model.IntVar]
"""Who answers for which competence, by its key and the place of the candidate."""


def add_brings(program: Program, competences: Iterable[Competence]) -> Brings:
    """Add who answers for each competence: at most one partner, among those that have it and take part."""
    brings: Brings = {}
    for competence in competences:
        own = []
        for place, candidate in enumerate(program.candidates):
            if candidate.points_in(competence.key):
                variable = program.model.new_bool_var(f"{competence.key} by {candidate.key}")
                program.model.add_implication(variable, program.takes_part[place])
                brings[competence.key, place] = variable
                own.append(variable)
        if own:
            program.model.add_at_most_one(own)
    return brings
