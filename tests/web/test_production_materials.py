"""Materials that run out, on the page of a run: a table with units, and what was on hand over time."""

import json

import pytest
from django.utils import translation

from biovaliance.bioproduction.engine.running import simulate
from biovaliance.bioproduction.engine.timelines import timeline_of_scenario
from biovaliance.bioproduction.scenarios.reading import check_scenario
from biovaliance.web.bioproduction.opened import open_process
from biovaliance.web.bioproduction.results.runs.presenting import present_simulation


@pytest.fixture(scope="module")
def ran():
    """Return a kept run of a line that waits for its vector."""
    scenario = check_scenario(
        {
            "scenario": {"name": "Vector"},
            "arrivals": {"kind": "schedule", "times_d": [0, 1, 2, 3, 4]},
            "pools": [{"name": "room", "count": 1}],
            "materials": [
                {
                    "name": "vector",
                    "unit": "vial",
                    "stock": 2,
                    "reorder_point": 0,
                    "order_up_to": 2,
                    "lead_time_d": 3,
                },
                {"name": "medium", "stock": 100},
            ],
            "operations": [
                {
                    "name": "transduce",
                    "duration_h": 1,
                    "pools": {"room": 1},
                    "materials": {"vector": 1, "medium": 2.5},
                }
            ],
        }
    )
    result = simulate(scenario, 1, engine="reference").to_json()
    timeline = timeline_of_scenario(scenario, engine="reference").to_json()
    return json.loads(json.dumps({"simulation": result, "timeline": timeline}))


def told_in(ran, language="en"):
    with translation.override(language):
        return present_simulation(ran, open_process("car-t-manual"), "runkey")


def test_the_table_of_materials_has_amounts_in_their_units_and_who_waited(ran):
    figure = told_in(ran)["figures"]["materials"]
    first, second = figure.rows
    assert (first[0].text, first[0].value) == ("vector (vial)", "vector")
    keys = [column.key for column in figure.columns]
    row = dict(zip(keys, (cell.value for cell in first), strict=True))
    assert (row["used"], row["ordered"], row["delivered"], row["orders"]) == (5, 4, 4, 2)
    # The third waits for 48 h, the fourth for 24 h, the fifth for 47 h: somebody does for 95 of 145 h.
    assert (row["waiting_h"], row["delayed_starts"], row["bottleneck"]) == (119, 3, "yes")
    assert row["short_share"] == pytest.approx(95 / 145)
    assert second[0].text == "medium"
    assert second[1].value == 12.5
    assert figure.title == "“vector” is what runs out: somebody waits for it 66\u00a0% of the time"
    assert [label for label, _ in figure.downloads] == ["CSV", "XLSX", "JSON"]


def test_what_was_on_hand_is_a_chart_with_its_table(ran):
    figure = told_in(ran)["figures"]["on_hand"]
    assert figure.drawing["kind"] == "levels"
    assert [series["name"] for series in figure.drawing["series"]] == ["vector (vial)", "medium"]
    assert len(figure.rows) == len(figure.drawing["series"][0]["mean"])
    assert all(len(row) == len(figure.columns) == 5 for row in figure.rows)
    assert figure.title == "In the first replication nothing is left at times of: vector (vial)"


def test_the_tile_and_the_pools_say_that_a_material_is_what_holds_the_line(ran):
    told = told_in(ran)
    assert told["tiles"][-1]["value"] == "Vector"
    assert told["tiles"][-1]["note"].startswith("waited for 66")
    pools = told["figures"]["pools"]
    assert pools.title == "Most waiting is for a material, “vector”, and not for a pool"
    assert {row[-1].value for row in pools.rows} == {""}


def test_materials_are_told_in_french(ran):
    told = told_in(ran, "fr")
    assert told["figures"]["materials"].title.startswith("«\u00a0vector\u00a0» est ce qui manque\u00a0:")
    assert told["figures"]["on_hand"].columns[1].label == "vector (vial)"
    labels = [column.label for column in told["figures"]["materials"].columns]
    assert labels[:3] == ["Matière (unité)", "Consommé", "Périmé"]


def test_a_run_kept_before_materials_could_run_out_is_shown_as_ever(ran):
    simulation = {
        key: value for key, value in ran["simulation"].items() if key not in {"materials", "bottleneck_kind"}
    }
    old = {"simulation": {**simulation, "bottleneck": "room"}, "timeline": ran["timeline"]}
    old["timeline"] = {key: value for key, value in ran["timeline"].items() if key != "on_hand"}
    told = told_in(old)
    assert not {"materials", "on_hand"} & set(told["figures"])
    assert told["tiles"][-1]["value"] == "Room"
    assert told["figures"]["pools"].rows[0][-1].value == "yes"
