"""No module imports itself by way of others, not even for its types: each can be read from the ground up."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.needs import REPOSITORY


def modules_of(package: Path) -> dict[str, Path]:
    """Return the files of a package by the name they are imported by."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_of(name: str, path: Path) -> list[str]:
    """Return what a module imports, wherever it does: at its head, in a function, for types alone."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            found += [f"{source}.{each.name}" for each in node.names]
    return found


def circle_of(package: Path) -> str:
    """Return a circle of imports as `a -> b -> a`, nothing where there is none."""
    modules = modules_of(package)
    graph = {}
    for name, path in modules.items():
        # What is imported from a module is the module's, unless it is a module of its own.
        named = (each if each in modules else each.rpartition(".")[0] for each in imports_of(name, path))
        graph[name] = {each for each in named if each in modules and each != name}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return " -> ".join(reversed(error.args[1]))
    return ""


def test_no_module_imports_itself_by_way_of_others():
    assert circle_of(REPOSITORY / "src" / "biovaliance") == ""


@pytest.mark.parametrize(
    "line",
    [
        "from house.roof import Roof",
        "import house.roof",
        "from house import roof",
        "from . import roof",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from house.roof import Roof",
        "def build():\n    from .roof import Roof\n    return Roof()",
    ],
)
def test_a_circle_is_found_however_it_is_imported_and_is_named(tmp_path, line):
    house = tmp_path / "house"
    house.mkdir()
    (house / "__init__.py").write_text("", encoding="utf-8")
    (house / "roof.py").write_text("from house.wall import Wall\n\n\nclass Roof: ...\n", encoding="utf-8")
    (house / "wall.py").write_text(f"{line}\n\n\nclass Wall: ...\n", encoding="utf-8")

    assert circle_of(house) in {
        "house.roof -> house.wall -> house.roof",
        "house.wall -> house.roof -> house.wall",
    }


def test_what_stands_one_above_the_other_is_no_circle(tmp_path):
    house = tmp_path / "house"
    house.mkdir()
    (house / "__init__.py").write_text("from house.roof import Roof\n", encoding="utf-8")
    (house / "roof.py").write_text("from house.wall import Wall\n\n\nclass Roof: ...\n", encoding="utf-8")
    (house / "wall.py").write_text("class Wall: ...\n", encoding="utf-8")

    assert circle_of(house) == ""
