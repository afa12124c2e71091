"""Schedules made patient by patient: each one's whole way is put into what the ones before left free.

Where the material would wait too long for an operation, what comes before it is put off, so that nobody is
lost to a hold limit who need not be.
"""

from collections.abc import Sequence

from biovaliance.bioproduction.schedule.dispatching import HELD_TOO_LONG, LOST_WAITING, without_lost
from biovaliance.bioproduction.schedule.hours import FAR
from biovaliance.bioproduction.schedule.occupancy import Plant
from biovaliance.bioproduction.schedule.values import Placement, Problem, Schedule

_MOST_TRIES = 500
NEVER = "its operations cannot follow each other within the hold limits, even in an empty plant"


def insert_all(problem: Problem, order: Sequence[int]) -> Schedule:
    """Return the schedule of inserting patients in an order; for problems without batches.

    Who cannot be placed in time is lost, with the reason.
    """
    plant = Plant(problem)
    placed: dict[int, Placement] = {
        number: node.fixed for number, node in enumerate(problem.nodes) if node.fixed is not None
    }
    going_on = [need for need, keeper in problem.keeper.items() if need in placed and keeper not in placed]
    plant.place_all({node: own for node, own in placed.items() if node not in going_on})
    for node in going_on:  # until what they are kept for has its place
        plant.occupy(problem.step(node).ways[placed[node].way], placed[node].start, FAR)
    lost = {number: job.scrapped for number, job in enumerate(problem.jobs) if job.scrapped}
    for job in order:
        if job not in lost:
            why = _Insertion(problem, plant, placed, job).run()
            if why:
                lost[job] = why
    return without_lost(problem, tuple(placed.get(node) for node in range(len(problem.nodes))), lost)


class _Insertion:
    """One patient being put into the plant."""

    def __init__(self, problem: Problem, plant: Plant, placed: dict[int, Placement], job: int) -> None:
        self.problem, self.plant, self.placed, self.job = problem, plant, placed, job
        self.free = [node for node in problem.of_job[job] if problem.nodes[node].fixed is None]
        self.lower = {node: max(problem.nodes[node].earliest, problem.now) for node in self.free}
        self.taken: list[tuple[int, int, int]] = []  # node, until when it holds its units, way

    def run(self) -> str:
        """Place all nodes and return "", or why it cannot be."""
        for _ in range(_MOST_TRIES):
            put_off = self._forward()
            if put_off is None:
                return self._late()
            self._undo()
            node, until = put_off
            if node < 0 or until >= FAR:
                return HELD_TOO_LONG if node < 0 else NEVER
            self.lower[node] = max(self.lower[node] + 1, until)
        return NEVER

    def _forward(self) -> tuple[int, int] | None:
        """Place nodes in order; return None where all are, else which to put off until when (-1:
        none can be).
        """
        for node in self.free:
            needs = self.problem.nodes[node].needs
            ends = [(self.placed[need].end, need) for need in needs]
            ready = max([self.problem.nodes[node].earliest, *(end for end, _ in ends)])
            own_kept = [need for need in needs if self.problem.keeper.get(need) == node]
            for need in own_kept:
                self._give_back(need)
            found = self._first(node, max(self.lower[node], ready))
            if found is None:
                for need in own_kept:
                    self._take(need, self.placed[need].end)
                return (own_kept[0] if own_kept and own_kept[0] in self.lower else node), FAR
            step = self.problem.step(node)
            if step.hold is not None and found.start - ready > step.hold:
                self._retake(own_kept)
                return self._before(node, found.start - step.hold)
            self.placed[node] = found
            self._take(node, found.end)
            late = self._take_kept(own_kept, found.start)
            if late is not None:
                return late
        return None

    def _first(self, node: int, time: int) -> Placement | None:
        """Return the place of a node that ends first, from a time on."""
        best: Placement | None = None
        for way in range(len(self.problem.step(node).ways)):
            start, end = self.plant.first(node, way, time)
            if start < FAR and (best is None or (end, start) < (best.end, best.start)):
                best = Placement(start, end, way)
        return best

    def _before(self, node: int, ready: int) -> tuple[int, int]:
        """Return what to put off so that a node is ready no sooner than given."""
        needs = self.problem.nodes[node].needs
        if not needs:
            return -1, FAR
        last = max(needs, key=lambda need: self.placed[need].end)
        if last not in self.lower:
            return -1, FAR
        own = self.placed[last]
        return last, own.start + max(1, ready - own.end)

    # Units that are kept until the next operation starts

    def _take_kept(self, kept: list[int], until: int) -> tuple[int, int] | None:
        """Let nodes hold their units until a time; return what to put off where others need them."""
        for need in kept:
            own = self.placed[need]
            takes = self.problem.step(need).ways[own.way]
            if self.plant.clash(takes, own.start, max(until, own.end)) >= 0:
                self._take(need, own.end)
                if need not in self.lower:
                    return -1, FAR
                return need, own.start + max(1, until - own.end)
            self._take(need, max(until, own.end))
        return None

    def _give_back(self, need: int) -> None:
        for place, (node, until, way) in enumerate(self.taken):
            if node == need:
                own = self.placed[need]
                self.plant.occupy(self.problem.step(need).ways[way], own.start, until, -1)
                del self.taken[place]
                return
        own = self.placed[need]  # a fixed one, held without end until now
        self.plant.occupy(self.problem.step(need).ways[own.way], own.start, FAR, -1)

    def _retake(self, kept: list[int]) -> None:
        for need in kept:
            self._take(need, self.placed[need].end if need in self.lower else FAR)

    def _take(self, node: int, until: int) -> None:
        own = self.placed[node]
        self.plant.occupy(self.problem.step(node).ways[own.way], own.start, until)
        if node in self.lower or until < FAR:
            self.taken.append((node, until, own.way))

    def _undo(self) -> None:
        for node, until, way in self.taken:
            own = self.placed[node]
            self.plant.occupy(self.problem.step(node).ways[way], own.start, until, -1)
            if self.problem.nodes[node].fixed is not None:
                self.plant.occupy(self.problem.step(node).ways[way], own.start, FAR)
        self.taken.clear()
        for node in self.free:
            self.placed.pop(node, None)

    def _late(self) -> str:
        """Return "" where the patient is in time; else take all back and say why not."""
        job = self.problem.jobs[self.job]
        if job.due is None:
            return ""
        own = self.problem.of_job[self.job]
        if job.due_to_start:
            last = min(self.placed[node].start for node in own)
        else:
            last = max((self.placed[node].end for node in own if self.problem.is_gate(node)), default=0)
        if last <= job.due:
            return ""
        self._undo()
        return LOST_WAITING
