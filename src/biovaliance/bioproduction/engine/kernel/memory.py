"""A model and the state of its run, laid out in two arrays: `I` of whole numbers, `F` of hours and shares.

The kernel is handed these two and nothing else, which is what makes it compile in seconds and run from the
processor's cache. A *thing* (operation, pool, patient, piece of material) is the place in `I` where its row
begins: `I[thing + FIELD]` is a whole number of it, `F[I[thing + FLOATS] + FIELD]` an hour or a share. Lists
are a begin and an end. The first places of both arrays, named in capitals below, say where everything begins
and count what is there.

    header | operations | pools | lists | figures | queues of free rows | events ahead | patients | material |
    spread | trace
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine.draws import Spec
from biovaliance.bioproduction.engine.kernel import shelf_memory as ms
from biovaliance.bioproduction.engine.model import INTERRUPT, Model, Resource, Step
from biovaliance.bioproduction.engine.spread import BINS, KEPT

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

FLOATS = 0
"""Field of every thing: where in F its numbers begin."""

# The header of I: counters first, all of them 0 at the start of a replication.
(
    N_EVENTS, SEQUENCE, LIVE, ORDERS, TURNS, PRESENT, MORE, N_CANDIDATES, N_LIMITED, N_PAUSED,
    N_INTERRUPTIBLE, N_FREE_MATERIAL, N_FREE_PATIENTS, N_TRACE, AWAITED, N_TOUCHED,
) = range(16)  # fmt: skip
COUNTERS = 16
(
    TRACED, N_STEPS, STEPS, STEP_WIDTH, N_POOLS, POOLS, POOL_WIDTH, FIRST, FIRST_END, UNITS_OF_POOLS,
    COUNTS_AT, COUNTS_END, FIGURES_AT, FIGURES_END, GROUPS_AT, CANDIDATES_AT, LIMITED_AT, PAUSED_AT,
    INTERRUPTIBLE_AT, FREE_MATERIAL_AT, FREE_PATIENTS_AT, EVENTS_AT, EVENT_TIMES_AT, EVENTS_ROOM,
    PATIENTS_AT, PATIENT_WIDTH, MATERIAL_AT, MATERIAL_WIDTH, SLOTS, ROOM, NUMBERS_AT, BINS_AT, KEPT_AT,
    TRACE_AT, TRACE_TIMES_AT, TRACE_ROOM, VALUES_AT, TIMES_AT, COMING_KIND, UNTIL_START, MOST_PATIENTS,
    WARM_UP, ANY_INTERRUPTS, WIDEST, N_SETUPS, ANY_CAMPAIGNS, N_SHELVES, SHELVES,
) = range(COUNTERS, COUNTERS + 48)  # fmt: skip
HEADER = COUNTERS + 48
# The header of F.
NOW, IDLE_SINCE, WINDOW_START, MEAN_H, INELIGIBLE_SHARE, LOSS_HAZARD, LOSS_LIMIT_H, HORIZON_H = range(8)
HAPPENED_H = 8
"""When something last happened to a patient."""
FLOAT_HEADER = 9

# An operation. Its queue comes last.
(
    NUMBER, KIND, PRIORITY, FAIL_TO, MAX_ATTEMPTS, BLOCKS, QUEUE_LIMIT, BATCH_SIZE, NEEDS, KEY, DEMAND,
    DEMAND_END, SLOT, SLOT_END, EDGE, EDGE_END, WAY, WAY_END, REDONE, REDONE_END, HEAD, TAIL, LENGTH,
    IS_CANDIDATE, FORCED, GATES, SETUP, CHANGES, POOLS_LOTS, USES, USES_END, LACKS,
) = range(1, 33)  # fmt: skip
STEP_FIELDS = 33
FIRST_PARAMETER, SECOND_PARAMETER, THIRD_PARAMETER, ENTRY_H, FAIL_SHARE, MAX_HOLD_H, BATCH_WAIT_H = range(7)
LACKS_SINCE_H = 7
# A demand of an operation, an edge to what follows, a way by chance, an operation that is done again.
UNITS, DEMAND_SLOT, DEMAND_SLOT_END, DEMAND_FIELDS = range(4)
TARGET, BIT, PAIR = range(3)
SHARE_AT = 1

# A pool.
(
    COUNT, AT_CLOSE, HOURS, HOURS_END, BETWEEN_KIND, REPAIR_KIND, POOL_KEY, USER, USER_END, FIRST_UNIT,
    AVAILABLE, BUSY, HELD, OPEN, ABSENT, BROKEN, PLACE, DAY_NUMBER, SUMS_AT, IDLE, SOONEST, CHANGEOVERS,
    CAMPAIGNS,
) = range(1, 24)  # fmt: skip
POOL_FIELDS = 24
CYCLE_H, LONGEST_H, ABSENCE_SHARE, CLEANING_H = range(4)
BETWEEN, REPAIR = 4, 7  # three numbers each
SINCE_H, CLOSES_H, CYCLE_START_H = 10, 11, 12
KEPT_BUSY_H, KEPT_GIVEN_H = 13, 14
"""Its hours when something last happened, where its shifts or breakdowns went on after that."""
UNIT_POOL, UNIT_BREAKDOWNS, UNIT_FIELDS = range(3)

# A patient; then, per operation: how often it came there, its material there, and what is done of what it
# needs.
(
    WHO, PATIENT_KEY, ACTIVE, ALIVE, HAS_STARTED, GROUP, LOSS_EVENT, JOINS, PIECES, IS_OUT, CONFORMS,
) = range(1, 12)  # fmt: skip
PER_STEP = 12
VISITS, MATERIAL, DONE_BITS, STEP_OF_PATIENT = range(4)
ARRIVED_H, WAITED_H, PATIENT_FLOATS = range(3)

# A piece of material; then the units it takes, and those it keeps of the operation before, one field a slot.
(
    PATIENT, STEP, ATTEMPT, ORDER, STATE, GONE, EVENT, TURN, NEXT, BEFORE, MEMBER, OWNER, OWNER_KEY,
    LIMIT_EVENT, BATCH_EVENT, KEPT_STEP, INTERRUPTIBLE,
) = range(1, 18)  # fmt: skip
UNITS_TAKEN = 18
READY_H, LASTS_H, ENDS_H, CHANGE_H, MATERIAL_FLOATS = range(5)
WAITING, RUNNING, PAUSED, DONE = range(4)

EVENT_SEQUENCE, EVENT_WHAT, EVENT_FIELDS = range(3)
TRACE_FIELDS = 5


@dataclass(frozen=True, slots=True)
class Memory:
    """The two arrays of a run, and what is read from them afterwards."""

    integers: Integers
    floats: Floats
    steps: int
    pools: int

    @property
    def numbers(self) -> Integers:
        """How many observations each statistic has had."""
        start = int(self.integers[NUMBERS_AT])
        return self.integers[start : start + self._statistics]

    @property
    def bins(self) -> Integers:
        """The histogram of each statistic."""
        start = int(self.integers[BINS_AT])
        return self.integers[start : start + self._statistics * BINS].reshape(-1, BINS)

    @property
    def kept(self) -> Floats:
        """The first observations of each statistic."""
        start = int(self.integers[KEPT_AT])
        return self.floats[start : start + self._statistics * KEPT].reshape(-1, KEPT)

    @property
    def trace(self) -> tuple[Floats, Integers]:
        """The times and events of the last replication."""
        size = int(self.integers[N_TRACE])
        times, what = int(self.integers[TRACE_TIMES_AT]), int(self.integers[TRACE_AT])
        return (
            self.floats[times : times + size].copy(),
            self.integers[what : what + size * TRACE_FIELDS].reshape(-1, TRACE_FIELDS).copy(),
        )

    @property
    def _statistics(self) -> int:
        return r.FIRST_OPERATION + self.steps


class _Arrays:
    """Both arrays while they grow: what is written, and how much room is left behind it."""

    def __init__(self) -> None:
        self.integers: list[int] = [0] * HEADER
        self.floats: list[float] = [0.0] * FLOAT_HEADER
        self.more_integers = 0
        self.more_floats = 0

    def add(self, values: list[int]) -> int:
        """Write whole numbers and return where they begin."""
        self.integers.extend(values)
        return len(self.integers) - len(values)

    def add_floats(self, values: list[float]) -> int:
        """Write hours or shares and return where they begin."""
        self.floats.extend(values)
        return len(self.floats) - len(values)

    def leave(self, header: int, size: int) -> None:
        """Leave room for whole numbers behind all that is written."""
        self.integers[header] = len(self.integers) + self.more_integers
        self.more_integers += size

    def leave_floats(self, header: int, size: int) -> None:
        """Leave room for hours behind all that is written; where it begins is told in the header of I."""
        self.integers[header] = len(self.floats) + self.more_floats
        self.more_floats += size


def memory_of(model: Model, room: int, trace_room: int) -> Memory:
    """Return a model in memory, with room for so many patients and pieces of material at a time."""
    arrays = _Arrays()
    steps, pools = len(model.steps), len(model.resources)
    _write_steps_and_pools(arrays, model)
    _write_header(arrays, model)
    _leave_room(arrays, model, room, trace_room)
    integers = np.zeros(len(arrays.integers) + arrays.more_integers, np.int64)
    integers[: len(arrays.integers)] = arrays.integers
    floats = np.zeros(len(arrays.floats) + arrays.more_floats, np.float64)
    floats[: len(arrays.floats)] = arrays.floats
    return Memory(integers, floats, steps, pools)


def _write_steps_and_pools(arrays: _Arrays, model: Model) -> None:
    steps, pools = len(model.steps), len(model.resources)
    first_step = arrays.add([0] * (steps * STEP_FIELDS))
    first_pool = arrays.add([0] * (pools * POOL_FIELDS))
    first_shelf = arrays.add([0] * (ms.SHELF_FIELDS * len(model.stocks)))
    step_rows = [first_step + number * STEP_FIELDS for number in range(steps)]
    pool_rows = [first_pool + number * POOL_FIELDS for number in range(pools)]
    header = arrays.integers
    header[N_STEPS], header[STEPS], header[STEP_WIDTH] = steps, first_step, STEP_FIELDS
    header[N_POOLS], header[POOLS], header[POOL_WIDTH] = pools, first_pool, POOL_FIELDS
    header[N_SHELVES], header[SHELVES] = len(model.stocks), first_shelf
    for number in range(steps):
        _write_step(arrays, model, number, (step_rows, pool_rows))
    units: list[int] = []
    for number in range(pools):
        _write_pool(arrays, model, number, (step_rows, pool_rows, units))
    header[UNITS_OF_POOLS] = arrays.add(units)
    ms.write_shelves(arrays, model, first_shelf, step_rows)
    header[FIRST] = arrays.add([step_rows[number] for number in model.first])
    header[FIRST_END] = len(header)


def _write_step(arrays: _Arrays, model: Model, number: int, rows: tuple[list[int], list[int]]) -> None:
    step, (step_rows, pool_rows) = model.steps[number], rows
    slots: list[int] = []
    demands = []
    for demand in step.demands:
        demands.append((demand.units, len(slots), len(slots) + len(demand.pools)))
        slots.extend(pool_rows[pool] for pool in demand.pools)
    slot = arrays.add(slots)
    start = arrays.add([part for units, low, high in demands for part in (units, slot + low, slot + high)])
    edges = [
        part for target in step.successors for part in (step_rows[target], _bit(model.steps[target], number))
    ]
    edge = arrays.add(edges)
    shares = arrays.add_floats([share for _, share in step.branches])
    ways = [
        part
        for place, (target, _) in enumerate(step.branches)
        for part in (step_rows[target] if target >= 0 else target, shares + place)
    ]
    way = arrays.add(ways)
    again = [
        part for other in step.redone for part in (step_rows[other], _bits(model.steps[other], step.redone))
    ]
    redone = arrays.add(again)
    kind, *parameters = step.duration
    floats = arrays.add_floats(
        [*parameters, step.entry_h, step.fail_share, step.max_hold_h, step.batch_wait_h, 0.0]
    )
    uses = ms.write_uses(arrays, step, arrays.integers[SHELVES])
    row = [
        floats, number, kind, step.priority, step_rows[step.fail_to] if step.fail_to >= 0 else step.fail_to,
        step.max_attempts, int(step.blocks), step.queue_limit, step.batch, len(step.needs), signed(step.key),
        start, start + DEMAND_FIELDS * len(demands), slot, slot + len(slots), edge, edge + len(edges), way,
        way + len(ways), redone, redone + len(again), -1, -1, 0, 0, 0, int(step.gates),
        step.setup, int(any(model.resources[pool].changeover_h for pool in step.pools)), int(step.pooled),
        uses, uses + ms.USE_FIELDS * len(step.uses), -1,
    ]  # fmt: skip
    arrays.integers[step_rows[number] : step_rows[number] + STEP_FIELDS] = row


def _bit(target: Step, before: int) -> int:
    """Return what an operation done marks at one that waits for several; 0 where it waits for no other."""
    return 1 << target.needs.index(before) if len(target.needs) > 1 else 0


def _bits(target: Step, some: tuple[int, ...]) -> int:
    return sum(_bit(target, before) for before in target.needs if before in some)


def _write_pool(
    arrays: _Arrays, model: Model, number: int, rows: tuple[list[int], list[int], list[int]]
) -> None:
    resource, (step_rows, pool_rows, units) = model.resources[number], rows
    hours = resource.hours
    intervals = (
        []
        if hours is None
        else [end for pair in zip(hours.starts_h, hours.ends_h, strict=True) for end in pair]
    )
    first = arrays.add_floats(intervals)
    users = [step_rows[user] for user in model.users[number]]
    user = arrays.add(users)
    between, repair = resource.between or _NEVER, resource.repair or _NEVER
    first_unit = len(units) // UNIT_FIELDS
    if resource.between is not None:
        units.extend([pool_rows[number], 0] * resource.count)
    floats = arrays.add_floats(
        [
            0.0 if hours is None else hours.cycle_h,
            0.0 if hours is None else hours.longest_h,
            resource.absence_share,
            resource.cleaning_h,
            *between[1:],
            *repair[1:],
            *(0.0 for _ in (SINCE_H, CLOSES_H, CYCLE_START_H, KEPT_BUSY_H, KEPT_GIVEN_H)),
        ]
    )
    idle, soonest, changeovers = _write_changeovers(arrays, resource)
    row = [
        floats, resource.count, resource.at_close, first, first + len(intervals), between[0], repair[0],
        signed(resource.key), user, user + len(users), first_unit, 0, 0, 0, 0, 0, 0, 0, 0, number,
        idle, soonest, changeovers, int(resource.campaigns),
    ]  # fmt: skip
    arrays.integers[pool_rows[number] : pool_rows[number] + POOL_FIELDS] = row


def _write_changeovers(arrays: _Arrays, resource: Resource) -> tuple[int, int, int]:
    """Write what units may be set up for, which is ready soonest for each, and the hours between."""
    hours = resource.changeover_h
    if not hours:
        return -1, -1, -1
    numbers = range(len(hours))
    soonest = [old for new in numbers for old in sorted(numbers, key=lambda old: (hours[old][new], old))]
    idle = arrays.add([0] * len(hours))
    return idle, arrays.add(soonest), arrays.add_floats([hour for row in hours for hour in row])


_NEVER: Spec = (-1, 0.0, 0.0, 0.0)


def _write_header(arrays: _Arrays, model: Model) -> None:
    header, coming = arrays.integers, model.coming
    header[VALUES_AT] = arrays.add_floats(list(model.values))
    header[TIMES_AT] = arrays.add_floats(list(coming.times_h))
    header[COMING_KIND], header[UNTIL_START] = coming.kind, int(coming.loss_until_start)
    header[MOST_PATIENTS], header[WARM_UP] = model.patients, model.warm_up
    header[ANY_INTERRUPTS] = int(any(resource.at_close == INTERRUPT for resource in model.resources))
    header[WIDEST] = widest(model)
    header[N_SETUPS] = 1 + max(step.setup for step in model.steps)
    header[ANY_CAMPAIGNS] = int(any(resource.campaigns for resource in model.resources))
    header[SLOTS] = max(1, *(len(step.pools) for step in model.steps))
    arrays.floats[MEAN_H : HORIZON_H + 1] = [
        coming.mean_h,
        coming.ineligible_share,
        coming.loss_hazard_per_h,
        coming.loss_limit_h,
        model.horizon_h,
    ]


def widest(model: Model) -> int:
    """Return how many pieces of material one event can make at most."""
    largest = max(step.batch for step in model.steps)
    return len(model.first) + largest * (1 + max(len(step.successors) for step in model.steps))


def _leave_room(arrays: _Arrays, model: Model, room: int, trace_room: int) -> None:
    header = arrays.integers
    steps, pools, statistics = len(model.steps), len(model.resources), r.FIRST_OPERATION + len(model.steps)
    header[ROOM], header[TRACE_ROOM], header[TRACED] = room, trace_room, int(trace_room > 0)
    units = sum(resource.count for resource in model.resources if resource.between is not None)
    header[EVENTS_ROOM] = 6 * room + 4 * pools + 2 * units + 16 * len(model.stocks) + 64
    header[PATIENT_WIDTH] = PER_STEP + STEP_OF_PATIENT * steps
    header[MATERIAL_WIDTH] = UNITS_TAKEN + 2 * header[SLOTS]
    counts, sums = r.COUNTS + 2 * steps, (3 + 2 * r.GROUPS) * statistics
    stock_counts, stock_hours = ms.sizes(model)
    arrays.leave(COUNTS_AT, counts + stock_counts)
    header[COUNTS_END] = header[COUNTS_AT] + counts + stock_counts
    arrays.leave_floats(FIGURES_AT, sums + 2 * pools + stock_hours + 1)
    header[GROUPS_AT] = header[FIGURES_AT] + 3 * statistics
    header[FIGURES_END] = header[FIGURES_AT] + sums + 2 * pools + stock_hours + 1
    for number in range(pools):
        header[header[POOLS] + number * POOL_FIELDS + SUMS_AT] = header[FIGURES_AT] + sums + 2 * number
    rows = range(header[STEPS], header[STEPS] + steps * STEP_FIELDS, STEP_FIELDS)
    uses = [use for row in rows for use in range(header[row + USES], header[row + USES_END], ms.USE_FIELDS)]
    places = header[COUNTS_AT] + counts, header[FIGURES_AT] + sums + 2 * pools
    ms.write_places(arrays, model, header[SHELVES], uses, places)
    ms.leave_room_for_shelves(arrays, model, header[SHELVES], room)
    arrays.leave(CANDIDATES_AT, steps)
    for row in (LIMITED_AT, PAUSED_AT, INTERRUPTIBLE_AT, FREE_MATERIAL_AT, FREE_PATIENTS_AT):
        arrays.leave(row, room)
    arrays.leave(EVENTS_AT, EVENT_FIELDS * header[EVENTS_ROOM])
    arrays.leave_floats(EVENT_TIMES_AT, header[EVENTS_ROOM])
    arrays.leave(PATIENTS_AT, room * header[PATIENT_WIDTH])
    arrays.leave(MATERIAL_AT, room * header[MATERIAL_WIDTH])
    # The hours of patients and material stand behind those of the events: see `rows.clear`.
    arrays.more_floats += room * (PATIENT_FLOATS + MATERIAL_FLOATS)
    arrays.leave(NUMBERS_AT, statistics)
    arrays.leave(BINS_AT, statistics * BINS)
    arrays.leave_floats(KEPT_AT, statistics * KEPT)
    arrays.leave(TRACE_AT, TRACE_FIELDS * trace_room)
    arrays.leave_floats(TRACE_TIMES_AT, trace_room)


def signed(key: int) -> int:
    """Return 64 bits as the signed number that has them."""
    return key - (1 << 64) if key >= 1 << 63 else key
