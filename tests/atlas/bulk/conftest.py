"""The engines of the bulk tests: DuckDB afresh for each test, one Spark session for all of them."""

from importlib.util import find_spec

import pytest

from tests.needs import skip_without


@pytest.fixture
def duckdb(tmp_path):
    from biovaliance.atlas.bulk.engines import open_engine

    with open_engine("duckdb", memory="500MB", threads=2) as engine:
        yield engine


@pytest.fixture(scope="session")
def spark():
    """Spark on two threads of this machine."""
    from biovaliance.atlas.bulk.engines import OLDEST_JAVA, java_version, open_engine

    if find_spec("pyspark") is None:
        skip_without("PySpark", "install it with `pip install 'biovaliance[spark]'`.")
    if (java_version() or 0) < OLDEST_JAVA:
        skip_without(f"Java {OLDEST_JAVA}", "on Debian: apt install openjdk-17-jre-headless.")
    with open_engine("spark", memory="1GB", threads=2) as engine:
        yield engine
