"""Materials that run out: worked by hand, in both engines."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biovaliance.bioproduction.engine import replications as r
from biovaliance.bioproduction.engine.model import compile_scenario
from biovaliance.bioproduction.engine.parts import run_part
from biovaliance.bioproduction.engine.reference.plain import is_plain
from biovaliance.bioproduction.engine.running import simulate, trace_of
from biovaliance.bioproduction.engine.timelines import timeline_of_scenario
from biovaliance.bioproduction.engine.traces import StockLine, all_rows, trace_csv, trace_rows
from biovaliance.bioproduction.scenarios.checks import notices
from biovaliance.bioproduction.scenarios.reading import check_scenario
from biovaliance.foundation.errors import InputError
from tests.bioproduction.random_models import random_model
from tests.bioproduction.test_running import ENGINES


def line(material, times_d=(0,), operations=None, head=None, **more):
    return check_scenario(
        {
            "scenario": {"name": "Materials", **(head or {})},
            "arrivals": {"kind": "schedule", "times_d": list(times_d)},
            "materials": [{"name": "vector", **material}],
            "operations": operations or [step("transduce", 1)],
            **more,
        }
    )


def step(name, hours, takes=1, **more):
    return {"name": name, "duration_h": hours, "materials": {"vector": takes}, **more}


def told(scenario, engine, *wanted):
    """Return when which of some events happened, of whom, or how much."""
    done = trace_of(scenario, 1, 0, engine).replications[0]
    rows = all_rows(compile_scenario(scenario), done)
    return [
        (row.time_h, row.event, row.amount if isinstance(row, StockLine) else row.patient)
        for row in rows
        if row.event in wanted
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_order_is_placed_at_the_reorder_point_and_comes_after_the_lead_time(engine):
    material = {"stock": 2, "reorder_point": 1, "order_up_to": 3, "lead_time_d": 2}
    scenario = line(material, (0, 0.5, 1, 3))
    assert told(scenario, engine, "started", "ordered", "delivered") == [
        (0, "started", 0),
        (0, "ordered", 2),  # 1 is left: 3 are wanted
        (12, "started", 1),
        (24, "ordered", 2),  # nothing is there, 2 are on order, and somebody waits
        (48, "delivered", 2),
        (48, "started", 2),  # has waited for a day
        (72, "started", 3),
        (72, "delivered", 2),
    ]
    found = simulate(scenario, 1, engine=engine).materials["vector"]
    assert (found.used, found.ordered, found.delivered, found.orders) == (4, 4, 4, 2)
    assert (found.expired, found.on_hand_at_end, found.delayed_starts, found.waiting_h) == (0, 2, 1, 24)
    # 1 on hand until noon, 1 on the third day, 2 for the hour until the run ends.
    assert found.on_hand_mean == pytest.approx((12 + 24 + 2) / 73)
    assert found.short_share == pytest.approx(24 / 73)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("policy", "ordered"),
    [
        ({"reorder_point": 0}, [(0, 1)]),  # one unit is a pack
        ({"reorder_point": 0, "pack_size": 4}, [(0, 4)]),
        ({"reorder_point": 5, "pack_size": 2, "minimum_order": 1.5}, [(0, 8)]),  # two orders of two packs
        ({"order_up_to": 10}, [(0, 9), (0, 1)]),  # at the beginning, then what is used
        ({"reorder_point": 3, "order_up_to": 10, "pack_size": 4}, [(0, 12)]),
        ({"order_up_to": 10, "minimum_order": 20}, [(0, 20)]),
        ({"order_up_to": 10, "review_every_d": 0.5}, [(0, 9), (12, 1), (24, 0)][:2]),
        ({"reorder_point": 1, "stock": 2}, [(0, 1)]),
    ],
)
def test_how_much_is_ordered_and_when(policy, ordered, engine):
    scenario = line({"stock": 1, "lead_time_d": 9, **policy}, (0, 3), head={"horizon_d": 1.5})
    rows = told(scenario, engine, "ordered")
    assert [(time, amount) for time, _, amount in rows] == ordered


@pytest.mark.parametrize("engine", ENGINES)
def test_what_expires_first_is_used_first_and_what_is_too_old_is_thrown_away(engine):
    material = {
        "stock": 2,
        "shelf_life_d": 3,
        "standing_order": {"packs": 1, "every_d": 2, "first_d": 1},
    }
    scenario = line(material, (0, 2), head={"horizon_d": 6.5})
    # Two of day 0: one used on day 0, the other on day 2. That of day 1 expires on day 4, that of day 3 on 6.
    assert told(scenario, engine, "delivered", "expired") == [
        (24, "delivered", 1),
        (72, "delivered", 1),
        (96, "expired", 1),
        (120, "delivered", 1),
        (144, "expired", 1),
    ]
    found = simulate(scenario, 1, engine=engine).materials["vector"]
    assert (found.at_start, found.used, found.expired, found.delivered, found.on_hand_at_end) == (
        2,
        2,
        2,
        3,
        1,
    )
    assert found.expired_share == 0.4


@pytest.mark.parametrize("engine", ENGINES)
def test_what_expires_at_a_moment_is_not_used_at_that_moment(engine):
    scenario = line({"stock": 1, "shelf_life_d": 1}, (1,))
    result = simulate(scenario, 1, engine=engine)
    assert result.censored == 1
    assert result.materials["vector"].expired == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_an_operation_that_lacks_a_material_takes_nothing_and_keeps_nobody_from_the_rest(engine):
    # The first takes both reagents and lacks one, the second takes the other: it goes first.
    operations = [
        {"name": "both", "duration_h": 1, "materials": {"vector": 1, "medium": 1}, "pools": {"room": 1}},
        {"name": "one", "duration_h": 1, "materials": {"medium": 1}, "pools": {"room": 1}, "after": []},
    ]
    materials = [
        {"name": "vector", "stock": 0, "standing_order": {"packs": 1, "every_d": 2}},
        {"name": "medium", "stock": 2},
    ]
    scenario = check_scenario(
        {
            "scenario": {"name": "Both"},
            "arrivals": {"kind": "schedule", "times_d": [0]},
            "pools": [{"name": "room", "count": 1}],
            "materials": materials,
            "operations": operations,
        }
    )
    assert told(scenario, engine, "started", "delivered") == [
        (0, "started", 0),
        (48, "delivered", 1),
        (48, "started", 0),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_of_those_who_wait_for_a_material_the_higher_priority_goes_first(engine):
    operations = [step("usual", 1, after=[]), step("urgent", 1, after=[], priority=1)]
    scenario = line({"stock": 0, "standing_order": {"packs": 1, "every_d": 1}}, (0,), operations)
    done = trace_of(scenario, 1, 0, engine).replications[0]
    started = [
        (row[0], row[4]) for row in trace_rows(compile_scenario(scenario), done) if row[1] == "started"
    ]
    assert started == [(24, "urgent"), (48, "usual")]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_patient_of_a_batch_and_every_attempt_takes_its_own(engine):
    operations = [
        step("wash", 2, 1.5, batch=3, failure={"share": 0.999, "then": "repeat", "max_attempts": 2})
    ]
    scenario = line({"stock": 8}, (0, 0, 0), operations)
    result = simulate(scenario, 1, engine=engine)
    # 4.5 for three patients, and the 3.5 left are not enough for the second attempt: it never starts.
    assert result.materials["vector"].used == 4.5
    assert result.materials["vector"].waiting_at_end == 3
    assert result.censored == 3


@pytest.mark.parametrize("engine", ENGINES)
def test_a_full_queue_and_a_longest_hold_count_for_those_who_lack_a_material(engine):
    late = {"stock": 0, "standing_order": {"packs": 9, "every_d": 2}}
    held = simulate(line(late, (0, 1), [step("transduce", 1, max_hold_h=30)]), 1, engine=engine)
    assert (held.losses["hold_limit"], held.released) == (1, 1)
    turned = simulate(line(late, (0, 1), [step("transduce", 1, queue_limit=1)]), 1, engine=engine)
    assert (turned.losses["queue_full"], turned.released) == (1, 1)
    # The first waits for 30 hours and is lost, the second for 24; then one for 48.
    assert held.materials["vector"].waiting_h == 54
    assert turned.materials["vector"].waiting_h == 48


@pytest.mark.parametrize("engine", ENGINES)
def test_a_line_that_waits_for_what_never_comes_ends_and_says_so(engine):
    for more in ({}, {"standing_order": {"packs": 1, "every_d": 1}, "shelf_life_d": 0.5}):
        scenario = line({"stock": 3, **more}, (0, 1, 2, 3, 4), [step("transduce", 1, 2)])
        result = simulate(scenario, 1, engine=engine)
        assert (result.released, result.censored) == (1, 4)
        assert result.materials["vector"].waiting_at_end == 4
        told_of = [notice.en for notice in result.notices]
        assert any("4 patients of a run wait for it at the end" in each for each in told_of)
        assert any("wait for something that never comes" in each for each in told_of)


@pytest.mark.parametrize("engine", ENGINES)
def test_reviews_and_standing_orders_do_not_keep_a_run_alive(engine):
    material = {
        "stock": 5,
        "order_up_to": 5,
        "review_every_d": 0.1,
        "standing_order": {"packs": 1, "every_d": 0.1},
        "shelf_life_d": 0.5,
    }
    scenario = line(material, (0, 1))
    one = run_part(compile_scenario(scenario), 1, 0, 1, engine).replications[0]
    assert one.window_h == 25
    assert one.counts[r.STUCK] == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_a_line_that_waits_for_a_material_more_than_for_any_pool_has_it_as_its_bottleneck(engine):
    operations = [step("transduce", 5, pools={"room": 1})]
    late = {"stock": 1, "reorder_point": 0, "order_up_to": 3, "lead_time_d": 10}
    pools = [{"name": "room", "count": 1}]
    jammed = simulate(line(late, (0, 0.1, 0.2), operations, pools=pools), 1, engine=engine)
    assert (jammed.bottleneck_kind, jammed.bottleneck) == ("material", "vector")
    # Delivered after 240 h: the second has waited 237.6 h for it, the third 235.2 h, then 5 h for the room.
    assert jammed.materials["vector"].waiting_h == pytest.approx(237.6 + 235.2)
    assert jammed.pools["room"].waiting_h == pytest.approx(5)
    rich = simulate(line({"stock": 9}, (0, 0.1, 0.2), operations, pools=pools), 1, engine=engine)
    assert (rich.bottleneck_kind, rich.bottleneck) == ("pool", "room")


def test_a_material_without_a_stock_changes_no_event_and_no_figure():
    without = line({"lead_time_d": 3, "shelf_life_d": 1, "pack_size": 4}, range(10))
    plenty = line({"lead_time_d": 3, "pack_size": 4, "stock": 1000}, range(10))
    assert is_plain(compile_scenario(without))
    assert not is_plain(compile_scenario(plenty))
    left, right = (simulate(each, 2).to_json() for each in (without, plenty))
    assert left["materials"] == {}
    for key in ("time_in_system_h", "wait_h", "operations", "released", "throughput_per_year"):
        assert left[key] == right[key]


def test_a_trace_tells_of_materials_only_where_they_can_run_out():
    usual, stocked = line({}), line({"stock": 1, "reorder_point": 0, "pack_size": 2.5})
    assert trace_csv(compile_scenario(usual), trace_of(usual).replications[0]).splitlines()[0] == (
        "time_h,event,patient,lot,operation,attempt,batch,into,released_by,still_open,doses"
    )
    lines = trace_csv(compile_scenario(stocked), trace_of(stocked).replications[0]).splitlines()
    assert lines[0].endswith(",batch,into,released_by,still_open,doses,material,amount")
    assert "0.0,ordered,,,,,,,,,,vector,2.5" in lines
    assert "0.0,arrived,0,P0.1,,1,,,,,,," in lines


def test_the_timeline_shows_what_is_on_hand():
    scenario = line({"stock": 4, "unit": "bag", "standing_order": {"packs": 2, "every_d": 2}}, (0, 1, 4))
    (level,) = timeline_of_scenario(scenario).on_hand
    # 3 for a day, 2, then 4 on day 2, 6 on day 4 less the one used then; ends at 97 h.
    hours = [(3, 24), (2, 24), (4, 48), (5, 1)]
    assert sum(level.mean) / len(level.mean) == pytest.approx(sum(n * h for n, h in hours) / 97)
    assert (level.unit, level.least[0], max(level.most)) == ("bag", 3, 5)
    assert min(level.least) == 2
    assert json.loads(json.dumps(level.to_json()))["name"] == "vector"


@pytest.mark.parametrize("seed", [seed for seed in range(60) if seed % 5 in {2, 4}])
def test_nothing_comes_from_nothing_and_the_stock_is_never_below_nothing(seed):
    model = random_model(seed)
    one = run_part(model, seed, 0, 1, "reference", traced=True).replications[0]
    for stock, row in zip(model.stocks, one.stocks.tolist(), strict=True):
        moved = row[r.DELIVERED] - row[r.USED] - row[r.DISCARDED]
        assert stock.at_start + moved == row[r.ON_HAND_AT_END] >= 0
        assert row[r.DELIVERED] == 0 or row[r.ORDERED] > 0 or stock.standing > 0
    for row in one.stock_hours.tolist():
        assert 0 <= row[1] <= row[2] + 1e-9


@settings(max_examples=20, deadline=None)
@given(
    stock=st.integers(0, 6),
    point=st.integers(0, 4),
    above=st.integers(1, 6),
    lead_d=st.sampled_from([0, 0.5, 3]),
    times_d=st.lists(st.integers(0, 20), min_size=1, max_size=15),
)
def test_with_backorders_everybody_is_served_and_the_position_stays_between_its_limits(
    stock, point, above, lead_d, times_d
):
    material = {"stock": stock, "reorder_point": point, "order_up_to": point + above, "lead_time_d": lead_d}
    result = simulate(line(material, sorted(times_d)), 1, engine="reference")
    found = result.materials["vector"]
    assert result.released == found.used == len(times_d)
    position = found.ordered - found.delivered + found.on_hand_at_end  # nobody waits any more
    assert min(stock, point) < position + 1
    assert position <= max(stock, point + above)


@pytest.mark.parametrize(
    ("material", "operation", "words"),
    [
        ({"reorder_point": 2}, {}, "so it never runs out"),
        ({"standing_order": {"packs": 2, "every_d": 7}}, {}, "so it never runs out"),
        ({"stock": 5, "reorder_point": 3, "order_up_to": 2}, {}, "is not above the reorder point of 3"),
        ({"stock": 5, "review_every_d": 7}, {}, "nothing says when one is"),
        ({"stock": 5, "reorder_point": 1, "review_every_d": 0.001}, {}, "at least 0.01"),
        ({"stock": 5, "shelf_life_d": 0.001}, {}, "too short a life"),
        ({"stock": 5}, {"takes": 6}, "takes 6 at once, and no more than 5"),
        (
            {"stock": 1, "standing_order": {"packs": 2, "every_d": 2}, "shelf_life_d": 3},
            {"takes": 8},
            "takes 8 at once, and no more than 7",
        ),
        ({"stock": 5}, {"takes": 2, "batch": 3}, "takes 6 at once"),
        ({"stock": -1}, {}, "at least 0"),
    ],
)
def test_what_cannot_be_meant_of_stocks_is_refused(material, operation, words):
    with pytest.raises(InputError) as caught:
        line(material, operations=[step("transduce", 1, **operation)])
    assert any(words in str(problem) for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("material", "words"),
    [
        ({"stock": 2}, "less than the 4 that the patients of a run take"),
        ({"stock": 2, "order_up_to": 5, "shelf_life_d": 1, "review_every_d": 7}, "looked at every 7 days"),
        ({"stock": 2, "order_up_to": 5, "shelf_life_d": 1, "lead_time_d": 7}, "takes 7 days to come"),
        ({"stock": 2, "reorder_point": 1}, ""),
        ({"stock": 9, "shelf_life_d": 30}, ""),
    ],
)
def test_a_reader_is_told_what_to_know_of_a_stock_before_a_run(material, words):
    told_of = [notice.en for notice in notices(line(material, (0, 1, 2, 3)))]
    assert any(words in notice for notice in told_of) if words else told_of == []


def test_a_stock_that_nobody_uses_is_told():
    scenario = line({"stock": 2}, operations=[{"name": "wait", "duration_h": 1}])
    assert [notice.en for notice in notices(scenario)] == [
        "Material 'vector' has a stock, and no operation uses it up."
    ]
