"""The table of runs as a queue: asked for by the pages, taken up by the workers.

    waiting ──> running ──> done | stopped | failed
       ^───────────┘ once more, where its worker ended without a word

Every change names the state it starts from, so that of several who try the database lets one succeed; no row
is locked for longer than a statement, on SQLite as on PostgreSQL.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from biovaliance.web.bioproduction.runs.order import Waiting, in_turn
from biovaliance.web.bioproduction.runs.questions import Question, versions
from biovaliance.web.models import RunRow, RunState, ScenarioRow

LEASE_S = 15
"""Seconds without a word after which a worker is taken for gone."""
MOST_ATTEMPTS = 2
SENDER_KEPT = dt.timedelta(days=2)
OVER = (RunState.DONE, RunState.STOPPED, RunState.FAILED)
OPEN = (RunState.WAITING, RunState.RUNNING)
_ASKING_LOCK = 5_417_003
_HEAVY = ("result", "trace")


class Order(Enum):
    """What a worker is told when it says that it is alive."""

    GO_ON = auto()
    STOP = auto()
    LEAVE = auto()
    """The run is no longer its own."""


# ---- for the pages


def read_run(key: str) -> RunRow | None:
    """Return a run with its scenario, without its trace; None where there is none of this name."""
    return RunRow.objects.select_related("scenario").defer("trace").filter(key=key).first()


def read_progress(key: str) -> RunRow | None:
    """Return a run without what is heavy."""
    return RunRow.objects.defer(*_HEAVY).filter(key=key).first()


def has_trace(key: str) -> bool:
    """Whether the events of the first replication of a run are kept."""
    return RunRow.objects.filter(key=key, trace__isnull=False).exists()


def read_trace(key: str) -> bytes | None:
    """Return the pressed trace of a run, None where none is kept."""
    found = RunRow.objects.filter(key=key).values_list("trace", flat=True).first()
    return None if found is None else bytes(found)


def runs_of(scenario_key: str, limit: int) -> list[RunRow]:
    """Return the latest runs of a scenario."""
    runs = RunRow.objects.defer(*_HEAVY).filter(scenario__key=scenario_key)
    return list(runs.order_by("-asked_at")[:limit])


def count_open(sender: str) -> int:
    """Return how many runs of a visitor wait or are worked out."""
    return RunRow.objects.filter(sender_digest=sender, state__in=OPEN).count()


def asked_since(sender: str, since: dt.datetime) -> list[dt.datetime]:
    """Return when a visitor asked for runs since, the first first."""
    asked = RunRow.objects.filter(sender_digest=sender, asked_at__gte=since)
    return list(asked.order_by("asked_at").values_list("asked_at", flat=True))


def count_waiting() -> int:
    """Return how many runs of all visitors wait."""
    return RunRow.objects.filter(state=RunState.WAITING).count()


@contextmanager
def asking() -> Iterator[None]:
    """Let one visitor after the other be counted and let in: two at once would both find room for one."""
    with transaction.atomic():  # SQLite lets one write at a time
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ASKING_LOCK])
        yield


def put_in_queue(question: Question, sender: str) -> RunRow:
    """Make a question wait for a worker, anew where it was answered before, and return its run."""
    row, _is_new = RunRow.objects.update_or_create(
        key=question.key,
        defaults={
            "scenario": question.scenario,
            "kind": str(question.kind),
            "settings": question.settings,
            "versions": versions(),
            "sender_digest": sender,
            "state": RunState.WAITING,
            "asked_at": timezone.now(),
            "done": 0,
            "of": 0,
            "is_asked_to_stop": False,
            "attempts": 0,
            "worker": "",
            **dict.fromkeys(("result", "trace", "problem", "started_at", "ended_at", "beat_at")),
        },
    )
    return row


def ask_to_stop(row: RunRow) -> None:
    """Stop a run that waits, and ask the worker of one that runs to stop it."""
    mine = RunRow.objects.filter(pk=row.pk, asked_at=row.asked_at)
    if not mine.filter(state=RunState.WAITING).update(state=RunState.STOPPED, ended_at=timezone.now()):
        mine.filter(state=RunState.RUNNING).update(is_asked_to_stop=True)


def place_in_queue(row: RunRow) -> int:
    """Return how many runs are taken up before one that waits."""
    numbers = [run.number for run in _queue()]
    return numbers.index(row.pk) if row.pk in numbers else 0


def _queue() -> list[Waiting]:
    rows = RunRow.objects.filter(state=RunState.WAITING).values_list("pk", "sender_digest", "asked_at")
    waiting = [Waiting(*row) for row in rows]
    if len(waiting) < 2:
        return waiting
    served = RunRow.objects.filter(
        sender_digest__in={run.sender for run in waiting}, started_at__isnull=False
    )
    last = served.values_list("sender_digest").annotate(last=Max("started_at"))
    return in_turn(waiting, dict(last))


# ---- for the workers


def claim(worker: str) -> RunRow | None:
    """Take up the run whose turn it is, None where none waits."""
    for run in _queue():
        taken = RunRow.objects.filter(pk=run.number, state=RunState.WAITING).update(
            state=RunState.RUNNING,
            worker=worker,
            started_at=timezone.now(),
            beat_at=Now(),
            attempts=_next_attempt(run.number),
        )
        if taken:
            return RunRow.objects.select_related("scenario").defer(*_HEAVY).get(pk=run.number)
    return None


def _next_attempt(number: int) -> int:
    return 1 + (RunRow.objects.filter(pk=number).values_list("attempts", flat=True).first() or 0)


def _mine(row: RunRow) -> QuerySet[RunRow]:
    return RunRow.objects.filter(
        pk=row.pk, state=RunState.RUNNING, worker=row.worker, attempts=row.attempts, asked_at=row.asked_at
    )


def beat(row: RunRow, done: int, of: int) -> Order:
    """Say that a run is being worked out and how far it is; return what to do."""
    if not _mine(row).update(beat_at=Now(), done=done, of=of):
        return Order.LEAVE
    return order_for(row)


def order_for(row: RunRow) -> Order:
    """Return what to do with a run, without saying anything."""
    asked = _mine(row).values_list("is_asked_to_stop", flat=True).first()
    return Order.LEAVE if asked is None else Order.STOP if asked else Order.GO_ON


def end(row: RunRow, state: RunState, **values: Any) -> bool:
    """Write down how a run ended; False where it was no longer the worker's own."""
    return bool(_mine(row).update(state=state, ended_at=timezone.now(), **values))


