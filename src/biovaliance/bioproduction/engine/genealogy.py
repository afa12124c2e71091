"""Which lot was made of which, and what became of it: read from the trace of a run.

    P0.1 ──┐                                  backward: who and what went into a lot
    P1.1 ──┼─> P0.2 ──> released, 1 dose      forward: what a lot, a donor, or an hour at an operation
    P3.1 ──┘                                           went into: what a recall calls back
     └── P3.2 begun anew after a failure

"P0.2" is made of "P0.1", "P1.1" and "P3.1" alike whether it was pooled of three or begun anew from one.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from biovaliance.bioproduction.engine.traces import SEPARATOR, Line
from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import Text

RELEASED, POOLED, UNFINISHED, ANEW = "released", "pooled", "unfinished", "begun anew"
ENDS = frozenset({RELEASED, "scrapped", "lost waiting", "held too long", "queue full", "not eligible"})
HEADER = (
    *("lot", "patient", "begun_h", "made_of", "ended_h", "end", "into", "doses"),
    *("released_by", "still_open", "found_not_to_conform_by"),
)


@dataclass(frozen=True, slots=True)
class Work:
    """One operation on a lot."""

    operation: str
    attempt: int
    start_h: float
    end_h: float | None
    """None where the run ended before it did."""
    outcome: str
    """finished, failed, given up (the lot ended meanwhile) or unfinished."""
    batch: str = ""


@dataclass(slots=True)
class _Open:
    """A lot while its events are read."""

    name: str
    patient: int
    begun_h: float
    made_of: list[str] = field(default_factory=list)
    works: list[Work] = field(default_factory=list)
    running: dict[str, Line] = field(default_factory=dict)
    ended_h: float | None = None
    end: str = UNFINISHED
    into: str = ""
    release: Line | None = None
    found_by: str = ""


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot: what it was made of, what was done on it, how it ended."""

    name: str
    patient: int
    """The patient or donor whose it is; of a pool, who carries it."""
    begun_h: float
    made_of: tuple[str, ...]
    """The lots it is made of: those pooled, or the one that failed; none where it came with its patient."""
    ended_h: float | None
    end: str
    """released, scrapped, pooled, begun anew, why the patient left, or unfinished."""
    into: str
    """The lot it became, or became part of."""
    doses: float
    released_by: str
    still_open: tuple[str, ...]
    """Tests, and what hangs on them, whose result was not in when it was released."""
    found_not_to_conform_by: str
    """The test after the release that found so; "" where none did."""
    works: tuple[Work, ...]

    @property
    def is_pool(self) -> bool:
        """Whether several lots were pooled into it."""
        return len(self.made_of) > 1

    def cells(self) -> tuple[str | int | float, ...]:
        """Return it as a row of the table of lots."""
        return (
            self.name,
            self.patient,
            self.begun_h,
            SEPARATOR.join(self.made_of),
            "" if self.ended_h is None else self.ended_h,
            self.end,
            self.into,
            self.doses,
            self.released_by,
            SEPARATOR.join(self.still_open),
            self.found_not_to_conform_by,
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        found = dict(zip(HEADER, self.cells(), strict=True))
        return {
            **found,
            "made_of": list(self.made_of),
            "still_open": list(self.still_open),
            "ended_h": self.ended_h,
        }


@dataclass(frozen=True, slots=True)
class Recall:
    """What something went into: every lot it touched, and what of these has left."""

    lots: tuple[Lot, ...]
    """In the order they were begun."""

    @property
    def released(self) -> tuple[Lot, ...]:
        """Those that were released."""
        return tuple(lot for lot in self.lots if lot.end == RELEASED)

    @property
    def doses(self) -> float:
        """Doses in those that were released."""
        return sum(lot.doses for lot in self.released)

    @property
    def in_progress(self) -> tuple[Lot, ...]:
        """Those that are still in the process at the end of the run, and can be stopped there."""
        return tuple(lot for lot in self.lots if lot.end == UNFINISHED)

    @property
    def patients(self) -> tuple[int, ...]:
        """Whose lots these are."""
        return tuple(sorted({lot.patient for lot in self.lots}))

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "lots": [lot.to_json() for lot in self.lots],
            "released": [lot.name for lot in self.released],
            "doses": self.doses,
            "in_progress": [lot.name for lot in self.in_progress],
        }


