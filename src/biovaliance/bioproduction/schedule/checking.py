"""Whether a schedule keeps every rule, looked at slot by slot and independently of how it was made.

Nothing here uses the modules that place work: shifts are read from the calendars again, and units are counted
in every slot.
"""

from collections import defaultdict
from collections.abc import Iterator

from biovaliance.bioproduction.schedule.values import Placement, Pool, Problem, Schedule


def check_schedule(problem: Problem, schedule: Schedule) -> tuple[str, ...]:
    """Return every rule that a schedule breaks, in words; empty where it keeps them all."""
    return tuple(_broken(problem, schedule))


def _broken(problem: Problem, schedule: Schedule) -> Iterator[str]:
    if len(schedule.placements) != len(problem.nodes):
        yield f"{len(schedule.placements)} placements for {len(problem.nodes)} operations."
        return
    placed = {node: each for node, each in enumerate(schedule.placements) if each is not None}
    yield from _presence(problem, schedule)
    for node, each in placed.items():
        if problem.nodes[node].fixed is not None:
            if each != problem.nodes[node].fixed:
                yield f"{_name(problem, node)} has started, and is moved."
            continue
        yield from _own_rules(problem, node, each)
        yield from _order(problem, placed, node)
    yield from _dues(problem, schedule)
    yield from _batches(problem, placed)
    yield from _units(problem, placed)


def _name(problem: Problem, node: int) -> str:
    each = problem.nodes[node]
    return f"{problem.jobs[each.job].name}, {problem.steps[each.step].name}"


def _presence(problem: Problem, schedule: Schedule) -> Iterator[str]:
    for number, node in enumerate(problem.nodes):
        if node.job in schedule.lost:
            if schedule.placements[number] is not None and node.fixed is None:
                yield f"{_name(problem, number)} is placed though the patient is not planned."
        elif schedule.placements[number] is None:
            yield f"{_name(problem, number)} is not placed."
    for number, job in enumerate(problem.jobs):
        if job.scrapped and number not in schedule.lost:
            yield f"{job.name} is planned though nothing more is made for it."


def _own_rules(problem: Problem, node: int, each: Placement) -> Iterator[str]:
    """Check the start and the length of one operation against the shifts of what it takes."""
    step, name = problem.step(node), _name(problem, node)
    if each.start < max(problem.now, problem.nodes[node].earliest):
        yield f"{name} starts before it can."
    if not 0 <= each.way < len(step.ways):
        yield f"{name} takes units it may not take."
        return
    pools = [problem.pools[pool] for pool, _ in step.ways[each.way]]
    for pool in pools:
        if not is_open(problem, pool, each.start):
            yield f"{name} starts while '{pool.name}' is closed."
        elif pool.at_close == "fit" and pool.hours is not None:
            left = _open_for(problem, pool, each.start)
            if left < min(step.duration, _longest(problem, pool)):
                yield f"{name} does not fit before '{pool.name}' closes."
    resting = [pool for pool in pools if pool.at_close == "interrupt" and pool.hours is not None]
    worked = sum(
        all(is_open(problem, pool, slot) for pool in resting) for slot in range(each.start, each.end)
    )
    if worked != step.duration:
        yield f"{name} is given {worked} slots of work; it takes {step.duration}."
    elif (
        resting
        and each.end > each.start
        and not all(is_open(problem, pool, each.end - 1) for pool in resting)
    ):
        yield f"{name} ends after its work is done."


def is_open(problem: Problem, pool: Pool, slot: int) -> bool:
    """Whether a pool is open during a whole slot."""
    if pool.hours is None:
        return True
    start, end = problem.grid.hours(slot), problem.grid.hours(slot + 1)
    for turn in (0.0, pool.hours.cycle_h):  # a shift may run over the end of the cycle
        base = start % pool.hours.cycle_h + turn
        if any(
            opens - 1e-6 <= base and base + (end - start) <= closes + 1e-6
            for opens, closes in zip(pool.hours.starts_h, pool.hours.ends_h, strict=True)
        ):
            return True
    return False


def _open_for(problem: Problem, pool: Pool, slot: int) -> int:
    length = 0
    while is_open(problem, pool, slot + length):
        length += 1
    return length


def _longest(problem: Problem, pool: Pool) -> int:
    if pool.hours is None:
        return 0
    return max(
        problem.grid.down(end) - problem.grid.up(start)
        for start, end in zip(pool.hours.starts_h, pool.hours.ends_h, strict=True)
    )


def _order(problem: Problem, placed: dict[int, Placement], node: int) -> Iterator[str]:
    ends = [placed[need].end for need in problem.nodes[node].needs if need in placed]
    for need in problem.nodes[node].needs:
        if need in placed and placed[need].end > placed[node].start:
            yield f"{_name(problem, node)} starts before {_name(problem, need)} has ended."
    ready = max([problem.nodes[node].earliest, *ends])
    hold = problem.step(node).hold
    if hold is not None and placed[node].start - ready > hold:
        waited = placed[node].start - ready
        yield f"{_name(problem, node)} starts {waited} slots after its material is there; {hold} at most."


def _dues(problem: Problem, schedule: Schedule) -> Iterator[str]:
    for number, job in enumerate(problem.jobs):
        if job.due is None or number in schedule.lost:
            continue
        starts = [each.start for node in problem.of_job[number] if (each := schedule.placements[node])]
        if job.due_to_start:
            if starts and min(starts) > job.due:
                yield f"{job.name} is begun too late."
        elif (schedule.release(problem, number) or 0) > job.due:
            yield f"{job.name} is released too late."


def _batches(problem: Problem, placed: dict[int, Placement]) -> Iterator[str]:
    groups: dict[int, list[int]] = defaultdict(list)
    for node, each in placed.items():
        if each.batch >= 0:
            groups[each.batch].append(node)
        elif problem.step(node).batch > 1:
            yield f"{_name(problem, node)} is in no batch."
    for first, members in groups.items():
        step = problem.step(first)
        name = _name(problem, first)
        if len({problem.nodes[node].step for node in members}) > 1 or first != min(members):
            yield f"The batch of {name} mixes operations, or is not named after its first."
        if len({(placed[node].start, placed[node].end, placed[node].way) for node in members}) > 1:
            yield f"The batch of {name} is not done at one time."
        if len(members) > step.batch:
            yield f"The batch of {name} has {len(members)}; {step.batch} at most."


def _units(problem: Problem, placed: dict[int, Placement]) -> Iterator[str]:
    """Count the units of each pool in every slot."""
    taken = _taken(problem, placed)
    for pool, each in enumerate(problem.pools):
        over = [slot for slot, own in taken[pool].items() if own > each.count]
        if over:
            slot = min(over)
            units = taken[pool][slot]
            yield f"Pool '{each.name}': {units} units are taken in slot {slot}; it has {each.count}."


def _taken(problem: Problem, placed: dict[int, Placement]) -> list[dict[int, int]]:
    """Return how many units of each pool are taken in each slot."""
    taken: list[dict[int, int]] = [defaultdict(int) for _ in problem.pools]
    for pool, each in enumerate(problem.pools):
        for start, end, units in each.away:
            for slot in range(start, end):
                taken[pool][slot] += units
    for node, own in placed.items():
        if own.batch not in {-1, node} or own.start == own.end:
            continue
        until = own.end
        keeper = problem.keeper.get(node)
        if keeper is not None and keeper in placed:
            until = max(until, placed[keeper].start)
        for pool, units in problem.step(node).ways[own.way]:
            for slot in range(own.start, until + problem.pools[pool].cleaning):
                taken[pool][slot] += units
    return taken
