"""The directions of import are not only written down: whoever goes against one is refused."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import REPOSITORY

LAYERS = "Parts depend downwards only"
ATLAS = "Rooms of the atlas depend downwards only"
DJANGO = "Only the website knows Django"
NETWORK = "Only the fetching of sources speaks to the network"
FETCH = "Only a source's fetch.py fetches"
BEGIN = "Only a command begins a fetch"
STORE = "Views reach tables through their store"
WRONG = [
    ("foundation", "import biovaliance.atlas", LAYERS),
    ("atlas", "import biovaliance.showcase", LAYERS),
    ("cli", "import biovaliance.web", LAYERS),
    ("atlas/identity", "import biovaliance.atlas.merging", ATLAS),
    ("atlas/bulk", "import biovaliance.atlas.snapshots.reading", ATLAS),
    ("atlas/merging", "import biovaliance.atlas.building", ATLAS),
    ("showcase", "import django.conf", DJANGO),
    ("atlas", "import http.client", NETWORK),
    ("sources/ror", "import urllib3", NETWORK),
    ("sources/ror/read", "import biovaliance.sources.fetching.client", FETCH),
    ("showcase", "import biovaliance.sources.fetchers", BEGIN),
    ("web/atlas/views", "import biovaliance.web.models", STORE),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the code that a test may spoil."""
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    only_code = shutil.ignore_patterns("static", "templates", "locale", "regions", "*.csv", "__pycache__")
    shutil.copytree(REPOSITORY / "src" / "biovaliance", tmp_path / "src" / "biovaliance", ignore=only_code)
    return tmp_path


def check_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("part", "line", "contract"), WRONG)
def test_an_import_in_the_wrong_direction_is_refused(copy, part, line, contract):
    place = copy / "src" / "biovaliance" / part
    module = place / "wrong.py" if place.is_dir() else place.with_suffix(".py")
    before = module.read_text(encoding="utf-8") if module.exists() else ""
    module.write_text(f"{before}\n{line}\n", encoding="utf-8")

    done = check_imports(copy)

    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{contract} BROKEN" in done.stdout


def test_a_new_part_has_to_be_declared(copy):
    (copy / "src" / "biovaliance" / "helpers").mkdir()
    (copy / "src" / "biovaliance" / "helpers" / "__init__.py").write_text("", encoding="utf-8")

    assert check_imports(copy).returncode == 1


@pytest.mark.parametrize("line", ["import urllib.request", "from urllib.request import urlopen"])
def test_the_library_does_not_open_addresses(tmp_path, line):
    module = tmp_path / "wrong.py"
    module.write_text(f"{line}\n", encoding="utf-8")
    ruff = [Path(sys.executable).parent / "ruff", "check", "--config", REPOSITORY / "pyproject.toml", module]

    assert "TID251" in subprocess.run(ruff, capture_output=True, text=True, check=False).stdout
