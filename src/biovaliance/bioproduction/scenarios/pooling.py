"""Several lots that become one: what may be pooled, and where.

    lot 1 ──┐
    lot 2 ──┼─> pooled operation ─> one lot
    lot 3 ──┘

What is pooled cannot be taken apart again. So nothing of a lot may go on beside the operation that pools it,
and nothing after it may lead back to it.
"""

from collections import deque
from collections.abc import Iterator, Sequence

from biovaliance.bioproduction.scenarios.document import Operation, Scenario
from biovaliance.bioproduction.scenarios.findings import Finding, Path
from biovaliance.bioproduction.scenarios.findings import found as fault
from biovaliance.bioproduction.scenarios.flow import Flow
from biovaliance.bioproduction.scenarios.later import operations_after_release
from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.bioproduction.words.names import labels
from biovaliance.foundation.languages import Text


def pooled_operations(scenario: Scenario) -> tuple[Operation, ...]:
    """Return the operations that make one lot of several."""
    return tuple(operation for operation in scenario.operations if operation.pooled)


def full_pools_assumed(scenario: Scenario) -> tuple[Text, ...]:
    """Return what must be known of figures that are computed and not simulated: every pool is full."""
    return tuple(
        whole_sentence("pools-taken-as-full", operation=labels(each.name), lots=each.batch)
        for each in pooled_operations(scenario)
    )


def pooling_faults(operations: Sequence[Operation], flow: Flow) -> Iterator[Finding]:
    """Yield what cannot be meant of operations that pool lots."""
    pooling = [number for number, operation in enumerate(operations) if operation.pooled]
    if not pooling:
        return
    later = operations_after_release(operations, flow)
    ways = _Ways(flow)
    for number in pooling:
        here: Path = ("operations", number, "pooled")
        if operations[number].batch == 1:
            yield fault(here, "true", "pooled-alone")
        if number in later:
            yield fault(here, "true", "pooled-after-release")
            continue
        beside, back = ways.beside(number), ways.leads_back(number)
        if beside is not None:
            yield fault(here, "true", "pooled-beside", other=operations[beside].name)
        if back is not None:
            yield fault(here, "true", "pooled-again", other=operations[back].name)


class _Ways:
    """What of a flow is before, beside and after what, nothing failing."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.onwards = [
            (*flow.successors[number], *(to for to, share in flow.branches[number] if to >= 0 and share > 0))
            for number in range(len(flow.successors))
        ]
        self.ahead = [flow.redone_from(number) for number in range(len(flow.successors))]
        self.without = [self._come_to_without(number) for number in range(len(flow.successors))]
        self.forks = [targets for targets in (flow.first, *flow.successors) if len(targets) > 1]

    def beside(self, number: int) -> int | None:
        """Return an operation that may be in progress for a lot while this one is, or None."""
        before = {other for other, come_to in enumerate(self.without) if number not in come_to}
        for targets in self.forks:
            if any(number in self.ahead[target] for target in targets):
                for other in sorted(self._reached(targets, before)):
                    if other in self.without[number]:
                        return other
        return None

    def leads_back(self, number: int) -> int | None:
        """Return an operation after the pooling that may lead back to it or to what is before it, or None."""
        seen: set[int] = set()
        waiting = deque(self.onwards[number])
        while waiting:
            other = waiting.popleft()
            if other not in seen:
                seen.add(other)
                if any(number in self.ahead[target] for target in self.flow.onwards(other)):
                    return other
                waiting.extend(self.flow.onwards(other))
        return None

    def _reached(self, start: Sequence[int], stops: set[int]) -> set[int]:
        """Return what is come to from some operations, without those where one stops."""
        seen: set[int] = set()
        waiting = list(start)
        while waiting:
            number = waiting.pop()
            if number not in seen and number not in stops:
                seen.add(number)
                waiting.extend(self.onwards[number])
        return seen

    def _come_to_without(self, missing: int) -> set[int]:
        """Return the operations that can be come to where one is never done; what needs several needs all."""
        seen: set[int] = set()
        waiting = list(self.flow.first)
        while waiting:
            number = waiting.pop()
            if number in seen or number == missing:
                continue
            seen.add(number)
            chosen = (to for to, share in self.flow.branches[number] if to >= 0 and share > 0)
            needed = (to for to in self.flow.successors[number] if seen.issuperset(self.flow.needs[to]))
            waiting.extend((*chosen, *needed))
        return seen
