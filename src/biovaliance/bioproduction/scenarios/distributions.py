"""How long something takes: a number, or a distribution of numbers of hours.

    duration_h = 6
    duration_h = { value = 6, source = "...", status = "seen" }
    duration_h = { distribution = "lognormal", mean = 6, cv = 0.3 }

Each distribution tells its true mean, from which loads are computed before anything runs.
"""

import math
from collections.abc import Mapping
from statistics import NormalDist
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from biovaliance.bioproduction.scenarios.parameters import (
    Amount,
    Declared,
    Hours,
    Parameter,
    Prose,
    SomeHours,
    Status,
    StatusOf,
    Whole,
    refusal,
)

Variation = Annotated[Parameter, Amount("1", at_least=0, at_most=20)]


class Described(Declared):
    """What may be said about a distribution beside its numbers."""

    unit: Literal["h"] = "h"
    """Hours, always."""
    price_year: Whole | None = None
    """Not used for durations; kept where a source gives it."""
    source: Prose = ""
    """Where the distribution comes from."""
    status: StatusOf = Status.ASSUMED
    """How sure it is."""
    grade: Literal["A", "B", "C"] | None = None
    """The grade of the evidence; D is never used."""
    note: Prose = ""
    """What a reader should know."""


class Deterministic(Described):
    """Always the same."""

    distribution: Literal["deterministic"]
    value: Hours
    """How long it takes."""

    @property
    def mean_h(self) -> float:
        """The mean, in hours."""
        return self.value.number


class Exponential(Described):
    """Memoryless: as if each moment could be the last."""

    distribution: Literal["exponential"]
    mean: SomeHours
    """The mean."""

    @property
    def mean_h(self) -> float:
        """The mean, in hours."""
        return self.mean.number


class Lognormal(Described):
    """Positive, with a long tail; cv is the standard deviation over the mean."""

    distribution: Literal["lognormal"]
    mean: SomeHours
    """The mean."""
    cv: Variation
    """The coefficient of variation."""

    @property
    def mean_h(self) -> float:
        """The mean, in hours."""
        return self.mean.number


class Gamma(Described):
    """Positive; cv 1 is the exponential, cv 0.5 an Erlang of four stages."""

    distribution: Literal["gamma"]
    mean: SomeHours
    """The mean."""
    cv: Variation
    """The coefficient of variation."""

    @property
    def mean_h(self) -> float:
        """The mean, in hours."""
        return self.mean.number


class Triangular(Described):
    """From low to high, most often near mode."""

    distribution: Literal["triangular"]
    low: Hours
    """The shortest."""
    mode: Hours
    """The most likely."""
    high: Hours
    """The longest."""

    @property
    def mean_h(self) -> float:
        """The mean, in hours."""
        return (self.low.number + self.mode.number + self.high.number) / 3

    @model_validator(mode="after")
    def _in_order(self) -> "Triangular":
        low, mode, high = self.low.number, self.mode.number, self.high.number
        if not low <= mode <= high:
            raise refusal("numbers-order", low=low, mode=mode, high=high)
        return self


class Normal(Described):
    """A normal distribution of this mean and sd, given that it is not negative.

    What would be below 0 is drawn again, so the mean of what happens lies a little above `mean`.
    """

    distribution: Literal["normal"]
    mean: SomeHours
    """The mean before negative values are taken out."""
    sd: Hours
    """The standard deviation before negative values are taken out."""

    @property
    def mean_h(self) -> float:
        """The mean of what is drawn, in hours."""
        mean, sd = self.mean.number, self.sd.number
        if sd == 0:
            return mean
        unit = NormalDist()
        return mean + sd * unit.pdf(mean / sd) / unit.cdf(mean / sd)


class Empirical(Described):
    """One of the values observed, each as likely as another."""

    distribution: Literal["empirical"]
    values: tuple[Hours, ...] = Field(min_length=1, max_length=10_000)
    """The values observed."""

    @property
    def mean_h(self) -> float:
        """The mean, in hours."""
        return math.fsum(value.number for value in self.values) / len(self.values)


def _tag(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("distribution", ""))
    return str(getattr(value, "distribution", ""))


_METADATA = ("unit", "price_year", "source", "status", "grade", "note")


def _as_distribution(value: object) -> object:
    """Make a plain number or a parameter a deterministic duration; leave the rest as it is."""
    if isinstance(value, Mapping) and "distribution" not in value:
        described = {key: value[key] for key in _METADATA if key in value and key not in {"unit", "grade"}}
        return {"distribution": "deterministic", "value": dict(value), **described}
    if isinstance(value, Mapping | Described):
        return value
    return {"distribution": "deterministic", "value": value}


Distribution = Deterministic | Exponential | Lognormal | Gamma | Triangular | Normal | Empirical

_Tagged = Annotated[
    Annotated[Deterministic, Tag("deterministic")]
    | Annotated[Exponential, Tag("exponential")]
    | Annotated[Lognormal, Tag("lognormal")]
    | Annotated[Gamma, Tag("gamma")]
    | Annotated[Triangular, Tag("triangular")]
    | Annotated[Normal, Tag("normal")]
    | Annotated[Empirical, Tag("empirical")],
    Discriminator(_tag),
]
NumberOrParameter = Hours
Duration = Annotated[
    _Tagged, BeforeValidator(_as_distribution, json_schema_input_type=NumberOrParameter | _Tagged)
]
