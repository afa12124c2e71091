"""The worker: takes runs up in turn, has its hand work them out, and keeps them within their limits.

    look ──> claim ──> hand: load, work, tell ──> beat: is it still mine, is it to stop? ──> write the end

It holds no lock while it waits, so any number of workers may share the database. Asked to end, it gives back
what it is at; killed, it is missed after a while and its run taken up by another.
"""

import logging
import os
import secrets
import socket
import time
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseFault
from django.db import close_old_connections, connection

from biovaliance.web.bioproduction.runs import store
from biovaliance.web.bioproduction.runs.child import (
    Fault,
    Finished,
    Message,
    OutOfMemory,
    Progress,
    Refused,
    Task,
)
from biovaliance.web.bioproduction.runs.hand import Hand
from biovaliance.web.bioproduction.runs.kinds import Kind
from biovaliance.web.bioproduction.runs.store import Order
from biovaliance.web.models import RunRow, RunState

LOOK_EVERY_S = 0.25
BEAT_EVERY_S = 0.5
STOPS_WITHIN_S = 0.7
"""Seconds a child is given to stop where nothing would be lost with it."""
TELLS_WITHIN_S = 15.0
"""Seconds it is given to tell what is finished; it takes a third of one, unless the machine is very busy."""
LOST_EVERY_S = 5.0
TIDY_EVERY_S = 3600.0
AGAIN_AFTER_S = 2.0
_MEGABYTE = 1024 * 1024
_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class _Watched:
    """A run being worked out: how far it is, since when, and why it is to stop."""

    row: RunRow
    done: int = 0
    of: int = 0
    began: float | None = None
    """When its work began; None while the engine is being loaded, which is not counted."""
    stopping: float | None = None
    why: dict[str, Any] | None = None
    """Why it is stopped, where nobody asked for it."""
    beat: float = field(default_factory=time.monotonic)

    @property
    def patience_s(self) -> float:
        """How long its end is waited for once it is to stop."""
        # A search has a schedule from its beginning on.
        keeps_parts = self.row.kind == Kind.SCHEDULE or (self.row.kind == Kind.SIMULATION and self.done > 0)
        return TELLS_WITHIN_S if keeps_parts else STOPS_WITHIN_S


class Worker:
    """Takes runs up until it is asked to end."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.is_to_end = False
        self._hand = Hand()
        self._lost_at = self._tidy_at = 0.0

    def ask_to_end(self) -> None:
        """Make `work` return soon."""
        self.is_to_end = True

    def work(self) -> None:
        """Take up one run after the other."""
        self._hand.begin()  # the first run finds the engine loaded
        try:
            while not self.is_to_end:
                try:
                    self._look_around()
                except DatabaseFault as fault:
                    # A server that begins anew, a lock held too long: what was under way is taken up again.
                    _LOG.warning("The database does not answer, the worker tries again: %s", fault)
                    self._hand.end()
                    connection.close()
                    time.sleep(AGAIN_AFTER_S)
        finally:
            self._hand.end()

    def _look_around(self) -> None:
        close_old_connections()
        self._keep_order()
        if not self.look():
            self._hand.said(0.0)
            self._hand.rest()
            time.sleep(LOOK_EVERY_S)

    def look(self) -> bool:
        """Work out the run whose turn it is; False where none waits."""
        row = store.claim(self.name)
        if row is None:
            return False
        watched = _Watched(row)
        self._hand.begin()
        while not self._step(watched):
            pass
        self._hand.rest()
        return True

    def _keep_order(self) -> None:
        now = time.monotonic()
        if now >= self._lost_at:
            self._lost_at = now + LOST_EVERY_S
            store.take_up_lost()
        if now >= self._tidy_at:
            self._tidy_at = now + TIDY_EVERY_S
            store.tidy()

    def _step(self, watched: _Watched) -> bool:
        """Look after a run for a moment; return whether it is over."""
        if self.is_to_end:
            self._hand.end()
            store.give_back(watched.row)
            return True
        for word in self._hand.said(0.1):
            if self._hear(watched, word):
                return True
        if not self._hand.is_alive():
            return self._left_alone(watched)
        if watched.began is None and self._hand.is_ready:
            self._give(watched)
        return self._limited(watched) or self._beaten(watched)

    def _give(self, watched: _Watched) -> None:
        row = watched.row
        memory = settings.RUN_MEMORY_MB * _MEGABYTE
        self._hand.give(Task(row.kind, row.scenario.text, row.settings, memory))
        watched.began = time.monotonic()

    def _hear(self, watched: _Watched, word: Message) -> bool:
        match word:
            case Progress(done, of):
                watched.done, watched.of = done, of
                return False
            case Finished():
                self._finished(watched, word)
            case Refused(reason):
                self._failed(watched, {"code": "refused", "reason": {"en": reason.en, "fr": reason.fr}})
            case OutOfMemory():
                self._failed(watched, _no_memory())
            case Fault(reason):
                self._failed(watched, {"code": "fault", "reason": reason})
        return True

    def _finished(self, watched: _Watched, word: Finished) -> None:
        worked = word.worked
        if worked is None:
            self._stopped_empty(watched)
            return
        state = RunState.DONE if worked.is_whole else RunState.STOPPED
        values = {"result": worked.result, "trace": worked.trace, "done": watched.done, "of": watched.of}
        store.end(watched.row, state, problem=None if worked.is_whole else watched.why, **values)

    def _stopped_empty(self, watched: _Watched) -> None:
        """Write down that a run was stopped before anything was finished."""
        if watched.why is not None:
            self._failed(watched, watched.why)
        else:
            store.end(watched.row, RunState.STOPPED, done=0, of=watched.of)

    def _failed(self, watched: _Watched, problem: dict[str, Any]) -> None:
        store.end(watched.row, RunState.FAILED, problem=problem, done=watched.done, of=watched.of)

    def _left_alone(self, watched: _Watched) -> bool:
        """The child ended without a word: by the system, which may have wanted its memory back."""
        self._hand.end()
        self._failed(watched, {"code": "ended"})
        return True

    def _limited(self, watched: _Watched) -> bool:
        """Keep a run within its time and memory; return whether that ended it."""
        now = time.monotonic()
        if self._hand.taken_bytes() > settings.RUN_MEMORY_MB * _MEGABYTE and watched.began is not None:
            self._hand.end()
            self._failed(watched, _no_memory())
            return True
        if watched.stopping is not None:
            if now - watched.stopping > watched.patience_s:
                self._hand.end()
                self._stopped_empty(watched)
                return True
        elif watched.began is not None and now - watched.began > settings.RUN_SECONDS:
            self._stop(watched, {"code": "time", "seconds": settings.RUN_SECONDS})
        return False

    def _stop(self, watched: _Watched, why: dict[str, Any] | None) -> None:
        watched.stopping, watched.why = time.monotonic(), why
        self._hand.stop()

    def _beaten(self, watched: _Watched) -> bool:
        """Say that the run is alive, hear whether it is to stop; return whether it is no longer ours."""
        now = time.monotonic()
        if now - watched.beat >= BEAT_EVERY_S:
            watched.beat = now
            order = store.beat(watched.row, watched.done, watched.of)
        else:
            order = store.order_for(watched.row)
        if order is Order.LEAVE:
            self._hand.end()
            return True
        if order is Order.STOP and watched.stopping is None:
            if watched.began is None:  # nothing is under way that could be finished
                self._stopped_empty(watched)
                return True
            self._stop(watched, None)
        return False


def _no_memory() -> dict[str, Any]:
    return {"code": "memory", "megabytes": settings.RUN_MEMORY_MB}
