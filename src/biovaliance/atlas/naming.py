"""Names of organisations in the forms in which different sources agree.

    'LABORATOIRE DETUDE DE LAPPRENTISSAGE - UMR 5022' and "Laboratoire d'étude de l'apprentissage" ──> one key
    'CHRU BESANCON', 'Centre hospitalier régional universitaire de Besançon' ──> 'chubesancon'

Keys are for comparison only: equal keys are a reason to look, never a proof.
"""

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

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
_TITLES = frozenset({"pole"})
"""What a name may bear at its end or not: 'Vitagora', 'Vitagora Pôle'."""
_PART_NAMED_LAST = re.compile(r"^.{4,}?\s*-\s*((?:laboratoire|institut)s? .+)$")
"""'École nationale supérieure d'arts et métiers - Laboratoire bourguignon des matériaux': the laboratory."""
_PARENT_NAMED_LAST = re.compile(r"^((?:umr|laboratoire)\b.+), universite [a-z' -]+$")
_ASIDE = re.compile(r"\s*\([^()]*\)")
_HEAD_WORD = re.compile(r"^(?:laboratoire|umr) ")
_SHORT = re.compile(r"[a-z][a-z0-9-]{2,4}")
_LEAST_DIFFERENCE, _LEAST_LIKENESS = 4, 50.0
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

    Both, because some sources have lost the apostrophes that would tell a small word: 'DETUDE'. A name also
    stands for the laboratory that it names after its parent.
    """
    text = _PARENT_NAMED_LAST.sub(r"\1", without_unit_codes(name))
    texts = {text, *_PART_NAMED_LAST.findall(text)}
    has_units = bool(unit_codes(name))
    return frozenset(key for each in texts for key in _keys(each, has_units=has_units))


def _keys(text: str, *, has_units: bool) -> tuple[str, ...]:
    for pattern, short in _PHRASES:
        text = pattern.sub(short, text)
    words = [_ROMAN.get(word, word) for word in _WORD.findall(text) if word not in _LEGAL_FORMS]
    is_unit = has_units or words[:1] == ["umr"]
    if len(words) > 1 and words[0] in _HEADS:
        words = words[1:]
    if len(words) > 1 and words[-1] in _TITLES:
        words = words[:-1]
    if is_unit and any(word not in _BODIES | _SMALL for word in words):
        words = [word for word in words if word not in _BODIES]
    whole = "".join(words)
    # A last letter that stands alone is no small word: 'Secteur Paris A'.
    bare = "".join(word for word in words[:-1] if word not in _SMALL)
    bare += "".join(word for word in words[-1:] if word not in _SMALL or len(word) == 1)
    if (bare in _BODIES or bare.startswith("universite")) and has_units:
        return ()
    return tuple(key for key in (whole, bare) if key)


def other_forms(name: str, town: str) -> tuple[str, ...]:
    """Return a name without what it says in brackets, and without the town that it repeats at its end.

    'Université de Bourgogne - Dijon', 'Université Dijon Bourgogne': only universities drop a town in their
    midst, since what is left names a region. Brackets that name the town or a unit stay:
    'Établissement français du sang (Besançon)' is the one there.
    """
    text, place = folded(name), re.escape(folded(town))
    found = []
    aside = " ".join(_ASIDE.findall(text))
    if aside and not unit_codes(aside) and not (town and re.search(rf"\b{place}\b", aside)):
        found.append(_ASIDE.sub("", text).strip())
    if town and (match := re.fullmatch(rf"(.+\w)\s*[-,]\s*{place}", text)):
        found.append(match[1])
    if town and (match := re.fullmatch(rf"universite (?:de )?{place} (\w+)", text)):
        found.append(f"universite de {match[1]}")
    return tuple(found)


def short_keys(names: Iterable[str]) -> frozenset[str]:
    """Return the names that are one word too short for a key: 'IMB', 'Alcis'.

    They tell an organisation from others of its town only.
    """
    words = (_HEAD_WORD.sub("", folded(name).strip()) for name in names)
    return frozenset(word for word in words if _SHORT.fullmatch(word))


def may_be_alike(left: str, right: str) -> bool:
    """Whether two keys may be spellings of one name: their numbers agree, and a CH is not a CHU.

    'Université de Rennes 1' and 'Université de Rennes 2' differ in one letter and are two, and so are sectors
    A and B; so are two teams of one unit, whose long names differ in the word that names the team.
    """
    same_numbers = re.findall(r"\d+", left) == re.findall(r"\d+", right)
    same_letter = left[-1:] == right[-1:] or left[-5:-1] != right[-5:-1]
    same_rank = left.startswith("chu") == right.startswith("chu")
    return same_numbers and same_letter and same_rank and not _differ(left, right)


def _shared(left: str, right: str) -> int:
    """Return how many characters two keys begin with in common."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((place for place, (ours, theirs) in pairs if ours != theirs), min(len(left), len(right)))


def _differ(left: str, right: str) -> bool:
    """Whether what two keys do not share at their beginning and end looks like two words."""
    start = _shared(left, right)
    ours, theirs = left[start:], right[start:]
    end = _shared(ours[::-1], theirs[::-1])
    ours, theirs = ours[: len(ours) - end], theirs[: len(theirs) - end]
    shortest = min(len(ours), len(theirs))
    return shortest >= _LEAST_DIFFERENCE and fuzz.ratio(ours, theirs) < _LEAST_LIKENESS


def all_name_keys(names: Iterable[str]) -> frozenset[str]:
    """Return the keys of several names that are long enough to tell one organisation from others."""
    return frozenset(key for name in names for key in name_keys(name) if len(key) >= SHORTEST_KEY)
