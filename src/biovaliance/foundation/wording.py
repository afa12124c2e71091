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


_SMALL = "a and au aux d de des du en et for l la le les of par pour sous sur the to à"
_SMALL_WORDS = frozenset(_SMALL.split())
_LONGEST_INITIALS = 4
_ROMAN = re.compile(r"X{0,2}(?:IX|IV|V?I{1,3}|V|X)")
_VOWELS = frozenset("AEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜŒ")


def capitalised(text: str) -> str:
    """Return a text with its first letter as at the beginning of a sentence, all others as they are."""
    return text[:1].upper() + text[1:]


def calmed(text: str, *, may_be_initials: bool = True) -> str:
    """Return a name printed in capitals as one writes it: 'CH DE LA HAUTE COTE' -> 'CH de la Haute Cote'.

    Names with small letters and names of one word, which may be initials, stay as they are. So do letters
    followed by a point; short words without a vowel are taken for initials.
    """
    if any(character.islower() for character in text) or (may_be_initials and " " not in text.strip()):
        return text
    return re.sub(
        r"(?<![\w.])[^\W\d_]+(?![\w.])", lambda found: _calmed_word(found[0], found.start() == 0), text
    )


def _calmed_word(word: str, is_first: bool) -> str:
    small = word.lower()
    if small in _SMALL_WORDS:
        return small.capitalize() if is_first and len(small) > 1 else small
    is_short = len(word) <= _LONGEST_INITIALS and not _VOWELS & set(word)
    return word if is_short or word in _KNOWN_INITIALS or _ROMAN.fullmatch(word) else word.capitalize()


_INITIALS_WITH_VOWELS = """
    AP APHP BRGM CATTP CEA CHU CHRU CHI CHR CLCC CMP CRLCC EA EDF EFS ENS ENSAM ENSMM ERC ESA ESPIC ESTA EU
    GIE GIP HCO IFP IFREMER IMT INRA INRAE INRIA INSA INSERM IRD ISAE IUT ONERA SA SARL SAS UFR UGECAM UK
    UMR UMS UR USA USAR USLD USR UTBM
"""
_KNOWN_INITIALS = frozenset(_INITIALS_WITH_VOWELS.split())
