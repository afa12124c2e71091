"""What one replication looks like over time: who is worked on where, what waits, which units are busy.

    trace of a replication ─> bars (one for each start of a batch), queue of each operation, busy units

A long run has millions of events. The bars are those of its beginning, queues and busy units are told by
stretches of equal length, mean and most of each, and what was left out is told: whatever the run, a timeline
has about the same size. Both engines give the same traces, and so the same timelines.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from biovaliance.bioproduction.engine.model import (
    INTERRUPT,
    Floats,
    Integers,
    Model,
    Resource,
    compile_scenario,
)
from biovaliance.bioproduction.engine.parts import Engine, Part, run_part
from biovaliance.bioproduction.engine.tellings import Change, Span, Work, tell
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.stocks import Stock, units

MOST_BARS = 1500
MOST_STRETCHES = 240
MOST_PATIENTS = 5000
"""Patients of a run that are followed; a longer run is followed until the last of them has arrived."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One start of an operation: for whom, with what, from when to when, and how it ended."""

    patient: int
    """The one whose material leads the batch."""
    operation: str
    attempt: int
    pools: tuple[str, ...]
    batch: int
    """How many patients' material is worked on together."""
    start_h: float
    end_h: float
    outcome: str
    """finished, failed, given up (the patient left meanwhile) or unfinished (the run ended)."""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "patient": self.patient,
            "operation": self.operation,
            "attempt": self.attempt,
            "pools": list(self.pools),
            "batch": self.batch,
            "start_h": self.start_h,
            "end_h": self.end_h,
            "outcome": self.outcome,
        }


@dataclass(frozen=True, slots=True)
class Series:
    """Something counted over time: mean and most of each stretch."""

    name: str
    mean: tuple[float, ...]
    most: tuple[int, ...]
    units: int | None = None
    """Of how many, where it counts units of a pool."""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "name": self.name,
            "mean": [round(value, 6) for value in self.mean],
            "most": list(self.most),
            "units": self.units,
        }


@dataclass(frozen=True, slots=True)
class Level:
    """What is on hand of a material over time, in its unit: mean, least and most of each stretch."""

    name: str
    unit: str
    mean: tuple[float, ...]
    least: tuple[float, ...]
    most: tuple[float, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        rounded = {key: [round(each, 6) for each in getattr(self, key)] for key in ("mean", "least", "most")}
        return {"name": self.name, "unit": self.unit, **rounded}


@dataclass(frozen=True, slots=True)
class Timeline:
    """One replication over time."""

    end_h: float
    """When the run ended, or from when on it is not followed."""
    stretch_h: float
    patients: int
    """Who arrived until then."""
    bars: tuple[Bar, ...]
    bars_left_out: int
    """Starts after the last bar."""
    queues: tuple[Series, ...]
    """Patients waiting before each operation."""
    busy: tuple[Series, ...]
    """Units of each pool at work; where any of several pools may serve, all of them together."""
    followed_to_the_end: bool
    """False where only the first patients of the run are followed."""
    on_hand: tuple[Level, ...] = ()
    """Of each material that can run out."""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "end_h": self.end_h,
            "stretch_h": self.stretch_h,
            "patients": self.patients,
            "bars": [bar.to_json() for bar in self.bars],
            "bars_left_out": self.bars_left_out,
            "queues": [series.to_json() for series in self.queues],
            "busy": [series.to_json() for series in self.busy],
            "followed_to_the_end": self.followed_to_the_end,
            "on_hand": [level.to_json() for level in self.on_hand],
        }


def timeline_of_scenario(scenario: Scenario, seed: int = 1, engine: Engine = "compiled") -> Timeline:
    """Return the timeline of the first replication of a scenario, of its first patients where it is long."""
    whole = compile_scenario(scenario)
    model = first_patients(whole)
    part = run_part(model, seed, 0, 1, engine, traced=True)
    found = timeline_of(model, part)
    arrived = int(part.replications[0].counts[0])
    return replace(found, followed_to_the_end=model is whole or arrived < model.patients)


def first_patients(model: Model, most: int = MOST_PATIENTS) -> Model:
    """Return the model with no more than so many patients; the events of the first ones stay the same."""
    if 0 <= model.patients <= most:
        return model
    return replace(model, patients=most, warm_up=min(model.warm_up, most - 1))


