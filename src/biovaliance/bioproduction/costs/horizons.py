"""What fixed cost is to a dose: over the days that are paid, and over the days of demand.

A line is paid for every day it stands. A model that charges 130 days of a site to patients who come within 90
days tells more for a dose than one whose demand goes on, and less than one that forgets the days without
patients: both are shown, and neither is called the cost without its days.
"""

from dataclasses import dataclass

from biovaliance.foundation.errors import InputError


@dataclass(frozen=True, slots=True)
class FixedCost:
    """Fixed cost of a dose, by the days it is charged for."""

    over_paid_days: float
    """All days that are paid, on the doses made."""
    over_demand_days: float
    """Only the days on which there is demand: as if something else were made, and paid, on the others."""
    paid_d: float
    demand_d: float


def fixed_cost_per_dose(cost_per_d: float, doses: float, *, paid_d: float, demand_d: float) -> FixedCost:
    """Return the fixed cost of a dose over the days paid and over the days of demand.

    Raises:
        InputError: a number is not above 0, or there are more days of demand than days paid.
    """
    if not (cost_per_d >= 0 and doses > 0 and 0 < demand_d <= paid_d):
        raise InputError(
            f"{cost_per_d:g} a day for {doses:g} doses, {paid_d:g} days paid, {demand_d:g} days of demand; "
            "expected "
            "some doses, and no more days of demand than days paid."
        )
    return FixedCost(cost_per_d * paid_d / doses, cost_per_d * demand_d / doses, paid_d, demand_d)
