"""How long changeovers are expected to take, were the work of each unit to come mixed.

A unit that is taken for work of setup j last did work of setup i with the share p_i of all that the pool is
taken for, whatever it is taken for now: a start then takes the mean over i of the hours from i to j, and all
starts together p_i p_j c_ij over all pairs. Units that keep to one kind of work, as free units of a pool
with several do, and campaigns need fewer; one unit that goes from one kind to another for every patient needs
more. It is an estimate and no bound; the background page on costs has it beside the engine.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from biovaliance.bioproduction.scenarios.document import Operation, Pool, Scenario
from biovaliance.bioproduction.scenarios.setups import has_changeovers

Number = float | npt.NDArray[np.float64]
HoursAt = Callable[..., Number]
"""Returns the hours that stand at a place of a scenario: a number, or a column of many scenarios."""


@dataclass(frozen=True, slots=True)
class _Mix:
    """What the units of one pool are taken for: the share of each setup, and the hours between them."""

    shares: tuple[Number, ...]
    hours: tuple[tuple[Number, ...], ...]
    """From each setup (down) to each other one (across)."""
    place: dict[str, int]

    def before(self, operation: Operation) -> tuple[Number, ...]:
        """Return the hours a unit takes to be ready for an operation, by what it last did."""
        wanted = self.place[setup_of(operation)]
        return tuple(row[wanted] for row in self.hours)


def changeovers_of_mixed_work(
    scenario: Scenario, starts: Sequence[Number], hours_at: HoursAt
) -> tuple[Number, ...]:
    """Return by operation the hours of changeover that a start is expected to begin with.

    0.0 where nothing it takes is ever set up for other work. An operation begins with the longest changeover
    of all units it takes, which are looked at as independent of each other.

    Args:
        scenario: a checked scenario.
        starts: how often each operation is tried for each batch, before it is shared by several at once.
        hours_at: the numbers of the scenario by their place.
    """
    mixes = dict(_mixes(scenario, starts, hours_at))
    found: list[Number] = []
    for operation in scenario.operations:
        taken = [(mixes[name], units) for name, units in operation.pools.items() if name in mixes]
        found.append(_longest([(mix.before(operation), mix.shares, units) for mix, units in taken]))
    return tuple(found)


def longest_changeovers(scenario: Scenario) -> tuple[float, ...]:
    """Return by operation the longest changeover that it may begin with, whatever its units last did."""
    once = (1.0,) * len(scenario.operations)
    mixes = dict(_mixes(scenario, once, stated_hours(scenario)))
    return tuple(
        max((float(h) for name in each.pools if name in mixes for h in mixes[name].before(each)), default=0.0)
        for each in scenario.operations
    )


def stated_hours(scenario: Scenario) -> HoursAt:
    """Return what reads the hours of changeovers as the scenario states them."""

    def at(_pools: str, number: int, *key: str | int) -> Number:
        pool = scenario.pools[number]
        if key[0] == "changeovers":
            return pool.changeovers[int(key[1])].changeover_h.number
        return pool.changeover_h.number if pool.changeover_h is not None else 0.0

    return at


def setup_of(operation: Operation) -> str:
    """Return the word its units are set up for."""
    return operation.setup or operation.name


def pools_that_change(scenario: Scenario) -> Iterator[Pool]:
    """Yield the pools with changeovers whose units are set up for more than one kind of work."""
    for pool in scenario.pools:
        kinds = {setup_of(each) for each in scenario.operations if each.pools.get(pool.name, 0)}
        if has_changeovers(pool) and len(kinds) > 1:
            yield pool


def _mixes(scenario: Scenario, starts: Sequence[Number], hours_at: HoursAt) -> Iterator[tuple[str, _Mix]]:
    numbers = {pool.name: number for number, pool in enumerate(scenario.pools)}
    for pool in pools_that_change(scenario):
        taken: dict[str, Number] = {}
        for operation, tries in zip(scenario.operations, starts, strict=True):
            units = operation.pools.get(pool.name, 0)
            if units:
                word = setup_of(operation)
                taken[word] = taken.get(word, 0.0) + tries * units / operation.batch
        kinds = tuple(taken)
        yield (
            pool.name,
            _Mix(
                shares=_shares(tuple(taken.values())),
                hours=_hours(pool, numbers[pool.name], kinds, hours_at),
                place={word: number for number, word in enumerate(kinds)},
            ),
        )


def _shares(taken: tuple[Number, ...]) -> tuple[Number, ...]:
    """Return parts of their sum; of nothing at all nothing."""
    whole: Number = sum(taken, start=np.float64(0.0))
    return tuple(part / np.where(np.asarray(whole) > 0, whole, 1.0)[()] for part in taken)


def _hours(
    pool: Pool, number: int, kinds: tuple[str, ...], hours_at: HoursAt
) -> tuple[tuple[Number, ...], ...]:
    own = {(each.before, each.after): place for place, each in enumerate(pool.changeovers)}
    usual = hours_at("pools", number, "changeover_h")

    def between(old: str, new: str) -> Number:
        if old == new:
            return 0.0
        place = own.get((old, new))
        return usual if place is None else hours_at("pools", number, "changeovers", place, "changeover_h")

    return tuple(tuple(between(old, new) for new in kinds) for old in kinds)


Drawn = tuple[tuple[Number, ...], tuple[Number, ...], int]
"""What each of some units may take, how likely each is, and how many such units there are."""


def _longest(drawn: Sequence[Drawn]) -> Number:
    """Return the mean of the longest of independent draws."""
    if not drawn:
        return 0.0
    if len(drawn) == 1 and drawn[0][2] == 1:
        total: Number = 0.0
        for hours, share in zip(drawn[0][0], drawn[0][1], strict=True):
            total = total + share * hours
        return total
    return _longest_of_several(drawn)


def _longest_of_several(drawn: Sequence[Drawn]) -> Number:
    """Return it by the chance that none takes longer than each of the values there are."""
    pieces = [piece for hours, shares, _ in drawn for piece in (*hours, *shares)]
    shape = np.broadcast_shapes(*(np.shape(piece) for piece in pieces))
    values = np.stack([np.broadcast_to(each, shape) for hours, _, _ in drawn for each in hours])
    order = np.argsort(values, axis=0, kind="stable")
    none_longer = np.ones(values.shape)
    first = 0
    for hours, shares, units in drawn:
        likely = np.zeros(values.shape)
        likely[first : first + len(hours)] = [np.broadcast_to(share, shape) for share in shares]
        first += len(hours)
        none_longer *= np.cumsum(np.take_along_axis(likely, order, axis=0), axis=0) ** units
    chances = np.diff(none_longer, axis=0, prepend=0.0)
    found = (np.take_along_axis(values, order, axis=0) * chances).sum(axis=0)
    return found if found.ndim else float(found)
