"""What goes on after the last patient has left."""

import pytest

from biovaliance.bioproduction.engine.running import simulate
from tests.bioproduction.test_running import ENGINES, scenario_of, step



@pytest.mark.parametrize("engine", ENGINES)
def test_cleaning_ends_before_the_horizon_though_nobody_is_there_any_more(engine):
    pools = [{"name": "room", "count": 1, "cleaning_h": 1}]
    result = simulate(scenario_of([step("work", 3, "room")], pools, (0,), {"horizon_d": 1}), 1, engine=engine)
    assert result.pools["room"].utilisation_share == pytest.approx(4 / 24)


@pytest.mark.parametrize("engine", ENGINES)
def test_shifts_go_on_opening_until_the_horizon(engine):
    # One hour of work, on Monday, of five shifts of 8 hours in the week.
    pools = [{"name": "people", "count": 1, "calendar": "day"}]
    scenario = scenario_of([step("work", 1, "people")], pools, (0,), {"horizon_d": 7})
    assert simulate(scenario, 1, engine=engine).pools["people"].utilisation_share == pytest.approx(1 / 40)


@pytest.mark.parametrize("engine", ENGINES)
def test_work_for_somebody_who_left_keeps_its_unit_until_it_ends(engine):
    scenario = scenario_of(
        [step("work", 10, "unit")],
        [{"name": "unit", "count": 1}],
        (0,),
        {"horizon_d": 2},
        loss={"limit_d": 0.25},
    )
    result = simulate(scenario, 1, engine=engine)
    assert result.losses["patience"] == 1
    assert result.pools["unit"].utilisation_share == pytest.approx(10 / 48)
