"""Names of organisations in the forms in which different sources agree.

    'LABORATOIRE DETUDE DE LAPPRENTISSAGE - UMR 5022' and "Laboratoire d'étude de l'apprentissage" ──> one key
    'CHRU BESANCON', 'Centre hospitalier régional universitaire de Besançon' ──> 'chubesancon'

Keys are for comparison only: equal keys are a reason to look, never a proof.
"""

import re
from collections.abc import Iterable

from biovaliance.foundation.names import folded

_UNIT = re.compile(
    r"\b(?:inserm[ -]*)?(umr[ _-]*s|umr|ura|usr|uar|upr|ums|ups|frc|fr|cic[ -]*(?:p|bt|it|ec)?|ea|ur|ubr|u)"
    r"[ _:°n-]*([a]?)[ -]?([0-9]{3,5})\b"
)
_SAME_FAMILY = {"ea": "ur", "u": "umr", "umrs": "umr", "ubr": "ur"}
"""Renumbered in place: an EA became a UR of the same number, an Inserm U a UMR."""

_PHRASES = tuple(
    (re.compile(pattern), short)
    for pattern, short in (
        (r"\bctre\b", "centre"),
        (r"\breg\b", "regional"),
        (r"\b(?:centre )?hospitali?er?s? (?:regional )?(?:et )?universitaires?\b", " chu "),
        (r"\bcentre hospitalier regional\b", " chu "),
        (r"\bch ?ru?\b", " chu "),
        (r"\buniversity hospitals?(?: center| centre)?(?: of)?\b", " chu "),
        (r"\bcentre hospitalier intercommunal\b", " chi "),
        (r"\bcentre hospitalier\b", " ch "),
        (r"\bgroupe hospitalier\b", " gh "),
        (r"\bhopital local\b", " hl "),
        (r"\b(?:crlcc|clcc|centre (?:regional )?de lutte contre le cancer)\b", " "),
        (r"^universite de [a-z' -]+ \[([^\]]+)\]$", r"universite de \1"),
        (r"(?<=\w) (?:[-,] )?site (?:de |d'|du )?[\w' -]+$", " "),
    )
)
_LEGAL_FORMS = frozenset(
    {"sa", "sas", "sasu", "sarl", "eurl", "gie", "gip", "sca", "snc", "gmbh", "ltd", "inc"}
)
_HEADS = frozenset({"laboratoire", "laboratory", "umr", "labo"})
_SMALL = frozenset(
    "a au aux d dans de des du e en et for in l la le les of on pour sur the and".split()  # noqa: SIM905
)
_ROMAN_NUMBERS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii")
_ROMAN = {roman: str(number) for number, roman in enumerate(_ROMAN_NUMBERS, start=1)}
_RUN_UNITS = """
    cea cnrs inra inrae inria inserm ird centrenationalrecherchescientifique commissariatenergieatomique
    commissariatlenergieatomique institutnationalrechercheagronomique institutnationalsanterecherchemedicale
"""
_BODIES = frozenset(_RUN_UNITS.split())
"""Bodies that run units: their name beside a number is the unit, not the body."""
_WORD = re.compile(r"[0-9a-z]+")
SHORTEST_KEY = 6
"""Keys shorter than this are initials, which many organisations share."""


def unit_codes(text: str) -> frozenset[str]:
    """Return the numbers of research units in a text: 'UMR 1098 RIGHT' -> {'umr1098'}."""
    found = set()
    for family, letter, number in _UNIT.findall(folded(text)):
        plain = re.sub(r"[ _-]", "", family)
        plain = "cic" if plain.startswith("cic") else plain
        found.add(f"{_SAME_FAMILY.get(plain, plain)}{letter}{number}")
    return frozenset(found)


def without_unit_codes(text: str) -> str:
    """Return a folded text without the numbers of research units and the dashes around them."""
    return re.sub(r"[\s,;:()/-]+$", "", _UNIT.sub(" ", folded(text)))


def name_keys(name: str) -> frozenset[str]:
    """Return the keys of a name: as written and without small words, legal form and 'laboratory'.

    Both, because some sources have lost the apostrophes that would tell a small word: 'DETUDE'.
    """
    text = without_unit_codes(name)
    for pattern, short in _PHRASES:
        text = pattern.sub(short, text)
    words = [_ROMAN.get(word, word) for word in _WORD.findall(text) if word not in _LEGAL_FORMS]
    if len(words) > 1 and words[0] in _HEADS:
        words = words[1:]
    whole = "".join(words)
    bare = "".join(word for word in words if word not in _SMALL)
    if (bare in _BODIES or bare.startswith("universite")) and unit_codes(name):
        return frozenset()
    return frozenset(key for key in (whole, bare) if key)


def may_be_alike(left: str, right: str) -> bool:
    """Whether two keys may be spellings of one name: their numbers agree, and a CH is not a CHU.

    'Université de Rennes 1' and 'Université de Rennes 2' differ in one letter and are two.
    """
    same_numbers = re.findall(r"\d+", left) == re.findall(r"\d+", right)
    return same_numbers and left.startswith("chu") == right.startswith("chu")


def all_name_keys(names: Iterable[str]) -> frozenset[str]:
    """Return the keys of several names that are long enough to tell one organisation from others."""
    return frozenset(key for name in names for key in name_keys(name) if len(key) >= SHORTEST_KEY)
