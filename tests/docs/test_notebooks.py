"""The tutorials run as they are printed."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.needs import REPOSITORY

NOTEBOOKS = sorted((REPOSITORY / "docs").rglob("*.ipynb"))
SEEN = {
    "atlas-in-a-notebook": ("BioIMP", "CellQuest"),
    "car-t-in-besancon": (
        "quality_control",
        "assumed",
        "BreakEven(",
        "TwoSteps(",
        "lentiviral vector",
        "CellQuest",
    ),
}
"""What a reader finds in the outputs."""


@pytest.mark.slow
# The kernel's own libraries leave sockets to the collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_tutorial_runs_from_top_to_bottom(path: Path, demo_home: Path):
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}})
    client.execute(env={**os.environ, "BIOVALIANCE_HOME": str(demo_home)})
    outputs = "".join(str(cell.get("outputs", "")) for cell in notebook.cells)
    assert [word for word in SEEN[path.stem] if word not in outputs] == []
