"""What happened to whom, line by line: the chain of identity of every lot, as a table.

One line is one event. A *lot* is the material of a patient or donor. It begins on arrival. It begins anew
when a failure sends it back, so that "P12.2" is the second lot made for patient 12 and "P12.1" the one it
comes from, and when several are pooled: then "P12.2" is the lot that patient 12 carries for all of them. A
test done again is of the same lot. Lots done together carry the same `batch`, named after the first of them.
`genealogy` reads these lines.

Where materials can run out, two more columns say what was ordered, delivered or expired, and how much.
"""

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from biovaliance.bioproduction.engine.model import Model, Step
from biovaliance.bioproduction.engine.replications import Code, Replication
from biovaliance.bioproduction.scenarios.stocks import units
from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.foundation.errors import InputError

EVENTS = {
    Code.ARRIVED: "arrived",
    Code.STARTED: "started",
    Code.FINISHED: "finished",
    Code.FAILED: "failed",
    Code.PAUSED: "interrupted",
    Code.RESUMED: "resumed",
    Code.RELEASED: "released",
    Code.SCRAPPED: "scrapped",
    Code.LOST: "lost waiting",
    Code.EXPIRED: "held too long",
    Code.TURNED_AWAY: "queue full",
    Code.INELIGIBLE: "not eligible",
    Code.NOT_CONFORMING: "found not to conform",
    Code.POOLED: "pooled",
    Code.ORDERED: "ordered",
    Code.DELIVERED: "delivered",
    Code.DISCARDED: "expired",
}


class Line(NamedTuple):
    """One event."""

    time_h: float
    event: str
    patient: int
    lot: str
    operation: str = ""
    attempt: int = 1
    batch: str = ""
    into: str = ""
    """The lot it becomes, or becomes part of, by this event: one made anew, or a pool."""
    released_by: str = ""
    """Of a release: the operation that was the last to be done before it."""
    still_open: tuple[str, ...] = ()
    """Of a release: the tests, and what hangs on them, whose result comes later."""
    doses: float = 0.0
    """Of a release: the doses in it."""


class StockLine(NamedTuple):
    """An order, a delivery or an expiry of a material that can run out."""

    time_h: float
    event: str
    material: str
    amount: float


HEADER = Line._fields
OF_STOCKS = StockLine._fields[2:]
_STOCK_CODES = frozenset({Code.ORDERED, Code.DELIVERED, Code.DISCARDED})
_AT_WORK = frozenset({Code.STARTED, Code.PAUSED, Code.RESUMED, Code.FINISHED, Code.FAILED})
SEPARATOR = "; "
"""What stands between several names in one field of the table."""


def trace_rows(model: Model, replication: Replication) -> Iterator[Line]:
    """Yield the lines of all lots of a replication, in the order of time."""
    return (line for line in all_rows(model, replication) if isinstance(line, Line))


def all_rows(model: Model, replication: Replication) -> Iterator[Line | StockLine]:
    """Yield the lines of lots and those of stocks, in the order of time."""
    what = replication.trace_what.tolist()
    teller = _Teller(model, frozenset((row[1], row[2]) for row in what if row[0] == Code.STARTED))
    for time, row in zip(replication.trace_times.tolist(), what, strict=True):
        if row[0] in _STOCK_CODES:
            stock = model.stocks[row[4]]
            yield StockLine(time, EVENTS[Code(row[0])], stock.name, units(stock, row[3]))
        else:
            yield teller.line(time, *row)


def trace_csv(model: Model, replication: Replication) -> str:
    """Return the trace of a replication as CSV, with a line of names."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*HEADER, *OF_STOCKS) if model.stocks else HEADER)
    empty: tuple[str, ...] = ("",) * len(OF_STOCKS) if model.stocks else ()
    for line in all_rows(model, replication):
        if isinstance(line, Line):
            writer.writerow((*line_cells(line), *empty))
        else:
            writer.writerow((line.time_h, line.event, *[""] * (len(HEADER) - 2), line.material, line.amount))
    return out.getvalue()


def read_trace(text: str) -> Iterator[Line]:
    """Yield the lines of all lots of a trace written as CSV; what an older one does not say is left empty.

    Raises:
        InputError: it is no trace.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    try:
        yield from _lines_of(reader)
    except csv.Error:  # a field of more than 128 kB, as in a file that is no table
        raise InputError(whole_sentence("no-trace-line", number=max(reader.line_num, 1))) from None


