"""How much of a material to order at a time.

    ordering cost  D K / Q   falls with the lot Q
    holding cost   h Q / 2   rises with it      -> least at Q = sqrt(2 D K / h)

Packs, least orders and shelf life then bound and round the lot.
"""

import math
from dataclasses import dataclass

from biovaliance.foundation.errors import InputError


@dataclass(frozen=True, slots=True)
class Order:
    """A lot to order, how often, and what ordering and holding it costs a year."""

    quantity: float
    orders_per_year: float
    cost_per_year: float
    limited_by: str = ""


def economic_order(demand_per_year: float, cost_per_order: float, holding_cost_per_year: float) -> Order:
    """Return the lot of least cost for an even demand.

    Args:
        demand_per_year: units used a year.
        cost_per_order: money for each order, whatever its size.
        holding_cost_per_year: money for holding a unit for a year.

    Raises:
        InputError: an argument is not above 0.

    Source:
        F. W. Harris (1913), How many parts to make at once, Factory 10(2), 135-136, 152.
    """
    for name, value in (
        ("Demand", demand_per_year),
        ("Cost of an order", cost_per_order),
        ("Holding cost", holding_cost_per_year),
    ):
        if not value > 0 or math.isinf(value):
            raise InputError(f"{name} is {value:g}; expected a number above 0.")
    quantity = math.sqrt(2 * demand_per_year * cost_per_order / holding_cost_per_year)
    return _order(quantity, demand_per_year, cost_per_order, holding_cost_per_year, "")


def practical_order(
    demand_per_year: float,
    cost_per_order: float,
    holding_cost_per_year: float,
    *,
    pack: float = 1.0,
    least: float = 0.0,
    shelf_life_d: float = math.inf,
) -> Order:
    """Return the lot of least cost in whole packs, of at least the supplier's minimum, used up before it
    expires.

    `limited_by` says which of 'pack', 'least order' and 'shelf life' keeps it from the economic lot.

    Raises:
        InputError: an argument is not above 0, or the least lot cannot be used up within the shelf life.
    """
    ideal = economic_order(demand_per_year, cost_per_order, holding_cost_per_year)
    if not pack > 0 or not least >= 0 or not shelf_life_d > 0:
        raise InputError(
            f"Pack {pack:g}, least order {least:g}, shelf life {shelf_life_d:g} days; expected all above 0."
        )
    lowest = max(1, math.ceil(least / pack - 1e-9))
    used_in_time = demand_per_year * shelf_life_d / 365
    highest = math.floor(used_in_time / pack + 1e-9) if math.isfinite(used_in_time) else math.inf
    if highest < lowest:
        raise InputError(
            f"The least lot of {lowest * pack:g} units is used up in "
            f"{lowest * pack / demand_per_year * 365:.4g} days and keeps {shelf_life_d:g}; find a smaller "
            "pack or a longer shelf life, or share the order."
        )
    packs = ideal.quantity / pack
    choices = {min(max(count, lowest), highest) for count in (math.floor(packs), math.ceil(packs))}
    orders = [
        _order(
            count * pack,
            demand_per_year,
            cost_per_order,
            holding_cost_per_year,
            _limit(packs, lowest, highest),
        )
        for count in choices
    ]
    return min(orders, key=lambda order: order.cost_per_year)


def _limit(packs: float, lowest: float, highest: float) -> str:
    if packs > highest:
        return "shelf life"
    if packs < lowest:
        return "least order" if lowest > 1 else "pack"
    return "" if packs == round(packs) else "pack"


def _order(quantity: float, demand: float, per_order: float, holding: float, limited_by: str) -> Order:
    return Order(
        quantity, demand / quantity, demand * per_order / quantity + holding * quantity / 2, limited_by
    )
