"""What units are set up for, and how long it takes to change that.

A unit keeps the setup of the work it last did; 0 stands for a unit that has not worked yet, which needs no
changeover. The other numbers are those of the words of `setup`, in the order of the operations.
"""

from collections.abc import Iterator, Sequence

from biovaliance.bioproduction.scenarios.document import Operation, Pool, Scenario
from biovaliance.bioproduction.scenarios.findings import Finding, Path, found


def setups_of(operations: Sequence[Operation]) -> dict[str, int]:
    """Return the number of each setup."""
    words = dict.fromkeys(operation.setup or operation.name for operation in operations)
    return {word: number for number, word in enumerate(words, 1)}


def has_changeovers(pool: Pool) -> bool:
    """Whether units of a pool are set up for what they do."""
    return pool.changeover_h is not None or bool(pool.changeovers)


def changeover_hours(pool: Pool, setups: dict[str, int]) -> tuple[tuple[float, ...], ...]:
    """Return the hours from each setup to each other; nothing where the pool has no changeovers."""
    if not has_changeovers(pool):
        return ()
    usual = pool.changeover_h.number if pool.changeover_h is not None else 0.0
    size = len(setups) + 1
    hours = [[0.0 if 0 in {old, new} or old == new else usual for new in range(size)] for old in range(size)]
    for each in pool.changeovers:
        hours[setups[each.before]][setups[each.after]] = each.changeover_h.number
    return tuple(map(tuple, hours))


def setup_faults(scenario: Scenario) -> Iterator[Finding]:
    """Yield what cannot be meant of changeovers."""
    setups = setups_of(scenario.operations)
    holding = [each.name for each in scenario.operations if each.at_max_hold == "block" and each.max_hold_h]
    for number, pool in enumerate(scenario.pools):
        here: Path = ("pools", number)
        yield from _pairs(pool, setups, here)
        if pool.campaigns and not has_changeovers(pool):
            yield found((*here, "campaigns"), "true", "campaigns-without-changeovers")
        if not has_changeovers(pool):
            continue
        if pool.skills:
            yield found(here, pool.name, "changeovers-and-skills")
        if holding:
            yield found(here, pool.name, "changeovers-and-blocking", operation=holding[0])


def _pairs(pool: Pool, setups: dict[str, int], here: Path) -> Iterator[Finding]:
    seen = set()
    for place, each in enumerate(pool.changeovers):
        for key, word in (("from", each.before), ("to", each.after)):
            if word not in setups:
                there = ", ".join(list(setups)[:12])
                yield found((*here, "changeovers", place, key), word, "no-such-setup", there=there)
        if each.before == each.after:
            yield found((*here, "changeovers", place), each.before, "changeover-to-itself")
        if (each.before, each.after) in seen:
            yield found((*here, "changeovers", place), each.before, "changeover-twice")
        seen.add((each.before, each.after))
