"""What all figures of costs share: their axis, their unit, their source, the drawing over volume."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from biovaliance.bioproduction.costs.curves import CostCurve
from biovaliance.web.bioproduction.results.money import Tender
from biovaliance.web.bioproduction.results.naming import scenario_title
from biovaliance.web.bioproduction.results.working import Worked

_STEEP = 30.0


def money_axis(tender: Tender) -> dict[str, Any]:
    """Return the axis of the cost of a dose."""
    unit = _("%(currency)s of %(year)d") % {"currency": tender.currency, "year": tender.year}
    return {"label": _("Cost of a released dose"), "unit": unit}


def cost_unit(tender: Tender) -> str:
    """Return what a figure of costs shows."""
    told = {"currency": tender.currency, "year": tender.year}
    return _("Cost of a released dose, %(currency)s of %(year)d") % told


def source_of(worked: Worked) -> str:
    """Return where the numbers of a figure come from."""
    told = {"name": scenario_title(worked.result.name), "year": worked.result.price_year}
    return _("Computed from the scenario “%(name)s”, prices of %(year)d") % told


def curves_drawing(
    named: Sequence[tuple[str, CostCurve]], tender: Tender, marks: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Return the drawing of costs over volume."""
    return {
        "kind": "curves",
        "series": [
            {
                "name": name,
                "x": list(curve.doses_per_year),
                "y": [tender.of(eur) for eur in curve.stated_eur],
                "low": [tender.of(eur) for eur in curve.low_eur],
                "high": [tender.of(eur) for eur in curve.high_eur],
            }
            for name, curve in named
        ],
        "x": {"label": _("Released doses a year"), "log": True},
        "y": {**money_axis(tender), "log": _is_steep([curve for _name, curve in named])},
        "marks": list(marks),
    }


def _is_steep(curves: Sequence[CostCurve]) -> bool:
    """Whether the costs lie so far apart that only a logarithmic axis shows the low ones."""
    ends = [eur for curve in curves for eur in (*curve.low_eur, *curve.high_eur)]
    return max(ends) > _STEEP * max(min(ends), 1e-9)
