"""A scenario compiled to flat tables, which both engines read.

Names become numbers, distributions become a kind and three numbers, calendars become intervals of a cycle,
and the ways of the flow become lists one after the other with their bounds. A model is values only: it can be
sent to another process, changed in one place (`with_count`, `with_duration`), and run again.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.scenarios.calendars import WorkHours
from biovaliance.bioproduction.scenarios.checks import hours_of_pools
from biovaliance.bioproduction.scenarios.distributions import (
    Deterministic,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Normal,
    Triangular,
)
from biovaliance.bioproduction.scenarios.document import (
    IntervalArrivals,
    Operation,
    PoissonArrivals,
    Pool,
    Scenario,
    ScheduledArrivals,
)
from biovaliance.bioproduction.scenarios.flow import flow_of
from biovaliance.bioproduction.scenarios.later import operations_after_release
from biovaliance.bioproduction.scenarios.setups import changeover_hours, setups_of
from biovaliance.bioproduction.scenarios.stocks import Stock, stocks_of, uses_of

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

NO_LIMIT = -1.0
POISSON, INTERVAL, SCHEDULE = range(3)
FIT, FINISH, INTERRUPT = range(3)
AT_CLOSE = {"fit": FIT, "finish": FINISH, "interrupt": INTERRUPT}
RELEASED, THROWN_AWAY = -1, -2


@dataclass(frozen=True, slots=True)
class Demand:
    """Units an operation takes: so many from these pools together, the first ones first."""

    pools: tuple[int, ...]
    units: int


@dataclass(frozen=True, slots=True)
class Step:
    """One operation with everything as numbers; hours, and operations and pools by number."""

    name: str
    key: int
    duration: draws.Spec
    entry_h: float
    demands: tuple[Demand, ...]
    priority: int
    successors: tuple[int, ...]
    branches: tuple[tuple[int, float], ...]
    needs: tuple[int, ...]
    fail_share: float
    fail_to: int
    max_attempts: int
    max_hold_h: float
    blocks: bool
    queue_limit: int
    batch: int
    batch_wait_h: float
    redone: tuple[int, ...]
    """Operations that are done again when a failure leads back: what runs there meanwhile is void."""
    gates: bool
    """Whether the dose waits for it; if not, it may go on after the release."""
    setup: int
    """What its units are set up for; 0 is the setup of units that have not worked yet."""
    pooled: bool = False
    """Whether its batch is one lot from then on."""
    is_test: bool = False
    """Whether it changes nothing of the material, so that done again it is of the same lot."""
    uses: tuple[tuple[int, int], ...] = ()
    """What it takes for one patient of the materials that can run out: (stock, parts of a unit)."""

    @property
    def pools(self) -> tuple[int, ...]:
        """All pools it may take units of, in the order of its demands; one may come twice."""
        return tuple(pool for demand in self.demands for pool in demand.pools)


@dataclass(frozen=True, slots=True)
class Resource:
    """One pool with everything as numbers."""

    name: str
    key: int
    count: int
    at_close: int
    hours: WorkHours | None
    absence_share: float
    between: draws.Spec | None
    repair: draws.Spec | None
    cleaning_h: float
    changeover_h: tuple[tuple[float, ...], ...]
    """Hours from each setup to each other; empty where its units need none."""
    campaigns: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """How patients arrive and are lost; times in hours."""

    kind: int
    mean_h: float
    times_h: tuple[float, ...]
    ineligible_share: float
    loss_hazard_per_h: float
    loss_limit_h: float
    loss_until_start: bool


@dataclass(frozen=True)
class Model:
    """A scenario as both engines run it."""

    steps: tuple[Step, ...]
    resources: tuple[Resource, ...]
    coming: Coming
    first: tuple[int, ...]
    values: tuple[float, ...]
    patients: int
    """-1 where only the horizon ends the run."""
    horizon_h: float
    warm_up: int
    doses_per_lot: float = 1.0
    """Doses in what is released of one patient or lot: counted, no event depends on them."""
    stocks: tuple[Stock, ...] = ()
    """The materials that can run out."""

    def with_count(self, pool: str, count: int) -> "Model":
        """Return the model with another number of units in one pool."""
        changed = [replace(each, count=count) if each.name == pool else each for each in self.resources]
        return replace(self, resources=tuple(changed))

    def with_duration(self, operation: str, spec: draws.Spec) -> "Model":
        """Return the model with another duration of one operation; `spec_of` makes one of a distribution."""
        changed = [replace(each, duration=spec) if each.name == operation else each for each in self.steps]
        return replace(self, steps=tuple(changed))

    def with_rate(self, rate_per_d: float) -> "Model":
        """Return the model with another rate, or interval, of arrivals."""
        return replace(self, coming=replace(self.coming, mean_h=24.0 / rate_per_d))

    @cached_property
    def users(self) -> tuple[tuple[int, ...], ...]:
        """For each pool, the operations that may take units of it."""
        return tuple(
            tuple(number for number, step in enumerate(self.steps) if pool in step.pools)
            for pool in range(len(self.resources))
        )

    @cached_property
    def stock_users(self) -> tuple[tuple[int, ...], ...]:
        """For each stock, the operations that take of it."""
        return tuple(
            tuple(number for number, step in enumerate(self.steps) if stock in dict(step.uses))
            for stock in range(len(self.stocks))
        )

    @cached_property
    def uses(self) -> tuple[tuple[int, int], ...]:
        """All uses of stocks in the order of `lacking_hours`: (operation, stock)."""
        return tuple((number, stock) for number, step in enumerate(self.steps) for stock, _ in step.uses)


def compile_scenario(scenario: Scenario) -> Model:
    """Return the tables of a checked scenario."""
    values: list[float] = []
    numbers = {pool.name: number for number, pool in enumerate(scenario.pools)}
    flow = flow_of(scenario.operations)
    later = operations_after_release(scenario.operations, flow)
    setups = setups_of(scenario.operations)
    stocks = stocks_of(scenario.materials, scenario.operations)
    steps = []
    for number, operation in enumerate(scenario.operations):
        retry = flow.retries[number]
        back = retry is not None and retry >= 0 and retry != number
        steps.append(
            Step(
                name=operation.name,
                key=draws.key_of(f"operation {operation.name}"),
                duration=spec_of(operation.duration_h, values),
                entry_h=_entry_h(scenario, operation),
                demands=_demands(scenario.pools, operation, numbers),
                priority=operation.priority,
                successors=flow.successors[number],
                branches=flow.branches[number],
                needs=flow.needs[number],
                fail_share=operation.failure.share.number if operation.failure else 0.0,
                fail_to=THROWN_AWAY if retry is None else retry,
                max_attempts=(operation.failure.max_attempts or -1) if operation.failure else -1,
                max_hold_h=operation.max_hold_h.number if operation.max_hold_h is not None else NO_LIMIT,
                blocks=operation.at_max_hold == "block" and operation.max_hold_h is not None,
                queue_limit=-1 if operation.queue_limit is None else operation.queue_limit,
                batch=operation.batch,
                batch_wait_h=operation.batch_wait_h.number
                if operation.batch_wait_h is not None
                else NO_LIMIT,
                redone=tuple(sorted(flow.redone_from(retry))) if back and retry is not None else (),
                gates=number not in later,
                setup=setups[operation.setup or operation.name],
                pooled=operation.pooled,
                is_test=operation.test is not None,
                uses=uses_of(operation, stocks),
            )
        )
    hours = hours_of_pools(scenario)
    resources = tuple(_resource(pool, hours[pool.name], values, setups) for pool in scenario.pools)
    head, doses = scenario.scenario, scenario.costs.doses_per_batch
    coming = _coming(scenario)
    patients = -1 if head.patients is None else head.patients
    if coming.kind == SCHEDULE:
        patients = len(coming.times_h) if patients < 0 else min(patients, len(coming.times_h))
    return Model(
        steps=tuple(steps),
        resources=resources,
        coming=coming,
        first=flow.first,
        values=tuple(values),
        patients=patients,
        horizon_h=head.horizon_d.number * 24 if head.horizon_d is not None else math.inf,
        warm_up=head.warm_up_patients,
        doses_per_lot=doses.number if doses is not None else 1.0,
        stocks=stocks,
    )


def spec_of(duration: Distribution, values: list[float]) -> draws.Spec:
    """Return a distribution as numbers; the values of an empirical one are added to `values`."""
    match duration:
        case Deterministic():
            return (draws.DETERMINISTIC, duration.value.number, 0.0, 0.0)
        case Exponential():
            return (draws.EXPONENTIAL, duration.mean.number, 0.0, 0.0)
        case Lognormal():
            variance = math.log1p(duration.cv.number**2)
            return (draws.LOGNORMAL, math.log(duration.mean.number) - variance / 2, math.sqrt(variance), 0.0)
        case Gamma():
            if duration.cv.number == 0:
                return (draws.DETERMINISTIC, duration.mean.number, 0.0, 0.0)
            shape = duration.cv.number**-2
            return (draws.GAMMA, shape, duration.mean.number / shape, 0.0)
        case Triangular():
            return (draws.TRIANGULAR, duration.low.number, duration.mode.number, duration.high.number)
        case Normal():
            return (draws.NORMAL, duration.mean.number, duration.sd.number, 0.0)
        case Empirical():
            start = len(values)
            values.extend(value.number for value in duration.values)
            return (draws.EMPIRICAL, float(start), float(len(duration.values)), 0.0)


def _entry_h(scenario: Scenario, operation: Operation) -> float:
    """Return the time for airlocks and gowning: that of each pool the operation names, added."""
    entries = {pool.name: pool.entry_h.number for pool in scenario.pools if pool.entry_h is not None}
    return sum(entries.get(name, 0.0) for name in operation.pools)


def _demands(pools: Sequence[Pool], operation: Operation, numbers: Mapping[str, int]) -> tuple[Demand, ...]:
    """Return what an operation takes: named pools first, then skills, the rarest first.

    Among the pools that have a skill, those with the fewest skills come first, so that those who can do
    everything stay free for what only they can do.
    """
    named = [Demand((numbers[name],), units) for name, units in operation.pools.items()]
    skilled = []
    for skill, units in operation.skills.items():
        able = sorted(
            (number for number, pool in enumerate(pools) if skill in pool.skills),
            key=lambda number: (len(pools[number].skills), number),
        )
        skilled.append(Demand(tuple(able), units))
    return (*named, *sorted(skilled, key=lambda demand: len(demand.pools)))


def _resource(pool: Pool, hours: WorkHours | None, values: list[float], setups: dict[str, int]) -> Resource:
    return Resource(
        name=pool.name,
        key=draws.key_of(f"pool {pool.name}"),
        count=pool.count,
        at_close=AT_CLOSE[pool.at_close],
        hours=hours,
        absence_share=pool.absence_share.number if pool.absence_share is not None else 0.0,
        between=spec_of(pool.breakdown.between_h, values) if pool.breakdown else None,
        repair=spec_of(pool.breakdown.repair_h, values) if pool.breakdown else None,
        cleaning_h=pool.cleaning_h.number if pool.cleaning_h is not None else 0.0,
        changeover_h=changeover_hours(pool, setups),
        campaigns=pool.campaigns,
    )


def _coming(scenario: Scenario) -> Coming:
    arrivals = scenario.arrivals
    kind, mean_h = SCHEDULE, 0.0
    times: tuple[float, ...] = ()
    match arrivals:
        case PoissonArrivals():
            kind, mean_h = POISSON, 24.0 / arrivals.rate_per_d.number
        case IntervalArrivals():
            kind, mean_h = INTERVAL, arrivals.interval_d.number * 24.0
        case ScheduledArrivals():
            times = tuple(time.number * 24.0 for time in arrivals.times_d)
    loss = arrivals.loss
    hazard = loss.hazard_per_d.number / 24.0 if loss and loss.hazard_per_d is not None else 0.0
    limit = loss.limit_d.number * 24.0 if loss and loss.limit_d is not None else NO_LIMIT
    share = arrivals.ineligible_share.number if arrivals.ineligible_share is not None else 0.0
    return Coming(kind, mean_h, times, share, hazard, limit, loss is not None and loss.until == "start")
