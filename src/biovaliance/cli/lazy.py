"""Groups whose commands are imported when they are asked for: each starts as fast as its own work allows."""

from collections import UserDict
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

Commands = Mapping[str, "str | typer.Typer"]
"""By the name that is typed: where a command's function lies, as 'atlas:build', or a group of its own."""


def lazy_group(explanation: str, commands: Commands, **options: Any) -> typer.Typer:
    """Return a group that lists `commands` by name, and imports one when it is run or its help is read.

    Args:
        explanation: what the group is for, in one sentence.
        commands: what it holds, in the order of its help.
        options: further options of `typer.Typer`.
    """
    places = {name: command for name, command in commands.items() if isinstance(command, str)}

    class Group(TyperGroup):
        def __init__(self, **attributes: Any) -> None:
            super().__init__(**attributes)
            known = {**places, **self.commands}
            self.commands = _Imported({name: known[name] for name in commands})

        def list_commands(self, _context: Any) -> list[str]:
            return list(self.commands)

    app = typer.Typer(
        cls=Group,
        callback=lambda: None,  # without one, Typer takes a group with nothing imported for an empty one
        help=explanation,
        no_args_is_help=True,
        rich_markup_mode=None,
        **options,
    )
    for name, command in commands.items():
        if not isinstance(command, str):
            app.add_typer(command, name=name)
    return app


class _Imported(UserDict[str, Any]):
    """Commands by name; what is a place so far is imported when somebody looks it up."""

    def __getitem__(self, name: str) -> Any:
        command = self.data[name]
        if isinstance(command, str):
            command = self.data[name] = _imported(name, command)
        return command


def _imported(name: str, place: str) -> Any:
    module, function = place.split(":")
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name)(getattr(import_module(f"biovaliance.cli.{module}"), function))
    return typer.main.get_command(alone)
