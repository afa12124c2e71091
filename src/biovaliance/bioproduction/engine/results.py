"""What several replications say together: counts, times, waits, utilisation, bottleneck.

Counts of patients are means over the replications, so that they can be held against the scenario; `events`
and `seconds` are sums. Times are of released patients after the warm-up; who was still in the process at the
horizon is counted as censored, and a time in system that leaves many censored patients out is too short.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine.intervals import correlation, interval, mean_and_half_width
from biovaliance.bioproduction.engine.materials import (
    MaterialResult,
    hours_lacking,
    material_notices,
    materials_of,
)
from biovaliance.bioproduction.engine.model import Model
from biovaliance.bioproduction.engine.parts import Part
from biovaliance.bioproduction.engine.replications import Replication
from biovaliance.bioproduction.engine.spread import Histogram, Spread, merged
from biovaliance.bioproduction.scenarios.checks import HOURS_PER_YEAR
from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.foundation.languages import Text

_FEWEST_IN_GROUP = 10
"""Observations without which a group of a single run says nothing."""
_FATES = {
    "hold_limit": "fate-hold-limit",
    "patience": "fate-patience",
    "queue_full": "fate-queue-full",
    "ineligible": "fate-ineligible",
    "scrapped": "fate-scrapped",
    "unfinished": "fate-unfinished",
}
_DEPENDENT = 0.5
"""The correlation of neighbouring groups of a single run beyond which its intervals are not to be trusted."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """How a time is distributed, in hours; NaN where nobody had it."""

    mean: float
    sd: float
    p50: float
    p90: float
    p95: float
    ci95: tuple[float, float]
    """The interval of the mean."""
    observations: int
    percentiles_exact: bool
    """Whether percentiles are those of the observations, or of a histogram that is right to 0.1 %."""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values; null where there is no figure."""
        low, high = self.ci95
        found = {"mean": self.mean, "sd": self.sd, "p50": self.p50, "p90": self.p90, "p95": self.p95}
        return {
            **{name: number_or_null(value) for name, value in found.items()},
            "ci95": [number_or_null(low), number_or_null(high)],
            "observations": self.observations,
            "percentiles_exact": self.percentiles_exact,
        }


@dataclass(frozen=True, slots=True)
class OperationResult:
    """One operation: its wait, and how often it started and failed, per replication."""

    wait_h: Distribution
    starts: float
    failures: float


@dataclass(frozen=True, slots=True)
class PoolResult:
    """One pool: the share of its unit hours that were worked, and the waiting it is behind."""

    utilisation_share: float
    ci95: tuple[float, float]
    waiting_h: float
    """Hours waited, per replication, before operations of which it is the busiest pool; without what was
    waited for want of a material.
    """


