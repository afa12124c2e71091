"""Small lines and generated ones, for the tests of schedules."""

import random
from typing import Any

from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.reading import check_scenario

DAY = {"name": "day", "windows": [{"days": "Mon-Fri", "from": "08:00", "to": "18:00"}]}


def line(
    operations: list[dict[str, Any]], pools: list[dict[str, Any]], times_h: list[float], **more: Any
) -> Scenario:
    """Return a line whose patients arrive at some hours."""
    arrivals = {"kind": "schedule", "times_d": [time / 24 for time in times_h], **more}
    return check_scenario(
        {
            "scenario": {"name": "Line"},
            "arrivals": arrivals,
            "calendars": [DAY],
            "pools": pools,
            "operations": operations,
        }
    )


def without_ties(seed: int, patients: int = 8) -> Scenario:
    """Return a generated line whose times are whole 5 minutes and seldom the same, each pool with
    its own shift.
    """
    chance = random.Random(seed)
    table = generated(seed, patients).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    table["calendars"] = []
    for number, pool in enumerate(table["pools"]):
        if "calendar" in pool:
            pool["calendar"] = f"shift {number}"
            hours = {"from": f"08:{5 + 10 * number:02}", "to": f"17:{10 + 10 * number:02}"}
            table["calendars"].append({"name": pool["calendar"], "windows": [{"days": "Mon-Fri", **hours}]})
    for operation in table["operations"]:
        operation["duration_h"] = chance.randint(1, 200) / 12
        operation.pop("priority", None)
    table["arrivals"]["times_d"] = sorted(time / 288 for time in chance.sample(range(2000), patients))
    return check_scenario(table)


def generated(seed: int, patients: int = 8) -> Scenario:
    """Return a line in which every rule of schedules turns up by chance; durations are whole quarters."""
    chance = random.Random(seed)
    pools = [_pool(chance, number) for number in range(chance.randint(1, 4))]
    skills = sorted({skill for pool in pools for skill in pool.get("skills", ())})
    operations = [_operation(chance, number, pools, skills) for number in range(chance.randint(2, 6))]
    names = [operation["name"] for operation in operations]
    if len(names) >= 4 and chance.random() < 0.5:
        operations[2]["after"] = [names[0]]
        operations[3]["after"] = [names[1], names[2]]
        operations[3].pop("at_max_hold", None)
    if chance.random() < 0.4:
        operations[-1]["test"] = {"gates_release": False}
        # Nobody is lost who waits for it, and it leads nowhere back: the dose has left.
        for key in ("max_hold_h", "at_max_hold", "queue_limit", "failure"):
            operations[-1].pop(key, None)
    more: dict[str, Any] = {}
    if chance.random() < 0.3:
        more["loss"] = chance.choice([{"limit_d": 9, "until": "start"}, {"limit_d": 25}])
    times = sorted(chance.randint(0, 600) * 0.25 for _ in range(patients))
    return line(operations, pools, times, **more)


def _pool(chance: random.Random, number: int) -> dict[str, Any]:
    pool: dict[str, Any] = {"name": f"P{number}", "count": chance.randint(1, 3)}
    if chance.random() < 0.5:
        pool |= {"calendar": "day", "at_close": chance.choice(["fit", "finish", "interrupt"])}
    if chance.random() < 0.4:
        pool["skills"] = chance.sample(["aseptic", "testing"], chance.randint(1, 2))
    if chance.random() < 0.3:
        pool["cleaning_h"] = chance.choice([0.5, 2])
    if chance.random() < 0.2:
        pool["entry_h"] = 0.25
    return pool


def _operation(
    chance: random.Random, number: int, pools: list[dict[str, Any]], skills: list[str]
) -> dict[str, Any]:
    taken = chance.sample(pools, chance.randint(0, min(2, len(pools))))
    operation: dict[str, Any] = {
        "name": f"O{number}",
        "duration_h": chance.choice([0.25, 1, 2.5, 4, 7, 12, 30]),
        "pools": {pool["name"]: chance.randint(1, pool["count"]) for pool in taken},
    }
    able = [
        skill
        for skill in skills
        if any(skill in pool.get("skills", ()) and pool not in taken for pool in pools)
    ]
    if able and chance.random() < 0.5:
        operation["skills"] = {chance.choice(able): 1}
    if chance.random() < 0.3:
        operation["max_hold_h"] = chance.choice([0, 6, 40])
        operation["at_max_hold"] = chance.choice(["scrap", "block"])
    if chance.random() < 0.15 and operation.get("at_max_hold") != "block":
        operation["batch"] = chance.randint(2, 3)
        if chance.random() < 0.5:
            operation["batch_wait_h"] = 30
    if chance.random() < 0.2:
        operation["priority"] = chance.randint(-1, 1)
    return operation