@dataclass(frozen=True)
class Genealogy:
    """All lots of a run by name, in the order they were begun."""

    lots: Mapping[str, Lot]

    def lot(self, name: str) -> Lot:
        """Return a lot.

        Raises:
            InputError: there is none of this name.
        """
        found = self.lots.get(name)
        if found is None:
            names = list(self.lots) or ["P0.1"]
            raise InputError(whole_sentence("no-such-lot", name=name, first=names[0], last=names[-1]))
        return found

    def went_into(self, name: str) -> tuple[Lot, ...]:
        """Return all lots that a lot is made of, and what these are made of, in the order they were begun."""
        self.lot(name)
        seen: set[str] = set()
        waiting = list(self.lots[name].made_of)
        while waiting:
            other = waiting.pop()
            if other not in seen:
                seen.add(other)
                waiting.extend(self.lots[other].made_of)
        return self._in_order(seen)

    def recall(self, names: Iterable[str]) -> Recall:
        """Return what some lots went into, themselves included."""
        seen: set[str] = set()
        waiting = [self.lot(name).name for name in names]
        while waiting:
            name = waiting.pop()
            if name and name not in seen:
                seen.add(name)
                waiting.append(self.lots[name].into)
        return Recall(self._in_order(seen))

    def of_patient(self, patient: int) -> tuple[Lot, ...]:
        """Return the lots that came with a patient or donor, or were begun anew or pooled in their name."""
        return tuple(lot for lot in self.lots.values() if lot.patient == patient)

    def worked_on(self, operation: str, start_h: float, end_h: float) -> tuple[Lot, ...]:
        """Return the lots that were in an operation at any moment from one time to another.

        Raises:
            InputError: no lot ever was in an operation of this name.
        """
        known = dict.fromkeys(work.operation for lot in self.lots.values() for work in lot.works)
        if operation not in known:
            there = ", ".join(known)
            raise InputError(
                whole_sentence(
                    "no-such-operation", name=operation, there=Text(there or "none", there or "rien")
                )
            )
        return tuple(
            lot
            for lot in self.lots.values()
            if any(
                work.operation == operation
                and work.start_h <= end_h
                and (work.end_h is None or work.end_h >= start_h)
                for work in lot.works
            )
        )

    def _in_order(self, names: set[str]) -> tuple[Lot, ...]:
        return tuple(lot for name, lot in self.lots.items() if name in names)


def genealogy_of(lines: Iterable[Line]) -> Genealogy:
    """Return the lots of a trace."""
    known: dict[str, _Open] = {}
    for line in lines:
        if line.lot not in known:
            known[line.lot] = _Open(line.lot, line.patient, line.time_h)
        _learn(known, known[line.lot], line)
    return Genealogy({name: _closed(lot) for name, lot in known.items()})


def genealogy_csv(genealogy: Genealogy) -> str:
    """Return the table of lots as CSV, with a line of names."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(lot.cells() for lot in genealogy.lots.values())
    return out.getvalue()


def _learn(known: dict[str, _Open], lot: _Open, line: Line) -> None:
    """Take in one event of a lot."""
    if line.event == "started":
        void = lot.running.get(line.operation)  # done again, since a failure led back
        if void is not None:
            _give_back(known[void.lot], void, line)
        lot.running[line.operation] = line
    elif line.event in {"finished", "failed", POOLED}:
        begun = lot.running.pop(line.operation, None)
        if begun is not None:
            lot.works.append(_work(begun, line.time_h, "failed" if line.event == "failed" else "finished"))
    elif line.event == "found not to conform":
        lot.found_by = line.operation
    if line.event in ENDS:
        lot.end, lot.ended_h = line.event, line.time_h
        lot.release = line if line.event == RELEASED else None
        if line.event != RELEASED:
            _give_up(lot, line.time_h)
    if line.into:
        _pass_on(known, lot, line)


def _give_back(origin: _Open, void: Line, again: Line) -> None:
    """Note that work on a lot came to nothing: when the lot failed elsewhere, or when it is done again."""
    ended_h = again.time_h if origin.ended_h is None else origin.ended_h
    origin.works.append(_work(void, ended_h, "given up"))


def _pass_on(known: dict[str, _Open], lot: _Open, line: Line) -> None:
    """Note that a lot has become another one, or part of it."""
    lot.into, lot.ended_h = line.into, line.time_h
    lot.end = ANEW if line.event == "failed" else POOLED
    patient = int(line.into.removeprefix("P").partition(".")[0])
    child = known.setdefault(line.into, _Open(line.into, patient, line.time_h))
    child.running |= lot.running  # what goes on beside the operation that failed goes on for what comes of it
    lot.running.clear()
    if line.patient == patient:
        child.made_of.insert(0, lot.name)  # who carries a pool comes first, and is told last
    else:
        child.made_of.append(lot.name)


def _give_up(lot: _Open, time_h: float) -> None:
    """Let what is being done on a lot that has ended come to nothing."""
    lot.works.extend(_work(begun, time_h, "given up") for begun in lot.running.values())
    lot.running.clear()


def _work(begun: Line, end_h: float | None, outcome: str) -> Work:
    return Work(begun.operation, begun.attempt, begun.time_h, end_h, outcome, begun.batch)


def _closed(lot: _Open) -> Lot:
    works: Sequence[Work] = [*lot.works, *(_work(each, None, UNFINISHED) for each in lot.running.values())]
    release = lot.release
    return Lot(
        name=lot.name,
        patient=lot.patient,
        begun_h=lot.begun_h,
        made_of=tuple(lot.made_of),
        ended_h=lot.ended_h,
        end=lot.end,
        into=lot.into,
        doses=release.doses if release else 0.0,
        released_by=release.released_by if release else "",
        still_open=release.still_open if release else (),
        found_not_to_conform_by=lot.found_by,
        works=tuple(sorted(works, key=lambda work: work.start_h)),
    )


def story_of(lines: Iterable[Line], names: Iterable[str]) -> Iterator[Line]:
    """Yield the events of some lots, in the order of time."""
    wanted = frozenset(names)
    return (line for line in lines if line.lot in wanted)
