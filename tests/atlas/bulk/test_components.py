import random
from itertools import pairwise

import pyarrow as pa
import rustworkx as rx

from biovaliance.atlas.bulk.components import connected_components
from tests.atlas.bulk.tables import table_in

PAIRS = pa.schema([("left_key", pa.string()), ("right_key", pa.string())])


def components(pairs, engine, folder):
    """Return the component of each record."""
    table = table_in(
        engine, [dict(zip(PAIRS.names, pair, strict=True)) for pair in pairs], PAIRS, folder, "accepted"
    )
    rows = engine.rows(connected_components(table, engine))
    assert len({row["record_key"] for row in rows}) == len(rows)
    return {row["record_key"]: row["component_key"] for row in rows}


def test_a_component_is_named_after_its_smallest_record(duckdb, tmp_path):
    pairs = [("c", "b"), ("b", "a"), ("y", "x"), ("a", "c"), ("z", "z")]
    assert components(pairs, duckdb, tmp_path) == {"a": "a", "b": "a", "c": "a", "x": "x", "y": "x"}


def test_a_long_chain_hangs_together(duckdb, tmp_path):
    keys = [f"{number:03d}" for number in range(200)]
    random.Random(3).shuffle(keys)
    found = components(list(pairwise(keys)), duckdb, tmp_path)
    assert found == dict.fromkeys(sorted(keys), "000")


def test_random_pairs_hang_together_as_a_graph_library_says(duckdb, tmp_path):
    chance = random.Random(20261127)
    pairs = [(f"{chance.randrange(300):03d}", f"{chance.randrange(300):03d}") for _ in range(160)]
    graph = rx.PyGraph()
    numbers = {key: graph.add_node(key) for key in sorted({key for pair in pairs for key in pair})}
    graph.add_edges_from_no_data([(numbers[left], numbers[right]) for left, right in pairs])
    expected = {}
    for nodes in rx.connected_components(graph):
        keys = {graph[node] for node in nodes}
        expected |= dict.fromkeys(keys, min(keys)) if len(keys) > 1 else {}
    assert components(pairs, duckdb, tmp_path) == expected


def test_no_pairs_have_no_components(duckdb, tmp_path):
    assert components([], duckdb, tmp_path) == {}
