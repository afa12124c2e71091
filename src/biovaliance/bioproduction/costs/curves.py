"""What a dose costs from a few a year to many, with the band in which 95 % of draws lie."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from biovaliance.bioproduction.costs.kernel import CostKernel, Volume
from biovaliance.bioproduction.costs.numbers import Numbers
from biovaliance.bioproduction.costs.studies import CostModel, uncertain_rows
from biovaliance.bioproduction.sensitivity.sampling import drawn_values

USUAL_DRAWS = 400
USUAL_POINTS = 60


@dataclass(frozen=True, slots=True)
class CostCurve:
    """The cost of a dose at each volume: with the numbers stated, and where 95 % of draws lie."""

    doses_per_year: tuple[float, ...]
    stated_eur: tuple[float, ...]
    low_eur: tuple[float, ...]
    high_eur: tuple[float, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "doses_per_year": list(self.doses_per_year),
            "stated_eur": list(self.stated_eur),
            "low_eur": list(self.low_eur),
            "high_eur": list(self.high_eur),
        }


def cost_curve(
    numbers: Numbers,
    volumes: tuple[float, float],
    *,
    points: int = USUAL_POINTS,
    draws: int = USUAL_DRAWS,
    seed: int = 1,
) -> CostCurve:
    """Return the cost over volumes at steps of equal ratio; pools get as many units more as a volume needs.

    The band takes all uncertain numbers together; without any it is the line itself.
    """
    grid = np.geomspace(*volumes, points)
    asked = Volume(doses_per_year=grid)
    stated = np.broadcast_to(np.asarray(CostKernel(numbers).cost(asked).cost_per_dose, float), grid.shape)
    low = high = stated
    rows = uncertain_rows(numbers)
    if rows:
        parameters = CostModel(numbers, rows).parameters
        drawn = drawn_values(parameters, draws, seed=seed)
        laid = numbers.over({row.place: drawn[:, at : at + 1] for at, row in enumerate(rows)})
        costs = CostKernel(laid).cost(Volume(doses_per_year=grid[np.newaxis, :])).cost_per_dose
        low, high = np.percentile(np.broadcast_to(costs, (draws, points)), (2.5, 97.5), axis=0)
    return CostCurve(tuple(grid.tolist()), tuple(stated.tolist()), tuple(low.tolist()), tuple(high.tolist()))
