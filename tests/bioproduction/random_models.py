"""Scenarios drawn from a seed: every feature turns up, alone and with others."""

import random
from typing import Any

from biovaliance.bioproduction.engine.model import Model, compile_scenario
from biovaliance.bioproduction.scenarios.document import Operation
from biovaliance.bioproduction.scenarios.flow import flow_of
from biovaliance.bioproduction.scenarios.pooling import pooling_faults
from biovaliance.bioproduction.scenarios.reading import check_scenario


def random_duration(chance: random.Random, longest: float = 12.0) -> Any:
    """Return a duration of any kind."""
    mean = round(chance.uniform(0.5, longest), 2)
    return chance.choice(
        [
            mean,
            {"distribution": "exponential", "mean": mean},
            {"distribution": "lognormal", "mean": mean, "cv": 0.4},
            {"distribution": "gamma", "mean": mean, "cv": chance.choice([0.5, 1.7])},
            {"distribution": "triangular", "low": mean / 2, "mode": mean, "high": 2 * mean},
            {"distribution": "normal", "mean": mean, "sd": mean / 2},
            {"distribution": "empirical", "values": [mean / 2, mean, 1.5 * mean]},
        ]
    )


def random_table(seed: int) -> dict[str, Any]:
    """Return the tables of a scenario in which features are switched on by chance."""
    chance = random.Random(seed)
    pools = [_pool(chance, number) for number in range(chance.randint(1, 4))]
    skills = sorted({skill for pool in pools for skill in pool.get("skills", ())})
    operations = [_operation(chance, number, pools, skills) for number in range(chance.randint(2, 7))]
    _routes(chance, operations)
    if seed % 3 == 0:
        _later_tests(chance, operations)
    if seed % 4 == 1:
        _changeovers(chance, pools, operations)
    if seed % 2 == 0:
        _pooling(random.Random(f"pooling {seed}"), operations)
    table = {
        "scenario": {"name": f"Random {seed}", "warm_up_patients": chance.choice([0, 3])},
        "arrivals": _arrivals(chance),
        "calendars": [
            {"name": "day", "windows": [{"days": "Mon-Fri", "from": "08:00", "to": "18:00"}]},
            {
                "name": "shifts",
                "windows": [
                    {"days": "Mon-Sun", "from": "06:00", "to": "14:00"},
                    {"days": "Fri-Sun", "from": "22:00", "to": "05:00"},
                ],
                "closed_d": [3, 10, 11],
            },
        ],
        "pools": pools,
        "operations": operations,
    }
    head = table["scenario"]
    if chance.random() < 0.7:
        head["patients"] = 40
    if chance.random() < 0.4 or "patients" not in head:
        head["horizon_d"] = chance.choice([15, 60])
    if seed % 5 in (2, 4):
        table["materials"] = _materials(chance, operations)
    return table


def _pool(chance: random.Random, number: int) -> dict[str, Any]:
    pool: dict[str, Any] = {"name": f"P{number}", "count": chance.randint(1, 3)}
    if chance.random() < 0.4:
        pool["calendar"] = chance.choice(["day", "shifts"])
        pool["at_close"] = chance.choice(["fit", "finish", "interrupt"])
    if chance.random() < 0.4:
        pool["skills"] = chance.sample(["aseptic", "testing"], chance.randint(1, 2))
    if chance.random() < 0.2:
        pool["absence_share"] = 0.2
        pool["at_close"] = chance.choice(["finish", "interrupt"])
    if chance.random() < 0.2:
        pool["breakdown"] = {"between_h": random_duration(chance, 60), "repair_h": random_duration(chance, 6)}
        pool["at_close"] = chance.choice(["finish", "interrupt"])
    if chance.random() < 0.2:
        pool["cleaning_h"] = 1.5
    if chance.random() < 0.2:
        pool["entry_h"] = 0.25
    return pool


