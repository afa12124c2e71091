"""The answers to the questions of an address, each worked out once and kept for the pages that follow."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from biovaliance.bioproduction.decisions.places import (
    Layout,
    LayoutResult,
    compare_layouts,
    own_transport_eur_per_dose,
)
from biovaliance.bioproduction.decisions.ramp import Ramp, capacity_ramp, own_rate
from biovaliance.bioproduction.decisions.scaling import Way, WayCurve, ways_over, ways_to_make
from biovaliance.web.bioproduction.decisions.asking import MOST_DOSES, Question, Usual
from biovaliance.web.bioproduction.opened import Opened
from biovaliance.web.bioproduction.results.keeping import Shelf
from biovaliance.web.bioproduction.results.working import Worked

MOST_KEPT = 256
_POINTS = 80
_BELOW, _ABOVE = 2.0, 5.0
"""The curves go from half of the least of demand, capacity and what is asked for to five times the most."""


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to make a volume, and over many."""

    doses: float
    ways: tuple[Way, ...]
    volumes: tuple[float, ...]
    curves: tuple[WayCurve, ...]


@lru_cache(maxsize=1)
def shelf() -> Shelf:
    """Return where this process keeps its answers."""
    return Shelf(MOST_KEPT)


def usual_of(worked: Worked) -> Usual:
    """Return what is asked at first: twice what the line makes, one site or two, a demand that grows.

    Transport is that of the scenario for any number of sites, until a reader says what theirs would be.
    """
    demand = worked.result.at_demand.released_doses_per_year
    capacity = worked.result.at_capacity
    most = max(demand, capacity.released_doses_per_year if capacity else demand)
    transport = round(float(np.mean(own_transport_eur_per_dose(worked.numbers))))
    loss = worked.scenario.arrivals.loss
    hazard = loss.hazard_per_d.number if loss is not None and loss.hazard_per_d is not None else 0.0
    return Usual(
        doses=_round(2 * most),
        layouts=(Layout(1, transport, 0.0), Layout(2, transport, 0.0)),
        hazard_per_d=hazard,
        growth=tuple(_round(times * demand) for times in (1, 2, 3, 4)),
        rate_percent=100 * own_rate(worked.numbers).share,
    )


def _round(doses: float) -> float:
    """Return a volume by its first two digits, as one would ask for it."""
    if doses < 1:
        return 1.0
    digits = 1 - math.floor(math.log10(doses))
    return min(max(1.0, round(doses, min(digits, 0))), float(MOST_DOSES))


def ways_of(opened: Opened, worked: Worked, doses: float) -> Ways:
    """Return the ways to make a volume and those around it; raises InputError for a line without capacity."""
    return shelf().answer(("ways", opened.key, doses), lambda: _ways(worked, doses))


def _ways(worked: Worked, doses: float) -> Ways:
    demand = worked.result.at_demand.released_doses_per_year
    capacity = worked.result.at_capacity
    volumes_told = (doses, demand, capacity.released_doses_per_year if capacity else demand)
    volumes = np.geomspace(min(volumes_told) / _BELOW, max(volumes_told) * _ABOVE, _POINTS).tolist()
    return Ways(
        doses, ways_to_make(worked.numbers, doses), tuple(volumes), ways_over(worked.numbers, volumes)
    )


def layouts_of(opened: Opened, worked: Worked, question: Question) -> tuple[LayoutResult, ...]:
    """Return what each layout means, the cheapest first."""
    doses, layouts, lost = question.doses.value or 0.0, question.asked_layouts, question.lost.value or 0.0
    return shelf().answer(
        ("layouts", opened.key, doses, layouts, lost),
        lambda: compare_layouts(worked.numbers, doses, layouts, hazard_per_d=lost / 100),
    )


def growth_of(opened: Opened, worked: Worked, question: Question) -> Ramp:
    """Return what doses cost year by year, at the scenario's own rate where that is what is asked for."""
    years, percent = question.asked_growth, question.rate.value or 0.0
    # A box shows four digits of the scenario's rate.
    is_own = math.isclose(percent, 100 * own_rate(worked.numbers).share, abs_tol=1e-4)
    rate = None if is_own else percent / 100
    return shelf().answer(
        ("growth", opened.key, years, rate), lambda: capacity_ramp(worked.numbers, years, rate_share=rate)
    )