def give_back(row: RunRow) -> None:
    """Let a run wait again, as if it had not been taken up: its worker ends in good order."""
    _mine(row).update(
        state=RunState.WAITING,
        started_at=None,
        beat_at=None,
        worker="",
        attempts=row.attempts - 1,
        done=0,
        of=0,
    )


def take_up_lost() -> int:
    """Let runs whose worker is gone wait again, once; the second time they have failed. Return how many."""
    lost = RunRow.objects.filter(state=RunState.RUNNING, beat_at__lt=Now() - dt.timedelta(seconds=LEASE_S))
    failed = lost.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=RunState.FAILED, ended_at=timezone.now(), problem={"code": "lost"}, worker=""
    )
    stopped = lost.filter(is_asked_to_stop=True).update(
        state=RunState.STOPPED, ended_at=timezone.now(), worker=""
    )
    again = lost.update(state=RunState.WAITING, started_at=None, worker="", beat_at=None, done=0, of=0)
    return failed + stopped + again


def tidy() -> tuple[int, int]:
    """Drop results that are too old and digests of senders that no limit needs; return how many of each."""
    now = timezone.now()
    old = RunRow.objects.filter(
        state__in=OVER, ended_at__lt=now - dt.timedelta(days=settings.RUN_KEPT_DAYS)
    ).exclude(result__isnull=True, trace__isnull=True)
    dropped = old.update(result=None, trace=None)
    runs = RunRow.objects.filter(asked_at__lt=now - SENDER_KEPT, state__in=OVER)
    scenarios = ScenarioRow.objects.filter(created_at__lt=now - SENDER_KEPT)
    return dropped, sum(rows.exclude(sender_digest="").update(sender_digest="") for rows in (runs, scenarios))