def timeline_of(model: Model, part: Part) -> Timeline:
    """Return the timeline of a traced replication."""
    one = part.replications[0]
    told = tell(model, one.trace_times.tolist(), one.trace_what.tolist(), one.window_h)
    end = told.end_h
    width = end / MOST_STRETCHES if end > 0 else 1.0
    edges = np.linspace(0.0, end or 1.0, MOST_STRETCHES + 1)
    works = sorted(told.works, key=lambda work: (work.start_h, work.step, work.patient))
    return Timeline(
        end_h=end,
        stretch_h=width,
        patients=told.arrived,
        bars=tuple(_bar(model, work) for work in works[:MOST_BARS]),
        bars_left_out=max(0, len(works) - MOST_BARS),
        queues=tuple(
            _series(step.name, told.waits[number], edges) for number, step in enumerate(model.steps)
        ),
        busy=_busy(model, works, edges),
        followed_to_the_end=True,
        on_hand=tuple(_level(stock, told.stocks[number], edges) for number, stock in enumerate(model.stocks)),
    )


def _bar(model: Model, work: Work) -> Bar:
    step = model.steps[work.step]
    pools = dict.fromkeys(model.resources[pool].name for pool in step.pools)
    return Bar(
        patient=work.patient,
        operation=step.name,
        attempt=work.attempt + 1,
        pools=tuple(pools),
        batch=work.batch,
        start_h=work.start_h,
        end_h=work.end_h,
        outcome=work.outcome,
    )


def _busy(model: Model, works: Sequence[Work], edges: Floats) -> tuple[Series, ...]:
    """Return the busy units of each pool, or of the pools of which any may serve."""
    spans: dict[tuple[int, ...], list[Span]] = {(pool,): [] for pool in range(len(model.resources))}
    for work in works:
        for demand in model.steps[work.step].demands:
            found = spans.setdefault(demand.pools, [])
            found.extend(_held(model.resources[demand.pools[0]], work, demand.units, float(edges[-1])))
    return tuple(
        _series(
            " / ".join(model.resources[pool].name for pool in pools),
            found,
            edges,
            sum(model.resources[pool].count for pool in pools),
        )
        for pools, found in spans.items()
        if found
    )


def _held(pool: Resource, work: Work, units: int, end: float) -> list[Span]:
    """Return when a work holds units of a pool: it goes home in pauses, or stays; cleaning comes after."""
    cleaned = min(work.freed_h + (pool.cleaning_h if work.outcome != "unfinished" else 0.0), end)
    if pool.at_close != INTERRUPT:
        return [Span(work.start_h, cleaned, units)]
    return [*(Span(*span, units) for span in work.busy), Span(work.freed_h, cleaned, units)]


def _level(stock: Stock, changes: Sequence[Change], edges: Floats) -> Level:
    """Return what was on hand in each stretch."""
    steps = _Steps.of(
        np.array([each.time_h for each in changes]), np.array([each.amount for each in changes], np.int64)
    )
    mean = steps.means(edges)
    within = steps.within(edges)
    return Level(
        name=stock.name,
        unit=stock.unit,
        mean=tuple((mean / stock.parts).tolist()),
        least=tuple(units(stock, int(levels.min())) for levels in within),
        most=tuple(units(stock, int(levels.max())) for levels in within),
    )


def _series(name: str, spans: Iterable[Span], edges: Floats, of: int | None = None) -> Series:
    """Return how many of some spans run in each stretch: their mean, and the most at any moment."""
    kept = [span for span in spans if span.end_h > span.start_h]
    times = np.array([span.start_h for span in kept] + [span.end_h for span in kept])
    changes = np.array([span.units for span in kept] + [-span.units for span in kept], dtype=np.int64)
    steps = _Steps.of(times, changes)
    most = tuple(int(levels.max()) for levels in steps.within(edges))
    return Series(name, tuple(steps.means(edges).tolist()), most, of)


@dataclass(frozen=True, slots=True)
class _Steps:
    """A number that changes at moments and stays the same between them."""

    at: Floats
    levels: Integers
    """The level after so many moments."""

    @classmethod
    def of(cls, times: Floats, amounts: Integers) -> "_Steps":
        """Return what changes by these amounts at these times, those of one moment together."""
        at, first = np.unique(times, return_inverse=True)
        changes = np.zeros(len(at), np.int64)
        np.add.at(changes, first.reshape(-1), amounts)
        return cls(at, np.concatenate([[0], np.cumsum(changes)]))

    def means(self, edges: Floats) -> Floats:
        """Return the mean of each stretch between edges."""
        moments = np.concatenate([[0.0], self.at])
        areas = np.concatenate([[0.0], np.cumsum(np.diff(moments) * self.levels[:-1])])
        place = np.searchsorted(self.at, edges, side="right")
        until = areas[place] + (edges - moments[place]) * self.levels[place]
        return np.asarray(np.diff(until) / np.diff(edges))

    def within(self, edges: Floats) -> list[Integers]:
        """Return the levels of each stretch."""
        first = np.searchsorted(self.at, edges[:-1], side="right")
        last = np.searchsorted(self.at, edges[1:], side="left")
        return [self.levels[low : high + 1] for low, high in zip(first, last, strict=True)]
