"""The reference engine for plain lines, several times faster: one unit of one pool per operation, no more.

Where no shift, skill, priority, batch, hold time, fork or loss is in play, the rules of `line` come down to
one queue per pool, first come first served, and the ways of patients are known before they begin (`routes`).
The loop only finds when each visit begins; all figures are made of these times afterwards. A test holds this
against `Reference`.
"""

import math
from bisect import bisect, insort
from collections import deque

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine.model import Model
from biovaliance.bioproduction.engine.reference.routes import Routes
from biovaliance.bioproduction.engine.reference.visits import Visits
from biovaliance.bioproduction.engine.replications import Replication
from biovaliance.bioproduction.engine.spread import Spread


def is_plain(model: Model) -> bool:
    """Whether a model has nothing but lines of single units."""
    coming = model.coming
    return (
        len(model.first) == 1
        and not model.stocks
        and len({step.priority for step in model.steps}) == 1
        and all(
            len(step.demands) <= 1
            and all(len(demand.pools) == 1 and demand.units == 1 for demand in step.demands)
            and step.batch == 1
            and step.max_hold_h < 0
            and step.queue_limit < 0
            and len(step.needs) <= 1
            and len(step.successors) <= 1
            and not step.branches
            and step.gates
            for step in model.steps
        )
        and all(
            pool.hours is None
            and pool.absence_share == 0
            and pool.between is None
            and pool.cleaning_h == 0
            and not pool.changeover_h
            for pool in model.resources
        )
        and coming.ineligible_share == 0
        and coming.loss_hazard_per_h == 0
        and coming.loss_limit_h < 0
    )


Event = tuple[float, int, int]
"""The end of a visit: when, its number among the events, and which visit."""


class PlainRun:
    """One replication of a plain model."""

    def __init__(self, model: Model, seed: int, replication: int, spread: Spread) -> None:
        self.model = model
        self.spread = spread
        self.routes = Routes(model, draws.base_of(seed, replication))
        self.arrived = 0

    def run(self) -> Replication:
        """Run to the end and return the figures."""
        model = self.model
        last_h = self._begin_visits()
        end_h = last_h if model.horizon_h == math.inf else model.horizon_h
        figures = r.nothing(r.FIRST_OPERATION + len(model.steps), len(model.steps), len(model.resources))
        Visits(model, self.routes, self.arrived, end_h).write(figures, self.spread)
        return figures

    def _begin_visits(self) -> float:  # noqa: C901, PLR0912, PLR0915 -- calls are what would cost
        """Note in the routes when each visit begins, and return when the last event happens.

        An event is the end of a visit: the unit goes to whoever has waited longest for it, then the patient
        goes on. Only the events of the near future are kept in order; those later than `near_until_h` are
        sorted when their time has come, many at once, which is quicker than a heap. Of events at the same
        time the one put ahead first happens first, so each has its number.
        """
        routes, horizon_h = self.routes, self.model.horizon_h
        routes.lay_out()
        pools, lasts, starts = routes.pools, routes.lasts, routes.starts
        free: list[float] = [*(resource.count for resource in self.model.resources), math.inf]
        queues: list[deque[int]] = [deque() for _ in free]
        near: list[Event] = []
        far: list[Event] = [(routes.arrivals_h[0], 0, 0)]
        near_until_h = 0.0
        now, number = 0.0, 0
        while True:  # with a condition here, Python 3.11 runs the loop without what it learns of its types
            if not near:
                far.sort()
                some = min(len(far) // 3 + 1, bisect(far, (horizon_h, math.inf)))
                if some == 0:
                    return now
                near, far = far[:some], far[some:]
                near_until_h = near[-1][0]
            now, _, visit = near.pop(0)
            number += 2
            pool = pools[visit]
            if pool >= 0:
                queue = queues[pool]
                if queue:
                    waiting = queue.popleft()
                    starts[waiting] = now
                    ends_h = now + lasts[waiting]
                    if ends_h < near_until_h:
                        insort(near, (ends_h, number, waiting))
                    else:
                        far.append((ends_h, number, waiting))
                else:
                    free[pool] += 1
            else:
                starts[visit] = now
                self.arrived += 1
                if self.arrived < len(routes.firsts) or routes.lay_out():
                    comes_h, coming = routes.arrivals_h[self.arrived], routes.firsts[self.arrived]
                    if comes_h < near_until_h:
                        insort(near, (comes_h, number, coming))
                    else:
                        far.append((comes_h, number, coming))
            visit += 1
            pool = pools[visit]
            if pool >= 0:
                if free[pool]:
                    free[pool] -= 1
                    starts[visit] = now
                    ends_h = now + lasts[visit]
                    if ends_h < near_until_h:
                        insort(near, (ends_h, number + 1, visit))
                    else:
                        far.append((ends_h, number + 1, visit))
                else:
                    queues[pool].append(visit)
            else:
                starts[visit] = now  # has left
