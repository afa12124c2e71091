"""What several replications say of the materials that can run out.

Amounts are means over the replications, of whole runs. What was on hand, and whether somebody waited, are
means over the time after the warm-up.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine.intervals import mean_and_half_width
from biovaliance.bioproduction.engine.model import Model
from biovaliance.bioproduction.engine.replications import Replication
from biovaliance.bioproduction.scenarios.stocks import Stock
from biovaliance.bioproduction.sentences import decimals, whole_sentence
from biovaliance.bioproduction.words.names import labels
from biovaliance.foundation.languages import Text

_MANY = 10
_EXPIRES_MUCH = 0.1
"""The share of a material that expires from which on it is told."""
_PLACES = 9
"""Decimals of amounts, which are counted in whole parts of a unit."""


@dataclass(frozen=True, slots=True)
class MaterialResult:
    """One material that can run out, per replication; amounts in its unit."""

    unit: str
    at_start: float
    used: float
    expired: float
    ordered: float
    delivered: float
    """What was ordered as it was used, and what came by standing order."""
    orders: float
    on_hand_at_end: float
    on_hand_mean: float
    on_hand_ci95: tuple[float, float]
    short_share: float
    """The share of the time in which somebody waited for it."""
    short_ci95: tuple[float, float]
    delayed_starts: float
    """Starts for which somebody had waited for it."""
    waiting_h: float
    """Hours waited for it by all together, after the warm-up."""
    waiting_at_end: float
    """Who still waited for it at the end."""

    @property
    def expired_share(self) -> float:
        """The share that expired of all there was; 0 where there was nothing."""
        there = self.at_start + self.delivered
        return self.expired / there if there > 0 else 0.0

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        found = {key: getattr(self, key) for key in self.__dataclass_fields__}
        return {key: _plain(value) for key, value in found.items()}


def _plain(value: str | float | tuple[float, float]) -> Any:
    if isinstance(value, tuple):
        return [_plain(end) for end in value]
    if isinstance(value, str):
        return value
    if not math.isfinite(value):
        return None
    return int(value) if value == int(value) else value


def materials_of(model: Model, done: Sequence[Replication]) -> dict[str, MaterialResult]:
    """Return the figures of each material that can run out, by name."""
    return {stock.name: _material(model, number, stock, done) for number, stock in enumerate(model.stocks)}


def _material(model: Model, number: int, stock: Stock, done: Sequence[Replication]) -> MaterialResult:
    counts = np.mean([one.stocks[number] for one in done], axis=0)
    held = [_share(one, number, 0) / stock.parts for one in done]
    short = [_share(one, number, 1) for one in done]
    (on_hand, more), (share, wider) = mean_and_half_width(held), mean_and_half_width(short)
    own = [place for place, (_, used) in enumerate(model.uses) if used == number]
    waiting = [math.fsum(one.lacking_hours[place] for place in own) for one in done]
    amounts = {
        name: round(float(counts[column]) / stock.parts, _PLACES)
        for name, column in (
            ("used", r.USED),
            ("expired", r.DISCARDED),
            ("ordered", r.ORDERED),
            ("delivered", r.DELIVERED),
            ("on_hand_at_end", r.ON_HAND_AT_END),
        )
    }
    return MaterialResult(
        unit=stock.unit,
        at_start=round(stock.at_start / stock.parts, _PLACES),
        orders=float(counts[r.ORDERS]),
        on_hand_mean=on_hand,
        on_hand_ci95=(max(on_hand - more, 0.0), on_hand + more),
        short_share=share,
        short_ci95=(max(share - wider, 0.0), min(share + wider, 1.0)),
        delayed_starts=float(counts[r.DELAYED_STARTS]),
        waiting_h=math.fsum(waiting) / len(done),
        waiting_at_end=float(counts[r.WAITING_AT_END]),
        **amounts,
    )


def _share(one: Replication, number: int, column: int) -> float:
    hours = one.stock_hours[number, 2]
    return float(one.stock_hours[number, column] / hours) if hours > 0 else 0.0


def hours_lacking(model: Model, done: Sequence[Replication]) -> list[float]:
    """Return the hours waited before each operation for want of a material, per replication."""
    found = [0.0] * len(model.steps)
    for place, (step, _) in enumerate(model.uses):
        found[step] += math.fsum(one.lacking_hours[place] for one in done) / len(done)
    return found


def material_notices(materials: dict[str, MaterialResult]) -> tuple[Text, ...]:
    """Return what a reader should know of the materials after a run."""
    told = []
    for name, each in materials.items():
        if each.waiting_at_end > 0:
            told.append(
                whole_sentence("material-jams", material=labels(name), waiting=_some(each.waiting_at_end))
            )
        elif each.delayed_starts > 0:
            told.append(
                whole_sentence(
                    "material-delays",
                    material=labels(name),
                    share=decimals(100 * each.short_share, 0),
                    starts=_some(each.delayed_starts),
                )
            )
        if each.expired_share >= _EXPIRES_MUCH:
            share = decimals(100 * each.expired_share, 1)
            told.append(whole_sentence("material-expires", material=labels(name), share=share))
    return tuple(told)


def _some(mean: float) -> Text:
    """Return a mean number of patients or starts, in whole ones where there are many."""
    return decimals(mean, 0 if mean >= _MANY or mean.is_integer() else 1)
