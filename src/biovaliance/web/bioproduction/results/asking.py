"""What an address asks of results: price year, currency, target; names to compare. Cut to what is read."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from biovaliance.web.bioproduction.results.money import CURRENCIES, years

MOST_COMPARED = 4
_NAME = re.compile(r"[a-z0-9-]{1,80}")
_MOST_EUR = 1e12


@dataclass(frozen=True, slots=True)
class Asked:
    """How money is told, and which cost a dose should have."""

    year: int | None = None
    currency: str = "EUR"
    target: float | None = None
    target_text: str = ""

    @property
    def money_query(self) -> str:
        """Return `year=…&currency=…` for what is not as usual."""
        pairs = {"year": self.year or "", "currency": "" if self.currency == "EUR" else self.currency}
        return urlencode({name: value for name, value in pairs.items() if value})


def read_asked(query: QueryDict) -> Asked:
    """Return what an address asks; what cannot be meant is left at what is usual."""
    year = query.get("year", "")
    currency = query.get("currency", "").upper()[:3]
    written = query.get("target", "").strip()[:20]
    return Asked(
        year=int(year)
        if year.isascii() and year.isdigit() and int(year[:4]) in years() and len(year) == 4
        else None,
        currency=currency if currency in CURRENCIES else "EUR",
        target=_amount(written),
        target_text=written,
    )


def _amount(written: str) -> float | None:
    found = plain_number(written)
    return found if found is not None and 0 < found < _MOST_EUR else None


def plain_number(written: str) -> float | None:
    """Return a number as either language writes it, 50,000 or 50 000; None where it is none."""
    bare = re.sub(r"[\s\u00a0\u202f'’]", "", written).removesuffix("€").removesuffix("EUR")
    # 0,025 is a French decimal: no thousands begin with a nought.
    if re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?", bare):
        bare = bare.replace(",", "")
    bare = bare.replace(",", ".")
    return float(bare) if re.fullmatch(r"[0-9]{1,13}(\.[0-9]{1,6})?", bare) else None


def read_names(query: QueryDict) -> tuple[str, ...]:
    """Return the names and keys to compare, each once, one more than are compared at most."""
    found = (name.strip().lower() for name in query.getlist("with")[:20])
    return tuple(dict.fromkeys(name for name in found if _NAME.fullmatch(name)))[: MOST_COMPARED + 1]


def money_form(asked: Asked, year: int) -> dict[str, Any]:
    """Return what the form of year, currency and target shows."""
    return {
        "years": [{"value": each, "selected": each == year} for each in years()],
        "currencies": [{"value": each, "selected": each == asked.currency} for each in CURRENCIES],
        "year": asked.year or "",
        "currency": asked.currency,
        "target": asked.target_text,
    }
