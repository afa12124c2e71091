"""Which pool is the bottleneck, by the value of one more unit of it.

A busy pool need not be the one to add to: what counts is what one more unit changes for patients. Each pool
in turn gets one more unit, the line is run again with the same random numbers, and the difference is told
with its interval.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from biovaliance.bioproduction.costs.lead_time import until_release
from biovaliance.bioproduction.costs.numbers import numbers_of
from biovaliance.bioproduction.costs.yearly import YearlyCosts
from biovaliance.bioproduction.decisions.pairing import (
    SHARE,
    SHARE_CHANGE,
    Estimate,
    days_of,
    days_spared,
    difference,
    estimate,
    outcomes,
)
from biovaliance.bioproduction.engine.model import compile_scenario
from biovaliance.bioproduction.engine.parts import Engine
from biovaliance.bioproduction.engine.running import Stop
from biovaliance.bioproduction.prices import PriceTable
from biovaliance.bioproduction.scenarios.document import Scenario


@dataclass(frozen=True, slots=True)
class NextUnit:
    """What one more unit of a pool changes."""

    pool: str
    days_saved: Estimate
    """Days from arrival to release that a patient is spared."""
    lost_share_change: Estimate
    """Change of the share of patients lost; negative is better."""
    eur_per_year: float
    """What the unit costs a year: annuity and maintenance, area, or a post filled."""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "pool": self.pool,
            "days_saved": self.days_saved.to_json(),
            "lost_share_change": self.lost_share_change.to_json(),
            "eur_per_year": self.eur_per_year,
        }


@dataclass(frozen=True, slots=True)
class NextUnits:
    """The line as it stands, and what one more unit of each pool changes, most days saved first."""

    days: Estimate
    lost_share: Estimate
    units: tuple[NextUnit, ...]

    @property
    def bottleneck(self) -> str | None:
        """The pool whose next unit saves most days, where that is more than chance; None where none is."""
        best = self.units[0] if self.units else None
        return best.pool if best is not None and best.days_saved.ci95[0] > 0 else None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "days": self.days.to_json(),
            "lost_share": self.lost_share.to_json(),
            "bottleneck": self.bottleneck,
            "units": [unit.to_json() for unit in self.units],
        }


def next_units(
    scenario: Scenario,
    prices: PriceTable,
    *,
    replications: int = 20,
    seed: int = 1,
    engine: Engine = "compiled",
    progress: Callable[[int, int], None] | None = None,
    stop: Stop | None = None,
) -> NextUnits:
    """Return the value of one more unit of each pool.

    `progress` is told after each line how many are run, and of how many: the line as it stands, then one a
    pool.

    Ctrl-C ends it, or `stop` where that says so, by a KeyboardInterrupt: a comparison needs all its runs.

    Raises:
        InputError: hardly a replication releases anybody, so that no days can be told.
    """
    tell = progress or _nobody
    lines = 1 + len(scenario.pools)
    line = until_release(scenario)
    model = compile_scenario(line)
    yearly = YearlyCosts(numbers_of(scenario, prices))
    before = outcomes(model, replications, seed, engine, stop)
    days_now = days_of(before)
    tell(1, lines)
    found = []
    for number, pool in enumerate(scenario.pools):
        after = outcomes(model.with_count(pool.name, pool.count + 1), replications, seed, engine, stop)
        days = days_spared(before, after)
        lost = difference(after.lost_share, before.lost_share, SHARE_CHANGE)
        found.append(NextUnit(pool.name, days, lost, yearly.next_unit(number)))
        tell(2 + number, lines)
    found.sort(key=lambda unit: -unit.days_saved.mean)
    return NextUnits(days_now, estimate(before.lost_share, SHARE), tuple(found))


def _nobody(_done: int, _of: int) -> None:
    """Tell nobody."""
