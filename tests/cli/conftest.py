"""A home with two snapshots of a small data set, and the command line on it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from biovaliance.showcase.publication import publish_region
from biovaliance.sources.region import bundled_region
from tests.cli.program import Ran, runner
from tests.cli.small import FIRST, SECOND, write_files


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run `biovaliance` with some arguments."""
    return runner(capsys, monkeypatch)


@pytest.fixture(scope="session")
def two_snapshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which FIRST, then SECOND was published; copied by those who change it."""
    home = tmp_path_factory.mktemp("two") / "home"
    for day, data in ((1, FIRST), (8, SECOND)):
        folder = write_files(tmp_path_factory.mktemp("data"), **data)
        moment = dt.datetime(2026, 11, day, 9, tzinfo=dt.UTC)
        publish_region(home, bundled_region(), {"curated": folder}, moment)
    return home


@pytest.fixture
def home(two_snapshots: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own with both snapshots, named by the environment."""
    copy = tmp_path / "home"
    copytree(two_snapshots, copy)
    monkeypatch.setenv("BIOVALIANCE_HOME", str(copy))
    return copy


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which nothing was built."""
    monkeypatch.setenv("BIOVALIANCE_HOME", str(tmp_path / "empty"))
    return tmp_path / "empty"
