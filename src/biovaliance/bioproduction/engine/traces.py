"""What happened to whom, line by line: the chain of identity of every lot, as a table.

One line is one event. A *lot* is the material of a patient: it begins when the patient arrives, and begins
anew when a failure sends it back, so that "P12.2" is the second lot made for patient 12 and "P12.1" the one
it comes from. Lots done together carry the same `batch`, named after the first of them.

Where materials can run out, two more columns say what was ordered, delivered or expired, and how much.
"""

import csv
import io
from collections.abc import Iterator

from biovaliance.bioproduction.engine.model import Model
from biovaliance.bioproduction.engine.replications import Code, Replication
from biovaliance.bioproduction.scenarios.stocks import units

HEADER = ("time_h", "event", "patient", "lot", "operation", "attempt", "batch")
OF_STOCKS = ("material", "amount")
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
    Code.ORDERED: "ordered",
    Code.DELIVERED: "delivered",
    Code.DISCARDED: "expired",
}
STOCK_CODES = (Code.ORDERED, Code.DELIVERED, Code.DISCARDED)


def header_of(model: Model) -> tuple[str, ...]:
    """Return the names of the columns of a trace of a model."""
    return (*HEADER, *OF_STOCKS) if model.stocks else HEADER


def trace_rows(model: Model, replication: Replication) -> Iterator[tuple[object, ...]]:
    """Yield the lines of the trace of a replication, in the order of time."""
    lots: dict[int, int] = {}
    more = ("", "") if model.stocks else ()
    for time, (code, patient, step, attempt, leader) in zip(
        replication.trace_times.tolist(), replication.trace_what.tolist(), strict=True
    ):
        if code in STOCK_CODES:
            stock = model.stocks[leader]
            yield time, EVENTS[Code(code)], "", "", "", "", "", stock.name, units(stock, attempt)
            continue
        lot = lots.setdefault(patient, 1)
        operation = model.steps[step].name if step >= 0 else ""
        batch = f"B{leader}.{step}.{attempt}" if step >= 0 and model.steps[step].batch > 1 else ""
        yield time, EVENTS[Code(code)], patient, f"P{patient}.{lot}", operation, attempt + 1, batch, *more
        if code == Code.FAILED:
            lots[patient] = lot + 1


def trace_csv(model: Model, replication: Replication) -> str:
    """Return the trace of a replication as CSV, with a line of names."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header_of(model))
    writer.writerows(trace_rows(model, replication))
    return out.getvalue()
