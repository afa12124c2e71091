"""How much a run has to do, told before it begins: a scenario that would never end is refused.

Patients and their operations are events, and so are the shifts, days, breakdowns, looks at a stock and
standing deliveries that go on as long as the run lasts.
"""

import math
from collections.abc import Iterator

from biovaliance.bioproduction.scenarios.calendars import WorkHours
from biovaliance.bioproduction.scenarios.checks import (
    arrivals_per_day,
    expected_arrivals,
    given_units,
    hours_of_pools,
    work_h,
)
from biovaliance.bioproduction.scenarios.document import Operation, Pool, Scenario, ScheduledArrivals
from biovaliance.bioproduction.scenarios.findings import Finding, found
from biovaliance.bioproduction.scenarios.flow import flow_of
from biovaliance.bioproduction.scenarios.stocks import Stock, stocks_of

MOST_EVENTS = 1e9
"""Events in one replication: some minutes of the compiled engine."""
MOST_VISITS = 5000.0
"""How often a patient may come to an operation on average."""


def extent_faults(scenario: Scenario) -> Iterator[Finding]:
    """Yield what would make a run without an end, or with one that nobody waits for."""
    for number, pool in enumerate(scenario.pools):
        # Even with hours of repair: a unit that breaks as soon as it is mended never works.
        if pool.breakdown is not None and pool.breakdown.between_h.mean_h == 0:
            yield found(("pools", number, "breakdown", "between_h"), "0", "breaks-all-the-time")
            return
    visits = expected_visits(scenario)
    for number, each in enumerate(visits):
        if each > MOST_VISITS:
            yield found(("operations", number), scenario.operations[number].name, "comes-back-too-often")
            return
    expected = expected_events(scenario)
    if expected > MOST_EVENTS:
        days = _lasts_h(scenario, visits) / 24
        yield found(("scenario",), "", "run-too-long", expected=expected, most=MOST_EVENTS, days=days)


def expected_events(scenario: Scenario) -> float:
    """Return how many events one replication has, roughly: those of its patients, and those of the clock."""
    visits = expected_visits(scenario)
    own = events_of_patients(scenario)
    hours = hours_of_pools(scenario)
    around = math.fsum(_events_per_h(pool, hours[pool.name]) for pool in scenario.pools)
    around += math.fsum(map(_by_the_clock_per_h, stocks_of(scenario.materials, scenario.operations)))
    return own + around * _lasts_h(scenario, visits) if around else own


def events_of_patients(scenario: Scenario) -> float:
    """Return how many events are told of patients: an arrival, an end, and two for each operation done."""
    return expected_arrivals(scenario) * (2 + 2 * math.fsum(expected_visits(scenario)))


def expected_visits(scenario: Scenario) -> tuple[float, ...]:
    """Return how often a patient comes to each operation on average, with the limits on attempts."""
    shares = [_failing(operation) for operation in scenario.operations]
    return flow_of(scenario.operations).visits_with(shares)


def _failing(operation: Operation) -> float:
    if operation.failure is None:
        return 0.0
    share, most = operation.failure.share.number, operation.failure.max_attempts
    return share if most is None else min(share, 1 - 1 / most)


def _lasts_h(scenario: Scenario, visits: tuple[float, ...]) -> float:
    """Return the hours a run takes: until its horizon, or until the last patient has left."""
    head, arrivals = scenario.scenario, scenario.arrivals
    if head.horizon_d is not None:
        return head.horizon_d.number * 24
    patients = expected_arrivals(scenario)
    if isinstance(arrivals, ScheduledArrivals):
        last_d = arrivals.times_d[int(patients) - 1].number
    else:
        last_d = patients / arrivals_per_day(scenario)
    hours = hours_of_pools(scenario)
    busiest = [
        patients * work_h(scenario, pool, visits) / given_units(pool, hours[pool.name])
        for pool in scenario.pools
    ]
    own = math.fsum(
        each * operation.duration_h.mean_h
        for each, operation in zip(visits, scenario.operations, strict=True)
    )
    return max(last_d * 24, *busiest, 0.0) + own


def _events_per_h(pool: Pool, hours: WorkHours | None) -> float:
    """Return how often a pool opens and closes, begins a day, breaks and is repaired."""
    events = 0.0 if hours is None else 2 * len(hours.starts_h) / hours.cycle_h
    if pool.absence_share is not None:
        events += pool.count / 24
    if pool.breakdown is not None:
        events += 2 * pool.count / _between_breakdowns_h(pool)
    return events


def _by_the_clock_per_h(stock: Stock) -> float:
    """Return how often a stock is looked at by the clock, gets its standing order, and throws one away."""
    looks = 1 / stock.review_h if stock.can_be_ordered and stock.review_h else 0.0
    return looks + (2 / stock.standing_every_h if stock.standing else 0.0)


def _between_breakdowns_h(pool: Pool) -> float:
    """Return the hours from one breakdown of a unit to its next."""
    if pool.breakdown is None:
        return math.inf
    return pool.breakdown.between_h.mean_h + pool.breakdown.repair_h.mean_h
