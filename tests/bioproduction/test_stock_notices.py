"""What is told of a stock before a run, in both languages, and how many events its clock is counted as."""

import pytest

from biovaliance.bioproduction.scenarios.checks import notices
from biovaliance.bioproduction.scenarios.extent import expected_events
from biovaliance.bioproduction.scenarios.reading import check_scenario
from biovaliance.foundation.errors import InputError


def line(material, horizon_d=100):
    """Return a line of two patients that takes a fifth of a unit of medium for each."""
    return check_scenario(
        {
            "scenario": {"name": "Line", "horizon_d": horizon_d},
            "arrivals": {"kind": "schedule", "times_d": [0, 1]},
            "materials": [{"name": "medium", **material}],
            "operations": [{"name": "grow", "duration_h": 1, "materials": {"medium": 0.2}}],
        }
    )


def test_a_stock_that_is_not_enough_is_told_with_its_unit_and_in_the_readers_words():
    (told,) = notices(line({"stock": 0.3, "unit": "bag"}))
    assert told.en == (
        "The stock of 'medium', 0.3 bag, is less than the 0.4 bag that the patients of a run take on "
        "average, and none is ordered."
    )
    assert told.fr == (
        "Le stock de «\u00a0milieu de culture\u00a0», 0,3\u00a0poche, est inférieur aux 0,4\u00a0poche que "
        "prennent en moyenne les patients d’une réplication, et rien n’est commandé."
    )


def test_a_stock_that_nothing_uses_is_named_in_the_readers_words():
    scenario = check_scenario(
        {
            "scenario": {"name": "Line"},
            "arrivals": {"kind": "schedule", "times_d": [0]},
            "materials": [{"name": "medium", "stock": 1}],
            "operations": [{"name": "grow", "duration_h": 1}],
        }
    )
    (told,) = notices(scenario)
    assert (
        told.fr
        == "La matière «\u00a0milieu de culture\u00a0» a un stock, et aucune opération ne la consomme."
    )


@pytest.mark.parametrize(
    ("policy", "by_the_clock"),
    [
        ({"reorder_point": 1}, 0),
        ({"reorder_point": 1, "review_every_d": 0.5}, 200),
        ({"review_every_d": 0.5, "order_up_to": 9}, 200),
        ({"standing_order": {"packs": 1, "every_d": 4}}, 50),
    ],
    ids=["as it is used", "reviewed", "up to a level", "standing"],
)
def test_looks_by_the_clock_and_standing_deliveries_are_events_of_a_run(policy, by_the_clock):
    patients = 2 * (2 + 2 * 1)
    assert expected_events(line({"stock": 9, **policy})) == pytest.approx(patients + by_the_clock)


def test_stocks_that_are_looked_at_a_thousand_million_times_are_refused():
    many = {
        "scenario": {"name": "Line", "horizon_d": 365_000},
        "arrivals": {"kind": "schedule", "times_d": [0]},
        "materials": [
            {"name": f"medium {n}", "stock": 1, "reorder_point": 1, "review_every_d": 0.01} for n in range(30)
        ],
        "operations": [{"name": "grow", "duration_h": 1}],
    }
    with pytest.raises(InputError) as refused:
        check_scenario(many)
    assert "expected up to 1,000,000,000" in refused.value.problems[0].message
