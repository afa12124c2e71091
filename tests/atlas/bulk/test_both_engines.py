"""DuckDB and Spark give the same rows, to the last bit of every share."""

import pyarrow.parquet as pq
import pytest

from biovaliance.atlas.bulk import aggregation
from biovaliance.atlas.bulk.blocking import BlockingLimits
from biovaliance.atlas.bulk.pairs import candidate_pairs
from biovaliance.atlas.snapshots.tables import SCHEMAS
from tests.atlas.bulk.tables import HOSPITAL_AND_OTHERS, many_records, rows_at, table_in, table_of
from tests.atlas.bulk.test_aggregation import RELATIONS, STATEMENTS, WORKS


@pytest.mark.slow
def test_pairs_features_and_counts_are_the_same(duckdb, spark, tmp_path):
    table_of([*HOSPITAL_AND_OTHERS, *many_records()], tmp_path)
    limits = BlockingLimits(largest_block=5, largest_telling_block=5, always_rare=200)
    reports = [
        candidate_pairs(
            tmp_path / "records.parquet",
            engine,
            tmp_path / f"{engine.name}.parquet",
            limits=limits,
            least_score=0.2,
        )
        for engine in (duckdb, spark)
    ]
    assert reports[0] == reports[1]
    assert all(rule.pairs for rule in reports[0].blocking.rules)
    assert {"identifier", "word"} <= {r.rule for r in reports[0].blocking.rules if r.pairs_left_out}
    by_duckdb, by_spark = (rows_at(tmp_path / f"{name}.parquet") for name in ("duckdb", "spark"))
    assert len(by_duckdb) == reports[0].kept > 300
    assert by_duckdb == by_spark
    one, other = (pq.read_schema(path) for path in first_files(tmp_path))
    assert [(field.name, field.type) for field in one] == [(field.name, field.type) for field in other]


def first_files(folder):
    return folder / "duckdb.parquet", next((folder / "spark.parquet").glob("*.parquet"))


@pytest.mark.slow
def test_counts_over_works_statements_and_relations_are_the_same(duckdb, spark, tmp_path):
    found = []
    for engine in (duckdb, spark):
        works = table_in(engine, WORKS, aggregation.WORKS, tmp_path, "works")
        statements = table_in(engine, STATEMENTS, SCHEMAS["statements"], tmp_path, "statements")
        relations = table_in(engine, RELATIONS, SCHEMAS["relations"], tmp_path, "relations")
        counted = (
            aggregation.publications_per_year(works),
            aggregation.statements_per_publisher(statements),
            aggregation.relations_per_thing(relations),
            aggregation.shared_projects(relations),
            aggregation.projects_left_out(relations, largest_project=2),
        )
        found.append([sorted(map(repr, engine.rows(table))) for table in counted])
    assert found[0] == found[1]
    assert all(found[0])


@pytest.mark.slow
def test_what_hangs_together_is_the_same(duckdb, spark, tmp_path):
    from tests.atlas.bulk.test_components import components

    pairs = [("b", "a"), ("c", "b"), ("d", "c"), ("y", "x")]
    assert components(pairs, duckdb, tmp_path) == components(pairs, spark, tmp_path)


@pytest.mark.slow
def test_spark_replaces_what_it_wrote_and_nothing_else(spark, tmp_path):
    from biovaliance.foundation.errors import InputError

    relations = table_in(spark, RELATIONS, SCHEMAS["relations"], tmp_path, "relations")
    counted = aggregation.shared_projects(relations)
    for _ in range(2):
        spark.write(counted, tmp_path / "out.parquet")
    assert len(rows_at(tmp_path / "out.parquet")) == 3
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is a folder"):
        spark.write(counted, tmp_path / "precious")
