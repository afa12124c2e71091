"""What must be true for a dose to cost what is asked for, in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _

from biovaliance.bioproduction.sensitivity.targets import TargetStudy
from biovaliance.foundation.errors import InputError
from biovaliance.web.atlas.presenting import words
from biovaliance.web.bioproduction.opened import Opened
from biovaliance.web.bioproduction.results.asking import Asked
from biovaliance.web.bioproduction.results.money import Tender
from biovaliance.web.bioproduction.results.naming import number_name
from biovaliance.web.bioproduction.results.words import figure, share
from biovaliance.web.bioproduction.results.working import Worked, target_of

MOST_ALONE = 6
MOST_PAIRS = 3


def present_target(opened: Opened, worked: Worked, asked: Asked, tender: Tender) -> dict[str, Any] | None:
    """Return what must be true for the cost that is asked for."""
    if not asked.target_text:
        return None
    if asked.target is None:
        return {
            "refusal": _("“%(text)s” is no amount: write a number above 0, as 50000.")
            % {"text": asked.target_text}
        }
    try:
        study = target_of(opened, worked, asked.target / tender.factor)
    except InputError as error:
        return {"refusal": words(error.text)}
    wanted = tender.said(asked.target)
    if study.is_reached:
        return {
            "reached": _("A dose costs %(cost)s: %(target)s is reached already.")
            % {"cost": tender.text(study.typical_result), "target": wanted}
        }
    return {"wanted": wanted, **_ways(worked, study, tender)}


def _ways(worked: Worked, study: TargetStudy, tender: Tender) -> dict[str, Any]:
    names = {row.name: number_name(worked.scenario, row.place) for row in worked.numbers.rows.values()}
    alone, never = [], []
    for each in study.alone[:MOST_ALONE]:
        told = {"number": names[each.parameter.name], "now": figure(each.parameter.typical)}
        if each.ranges:
            low, high = each.ranges[0]
            span = _("%(low)s to %(high)s") % {"low": figure(low), "high": figure(high)}
            alone.append({**told, "range": span})
        else:
            never.append({**told, "best": tender.text(each.best_result), "at": figure(each.best_value)})
    pairs = [
        {
            "first": names[pair.first.name],
            "second": names[pair.second.name],
            "first_value": figure(pair.nearest.first),
            "second_value": figure(pair.nearest.second),
            "result": tender.text(pair.nearest.result),
            "share": share(pair.reached_share),
        }
        for pair in study.together
        if pair.nearest is not None
    ][:MOST_PAIRS]
    best = min((pair.best.result for pair in study.together), default=study.typical_result)
    return {
        "alone": alone,
        "never": never,
        "pairs": pairs,
        "best": tender.text(best),
        "is_out_of_reach": not alone and not pairs,
    }
