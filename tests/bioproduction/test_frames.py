"""Results as data frames: the figures of the results, in rows and columns."""

import pytest

from biovaliance.bioproduction.costs.costing import cost_of
from biovaliance.bioproduction.frames import cost_frame, library_frame, resting_frame, status_frame
from tests.bioproduction.costs.small import PRICES, scenario


def test_frames_hold_what_the_results_say():
    result = cost_of(scenario(), PRICES)
    frame = cost_frame([result])
    assert frame.loc["sum", "small"] == result.cost_eur_per_released_dose
    assert frame["small"].drop("sum").sum() == pytest.approx(result.cost_eur_per_released_dose)
    assert status_frame([result]).loc[("small", "cost"), "assumed"] == pytest.approx(1)
    carrying = resting_frame(result.cost_rests_on, 3)
    assert list(carrying["share"]) == [each.share for each in result.cost_rests_on.carried[:3]]
    assert library_frame().loc["car-t-manual", "facility"] == "two-suites"
