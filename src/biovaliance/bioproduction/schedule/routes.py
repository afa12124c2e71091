"""The way a patient is planned to go through the operations: in file order, `after`, or the
likeliest `next`.
"""

from graphlib import CycleError, TopologicalSorter

from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.flow import Flow, flow_of
from biovaliance.bioproduction.scenarios.wording import per_cent
from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.bioproduction.words.names import labels, quoted
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import Text

Route = tuple[tuple[int, tuple[int, ...]], ...]
"""Operations in order, each with those that must be done before."""
_RELEASE = Text("release", "la libération")


def planned_route(scenario: Scenario) -> tuple[Route, tuple[Text, ...]]:
    """Return the operations of a patient in order, and which ways by chance were taken as the plan.

    Raises:
        InputError: the operations need each other in a circle.
    """
    flow = flow_of(scenario.operations)
    names = [operation.name for operation in scenario.operations]
    before: dict[int, set[int]] = {number: set() for number in flow.first}
    notices = []
    waiting = list(flow.first)
    while waiting:
        number = waiting.pop(0)
        targets = list(flow.successors[number])
        if flow.branches[number]:
            target, share = _likeliest(flow, number, before)
            targets = [target] if target >= 0 else []
            way = quoted([names[target]]) if target >= 0 else _RELEASE
            operation = labels(names[number])
            notices.append(whole_sentence("plan-branch", operation=operation, way=way, share=per_cent(share)))
        for target in targets:
            if target not in before:
                before[target] = set()
                waiting.append(target)
            before[target].add(number)
    for number, needs in before.items():
        needs.update(need for need in flow.needs[number] if need in before)
    try:
        order = list(
            TopologicalSorter({number: sorted(before[number]) for number in sorted(before)}).static_order()
        )
    except CycleError as error:
        circle = [names[number] for number in error.args[1]]
        raise InputError(whole_sentence("planned-in-a-circle", names=quoted(circle))) from None
    place = {number: rank for rank, number in enumerate(order)}
    route = tuple((number, tuple(sorted(before[number], key=place.__getitem__))) for number in order)
    return route, tuple(notices)


def _likeliest(flow: Flow, number: int, seen: dict[int, set[int]]) -> tuple[int, float]:
    """Return the likeliest way that leads on to what was not done yet, or to release; never to scrap."""
    ways = list(flow.branches[number])
    missing = 1 - sum(share for _, share in ways)
    if missing > 0:
        ways.append((-1, missing))
    onwards = [
        (target, share) for target, share in ways if target == -1 or (target >= 0 and target not in seen)
    ]
    return max(onwards, key=lambda way: way[1], default=(-1, 0.0))
