"""Several lots that become one: buffy coats to a platelet unit, cultures to a cell bank."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biovaliance.bioproduction.costs.costing import cost_of
from biovaliance.bioproduction.costs.lead_time import lead_time_h
from biovaliance.bioproduction.costs.numbers import numbers_of
from biovaliance.bioproduction.diagram.cards import cards_of
from biovaliance.bioproduction.engine.parts import run_part
from biovaliance.bioproduction.engine.reference.plain import is_plain
from biovaliance.bioproduction.engine.replications import Code
from biovaliance.bioproduction.engine.running import simulate, trace_of
from biovaliance.bioproduction.prices import bundled_prices
from biovaliance.bioproduction.scenarios.checks import loads, notices
from biovaliance.bioproduction.scenarios.flow import flow_of
from biovaliance.bioproduction.scenarios.reading import check_scenario
from biovaliance.bioproduction.schedule.planning import problem_of
from biovaliance.foundation.errors import InputError
from tests.bioproduction.random_models import random_model

ENGINES = ("compiled", "reference")
ALWAYS = 0.999999999


def step(name, hours, **more):
    return {"name": name, "duration_h": hours, **more}


def donors(*operations, patients=5, head=None, arrivals=None, **more):
    """Return a line to which a donor comes every hour: their blood is separated, pooled and filled."""
    return check_scenario(
        {
            "scenario": {"name": "Platelets", "patients": patients, **(head or {})},
            "arrivals": {"kind": "interval", "interval_d": 1 / 24, **(arrivals or {})},
            "operations": list(operations)
            or [step("separate", 1), step("pool", 2, batch=5, pooled=True), step("fill", 1)],
            **more,
        }
    )


def told(scenario, engine, *wanted):
    """Return the events of some codes: time, code, patient, and with or into whom."""
    done = trace_of(scenario, 1, 0, engine).replications[0]
    return [
        (round(time, 9), Code(code).name, patient, other)
        for time, (code, patient, _, _, other) in zip(
            done.trace_times.tolist(), done.trace_what.tolist(), strict=True
        )
        if not wanted or Code(code) in wanted
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_five_donors_become_one_lot_that_the_first_of_them_carries(engine):
    # The fifth comes at 4 h and is separated by 5 h; the pool is made until 7 h and filled until 8 h.
    scenario = donors()
    assert told(scenario, engine, Code.POOLED, Code.RELEASED) == [
        *((7.0, "POOLED", donor, 0) for donor in (1, 2, 3, 4)),
        (8.0, "RELEASED", 0, 0),
    ]
    assert told(scenario, engine)[-5:] == [
        (7.0, "POOLED", 4, 0),
        (7.0, "FINISHED", 0, 0),
        (7.0, "STARTED", 0, 0),
        (8.0, "FINISHED", 0, 0),
        (8.0, "RELEASED", 0, 0),
    ]
    result = simulate(scenario, 1, engine=engine)
    assert (result.patients, result.released, result.pooled, result.censored) == (5, 1, 4, 0)
    assert (result.lost_waiting, result.losses["scrapped"]) == (0, 0)
    assert (result.time_in_system_h.mean, result.time_in_system_h.observations) == (8.0, 1)
    assert result.to_json()["pooled"] == 4


@pytest.mark.parametrize("engine", ENGINES)
def test_what_comes_after_the_pooling_takes_its_units_once(engine):
    scenario = donors(
        step("separate", 1, pools={"centrifuge": 1}),
        step("pool", 2, batch=5, pooled=True, pools={"hood": 1}),
        step("fill", 3, pools={"hood": 1}),
        patients=10,
        pools=[{"name": "centrifuge", "count": 2}, {"name": "hood", "count": 1}],
    )
    result = simulate(scenario, 1, engine=engine)
    # Pools from 5 to 7 and, once the first is filled at 10, from 10 to 12: the last fills until 15 h.
    assert told(scenario, engine, Code.RELEASED) == [(10.0, "RELEASED", 0, 0), (15.0, "RELEASED", 5, 5)]
    assert result.pools["hood"].utilisation_share == pytest.approx((2 * 2 + 2 * 3) / 15)
    assert result.pools["centrifuge"].utilisation_share == pytest.approx(10 / 30)
    assert (result.operations["pool"].starts, result.operations["fill"].starts) == (10, 2)


@pytest.mark.parametrize("engine", ENGINES)
def test_who_is_lost_meanwhile_is_not_pooled_and_the_next_carries_the_lot(engine):
    # Each is lost 6 h 30 after coming: the first at 6.5 h, while the pool is made. The second carries it and
    # is released in time, at 7.25 h.
    scenario = donors(
        step("separate", 1),
        step("pool", 2, batch=5, pooled=True),
        step("fill", 0.25),
        arrivals={"loss": {"limit_d": 6.5 / 24}},
    )
    assert told(scenario, engine, Code.LOST, Code.POOLED, Code.RELEASED) == [
        (6.5, "LOST", 0, 0),
        *((7.0, "POOLED", donor, 1) for donor in (2, 3, 4)),
        (7.25, "RELEASED", 1, 1),
    ]
    result = simulate(scenario, 1, engine=engine)
    assert (result.released, result.pooled, result.losses["patience"]) == (1, 3, 1)
    assert result.time_in_system_h.mean == pytest.approx(6.25)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_pool_that_fails_pools_nobody(engine):
    scrapped = donors(
        step("separate", 1), step("pool", 2, batch=5, pooled=True, failure={"share": ALWAYS}), step("fill", 1)
    )
    result = simulate(scrapped, 1, engine=engine)
    assert (result.released, result.pooled, result.losses["scrapped"]) == (0, 0, 5)
    again = donors(
        step("separate", 1),
        step(
            "pool",
            2,
            batch=5,
            pooled=True,
            failure={"share": ALWAYS, "then": "repeat", "max_attempts": 2},
        ),
    )
    assert told(again, engine, Code.FAILED, Code.SCRAPPED) == [
        *((7.0, "FAILED", donor, 0) for donor in range(5)),
        *((9.0, code, donor, by) for donor in range(5) for code, by in (("FAILED", 0), ("SCRAPPED", donor))),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_pooled_lot_that_fails_later_is_one_lot_scrapped(engine):
    scenario = donors(
        step("separate", 1), step("pool", 2, batch=5, pooled=True), step("fill", 1, failure={"share": ALWAYS})
    )
    result = simulate(scenario, 1, engine=engine)
    assert (result.released, result.pooled, result.losses["scrapped"]) == (0, 4, 1)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_pooled_after_a_join_waits_for_all_it_needs(engine):
    # Each culture is made and tested for 3 h beside an expansion of 1 h; two are banked together.
    scenario = donors(
        step("culture", 1, after=[]),
        step("expand", 1, after=["culture"]),
        step("identity", 3, after=["culture"], test={}),
        step("bank", 2, after=["expand", "identity"], batch=2, pooled=True),
        step("freeze", 1),
        patients=4,
    )
    assert told(scenario, engine, Code.POOLED, Code.RELEASED) == [
        (7.0, "POOLED", 1, 0),
        (8.0, "RELEASED", 0, 0),
        (9.0, "POOLED", 3, 2),
        (10.0, "RELEASED", 2, 2),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_pools_may_be_pooled_again(engine):
    scenario = donors(
        step("separate", 1),
        step("pool", 2, batch=2, pooled=True),
        step("bank", 1, batch=2, pooled=True),
        patients=4,
    )
    assert told(scenario, engine, Code.POOLED, Code.RELEASED) == [
        (4.0, "POOLED", 1, 0),
        (6.0, "POOLED", 3, 2),
        (7.0, "POOLED", 2, 0),
        (7.0, "RELEASED", 0, 0),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_pool_may_be_smaller_after_a_wait_or_when_nobody_else_comes(engine):
    waiting = donors(step("separate", 1), step("pool", 2, batch=5, pooled=True, batch_wait_h=2.5), patients=7)
    # The first has waited 2.5 h at 3.5 h, with two others beside it; four come after them.
    assert told(waiting, engine, Code.POOLED) == [
        (5.5, "POOLED", 1, 0),
        (5.5, "POOLED", 2, 0),
        *((8.5, "POOLED", donor, 3) for donor in (4, 5)),
    ]
    last = simulate(donors(patients=7), 1, engine=engine)
    assert (last.released, last.pooled) == (2, 5)
    alone = simulate(donors(patients=6), 1, engine=engine)
    assert (alone.released, alone.pooled) == (2, 4)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_horizon_counts_the_lots_there_are_as_unfinished(engine):
    at = {hours: simulate(donors(head={"horizon_d": hours / 24}), 1, engine=engine) for hours in (6, 7.5, 9)}
    assert [(each.released, each.pooled, each.censored) for each in at.values()] == [
        (0, 0, 5),  # the pool is being made
        (0, 4, 1),  # it is being filled
        (1, 4, 0),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_warm_up_leaves_out_the_lot_that_one_of_it_carries(engine):
    result = simulate(donors(patients=10, head={"warm_up_patients": 5}), 1, engine=engine)
    assert (result.patients, result.released, result.pooled) == (10, 2, 8)
    # The second lot: from the sixth donor at 5 h to 13 h.
    assert (result.time_in_system_h.mean, result.time_in_system_h.observations) == (8.0, 1)
    # Both lots leave in that time, though the first does not count for the times.
    assert result.throughput_per_year == pytest.approx(2 * 8760 / (13 - 5))


@pytest.mark.parametrize("engine", ENGINES)
def test_doses_are_those_of_the_pooled_lot(engine):
    result = simulate(donors(patients=10, costs={"doses_per_batch": 1.5}), 1, engine=engine)
    assert (result.released, result.released_doses) == (2, 3.0)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_lot_keeps_the_units_of_the_pooling_where_it_may_not_be_held(engine):
    scenario = donors(
        step("pool", 2, batch=2, pooled=True, pools={"hood": 1}),
        step("fill", 3, pools={"filler": 1}, max_hold_h=0, at_max_hold="block"),
        patients=4,
        pools=[{"name": "hood", "count": 1}, {"name": "filler", "count": 1}],
    )
    # The second pool, from 3 to 5 h, waits in the hood until the filler is free at 6 h.
    result = simulate(scenario, 1, engine=engine)
    assert told(scenario, engine, Code.RELEASED) == [(6.0, "RELEASED", 0, 0), (9.0, "RELEASED", 2, 2)]
    assert result.pools["hood"].utilisation_share == pytest.approx((2 + 3) / 9)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), engine=st.sampled_from(ENGINES))
def test_everybody_who_came_is_counted_once(seed, engine):
    counts = run_part(random_model(seed), seed, 0, 1, engine).replications[0].counts
    patients, released, censored, lost, expired, turned, ineligible, scrapped = counts[:8].tolist()
    assert released + censored + lost + expired + turned + ineligible + scrapped + counts[12] == patients


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6).map(lambda number: 2 * number))
def test_nothing_happens_to_who_is_pooled_and_the_lot_goes_on_in_another(seed):
    done = run_part(random_model(seed), seed, 0, 1, "compiled", traced=True).replications[0]
    gone = set()
    for code, patient, _, _, other in done.trace_what.tolist():
        assert patient not in gone or code == Code.NOT_CONFORMING
        if code == Code.POOLED:
            assert other != patient
            assert other not in gone
            gone.add(patient)


def test_the_models_drawn_pool_often():
    pooling = [seed for seed in range(120) if any(each.pooled for each in random_model(seed).steps)]
    assert len(pooling) >= 30
    assert not any(is_plain(random_model(seed)) for seed in pooling)


def test_after_a_pooling_the_expected_visits_are_divided_by_the_lots_in_it():
    scenario = donors(pools=[{"name": "filler", "count": 1}])
    assert flow_of(scenario.operations).visits() == (1.0, 1.0, 0.2)
    used = donors(
        step("separate", 1),
        step("pool", 2, batch=5, pooled=True, pools={"filler": 1}),
        step("fill", 1, pools={"filler": 1}),
        pools=[{"name": "filler", "count": 1}],
    )
    # A donor an hour: a fifth of 2 h for the pool, and a fifth of 1 h for the filling.
    assert loads(used)["filler"] == pytest.approx(0.4 + 0.2)


COSTS = {
    "head": {"price_year": 2024},
    "costs": {"batches_per_year": 500},
    "materials": [
        {"name": "donation", "price_eur": 10},
        {"name": "kit", "price_eur": 50, "kind": "consumable"},
        {"name": "bag", "price_eur": 20, "kind": "consumable"},
    ],
}


def costed(pool_fails=0.0, fill_fails=0.0, **more):
    return donors(
        step("separate", 1, materials={"donation": 1}),
        step("pool", 2, batch=5, pooled=True, materials={"kit": 1}, failure={"share": pool_fails}),
        step("fill", 1, materials={"bag": 1}, failure={"share": fill_fails}),
        **{**COSTS, **more},
    )


def test_a_dose_costs_what_all_of_its_donations_cost_and_its_pool_once():
    result = cost_of(costed(), bundled_prices())
    assert result.cost_eur_per_released_dose == pytest.approx(5 * 10 + 50 + 20)
    assert result.at_demand.breakdown_eur["materials"] == pytest.approx(50)
    assert result.at_demand.breakdown_eur["consumables"] == pytest.approx(70)
    assert result.at_demand.breakdown_eur["failure"] == pytest.approx(0, abs=1e-9)
    assert result.at_demand.released_doses_per_year == pytest.approx(100)
    assert (result.released_share, result.pooled_lots) == (1.0, pytest.approx(5.0))
    assert result.to_json()["pooled_lots"] == pytest.approx(5.0)


def test_pooling_counts_as_no_failure_and_failures_are_paid_by_what_is_left():
    # For each donation: 10 + a fifth of a kit, and a bag for 0.9 x 1/5 lots, of which 0.95 are released.
    result = cost_of(costed(0.1, 0.05), bundled_prices())
    released = 0.2 * 0.9 * 0.95
    paid = 10 + 50 / 5 + 0.2 * 0.9 * 20
    assert result.cost_eur_per_released_dose == pytest.approx(paid / released)
    assert result.at_demand.breakdown_eur["failure"] == pytest.approx(paid / released - 120)
    assert result.released_share == pytest.approx(0.9 * 0.95)
    assert result.at_demand.released_doses_per_year == pytest.approx(500 * released)


def test_several_doses_of_a_pool_share_what_it_costs():
    result = cost_of(costed(costs={"batches_per_year": 500, "doses_per_batch": 4}), bundled_prices())
    assert result.cost_eur_per_released_dose == pytest.approx(120 / 4)


def test_the_simulation_releases_what_the_costs_expect():
    scenario = costed(0.1, 0.05, head={"price_year": 2024, "patients": 5000}, patients=5000)
    result = simulate(scenario, 20)
    low = 1000 * 0.9 * 0.95 - 4 * (1000 * 0.855 * 0.145 / 20) ** 0.5
    assert low < result.released < 2 * 855 - low


def test_a_reader_is_told_that_pools_are_taken_as_full():
    sentence = (
        "Operation 'pool' makes one lot of 5: loads and costs take every pool as full; the simulation counts "
        "those that are smaller."
    )
    assert sentence in [notice.en for notice in notices(donors())]
    assert sentence in [notice.en for notice in cost_of(costed(), bundled_prices()).notices]


def test_pooling_makes_the_longest_way_no_longer():
    assert lead_time_h(numbers_of(costed(), bundled_prices())) == 4


def test_a_schedule_refuses_lots_that_are_pooled():
    with pytest.raises(InputError) as caught:
        problem_of(donors())
    assert "makes one lot of several, and a schedule follows each patient" in str(caught.value)
    assert caught.value.text.fr == (
        "L’opération «\u00a0pool\u00a0» réunit plusieurs lots, et un ordonnancement suit chaque patient "
        "jusqu’au bout\u202f; simulez plutôt le scénario, ou ordonnancez-le à partir du lot réuni."
    )


@pytest.mark.parametrize(
    ("operations", "words"),
    [
        ([step("pool", 2, pooled=True)], "and batch is 1"),
        (
            [step("make", 1), step("file", 1, batch=2, pooled=True, test={"gates_release": False})],
            "the dose has left by then",
        ),
        (
            [
                step("make", 1),
                step("pool", 1, after=["make"], batch=2, pooled=True),
                step("virology", 1, after=["make"]),
            ],
            "while 'virology' may still go on",
        ),
        (
            [step("pool", 1, batch=2, pooled=True), step("virology", 1, after=[])],
            "while 'virology' may still go on",
        ),
        (
            [
                step("make", 1),
                step("pool", 1, batch=2, pooled=True),
                step("sterility", 9, after=["make"], test={"gates_release": False}),
            ],
            "while 'sterility' may still go on",
        ),
        (
            [
                step("make", 1),
                step("pool", 1, batch=2, pooled=True),
                step("fill", 1, failure={"share": 0.1, "then": "make"}),
            ],
            "'fill' after it may lead back to it",
        ),
        (
            [
                step("make", 1),
                step("pool", 1, batch=2, pooled=True),
                step("fill", 1, next=[{"to": "pool", "share": 0.1}]),
            ],
            "'fill' after it may lead back to it",
        ),
    ],
)
def test_what_cannot_be_meant_of_a_pooling_is_refused(operations, words):
    with pytest.raises(InputError) as caught:
        donors(*operations)
    assert any(words in str(problem) for problem in caught.value.problems)


@pytest.mark.parametrize(
    "operations",
    [
        # A fork that has met again before, tests of the pooled lot after it, and a choice before it.
        [
            step("make", 1),
            step("expand", 1, after=["make"]),
            step("virology", 1, after=["make"]),
            step("pool", 1, after=["expand", "virology"], batch=2, pooled=True),
            step("fill", 1, after=["pool"]),
            step("sterility", 9, after=["pool"], test={"gates_release": False}),
        ],
        [
            step("make", 1, next=[{"to": "wash", "share": 0.5}, {"to": "pool", "share": 0.5}]),
            step("wash", 1),
            step("pool", 1, batch=2, pooled=True, failure={"share": 0.1, "then": "make"}),
            step("fill", 1, failure={"share": 0.1, "then": "repeat"}),
        ],
        [
            step("make", 1),
            step(
                "expand", 1, after=["make"], next=[{"to": "wash", "share": 0.5}, {"to": "end", "share": 0.5}]
            ),
            step("wash", 1),
            step("virology", 1, after=["make"]),
            step("pool", 1, after=["wash", "virology"], batch=2, pooled=True),
        ],
    ],
)
def test_what_is_done_before_or_after_a_pooling_goes_with_it(operations):
    assert donors(*operations).operations


@pytest.mark.parametrize(
    ("language", "words"), [("en", "5 lots become one"), ("fr", "5 lots n’en font plus qu’un")]
)
def test_the_drawing_says_that_lots_become_one(language, words):
    lines = [
        [line.text.replace("\u00a0", " ") for line in card.lines] for card in cards_of(donors(), language)
    ]
    assert [words in each for each in lines] == [False, True, False]
