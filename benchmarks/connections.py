"""How fast connections are told, and whether a low cost tells who will work together.

    python -m benchmarks.connections      saved in benchmarks/results/connections.json

The region's bundled atlas and one with every open source are built in a temporary folder. On each, ways,
introducers and trees are asked for 200 draws of related organisations, with a seed. Then, on what was
known before 2017, the cost of the closest way is compared for pairs of organisations that first met in a
project of 2017 or later, and for pairs in which one of the two is replaced by another organisation with the
same number of neighbours that it has not met: the area under the curve (AUC) is the share of right orders.
Peers: the number of things in common weighed by Adamic and Adar (2003), and ways without hub cost.
"""

import bisect
import datetime as dt
import json
import math
import os
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.network import Graph, build_graph
from biovaliance.atlas.snapshots.reading import open_snapshot
from biovaliance.showcase.publication import publish_region
from biovaliance.sources.region import bundled_region
from biovaliance.synergies.connections.introducing import introducers
from biovaliance.synergies.connections.joining import joined
from biovaliance.synergies.connections.paths import paths_between
from biovaliance.synergies.connections.walking import Walk, reach

RESULTS = Path(__file__).parent / "results" / "connections.json"
SOURCES = ("communes", "ror", "anr", "cordis", "eu_calls", "clinicaltrials", "ema", "health_sites")
SHARED = Path(os.environ.get("BIOVALIANCE_SHARED_DATA", "../shared/data"))
SPLIT_YEAR, DRAWS, PAIRS, LARGEST_PROJECT = 2017, 200, 400, 12
HUB_WEIGHTS = (0.0, 0.1, 0.25, 0.5, 1.0)
Pair = tuple[str, str]


def main() -> None:
    """Measure, print and save."""
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, sources in (("region", {}), ("open data", _open_sources())):
            if name == "open data" and not sources:
                print("The open data are not there; BIOVALIANCE_SHARED_DATA names their folder.")
                continue
            home = Path(folder) / name.replace(" ", "-")
            publish_region(home, bundled_region(), sources, dt.datetime.now(dt.UTC))
            graph, years = _graph(home)
            found[name] = _speed(graph)
            print(name, found[name])
            if name == "open data":
                found["first meetings"] = _first_meetings(graph, years)
                print("first meetings", found["first meetings"])
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def _open_sources() -> dict[str, Path]:
    folder = SHARED / "opendata"
    return dict.fromkeys(SOURCES, folder) if folder.is_dir() else {}


def _graph(home: Path) -> tuple[Graph, dict[str, int]]:
    snapshot = open_snapshot(home)
    entities = snapshot.entities()
    starts = {key: each.value("start") or each.value("year") for key, each in entities.items()}
    years = {key: int(start[:4]) for key, start in starts.items() if start[:4].isdigit()}
    return build_graph(entities.values(), snapshot.relations(), frozenset(Kind)), years


