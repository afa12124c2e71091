"""Which lot was made of which: backward to the donors, forward to the doses."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biovaliance.bioproduction.engine.genealogy import (
    HEADER,
    Work,
    genealogy_csv,
    genealogy_of,
    story_of,
)
from biovaliance.bioproduction.engine.model import compile_scenario
from biovaliance.bioproduction.engine.parts import run_part
from biovaliance.bioproduction.engine.running import trace_of
from biovaliance.bioproduction.engine.traces import line_cells, read_trace, trace_csv, trace_rows
from biovaliance.bioproduction.scenarios.reading import check_scenario
from biovaliance.foundation.errors import InputError
from tests.bioproduction.random_models import random_model
from tests.bioproduction.test_pooling import ALWAYS, donors, step

LATE = {"gates_release": False}


def traced(scenario, seed=1):
    done = trace_of(scenario, seed, 0, "reference").replications[0]
    return list(trace_rows(compile_scenario(scenario), done))


def lots_of(scenario, seed=1):
    return genealogy_of(traced(scenario, seed))


def names(lots):
    return [lot.name for lot in lots]


PLATELETS = donors(
    step("separate", 1),
    step("pool", 2, batch=5, pooled=True),
    step("fill", 1),
    step("culture", 48, test=LATE),
    patients=10,
    costs={"doses_per_batch": 2},
)


def test_a_pool_is_a_lot_of_its_own_made_of_those_pooled():
    lots = lots_of(PLATELETS)
    pool = lots.lot("P0.2")
    assert pool.made_of == ("P0.1", "P1.1", "P2.1", "P3.1", "P4.1")
    assert (pool.begun_h, pool.ended_h, pool.end, pool.doses, pool.patient) == (7, 8, "released", 2, 0)
    assert pool.is_pool
    assert [(lot.end, lot.into) for lot in lots.went_into("P0.2")] == [("pooled", "P0.2")] * 5
    assert (lots.lot("P3.1").begun_h, lots.lot("P3.1").ended_h) == (3, 7)
    assert not lots.lot("P3.1").is_pool


def test_a_release_tells_what_released_it_and_which_tests_are_still_out():
    lot = lots_of(PLATELETS).lot("P0.2")
    assert (lot.released_by, lot.still_open) == ("fill", ("culture",))
    assert lot.works == (
        Work("fill", 1, 7, 8, "finished"),
        Work("culture", 1, 8, 56, "finished"),
    )


def test_the_works_of_a_lot_tell_with_which_others_it_was_done():
    assert lots_of(PLATELETS).lot("P8.1").works == (
        Work("separate", 1, 8, 9, "finished"),
        Work("pool", 1, 10, 12, "finished", "B5.1.0"),
    )


def test_a_recall_of_a_donor_names_every_lot_and_dose_it_went_into():
    lots = lots_of(PLATELETS)
    recall = lots.recall(names(lots.of_patient(3)))
    assert names(recall.lots) == ["P3.1", "P0.2"]
    assert (names(recall.released), recall.doses, recall.in_progress) == (["P0.2"], 2, ())
    assert recall.to_json()["released"] == ["P0.2"]
    assert recall.patients == (0, 3)


def test_a_recall_of_an_hour_at_a_bench_names_all_that_was_there():
    # From 3.5 to 4.5 h the fourth and the fifth are separated; both are in the first pool.
    lots = lots_of(PLATELETS)
    there = lots.worked_on("separate", 3.5, 4.5)
    assert names(there) == ["P3.1", "P4.1"]
    assert names(lots.recall(names(there)).lots) == ["P3.1", "P4.1", "P0.2"]
    both = lots.worked_on("separate", 4.5, 5.5)
    assert names(both) == ["P4.1", "P5.1"]
    assert (names(lots.recall(names(both)).released), lots.recall(names(both)).doses) == (["P0.2", "P5.2"], 4)


def test_what_a_recall_can_still_stop_is_told_apart():
    cut = donors(
        step("separate", 1),
        step("pool", 2, batch=5, pooled=True),
        step("fill", 1),
        head={"horizon_d": 7.5 / 24},
    )
    recall = lots_of(cut).recall(["P2.1"])
    assert (names(recall.in_progress), recall.doses) == (["P0.2"], 0)
    assert recall.in_progress[0].ended_h is None
    assert recall.in_progress[0].works == (Work("fill", 1, 7, None, "unfinished"),)


def test_pools_of_pools_lead_back_to_every_donor():
    lots = lots_of(
        donors(
            step("separate", 1),
            step("pool", 2, batch=2, pooled=True),
            step("bank", 1, batch=2, pooled=True),
            patients=4,
        )
    )
    assert lots.lot("P0.3").made_of == ("P0.2", "P2.2")
    assert names(lots.went_into("P0.3")) == ["P0.1", "P1.1", "P2.1", "P3.1", "P0.2", "P2.2"]
    assert names(lots.recall(["P3.1"]).lots) == ["P3.1", "P2.2", "P0.3"]


def test_a_failure_that_sends_back_begins_a_lot_anew_and_scrap_does_not():
    failing = {"share": ALWAYS, "then": "grow", "max_attempts": 2}
    lots = lots_of(donors(step("grow", 1), step("wash", 1, failure=failing), patients=1))
    assert [(lot.name, lot.made_of, lot.end, lot.into) for lot in lots.lots.values()] == [
        ("P0.1", (), "begun anew", "P0.2"),
        ("P0.2", ("P0.1",), "scrapped", ""),
    ]
    assert [(work.operation, work.attempt, work.outcome) for work in lots.lot("P0.2").works] == [
        ("grow", 2, "finished"),
        ("wash", 2, "failed"),
    ]


def test_a_test_done_again_is_of_the_same_lot_before_the_release_and_after():
    again = {"share": ALWAYS, "then": "repeat", "max_attempts": 2}
    lines = traced(
        donors(
            step("grow", 1),
            step("count", 1, test={}, failure={"share": 1e-9, "then": "repeat"}),
            step("culture", 5, test=LATE, failure=again),
            patients=1,
        )
    )
    assert {line.lot for line in lines} == {"P0.1"}
    lot = genealogy_of(lines).lot("P0.1")
    assert (lot.end, lot.still_open, lot.found_not_to_conform_by) == ("released", ("culture",), "culture")
    retested = donors(step("grow", 1), step("count", 1, test={}, failure=again), patients=1)
    assert {line.lot for line in traced(retested)} == {"P0.1"}


def test_what_goes_on_beside_a_failure_goes_on_for_the_lot_that_comes_of_it():
    lots = lots_of(
        donors(
            step("thaw", 1, after=[]),
            step("grow", 2, after=["thaw"], failure={"share": ALWAYS, "then": "repeat", "max_attempts": 2}),
            step("document", 9, after=["thaw"]),
            patients=1,
        )
    )
    assert lots.lot("P0.1").works == (Work("thaw", 1, 0, 1, "finished"), Work("grow", 1, 1, 3, "failed"))
    assert lots.lot("P0.2").works == (
        Work("document", 1, 1, 5, "given up"),
        Work("grow", 2, 3, 5, "failed"),
    )


def test_work_that_a_failure_elsewhere_makes_void_is_told_of_the_lot_it_was_done_on():
    # The check fails at hour 3 and leads back to the start: the culture comes to nothing then.
    failing = {"share": 0.5, "then": "begin"}
    scenario = check_scenario(
        {
            "scenario": {"name": "Beside"},
            "arrivals": {"kind": "schedule", "times_d": [0]},
            "operations": [
                {"name": "begin", "duration_h": 1},
                {"name": "culture", "duration_h": 20, "after": ["begin"]},
                {"name": "check", "duration_h": 2, "after": ["begin"], "failure": failing},
                {"name": "fill", "duration_h": 1, "after": ["culture", "check"]},
            ],
        }
    )
    told = next(
        found
        for found in (lots_of(scenario, seed) for seed in range(1, 99))
        if [lot.end for lot in found.lots.values()] == ["begun anew", "released"]
    )
    first, second = told.lots.values()
    assert [(work.operation, work.start_h, work.end_h, work.outcome) for work in first.works] == [
        ("begin", 0, 1, "finished"),
        ("check", 1, 3, "failed"),
        ("culture", 1, 3, "given up"),
    ]
    assert [(work.operation, work.start_h, work.end_h) for work in second.works] == [
        ("begin", 3, 4),
        ("check", 4, 6),
        ("culture", 4, 24),
        ("fill", 24, 25),
    ]
    assert told.worked_on("culture", 1, 1.5) == (first,)


def test_a_batch_has_one_name_whatever_attempt_each_of_it_is_at():
    # The first comes back alone and is done again with two who come for the first time.
    scenario = donors(
        step("spin", 1, batch=3, batch_wait_h=0.25, failure={"share": 0.5, "then": "repeat"}),
        patients=40,
    )
    batches = {}
    for line in traced(scenario, 5):
        if line.event == "started":
            batches.setdefault((line.time_h, line.operation), set()).add(line.batch)
    assert all(len(names) == 1 for names in batches.values())
    mixed = [line for line in traced(scenario, 5) if line.event == "started" and line.attempt > 1]
    assert mixed


def test_the_table_of_lots_is_what_the_trace_says():
    lots = lots_of(PLATELETS)
    rows = list(csv.DictReader(io.StringIO(genealogy_csv(lots))))
    assert tuple(rows[0]) == HEADER
    assert len(rows) == 12
    pool = next(row for row in rows if row["lot"] == "P5.2")
    assert pool == {
        "lot": "P5.2",
        "patient": "5",
        "begun_h": "12.0",
        "made_of": "P5.1; P6.1; P7.1; P8.1; P9.1",
        "ended_h": "13.0",
        "end": "released",
        "into": "",
        "doses": "2.0",
        "released_by": "fill",
        "still_open": "culture",
        "found_not_to_conform_by": "",
    }


def test_the_story_of_a_lot_is_its_events():
    told = [(line.time_h, line.event, line.into) for line in story_of(traced(PLATELETS), ["P1.1"])]
    assert told == [
        (1, "arrived", ""),
        (1, "started", ""),
        (2, "finished", ""),
        (5, "started", ""),
        (7, "pooled", "P0.2"),
    ]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_every_lot_ends_where_another_begins_or_is_counted(seed):
    model = random_model(seed)
    done = run_part(model, seed, 0, 1, "compiled", traced=True).replications[0]
    lines = list(trace_rows(model, done))
    lots = genealogy_of(lines)
    for lot in lots.lots.values():
        assert (lot.end in {"pooled", "begun anew"}) == bool(lot.into)
        if lot.into:
            assert lot.name in lots.lot(lot.into).made_of
            assert lots.lot(lot.into).begun_h == lot.ended_h
        for name in lot.made_of:
            assert lots.lot(name).into == lot.name
        assert all(work.end_h is None or work.end_h >= work.start_h for work in lot.works)
    ends = [lot.end for lot in lots.lots.values()]
    counts = done.counts.tolist()
    assert (ends.count("released"), ends.count("scrapped")) == (counts[1], counts[7])
    assert ends.count("unfinished") == counts[2]
    assert sum(lot.doses for lot in lots.lots.values()) == counts[1] * model.doses_per_lot
    starts = sum(line.event == "started" for line in lines)
    assert sum(len(lot.works) for lot in lots.lots.values()) == starts


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_trace_that_was_written_is_read_as_it_was(seed):
    model = random_model(seed)
    done = run_part(model, seed, 0, 1, "compiled", traced=True).replications[0]
    read = list(read_trace(trace_csv(model, done)))
    assert list(map(line_cells, read)) == list(map(line_cells, trace_rows(model, done)))
    assert genealogy_of(read) == genealogy_of(trace_rows(model, done))


def test_a_trace_from_before_there_were_pools_is_read_too():
    old = (
        "time_h,event,patient,lot,operation,attempt,batch\n0.0,arrived,0,P0.1,,1,\n5.0,released,0,P0.1,,1,\n"
    )
    (lot,) = genealogy_of(read_trace(old)).lots.values()
    assert (lot.name, lot.end, lot.ended_h, lot.doses, lot.released_by) == ("P0.1", "released", 5, 0, "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n1,2\n", "no column time_h, event"),
        ("", "no column time_h"),
        (
            "time_h,event,patient,lot,operation,attempt,batch\nsoon,arrived,0,P0.1,,1,\n",
            "Line 2 of the trace cannot be read",
        ),
        (
            "time_h,event,patient,lot,operation,attempt,batch\n0,arrived\n",
            "Line 2 of the trace cannot be read",
        ),
    ],
)
def test_what_is_no_trace_is_refused(text, words):
    with pytest.raises(InputError) as caught:
        list(read_trace(text))
    assert words in str(caught.value)


def test_a_lot_or_operation_that_was_not_there_is_refused_with_those_that_were():
    lots = lots_of(PLATELETS)
    for ask in (lots.lot, lots.went_into, lambda name: lots.recall([name])):
        with pytest.raises(InputError, match=r"choose one of P0\.1 to P5\.2"):
            ask("P99.1")
    with pytest.raises(InputError, match="choose one of: separate, pool, fill, culture"):
        lots.worked_on("freeze", 0, 1)
