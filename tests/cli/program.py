"""Running the real command line: in this process for speed, as a program where processes matter."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from biovaliance.cli import main

PROGRAM = Path(sys.executable).with_name("biovaliance")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def error_lines(self) -> list[str]:
        return self.err.splitlines()


def runner(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Return a function that runs the command line in this process, by its real entry point."""

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["biovaliance", *map(str, arguments)])
        hook = sys.excepthook
        capsys.readouterr()
        try:
            main.run()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(bool(end.code))
        finally:
            sys.excepthook = hook
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err + printed.out
        return Ran(code, printed.out, printed.err)

    return run


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a program whose state lives in `home`."""
    return {**os.environ, "BIOVALIANCE_HOME": str(home), **more}


def program(home: Path, *arguments: object, **options: object) -> "subprocess.Popen[str]":
    """Start the installed program."""
    return subprocess.Popen(
        ["nice", "-n", "10", str(PROGRAM), *map(str, arguments)],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )
