"""The worker's hand: one child process with the engine loaded, begun when it is needed, ended when it is not.

A child is kept from run to run. It is ended where it does not stop in time, takes too much memory or has kept
much of it, and when nothing was asked for a while.
"""

import contextlib
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from biovaliance.web.bioproduction.runs import child
from biovaliance.web.bioproduction.runs.child import Message, Ready, Task

KEPT_IDLE_S = 600.0
MOST_LEFT_OVER = 200 * 1024 * 1024
"""Memory a child may keep after a run, beside what it had when it was ready."""


class Hand:
    """One child, or none."""

    def __init__(self) -> None:
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._ready_bytes = 0
        self._used_at = time.monotonic()
        self.is_ready = False

    def begin(self) -> None:
        """Begin a child, unless there is one."""
        self._used_at = time.monotonic()
        if self._process is not None and self._process.is_alive():
            return
        self.end()
        context = get_context("spawn")  # a fork would share the worker's connection to the database
        mine, its = context.Pipe()
        self._process = context.Process(target=child.main, args=(its,), daemon=True, name="run")
        self._process.start()
        its.close()
        self._pipe = mine

    @property
    def number(self) -> int:
        """The number of the child's process, 0 where there is none."""
        return (self._process.pid or 0) if self._process is not None else 0

    def is_alive(self) -> bool:
        """Whether there is a child that can still say something."""
        return self._process is not None and self._process.is_alive()

    def said(self, within_s: float) -> list[Message]:
        """Return what the child says, waiting a moment for the first word."""
        if self._pipe is None:
            return []
        words: list[Message] = []
        with contextlib.suppress(EOFError, OSError):
            while self._pipe.poll(0.0 if words else within_s):
                words.append(self._pipe.recv())
        if any(isinstance(word, Ready) for word in words):
            self.is_ready = True
            self._ready_bytes = child.resident_bytes(self.number)
        return [word for word in words if not isinstance(word, Ready)]

    def give(self, task: Task) -> None:
        """Give a task to a child that is ready."""
        self._send(task)

    def stop(self) -> None:
        """Ask the child to stop what it does, and to tell what is finished."""
        self._send(child.STOP)

    def _send(self, word: object) -> None:
        if self._pipe is not None:
            with contextlib.suppress(OSError):  # it has ended: whoever listens will notice
                self._pipe.send(word)

    def taken_bytes(self) -> int:
        """Return the memory the child has taken since it was ready."""
        return max(0, child.resident_bytes(self.number) - self._ready_bytes)

    def rest(self) -> None:
        """End a child that keeps much memory after a run, or was not needed for a while."""
        idle = time.monotonic() - self._used_at > KEPT_IDLE_S
        if self.is_ready and (idle or self.taken_bytes() > MOST_LEFT_OVER):
            self.end()

    def end(self) -> None:
        """End the child at once, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None
        self.is_ready = False
