"""What only holds between tables: names that must exist, ways that must end, hours that must be enough.

`find_faults` refuses; `notices` lets a scenario run and says what a reader should know, such as a demand
above capacity.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from biovaliance.bioproduction.scenarios.calendars import HoursError, WorkHours, work_hours
from biovaliance.bioproduction.scenarios.document import (
    END,
    MOST_PATIENTS,
    SCRAP,
    IntervalArrivals,
    Operation,
    PoissonArrivals,
    Pool,
    Scenario,
    ScheduledArrivals,
)
from biovaliance.bioproduction.scenarios.findings import Finding, Path, found
from biovaliance.bioproduction.scenarios.flow import ROUNDING, Flow, flow_of
from biovaliance.bioproduction.scenarios.later import later_faults
from biovaliance.bioproduction.scenarios.mixing import (
    changeovers_of_mixed_work,
    pools_that_change,
    stated_hours,
)
from biovaliance.bioproduction.scenarios.pooling import full_pools_assumed, pooling_faults
from biovaliance.bioproduction.scenarios.setups import setup_faults
from biovaliance.bioproduction.scenarios.stock_checks import stock_faults, stock_notices
from biovaliance.bioproduction.sentences import WHAT, decimals, whole_sentence
from biovaliance.bioproduction.words.names import labels
from biovaliance.foundation.languages import Text

RESERVED = (END, SCRAP, "repeat")
HOURS_PER_YEAR = 8760.0
MOST_NEEDED = 60
_WRITTEN_OUT = 1e6
"""A load below which it is told with decimals."""


def find_faults(scenario: Scenario) -> Iterator[Finding]:
    """Yield what makes a scenario impossible to run."""
    yield from _length(scenario)
    yield from _twice(scenario)
    faults = [*_names(scenario), *_hours(scenario)]
    yield from faults
    yield from _takes(scenario)
    yield from setup_faults(scenario)
    yield from stock_faults(scenario)
    if not any(finding.path[0] == "operations" for finding in faults):
        yield from _ways(scenario)


def _length(scenario: Scenario) -> Iterator[Finding]:
    head, arrivals = scenario.scenario, scenario.arrivals
    scheduled = isinstance(arrivals, ScheduledArrivals)
    if head.patients is None and head.horizon_d is None and not scheduled:
        yield found(("scenario",), "", "no-length")
    expected = expected_arrivals(scenario)
    if head.horizon_d is not None and expected > MOST_PATIENTS:
        yield found(
            ("scenario", "horizon_d"),
            f"{head.horizon_d.number:g}",
            "horizon-too-long",
            expected=round(expected),
            most=MOST_PATIENTS,
        )
    if head.warm_up_patients and head.warm_up_patients >= expected:
        yield found(
            ("scenario", "warm_up_patients"),
            str(head.warm_up_patients),
            "warm-up-too-long",
            expected=round(expected),
        )
    if isinstance(arrivals, ScheduledArrivals):
        times = [time.number for time in arrivals.times_d]
        if times != sorted(times):
            place = next(place for place in range(1, len(times)) if times[place] < times[place - 1])
            yield found(("arrivals", "times_d"), f"{times[place]:g}", "time-out-of-order")


def expected_arrivals(scenario: Scenario) -> float:
    """Return how many patients are expected in a run."""
    head, arrivals = scenario.scenario, scenario.arrivals
    most = float(head.patients) if head.patients is not None else float("inf")
    if isinstance(arrivals, ScheduledArrivals):
        end = head.horizon_d.number if head.horizon_d is not None else float("inf")
        return min(most, float(sum(time.number <= end for time in arrivals.times_d)))
    if head.horizon_d is None:
        return most
    return min(most, head.horizon_d.number * arrivals_per_day(scenario))


def arrivals_per_day(scenario: Scenario) -> float:
    """Return how many patients arrive a day in the long run; 0 for a schedule."""
    match scenario.arrivals:
        case PoissonArrivals(rate_per_d=rate):
            return rate.number
        case IntervalArrivals(interval_d=interval):
            return 1 / interval.number
    return 0.0


def _twice(scenario: Scenario) -> Iterator[Finding]:
    for table in ("calendars", "pools", "operations", "materials"):
        seen: Counter[str] = Counter()
        for number, thing in enumerate(getattr(scenario, table)):
            seen[thing.name] += 1
            if seen[thing.name] == 2:
                yield found((table, number, "name"), thing.name, "name-twice")
            if table == "operations" and thing.name in RESERVED:
                yield found((table, number, "name"), thing.name, "name-reserved")


def _names(scenario: Scenario) -> Iterator[Finding]:
    calendars = {calendar.name for calendar in scenario.calendars}
    for number, pool in enumerate(scenario.pools):
        if pool.calendar is not None:
            yield from _known("calendar", pool.calendar, calendars, ("pools", number, "calendar"))
    known = {
        "pool": {pool.name for pool in scenario.pools},
        "skill": {skill for pool in scenario.pools for skill in pool.skills},
        "material": {material.name for material in scenario.materials},
        "operation": {operation.name for operation in scenario.operations},
    }
    if scenario.costs.hands_on_pool is not None:
        yield from _known("pool", scenario.costs.hands_on_pool, known["pool"], ("costs", "hands_on_pool"))
    for number, operation in enumerate(scenario.operations):
        yield from _names_of(operation, ("operations", number), known)


def _names_of(operation: Operation, here: Path, known: Mapping[str, set[str]]) -> Iterator[Finding]:
    operations = known["operation"]
    for name in operation.pools:
        yield from _known("pool", name, known["pool"], (*here, "pools", name))
    for name in operation.skills:
        yield from _known("skill", name, known["skill"], (*here, "skills", name))
    if known["material"]:
        for name in operation.materials:
            yield from _known("material", name, known["material"], (*here, "materials", name))
    for place, name in enumerate(operation.after or ()):
        yield from _known("operation", name, operations, (*here, "after", place))
    for place, way in enumerate(operation.next or ()):
        yield from _known("operation", way.to, operations | {END, SCRAP}, (*here, "next", place, "to"))
    if operation.failure is not None:
        allowed = operations | {SCRAP, "repeat"}
        yield from _known("operation", operation.failure.then, allowed, (*here, "failure", "then"))


def _known(what: str, name: str, known: set[str], path: Path) -> Iterator[Finding]:
    if name in known:
        return
    close = get_close_matches(name, known, 1, 0.6)
    none = WHAT[what][1]
    if close:
        yield found(path, name, "no-such-name-close", none=none, close=close[0])
        return
    there = Text(", ".join(sorted(known)[:12]) or "none", ", ".join(sorted(known)[:12]) or "rien")
    yield found(path, name, "no-such-name", none=none, there=there)


def _hours(scenario: Scenario) -> Iterator[Finding]:
    for number, calendar in enumerate(scenario.calendars):
        try:
            hours = work_hours(calendar)
        except HoursError as error:
            yield found(("calendars", number, "windows"), "", error.code, found=error.written)
            continue
        if hours.open_share == 0:
            yield found(("calendars", number), calendar.name, "no-working-hour")


def _takes(scenario: Scenario) -> Iterator[Finding]:
    counts = {pool.name: pool.count for pool in scenario.pools}
    for number, operation in enumerate(scenario.operations):
        here: Path = ("operations", number)
        for name, wanted in operation.pools.items():
            if wanted > counts.get(name, wanted):
                yield found(
                    (*here, "pools", name), str(wanted), "takes-too-much", pool=name, count=counts[name]
                )
        for skill, wanted in operation.skills.items():
            able = sum(
                pool.count - operation.pools.get(pool.name, 0)
                for pool in scenario.pools
                if skill in pool.skills
            )
            if wanted > able > 0:
                yield found((*here, "skills", skill), str(wanted), "too-few-skilled", able=able)


def _ways(scenario: Scenario) -> Iterator[Finding]:
    operations = scenario.operations
    flow = flow_of(operations)
    yield from _shares(operations)
    yield from _joins(operations)
    yield from later_faults(operations, flow)
    yield from pooling_faults(operations, flow)
    for number, operation in enumerate(operations):
        for place, name in enumerate(operation.after or ()):
            before = next((other for other in operations if other.name == name), None)
            leads = {way.to for way in before.next or ()} if before else set()
            if before is not None and before.next and operation.name not in leads:
                yield found(
                    ("operations", number, "after", place), name, "leads-elsewhere", name=operation.name
                )
    reached = flow.reached_from(flow.first)
    unreached = [number for number in range(len(operations)) if number not in reached]
    themselves = [
        number
        for number in unreached
        if any(number in _before_itself(flow, need) for need in flow.needs[number])
    ]
    for number in themselves:
        yield found(("operations", number, "after"), operations[number].name, "waits-for-itself")
    if not themselves:
        for number in unreached:
            operation = operations[number]
            yield found(("operations", number), operation.name, "never-reached")
    yield from _endless(operations, flow, reached)


def _joins(operations: tuple[Operation, ...]) -> Iterator[Finding]:
    for number, operation in enumerate(operations):
        needed = len(set(operation.after or ()))
        if needed > MOST_NEEDED:
            yield found(("operations", number, "after"), str(needed), "too-many-before", most=MOST_NEEDED)
        if needed > 1 and operation.at_max_hold == "block":
            yield found(("operations", number, "at_max_hold"), "block", "block-and-join")


def _shares(operations: tuple[Operation, ...]) -> Iterator[Finding]:
    for number, operation in enumerate(operations):
        if operation.next:
            total = sum(way.share.number for way in operation.next)
            if total > 1 + ROUNDING:
                yield found(("operations", number, "next"), f"{total:g}", "shares-above-one")


def _endless(operations: tuple[Operation, ...], flow: Flow, reached: frozenset[int]) -> Iterator[Finding]:
    """Find joins that wait for themselves, and operations from which nothing ever leaves the line."""
    for number in sorted(reached):
        needs = flow.needs[number]
        if len(needs) > 1 and any(number in _before_itself(flow, need) for need in needs):
            yield found(("operations", number, "after"), operations[number].name, "waits-for-itself")
            return
    for number in sorted(reached):
        ahead = flow.reached_from([number])
        if not any(flow.leaves(other) for other in ahead):
            yield found(("operations", number), operations[number].name, "no-exit")
            return


def _before_itself(flow: Flow, need: int) -> set[int]:
    """Return what must be done before an operation, going back by `after` alone."""
    seen: set[int] = set()
    waiting = [need]
    while waiting:
        number = waiting.pop()
        if number not in seen:
            seen.add(number)
            waiting.extend(flow.needs[number])
    return seen


def hours_of_pools(scenario: Scenario) -> Mapping[str, WorkHours | None]:
    """Return the work hours of each pool, None where it never closes."""
    calendars = {calendar.name: work_hours(calendar) for calendar in scenario.calendars}
    found: dict[str, WorkHours | None] = {}
    for pool in scenario.pools:
        hours = calendars[pool.calendar] if pool.calendar is not None else None
        found[pool.name] = None if hours is None or hours.is_always else hours
    return found


def loads(scenario: Scenario, *, with_changeovers: bool = True) -> Mapping[str, float]:
    """Return what each pool is asked for over what it can give, in the long run.

    1 is all it has; a schedule of arrivals has no long run and gives 0. Skills are not counted, since who
    does the work is decided as it comes. Changeovers are counted as if work came mixed.
    """
    rate = arrivals_per_day(scenario) / 24
    ineligible = scenario.arrivals.ineligible_share
    rate *= 1 - (ineligible.number if ineligible is not None else 0)
    shares = [
        operation.failure.share.number if operation.failure else 0.0 for operation in scenario.operations
    ]
    visits = flow_of(scenario.operations).visits_with(shares)
    hours = hours_of_pools(scenario)
    changes: tuple[float, ...] = (0.0,) * len(visits)
    if with_changeovers:
        mixed = changeovers_of_mixed_work(scenario, visits, stated_hours(scenario))
        changes = tuple(float(each) for each in mixed)
    return {
        pool.name: rate * work_h(scenario, pool, visits, changes) / given_units(pool, hours[pool.name])
        for pool in scenario.pools
    }


def work_h(
    scenario: Scenario, pool: Pool, visits: tuple[float, ...], changes: tuple[float, ...] | None = None
) -> float:
    """Return the unit hours of a pool that a patient asks for; `changes`: of changeovers, by operation."""
    changes = changes or (0.0,) * len(visits)
    entries = {other.name: other.entry_h.number for other in scenario.pools if other.entry_h is not None}
    cleaning = pool.cleaning_h.number if pool.cleaning_h is not None else 0.0
    work = 0.0
    for number, operation in enumerate(scenario.operations):
        units = operation.pools.get(pool.name, 0)
        if units:
            entry = sum(entries.get(name, 0.0) for name in operation.pools)
            held = operation.duration_h.mean_h + entry + cleaning + changes[number]
            work += visits[number] * units * held / operation.batch
    return work


def given_units(pool: Pool, hours: WorkHours | None) -> float:
    """Return how many units of a pool are there, over all hours on average."""
    given = pool.count * (hours.open_share if hours is not None else 1.0)
    if pool.absence_share is not None:
        given *= 1 - pool.absence_share.number
    if pool.breakdown is not None:
        up, down = pool.breakdown.between_h.mean_h, pool.breakdown.repair_h.mean_h
        given *= up / (up + down) if up + down > 0 else 1.0
    return given


def _overloaded(scenario: Scenario) -> Iterator[Text]:
    changing = {pool.name for pool in pools_that_change(scenario)}
    without = loads(scenario, with_changeovers=False)
    for name, load in loads(scenario).items():
        if load >= 1:
            told = decimals(load, 2) if load < _WRITTEN_OUT else load
            yield whole_sentence("overloaded", pool=labels(name), load=told)
        if load >= 1 and name in changing:
            yield whole_sentence("overloaded-as-mixed", pool=labels(name), load=decimals(without[name], 2))


def notices(scenario: Scenario) -> tuple[Text, ...]:
    """Return what a reader should know before believing a run."""
    told = list(_overloaded(scenario))
    for operation in scenario.operations:
        missing = 1 - sum(way.share.number for way in operation.next) if operation.next else 0
        if missing > ROUNDING:
            told.append(
                whole_sentence(
                    "rest-released",
                    operation=labels(operation.name),
                    total=round(1 - missing, 9),
                    missing=round(missing, 9),
                )
            )
    used = {name for operation in scenario.operations for name in operation.pools}
    asked = {skill for operation in scenario.operations for skill in operation.skills}
    told.extend(
        whole_sentence("pool-unused", pool=labels(pool.name))
        for pool in scenario.pools
        if pool.name not in used and not asked & set(pool.skills)
    )
    told.extend(full_pools_assumed(scenario))
    patients = expected_arrivals(scenario)
    told.extend(
        whole_sentence(
            "batch-never-full",
            operation=labels(operation.name),
            batch=operation.batch,
            patients=decimals(patients, 0),
        )
        for operation in scenario.operations
        if operation.batch > max(patients, 1) and operation.batch_wait_h is None
    )
    return (*told, *stock_notices(scenario, patients))
