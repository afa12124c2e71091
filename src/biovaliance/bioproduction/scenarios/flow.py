"""Which operation follows which.

    file order ──┐
    after ───────┼─> successors of each operation (a fork where there are several)
    next ────────┘   how many must be done before it (a join where there are several)

Operations run in file order unless `after` or `next` says otherwise: an operation without `after` follows the
one above it, unless that one says by `next` where it leads.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from biovaliance.bioproduction.scenarios.document import END, SCRAP, Operation

ENDS = {END: -1, SCRAP: -2}
"""The numbers that stand for leaving the line: released, thrown away."""
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Flow:
    """The graph of a process, operations by their number in the file.

    `branches` has (operation or one of ENDS, share) where an operation leads one way by chance, and is empty
    where it leads to all of `successors`. `needs` are the operations that must all be done first.
    """

    first: tuple[int, ...]
    successors: tuple[tuple[int, ...], ...]
    branches: tuple[tuple[tuple[int, float], ...], ...]
    needs: tuple[tuple[int, ...], ...]
    retries: tuple[int | None, ...]
    """Where a failure leads: the operation, an end, or None where nothing fails."""
    pooled: tuple[int, ...]
    """How many lots a success makes one of; 1 where each stays its own."""

    def onwards(self, number: int) -> tuple[int, ...]:
        """Return all operations that may come right after one, by success or by failure."""
        by_chance = tuple(to for to, share in self.branches[number] if to >= 0 and share > 0)
        retry = self.retries[number]
        return (*self.successors[number], *by_chance, *((retry,) if retry is not None and retry >= 0 else ()))

    def reached_from(self, start: Iterable[int]) -> frozenset[int]:
        """Return the operations that may come after some, themselves included."""
        seen: set[int] = set()
        waiting = list(start)
        while waiting:
            number = waiting.pop()
            if number not in seen:
                seen.add(number)
                waiting.extend(self.onwards(number))
        return frozenset(seen)

    def redone_from(self, start: int) -> frozenset[int]:
        """Return what is done again after going back to an operation: all ahead of it, were nothing
        to fail.
        """
        seen: set[int] = set()
        waiting = [start]
        while waiting:
            number = waiting.pop()
            if number not in seen:
                seen.add(number)
                waiting.extend(self.successors[number])
                waiting.extend(to for to, share in self.branches[number] if to >= 0 and share > 0)
        return frozenset(seen)

    def leaves(self, number: int) -> bool:
        """Whether the material may leave the line right after this operation."""
        ways = self.branches[number]
        if not ways:
            return not self.successors[number]
        missing = 1 - sum(share for _, share in ways)
        return missing > ROUNDING or any(to < 0 and share > 0 for to, share in ways)

    def visits(self) -> tuple[float, ...]:
        """Return how often an arriving patient comes to each operation on average, losses in queues apart.

        The traffic equations, iterated until nothing changes by more than 1e-12; limits on attempts are not
        counted, so the figure is an upper bound where they are set. Where lots are pooled, every pool is
        taken as full.
        """
        return self.visits_with([0.0] * len(self.successors))

    def visits_with(self, failure_shares: Sequence[float]) -> tuple[float, ...]:
        """Return the visits for given failure shares; see `visits`."""
        size = len(self.successors)
        visits = [0.0] * size
        for _ in range(10_000):
            flowing: list[list[float]] = [[] for _ in range(size)]
            coming = [1.0 if number in self.first else 0.0 for number in range(size)]
            for number in range(size):
                self._pass_on(number, visits[number], failure_shares[number], (coming, flowing))
            for number in range(size):
                if flowing[number]:  # a join comes as often as the rarest of what it needs
                    coming[number] += min(flowing[number])
            change = max(abs(new - old) for new, old in zip(coming, visits, strict=True))
            visits = coming
            if change <= 1e-12 * max(1.0, *visits):
                break
        return tuple(visits)

    def _pass_on(
        self, number: int, visits: float, failing: float, to: tuple[list[float], list[list[float]]]
    ) -> None:
        coming, flowing = to
        good = visits * (1 - failing) / self.pooled[number]
        retry = self.retries[number]
        if retry is not None and retry >= 0:
            coming[retry] += visits * failing
        for target, share in self.branches[number]:
            if target >= 0:
                coming[target] += good * share
        for target in self.successors[number]:
            if len(self.needs[target]) > 1:
                flowing[target].append(good)
            else:
                coming[target] += good


def flow_of(operations: Sequence[Operation]) -> Flow:
    """Return the graph of operations whose names have been checked."""
    numbers = {operation.name: number for number, operation in enumerate(operations)}
    needs = tuple(_needs(operations, number, numbers) for number in range(len(operations)))
    branches = tuple(
        tuple((numbers.get(way.to, ENDS.get(way.to, -1)), way.share.number) for way in operation.next or ())
        for operation in operations
    )
    successors = tuple(
        () if operation.next else tuple(other for other in range(len(operations)) if number in needs[other])
        for number, operation in enumerate(operations)
    )
    first = tuple(
        number
        for number, operation in enumerate(operations)
        if not needs[number] and (number == 0 or operation.after == ())
    )
    retries = tuple(_retry(operation, number, numbers) for number, operation in enumerate(operations))
    pooled = tuple(operation.batch if operation.pooled else 1 for operation in operations)
    return Flow(first, successors, branches, needs, retries, pooled)


def _needs(operations: Sequence[Operation], number: int, numbers: dict[str, int]) -> tuple[int, ...]:
    """Return what must be done before, where that is not left to `next`."""
    after = operations[number].after
    if after is not None:
        before = tuple(dict.fromkeys(numbers[name] for name in after))
        return tuple(other for other in before if not operations[other].next)
    if number == 0 or operations[number - 1].next:
        return ()
    return (number - 1,)


def _retry(operation: Operation, number: int, numbers: dict[str, int]) -> int | None:
    if operation.failure is None or operation.failure.share.number == 0:
        return None
    then = operation.failure.then
    if then in numbers:
        return numbers[then]
    return number if then == "repeat" else ENDS[SCRAP]
