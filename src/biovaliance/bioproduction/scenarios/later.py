"""What is done after the dose has left: tests that do not gate its release, and what hangs on them."""

from collections.abc import Iterator, Sequence

from biovaliance.bioproduction.scenarios.document import SCRAP, Operation
from biovaliance.bioproduction.scenarios.findings import Finding, Path
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
            yield Finding(
                here,
                operation.name,
                "does not gate the release, and nothing is done before it;",
                "say by after = [...] what it tests, or set gates_release = true.",
            )
        yield from _holds(operation, here)
        then = operation.failure.then if operation.failure else SCRAP
        if then not in {SCRAP, "repeat"} | names:
            yield Finding(
                (*here, "failure", "then"),
                then,
                "is done before the release, and the dose has left by then;",
                "expected 'scrap' (the dose is found not to conform), 'repeat', or a test that does not gate "
                "the release either.",
            )


def _holds(operation: Operation, here: Path) -> Iterator[Finding]:
    for key in ("max_hold_h", "queue_limit"):
        if getattr(operation, key) is not None:
            yield Finding(
                (*here, key),
                operation.name,
                "does not gate the release, so nobody is lost who waits for it;",
                f"take {key} out, or let the test gate the release.",
            )
