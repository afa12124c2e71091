"""What is done after the dose has left: tests that do not gate its release, and what hangs on them."""

from collections.abc import Iterator, Sequence

from biovaliance.bioproduction.scenarios.document import SCRAP, Operation
from biovaliance.bioproduction.scenarios.findings import Finding, Path
from biovaliance.bioproduction.scenarios.findings import found as fault
from biovaliance.bioproduction.scenarios.flow import Flow


def operations_after_release(operations: Sequence[Operation], flow: Flow) -> frozenset[int]:
    """Return the operations the dose does not wait for, by number."""
    found: set[int] = set()
    waiting = [number for number, each in enumerate(operations) if each.test and not each.test.gates_release]
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting.extend(flow.successors[number])
            waiting.extend(to for to, share in flow.branches[number] if to >= 0 and share > 0)
    return frozenset(found)


def later_faults(operations: Sequence[Operation], flow: Flow) -> Iterator[Finding]:
    """Yield what cannot be meant of operations that come after the release."""
    later = operations_after_release(operations, flow)
    names = {operations[number].name for number in later}
    for number in sorted(later):
        operation, here = operations[number], ("operations", number)
        if number in flow.first:
            yield fault(here, operation.name, "later-without-before")
        yield from _holds(operation, here)
        then = operation.failure.then if operation.failure else SCRAP
        if then not in {SCRAP, "repeat"} | names:
            yield fault((*here, "failure", "then"), then, "later-leads-back")


def _holds(operation: Operation, here: Path) -> Iterator[Finding]:
    for key in ("max_hold_h", "queue_limit"):
        if getattr(operation, key) is not None:
            yield fault((*here, key), operation.name, "later-loses-nobody", key=key)
