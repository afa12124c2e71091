"""How many units of each pool there are and are at work, for the reference engine.

    open by its calendar? ─> units ─ absent ─ broken = available ─ busy ─ held by what is interrupted = free

Unit hours at work and available are summed from the start of the window, and make the utilisation.
"""

import math
from collections.abc import Iterator

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine.events import ABSENT, BREAKS_AFTER, MARGIN, REPAIRED_AFTER
from biovaliance.bioproduction.engine.model import FIT, INTERRUPT, Demand, Model
from biovaliance.bioproduction.scenarios.calendars import WorkHours

Units = tuple[tuple[int, int], ...]
"""Units of pools: (pool, how many)."""

_ALWAYS = WorkHours(168.0, (0.0,), (168.0,))
_NEVER: draws.Spec = (draws.DETERMINISTIC, math.inf, 0.0, 0.0)


class Capacity:
    """The pools of one replication."""

    def __init__(self, model: Model, base: int) -> None:
        pools = model.resources
        self.model = model
        self.keys = [draws.mix((base + pool.key) & draws.MASK) for pool in pools]
        self.hours = [pool.hours or _ALWAYS for pool in pools]
        self.is_open = [pool.hours is None for pool in pools]
        self.absent = [0] * len(pools)
        self.broken = [0] * len(pools)
        self.available = [pool.count if pool.hours is None else 0 for pool in pools]
        self.busy = [0] * len(pools)
        self.held = [0] * len(pools)
        self.closes_h = [math.inf] * len(pools)
        self.places = [(0.0, 0)] * len(pools)  # the start of the cycle, and the interval in it
        self.busy_h = [0.0] * len(pools)
        self.given_h = [0.0] * len(pools)
        self.since_h = [0.0] * len(pools)
        self.kept_h = [(0.0, 0.0)] * len(pools)  # the hours when something last happened
        self.window_start_h = 0.0
        self.any_interrupts = any(pool.at_close == INTERRUPT for pool in pools)
        # What can be taken without looking at hours: most pools.
        self.plain = [pool.hours is None or pool.at_close != FIT for pool in pools]

    def account(self, pool: int, now: float) -> None:
        """Sum up the unit hours of a pool until now, before something changes."""
        lasted = now - self.since_h[pool]
        self.busy_h[pool] += self.busy[pool] * lasted
        self.given_h[pool] += self.available[pool] * lasted
        self.since_h[pool] = now

    def account_until(self, pool: int, end: float) -> None:
        """Sum up the unit hours of a pool until the end; those after it were shifts and breakdowns alone."""
        if self.since_h[pool] > end:
            self.busy_h[pool], self.given_h[pool] = self.kept_h[pool]
        else:
            self.account(pool, end)

    def _keep_hours(self, pool: int, last: float) -> None:
        """Keep the hours of a pool until something last happened: nothing more may."""
        lasted = last - self.since_h[pool]
        if lasted >= 0:
            busy_h = self.busy_h[pool] + self.busy[pool] * lasted
            self.kept_h[pool] = busy_h, self.given_h[pool] + self.available[pool] * lasted

    def begin_window(self, now: float) -> None:
        """Forget the hours of the warm-up."""
        self.window_start_h = now
        for pool in range(len(self.busy)):
            self.busy_h[pool] = self.given_h[pool] = 0.0
            self.since_h[pool] = now

    # Taking and giving back

    def take(self, demands: tuple[Demand, ...], kept: Units, duration: float, now: float) -> Units | None:
        """Take all units that are asked for, or none; units the material keeps itself do not stand in
        its way.
        """
        if len(demands) == 1 and not kept:
            demand = demands[0]
            pool = demand.pools[0]
            if len(demand.pools) == 1 and self.plain[pool]:
                if self.available[pool] - self.busy[pool] - self.held[pool] < demand.units:
                    return None
                self.account(pool, now)
                self.busy[pool] += demand.units
                return ((pool, demand.units),)
        own = [(pool, units) for pool, units in kept if self.model.resources[pool].cleaning_h == 0]
        for pool, units in own:
            self.busy[pool] -= units
        taken = self._choose(demands, duration, now)
        for pool, units in own:
            self.busy[pool] += units
        if taken is None:
            return None
        for pool, units in taken:
            self.account(pool, now)
            self.busy[pool] += units
        return taken

    def _choose(self, demands: tuple[Demand, ...], duration: float, now: float) -> Units | None:
        chosen: list[tuple[int, int]] = []
        for demand in demands:
            left = demand.units
            for pool in demand.pools:
                promised = sum(units for other, units in chosen if other == pool)
                free = self.available[pool] - self.busy[pool] - self.held[pool] - promised
                if free > 0 and self._fits(pool, duration, now):
                    chosen.append((pool, min(free, left)))
                    left -= min(free, left)
                    if left == 0:
                        break
            if left:
                return None
        return tuple(chosen)

    def _fits(self, pool: int, duration: float, now: float) -> bool:
        """Whether work fits before closing; what is longer than any shift may start where the longest
        begins.
        """
        if self.plain[pool]:
            return True
        return min(duration, self.hours[pool].longest_h) <= self.closes_h[pool] - now + MARGIN

    def give(self, pool: int, units: int, now: float) -> None:
        """Give units back."""
        self.account(pool, now)
        self.busy[pool] -= units

    # Interrupting

    def interrupts(self, taken: Units) -> bool:
        """Whether work with these units is interrupted when a pool closes."""
        return any(self.model.resources[pool].at_close == INTERRUPT for pool, _ in taken)

    def hold(self, taken: Units, now: float) -> None:
        """Let units rest with the work they are interrupted in."""
        for pool, units in taken:
            if self.model.resources[pool].at_close == INTERRUPT:
                self.account(pool, now)
                self.busy[pool] -= units
                self.held[pool] += units

    def resume(self, taken: Units, now: float) -> bool:
        """Let units work on, if all of them can."""
        own = [(pool, units) for pool, units in taken if self.model.resources[pool].at_close == INTERRUPT]
        if any(
            self.available[pool] - self.busy[pool] < sum(more for other, more in own if other == pool)
            for pool, _ in own
        ):
            return False
        for pool, units in own:
            self.account(pool, now)
            self.busy[pool] += units
            self.held[pool] -= units
        return True

    # Hours, absences, breakdowns

    def openings(self) -> Iterator[tuple[int, float]]:
        """Yield the pools that have hours, with when they first open."""
        for pool, resource in enumerate(self.model.resources):
            hours = resource.hours
            if hours is None:
                continue
            last = len(hours.ends_h) - 1
            runs_over = hours.ends_h[last] > hours.cycle_h
            self.places[pool] = (-hours.cycle_h, last) if runs_over else (0.0, 0)
            yield pool, max(0.0, self._opens_h(pool))

    def _opens_h(self, pool: int) -> float:
        hours = self.hours[pool]
        start, place = self.places[pool]
        return start + hours.starts_h[place]

    def open(self, pool: int) -> float:
        """Open a pool and return when it closes."""
        hours = self.hours[pool]
        start, place = self.places[pool]
        self.is_open[pool] = True
        self.closes_h[pool] = start + hours.ends_h[place]
        return self.closes_h[pool]

    def close(self, pool: int) -> float:
        """Close a pool and return when it opens."""
        hours = self.hours[pool]
        start, place = self.places[pool]
        self.is_open[pool] = False
        last = place + 1 == len(hours.starts_h)
        self.places[pool] = (start + hours.cycle_h, 0) if last else (start, place + 1)
        return self._opens_h(pool)

    def begin_day(self, pool: int, day: int) -> None:
        """Draw who is absent on a day."""
        share = self.model.resources[pool].absence_share
        units = range(self.model.resources[pool].count)
        self.absent[pool] = sum(draws.uniform(self._draw(pool, unit, ABSENT, day)) < share for unit in units)

    def break_after(self, pool: int, unit: int, number: int) -> float:
        """Return the hours until a unit breaks for the number-th time."""
        spec = self.model.resources[pool].between or _NEVER
        return draws.sample(self._draw(pool, unit, BREAKS_AFTER, number), spec, self.model.values)

    def repaired_after(self, pool: int, unit: int, number: int) -> float:
        """Return the hours the number-th repair of a unit takes."""
        spec = self.model.resources[pool].repair or _NEVER
        return draws.sample(self._draw(pool, unit, REPAIRED_AFTER, number), spec, self.model.values)

    def _draw(self, pool: int, unit: int, purpose: int, number: int) -> int:
        return draws.draw(self.keys[pool], (unit + 1) * draws.FIRST & draws.MASK, purpose, number)

    def settle(self, pool: int, now: float, last: float) -> int:
        """Bring the available units up to date, and return by how many they changed.

        `last` is when something last happened to a patient, or cleaning ended.
        """
        self._keep_hours(pool, last)
        self.account(pool, now)
        before = self.available[pool]
        there = self.model.resources[pool].count - self.absent[pool] - self.broken[pool]
        self.available[pool] = max(0, there) if self.is_open[pool] else 0
        return self.available[pool] - before
