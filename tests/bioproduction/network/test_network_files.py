"""Networks in TOML: every fault is told with its line, key, value, limit and unit."""

import pytest

from biovaliance.bioproduction.network.supply import Direction, SourceStatus
from biovaliance.bioproduction.network.supply_file import read_network
from tests.bioproduction.network.networks import ONE_SITE, TWO_SITES, network
from tests.wrong_files import changed, refused


def test_a_network_is_read_with_its_defaults():
    given = network(TWO_SITES)
    assert (given.currency, given.price_year, given.periods) == ("EUR", 2024, 5)
    assert [site.name for site in given.sites] == ["West", "East"]
    assert given.hospitals[0].patients == {"cells": (16.0,) * 5}
    assert given.lanes[0].direction is Direction.BOTH
    assert given.worst_status is SourceStatus.ASSUMED


def test_the_worst_status_of_all_rows_is_that_of_the_network():
    rows = ("[[products]]", "[[sites]]", "[[hospitals]]", "[[lanes]]")
    seen = [(row, f'{row}\nstatus = "seen"\nsource = "a table"') for row in rows]
    assert network(ONE_SITE, *seen).worst_status is SourceStatus.SEEN
    assert network(ONE_SITE, *seen, ('"seen"', '"derived"')).worst_status is SourceStatus.DERIVED


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "horizon_d = 365",
            "horizon_d = -1",
            "4: network 'one site', horizon_d '-1': is out of range. Expected from 1 to 36500 days.",
        ),
        ("horizon_d = 365", "horizon_d = nan", "4: network 'one site', horizon_d 'nan': is no number."),
        ("period_d = 73", "period_d = 70", "5: network 'one site', period_d '70.0': makes 5.21429 periods"),
        ("places = 2", "places = 0", "24: sites.lines, places '0': is out of range. Expected above 0"),
        ("places = 2", 'places = "2"', "24: sites.lines, places '2': is no number."),
        (
            "success_share = 0.8",
            "success_share = 80",
            "15: products 'cells', success_share '80': is out of range. Expected above 0 to 1 share (write",
        ),
        ("manufacture_d = 7\n", "", "7: products 'cells', manufacture_d: is missing. Add it."),
        ("places = 2", "places = 2\nplces = 3", "25: sites.lines, plces: is unknown here. Expected"),
        (
            'products = ["cells"]',
            'products = ["skin"]',
            "23: sites.lines, products 'skin': is no product of this file. Expected cells.",
        ),
        ('hospital = "A"', 'hospital = "B"', "31: lanes, hospital 'B': is unknown. Expected one of A."),
        ("{ cells = 80 }", "{ skin = 80 }", "28: hospitals 'A', patients 'skin': is no product"),
        (
            "{ cells = 80 }",
            "{ cells = [1, 2] }",
            "28: hospitals 'A', patients: 'cells' has 2 numbers. Expected one for each of the 5 periods.",
        ),
        ("{ cells = 80 }", "{ cells = 1e9 }", "28: hospitals 'A', patients '1000000000.0': is out of range."),
        ("730_000", "730_000\ninvestment = 5", "21: sites 'West', investment '5.0': is given without them."),
        ("[[hospitals]]", "[[hospital]]", "26: hospital: is unknown here. Expected network, products"),
        ("[[hospitals]]", "[[hospital]]", " hospitals: is missing. Add [[hospitals]]."),
        ('"road"', '"road"\ndirection = "up"', "direction 'up': is unknown. Expected one of collection"),
        ('"road"', '"road"\nstatus = "true"', "status 'true': is unknown. Expected one of seen"),
        ("duration_h = 6", "duration_h = true", "34: lanes, duration_h 'True': is no number."),
    ],
)
def test_every_fault_of_a_network_is_told_with_its_place(old, new, told):
    problems = refused(read_network, changed(ONE_SITE, (old, new)), "x.toml")
    assert any(told in problem for problem in problems), problems


def test_two_sites_of_one_name_and_two_lanes_of_one_kind_are_told():
    told = refused(read_network, TWO_SITES.replace('"East"', '"West"'), "x.toml")
    assert "x.toml:39: sites, name 'West': names two sites. Give each a name of its own." in told
    assert any("mode 'road': is given twice for this hospital and site." in each for each in told)


def test_what_is_no_toml_is_refused_in_one_sentence():
    (torn,) = refused(read_network, "[network\n", "x.toml")
    assert torn.startswith("'x.toml' is no TOML: ")
    assert torn.endswith("; correct that line.")
    (large,) = refused(read_network, " " * 5_000_001, "x.toml")
    assert large.startswith("'x.toml' has 5,000,001 characters; expected at most 5,000,000")


def test_an_empty_file_tells_what_is_missing():
    told = refused(read_network, "", "x.toml")
    assert "x.toml: network: is missing. Add [network]." in told
    assert "x.toml: products: is missing. Add [[products]]." in told