def _speed(graph: Graph) -> dict[str, object]:
    started = time.perf_counter()
    walk = Walk.of(graph, dt.datetime.now(dt.UTC).year)
    prepared = time.perf_counter() - started
    related = [key for key in walk.keys if key.startswith("organisation:") and walk.steps[walk.place[key]]]
    draw = random.Random(1)
    questions: dict[str, Callable[[list[str]], object]] = {
        "ways between two": lambda keys: paths_between(walk, keys[0], keys[1]),
        "introducers of two": lambda keys: introducers(walk, keys[:2]),
        "tree of three": lambda keys: joined(walk, keys[:3]),
        "tree of five": lambda keys: joined(walk, keys),
    }
    taken: dict[str, list[float]] = {name: [] for name in questions}
    for _ in range(DRAWS):
        keys = draw.sample(related, 5)
        for name, ask in questions.items():
            started = time.perf_counter()
            ask(keys)
            taken[name].append((time.perf_counter() - started) * 1000)
    return {
        "things": len(walk.keys),
        "organisations": sum(key.startswith("organisation:") for key in walk.keys),
        "related organisations": len(related),
        "relations": len(graph.relations),
        "prepared_ms": round(prepared * 1000, 1),
        **{
            name: {
                "p50_ms": round(sorted(each)[DRAWS // 2], 1),
                "p95_ms": round(sorted(each)[DRAWS * 95 // 100], 1),
            }
            for name, each in taken.items()
        },
    }


def _first_meetings(graph: Graph, years: dict[str, int]) -> dict[str, object]:
    late = {key for key in graph.nodes if key.startswith("project:") and years.get(key, 0) >= SPLIT_YEAR}
    before = Graph(
        {key: node for key, node in graph.nodes.items() if key not in late},
        tuple(
            each
            for each in graph.relations
            if not late & {each.source_key, each.target_key} and each.since[:4] < str(SPLIT_YEAR)
        ),
    )
    near = before.neighbours()
    met, first = _meetings(graph, late, near)
    positives, negatives = _pairs(before, near, met | first, sorted(first))
    adamic_adar = [
        [
            sum(1 / math.log2(max(2, len(near[key]))) for key in near[one] & near[other])
            for one, other in pairs
        ]
        for pairs in (positives, negatives)
    ]
    told: dict[str, object] = {
        "pairs": len(positives),
        "replaced": len(negatives),
        "adamic-adar": _auc(*adamic_adar),
    }
    for weight in HUB_WEIGHTS:
        walk = Walk.of(before, SPLIT_YEAR, weight)
        costs = [[-_cost(walk, pair) for pair in pairs] for pairs in (positives, negatives)]
        told[f"ways, {weight} per bit"] = _auc(*costs)
    return told


def _meetings(graph: Graph, late: set[str], near: dict[str, set[str]]) -> tuple[set[Pair], set[Pair]]:
    """Return who had met before, and who first met in a late project; large projects are no meeting."""
    partners: defaultdict[str, set[str]] = defaultdict(set)
    for relation in graph.relations:
        if relation.type_code in ("takes_part_in_project", "leads_project"):
            partners[relation.target_key].add(relation.source_key)
    pairs: dict[bool, set[Pair]] = {True: set(), False: set()}
    for project, found in partners.items():
        known = sorted(key for key in found if near.get(key))
        if len(known) <= LARGEST_PROJECT:
            pairs[project in late] |= set(combinations(known, 2))
    first = {pair for pair in pairs[True] - pairs[False] if pair[1] not in near[pair[0]]}
    return pairs[False] | pairs[True], first


def _pairs(
    before: Graph, near: dict[str, set[str]], met: set[Pair], first: list[Pair]
) -> tuple[list[Pair], list[Pair]]:
    """Return pairs that met, and as many in which one is replaced by another with as many neighbours."""
    draw = random.Random(7)
    draw.shuffle(first)
    alike: defaultdict[int, list[str]] = defaultdict(list)
    for key, node in before.nodes.items():
        if node.kind == Kind.ORGANISATION and near[key]:
            alike[len(near[key])].append(key)
    positives, negatives = [], []
    for one, other in first[:PAIRS]:
        others = [
            key
            for key in alike[len(near[other])]
            if key not in near[one] | {one, other} and tuple(sorted((one, key))) not in met
        ]
        if others:
            positives.append((one, other))
            negatives.append((one, draw.choice(others)))
    return positives, negatives


def _cost(walk: Walk, pair: Pair) -> float:
    start, end = (walk.place[key] for key in pair)
    return reach(walk, {start: 0.0}, until=end).cost.get(end, 99.0)


def _auc(right: list[float], wrong: list[float]) -> float:
    """Return how often a right pair scores above a wrong one, ties counted half."""
    ordered = sorted(wrong)
    wins = [(bisect.bisect_left(ordered, score) + bisect.bisect_right(ordered, score)) / 2 for score in right]
    return round(sum(wins) / (len(right) * len(wrong)), 3)


if __name__ == "__main__":
    main()
