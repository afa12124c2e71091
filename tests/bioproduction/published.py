"""What the tests against published figures share: small lines, and ranges of a library process over its
unknowns.
"""

import csv
from importlib.resources import files
from typing import Any

import numpy as np

from biovaliance.bioproduction.costs.kernel import CostKernel
from biovaliance.bioproduction.costs.numbers import Numbers, numbers_of
from biovaliance.bioproduction.costs.studies import cost_model
from biovaliance.bioproduction.library.catalogue import read_process
from biovaliance.bioproduction.prices import bundled_prices
from biovaliance.bioproduction.scenarios.reading import check_scenario
from biovaliance.bioproduction.sensitivity.parameters import typical_values
from biovaliance.bioproduction.sensitivity.sampling import drawn_values

PRICES = bundled_prices()


def process(name: str, year: int | None = None) -> Numbers:
    """Return the numbers of a library process, money in euros of a year."""
    return numbers_of(read_process(name), PRICES, year=year)


def cost_and_range(name: str, year: int) -> tuple[float, float, float]:
    """Return the cost of a library process as stated, and the ends of 95 % of draws of its unknowns."""
    model = cost_model(process(name, year))
    drawn = model(drawn_values(model.parameters, 2000, seed=1))
    typical = float(model(typical_values(model.parameters)[np.newaxis, :])[0])
    low, high = np.percentile(drawn, (2.5, 97.5))
    return typical, float(low), float(high)


def line(operations: list[dict[str, Any]], year: int = 2024, **tables: Any) -> CostKernel:
    """Return the costs of a small line; its operations take an hour where they do not say how long."""
    whole = {
        "scenario": {"name": "published", "price_year": year, "patients": 100},
        "arrivals": {"kind": "interval", "interval_d": 1},
        "operations": [{"duration_h": 1, **operation} for operation in operations],
        **tables,
    }
    return CostKernel(numbers_of(check_scenario(whole, "published.toml"), PRICES))


def table_rows(process_name: str) -> list[dict[str, str]]:
    """Return the rows of the parameter table for a process."""
    text = (files("biovaliance.bioproduction") / "tables" / "parameters.csv").read_text(encoding="utf-8")
    return [row for row in csv.DictReader(text.splitlines()) if row["process"] == process_name]


def binomial_interval(successes: int, trials: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a share (C. Clopper, E. Pearson 1934), by halving."""
    return (
        0.0 if successes == 0 else _bound(successes - 1, trials, 0.975),
        1.0 if successes == trials else _bound(successes, trials, 0.025),
    )


def _bound(most: int, trials: int, wanted: float) -> float:
    """Return the share at which at most so many successes have the probability wanted."""
    counts = np.arange(most + 1)
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, trials + 1)))])
    ways = logs[trials] - logs[counts] - logs[trials - counts]
    low, high = 1e-12, 1 - 1e-12
    for _ in range(100):
        share = (low + high) / 2
        below = np.exp(ways + counts * np.log(share) + (trials - counts) * np.log1p(-share)).sum()
        low, high = (share, high) if below > wanted else (low, share)
    return (low + high) / 2
