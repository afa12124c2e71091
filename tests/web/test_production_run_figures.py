"""What the page of a run says in figures and names agrees with its files and with itself."""

import json

import pytest
from django.utils import translation

from biovaliance.bioproduction.engine.model import compile_scenario
from biovaliance.bioproduction.engine.parts import run_part
from biovaliance.bioproduction.engine.running import simulate
from biovaliance.bioproduction.engine.timelines import timeline_of_scenario
from biovaliance.bioproduction.engine.traces import trace_rows
from biovaliance.bioproduction.scenarios.reading import check_scenario
from biovaliance.web.bioproduction.opened import open_process
from biovaliance.web.bioproduction.results.runs.presenting import present_simulation
from biovaliance.web.bioproduction.store import keep_scenario

VIALS = """
[scenario]
name = "Vials"

[arrivals]
kind = "schedule"
times_d = [0]

[[operations]]
name = "fill"
duration_h = 1
"""
FIVE_DOSES_A_LOT = {
    "scenario": {"name": "Vials", "horizon_d": 365},
    "arrivals": {"kind": "poisson", "rate_per_d": 0.1},
    "pools": [{"name": "room", "count": 1}],
    "operations": [{"name": "fill", "duration_h": 1, "pools": {"room": 1}}],
    "costs": {"doses_per_batch": 5},
}


def shown(scenario, replications=1):
    """Return what the page of a run of a scenario shows in English."""
    result = simulate(scenario, replications, engine="reference").to_json()
    timeline = timeline_of_scenario(scenario, engine="reference").to_json()
    ran = json.loads(json.dumps({"simulation": result, "timeline": timeline}))
    with translation.override("en"):
        return ran, present_simulation(ran, open_process("car-t-manual"), "runkey")


def test_doses_a_year_are_doses_where_a_lot_has_several():
    ran, told = shown(check_scenario(FIVE_DOSES_A_LOT), 8)
    tile = told["tiles"][0]
    lots, (low, high) = ran["simulation"]["throughput_per_year"], ran["simulation"]["throughput_ci95"]
    assert tile["label"] == "released doses a year"
    assert tile["value"] == f"{5 * lots:,.0f}"
    found = tile["note"].partition(" interval ")[2].split(" to ")
    assert [float(end) for end in found] == pytest.approx([5 * low, 5 * high], rel=0.005)


def test_a_run_kept_before_doses_were_told_shows_its_lots():
    ran, _told = shown(check_scenario(FIVE_DOSES_A_LOT))
    lots = ran["simulation"]["throughput_per_year"]
    del ran["simulation"]["doses_per_year"]
    with translation.override("en"):
        tile = present_simulation(ran, open_process("car-t-manual"), "runkey")["tiles"][0]
    assert tile["value"] == f"{lots:,.0f}"


def test_the_material_that_runs_out_is_shown_however_many_others_are_kept():
    plenty = [{"name": f"buffer {number}", "stock": 9} for number in range(8)]
    scenario = check_scenario(
        {
            "scenario": {"name": "Nine"},
            "arrivals": {"kind": "schedule", "times_d": [0, 1]},
            "materials": [*plenty, {"name": "vector", "stock": 2}],
            "operations": [
                {
                    "name": "fill",
                    "duration_h": 1,
                    "materials": {"vector": 1} | {each["name"]: 1 for each in plenty},
                }
            ],
        }
    )
    _ran, told = shown(scenario)
    on_hand = told["figures"]["on_hand"]
    assert on_hand.title == "In the first replication nothing is left at times of: vector"
    drawn = [series["name"] for series in on_hand.drawing["series"]]
    assert drawn == ["vector", *(f"buffer {number}" for number in range(7))]


def test_a_chart_of_stocks_does_not_say_that_nobody_lacks_what_is_too_little():
    scenario = check_scenario(
        {
            "scenario": {"name": "Five at once"},
            "arrivals": {"kind": "schedule", "times_d": [0, 1]},
            "materials": [
                {"name": "vector", "stock": 5, "reorder_point": 2, "pack_size": 5, "lead_time_d": 9}
            ],
            "operations": [{"name": "fill", "duration_h": 1, "materials": {"vector": 3}}],
        }
    )
    ran, told = shown(scenario)
    assert ran["simulation"]["materials"]["vector"]["waiting_h"] > 0
    title = told["figures"]["on_hand"].title
    assert title == "Some of every material is left throughout the first replication"


def test_the_starts_name_patients_as_the_events_and_the_lots_do():
    scenario = check_scenario(
        {
            "scenario": {"name": "Three"},
            "arrivals": {"kind": "schedule", "times_d": [0, 1, 2]},
            "operations": [{"name": "fill", "duration_h": 1}],
        }
    )
    _ran, told = shown(scenario)
    model = compile_scenario(scenario)
    events = trace_rows(model, run_part(model, 1, 0, 1, "reference", traced=True).replications[0])
    started = [line.patient for line in events if line.event == "started"]
    gantt = told["figures"]["gantt"]
    assert [row[0].value for row in gantt.rows] == started == [0, 1, 2]
    assert [row[0].text for row in gantt.rows] == ["0", "1", "2"]
    rows = [bar["patient"] + gantt.drawing["first"] for bar in gantt.drawing["bars"]]
    assert rows == started
    assert gantt.drawing["bars"][1]["note"].startswith("fill, patient 1\n")


@pytest.mark.django_db
def test_a_scenario_that_says_nothing_of_itself_is_described_by_its_name(client):
    kept = keep_scenario(VIALS, "Vials", "", "someone")
    page = client.get(f"/en/production/scenarios/{kept.key}/").content.decode()
    assert '<meta name="description" content="Vials">' in page
