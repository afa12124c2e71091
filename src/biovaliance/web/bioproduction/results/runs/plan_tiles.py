"""What stands around the figures of a schedule: the few numbers that say it all, and what is not foreseen."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.statuses import worst_status
from biovaliance.web.bioproduction.results.runs.plan_words import days_words
from biovaliance.web.bioproduction.results.words import count, figure, hours, share
from biovaliance.web.templatetags.biovaliance import reader_language

Json = Mapping[str, Any]


def present_plan(plan: Json, scenario: Scenario) -> dict[str, Any]:
    """Return what stands around the figures of a schedule."""
    return {
        "schedule": plan,
        "tiles": plan_tiles(plan),
        "planned_on": _("Planned on a grid of %(grid)s minutes, seed %(seed)d, searched for %(seconds)s s.")
        % {
            "grid": count(plan["grid_min"]),
            "seed": plan["seed"],
            "seconds": figure(max(0.1, round(plan["seconds"], 1))),
        },
        "not_foreseen": plan["notices_fr" if reader_language() == "fr" else "notices"],
        "worst_status": str(worst_status(scenario)),
    }


def plan_tiles(plan: Json) -> list[dict[str, str]]:
    """Return the few numbers that say it all."""
    ours, first = plan["vein_to_vein_h"], plan["first_come_first_served"]
    theirs = first["vein_to_vein_h"]
    planned, lost = plan["patients_planned"], plan["patients_lost"]
    tiles = [
        {
            "value": count(planned),
            "label": ngettext("patient planned", "patients planned", planned),
            "note": _("%(lost)s not; first come first served loses %(theirs)s")
            % {"lost": count(lost), "theirs": count(first["patients_lost"])},
        }
    ]
    if ours is not None:
        note = ""
        if theirs is not None:
            note = _("first come first served: %(time)s") % {"time": days_words(theirs["mean"])}
        tiles.append({"value": days_words(ours["mean"]), "label": _("from vein to vein, mean"), "note": note})
    tiles.append(_gap_tile(plan))
    tiles.append(
        {
            "value": hours(plan["overtime_h"]),
            "label": _("worked after closing"),
            "note": _("hours of all units together"),
        }
    )
    return tiles


def _gap_tile(plan: Json) -> dict[str, str]:
    fewer = plan["objective"]["lost"] - plan["bound"]["lost"]
    if plan["status"] == "optimal":
        value, label = _("Proven"), _("no schedule is better")
    elif fewer > 0:
        value, label = count(fewer), _("more could be planned, at most")
    else:
        value, label = share(plan["gap_share"]), _("better could be possible, at most")
    return {"value": value, "label": label, "note": ""}
