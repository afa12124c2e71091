"""Small networks in TOML whose plans can be worked out by hand; every figure is made up."""

from biovaliance.bioproduction.network.supply import Network
from biovaliance.bioproduction.network.supply_file import read_network
from tests.wrong_files import changed

ONE_SITE = """[network]
name = "one site"
price_year = 2024
horizon_d = 365
period_d = 73

[[products]]
name = "cells"
manufacture_d = 7
quality_control_d = 3
turnaround_limit_d = 14
start_limit_h = 24
shelf_life_h = 24
cost_per_start = 1000
success_share = 0.8
service_level_share = 0.8

[[sites]]
name = "West"
fixed_cost_per_year = 730_000

[[sites.lines]]
products = ["cells"]
places = 2

[[hospitals]]
name = "A"
patients = { cells = 80 }

[[lanes]]
hospital = "A"
site = "West"
mode = "road"
duration_h = 6
cost = 100
carbon_kg = 10
"""

SECOND_SITE = """
[[sites]]
name = "East"
fixed_cost_per_year = 365_000
carbon_kg_per_year = 100

[[sites.lines]]
products = ["cells"]
places = 1

[[lanes]]
hospital = "A"
site = "East"
mode = "road"
duration_h = 12
cost = 50
carbon_kg = 1
"""

TWO_SITES = ONE_SITE + SECOND_SITE


def network(text: str, *changes: tuple[str, str]) -> Network:
    """Return the network of a text with some changes."""
    return read_network(changed(text, *changes), "x.toml")
