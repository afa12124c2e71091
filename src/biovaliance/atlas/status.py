# TEMPORARY STUB

from enum import StrEnum
from biovaliance.foundation.languages import Text


class Currency(StrEnum):
    CURRENT = "current"
    HISTORICAL = "historical"
    UNVERIFIED = "unverified"


def currency_of(status):
    if status in ("superseded", "merged", "dissolved"):
        return Currency.HISTORICAL
    if status.startswith("unverified"):
        return Currency.UNVERIFIED
    return Currency.CURRENT
