"""How long a batch takes when it never waits: the longest way through its operations, as it is meant.

Only what a dose waits for counts: a test whose result comes after the dose has left does not. Gowning and
changeovers count, these as if work came mixed.
"""

import numpy as np

from biovaliance.bioproduction.costs.numbers import Number, Numbers
from biovaliance.bioproduction.costs.tries import tries_of
from biovaliance.bioproduction.scenarios.document import Operation, Scenario
from biovaliance.bioproduction.scenarios.flow import Flow, flow_of
from biovaliance.bioproduction.scenarios.later import operations_after_release
from biovaliance.bioproduction.scenarios.mixing import changeovers_of_mixed_work, pools_that_change


def lead_time_h(numbers: Numbers) -> Number:
    """Return the longest way from arrival to release; branches by chance count as the longest of them."""
    flow = flow_of(numbers.scenario.operations)
    later = later_operations(numbers.scenario)
    changeovers = _changeovers(numbers, flow)
    ends: list[Number] = [0.0] * len(numbers.scenario.operations)
    for _ in range(len(ends)):  # as often as there are operations finds the longest way; mostly twice does
        last = list(ends)
        for number, operation in enumerate(numbers.scenario.operations):
            before = set(flow.needs[number])
            before |= {
                other
                for other in range(number)
                for to, share in flow.branches[other]
                if to == number and share > 0
            }
            start: Number = 0.0
            for other in before:
                start = np.maximum(start, ends[other])
            held = numbers.mean_h(number) + changeovers[number]
            for name in operation.pools:
                place = next(at for at, pool in enumerate(numbers.scenario.pools) if pool.name == name)
                held = held + numbers.at("pools", place, "entry_h")
            ends[number] = start + held
        if all(np.array_equal(end, earlier) for end, earlier in zip(ends, last, strict=True)):
            break
    longest: Number = 0.0
    for number, end in enumerate(ends):
        if number not in later:
            longest = np.maximum(longest, end)
    return longest


def _changeovers(numbers: Numbers, flow: Flow) -> tuple[Number, ...]:
    """Return the hours of changeover of each operation; how often each is tried matters only if there are
    any.
    """
    if not any(pools_that_change(numbers.scenario)):
        return (0.0,) * len(numbers.scenario.operations)
    return changeovers_of_mixed_work(numbers.scenario, tries_of(numbers, flow).of_operation, numbers.at)


def later_operations(scenario: Scenario) -> frozenset[int]:
    """Return the tests whose result comes after the dose has left, and what hangs on them."""
    return operations_after_release(scenario.operations, flow_of(scenario.operations))


def until_release(scenario: Scenario) -> Scenario:
    """Return the scenario without the tests whose result comes after the dose has left.

    Simulated, its time in system is the time to the release of the dose, not to its final certificate.
    """
    later = later_operations(scenario)
    kept = tuple(each for number, each in enumerate(scenario.operations) if number not in later)
    return scenario.model_copy(update={"operations": _in_order(scenario, kept)})


def _in_order(scenario: Scenario, kept: tuple[Operation, ...]) -> tuple[Operation, ...]:
    """Say by `after` what file order said, so that leaving some out changes nothing for the others."""
    flow = flow_of(scenario.operations)
    names = [operation.name for operation in scenario.operations]
    found = []
    for operation in kept:
        number = names.index(operation.name)
        after = tuple(names[need] for need in flow.needs[number])
        is_reached_by_next = any(to == number for ways in flow.branches for to, _ in ways)
        found.append(operation if is_reached_by_next else operation.model_copy(update={"after": after}))
    return tuple(found)
