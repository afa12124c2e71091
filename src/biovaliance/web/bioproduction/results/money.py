"""The money of a page: in which currency and of which year it is told, and how it is written."""

from dataclasses import dataclass

from biovaliance.bioproduction.prices import Money, bundled_prices, convert
from biovaliance.bioproduction.scenarios.wording import figure_text
from biovaliance.foundation.wording import WIDE, money_text, number_text
from biovaliance.web.templatetags.biovaliance import reader_language

CURRENCIES = ("EUR", "CHF", "GBP", "USD")
"""Those of the cluster and its neighbours; all have their rate and their consumer prices in the table."""
_IN_FULL = 1000.0


@dataclass(frozen=True, slots=True)
class Tender:
    """A currency and a price year; `factor` makes of euros of that year what is shown."""

    currency: str
    year: int
    factor: float = 1.0

    def of(self, eur: float) -> float:
        """Return an amount of euros in this currency."""
        return eur * self.factor

    def text(self, eur: float) -> str:
        """Return an amount as the language writes it: EUR 52,832 or 52 832 €, EUR 51.82 where it is small."""
        return self.said(self.of(eur))

    def said(self, amount: float) -> str:
        """Return an amount of this currency as the language writes it."""
        if amount < 0:
            return f"−{self.said(-amount)}"
        language = reader_language()
        if self.currency == "EUR" and abs(amount) >= _IN_FULL:
            return money_text(amount, language)
        number = self.bare(amount)
        if language == "fr":
            return f"{number}{WIDE}{'€' if self.currency == 'EUR' else self.currency}"
        return f"{self.currency}{WIDE}{number}"

    def number(self, eur: float) -> str:
        """Return an amount without its currency, for a table whose head names it."""
        return self.bare(self.of(eur))

    def bare(self, amount: float) -> str:
        """Return an amount of this currency without its name."""
        language = reader_language()
        return number_text(amount, language) if abs(amount) >= _IN_FULL else figure_text(amount, language)


def tender_of(currency: str, year: int) -> Tender:
    """Return a currency at a year; raises InputError where the price table has no rate of it."""
    if currency == "EUR":
        return Tender("EUR", year)
    return Tender(currency, year, convert(bundled_prices(), Money(1.0, "EUR", year), currency, year).factor)


def years() -> tuple[int, ...]:
    """Return the price years that can be asked for, the latest first."""
    known = bundled_prices().changes["France"]
    return tuple(sorted((year for year in known if year >= 2010), reverse=True))