def _lines_of(reader: "csv.DictReader[str]") -> Iterator[Line]:
    missing = [name for name in HEADER[:7] if name not in (reader.fieldnames or ())]
    if missing:
        raise InputError(whole_sentence("no-trace", missing=", ".join(missing)))
    for number, row in enumerate(reader, 2):
        if row.get("material"):
            continue  # of a stock
        try:
            yield _line_of(row)
        except (TypeError, ValueError):
            raise InputError(whole_sentence("no-trace-line", number=number)) from None


def _line_of(row: dict[str, str]) -> Line:
    opened = row.get("still_open") or ""
    return Line(
        time_h=float(row["time_h"]),
        event=row["event"],
        patient=int(row["patient"]),
        lot=row["lot"],
        operation=row["operation"],
        attempt=int(row["attempt"]),
        batch=row["batch"],
        into=row.get("into") or "",
        released_by=row.get("released_by") or "",
        still_open=tuple(opened.split(SEPARATOR)) if opened else (),
        doses=float(row.get("doses") or 0),
    )


def line_cells(line: Line) -> tuple[str | int | float, ...]:
    """Return the fields of a line as a table holds them: nothing where there is nothing to say."""
    doses = line.doses if line.event == EVENTS[Code.RELEASED] else ""
    return (*line[:-2], SEPARATOR.join(line.still_open), doses)


class _Teller:
    """What is known of lots and batches so far while a trace is read."""

    def __init__(self, model: Model, started: frozenset[tuple[int, int]]) -> None:
        self.model = model
        self.started = started  # which patient's material ever came to work at which operation
        self.lots: dict[int, int] = {}
        self.attempts: dict[tuple[int, int], int] = {}  # of who leads a batch, at its operation
        self.pools: dict[tuple[int, int], str] = {}  # by who carries it and the operation: a pool being made
        self.last: dict[int, int] = {}  # by patient: the last operation done that the release waits for
        self.done: dict[int, set[int]] = {}  # by patient: what is done of what it does not wait for
        chosen = {to for step in model.steps for to, _ in step.branches}
        self.later = [number for number, step in enumerate(model.steps) if not step.gates]
        self.sure = frozenset(self.later) - chosen

    def line(self, time: float, code: int, patient: int, step: int, attempt: int, other: int) -> Line:
        """Return the line of an event, and learn from it."""
        lot = self.lots.setdefault(patient, 1)
        kind = self.model.steps[step] if step >= 0 else None
        told = Line(
            time,
            EVENTS[Code(code)],
            patient,
            f"P{patient}.{lot}",
            kind.name if kind else "",
            attempt + 1,
            self._batch(Code(code), (patient, step, attempt), other) if kind else "",
        )
        if code == Code.RELEASED:
            return self._released(told)
        if code == Code.POOLED:
            pool = self.pools.setdefault((other, step), f"P{other}.{self.lots[other] + 1}")
            return told._replace(into=pool)
        if code == Code.FAILED and kind is not None and _begins_anew(kind, step, attempt):
            return self._anew(told)
        if code == Code.FINISHED and kind is not None:
            self._note_done(patient, step, kind)
            if self.pools.pop((patient, step), ""):
                return self._anew(told)
        return told

    def _batch(self, code: Code, who: tuple[int, int, int], leader: int) -> str:
        patient, step, attempt = who
        if self.model.steps[step].batch == 1 or code not in _AT_WORK:
            return ""
        if code == Code.STARTED and patient == leader:
            self.attempts[leader, step] = attempt
        return f"B{leader}.{step}.{self.attempts.get((leader, step), attempt)}"

    def _anew(self, told: Line) -> Line:
        self.lots[told.patient] += 1
        return told._replace(into=f"P{told.patient}.{self.lots[told.patient]}")

    def _note_done(self, patient: int, number: int, step: Step) -> None:
        if step.gates:
            self.last[patient] = number
        else:
            self.done.setdefault(patient, set()).add(number)

    def _released(self, told: Line) -> Line:
        patient, steps = told.patient, self.model.steps
        last, done = self.last.pop(patient, None), self.done.pop(patient, set())
        still_open = tuple(
            steps[number].name
            for number in self.later
            if number not in done and (number in self.sure or (patient, number) in self.started)
        )
        return told._replace(
            released_by="" if last is None else steps[last].name,
            still_open=still_open,
            doses=self.model.doses_per_lot,
        )


def _begins_anew(step: Step, number: int, attempt: int) -> bool:
    """Whether a failure makes another lot: it is not thrown away, and it is no test done again."""
    if not step.gates or step.fail_to < 0 or 0 < step.max_attempts <= attempt + 1:
        return False
    return not (step.is_test and step.fail_to == number)
