"""Dates, money and numbers as each language writes them.

French puts a no-break space (U+00A0) or a narrow one (U+202F) where a line must not break; English
follows the European institutions: EUR 17.8 million.
"""

import re

from biovaliance.foundation.dates import PartialDate
from biovaliance.foundation.languages import Language, Text

NARROW = "\u202f"
WIDE = "\u00a0"

MONTHS = (
    Text("January", "janvier"),
    Text("February", "février"),
    Text("March", "mars"),
    Text("April", "avril"),
    Text("May", "mai"),
    Text("June", "juin"),
    Text("July", "juillet"),
    Text("August", "août"),
    Text("September", "septembre"),
    Text("October", "octobre"),
    Text("November", "novembre"),
    Text("December", "décembre"),
)


def language_of(code: str) -> Language:
    """Return the interface language of a language code such as 'fr-fr'."""
    return "fr" if code.startswith("fr") else "en"


def number_text(value: float, language: Language, decimals: int = 0) -> str:
    """Return '1,234.5' in English and '1 234,5' in French."""
    text = f"{value:,.{decimals}f}"
    return text.replace(",", NARROW).replace(".", ",") if language == "fr" else text


def money_text(amount_eur: float, language: Language) -> str:
    """Return 'EUR 17.8 million' or '17,8 M€'; below a million, every euro is told."""
    for size, en, fr in ((1_000_000_000, "billion", "Md€"), (1_000_000, "million", "M€")):
        if abs(amount_eur) >= size:
            scaled = f"{amount_eur / size:.3f}".rstrip("0").rstrip(".")
            # A figure that is told to the thousand stays as its source tells it; others are rounded.
            exact = size == 1_000_000_000 or amount_eur % 1000 == 0
            decimals = min(len(scaled.partition(".")[2]), 3 if exact else 2)
            number = number_text(amount_eur / size, language, decimals)
            return f"{number}{WIDE}{fr}" if language == "fr" else f"EUR{WIDE}{number} {en}"
    number = number_text(amount_eur, language)
    return f"{number}{WIDE}€" if language == "fr" else f"EUR{WIDE}{number}"


def date_text(text: str, language: Language) -> str:
    """Return '14 October 2024' or '14 octobre 2024', at the precision of an ISO 8601 text."""
    if not text:
        return ""
    date = PartialDate.parse(text)
    if date.month is None:
        return str(date.year)
    month = MONTHS[date.month - 1].in_language(language)
    if date.day is None:
        return f"{month} {date.year}"
    first = "er" if language == "fr" and date.day == 1 else ""
    return f"{date.day}{first}{WIDE}{month} {date.year}"


def until_text(end: str, language: Language) -> str:
    """Return 'until 2028' or 'jusqu’en 2028'; French says 'jusqu’au' before a day."""
    if language == "en":
        return f"until {date_text(end, language)}"
    return f"{'jusqu’au' if PartialDate.parse(end).day else 'jusqu’en'} {date_text(end, language)}"


def period_text(start: str, end: str, language: Language) -> str:
    """Return a period in words: one day, from–to, since, or until."""
    if not start and not end:
        return ""
    if not end or start == end:
        return date_text(start, language)
    if not start:
        return until_text(end, language)
    first, last = PartialDate.parse(start), PartialDate.parse(end)
    if first.day and last.day and (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{date_text(end, language)}"
    return f"{date_text(start, language)} – {date_text(end, language)}"


_STRAIGHT_IN_NAMES = re.compile(r"\b[A-Z]+\'[A-Z][A-Za-z]*(?:\'[A-Z][a-z]+)?")
"""Names that are written with a straight apostrophe: FC'INNOV, MED'INN'Pharma."""


def french_typography(text: str) -> str:
    """Return French words with typographic apostrophes and the spaces that must not break."""
    names = _STRAIGHT_IN_NAMES.findall(text)
    for number, name in enumerate(names):
        text = text.replace(name, f"\ue000{number}\ue001")
    text = text.replace("'", "’")
    text = re.sub(r"\s+([;!?])", f"{NARROW}\\1", text)
    text = re.sub(r" :(?=\s|$)", f"{WIDE}:", text)
    text = re.sub(r"«\s*", f"«{WIDE}", text)
    text = re.sub(r"\s*»", f"{WIDE}»", text)
    text = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", NARROW, text)
    text = re.sub(r"(?<=\d) (?=(?:M€|Md€|€|%|m²|millions?\b|ans\b|mois\b))", WIDE, text)
    for number, name in enumerate(names):
        text = text.replace(f"\ue000{number}\ue001", name)
    return text


def english_typography(text: str) -> str:
    """Return English words with typographic apostrophes and square metres."""
    return (
        re.sub(r"(?<=\w)'(?=\w)", "’", text).replace(" m2", f"{WIDE}m²")
        if not _STRAIGHT_IN_NAMES.search(text)
        else text.replace(" m2", f"{WIDE}m²")
    )
