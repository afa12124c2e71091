"""Two lines run with the same random numbers, and the difference between them with its interval.

Each patient, operation and pool draws from its own key, so that a patient who takes long in one line takes
long in the other: what differs between two runs is what was changed, and intervals of differences are narrow.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine.intervals import mean_and_half_width
from biovaliance.bioproduction.engine.model import Model
from biovaliance.bioproduction.engine.parts import Engine
from biovaliance.bioproduction.engine.replications import Replication
from biovaliance.bioproduction.engine.running import Stop, replications_of
from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.foundation.errors import InputError

FEWEST = 2
"""Replications from which an interval can be told."""
SHARE, SHARE_CHANGE = (0.0, 1.0), (-1.0, 1.0)
_ANYTHING = (-math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replications with its 95 % interval."""

    mean: float
    ci95: tuple[float, float]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {"mean": self.mean, "ci95": list(self.ci95)}


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What each replication of a line gave, in the same order for all lines that are compared."""

    time_h: tuple[float, ...]
    """Mean time from arrival to release; not a number where nobody was released."""
    lost_share: tuple[float, ...]
    """Patients lost while waiting, held too long or turned away, over those who arrived."""
    released_share: tuple[float, ...]


def outcomes(
    model: Model, replications: int, seed: int, engine: Engine = "compiled", stop: Stop | None = None
) -> Outcomes:
    """Return the outcomes of some replications.

    Raises:
        InputError: there are fewer than 2, from which no interval can be told.
        KeyboardInterrupt: Ctrl-C was pressed, or `stop`, asked some times a second, said so.
    """
    if replications < FEWEST:
        raise InputError(whole_sentence("too-few-replications", replications=replications))
    done = replications_of(model, replications, seed, engine, stop=stop)
    return Outcomes(
        time_h=tuple(_mean_time(one) for one in done),
        lost_share=tuple(_share(one, (r.LOST, r.EXPIRED, r.TURNED_AWAY)) for one in done),
        released_share=tuple(_share(one, (r.GONE_RELEASED,)) for one in done),
    )


def estimate(values: Sequence[float], within: tuple[float, float] = _ANYTHING) -> Estimate:
    """Return the mean of independent values; its interval holds nothing that cannot be.

    `within` is what a value may be: a share of patients lies between none and all of them.
    """
    mean, half = mean_and_half_width(values)
    least, most = within
    return Estimate(mean, (max(mean - half, least), min(mean + half, most)))


def difference(
    after: Sequence[float], before: Sequence[float], within: tuple[float, float] = _ANYTHING
) -> Estimate:
    """Return the mean change from one line to another, replication by replication."""
    return estimate([new - old for new, old in zip(after, before, strict=True)], within)


def days_of(line: Outcomes) -> Estimate:
    """Return the days from arrival to release, over the replications in which anybody was released.

    Raises:
        InputError: those are fewer than 2.
    """
    return estimate(_told([hours / 24 for hours in line.time_h]))


def days_spared(before: Outcomes, after: Outcomes) -> Estimate:
    """Return the days to release that the second line spares, where both release anybody; raises likewise."""
    return estimate(_told([(old - new) / 24 for old, new in zip(before.time_h, after.time_h, strict=True)]))


def _told(values: Sequence[float]) -> list[float]:
    found = [value for value in values if not math.isnan(value)]
    if len(found) < FEWEST:
        raise InputError(whole_sentence("nobody-released-to-compare", told=len(found), of=len(values)))
    return found


def _mean_time(one: Replication) -> float:
    count, mean = one.moments[r.TIME_IN_SYSTEM, :2]
    return float(mean) if count else math.nan


def _share(one: Replication, columns: tuple[int, ...]) -> float:
    arrived = int(one.counts[r.PATIENTS])
    return sum(int(one.counts[column]) for column in columns) / arrived if arrived else 0.0
