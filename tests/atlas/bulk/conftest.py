"""DuckDB afresh for each test; Spark is one session for all tests (tests/conftest.py)."""

import pytest


@pytest.fixture
def duckdb(tmp_path):
    from biovaliance.atlas.bulk.engines import open_engine

    with open_engine("duckdb", memory="500MB", threads=2) as engine:
        yield engine
