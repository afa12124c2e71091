"""A line small enough to be costed by hand."""

from typing import Any

from biovaliance.bioproduction.costs.costing import CostResult, cost_of
from biovaliance.bioproduction.costs.kernel import CostKernel
from biovaliance.bioproduction.costs.numbers import Numbers, numbers_of
from biovaliance.bioproduction.prices import bundled_prices
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.reading import check_scenario

PRICES = bundled_prices()


def table(**changes: Any) -> dict[str, Any]:
    """Return the tables of the line: make (a tenth fails), test, release; tables may be replaced."""
    tables: dict[str, Any] = {
        "scenario": {"name": "small", "price_year": 2024, "patients": 10},
        "arrivals": {"kind": "interval", "interval_d": 3.65},
        "calendars": [{"name": "day", "windows": [{"days": "Mon-Fri", "from": "08:00", "to": "16:00"}]}],
        "pools": [
            {"name": "people", "kind": "staff", "count": 2, "calendar": "day", "cost_eur_per_h": 50},
            {"name": "suite", "kind": "room", "count": 1, "room_class": "B", "area_m2": 20},
            {"name": "incubator", "count": 4, "price_eur": 10_000, "life_years": 5},
        ],
        "materials": [
            {"name": "set", "kind": "consumable", "price_eur": 1000},
            {"name": "vector", "kind": "vector", "price_eur": 5000},
            {"name": "medium", "unit": "L", "price_eur": 100, "pack_size": 2},
        ],
        "operations": [
            {
                "name": "make",
                "duration_h": 8,
                "pools": {"people": 2, "suite": 1},
                "materials": {"set": 1, "vector": 1, "medium": 3},
                "failure": {"share": 0.1},
            },
            {"name": "grow", "duration_h": 100, "pools": {"incubator": 1}},
            {"name": "test", "duration_h": 4, "pools": {"people": 1}, "test": {"price_eur": 500}},
        ],
        "costs": {
            "facility_life_years": 10,
            "room_price_eur_per_m2": {"B": 5000},
            "room_running_eur_per_m2_year": {"B": 200},
            "logistics_eur_per_batch": 300,
            "logistics_eur_per_dose": 700,
        },
    }
    return {**tables, **changes}


def scenario(**changes: Any) -> Scenario:
    return check_scenario(table(**changes), "small.toml")


def with_costs(**changes: Any) -> Scenario:
    return scenario(costs={**table()["costs"], **changes})


def cost(**changes: Any) -> CostResult:
    return cost_of(scenario(**changes), PRICES)


def numbers(given: Scenario | None = None) -> Numbers:
    return numbers_of(given or scenario(), PRICES)


def kernel(given: Scenario | None = None) -> CostKernel:
    return CostKernel(numbers(given))
