"""Every command says what it does, shows one example, and stands in the reference."""

import re

import pytest
import typer

from biovaliance.cli.commands import app
from tests.needs import REPOSITORY


def commands(command, path=("biovaliance",)):
    """Return every command that does something, by its full name."""
    parts = getattr(command, "commands", None)
    if parts is None:
        return {" ".join(path): command}
    found = {}
    for name, part in parts.items():
        found.update(commands(part, (*path, name)))
    return found


COMMANDS = commands(typer.main.get_command(app))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_in_one_line_what_it_does_and_shows_an_example(name):
    first, *rest = (COMMANDS[name].help or "").strip().splitlines()
    assert re.match(r"[A-Z].+\.$", first)
    assert f"Example: {name}" in "\n".join(rest)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_explained(name):
    unexplained = [
        parameter.name
        for parameter in COMMANDS[name].params
        if parameter.param_type_name == "option" and not parameter.help and not parameter.hidden
    ]
    assert unexplained == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_the_reference(name):
    reference = "\n".join(
        path.read_text(encoding="utf-8") for path in (REPOSITORY / "docs" / "reference").glob("*.md")
    )
    assert name in reference
