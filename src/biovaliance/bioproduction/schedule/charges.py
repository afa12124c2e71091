"""What a schedule is charged, as terms of the programme of CP-SAT: see `aims`."""

from ortools.sat.python import cp_model

from biovaliance.bioproduction.schedule.aims import LATE_WEIGHT, RELEASE_WEIGHT, counts_later
from biovaliance.bioproduction.schedule.programme import Programme


class Charges:
    """The terms of the objective of one programme, which is asked to make their sum the least.

    `outweighs` is what a lost patient is charged: more than all that serving them could make others wait.
    """

    def __init__(self, programme: Programme) -> None:
        self.of = programme
        self.terms: list[tuple[cp_model.LinearExprT, int]] = []
        self.outweighs = self._worst = 0
        self._charge()

    def _charge(self) -> None:
        for job in self.of.jobs:
            self._add_release(job)
            for node in self.of.problem.of_job[job]:
                if counts_later(self.of.problem, node) and node in self.of.work:
                    self._add_later(job, node)
                if node in self.of.work and node in self.of.aim.anchors and self.of.aim.move_slots:
                    self._add_move(job, node)
        if self.of.may_lose:
            # Whoever is served is worth more than all that serving them can make others wait.
            self.outweighs = 1 + self._worst
            self.terms += [(present.negated(), self.outweighs) for present in self.of.present.values()]
        variables = [variable for variable, _ in self.terms]
        weights = [weight for _, weight in self.terms]
        self.of.model.minimize(cp_model.LinearExpr.weighted_sum(variables, weights))

    def _add_release(self, job: int) -> None:
        """Charge the time from arrival to release."""
        arrival = self.of.problem.jobs[job].arrival
        gates = [node for node in self.of.problem.of_job[job] if self.of.problem.is_gate(node)]
        ends = [
            node for node in gates if not any(after in gates for after in self.of.problem.successors[node])
        ]
        latest = max([arrival, *(self.of.latest(node) for node in ends)])
        known = self.of.known.release(self.of.problem, job)
        waited = self.of.model.new_int_var(0, max(latest, known or 0) - arrival, f"waited {job}")
        for node in ends:
            self.of.require(waited >= self.of.end_of(node) - arrival, self.of.present[job])
        due = self.of.problem.jobs[job]
        if due.due is not None and not due.due_to_start:
            self.of.require(waited <= due.due - arrival, self.of.present[job])
        self.of.model.add_hint(waited, (known or arrival) - arrival)
        self.terms.append((waited, RELEASE_WEIGHT))
        self._worst += RELEASE_WEIGHT * (max(latest, known or 0) - arrival)
        if job in self.of.aim.late_after:
            after = self.of.aim.late_after[job] - arrival
            most = max(0, latest - arrival - after, (known or 0) - arrival - after)
            late = self.of.model.new_int_var(0, most, f"late {job}")
            self.of.model.add(late >= waited - after)
            self.of.model.add_hint(late, max(0, (known or arrival) - arrival - after))
            self.terms.append((late, LATE_WEIGHT))
            self._worst += LATE_WEIGHT * most

    def _add_later(self, job: int, node: int) -> None:
        arrival = self.of.problem.jobs[job].arrival
        waited = self.of.model.new_int_var(0, max(0, self.of.latest(node) - arrival) + 1, f"later {node}")
        self.of.require(waited >= self.of.end_of(node) - arrival, self.of.present[job])
        placed = self.of.known.placements[node]
        self.of.model.add_hint(waited, placed.end - arrival if placed is not None else 0)
        self.terms.append((waited, 1))
        self._worst += max(0, self.of.latest(node) - arrival) + 1

    def _add_move(self, job: int, node: int) -> None:
        moved = self.of.model.new_bool_var(f"moved {node}")
        stays = self.of.model.add(self.of.work[node].start == self.of.aim.anchors[node])
        stays.only_enforce_if(
            [self.of.present[job], moved.negated()] if self.of.may_lose else moved.negated()
        )
        placed = self.of.known.placements[node]
        self.of.model.add_hint(moved, placed is not None and placed.start != self.of.aim.anchors[node])
        self.terms.append((moved, RELEASE_WEIGHT * self.of.aim.move_slots))
        self._worst += RELEASE_WEIGHT * self.of.aim.move_slots
