"""Changeovers that depend on what comes next, and campaigns that avoid them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biovaliance.bioproduction.engine.model import compile_scenario
from biovaliance.bioproduction.engine.reference.plain import is_plain
from biovaliance.bioproduction.engine.running import trace_of
from biovaliance.bioproduction.engine.traces import trace_rows
from biovaliance.bioproduction.scenarios.reading import check_scenario
from biovaliance.foundation.errors import InputError

ENGINES = ("compiled", "reference")


def line(operations, pool, times_d=(0,), **more):
    return check_scenario(
        {
            "scenario": {"name": "Changeovers"},
            "arrivals": {"kind": "schedule", "times_d": list(times_d)},
            "pools": [{"name": "filler", "count": 1, **pool}],
            "operations": operations,
            **more,
        }
    )


def step(name, hours, **more):
    return {"name": name, "duration_h": hours, "pools": {"filler": 1}, **more}


def spans(scenario, engine):
    """Return who did what from when to when."""
    begun, found = {}, []
    done = trace_of(scenario, 1, 0, engine).replications[0]
    for time, event, patient, _, operation, *_ in trace_rows(compile_scenario(scenario), done):
        if event == "started":
            begun[patient, operation] = time
        elif event == "finished":
            found.append((patient, operation, begun[patient, operation], time))
    return found


@pytest.mark.parametrize("engine", ENGINES)
def test_other_work_begins_with_a_changeover_and_the_same_work_does_not(engine):
    scenario = line([step("bags", 3), step("vials", 1)], {"changeover_h": 2}, (0, 0))
    assert spans(scenario, engine) == [
        (0, "bags", 0, 3),
        (1, "bags", 3, 6),  # first come, and no changeover
        (0, "vials", 6, 9),  # two hours, then one
        (1, "vials", 9, 10),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_pair_takes_its_own_time_and_one_setup_needs_none(engine):
    pool = {"changeover_h": 2, "changeovers": [{"from": "bags", "to": "vials", "changeover_h": 5}]}
    scenario = line([step("bags", 3), step("vials", 1), step("more bags", 1, setup="bags")], pool)
    assert spans(scenario, engine) == [
        (0, "bags", 0, 3),
        (0, "vials", 3, 9),
        (0, "more bags", 9, 12),
    ]
    same = line([step("bags", 3), step("more bags", 1, setup="bags")], pool | {"changeovers": []})
    assert spans(same, engine)[-1] == (0, "more bags", 3, 4)


@pytest.mark.parametrize("engine", ENGINES)
def test_of_two_idle_units_the_one_that_is_ready_is_taken(engine):
    # The first unit did bags, the second vials; each goes on with what it did.
    operations = [
        {**step("bags", 3), "after": []},
        {**step("vials", 2), "after": []},
    ]
    scenario = line(operations, {"count": 2, "changeover_h": 4}, (0, 1))
    assert spans(scenario, engine) == [
        (0, "vials", 0, 2),
        (0, "bags", 0, 3),
        (1, "vials", 24, 26),
        (1, "bags", 24, 27),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_campaign_goes_on_before_those_who_have_waited_longer(engine):
    operations = [step("bags", 3), step("vials", 1)]
    times = (0, 1 / 24, 4 / 24)
    usual = line(operations, {"changeover_h": 2}, times)
    campaigns = line(operations, {"changeover_h": 2, "campaigns": True}, times)
    assert [each[:2] for each in spans(usual, engine)] == [
        (0, "bags"),
        (1, "bags"),
        (0, "vials"),
        (2, "bags"),
        (1, "vials"),
        (2, "vials"),
    ]
    assert [each[:2] for each in spans(campaigns, engine)] == [
        (0, "bags"),
        (1, "bags"),
        (2, "bags"),
        (0, "vials"),
        (1, "vials"),
        (2, "vials"),
    ]
    # Three of 3 h, one changeover of 2 h, three of 1 h.
    assert spans(campaigns, engine)[-1][3] == 14


@pytest.mark.parametrize("engine", ENGINES)
def test_a_changeover_has_to_fit_before_closing_too(engine):
    calendar = {"name": "day", "windows": [{"days": "Mon-Sun", "from": "00:00", "to": "08:00"}]}
    pool = {"changeover_h": 2, "calendar": "day"}
    scenario = line([step("bags", 5), step("vials", 2)], pool, calendars=[calendar])
    assert spans(scenario, engine) == [(0, "bags", 0, 5), (0, "vials", 24, 28)]


@settings(max_examples=15, deadline=None)
@given(
    change_h=st.integers(0, 9),
    lasts_h=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    is_in_campaigns=st.booleans(),
    times_h=st.lists(st.integers(0, 60), min_size=1, max_size=12),
)
def test_every_span_is_the_work_and_a_changeover_where_the_work_is_another(
    change_h, lasts_h, is_in_campaigns, times_h
):
    operations = [step("bags", lasts_h[0]), step("vials", lasts_h[1])]
    lasts = dict(zip(("bags", "vials"), lasts_h, strict=True))
    pool = {"changeover_h": change_h, "campaigns": is_in_campaigns}
    scenario = line(operations, pool, [time / 24 for time in sorted(times_h)])
    found = sorted(spans(scenario, "reference"), key=lambda span: (span[2], span[3]))
    assert len(found) == 2 * len(times_h)
    last = found[0][1]
    for _, operation, start, end in found:
        assert end - start == pytest.approx(lasts[operation] + (change_h if operation != last else 0))
        last = operation


def test_a_changeover_of_nothing_changes_no_event():
    operations = [step("bags", 3), step("vials", {"distribution": "exponential", "mean": 2})]
    without = line(operations, {}, range(10))
    nothing = line(operations, {"changeover_h": 0}, range(10))
    assert spans(without, "reference") == spans(nothing, "reference") == spans(nothing, "compiled")
    assert is_plain(compile_scenario(without))
    assert not is_plain(compile_scenario(nothing))


@pytest.mark.parametrize(
    ("pool", "operation", "words"),
    [
        ({"campaigns": True}, {}, "saves no changeover"),
        ({"changeover_h": 2, "skills": ["filling"]}, {}, "has skills and changeovers"),
        ({"changeover_h": 2}, {"max_hold_h": 0, "at_max_hold": "block"}, "keeps the units of the one before"),
        ({"changeovers": [{"from": "bags", "to": "vails", "changeover_h": 1}]}, {}, "is no setup"),
        ({"changeovers": [{"from": "bags", "to": "bags", "changeover_h": 1}]}, {}, "leads to itself"),
        ({"changeovers": [{"from": "bags", "to": "vials", "changeover_h": 1}] * 2}, {}, "comes twice"),
        ({"changeover_h": -1}, {}, "at least 0"),
    ],
)
def test_what_cannot_be_meant_of_changeovers_is_refused(pool, operation, words):
    with pytest.raises(InputError) as caught:
        line([step("bags", 3), step("vials", 1, **operation)], pool)
    assert any(words in str(problem) for problem in caught.value.problems)
