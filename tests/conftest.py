"""What all tests share: a published atlas, the open-data extracts, and the marks of the folders."""

import datetime as dt
import os
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.needs import REPOSITORY, skip_without

BUILT_AT = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)

# The same examples in every run, and no deadline: the machine may be busy with something else.
settings.register_profile(
    "house", derandomize=True, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of tests/browser, so that `-m "not browser"` leaves them out."""
    for item in items:
        if item.path.is_relative_to(REPOSITORY / "tests" / "browser"):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of this checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def demo_home() -> Path:
    """A home in which the bundled region is published: the home that the site's settings name."""
    from biovaliance.showcase.publication import publish_region
    from biovaliance.sources.region import bundled_region

    home = Path(os.environ["BIOVALIANCE_HOME"])
    publish_region(home, bundled_region(), {}, BUILT_AT)
    return home


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of the open data and benchmarks, which are too large for the repository."""
    folder = Path(os.environ.get("BIOVALIANCE_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"'{folder}' is not there; BIOVALIANCE_SHARED_DATA names the open data and benchmarks")
    return folder


@pytest.fixture(scope="session")
def open_data(shared_data: Path) -> Path:
    """The extracts of open data."""
    return shared_data / "opendata"


@pytest.fixture(scope="session")
def spark():
    """Spark on two threads of this machine, started once."""
    from biovaliance.atlas.bulk.engines import open_engine
    from biovaliance.atlas.bulk.spark import OLDEST_JAVA, java_version

    if find_spec("pyspark") is None:
        skip_without("PySpark", "install it with `pip install 'biovaliance[spark]'`.")
    if (java_version() or 0) < OLDEST_JAVA:
        skip_without(f"Java {OLDEST_JAVA}", "on Debian: apt install openjdk-17-jre-headless.")
    with open_engine("spark", memory="1GB", threads=2) as engine:
        yield engine