@dataclass(frozen=True, slots=True)
class Result:
    """All figures of a simulation."""

    replications: int
    seed: int
    engine: str
    patients: float
    released: float
    censored: float
    lost_waiting: float
    losses: Mapping[str, float]
    """Who left without a dose, by reason; lost_waiting is the sum of those who left while they waited."""
    throughput_per_year: float
    throughput_ci95: tuple[float, float]
    time_in_system_h: Distribution
    wait_h: Distribution
    operations: Mapping[str, OperationResult]
    pools: Mapping[str, PoolResult]
    bottleneck: str | None
    worst_status: str
    interval_over: str
    """What the intervals are taken over: "replications", "groups" of one run, or "nothing"."""
    events: int
    seconds: float
    compile_seconds: float
    notices: tuple[Text, ...]
    histograms: Mapping[str, Histogram] = field(default_factory=dict)
    """Of the time in system and of the wait, in hours, all replications together."""

    released_not_conforming: float = 0.0
    """Of the released, those a test after the release found not to conform."""
    pooled: float = 0.0
    """Who left because their material is one lot with that of others."""
    released_doses: float = 0.0
    """Doses in what was released: its number times `doses_per_batch` of the costs."""
    doses_per_year: float = math.nan
    """Doses released a year after the warm-up."""
    materials: Mapping[str, MaterialResult] = field(default_factory=dict)
    """The materials that can run out."""
    bottleneck_kind: str | None = None
    """What the bottleneck is: "pool" or "material"."""

    def histograms_json(self) -> dict[str, Any]:
        """Return the histograms as JSON values, for a chart; `to_json` has the figures."""
        return {name: each.to_json() for name, each in self.histograms.items()}

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values, as the reference of formats says."""
        return {
            "patients": whole(self.patients),
            "released": whole(self.released),
            "released_not_conforming": whole(self.released_not_conforming),
            "pooled": whole(self.pooled),
            "released_doses": whole(self.released_doses),
            "doses_per_year": number_or_null(self.doses_per_year),
            "censored": whole(self.censored),
            "lost_waiting": whole(self.lost_waiting),
            "losses": {name: whole(count) for name, count in self.losses.items()},
            "throughput_per_year": number_or_null(self.throughput_per_year),
            "throughput_ci95": [number_or_null(end) for end in self.throughput_ci95],
            "time_in_system_h": self.time_in_system_h.to_json(),
            "wait_h": self.wait_h.to_json(),
            "operations": {
                name: {
                    "wait_h": each.wait_h.to_json(),
                    "starts": whole(each.starts),
                    "failures": whole(each.failures),
                }
                for name, each in self.operations.items()
            },
            "pools": {
                name: {
                    "utilisation_share": number_or_null(each.utilisation_share),
                    "ci95": [number_or_null(end) for end in each.ci95],
                    "waiting_h": number_or_null(each.waiting_h),
                }
                for name, each in self.pools.items()
            },
            "materials": {name: each.to_json() for name, each in self.materials.items()},
            "bottleneck": self.bottleneck,
            "bottleneck_kind": self.bottleneck_kind,
            "worst_status": self.worst_status,
            "interval_over": self.interval_over,
            "replications": self.replications,
            "seed": self.seed,
            "engine": self.engine,
            "events": self.events,
            "seconds": round(self.seconds, 6),
            "compile_seconds": round(self.compile_seconds, 3),
            "notices": [notice.en for notice in self.notices],
            "notices_fr": [notice.fr for notice in self.notices],
        }


def whole(value: float) -> int | float:
    """Return a count without a point where it has no fraction."""
    return int(value) if value == int(value) else value


def number_or_null(value: float) -> float | None:
    """Return a number as JSON knows it."""
    return value if math.isfinite(value) else None


@dataclass(frozen=True, slots=True)
class Run:
    """How the replications were made, for the record."""

    seed: int
    engine: str
    worst_status: str
    seconds: float
    compile_seconds: float
    notices: tuple[Text, ...]


def summarise(model: Model, parts: Sequence[Part], run: Run) -> Result:
    """Return what finished parts say together; at least one replication is finished."""
    done = [one for part in sorted(parts, key=lambda part: part.first) for one in part.replications]
    spread = merged((part.spread for part in parts), r.FIRST_OPERATION + len(model.steps))
    counts = np.mean([one.counts for one in done], axis=0)
    losses = {
        "hold_limit": float(counts[r.EXPIRED]),
        "patience": float(counts[r.LOST]),
        "queue_full": float(counts[r.TURNED_AWAY]),
        "ineligible": float(counts[r.INELIGIBLE_COUNT]),
        "scrapped": float(counts[r.SCRAPPED_COUNT]),
    }
    throughputs = [
        one.counts[r.COUNTED_RELEASED] / one.window_h * HOURS_PER_YEAR if one.window_h > 0 else math.nan
        for one in done
    ]
    throughput, _ = mean_and_half_width(throughputs)
    waits = [_distribution(done, spread, r.FIRST_OPERATION + number) for number in range(len(model.steps))]
    pools = _pools(model, done, waits)
    materials = materials_of(model, done)
    kind, limit = bottleneck(pools, materials)
    return Result(
        replications=len(done),
        seed=run.seed,
        engine=run.engine,
        patients=float(counts[r.PATIENTS]),
        released=float(counts[r.GONE_RELEASED]),
        censored=float(counts[r.CENSORED]),
        lost_waiting=losses["hold_limit"] + losses["patience"] + losses["queue_full"],
        losses=losses,
        throughput_per_year=throughput,
        throughput_ci95=interval(throughputs, least=0),
        time_in_system_h=_distribution(done, spread, r.TIME_IN_SYSTEM),
        wait_h=_distribution(done, spread, r.WAIT),
        operations={
            step.name: OperationResult(
                waits[number],
                math.fsum(one.steps[number, 0] for one in done) / len(done),
                math.fsum(one.steps[number, 1] for one in done) / len(done),
            )
            for number, step in enumerate(model.steps)
        },
        pools=pools,
        bottleneck=limit,
        worst_status=run.worst_status,
        interval_over="replications" if len(done) > 1 else "groups" if _grouped(done[0], 0) else "nothing",
        events=sum(int(one.counts[r.EVENTS]) for one in done),
        seconds=run.seconds,
        compile_seconds=run.compile_seconds,
        notices=(
            *run.notices,
            *_nobody(counts, losses),
            *_stuck(counts),
            *_dependent(done),
            *material_notices(materials),
        ),
        histograms=_histograms(spread),
        released_not_conforming=float(counts[r.NOT_CONFORMING_COUNT]),
        pooled=float(counts[r.POOLED_COUNT]),
        released_doses=float(counts[r.GONE_RELEASED]) * model.doses_per_lot,
        doses_per_year=throughput * model.doses_per_lot,
        materials=materials,
        bottleneck_kind=kind,
    )


def _histograms(spread: Spread) -> dict[str, Histogram]:
    found = {"time_in_system_h": spread.histogram(r.TIME_IN_SYSTEM), "wait_h": spread.histogram(r.WAIT)}
    return {name: each for name, each in found.items() if each is not None}


def _nobody(counts: npt.NDArray[np.float64], losses: dict[str, float]) -> tuple[Text, ...]:
    """Tell what became of all where nobody is released, since there are no times to look at then."""
    if counts[r.PATIENTS] == 0:
        return (whole_sentence("nobody-came"),)
    if counts[r.GONE_RELEASED] > 0:
        return ()
    fates = losses | {"unfinished": float(counts[r.CENSORED])}
    told = [whole_sentence(_FATES[name], count=count) for name, count in fates.items() if count]
    listed = Text(", ".join(each.en for each in told), ", ".join(each.fr for each in told))
    return (whole_sentence("nobody-released", patients=float(counts[r.PATIENTS]), fates=listed),)


def _stuck(counts: npt.NDArray[np.float64]) -> tuple[Text, ...]:
    if counts[r.STUCK] == 0:
        return ()
    return (whole_sentence("stuck", count=float(counts[r.STUCK])),)


def _dependent(done: Sequence[Replication]) -> tuple[Text, ...]:
    """Tell where the groups of a single run are too short to be seen one by one."""
    means = _grouped(done[0], r.TIME_IN_SYSTEM) if len(done) == 1 else []
    if not means or correlation(means) <= _DEPENDENT:
        return ()
    return (whole_sentence("groups-depend", found=round(correlation(means), 2)),)


def _distribution(done: Sequence[Replication], spread: Spread, statistic: int) -> Distribution:
    count = math.fsum(one.moments[statistic, 0] for one in done)
    if count == 0:
        nothing = math.nan
        return Distribution(nothing, nothing, nothing, nothing, nothing, (nothing, nothing), 0, True)
    mean = math.fsum(one.moments[statistic, 0] * one.moments[statistic, 1] for one in done) / count
    squares = math.fsum(
        one.moments[statistic, 2] + one.moments[statistic, 0] * (one.moments[statistic, 1] - mean) ** 2
        for one in done
    )
    if len(done) == 1:
        means, middle = _grouped(done[0], statistic), mean
        between = interval(means, correlation(means), least=0) if means else (math.nan, math.nan)
    else:
        means = [float(one.moments[statistic, 1]) for one in done if one.moments[statistic, 0] > 0]
        middle, _ = mean_and_half_width(means)
        between = interval(means, least=0)
    p50, p90, p95 = spread.quantiles(statistic, (0.5, 0.9, 0.95))
    return Distribution(
        mean=middle,
        sd=math.sqrt(squares / (count - 1)) if count > 1 else math.nan,
        p50=p50,
        p90=p90,
        p95=p95,
        ci95=between,
        observations=int(count),
        percentiles_exact=spread.is_exact(statistic),
    )


def _grouped(one: Replication, statistic: int) -> list[float]:
    """Return the means of the groups of a single run, none where a group has too few observations."""
    numbers, sums = one.groups[statistic, :, 0], one.groups[statistic, :, 1]
    if numbers.min() < _FEWEST_IN_GROUP:
        return []
    return [float(each) for each in sums / numbers]


def _pools(model: Model, done: Sequence[Replication], waits: Sequence[Distribution]) -> dict[str, PoolResult]:
    by_pool = [
        [_share(one, number) for one in done if one.pools[number, 1] > 0]
        for number in range(len(model.resources))
    ]
    shares = [mean_and_half_width(each)[0] for each in by_pool]
    waiting = [0.0] * len(model.resources)
    lacking = hours_lacking(model, done)
    for number, step in enumerate(model.steps):
        hours = (
            waits[number].mean * waits[number].observations / len(done) if waits[number].observations else 0.0
        )
        if step.pools:
            busiest = max(step.pools, key=lambda pool: shares[pool])
            waiting[busiest] += max(0.0, hours - lacking[number])
    return {
        resource.name: PoolResult(
            shares[number],
            interval(by_pool[number], least=0),
            waiting[number],
        )
        for number, resource in enumerate(model.resources)
    }


def _share(one: Replication, pool: int) -> float:
    return float(one.pools[pool, 0] / one.pools[pool, 1])


def bottleneck(
    pools: Mapping[str, PoolResult], materials: Mapping[str, MaterialResult]
) -> tuple[str | None, str | None]:
    """Return what most waiting is for, as its kind and its name; where nobody waits, the busiest pool.

    It is a material where those who lacked it waited longer than those who waited for any pool.
    """
    pool = max(
        pools, key=lambda name: (pools[name].waiting_h, _or_0(pools[name].utilisation_share)), default=None
    )
    longest = pools[pool].waiting_h if pool is not None else 0.0
    material = max(materials, key=lambda name: materials[name].waiting_h, default=None)
    if material is not None and materials[material].waiting_h > longest:
        return "material", material
    return ("pool", pool) if pool is not None else (None, None)


def _or_0(value: float) -> float:
    return 0.0 if math.isnan(value) else value
