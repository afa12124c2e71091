"""A number of a scenario with what stands behind it: unit, range, price year, source, status.

In a file each such number is either plain, `cost_eur_per_h = 45`, or a table,
`{ value = 45, source = "...", status = "seen" }` or `{ low = 38, mode = 45, high = 60, unit = "EUR/h" }`. A
range says what is not known; the value used is its mode. (What *varies* is a distribution, see
`distributions`.)
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict, model_validator
from pydantic.annotated_handlers import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from biovaliance.bioproduction.sentences import Value, sentence, shown
from biovaliance.foundation.languages import Text

FIRST_YEAR, LAST_YEAR = 1950, 2100
"""The years a price may be of."""
REFUSED = "refused"
"""The kind of a refusal whose context is a sentence of `sentences` and its values."""


def refusal(code: str, **values: Value) -> PydanticCustomError:
    """Return the error that a declaration raises, told by a sentence of `sentences` in both languages."""
    told = sentence(code, **values)
    return PydanticCustomError(
        REFUSED, "{told}", {"told": f"{told.message.en} {told.mend.en}", "sentence": told}
    )


class Declared(BaseModel):
    """What all tables of a scenario share: frozen, every key known, no NaN."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True, defer_build=True
    )


class Status(StrEnum):
    """How sure a number is, best first."""

    SEEN = "seen"
    DERIVED = "derived"
    UNVERIFIED = "unverified"
    ASSUMED = "assumed"

    @property
    def doubt(self) -> int:
        """How far this is from having been seen: 0 to 3."""
        return list(Status).index(self)


# Signs that stand for nothing and change how a line is shown: a screen must not obey a name.
_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]")
_MAY_STAND_IN_PROSE = str.maketrans("", "", "\n\r\t")


def _one_line(text: str) -> str:
    _refuse_control(text)
    if not text.strip():
        raise refusal("blank")
    return text


def _refuse_control(text: str) -> None:
    if _CONTROL.search(text):
        raise refusal("control-characters")


def _without_control(text: str) -> str:
    _refuse_control(text.translate(_MAY_STAND_IN_PROSE))
    return text


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


Number = Annotated[float, Strict()]
Whole = Annotated[int, Strict()]
Word = Annotated[str, Strict(), Field(min_length=1, max_length=200), AfterValidator(_one_line)]
Prose = Annotated[str, Strict(), Field(max_length=4000), AfterValidator(_without_control)]
StatusOf = Annotated[Status, BeforeValidator(_lower)]
Grade = Literal["A", "B", "C", "D"]


class Parameter(Declared):
    """A number with its unit, range, price year, source and status.

    A plain number has no source: its status is `assumed`.
    """

    value: Number | None = None
    """The number, where it is known as one."""
    low: Number | None = None
    """The lowest it may be."""
    mode: Number | None = None
    """The most likely; the middle of the range where it is not given."""
    high: Number | None = None
    """The highest it may be."""
    unit: str = ""
    """The unit; it has to be the one the key names."""
    price_year: Whole | None = Field(default=None, ge=FIRST_YEAR, le=LAST_YEAR)
    """The year of the prices."""
    currency: str = ""
    """The currency, where it is not the scenario's."""
    source: Prose = ""
    """Where the number comes from."""
    status: StatusOf = Status.ASSUMED
    """How sure it is."""
    grade: Grade | None = None
    """The grade of the evidence; a number of grade D is never used."""
    note: Prose = ""
    """What a reader should know."""

    @property
    def number(self) -> float:
        """The number used: the value, else the mode of the range."""
        if self.value is not None:
            return self.value
        if self.mode is not None:
            return self.mode
        return ((self.low or 0.0) + (self.high or 0.0)) / 2  # both are there, the validator has seen to it

    @property
    def span(self) -> tuple[float, float]:
        """The range it may lie in; a single point where none was given."""
        low = self.number if self.low is None else self.low
        high = self.number if self.high is None else self.high
        return low, high

    @model_validator(mode="after")
    def _has_a_number(self) -> "Parameter":
        if self.value is None and self.mode is None and (self.low is None or self.high is None):
            raise refusal("no-number")
        low, high = self.span
        if low > high:
            raise refusal("range-order", low=low, high=high)
        if not low <= self.number <= high:
            raise refusal("outside-range", low=low, number=self.number, high=high)
        if self.grade == "D":
            raise refusal("grade-d")
        return self


