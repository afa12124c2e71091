"""How things end: what goes on after the last patient has left, and work that ends when a shift does."""

import pytest

from biovaliance.bioproduction.engine.model import compile_scenario
from biovaliance.bioproduction.engine.running import simulate, trace_of
from biovaliance.bioproduction.engine.traces import trace_rows
from tests.bioproduction.test_running import ENGINES, scenario_of, step


def events(scenario, engine):
    """Return what happened and when."""
    done = trace_of(scenario, 1, 0, engine).replications[0]
    return [(event, time) for time, event, *_ in trace_rows(compile_scenario(scenario), done)]


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


@pytest.mark.parametrize("engine", ENGINES)
def test_work_that_ends_when_its_shift_does_is_not_interrupted(engine):
    pools = [{"name": "people", "count": 2, "calendar": "day", "at_close": "interrupt"}]
    scenario = scenario_of([step("work", 8, "people")], pools, (0,))
    assert events(scenario, engine) == [("arrived", 0), ("started", 8), ("finished", 16), ("released", 16)]


@pytest.mark.parametrize("engine", ENGINES)
def test_work_that_ends_when_its_units_break_is_finished_and_the_rest_is_interrupted(engine):
    broken = {"between_h": {"distribution": "empirical", "values": [4]}, "repair_h": 100}
    pool = {"name": "unit", "count": 2, "at_close": "interrupt", "breakdown": broken}
    operations = [{**step("long", 5, "unit"), "after": []}, {**step("short", 4, "unit"), "after": []}]
    told = events(scenario_of(operations, [pool], (0,)), engine)
    # Both units break after 4 hours: the short work ends, the long one goes on once they are repaired.
    assert told == [
        ("arrived", 0),
        ("started", 0),
        ("started", 0),
        ("interrupted", 4),
        ("finished", 4),
        ("resumed", 104),
        ("finished", 105),
        ("released", 105),
    ]


# The first keeps b and waits for a, which the second keeps and waits for b: from 2 h on nothing goes on.
CROSSED = [
    step("one", 1, "a"),
    step("two", 1, "b", max_hold_h=0, at_max_hold="block"),
    step("three", 1, "a", max_hold_h=0, at_max_hold="block"),
]
BREAKS = {"between_h": {"distribution": "empirical", "values": [30]}, "repair_h": 6}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("days", "of_a", "of_b", "shares"),
    [
        ((0, 0, 0), {}, {}, (1, 1 / 2)),
        # The shift begins at 8 h: b works one of the ten hours until the line is stuck, a two of its two.
        ((0, 0, 0), {"calendar": "day"}, {}, (1, 1 / 10)),
        # Breakdowns go on for two years after it.
        ((0, 0, 0), {}, {"breakdown": BREAKS}, (1, 1 / 2)),
        # Somebody who comes later and waits too is the last that happens: b is kept from 1 h to 24 h.
        ((0, 0, 0, 1), {}, {}, (1, 23 / 24)),
    ],
    ids=["always open", "a shift", "breakdowns", "one who comes later"],
)
def test_a_run_that_is_stuck_counts_hours_until_something_last_happened(engine, days, of_a, of_b, shares):
    pools = [{"name": "a", "count": 1, **of_a}, {"name": "b", "count": 1, **of_b}]
    result = simulate(scenario_of(CROSSED, pools, days), 1, engine=engine)
    assert result.censored == len(days)
    assert tuple(result.pools[name].utilisation_share for name in "ab") == pytest.approx(shares)
    assert "the hours of pools end when something last happened." in result.notices[-1].en
    assert "les heures des ressources s’arrêtent au dernier événement." in result.notices[-1].fr
