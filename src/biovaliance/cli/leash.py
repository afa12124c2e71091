"""A command that ends with the process that started it, also where that one is killed and can say no more.

    python leash.py PARENT COMMAND [ARGUMENT]...

Linux alone can be asked for that; elsewhere the command simply runs. The file is run by its path and
imports nothing of ours, so that it costs no more than the start of Python.
"""

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Sequence

_PR_SET_PDEATHSIG = 1


def leashed(command: Sequence[str]) -> list[str]:
    """Return a command line that runs `command`, and ends it when this process is gone."""
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), *command]


def _run(parent: int, command: Sequence[str]) -> None:
    """Become `command`, which the kernel asks to end when `parent` has ended.

    The wish outlives the change into another program, not the birth of children: the server ends its own.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
        if os.getppid() != parent:  # it had ended before the kernel knew
            return
    os.execv(command[0], list(command))  # noqa: S606 -- our own words


if __name__ == "__main__":
    _run(int(sys.argv[1]), sys.argv[2:])
