"""Which operation stands in which row, and in which order within it.

arrows ──> ways back taken out ──> longest way from the start = row
long arrows ──> a place kept free in each row they cross
order within a row: near what an operation comes from and leads to; unit procedures stay together
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from biovaliance.bioproduction.scenarios.flow import Flow

Arrow = tuple[int, int]
_SWEEPS = 6


@dataclass(frozen=True, slots=True)
class Layers:
    """Rows of nodes from the top: operations, start, end, and places kept free for long arrows.

    Nodes from `first_free` on are such places; `chains` has the nodes an arrow goes through, with its ends.
    """

    rows: tuple[tuple[int, ...], ...]
    first_free: int
    chains: Mapping[Arrow, tuple[int, ...]]
    back: frozenset[Arrow]
    """The arrows that lead up again."""


def start_of(flow: Flow) -> int:
    """Return the number that stands for where patients come from."""
    return len(flow.successors)


def end_of(flow: Flow) -> int:
    """Return the number that stands for what is released."""
    return len(flow.successors) + 1


def arrows_of(flow: Flow) -> tuple[Arrow, ...]:
    """Return every way on, from start to end, failures apart."""
    found = [(start_of(flow), first) for first in flow.first]
    for number, successors in enumerate(flow.successors):
        found += [(number, to) for to in successors]
        found += [(number, to) for to, share in flow.branches[number] if to >= 0 and share > 0]
        if flow.leaves(number) and not _only_scraps(flow, number):
            found.append((number, end_of(flow)))
    return tuple(dict.fromkeys(found))


def _only_scraps(flow: Flow, number: int) -> bool:
    ways = flow.branches[number]
    return (
        bool(ways)
        and sum(share for _, share in ways) >= 1
        and all(to != -1 or not share for to, share in ways)
    )


def layers_of(flow: Flow, groups: Sequence[str]) -> Layers:
    """Return the rows of a flow; `groups` has the unit procedure of each operation."""
    arrows = arrows_of(flow)
    back = _back(flow, arrows)
    ahead = [arrow for arrow in arrows if arrow not in back]
    ranks = _ranks(flow, ahead)
    free = len(flow.successors) + 2
    chains: dict[Arrow, tuple[int, ...]] = {}
    for source, target in ahead:
        through = []
        for rank in range(ranks[source] + 1, ranks[target]):
            ranks[free] = rank
            through.append(free)
            free += 1
        chains[source, target] = (source, *through, target)
    rows: list[list[int]] = [[] for _ in range(max(ranks.values()) + 1)]
    for node in sorted(ranks):
        rows[ranks[node]].append(node)
    named = {number: group for number, group in enumerate(groups) if group}
    ordered = _ordered([tuple(row) for row in rows], chains, named)
    return Layers(ordered, len(flow.successors) + 2, chains, back)


def _back(flow: Flow, arrows: Sequence[Arrow]) -> frozenset[Arrow]:
    """Return the arrows that lead to what is still being followed, in a walk in file order."""
    onwards: dict[int, list[int]] = {}
    for source, target in arrows:
        onwards.setdefault(source, []).append(target)
    found: set[Arrow] = set()
    done: set[int] = set()
    open_now: set[int] = set()
    for root in (start_of(flow), *range(len(flow.successors))):
        if root in done:
            continue
        open_now.add(root)
        way = [(root, iter(onwards.get(root, ())))]
        while way:
            node, rest = way[-1]
            target = next(rest, -1)
            if target < 0:
                open_now.discard(node)
                done.add(node)
                way.pop()
            elif target in open_now:
                found.add((node, target))
            elif target not in done:
                open_now.add(target)
                way.append((target, iter(onwards.get(target, ()))))
    return frozenset(found)


def _ranks(flow: Flow, ahead: Sequence[Arrow]) -> dict[int, int]:
    """Return the row of each node: one below the lowest it comes from; the end below all."""
    before: dict[int, list[int]] = {}
    for source, target in ahead:
        before.setdefault(target, []).append(source)
    onwards: dict[int, list[int]] = {}
    for source, target in ahead:
        onwards.setdefault(source, []).append(target)
    nodes = [start_of(flow), *range(len(flow.successors))]
    left = {node: len(before.get(node, ())) for node in (*nodes, end_of(flow))}
    ranks = {node: 0 if node == start_of(flow) else 1 for node in nodes}
    ready = [node for node in nodes if left[node] == 0]
    while ready:
        node = ready.pop(0)
        for target in onwards.get(node, ()):
            ranks[target] = max(ranks.get(target, 1), ranks[node] + 1)
            left[target] -= 1
            if left[target] == 0:
                ready.append(target)
    if end_of(flow) in ranks:
        ranks[end_of(flow)] = max(ranks.values()) + (ranks[end_of(flow)] != max(ranks.values()))
    return ranks


def _ordered(
    rows: Sequence[tuple[int, ...]], chains: Mapping[Arrow, tuple[int, ...]], groups: Mapping[int, str]
) -> tuple[tuple[int, ...], ...]:
    above: dict[int, list[int]] = {}
    below: dict[int, list[int]] = {}
    for chain in chains.values():
        for node, then in pairwise(chain):
            below.setdefault(node, []).append(then)
            above.setdefault(then, []).append(node)
    ordered = list(rows)
    for sweep in range(_SWEEPS):
        goes_down = sweep % 2 == 0
        near = above if goes_down else below
        numbers = range(1, len(rows)) if goes_down else range(len(rows) - 2, -1, -1)
        for number in numbers:
            beside = ordered[number - 1 if goes_down else number + 1]
            ordered[number] = _row_ordered(ordered[number], beside, near, groups)
    return tuple(ordered)


def _row_ordered(
    row: tuple[int, ...], beside: tuple[int, ...], near: Mapping[int, list[int]], groups: Mapping[int, str]
) -> tuple[int, ...]:
    places = {node: (place + 0.5) / len(beside) for place, node in enumerate(beside)}
    own = {node: (place + 0.5) / len(row) for place, node in enumerate(row)}

    def wanted(node: int) -> float:
        ends = [places[other] for other in near.get(node, ()) if other in places]
        return sum(ends) / len(ends) if ends else own[node]

    together: dict[str | int, list[float]] = {}
    for node in row:
        together.setdefault(groups.get(node, node), []).append(wanted(node))
    of_group = {group: sum(places) / len(places) for group, places in together.items()}
    first = {
        group: row.index(next(node for node in row if groups.get(node, node) == group)) for group in together
    }

    def key(node: int) -> tuple[float, int, float, float]:
        group = groups.get(node, node)
        return of_group[group], first[group], wanted(node), own[node]

    return tuple(sorted(row, key=key))
