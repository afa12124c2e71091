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
_BODY_WORD = re.compile(r"\b(?:cea|cnrs|inrae?|inria|inserm|ird)\b")
_PART_NAMED_LAST = re.compile(r"^.{4,}?\s*-\s*((?:laboratoire|institut)s? .+)$")
_PARENT_NAMED_LAST = re.compile(r"^((?:umr|laboratoire)\b.+), universite [a-z' -]+$")
_TITLE_NAMED_LAST = re.compile(r"^(\w.+) pole$")
_ASIDE = re.compile(r"\s*\([^()]*\)")
_HEAD_WORD = re.compile(r"^(?:laboratoire|umr) ")
_SHORT = re.compile(r"[a-z][a-z0-9-]{2,4}")
_LEAST_DIFFERENCE, _LEAST_LIKENESS = 4, 50.0
_ENDINGS = "sex"
"""Letters that French words end with or not; any other one at the end tells two names apart."""
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


def other_forms(name: str, town: str) -> tuple[str, ...]:
    """Return what else a name may be called by who takes it apart; `name_keys` gives their keys.

    - without what it says in brackets, unless that is its unit or its town: 'Établissement français du sang
      (Besançon)' is the one there;
    - without the town it repeats: 'Université de Bourgogne - Dijon', 'Université Dijon Bourgogne' (only
      universities drop a town in their midst, since what is left names a region);
    - the laboratory named after its parent, or before it: 'École d'arts et métiers - Laboratoire X';
    - a unit without the body that runs it: 'UMR CNRS Biogéosciences'; a cluster without its title.
    """
    text, place = folded(name), re.escape(folded(town)) if town else "(?!)"
    own = _PARENT_NAMED_LAST.sub(r"\1", text)
    if unit_codes(name) or own.startswith("umr "):
        own = _BODY_WORD.sub(" ", own)
    aside = " ".join(_ASIDE.findall(text))
    tells = unit_codes(aside) or re.search(rf"\b{place}\b", aside)
    forms = [own, text if tells else _ASIDE.sub("", text)]
    forms += _PART_NAMED_LAST.findall(text) + _TITLE_NAMED_LAST.findall(text)
    forms += re.findall(rf"^(.+\w)\s*[-,]\s*{place}$", text)
    forms += [f"universite de {rest}" for rest in re.findall(rf"^universite (?:de )?{place} (\w+)$", text)]
    return tuple(form for form in dict.fromkeys(form.strip() for form in forms) if form not in ("", text))


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
    same_rank = left.startswith("chu") == right.startswith("chu")
    return same_numbers and same_rank and not _end_otherwise(left, right) and not _differ(left, right)


def _end_otherwise(left: str, right: str) -> bool:
    """Whether two keys end alike but for their last letter, or for one letter more."""
    if left[-1:] != right[-1:] and left[-5:-1] == right[-5:-1]:
        return True
    return any(
        longer[-6:-1] == shorter[-5:] and longer[-1:] not in _ENDINGS
        for longer, shorter in ((left, right), (right, left))
    )


def _differ(left: str, right: str) -> bool:
    """Whether what two keys do not share at their beginning and end looks like two words."""
    start = _shared(left, right)
    ours, theirs = left[start:], right[start:]
    end = _shared(ours[::-1], theirs[::-1])
    ours, theirs = ours[: len(ours) - end], theirs[: len(theirs) - end]
    shortest = min(len(ours), len(theirs))
    return shortest >= _LEAST_DIFFERENCE and fuzz.ratio(ours, theirs) < _LEAST_LIKENESS


def _shared(left: str, right: str) -> int:
    """Return how many characters two keys begin with in common."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((place for place, (ours, theirs) in pairs if ours != theirs), min(len(left), len(right)))


def all_name_keys(names: Iterable[str]) -> frozenset[str]:
    """Return the keys of several names that are long enough to tell one organisation from others."""
    return frozenset(key for name in names for key in name_keys(name) if len(key) >= SHORTEST_KEY)