_IN_FRENCH = {
    "h": "heures",
    "d": "jours",
    "y": "années",
    "1/d": "1/jour",
    "1/y": "1/an",
    "d/y": "jours par an",
    "EUR/y": "EUR par an",
    "m2": "m²",
    "EUR/m2": "EUR/m²",
    "EUR/(m2 y)": "EUR/m² par an",
}
_WITHOUT_A_UNIT = {
    "share": Text("a share (0.2 for 20 %)", "une part (0,2 pour 20\u00a0%)"),
    "1": Text("a number", "un nombre"),
}
MOST = 1e15
"""The largest number of any kind: beyond it nothing is meant, and sums are no longer exact."""
# What a person may have meant by another unit of time or money, in the unit of the key.
_HOURS = {"h": 1.0, "min": 1 / 60, "d": 24.0, "day": 24.0, "days": 24.0, "wk": 168.0, "weeks": 168.0}


@dataclass(frozen=True, slots=True)
class Amount:
    """Makes a number or a table of the file a `Parameter`, and keeps it within its limits and unit.

    The JSON schema is written from the same limits.
    """

    unit: str
    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    below: float | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Wrap the schema of a parameter: a plain number is taken, and the limits are checked."""
        checked = core_schema.no_info_after_validator_function(self._within, handler(source))
        return core_schema.no_info_before_validator_function(self._as_table, checked)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return either a number with these limits, or the table."""
        limits = {
            "minimum": self.at_least,
            "exclusiveMinimum": self.above,
            "maximum": self.at_most,
            "exclusiveMaximum": self.below,
        }
        number = {"type": "number", **{key: limit for key, limit in limits.items() if limit is not None}}
        return {"anyOf": [number, handler(schema)], "unit": self.unit}

    @property
    def words(self) -> Text:
        """What is expected, as a sentence says it: a number in h, un nombre en heures."""
        if self.unit in _WITHOUT_A_UNIT:
            return _WITHOUT_A_UNIT[self.unit]
        return Text(f"a number in {self.unit}", f"un nombre en {_IN_FRENCH.get(self.unit, self.unit)}")

    @property
    def limit(self) -> Text:
        """The limits in words: "above 0, up to 1"."""
        words = [
            Text(english.format(shown(limit, "en")), french.format(shown(limit, "fr")))
            for limit, english, french in (
                (self.at_least, "at least {}", "au moins {}"),
                (self.above, "above {}", "plus de {}"),
                (self.at_most, "up to {}", "{} au plus"),
                (self.below, "below {}", "moins de {}"),
            )
            if limit is not None
        ]
        return Text(", ".join(word.en for word in words), ", ".join(word.fr for word in words))

    def _as_table(self, value: object) -> object:
        if isinstance(value, Parameter | Mapping):
            return value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise refusal("amount-no-number", what=self.words)
        if not math.isfinite(value):
            raise refusal("amount-not-finite", what=self.words)
        return {"value": float(value)}

    def _within(self, parameter: Parameter) -> Parameter:
        if parameter.unit and parameter.unit != self.unit:
            self._refuse_unit(parameter)
        for number in {parameter.number, *parameter.span}:
            if not self.takes(number):
                raise refusal("amount-out-of-range", number=number, what=self.words, limit=self.limit)
            if abs(number) > MOST:
                raise refusal("amount-too-large", number=number, what=self.words, most=f"{MOST:.0e}")
        return parameter

    def takes(self, number: float) -> bool:
        """Whether a number is within the limits."""
        return not (
            (self.at_least is not None and number < self.at_least)
            or (self.above is not None and number <= self.above)
            or (self.at_most is not None and number > self.at_most)
            or (self.below is not None and number >= self.below)
        )

    def _refuse_unit(self, parameter: Parameter) -> None:
        told: dict[str, Value] = {"found": parameter.unit, "unit": self.unit}
        if self.unit == "h" and parameter.unit in _HOURS:
            hours = parameter.number * _HOURS[parameter.unit]
            raise refusal("unit-of-time", **told, hours=hours, number=parameter.number)
        raise refusal("unit", **told)


Hours = Annotated[Parameter, Amount("h", at_least=0)]
SomeHours = Annotated[Parameter, Amount("h", above=0)]
Share = Annotated[Parameter, Amount("share", at_least=0, at_most=1)]
ShareBelowOne = Annotated[Parameter, Amount("share", at_least=0, below=1)]
EurPerHour = Annotated[Parameter, Amount("EUR/h", at_least=0)]
Eur = Annotated[Parameter, Amount("EUR", at_least=0)]
Days = Annotated[Parameter, Amount("d", at_least=0)]
SomeDays = Annotated[Parameter, Amount("d", above=0)]
PerDay = Annotated[Parameter, Amount("1/d", at_least=0)]
SomePerDay = Annotated[Parameter, Amount("1/d", above=0)]
Years = Annotated[Parameter, Amount("y", above=0)]
Quantity = Annotated[Parameter, Amount("1", at_least=0)]
