"""The process that works runs out, under limits, and tells its parent how far it is.

    parent ── Task ─────────────────────> child      one at a time; "stop" at any moment
    parent <─ Ready, Progress…, an end ── child      it ends with its parent, also where that one is killed

It loads the engine before it says that it is ready, so that no run pays for that, and knows no database.
"""

import contextlib
import os
import resource
import signal
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from biovaliance.bioproduction.scenarios.reading import read_scenario
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import Text
from biovaliance.web.bioproduction.runs.kinds import Kind, StoppedError, Worked, work_out

STOP = "stop"
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Task:
    """A run to work out, and how much memory it may take beside the engine."""

    kind: str
    text: str
    settings: dict[str, Any]
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Ready:
    """The engine is loaded."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How much is finished, and of how much."""

    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Finished:
    """What came out; `worked` is None where it was stopped before anything was finished."""

    worked: Worked | None


@dataclass(frozen=True, slots=True)
class Refused:
    """The scenario cannot be run so; why, in a sentence of each language."""

    reason: Text


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    """It asked for more memory than it may take."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of the program."""

    reason: str


Message = Ready | Progress | Finished | Refused | OutOfMemory | Fault


def main(pipe: Connection) -> None:
    """Load the engine, then work out one task after the other until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the parent decides
    _load_engine()
    stop = threading.Event()
    tasks: SimpleQueue[Task] = SimpleQueue()
    threading.Thread(target=_listen, args=(pipe, tasks, stop), daemon=True).start()
    pipe.send(Ready())
    while True:
        pipe.send(_work(tasks.get(), pipe, stop))


def _load_engine() -> None:
    """Load both kernels; on a machine that never ran them they are compiled, which takes a minute or two."""
    from biovaliance.bioproduction.engine.kernel.entry import compiled  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.engine.kernel.plain import compiled_plain  # noqa: PLC0415 -- slow import

    compiled()
    compiled_plain()


def _listen(pipe: Connection, tasks: "SimpleQueue[Task]", stop: threading.Event) -> None:
    try:
        while True:
            said = pipe.recv()
            if said == STOP:
                stop.set()
            else:
                stop.clear()  # a word that came too late for the task before
                tasks.put(said)
    except (EOFError, OSError):
        os._exit(0)  # nobody is left to work for


def _work(task: Task, pipe: Connection, stop: threading.Event) -> Message:
    def tell(done: int, of: int) -> None:
        pipe.send(Progress(done, of))

    _limit_memory(task.memory_bytes)
    try:
        scenario = read_scenario(task.text, "scenario")
        return Finished(work_out(Kind(task.kind), scenario, task.settings, tell, stop.is_set))
    except StoppedError:
        return Finished(None)
    except InputError as error:
        return Refused(error.text)
    except MemoryError:
        return OutOfMemory()
    except ImportError as error:
        # What the kind needs is loaded within the limit too; the system's loader says it in its own way.
        if "failed to map segment" in str(error) or "allocate memory" in str(error):
            return OutOfMemory()
        return Fault(f"{type(error).__name__}: {error}")
    except Exception as error:
        return Fault(f"{type(error).__name__}: {error}")


def _limit_memory(more_bytes: int) -> None:
    """Let this process take so much more memory than it has now; Linux alone tells how much that is."""
    with contextlib.suppress(OSError, ValueError):
        now = int(Path("/proc/self/statm").read_text().split()[0]) * _PAGE
        _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (now + more_bytes, hard))


def resident_bytes(number: int) -> int:
    """Return the memory a process holds; 0 where this machine does not tell."""
    try:
        return int(Path(f"/proc/{number}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0
