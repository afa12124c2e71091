"""The cost of a scenario, worked out once for each price year and kept for the pages that follow."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from biovaliance.bioproduction.costs.costing import CostResult, cost_of
from biovaliance.bioproduction.costs.curves import CostCurve, cost_curve
from biovaliance.bioproduction.costs.numbers import Numbers, numbers_of
from biovaliance.bioproduction.costs.studies import cost_model, cost_study, uncertain_rows
from biovaliance.bioproduction.decisions.target import what_must_be_true
from biovaliance.bioproduction.prices import bundled_prices
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.sensitivity.targets import TargetStudy
from biovaliance.foundation.errors import InputError
from biovaliance.web.bioproduction.opened import Opened
from biovaliance.web.bioproduction.results.keeping import Shelf

MOST_KEPT = 64
SEED = 1
AROUND = 10.0
"""The curve goes from a tenth of the demand to ten times it, and past the capacity."""


@dataclass(frozen=True, slots=True)
class Worked:
    """All that is worked out of a scenario's cost at once."""

    scenario: Scenario
    result: CostResult
    numbers: Numbers
    tornado: dict[str, Any] | None
    """None where no number has a range."""
    curve: CostCurve


@lru_cache(maxsize=1)
def shelf() -> Shelf:
    """Return where this process keeps what it worked out."""
    return Shelf(MOST_KEPT)


def worked_cost(opened: Opened, year: int | None = None) -> Worked:
    """Return the cost of a scenario in euros of its price year, or of another one.

    Raises:
        InputError: the scenario cannot be costed; the text says why.
    """
    scenario = opened.scenario
    if scenario is None:
        raise opened.refusal or InputError(f"Scenario '{opened.name}' cannot be used; open it to see why.")
    return shelf().answer(("cost", opened.key, year), lambda: _work(scenario, year))


def target_of(opened: Opened, worked: Worked, target_eur: float) -> TargetStudy:
    """Return what must be true for a dose to cost so much."""
    question = ("target", opened.key, worked.result.price_year, target_eur)
    return shelf().answer(
        question, lambda: what_must_be_true(worked.numbers, target_eur, with_pair_ranges=False)
    )


def _work(scenario: Scenario, year: int | None) -> Worked:
    result = cost_of(scenario, bundled_prices(), year=year)
    numbers = numbers_of(scenario, bundled_prices(), year=year)
    study = cost_study(cost_model(numbers), "tornado") if uncertain_rows(numbers) else None
    return Worked(scenario, result, numbers, study, cost_curve(numbers, _span(result), seed=SEED))


def _span(result: CostResult) -> tuple[float, float]:
    demand = result.at_demand.released_doses_per_year
    most = result.at_capacity.released_doses_per_year if result.at_capacity else demand
    return max(1.0, demand / AROUND), max(demand * AROUND, most * 1.5, 10.0)
