"""Numbers of a scenario as a reader says them: 11 days rather than 264 h, 3.9 % rather than 0.0387."""

import math

from biovaliance.bioproduction.scenarios.distributions import Deterministic, Distribution
from biovaliance.foundation.languages import Language, Text
from biovaliance.foundation.wording import WIDE, number_text

_DIGITS = 4
_DAYS_FROM_H = 72


def figure_text(value: float, language: Language) -> str:
    """Return a number with up to four significant digits, without powers of ten where it can be read so."""
    if value == 0 or not math.isfinite(value):
        return number_text(value, language) if value == 0 else "–"
    decimals = max(0, _DIGITS - 1 - math.floor(math.log10(abs(value))))
    if decimals > 9 or abs(value) >= 1e12:
        return f"{value:.3g}".replace(".", "," if language == "fr" else ".")
    text = number_text(value, language, decimals)
    mark = "," if language == "fr" else "."
    return text.rstrip("0").rstrip(mark) if decimals else text


def hours_text(hours: float, language: Language) -> str:
    """Return a time in the unit a person would choose: 15 min, 4 h, 11 d (11 j)."""
    if 0 < hours < 1:
        return f"{figure_text(hours * 60, language)}{WIDE}min"
    if hours >= _DAYS_FROM_H:
        return f"{figure_text(hours / 24, language)}{WIDE}{'j' if language == 'fr' else 'd'}"
    return f"{figure_text(hours, language)}{WIDE}h"


def share_text(share: float, language: Language) -> str:
    """Return a share in per cent: 3.9 %."""
    return f"{figure_text(round(share * 100, 6), language)}{WIDE}%"


def per_cent(share: float) -> Text:
    """Return a share in whole per cent, as a sentence of each language says it."""
    return Text(f"{share:.0%}", f"{share * 100:.0f}{WIDE}%")


def duration_text(duration: Distribution, language: Language) -> str:
    """Return how long something takes: the time, or the mean where it varies."""
    said = hours_text(duration.mean_h, language)
    if isinstance(duration, Deterministic):
        return said
    return f"{said} {'en moyenne' if language == 'fr' else 'on average'}"
