"""Target costing: what must be true for a dose to cost so much.

The numbers that move the cost most, by the tornado, are looked at alone and in pairs within their stated
ranges; a target that none of them reaches is out of reach of what is thought possible, whatever each alone
promises.
"""

from biovaliance.bioproduction.costs.kernel import AS_STATED, Volume
from biovaliance.bioproduction.costs.numbers import Numbers
from biovaliance.bioproduction.costs.studies import CostModel, cost_model
from biovaliance.bioproduction.sensitivity.targets import TargetStudy, target_study
from biovaliance.bioproduction.sensitivity.tornado import tornado
from biovaliance.foundation.errors import InputError

MOST_LOOKED_AT = 6


def what_must_be_true(
    numbers: Numbers,
    target_eur: float,
    *,
    volume: Volume = AS_STATED,
    looked_at: int = MOST_LOOKED_AT,
    with_pair_ranges: bool = True,
) -> TargetStudy:
    """Return which values of the most telling numbers, alone and in pairs, bring a dose to the target.

    Without `with_pair_ranges` pairs tell what they reach, not all values that do: many times as fast.

    Raises:
        InputError: fewer than two numbers are to be looked at, or no number has a range.
    """
    if looked_at < 2:
        raise InputError(f"{looked_at} numbers are looked at; expected at least 2.")
    whole = cost_model(numbers, volume)
    bars = tornado(whole, whole.parameters).bars[:looked_at]
    names = {bar.parameter.name for bar in bars}
    model = CostModel(numbers, tuple(row for row in whole.rows if row.name in names), volume)
    return target_study(model, model.parameters, target_eur, with_pair_ranges=with_pair_ranges)