def _operation(
    chance: random.Random, number: int, pools: list[dict[str, Any]], skills: list[str]
) -> dict[str, Any]:
    taken = chance.sample(pools, chance.randint(0, min(2, len(pools))))
    operation: dict[str, Any] = {
        "name": f"O{number}",
        "duration_h": random_duration(chance),
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
        operation["priority"] = chance.randint(-2, 2)
    if chance.random() < 0.2:
        operation["max_hold_h"] = chance.choice([0, 5, 40])
        operation["at_max_hold"] = chance.choice(["scrap", "block"])
    if chance.random() < 0.15:
        operation["queue_limit"] = chance.choice([0, 2])
    if chance.random() < 0.15:
        operation["batch"] = chance.randint(2, 4)
        if chance.random() < 0.5:
            operation["batch_wait_h"] = 30
    return operation


def _routes(chance: random.Random, operations: list[dict[str, Any]]) -> None:
    names = [operation["name"] for operation in operations]
    for number, operation in enumerate(operations):
        if chance.random() < 0.35:
            then = chance.choice(["scrap", "repeat", *names[: number + 1]])
            operation["failure"] = {"share": chance.choice([0.1, 0.4]), "then": then}
            if chance.random() < 0.4:
                operation["failure"]["max_attempts"] = 2
    if len(names) >= 4 and chance.random() < 0.5:  # two branches that meet again
        operations[2]["after"] = [names[0]]
        operations[3]["after"] = [names[1], names[2]]
        _single(operations[3])
    elif len(names) >= 3 and chance.random() < 0.5:  # one way by chance
        operations[0]["next"] = [
            {"to": names[1], "share": 0.5},
            {"to": names[2], "share": 0.3},
            {"to": "end", "share": 0.15},
        ]
        if chance.random() < 0.5:
            operations[0]["next"].append({"to": "scrap", "share": 0.05})


def _later_tests(chance: random.Random, operations: list[dict[str, Any]]) -> None:
    """Add tests whose result comes after the release, two of them followed by what needs both."""
    made = chance.choice([each for each in operations if "next" not in each])["name"]
    taken = operations[0]["pools"] if chance.random() < 0.5 else {}
    operations.extend(
        {
            "name": name,
            "after": [made],
            "duration_h": random_duration(chance, 40),
            "pools": taken,
            "test": {"gates_release": False},
            "failure": {"share": 0.3, "then": chance.choice(["scrap", "repeat", name])},
        }
        for name in ("sterility", "mycoplasma")
    )
    operations[-1]["batch"] = chance.randint(1, 2)
    operations.append(
        {"name": "certificate", "after": ["sterility", "mycoplasma"], "duration_h": random_duration(chance)}
    )


def _changeovers(
    chance: random.Random, pools: list[dict[str, Any]], operations: list[dict[str, Any]]
) -> None:
    """Let units of some pools be set up for what they do."""
    for operation in operations:
        _single(operation)
        if chance.random() < 0.4:
            operation["setup"] = chance.choice(["red", "blue"])
    words = list(dict.fromkeys(each.get("setup", each["name"]) for each in operations))
    for pool in pools:
        if "skills" not in pool:
            pool["changeover_h"] = chance.choice([0, 2, 7.5])
            pool["campaigns"] = chance.random() < 0.5
            if len(words) > 1:
                old, new = chance.sample(words, 2)
                pool["changeovers"] = [{"from": old, "to": new, "changeover_h": 3}]


def _pooling(chance: random.Random, operations: list[dict[str, Any]]) -> None:
    """Let operations make one lot of several, wherever that can be meant."""
    for operation in chance.sample(operations, len(operations)):
        before = operation.get("batch")
        operation["batch"] = before or chance.randint(2, 4)
        if operation["batch"] > 1 and chance.random() < 0.5:
            operation["pooled"] = True
            known = tuple(Operation.model_validate(each) for each in operations)
            if not any(pooling_faults(known, flow_of(known))):
                continue
            del operation["pooled"]
        if before is None:
            del operation["batch"]


def _materials(chance: random.Random, operations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Let operations use up materials that run out, expire, and are ordered in every way; return them."""
    materials = [_material(chance, name) for name in ("vector", "medium", "kit")[: chance.randint(1, 3)]]
    for operation in operations:
        for material in materials:
            if chance.random() < 0.5:
                operation.setdefault("materials", {})[material["name"]] = chance.choice([1, 0.3, 2.5])
    chance.choice(operations).setdefault("materials", {})[materials[0]["name"]] = 1
    return materials


def _material(chance: random.Random, name: str) -> dict[str, Any]:
    material: dict[str, Any] = {"name": name, "stock": chance.choice([0, 10, 12.5, 40])}
    material |= chance.choice([{}, {"pack_size": 7}, {"pack_size": 0.7, "minimum_order": 20}])
    if chance.random() < 0.5:
        material["shelf_life_d"] = chance.choice([0.5, 3, 14])
    if chance.random() < 0.8:
        material["lead_time_d"] = chance.choice([0, 0.25, 2, 9])
    if chance.random() < 0.7:
        material |= chance.choice(
            [{"reorder_point": 10}, {"reorder_point": 10, "order_up_to": 30}, {"order_up_to": 25}]
        )
        if chance.random() < 0.3:
            material["review_every_d"] = chance.choice([0.5, 7])
    if ("reorder_point" not in material and "order_up_to" not in material) or chance.random() < 0.3:
        material["standing_order"] = {"packs": chance.choice([1, 6]), "every_d": chance.choice([0.5, 2])}
        if chance.random() < 0.5:
            material["standing_order"]["first_d"] = 0
    return material


def _single(operation: dict[str, Any]) -> None:
    if operation.get("at_max_hold") == "block":
        operation["at_max_hold"] = "scrap"


def _arrivals(chance: random.Random) -> dict[str, Any]:
    arrivals: dict[str, Any] = chance.choice(
        [
            {"kind": "poisson", "rate_per_d": chance.choice([0.5, 2, 4])},
            {"kind": "interval", "interval_d": 0.5},
            {"kind": "schedule", "times_d": [0.25 * number for number in range(30)]},
        ]
    )
    if chance.random() < 0.3:
        arrivals["ineligible_share"] = 0.1
    if chance.random() < 0.4:
        arrivals["loss"] = chance.choice(
            [
                {"hazard_per_d": 0.1},
                {"limit_d": 6, "until": "start"},
                {"hazard_per_d": 0.02, "limit_d": 20},
            ]
        )
    return arrivals


def random_model(seed: int) -> Model:
    """Return the model of a seed."""
    return compile_scenario(check_scenario(random_table(seed)))


def plain_model(seed: int) -> Model:
    """Return a model of single units, failures and a warm-up, and nothing else."""
    chance = random.Random(seed)
    pools = [{"name": f"P{number}", "count": chance.randint(1, 3)} for number in range(chance.randint(1, 3))]
    operations: list[dict[str, Any]] = []
    count = chance.randint(1, 6)
    for number in range(count):
        own = {chance.choice(pools)["name"]: 1} if chance.random() < 0.85 else {}
        operations.append({"name": f"O{number}", "duration_h": random_duration(chance), "pools": own})
        if chance.random() < 0.4:
            then = chance.choice(
                ["scrap", "repeat", f"O{chance.randint(0, number)}", f"O{chance.randrange(count)}"]
            )
            operations[-1]["failure"] = {"share": 0.2, "then": then, "max_attempts": chance.choice([2, 9])}
    head: dict[str, Any] = {"name": f"Plain {seed}", "warm_up_patients": chance.choice([0, 5])}
    head |= chance.choice([{"patients": 50}, {"horizon_d": 30}, {"patients": 50, "horizon_d": 12}])
    arrivals = chance.choice(
        [
            {"kind": "poisson", "rate_per_d": chance.choice([1, 4])},
            {"kind": "poisson", "rate_per_d": chance.choice([1, 4])},
            {"kind": "interval", "interval_d": 0.25},
            {"kind": "schedule", "times_d": [float(number // 3) for number in range(60)]},
        ]
    )
    return compile_scenario(
        check_scenario(
            {
                "scenario": head,
                "arrivals": arrivals,
                "pools": pools,
                "operations": operations,
            }
        )
    )


def random_line(seed: int) -> Model:
    """Return a line of some operations that share a few pools, fail, lead back, and have priorities."""
    chance = random.Random(seed)
    pools = [{"name": f"P{number}", "count": chance.randint(1, 4)} for number in range(chance.randint(1, 4))]
    for pool in pools:
        if pool["count"] == 1 and seed % 2:
            pool["changeover_h"] = 1.5
    names = [f"O{number}" for number in range(chance.randint(2, 9))]
    operations: list[dict[str, Any]] = []
    for number, name in enumerate(names):
        operation = {
            "name": name,
            "duration_h": random_duration(chance),
            "pools": {chance.choice(pools)["name"]: 1},
        }
        if chance.random() < 0.1:
            operation["pools"] = {}
        if chance.random() < 0.4:
            then = chance.choice(["scrap", "repeat", chance.choice(names[: number + 1])])
            operation["failure"] = {"share": chance.choice([0.05, 0.3]), "then": then}
            if chance.random() < 0.5:
                operation["failure"]["max_attempts"] = 3
        if chance.random() < 0.3:
            operation["priority"] = chance.randint(-2, 2)
        if number + 2 < len(names) and chance.random() < 0.2:
            operation["next"] = [
                {"to": names[number + 1], "share": 0.6},
                {"to": names[number + 2], "share": 0.3},
            ]
        operations.append(operation)
    operations.extend(
        {
            "name": name,
            "after": [names[-1]],
            "duration_h": random_duration(chance, 60),
            "pools": {chance.choice(pools)["name"]: 1},
            "test": {"gates_release": False},
            "failure": {"share": 0.3, "then": chance.choice(["scrap", "repeat"]), "max_attempts": 2},
            "priority": -3,
        }
        for name in ("sterility", "mycoplasma")[: seed % 3]
    )
    table = {
        "scenario": {"name": f"Line {seed}", "patients": 60},
        "arrivals": {"kind": "poisson", "rate_per_d": chance.choice([1, 3, 6])},
        "pools": pools,
        "operations": operations,
    }
    return compile_scenario(check_scenario(table))
