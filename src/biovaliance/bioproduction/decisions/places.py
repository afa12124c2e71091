"""One central site or several near the patients: what a dose costs, and whom the way costs.

A central site spreads what it costs over more doses; it is further away: transport is dearer, and patients
wait for it. With a hazard h a day, a share 1 - exp(-h T) of the patients is lost in T days.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from biovaliance.bioproduction.costs.kernel import CostKernel, Volume
from biovaliance.bioproduction.costs.lead_time import lead_time_h
from biovaliance.bioproduction.costs.numbers import Numbers
from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.foundation.errors import InputError


@dataclass(frozen=True, slots=True)
class Layout:
    """So many sites, and the way between patients and theirs, there and back together."""

    sites: int
    transport_eur_per_dose: float
    transport_d: float


@dataclass(frozen=True, slots=True)
class LayoutResult:
    """What a layout means."""

    layout: Layout
    cost_eur_per_dose: float
    """Transport of the layout included, in place of the logistics of the scenario."""
    vein_to_vein_d: float
    lost_share: float
    doses_per_site: float

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "sites": self.layout.sites,
            "cost_eur_per_dose": self.cost_eur_per_dose,
            "vein_to_vein_d": self.vein_to_vein_d,
            "lost_share": self.lost_share,
            "doses_per_site": self.doses_per_site,
        }


def compare_layouts(
    numbers: Numbers, doses_per_year: float, layouts: Sequence[Layout], *, hazard_per_d: float = 0.0
) -> tuple[LayoutResult, ...]:
    """Return what each layout means for a volume shared evenly between its sites, the cheapest first.

    Each site is the stated one with as many more units as it needs. Waiting for pools is not counted:
    simulate the site at its volume for that.

    Raises:
        InputError: there is no layout, a layout has no site, or a number is negative.
    """
    asked = {"doses": float(doses_per_year), "hazard": float(hazard_per_d)}
    if not layouts or not 0 < doses_per_year < math.inf or not 0 <= hazard_per_d < math.inf:
        raise InputError(whole_sentence("no-layouts", layouts=len(layouts), **asked))
    found = [_result(numbers, doses_per_year, layout, hazard_per_d) for layout in layouts]
    return tuple(sorted(found, key=lambda result: result.cost_eur_per_dose))


def _result(numbers: Numbers, doses: float, layout: Layout, hazard: float) -> LayoutResult:
    eur, transport_d = float(layout.transport_eur_per_dose), float(layout.transport_d)
    if layout.sites < 1 or not 0 <= eur < math.inf or not 0 <= transport_d < math.inf:
        raise InputError(whole_sentence("impossible-layout", sites=layout.sites, eur=eur, days=transport_d))
    costed = CostKernel(numbers).cost(Volume(doses_per_year=doses / layout.sites))
    days = float(np.mean(lead_time_h(numbers))) / 24 + layout.transport_d
    made = float(np.mean(costed.cost_per_dose)) - own_transport_eur_per_dose(numbers)
    return LayoutResult(
        layout,
        made + layout.transport_eur_per_dose,
        days,
        -math.expm1(-hazard * days),
        doses / layout.sites,
    )


def own_transport_eur_per_dose(numbers: Numbers) -> float:
    """Return what the scenario itself pays for transport of a released dose, failures included."""
    released = CostKernel(numbers).tries.released
    batch = numbers.at("costs", "logistics_eur_per_batch")
    doses = numbers.at("costs", "doses_per_batch", default=1.0)
    return float(np.mean(batch / (doses * released) + numbers.at("costs", "logistics_eur_per_dose")))
