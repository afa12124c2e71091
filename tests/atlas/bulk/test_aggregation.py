from biovaliance.atlas.bulk import aggregation
from biovaliance.atlas.snapshots.tables import SCHEMAS
from tests.atlas.bulk.tables import table_in

WORKS = [
    {"work_key": "w1", "organisation_key": "a", "topic": "car-t", "year": 2024},
    {"work_key": "w1", "organisation_key": "a", "topic": "car-t", "year": 2024},  # told twice
    {"work_key": "w2", "organisation_key": "a", "topic": "car-t", "year": 2024},
    {"work_key": "w2", "organisation_key": "a", "topic": "skin", "year": 2024},
    {"work_key": "w2", "organisation_key": "b", "topic": "car-t", "year": 2024},
    {"work_key": "w3", "organisation_key": "a", "topic": "car-t", "year": None},
]


def relation(source, type_code, target):
    return {"source_key": source, "type_code": type_code, "target_key": target}


RELATIONS = [
    relation("a", "leads_project", "p1"),
    relation("a", "takes_part_in_project", "p1"),  # who leads also takes part: once
    relation("b", "takes_part_in_project", "p1"),
    relation("b", "takes_part_in_project", "p2"),
    relation("a", "takes_part_in_project", "p2"),
    relation("c", "takes_part_in_project", "p2"),
    relation("c", "member_of", "a"),
]


def statements(*publishers_of):
    return [
        {
            "entity_key": entity,
            "record_key": entity,
            "field": "name",
            "evidence": [{"publisher": publisher} for publisher in publishers],
        }
        for entity, publishers in publishers_of
    ]


STATEMENTS = statements(("a", ("INPI", "INPI", "ROR")), ("a", ("ROR",)), ("b", ("ROR",)), ("b", ()))


def rows(engine, table):
    return sorted((tuple(row.values()) for row in engine.rows(table)), key=repr)


def test_publications_count_once_per_organisation_topic_and_year(duckdb, tmp_path):
    works = table_in(duckdb, WORKS, aggregation.WORKS, tmp_path, "works")
    assert rows(duckdb, aggregation.publications_per_year(works)) == [
        ("a", "car-t", 2024, 2),
        ("a", "car-t", None, 1),
        ("a", "skin", 2024, 1),
        ("b", "car-t", 2024, 1),
    ]


def test_a_statement_counts_once_for_each_publisher_it_rests_on(duckdb, tmp_path):
    told = table_in(duckdb, STATEMENTS, SCHEMAS["statements"], tmp_path, "statements")
    assert rows(duckdb, aggregation.statements_per_publisher(told)) == [("INPI", 1, 1), ("ROR", 3, 2)]


def test_relations_are_counted_from_both_ends(duckdb, tmp_path):
    relations = table_in(duckdb, RELATIONS, SCHEMAS["relations"], tmp_path, "relations")
    found = rows(duckdb, aggregation.relations_per_thing(relations))
    assert ("a", "member_of", "to", 1) in found
    assert ("c", "member_of", "from", 1) in found
    assert ("p2", "takes_part_in_project", "to", 3) in found
    assert sum(row[-1] for row in found) == 2 * len(RELATIONS)


def test_partners_share_the_projects_both_take_part_in(duckdb, tmp_path):
    relations = table_in(duckdb, RELATIONS, SCHEMAS["relations"], tmp_path, "relations")
    assert rows(duckdb, aggregation.shared_projects(relations)) == [
        ("a", "b", 2),
        ("a", "c", 1),
        ("b", "c", 1),
    ]


def test_a_project_of_too_many_partners_is_left_out_and_named(duckdb, tmp_path):
    relations = table_in(duckdb, RELATIONS, SCHEMAS["relations"], tmp_path, "relations")
    assert rows(duckdb, aggregation.shared_projects(relations, largest_project=2)) == [("a", "b", 1)]
    assert rows(duckdb, aggregation.projects_left_out(relations, largest_project=2)) == [("p2", 3)]


def test_the_bundled_atlas_is_counted_as_python_counts_it(duckdb, demo_home):
    from collections import Counter

    import pyarrow.parquet as pq

    (folder,) = (demo_home / "snapshots").glob("2*")
    told = pq.read_table(folder / "statements.parquet", columns=["evidence"]).to_pylist()
    expected = Counter(
        publisher for row in told for publisher in {evidence["publisher"] for evidence in row["evidence"]}
    )
    counted = duckdb.rows(
        aggregation.statements_per_publisher(
            duckdb.read(folder / "statements.parquet", SCHEMAS["statements"])
        )
    )
    assert {row["publisher"]: row["statements"] for row in counted} == expected
