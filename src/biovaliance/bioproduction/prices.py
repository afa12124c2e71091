"""Money of one currency and price year in another: first the currency, at its own year's rate, then the year.

    95,780 USD of 2019 ── / 1.1195 (ECB, 2019) ──> EUR of 2019 ── x 1.1496 (consumer prices, France) ──> EUR
    of 2024

The table is dated, and each step of a conversion names its row. What the table does not hold is refused: no
year is extrapolated, and no currency is guessed.
"""

import csv
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise

from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import Text

COLUMNS = ("series", "unit", "year", "value", "status", "source", "url")
INDICES = {"EUR": "France", "USD": "United States", "GBP": "United Kingdom", "CHF": "Switzerland"}
"""The consumer prices by which money of a currency moves between years, unless another index is named."""

_RATE = re.compile(r"ECB reference rate EUR/([A-Z]{3})")
_CHANGE = re.compile(r"consumer prices, annual change, (.+)|(HICP) annual average rate of change, (.+?) \(")


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One value of one year, with who says so."""

    year: int
    value: float
    unit: str
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class PriceTable:
    """Exchange rates by currency and year (units per euro), and yearly price changes by index and year (per
    cent).
    """

    rates: Mapping[str, Mapping[int, PriceRow]] = field(hash=False)
    changes: Mapping[str, Mapping[int, PriceRow]] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of a currency at the prices of a year."""

    amount: float
    currency: str
    year: int


@dataclass(frozen=True, slots=True)
class ConversionStep:
    """One factor of a conversion, what it does, and the source it is taken from."""

    description: str
    factor: float
    source: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """The money after a conversion, and the steps whose factors make it."""

    money: Money
    steps: tuple[ConversionStep, ...]

    @property
    def factor(self) -> float:
        """All factors together."""
        return math.prod(step.factor for step in self.steps)


def convert(
    table: PriceTable, money: Money, currency: str, year: int, *, index: str | None = None
) -> Conversion:
    """Return money in another currency at the prices of another year.

    Args:
        table: rates and indices, as `bundled_prices()`.
        money: what is converted.
        currency: its code, as EUR.
        year: the price year wanted.
        index: the price index to use; by default the one of `INDICES` for the currency wanted.

    Raises:
        InputError: the table has no rate or no index for a year that is needed.
    """
    if not math.isfinite(money.amount):
        raise InputError(f"Amount is {money.amount:g}; expected a number.")
    steps = (*_exchange(table, money, currency), *_inflate(table, currency, money.year, year, index))
    amount = money.amount * math.prod(step.factor for step in steps)
    return Conversion(Money(amount, currency, year), steps)


def _exchange(table: PriceTable, money: Money, currency: str) -> list[ConversionStep]:
    if money.currency == currency:
        return []
    steps = []
    for code, inverse in ((money.currency, True), (currency, False)):
        if code == "EUR":
            continue
        row = table.rates.get(code, {}).get(money.year)
        if row is None:
            held = _held(table.rates, code, _CURRENCIES)
            raise InputError(
                whole_sentence("no-exchange-rate", currency=code, year=str(money.year), held=held)
            )
        told = f"{code} per EUR, {money.year}: {row.value:g}"
        steps.append(ConversionStep(told, 1 / row.value if inverse else row.value, row.source))
    return steps


def _inflate(table: PriceTable, currency: str, old: int, new: int, index: str | None) -> list[ConversionStep]:
    if old == new:
        return []
    name = index or INDICES.get(currency)
    if name is None:
        known = ", ".join(sorted(table.changes))
        raise InputError(
            whole_sentence("no-price-index", currency=currency, old=str(old), new=str(new), known=known)
        )
    rows = table.changes.get(name, {})
    first, last = min(old, new) + 1, max(old, new)
    missing = [year for year in range(first, last + 1) if year not in rows]
    if missing:
        held = _held(table.changes, name, _INDICES)
        raise InputError(whole_sentence("no-price-change", name=name, year=str(missing[0]), held=held))
    factor = math.prod(1 + rows[year].value / 100 for year in range(first, last + 1))
    told = f"consumer prices, {name}, {old} to {new}"
    return [ConversionStep(told, factor if new > old else 1 / factor, rows[last].source)]


_CURRENCIES = Text("the currencies {}", "les monnaies {}")
_INDICES = Text("the indices {}", "les indices {}")


def _held(rows: Mapping[str, Mapping[int, PriceRow]], name: str, what: Text) -> Text:
    """Return what the table holds instead: the years of a name, or the names."""
    years = sorted(rows.get(name, ()))
    if not years:
        names = ", ".join(sorted(rows))
        return Text(what.en.format(names), what.fr.format(names))
    whole = all(later - earlier == 1 for earlier, later in pairwise(years))
    first, last = years[0], years[-1]
    return Text(
        f"'{name}' from {first} to {last}{'' if whole else ' with gaps'}",
        f"« {name} » de {first} à {last}{'' if whole else ', avec des lacunes'}",
    )


def read_prices(lines: Iterable[str]) -> PriceTable:
    """Return the table of a CSV file with the columns of `COLUMNS`; series of other kinds are left out.

    Raises:
        InputError: a column is missing, or a year or a value is no number.
    """
    reader = csv.DictReader(lines)
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise InputError(f"The price table has no column '{missing[0]}'; expected {', '.join(COLUMNS)}.")
    rates: dict[str, dict[int, PriceRow]] = {}
    changes: dict[str, dict[int, PriceRow]] = {}
    for row in reader:
        rate, change = _RATE.fullmatch(row["series"]), _CHANGE.match(row["series"])
        if rate:
            rates.setdefault(rate[1], {}).update([_row(row, reader.line_num, least=1e-12)])
        elif change:
            name = change[1] or f"{change[2]} {change[3]}"
            changes.setdefault(name, {}).update([_row(row, reader.line_num, least=-99.9)])
    return PriceTable(rates, changes)


def _row(row: Mapping[str, str], line: int, *, least: float) -> tuple[int, PriceRow]:
    try:
        year, value = int(row["year"]), float(row["value"])
    except ValueError:
        year, value = 0, math.nan
    if not math.isfinite(value) or value < least:
        raise InputError(
            f"Price table, line {line}: '{row['year']}' and '{row['value']}'; expected a year and a number "
            f"of at least {least:g}."
        )
    return year, PriceRow(year, value, row["unit"], row["status"], row["source"])


@cache
def bundled_prices() -> PriceTable:
    """Return the table of this package, read once per process."""
    file = files("biovaliance.bioproduction") / "tables" / "price_indices.csv"
    return read_prices(file.read_text(encoding="utf-8").splitlines())
