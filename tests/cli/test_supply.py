"""`biovaliance bioproduction network`: what it prints for instances and networks, and what it refuses."""

import json

import pytest

from tests.bioproduction.network.instances import TWO_SITES as INSTANCE
from tests.bioproduction.network.networks import TWO_SITES as NETWORK


@pytest.fixture
def instance(tmp_path):
    file = tmp_path / "two.dat"
    file.write_text(INSTANCE, encoding="utf-8")
    return file


@pytest.fixture
def network(tmp_path):
    file = tmp_path / "two.toml"
    file.write_text(NETWORK, encoding="utf-8")
    return file


def test_an_instance_is_answered_in_json_with_both_ways_of_charging_fixed_cost(run, instance):
    ran = run("bioproduction", "network", instance, "--max-sites", "1", "--json")
    assert (ran.code, ran.err) == (0, "")
    answer = json.loads(ran.out)
    assert 0 <= answer.pop("seconds") < 60
    # Worked in tests/bioproduction/network/test_patient_allocation.py: 15,600 fixed, 41 transport, 240 other.
    assert answer == {
        "status": "optimal",
        "cost_per_therapy": pytest.approx(15_881 / 3),
        "sites": ["big"],
        "gap": 0.0,
        "therapies": 3,
        "fixed_cost_per_therapy": pytest.approx(5_200),
        "transport_cost_per_therapy": pytest.approx(41 / 3),
        "other_cost_per_therapy": 80.0,
        "fixed_cost_days": 130,
        "over_demand_days": {
            "demand_days": 9,
            "same_sites_cost_per_therapy": pytest.approx(1_361 / 3),
            "cost_per_therapy": pytest.approx(1_361 / 3),
            "sites": ["big"],
        },
    }


def test_an_instance_is_told_in_lines(run, instance):
    ran = run("bioproduction", "network", instance, "--demand-days", "13")
    assert ran.out.splitlines() == [
        "two.dat: 5,293.67 per therapy, optimal, gap 0",
        "sites: big, for 3 therapies",
        "fixed 5,200.00 (over 130 days), transport 13.67, other 80.00",
        "fixed cost over 13 days of demand: 613.67 with big",
    ]


def test_a_network_is_told_with_outages_numbers_of_sites_and_carbon(run, network):
    ran = run("bioproduction", "network", network, "--outages", "--by-sites", "--carbon-points", "2")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "one site: 12,881 EUR of 2024 per dose, 64.0 doses in 365 days, optimal"
    assert "open: West, 77% of its place-days used" in lines
    assert "A: 80.0 patients of cells at West" in lines
    told = "without West: 64.0 doses lost, 94,400 less spent with the open sites; 22.3 lost if East opens"
    assert told in lines
    assert any(line.startswith("2 sites (West, East): ") for line in lines)
    assert sum(line.startswith("cost against carbon: ") for line in lines) == 2
    assert lines[-1] == "rests on rows that are assumed: not validated"


def test_a_network_is_answered_in_json(run, network):
    ran = run("bioproduction", "network", network, "--outage-days", "1-73", "--by-sites", "--json")
    answer = json.loads(ran.out)
    assert (answer["status"], answer["sites"], answer["gap"]) == ("optimal", ["West"], 0.0)
    assert answer["cost_per_dose"] == pytest.approx(824_400 / 64)
    assert answer["service_share"] == {"cells": pytest.approx(0.8)}
    assert answer["outages"][0]["with_open_sites"]["doses_lost"] == pytest.approx(64 / 5)
    assert [each["site_count"] for each in answer["by_site_count"]] == [1, 2]
    assert answer["worst_status"] == "assumed"


@pytest.mark.parametrize(("kind", "cost"), [("dat", "cost_per_therapy"), ("toml", "cost_per_dose")])
def test_what_cannot_be_is_told_in_both_ways_and_ends_with_1(run, tmp_path, kind, cost):
    file = tmp_path / f"short.{kind}"
    text = INSTANCE.replace("big 5 small 1", "big 1 small 1") if kind == "dat" else NETWORK
    file.write_text(text.replace("cells = 80", "cells = 800"), encoding="utf-8")
    ran = run("bioproduction", "network", file, "--max-sites", "1", "--json")
    answer = json.loads(ran.out)
    answer.pop("seconds")
    assert answer == {"status": "infeasible", cost: None, "sites": [], "gap": None}
    assert ran.code == 1
    (line,) = ran.error_lines
    assert "add places" in line or "allow more sites" in line
    assert run("bioproduction", "network", file, "--max-sites", "1").out == ""


@pytest.mark.parametrize(
    ("name", "content", "arguments", "told"),
    [
        ("gone.dat", None, [], "gone.dat' is no file; check the path."),
        ("x.dat", b"\xff\xfe\x00", [], "byte 0 is no UTF-8; expected a text file in UTF-8."),
        (
            "x.dat",
            INSTANCE.encode(),
            ["--outages"],
            "--outages is for networks in TOML (.toml); leave it out.",
        ),
        ("x.dat", INSTANCE.encode(), ["--by-sites"], "--by-sites is for networks in TOML (.toml)"),
        (
            "x.toml",
            NETWORK.encode(),
            ["--demand-days", "90"],
            "--demand-days is for i-SHIPMENT instances (.dat)",
        ),
        (
            "x.toml",
            NETWORK.encode(),
            ["--outage-days", "9-3"],
            "Outage days '9-3' are no days; write the first",
        ),
        (
            "x.toml",
            NETWORK.encode(),
            ["--carbon-points", "1"],
            "1 points were asked for; expected at least 2",
        ),
        ("x.toml", b"[network", [], "'x.toml' is no TOML"),
    ],
)
def test_what_is_refused_ends_with_1_and_one_line(run, tmp_path, name, content, arguments, told):
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    ran = run("bioproduction", "network", file, *arguments)
    assert (ran.code, ran.out) == (1, "")
    (line,) = ran.error_lines
    assert line.startswith("Error: ")
    assert told in line


def test_every_problem_of_a_file_is_a_line_of_its_own(run, network):
    network.write_text(
        NETWORK.replace("places = 2", "places = 0").replace("horizon_d = 365", "horizon_d = 0")
    )
    ran = run("bioproduction", "network", network)
    assert ran.code == 1
    assert ran.error_lines == [
        "two.toml:4: network 'one site', horizon_d '0': is out of range. Expected from 1 to 36500 days.",
        "two.toml:24: sites.lines, places '0': is out of range. Expected above 0 to 100000 places.",
        "Error: 'two.toml' has 2 problems.",
    ]


@pytest.mark.parametrize(
    "arguments", [["--max-sites", "0"], ["--carbon-points", "99"], ["--demand-days", "131"]]
)
def test_wrong_usage_ends_with_2(run, instance, arguments):
    assert run("bioproduction", "network", instance, *arguments).code == 2
