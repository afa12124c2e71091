"""Words that French and English share but for their ending: vecteur and vector, clinique and clinical.

The learned words of the two languages come from the same Latin and Greek, and differ by rule. What is left
of a word's stem when these endings are made alike is its key; stems of one key are taken for one another, at
less than a word's own weight, since a key now and then joins words that only look alike.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

SHORTEST = 5
_DOUBLED = re.compile(r"([a-z])\1")
# Endings of stems as vocabulary.words leaves them: no plural, no final e, y as i.
_ENDINGS = (
    (re.compile(r"(?:iqu|ical|ic)$"), "ik"),  # clinique, clinical
    (re.compile(r"(?:ari|ar|air)$"), "ar"),  # cellulaire, cellular, primary
    (re.compile(r"eur$"), "or"),  # vecteur, vector
    (re.compile(r"iti$"), "it"),  # qualité, quality
    (re.compile(r"osi$"), "os"),  # fibrose, fibrosis
    (re.compile(r"(?:eu|ou)$"), "o"),  # veineux, venous
    (re.compile(r"i?el$"), "al"),  # industriel, industrial
    (re.compile(r"ial$"), "al"),
    (re.compile(r"ement$"), "ment"),  # développement, development
    (re.compile(r"(?:enc|anc)i?$"), "anc"),  # urgence, urgency
    (re.compile(r"(?:ogi|ogu)$"), "og"),  # biologie, biologue
)


@lru_cache(maxsize=200_000)
def cognate_key(stem: str) -> str:
    """Return what a stem shares with its cognate in the other language; short words are their own key."""
    if len(stem) < SHORTEST or not stem.isalpha():
        return stem
    key = _DOUBLED.sub(r"\1", stem)
    for pattern, ending in _ENDINGS:
        key, found = pattern.subn(ending, key)
        if found:
            break
    return key


class Cognates:
    """The words of an index by their keys."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._by_key: defaultdict[str, list[str]] = defaultdict(list)
        for term in terms:
            if " " not in term and len(term) >= SHORTEST:
                self._by_key[cognate_key(term)].append(term)

    def of(self, stem: str) -> tuple[str, ...]:
        """Return the words of the index that share the key of a stem, itself left out."""
        if " " in stem or len(stem) < SHORTEST:
            return ()
        return tuple(other for other in self._by_key.get(cognate_key(stem), ()) if other != stem)
