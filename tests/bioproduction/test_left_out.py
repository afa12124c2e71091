"""What one answer leaves out and another tells: who is lost while waiting, hands that a run does not take."""

import pytest

from biovaliance.bioproduction.costs.costing import cost_of
from biovaliance.bioproduction.engine.running import simulate
from biovaliance.bioproduction.library.catalogue import read_process
from biovaliance.bioproduction.prices import bundled_prices
from biovaliance.bioproduction.scenarios.left_out import hours_by_hand_apart, losses_left_out
from biovaliance.bioproduction.schedule.planning import Wish, not_honoured
from tests.bioproduction.costs.small import cost, scenario, table

LOST = "Patients lost while they wait, and lots held too long, are not counted"


def test_a_cost_says_that_it_counts_nobody_who_is_lost_while_waiting():
    assert cost().not_counted == ()

    for loss in ({"hazard_per_d": 0.01}, {"limit_d": 30}):
        arrivals = {**table()["arrivals"], "loss": loss}
        (told,) = cost(arrivals=arrivals).not_counted
        assert told.en.startswith(LOST)
        assert told.fr.startswith("Les patients perdus en attendant")

    arrivals = {**table()["arrivals"], "loss": {"hazard_per_d": 0}}
    assert cost(arrivals=arrivals).not_counted == ()


@pytest.mark.parametrize(
    ("rule", "loses"),
    [
        ({"max_hold_h": 48}, True),
        ({"max_hold_h": 48, "at_max_hold": "block"}, False),
        ({"queue_limit": 3}, True),
    ],
)
def test_it_says_so_of_lots_held_too_long_unless_they_block_the_line_instead(rule, loses):
    make, grow, test = table()["operations"]

    assert bool(losses_left_out(scenario(operations=[make, {**grow, **rule}, test]))) is loses


def by_hand(**culture):
    """The small line: a tenth of its batches fail, then a culture of 100 hours is fed a tenth of it."""
    make, grow, test = table()["operations"]
    operations = [make, {**grow, "hands_on_share": 0.1, **culture}, test]
    return scenario(operations=operations, costs={**table()["costs"], "hands_on_pool": "people"})


def test_a_run_and_a_schedule_say_whose_hours_they_do_not_take():
    # 0.9 of the patients come to the culture, and each is fed for 0.1 x 100 hours.
    assert hours_by_hand_apart(by_hand()) == pytest.approx(9)

    (told,) = simulate(by_hand(), 1, 1, "reference").notices
    assert told.en.startswith(
        "'people' also work 9.0 hours a patient by hand on operations that take no people"
    )
    assert told.fr.startswith("«\xa0people\xa0»\xa0: en plus, 9,0 heures de travail à la main par patient")
    assert told in list(not_honoured(by_hand(), Wish(1)))


def test_hours_of_people_that_an_operation_takes_are_not_told_as_left_out():
    assert hours_by_hand_apart(by_hand(pools={"incubator": 1, "people": 1})) == 0
    assert simulate(scenario(), 1, 1, "reference").notices == ()


def test_a_manual_car_t_says_both():
    # Fed for 0.125 x 264 h; 8 hours of release tests for the 96.13 % that are harvested: 33 + 7.69 hours.
    process = read_process("car-t-manual")

    assert hours_by_hand_apart(process) == pytest.approx(33 + 0.9613 * 8, abs=1e-3)
    assert cost_of(process, bundled_prices()).not_counted[0].en.startswith(LOST)
