"""Scenarios side by side: opened, costed, held against the first one, or why that is not possible."""

from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from biovaliance.bioproduction.costs.comparison import Contest, compare
from biovaliance.bioproduction.costs.curves import CostCurve, cost_curve
from biovaliance.bioproduction.costs.moving import Footing, break_even_rests_on
from biovaliance.bioproduction.costs.numbers import numbers_of
from biovaliance.bioproduction.prices import bundled_prices
from biovaliance.foundation.errors import InputError
from biovaliance.web.atlas.corrections import sender_digest
from biovaliance.web.atlas.presenting import words
from biovaliance.web.bioproduction.opened import Opened, open_any
from biovaliance.web.bioproduction.results.asking import MOST_COMPARED
from biovaliance.web.bioproduction.results.working import AROUND, Worked, shelf, worked_cost

DRAWS = 2000
SEED = 1
MOST_ASKED = 60
"""New comparisons of one sender within `WITHIN_S`; one that is kept costs nothing."""
WITHIN_S = 300


class TooManyError(Exception):
    """The sender asked for more comparisons than one person makes."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the scenarios beside each other."""

    opened: Opened
    worked: Worked


@dataclass(frozen=True, slots=True)
class Against:
    """Another one against the first: where they cost the same, and what that rests on."""

    contest: Contest
    footing: Footing

    @property
    def volume(self) -> float | None:
        """The break-even volume with the numbers stated; None where there is none."""
        found = self.contest.break_even
        return found.crossings[0].volume if found and found.crossings else None


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of a comparison: sides and contests, or a sentence that says what to change."""

    sides: tuple[Side, ...] = ()
    against: tuple[Against, ...] = ()
    curves: tuple[CostCurve, ...] = ()
    """What a dose costs by each over the same volumes."""
    refusal: str = ""
    is_unknown: bool = False

    @property
    def year(self) -> int:
        """The price year of all of them: the first one's."""
        return self.sides[0].worked.result.price_year


def compare_named(request: HttpRequest, names: tuple[str, ...], year: int | None) -> Compared:
    """Return scenarios by name or key beside each other, in prices of a year or of the first one's.

    Raises:
        TooManyError: the sender has made too many comparisons.
    """
    if not names:
        return Compared()
    opened = [(name, open_any(name)) for name in names]
    unknown = [name for name, found in opened if found is None]
    if unknown:
        told = _("No process of the library and no kept scenario is called “%(name)s”.") % {
            "name": unknown[0]
        }
        return Compared(refusal=told, is_unknown=True)
    known = [found for _name, found in opened if found is not None]
    if len(known) > MOST_COMPARED:
        return Compared(refusal=_("Up to four scenarios can be compared. Take one away."))
    refused = next((each for each in known if each.scenario is None), None)
    if refused is not None:
        told = _("The scenario %(name)s cannot be used as it stands: open it to see why.")
        return Compared(refusal=told % {"name": refused.name})
    try:
        return _compare(request, tuple(known), year)
    except InputError as error:
        return Compared(refusal=words(error.text))


def _compare(request: HttpRequest, opened: tuple[Opened, ...], year: int | None) -> Compared:
    first = worked_cost(opened[0], year)
    wanted = first.result.price_year
    sides = tuple(Side(each, worked_cost(each, wanted)) for each in opened)
    if len(sides) < 2:
        return Compared(sides)
    question = ("compare", tuple(each.key for each in opened), wanted)
    if not shelf().holds(question):
        _count(request)
    against, curves = shelf().answer(question, lambda: _work(sides, wanted))
    return Compared(sides, against, curves)


Work = tuple[tuple[Against, ...], tuple[CostCurve, ...]]


def _work(sides: tuple[Side, ...], year: int) -> Work:
    """Return the others against the first, and all over the same volumes."""
    found = _against(sides, year)
    span = _span(sides, found)
    return found, tuple(cost_curve(side.worked.numbers, span, seed=SEED) for side in sides)


def _span(sides: tuple[Side, ...], against: tuple[Against, ...]) -> tuple[float, float]:
    """Return the volumes worth looking at: around the demands, and where both cost the same."""
    demands = [side.worked.result.at_demand.released_doses_per_year for side in sides]
    evens = [each.volume for each in against if each.volume is not None]
    low = min([min(demands) / AROUND, *(volume / 3 for volume in evens)])
    return max(1.0, low), max([10.0, max(demands) * AROUND, *(volume * 3 for volume in evens)])


def _against(sides: tuple[Side, ...], year: int) -> tuple[Against, ...]:
    scenarios = [side.worked.scenario for side in sides]
    comparison = compare(scenarios, bundled_prices(), year=year, seed=SEED, draws=DRAWS)
    numbers = [numbers_of(scenario, bundled_prices(), year=year) for scenario in scenarios]
    found = []
    for contest, other in zip(comparison.contests, numbers[1:], strict=True):
        even = contest.break_even
        volume = even.crossings[0].volume if even and even.crossings else None
        found.append(Against(contest, break_even_rests_on(numbers[0], other, volume)))
    return tuple(found)


def _count(request: HttpRequest) -> None:
    key = f"comparisons:{sender_digest(request)}"
    cache.add(key, 0, WITHIN_S)
    if cache.incr(key) > MOST_ASKED:
        raise TooManyError
