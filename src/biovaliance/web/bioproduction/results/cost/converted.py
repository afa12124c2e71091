"""What a cost says of money over time: the rate it is paid back at, and how it was converted."""

from django.utils.translation import gettext as _

from biovaliance.bioproduction.costs.costing import CostResult
from biovaliance.foundation.wording import number_text
from biovaliance.web.bioproduction.results.words import share
from biovaliance.web.bioproduction.scenarios.words import source_words
from biovaliance.web.templatetags.biovaliance import reader_language

_PLACES = 4


def paid_back_words(result: CostResult) -> str:
    """Return at which rate rooms and equipment are paid back; nothing where none has a price."""
    rate = result.discount_rate_share
    if rate is None:
        return ""
    if rate == 0:
        return _("Rooms and equipment are paid back in equal parts over their lives, without interest.")
    return _(
        "Rooms and equipment are paid back over their lives in equal yearly payments, at %(rate)s a year."
    ) % {"rate": share(rate)}


def conversion_words(result: CostResult) -> list[str]:
    """Return by currency and year what one of it counts as, with the rows of the table it rests on."""
    found = []
    for (currency, year), conversion in result.conversions.items():
        told = {
            "currency": currency,
            "year": year,
            "eur": number_text(conversion.factor, reader_language(), _PLACES),
            "to": result.price_year,
            "sources": "; ".join(dict.fromkeys(source_words(step.source) for step in conversion.steps)),
        }
        found.append(_way(currency, year == result.price_year) % told)
    return found


def _way(currency: str, same_year: bool) -> str:
    """Return how one of a currency was converted, with its figures left open."""
    if currency == "EUR":
        return _(
            "1 EUR of %(year)d counts as %(eur)s EUR of %(to)d, by consumer prices of France (%(sources)s)."
        )
    if same_year:
        return _(
            "1 %(currency)s of %(year)d counts as %(eur)s EUR, at the mean rate of the year (%(sources)s)."
        )
    return _(
        "1 %(currency)s of %(year)d counts as %(eur)s EUR of %(to)d, at the mean rate of %(year)d and then "
        "by consumer prices of France (%(sources)s)."
    )
