"""The entry point: runs the commands, and turns whatever goes wrong into one line and an exit code.

Nothing heavy is imported before `run` is under way, so that Ctrl-C is answered from the first moment on.
"""

import os
import sys
from collections.abc import Callable
from typing import NoReturn

from biovaliance.foundation.errors import BiovalianceError, on_one_line

STOPPED = 128 + 2  # what a shell reports of a program that SIGINT ended


def run() -> None:
    """Run the command line: 0 done, 1 refused, 2 wrong usage, 130 stopped; never a traceback."""
    run_safely(_run_commands)


def _run_commands() -> None:
    from biovaliance.cli.commands import app  # noqa: PLC0415 -- slow import

    app(prog_name="biovaliance")  # however it was started


def run_safely(work: Callable[[], None]) -> None:
    """Do `work`; where it fails, print one line on standard error and exit."""
    try:
        work()
    except BiovalianceError as error:
        for problem in error.problems:
            _say(str(problem))
        _end(f"Error: {error}", 1)
    except KeyboardInterrupt:
        _end_stopped()
    except SystemExit as end:
        if end.code == STOPPED:
            _end_stopped()
        raise
    except OSError as error:
        place = f"'{error.filename}': " if error.filename else ""
        reason = error.strerror or str(error) or type(error).__name__
        _end(f"Error: {place}{reason}; check that the path exists, its rights and the space left.", 1)
    except Exception as error:
        if os.environ.get("BIOVALIANCE_DEBUG"):
            raise
        _end(
            f"Error: {type(error).__name__}: {error}; this is a fault of the program. Set "
            "BIOVALIANCE_DEBUG=1 to see where it lies, and report it.",
            1,
        )


def _end_stopped() -> NoReturn:
    _end("Stopped; what was published before stays as it was.", STOPPED)


def _end(message: str, code: int) -> NoReturn:
    _say(message)
    raise SystemExit(code) from None


def _say(message: str) -> None:
    print(on_one_line(message), file=sys.stderr)  # noqa: T201 -- the command line's own voice
