"""A command imports what it needs itself, and nothing of the others."""

import os
import subprocess
import sys

import pytest
import typer

from biovaliance.cli.commands import app
from tests.cli.program import PROGRAM

PARTS = ("bioproduction", "showcase", "sources", "synergies", "vocabulary", "web")


def imported_by(*arguments: str) -> set[str]:
    """Return the modules that a run of the command line has imported at its end."""
    program = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('\\n'.join(sys.modules), file=sys.stderr))\n"
        f"sys.argv = ['biovaliance', *{list(arguments)!r}]\n"
        "from biovaliance.cli.main import run; run()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("word", ["--version", "--help"])
def test_the_version_and_the_list_of_parts_need_no_part(word):
    modules = imported_by(word)
    heavy = {"numpy", "pyarrow", "openpyxl", "rdflib", "docx", "typst", "pydantic", "rich", "tantivy"}

    assert modules.isdisjoint(heavy)
    assert modules.isdisjoint({"biovaliance.atlas.building", *(f"biovaliance.{part}" for part in PARTS)})


def test_a_command_leaves_the_other_commands_of_its_group_alone():
    modules = imported_by("synergies", "rank", "--help")

    assert "biovaliance.cli.synergies" in modules
    assert {"biovaliance.cli.calls", "biovaliance.cli.consortium", "biovaliance.cli.connections"}.isdisjoint(
        modules
    )


def test_a_group_lists_its_commands_in_the_order_they_are_written_in():
    group = typer.main.get_command(app)

    assert list(group.commands) == ["demo", "serve", "atlas", "synergies", "bioproduction"]
    assert list(group.commands["synergies"].commands) == [
        "rank",
        "connections",
        "suppliers",
        "consortium",
        "calls",
    ]
    assert group.commands["synergies"].commands["calls"].get_short_help_str(100) == (
        "Calls for projects: what they ask, when they close, whom they fit."
    )


def test_a_mistyped_command_is_told_the_one_that_was_meant(run):
    ran = run("atlas", "serch")

    assert ran.code == 2
    assert ran.error_lines[-1] == "Error: No such command 'serch'. Did you mean 'search', 'fetch'?"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("biovaliance s", ["serve", "synergies"]),
        ("biovaliance atlas l", ["list", "link"]),
        ("biovaliance synergies calls s", ["show"]),
        ("biovaliance atlas build --eng", ["--engine"]),
    ],
)
def test_the_shell_completes_commands_of_every_group(typed, offered):
    asked = {
        "_BIOVALIANCE_COMPLETE": "complete_bash",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(typed.count(" ")),
    }
    done = subprocess.run([PROGRAM], env=os.environ | asked, capture_output=True, text=True, check=False)

    assert done.stdout.split() == offered
