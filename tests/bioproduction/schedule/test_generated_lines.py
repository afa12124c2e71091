"""Every schedule of every generated line keeps all rules, and is never worse than first come first served."""

from itertools import pairwise

import pytest

from biovaliance.bioproduction.schedule.aims import Aim, value
from biovaliance.bioproduction.schedule.checking import check_schedule
from biovaliance.bioproduction.schedule.dispatching import dispatch, rules_of
from biovaliance.bioproduction.schedule.gantt import bars
from biovaliance.bioproduction.schedule.inserting import insert_all
from biovaliance.bioproduction.schedule.planning import problem_of
from biovaliance.bioproduction.schedule.search import find_schedule
from biovaliance.bioproduction.schedule.solving import Effort
from biovaliance.foundation.errors import InputError
from tests.bioproduction.schedule.lines import generated


def problem(seed, patients=8):
    try:
        return problem_of(generated(seed, patients)).problem
    except InputError:  # batches beside blocked units are refused by name
        return None


@pytest.mark.parametrize("seed", range(150))
def test_rules_and_insertion_make_schedules_that_keep_every_rule(seed):
    own = problem(seed)
    if own is None:
        return
    for rule in rules_of(own).values():
        assert check_schedule(own, dispatch(own, rule)) == ()
    if not own.has_batches:
        assert check_schedule(own, insert_all(own, range(len(own.jobs)))) == ()


@pytest.mark.parametrize("seed", range(60))
def test_the_search_keeps_every_rule_and_is_never_worse_than_first_come_first_served(seed):
    own = problem(seed)
    if own is None:
        return
    found = find_schedule(own, Effort(work=0.3, workers=1))
    assert check_schedule(own, found.schedule) == ()
    assert found.value == value(own, found.schedule, Aim())
    assert found.value <= found.first_come_value
    assert found.bound <= found.value


@pytest.mark.parametrize("seed", range(0, 60, 5))
def test_no_two_bars_of_a_unit_overlap(seed):
    own = problem(seed)
    if own is None:
        return
    all_bars = bars(own, dispatch(own, next(iter(rules_of(own).values()))))
    for left, right in pairwise(all_bars):
        if (left.pool, left.unit) == (right.pool, right.unit):
            assert left.free_h <= right.start_h
