"""What the idle units of each pool are set up for, in the reference engine.

An operation takes the units that are ready soonest, and begins with the longest of their changeovers; all it
takes is held meanwhile. Which units are broken or absent is not known, so that says nothing about setups.
"""

from biovaliance.bioproduction.engine.model import Model, Step


class Setups:
    """The idle units of the pools that have changeovers, by what they last did."""

    def __init__(self, model: Model) -> None:
        self.pools = model.resources
        size = 1 + max(step.setup for step in model.steps)
        self.idle = [[pool.count, *[0] * (size - 1)] if pool.changeover_h else [] for pool in self.pools]
        # For each pool and setup wanted, the setups from which it is ready soonest first.
        self.soonest = [
            [sorted(range(size), key=lambda old: (pool.changeover_h[old][new], old)) for new in range(size)]
            if pool.changeover_h
            else []
            for pool in self.pools
        ]
        self.any_campaigns = any(pool.campaigns for pool in self.pools)
        self.changes = [
            tuple((demand.pools[0], demand.units) for demand in step.demands if self.idle[demand.pools[0]])
            for step in model.steps
        ]

    def hours(self, number: int, step: Step) -> float:
        """Return how long it takes until the units an operation would take are ready for it."""
        return max((self._hours_of(pool, units, step) for pool, units in self.changes[number]), default=0.0)

    def _hours_of(self, pool: int, units: int, step: Step) -> float:
        longest, left = 0.0, units
        for old in self.soonest[pool][step.setup]:
            if left > 0 and self.idle[pool][old] > 0:
                longest = max(longest, self.pools[pool].changeover_h[old][step.setup])
                left -= self.idle[pool][old]
        return longest

    def breaks_campaign(self, number: int, step: Step) -> bool:
        """Whether an operation would end a campaign."""
        return any(
            self.pools[pool].campaigns and self._hours_of(pool, units, step) > 0
            for pool, units in self.changes[number]
        )

    def take(self, number: int, step: Step) -> None:
        """Take the units that are ready soonest."""
        for pool, units in self.changes[number]:
            left, idle = units, self.idle[pool]
            for old in self.soonest[pool][step.setup]:
                taken = min(left, idle[old])
                idle[old] -= taken
                left -= taken

    def give(self, pool: int, units: int, setup: int) -> None:
        """Take units back as what they are set up for now."""
        if self.idle[pool]:
            self.idle[pool][setup] += units
