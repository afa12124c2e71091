"""The numbers of a scenario as the costs read them: money in one currency and year, each with its status.

    scenario ─> every parameter by its place ─> money converted ─> a number, or a column where it is varied

The kernel asks for a number by its place; whoever varies parameters lays columns over some of the places.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel

from biovaliance.bioproduction.prices import Conversion, Money, PriceTable, convert
from biovaliance.bioproduction.scenarios.distributions import (
    Deterministic,
    Distribution,
    Empirical,
    Normal,
    Triangular,
)
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.parameters import Parameter, Status
from biovaliance.bioproduction.sentences import named, whole_sentence
from biovaliance.bioproduction.words.titles import library_title
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import Text

Place = tuple[str | int, ...]
Vector = npt.NDArray[np.float64]
Number = float | Vector
"""One number, or one for each scenario of a study."""


@dataclass(frozen=True, slots=True)
class Row:
    """One parameter: where it stands, what it is used as, and what stands behind it."""

    place: Place
    name: str
    parameter: Parameter
    status: Status
    source: str
    number: float
    """The number used, money in the currency and year of the costs."""
    span: tuple[float, float]
    """Its range, converted alike."""


@dataclass(frozen=True)
class Numbers:
    """The numbers of a scenario by place, and the columns laid over some of them."""

    scenario: Scenario
    rows: Mapping[Place, Row]
    year: int
    columns: Mapping[Place, Vector] = field(default_factory=dict)
    conversions: Mapping[tuple[str, int], Conversion] = field(default_factory=dict)
    """How money of each other currency or year was converted."""

    def at(self, *place: str | int, default: float = 0.0) -> Number:
        """Return the number at a place; the default where the scenario says nothing."""
        column = self.columns.get(place)
        if column is not None:
            return column
        row = self.rows.get(place)
        return default if row is None else row.number

    def has(self, *place: str | int) -> bool:
        """Whether the scenario says a number there."""
        return place in self.rows

    def over(self, columns: Mapping[Place, Vector]) -> "Numbers":
        """Return the numbers with columns laid over some places.

        Raises:
            InputError: the scenario has no number at one of the places.
        """
        for place in columns:
            if place not in self.rows:
                raise InputError(
                    f"The scenario has no number at {'.'.join(map(str, place))}; choose one of its "
                    "parameters."
                )
        return replace(self, columns=columns)

    def mean_h(self, operation: int) -> Number:
        """Return the mean duration of an operation, airlock and gowning apart."""
        return self.mean_at(
            self.scenario.operations[operation].duration_h, ("operations", operation, "duration_h")
        )

    def mean_at(self, distribution: Distribution, place: Place) -> Number:
        """Return the mean of the distribution that stands at a place."""
        match distribution:
            case Deterministic():
                return self.at(*place, "value")
            case Triangular():
                return (self.at(*place, "low") + self.at(*place, "mode") + self.at(*place, "high")) / 3
            case Empirical():
                count = len(distribution.values)
                total: Number = 0.0
                for number in range(count):
                    total = total + self.at(*place, "values", number)
                return total / count
            case Normal():
                return _truncated_mean(self.at(*place, "mean"), self.at(*place, "sd"))
        return self.at(*place, "mean")


def numbers_of(scenario: Scenario, prices: PriceTable, *, year: int | None = None) -> Numbers:
    """Return the numbers of a scenario with all money in euros of its price year, or of another one.

    Raises:
        InputError: no price year is known, or the price table does not reach that far.
    """
    wanted = scenario.scenario.price_year if year is None else year
    if wanted is None:
        raise InputError(whole_sentence("no-price-year", name=library_title(scenario.scenario.name)))
    converted = cache(lambda currency, of: convert(prices, Money(1.0, currency, of), "EUR", wanted))
    conversions: dict[tuple[str, int], Conversion] = {}
    rows: dict[Place, Row] = {}
    for place, parameter, status, source in _stated(scenario, (), None, ""):
        by = 1.0
        if is_money(place):
            currency = parameter.currency or scenario.scenario.currency
            of = parameter.price_year or scenario.scenario.price_year or wanted
            try:
                conversion = converted(currency, of)
            except InputError as error:
                where = _written_at(place, scenario)
                raise InputError(whole_sentence("money-not-converted", place=where, why=error.text)) from None
            by = conversion.money.amount
            if conversion.steps and parameter.span[1]:
                conversions[currency, of] = conversion
        low, high = parameter.span
        rows[place] = Row(
            place,
            name_of(place, scenario),
            parameter,
            status,
            source,
            parameter.number * by,
            (low * by, high * by),
        )
    return Numbers(scenario, rows, wanted, conversions=dict(sorted(conversions.items())))


def is_money(place: Place) -> bool:
    """Whether the number at a place is an amount of money."""
    if place[2:3] == ("materials",):
        return False  # a quantity, whatever its material is called
    key = place[1] if place[0] == "costs" else place[-1]
    return "eur" in str(key).split("_")


def _written_at(place: Place, scenario: Scenario) -> Text:
    """Return a place as a sentence begins with it in each language."""
    english = name_of(place, scenario)
    if len(place) < 2 or not isinstance(place[1], int):
        return Text(english, english)
    thing = named(str(place[0]).removesuffix("s"), getattr(scenario, str(place[0]))[place[1]].name)
    said = Text(english, english.replace(thing.en, thing.fr, 1))
    return Text(said.en[:1].upper() + said.en[1:], said.fr[:1].upper() + said.fr[1:])


def name_of(place: Place, scenario: Scenario) -> str:
    """Return a place as a person would say it: "operation 'expand', duration_h"."""
    words: list[str] = []
    if len(place) > 1 and isinstance(place[1], int):
        thing = getattr(scenario, str(place[0]))[place[1]]
        words.append(f"{str(place[0]).removesuffix('s')} '{thing.name}'")
        place = place[2:]
    keys = [str(part + 1) if isinstance(part, int) else part for part in place]
    if keys[-1] == "value":
        keys.pop()
    return ", ".join([*words, ".".join(keys)])


def _stated(
    value: Any, place: Place, said: Status | None, source: str
) -> Iterator[tuple[Place, Parameter, Status, str]]:
    """Yield every parameter with its status: its own, else that of the distribution it is part of."""
    if isinstance(value, Parameter):
        own = "status" in value.model_fields_set or said is None
        yield place, value, value.status if own or said is None else said, value.source or source
    elif isinstance(value, BaseModel):
        if "status" in value.model_fields_set:
            said = getattr(value, "status", said)
        source = getattr(value, "source", source) or source
        for name in type(value).model_fields:
            yield from _stated(getattr(value, name), (*place, name), said, source)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _stated(inner, (*place, str(name)), said, source)
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from _stated(inner, (*place, number), said, source)


def _truncated_mean(mean: Number, sd: Number) -> Number:
    """Return the mean of a normal distribution given that it is not negative."""
    means, sds = np.broadcast_arrays(np.asarray(mean, float), np.asarray(sd, float))
    found = means.copy()
    some = sds > 0
    z = means[some] / sds[some]
    density = np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    above = np.array([0.5 * math.erfc(-each / math.sqrt(2)) for each in np.atleast_1d(z)]).reshape(z.shape)
    found[some] = means[some] + sds[some] * density / above
    return found if found.ndim else float(found)
