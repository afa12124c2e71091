"""Making more: larger batches, more lines beside each other, or more sites.

    scale up    batches k times as large: equipment and rooms cost k^0.6, materials k, work and tests once
    scale out   more units of each pool on the same site, as the volume needs; the site itself is paid once
    more sites  the site as it stands, as often as the volume needs; all of it is paid each time

A batch that is one patient's cannot be made larger: scaling up is then refused, with the reason.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from biovaliance.bioproduction.costs.kernel import Costed, CostKernel, Volume
from biovaliance.bioproduction.costs.numbers import Numbers, Place, Vector
from biovaliance.bioproduction.finance import scaled_cost
from biovaliance.bioproduction.sentences import decimals, whole_sentence
from biovaliance.bioproduction.words.names import label
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import LANGUAGES, Text

SIX_TENTHS = 0.6


class WayKind(StrEnum):
    """How more is made, as files and the command line call it."""

    UP = "scale up"
    OUT = "scale out"
    SITES = "more sites"

    @property
    def words(self) -> Text:
        """What a reader calls it: larger batches, more units on the site, more sites."""
        return whole_sentence(_WORDS[self])


_WORDS = {
    WayKind.UP: "way-larger-batches",
    WayKind.OUT: "way-more-units",
    WayKind.SITES: "way-more-sites",
}


@dataclass(frozen=True, slots=True)
class Way:
    """One way to make a volume."""

    kind: WayKind
    cost_eur_per_dose: float | None
    """None where the way is not open."""
    detail: Text
    """What is added, or why the way is not open."""
    adds: bool = False
    """Whether more is there than the line as it stands."""

    @property
    def name(self) -> Text:
        """What a reader calls it."""
        return self.kind.words

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "name": str(self.kind),
            "cost_eur_per_dose": self.cost_eur_per_dose,
            "detail": self.detail.en,
        }


@dataclass(frozen=True, slots=True)
class WayCurve:
    """What a dose costs in one way over volumes; without costs where the way is not open."""

    kind: WayKind
    cost_eur_per_dose: tuple[float, ...]


def ways_to_make(numbers: Numbers, doses_per_year: float, *, exponent: float = SIX_TENTHS) -> tuple[Way, ...]:
    """Return what a dose costs in each way at a volume, the cheapest first and closed ways last.

    Raises:
        InputError: the volume is not above 0, or the line has no capacity.
    """
    doses = _volumes([doses_per_year])
    capacity = _capacity(numbers)
    ways = (
        _up(numbers, doses, capacity, exponent),
        _out(numbers, doses),
        _sites(numbers, doses, capacity),
    )
    return tuple(
        sorted(ways, key=lambda way: math.inf if way.cost_eur_per_dose is None else way.cost_eur_per_dose)
    )


def ways_over(
    numbers: Numbers, doses_per_year: Sequence[float], *, exponent: float = SIX_TENTHS
) -> tuple[WayCurve, ...]:
    """Return what a dose costs in each way at each of some volumes.

    Raises:
        InputError: a volume is not above 0, or the line has no capacity.
    """
    doses = _volumes(doses_per_year)
    capacity = _capacity(numbers)
    costs = {
        WayKind.OUT: _costed(numbers, doses),
        WayKind.SITES: _costed(numbers, doses / _count(doses, capacity)),
    }
    if _can_grow(numbers):
        costs[WayKind.UP] = _costed(_enlarged(numbers, _times(doses, capacity), exponent), doses)
    return tuple(
        WayCurve(kind, tuple(_each(costs[kind], doses)) if kind in costs else ()) for kind in WayKind
    )


def _volumes(doses_per_year: Sequence[float]) -> Vector:
    for doses in doses_per_year:
        if not doses > 0 or math.isinf(doses):
            raise InputError(whole_sentence("volume-not-above-0", doses=float(doses)))
    return np.array(doses_per_year, dtype=float)


def _capacity(numbers: Numbers) -> float:
    return float(np.mean(CostKernel(numbers).cost(Volume(at_capacity=True)).doses_per_year))


def _costed(numbers: Numbers, doses: Vector) -> Costed:
    return CostKernel(numbers).cost(Volume(doses_per_year=doses))


def _each(costed: Costed, doses: Vector) -> list[float]:
    found: list[float] = np.broadcast_to(np.asarray(costed.cost_per_dose, float), doses.shape).tolist()
    return found


def _out(numbers: Numbers, doses: Vector) -> Way:
    costed = _costed(numbers, doses)
    added = [
        (int(np.mean(units)) - pool.count, pool.name)
        for pool, units in zip(numbers.scenario.pools, costed.units, strict=True)
        if np.mean(units) > pool.count
    ]
    en, fr = (
        ", ".join(f"{units} {sign} {label(name, language)}" for units, name in added)
        for language, sign in zip(LANGUAGES, "x×", strict=True)
    )
    detail = whole_sentence("adds-units", units=Text(en, fr)) if added else whole_sentence("adds-nothing")
    return Way(WayKind.OUT, float(np.mean(costed.cost_per_dose)), detail, bool(added))


def _count(doses: Vector, capacity: float) -> Vector:
    """Return how many sites volumes need."""
    return np.maximum(1.0, np.ceil(doses / capacity - 1e-9))


def _sites(numbers: Numbers, doses: Vector, capacity: float) -> Way:
    sites = int(_count(doses, capacity)[0])
    costed = _costed(numbers, doses / sites)
    detail = whole_sentence("sites-as-stated", sites=sites) if sites > 1 else whole_sentence("site-as-stated")
    return Way(WayKind.SITES, float(np.mean(costed.cost_per_dose)), detail, sites > 1)


def _can_grow(numbers: Numbers) -> bool:
    return numbers.has("costs", "doses_per_batch")


def _times(doses: Vector, capacity: float) -> Vector:
    """Return how many times as large the batches of volumes are."""
    return np.maximum(1.0, doses / capacity)


def _up(numbers: Numbers, doses: Vector, capacity: float, exponent: float) -> Way:
    if not _can_grow(numbers):
        return Way(WayKind.UP, None, whole_sentence("batch-of-one-patient"))
    times = _times(doses, capacity)
    made = _costed(_enlarged(numbers, times, exponent), doses)
    detail = whole_sentence("batches-larger", times=decimals(float(times[0]), 2))
    return Way(WayKind.UP, float(np.mean(made.cost_per_dose)), detail, bool(times[0] > 1))


def _enlarged(numbers: Numbers, times: Vector, exponent: float) -> Numbers:
    """Return the numbers of batches so many times as large, one column for each."""
    columns: dict[Place, Vector] = {}
    for place, row in numbers.rows.items():
        by = _factors(place, numbers, times, exponent)
        if by is not None:
            columns[place] = row.number * by
    return numbers.over(columns)


def _factors(place: Place, numbers: Numbers, times: Vector, exponent: float) -> Vector | None:
    """Return by how much a number grows when batches are so many times as large, None where it stays."""
    table, key = place[0], place[-1]
    if place == ("costs", "doses_per_batch") or (table == "operations" and place[2:3] == ("materials",)):
        return times
    is_of_pool = table == "pools" and key in {"price_eur", "area_m2"}
    if not is_of_pool or numbers.scenario.pools[int(place[1])].kind == "staff":
        return None
    return np.array([scaled_cost(1.0, float(each), exponent=exponent) for each in times])
