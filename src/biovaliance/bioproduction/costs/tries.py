"""How often each operation is tried for a batch that is started, and how many batches are released.

A failure throws the batch away, repeats the operation, or leads back to another one. Operations after a fork
fail independently of each other, and what comes after a join needs all of them.

Tests whose result comes after the dose has left (`gates_release = false`) do not hold a dose back: their
failure makes a dose non-conforming after the fact, and is told apart.

What is pooled is one batch from then on: of five that are pooled, a fifth of a batch goes on for each that
was started. Every pool is taken as full.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from biovaliance.bioproduction.costs.numbers import Number, Numbers
from biovaliance.bioproduction.scenarios.document import Operation
from biovaliance.bioproduction.scenarios.flow import ENDS, Flow
from biovaliance.bioproduction.scenarios.later import operations_after_release
from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.bioproduction.words.titles import library_title
from biovaliance.foundation.errors import InputError

_MOST_PASSES = 10_000
_SETTLED = 1e-13
_START = -1
_SCRAP = ENDS["scrap"]


@dataclass(frozen=True, slots=True)
class Tries:
    """For each batch started: tries of each operation, batches released, the share of these that conform."""

    of_operation: tuple[Number, ...]
    released: Number
    conforming_share: Number


def tries_of(numbers: Numbers, flow: Flow, *, without_failures: bool = False) -> Tries:
    """Return how often operations are tried; without failures, as the process is meant.

    Limits on the attempts of a loop over several operations are not counted: there the tries are an upper
    bound.
    """
    line = _Line(numbers, flow, without_failures)
    line.settle()
    return line.found()


class _Line:
    """The traffic equations of a line, solved by passing over it in file order until nothing changes."""

    def __init__(self, numbers: Numbers, flow: Flow, without_failures: bool) -> None:
        self.scenario = numbers.scenario
        self.operations: Sequence[Operation] = numbers.scenario.operations
        self.flow = flow
        size = len(self.operations)
        self.fails: list[Number] = [
            0.0 if without_failures else numbers.at("operations", number, "failure", "share")
            for number in range(size)
        ]
        self.ways = [self._ways(numbers, number, without_failures) for number in range(size)]
        self.above = [self._above(number) for number in range(size)]
        self.dominators = self._dominators()
        self.coming: list[Number] = [0.0] * size
        self.tried: list[Number] = [0.0] * size
        self.passed: list[Number] = [0.0] * size

    def _ways(self, numbers: Numbers, number: int, without_failures: bool) -> tuple[tuple[int, Number], ...]:
        """Return where an operation leads by chance; as it is meant, nothing is thrown away."""
        shares = [
            (to, numbers.at("operations", number, "next", place, "share"))
            for place, (to, _) in enumerate(self.flow.branches[number])
        ]
        if not without_failures or all(to != _SCRAP for to, _ in shares):
            return tuple(shares)
        scrapped = sum(share for to, share in shares if to == _SCRAP)
        return tuple((to, share / (1 - scrapped)) for to, share in shares if to != _SCRAP)

    def _above(self, number: int) -> tuple[tuple[int, Number], ...]:
        """Return the operations that lead here, with the share of their passes; a join is not among them."""
        by_chance = [
            (other, share)
            for other in range(len(self.ways))
            for to, share in self.ways[other]
            if to == number
        ]
        if len(self.flow.needs[number]) == 1:
            by_chance.append((self.flow.needs[number][0], 1.0))
        return tuple(by_chance)

    def _dominators(self) -> list[frozenset[int]]:
        """Return for each operation those that must have passed before it, itself included."""
        size = len(self.operations)
        everything = frozenset(range(_START, size))
        found = [everything] * size
        changed = True
        while changed:
            changed = False
            for number in range(size):
                new = self._before(number, found) | {number, _START}
                if new != found[number]:
                    found[number], changed = new, True
        return found

    def _before(self, number: int, found: list[frozenset[int]]) -> frozenset[int]:
        needs = self.flow.needs[number]
        if number in self.flow.first:
            return frozenset()
        if len(needs) > 1:
            return frozenset().union(*(found[need] for need in needs))
        before = [found[other] for other, _ in self.above[number]]
        return frozenset.intersection(*before) if before else frozenset()

    def settle(self) -> None:
        """Pass over the line until no count changes.

        Raises:
            InputError: a loop sends nearly all back, so that the counts never settle.
        """
        for _ in range(_MOST_PASSES):
            if self._pass() <= _SETTLED:
                return
        raise InputError(whole_sentence("endless-retries", name=library_title(self.scenario.scenario.name)))

    def _pass(self) -> float:
        change = 0.0
        for number, operation in enumerate(self.operations):
            coming = self._coming(number)
            change = max(change, float(np.max(np.abs(coming - self.coming[number]))))
            self.coming[number] = coming
            fails = self.fails[number]
            self.tried[number], passed = coming, coming * (1 - fails)
            if self.flow.retries[number] == number:
                limit = operation.failure.max_attempts if operation.failure else None
                left = fails**limit if limit else 0.0
                self.tried[number] = coming * (1 - left) / (1 - fails)
                passed = coming * (1 - left)
            self.passed[number] = passed / self.flow.pooled[number]
        return change

    def _coming(self, number: int) -> Number:
        coming: Number = 1.0 if number in self.flow.first else 0.0
        for other, share in self.above[number]:
            coming = coming + self.passed[other] * share
        if len(self.flow.needs[number]) > 1:
            coming = coming + self._together([(need, 1.0) for need in self.flow.needs[number]])
        for other, retry in enumerate(self.flow.retries):
            if retry == number and other != number:
                coming = coming + self.coming[other] * self.fails[other]
        return coming

    def _together(self, ends: Sequence[tuple[int, Number]]) -> Number:
        """Return how many batches come through all of some operations, which fail independently after their
        fork.
        """
        if not ends:
            return 0.0
        if len(ends) == 1:
            return self.passed[ends[0][0]] * ends[0][1]
        common = frozenset.intersection(*(self.dominators[number] for number, _ in ends))
        fork = max(common, key=lambda number: len(self.dominators[number]) if number != _START else 0)
        base: Number = 1.0 if fork == _START else self.passed[fork]
        through: Number = base
        for number, share in ends:
            if number != fork:
                through = through * _ratio(self.passed[number] * share, base)
        return through

    def found(self) -> Tries:
        """Return the counts when they have settled."""
        later = operations_after_release(self.operations, self.flow)
        ends = [(number, share) for number in range(len(self.operations)) for share in self._to_end(number)]
        before = [end for end in ends if end[0] not in later]
        released = self._released(before)
        conforming: Number = 1.0
        for number in sorted(later):
            if self.flow.retries[number] == _SCRAP:
                conforming = conforming * (1 - self.fails[number])
        return Tries(tuple(self.tried), released, conforming)

    def _to_end(self, number: int) -> list[Number]:
        if not self.flow.leaves(number):
            return []
        ways = self.ways[number]
        if not ways:
            return [1.0]
        return [1 - sum(share for to, share in ways if to >= 0 or to == _SCRAP)]

    def _released(self, ends: Sequence[tuple[int, Number]]) -> Number:
        """Return the batches that leave: ends after one fork are all needed, ends of one choice add up."""
        forked = [end for end in ends if not self._by_chance(end[0])]
        chosen = [end for end in ends if self._by_chance(end[0])]
        released: Number = self._together(forked)
        for number, share in chosen:
            released = released + self.passed[number] * share
        return released

    def _by_chance(self, number: int) -> bool:
        """Whether an end is one of several that a batch takes only one of."""
        return bool(self.ways[number]) or any(
            self.ways[other] for other in self.dominators[number] if other >= 0
        )


def _ratio(part: Number, whole: Number) -> Number:
    """Return part / whole, and 0 where there is nothing."""
    wholes = np.asarray(whole, float)
    found = np.divide(
        part, wholes, out=np.zeros(np.broadcast(np.asarray(part), wholes).shape), where=wholes > 0
    )
    return found if found.ndim else float(found)
