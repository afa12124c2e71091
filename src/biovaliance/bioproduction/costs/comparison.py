"""Up to four technologies beside each other: cost, what it rests on, and from which volume on one is cheaper.

Break-even is between the first technology and each other one, over released doses a year; each line is the
stated one, with as many units more of its pools as the volume needs. A number that both scenarios state alike
(same name, same number, same range) is drawn once for both: a vector that costs more costs more for both.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from biovaliance.bioproduction.costs.costing import CostResult, cost_of
from biovaliance.bioproduction.costs.numbers import Numbers, numbers_of
from biovaliance.bioproduction.costs.sides import shared_sides
from biovaliance.bioproduction.prices import PriceTable
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.sensitivity.break_even import BreakEven, break_even
from biovaliance.bioproduction.sensitivity.sampling import drawn_values
from biovaliance.foundation.errors import InputError

Progress = Callable[[int, int], None]
MOST_COMPARED = 4
VOLUMES = (1.0, 10_000.0)
DRAWS = 2000


@dataclass(frozen=True, slots=True)
class Contest:
    """The first technology against another: the break-even volume, and the difference at demand."""

    other: str
    break_even: BreakEven | None
    """None where nothing is uncertain in either."""
    saving_eur_per_dose: float
    """What the other one saves at the demand of each."""
    saving_ci95: tuple[float, float]
    cheaper_share: float
    """The share of draws in which the other one is cheaper."""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        found = self.break_even
        return {
            "other": self.other,
            "saving_eur_per_dose": self.saving_eur_per_dose,
            "saving_ci95": list(self.saving_ci95),
            "cheaper_share": self.cheaper_share,
            "break_even": None
            if found is None
            else {
                "crossings": [
                    {"doses_per_year": each.volume, "cheaper_above": each.cheaper_above}
                    for each in found.crossings
                ],
                "doses_per_year_ci95": None if found.volume_ci95 is None else list(found.volume_ci95),
                "crossing_share": found.crossing_share,
                "first_cheaper_throughout_share": found.a_cheaper_throughout_share,
                "other_cheaper_throughout_share": found.b_cheaper_throughout_share,
                "several_crossings_share": found.several_crossings_share,
            },
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """The results, and the first against each other one."""

    results: tuple[CostResult, ...]
    contests: tuple[Contest, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "scenarios": [result.to_json() for result in self.results],
            "against_first": [contest.to_json() for contest in self.contests],
        }


def compare(
    scenarios: Sequence[Scenario],
    prices: PriceTable,
    *,
    year: int | None = None,
    seed: int = 1,
    volumes: tuple[float, float] = VOLUMES,
    draws: int = DRAWS,
    progress: Progress | None = None,
) -> Comparison:
    """Return two to four scenarios beside each other, in euros of a year, by default the first one's.

    `progress` is told how many of the scenarios and contests are done, and of how many.

    Raises:
        InputError: there are fewer than two or more than four, or one has no cost.
    """
    if not 2 <= len(scenarios) <= MOST_COMPARED:
        raise InputError(f"{len(scenarios)} scenarios are compared; expected 2 to {MOST_COMPARED}.")
    year = scenarios[0].scenario.price_year if year is None else year
    tell = progress or (lambda _done, _of: None)
    steps = 2 * len(scenarios) - 1
    results: list[CostResult] = []
    for scenario in scenarios:
        results.append(cost_of(scenario, prices, year=year))
        tell(len(results), steps)
    numbers = [numbers_of(scenario, prices, year=year) for scenario in scenarios]
    contests: list[Contest] = []
    for other, result in zip(numbers[1:], results[1:], strict=True):
        contests.append(_contest(numbers[0], other, results[0], result, seed, volumes, draws))
        tell(len(results) + len(contests), steps)
    return Comparison(tuple(results), tuple(contests))


def _contest(
    first: Numbers,
    other: Numbers,
    first_result: CostResult,
    other_result: CostResult,
    seed: int,
    volumes: tuple[float, float],
    draws: int,
) -> Contest:
    parameters, sides = shared_sides(first, other)
    saving = first_result.cost_eur_per_released_dose - other_result.cost_eur_per_released_dose
    if not parameters:
        return Contest(other_result.name, None, saving, (saving, saving), float(saving > 0))
    found = break_even(
        sides[0].at_volume,
        sides[1].at_volume,
        parameters,
        volumes,
        seed=seed,
        draws=draws,
        over=(sides[0].over_volumes, sides[1].over_volumes),
    )
    matrix = drawn_values(parameters, draws, seed=seed)
    savings = sides[0].at_demand(matrix) - sides[1].at_demand(matrix)
    low, high = np.percentile(savings, (2.5, 97.5))
    return Contest(other_result.name, found, saving, (float(low), float(high)), float(np.mean(savings > 0)))
