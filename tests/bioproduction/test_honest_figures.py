"""Whether figures mean what they say: throughput with a warm-up, and intervals that hold the truth."""

import math

import pytest

from biovaliance.bioproduction.engine.intervals import correlation, interval, student
from biovaliance.bioproduction.engine.model import compile_scenario
from biovaliance.bioproduction.engine.parts import run_part
from biovaliance.bioproduction.engine.replications import TIME_IN_SYSTEM
from biovaliance.bioproduction.engine.running import simulate
from biovaliance.bioproduction.library.catalogue import read_process
from biovaliance.bioproduction.scenarios.reading import check_scenario
from tests.bioproduction.queues import exponential, queue


def month_long(head, pools=()):
    """A line that keeps everybody 30 days and an hour, to which somebody comes every three hours."""
    return check_scenario(
        {
            "scenario": {"name": "Month", **head},
            "arrivals": {"kind": "interval", "interval_d": 0.125},
            "pools": list(pools),
            "operations": [{"name": "grow", "duration_h": 721, "pools": {pool["name"]: 1 for pool in pools}}],
        }
    )


@pytest.mark.parametrize("engine", ["compiled", "reference"])
@pytest.mark.parametrize("hours", [{}, {"cleaning_h": 1}], ids=["plain", "general"])
@pytest.mark.parametrize(
    ("head", "expected"),
    [
        # The window is hours 1,200 to 9,600; those released in it are eight a day, whoever came before it.
        ({"horizon_d": 400, "warm_up_patients": 400}, 2920.0),
        # Hours 1,200 to 2,997 + 721: the patients numbered 160 to 999 are released in it.
        ({"patients": 1000, "warm_up_patients": 400}, 840 / 2518 * 8760),
    ],
    ids=["horizon", "patients"],
)
def test_throughput_counts_all_who_leave_after_the_warm_up(engine, hours, head, expected):
    scenario = month_long(head, [{"name": "incubator", "count": 1000, **hours}])
    result = simulate(scenario, 1, engine=engine)
    assert result.throughput_per_year == pytest.approx(expected, rel=1e-9)


def test_the_interval_of_symmetric_means_is_students():
    means = [1.0, 2.0, 3.0, 4.0, 5.0]
    half = student(0.95, 4) * math.sqrt(2.5 / 5)
    assert interval(means) == pytest.approx((3 - half, 3 + half))


def test_an_interval_ends_where_the_truth_cannot_lie():
    low, high = interval([0.0, 0.0, 0.0, 1.0])
    assert low < 0
    assert interval([0.0, 0.0, 0.0, 1.0], least=0) == (0, high)
    assert interval([0.5, 1.0, 1.0, 1.0], least=0, most=1) == (interval([0.5, 1.0, 1.0, 1.0])[0], 1)
    assert all(math.isnan(end) for end in interval([3.0], least=0, most=1))


def test_no_interval_of_a_run_says_that_somebody_may_wait_less_than_no_time():
    result = simulate(read_process("skin-substitute"), 5, seed=1)
    for each in (result.time_in_system_h, result.wait_h, *(op.wait_h for op in result.operations.values())):
        assert 0 <= each.ci95[0] <= each.mean <= each.ci95[1]
    assert any(op.wait_h.ci95[0] == 0 < op.wait_h.mean for op in result.operations.values())
    assert all(0 <= pool.ci95[0] <= pool.ci95[1] for pool in result.pools.values())


def test_the_interval_of_a_share_of_time_is_turned_by_skewness_and_ends_at_nothing():
    scenario = check_scenario(
        {
            "scenario": {"name": "Shop", "horizon_d": 30},
            "arrivals": {"kind": "poisson", "rate_per_d": 1},
            "materials": [{"name": "unit", "stock": 4, "order_up_to": 4, "lead_time_d": 1}],
            "operations": [{"name": "serve", "duration_h": 1, "materials": {"unit": 1}}],
        }
    )
    result = simulate(scenario, 6, seed=3, engine="reference")
    found = result.materials["unit"]
    assert 0 == found.short_ci95[0] < found.short_share < found.short_ci95[1]
    assert found.on_hand_ci95[0] < found.on_hand_mean < found.on_hand_ci95[1]
    middle = math.fsum(found.on_hand_ci95) / 2
    assert middle != pytest.approx(found.on_hand_mean, rel=1e-6)  # Student's would be as wide on both sides


def test_the_interval_of_skewed_means_reaches_further_on_the_side_of_the_tail():
    # By hand: mean 3, sum of squares 46, of cubes 198.
    means = [1.0, 1.0, 2.0, 2.0, 9.0]
    low, high = interval(means)
    s = math.sqrt(11.5)
    skewness = 5 / 12 * 198 / s**3
    turn = skewness / (6 * math.sqrt(5))
    t = student(0.95, 4)
    assert low == pytest.approx(
        3 - (math.cbrt(1 + 6 * turn * (t - turn)) - 1) / (2 * turn) * s / math.sqrt(5)
    )
    assert high == pytest.approx(
        3 - (math.cbrt(1 + 6 * turn * (-t - turn)) - 1) / (2 * turn) * s / math.sqrt(5)
    )
    assert high - 3 > 3 * (3 - low)


def test_equal_means_have_an_interval_without_width():
    assert interval([2.0] * 6) == (2.0, 2.0)


def test_groups_that_follow_each_other_are_seen_to_depend_on_each_other():
    assert correlation([1.0, 1.0, 1.0, 1.0, 1.0]) == 0.0
    assert correlation([1.0, -1.0] * 10) == 0.0
    assert correlation([float(number) for number in range(20)]) == 0.95


def shares_held(scenario, replications, truth, seeds=300):
    """Return how many of the 95 % intervals of so many runs hold the truth."""
    model = compile_scenario(scenario)
    part = run_part(model, 4, 0, seeds * replications)
    held = 0
    for first in range(0, seeds * replications, replications):
        own = part.replications[first : first + replications]
        if replications > 1:
            low, high = interval([float(one.moments[TIME_IN_SYSTEM, 1]) for one in own])
        else:
            groups = own[0].groups[TIME_IN_SYSTEM]
            means = (groups[:, 1] / groups[:, 0]).tolist()
            low, high = interval(means, correlation(means))
        held += low <= truth <= high
    return held / seeds


def test_intervals_hold_the_truth_as_often_as_they_say():
    # 300 runs: 95 % +- 2.5 % where the interval is right. Truths: 1 / (mu - lambda), and of the
    # short line from 100,000 replications of it.
    short = queue(0.5, exponential(1.0), patients=40)
    truth = simulate(short, 100_000, seed=9).time_in_system_h.mean
    assert shares_held(short, 20, truth) >= 0.925
    assert shares_held(queue(0.5, exponential(1.0), patients=20_000), 1, 2.0) >= 0.925
    assert shares_held(queue(0.9, exponential(1.0), patients=20_000), 1, 10.0) >= 0.91


def test_a_single_run_that_is_too_short_for_its_groups_says_so():
    result = simulate(queue(0.95, exponential(1.0), patients=1_000), 1, seed=3)
    assert any("depend on each other" in notice.en for notice in result.notices)
    assert any("dépendent encore" in notice.fr for notice in result.notices)
    longer = simulate(queue(0.5, exponential(1.0), patients=50_000), 1, seed=3)
    assert not any("depend on each other" in notice.en for notice in longer.notices)
