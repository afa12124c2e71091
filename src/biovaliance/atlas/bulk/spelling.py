"""Names as the record table spells them: words, acronyms, and what edit distance may look at.

Folding happens here, once, and not in an engine: lower case, accents and word boundaries differ between
engines and between their versions.
"""

import re
from collections.abc import Iterable

LONGEST_LATIN_NAME = 120
_WORD = re.compile(r"[^\W_]+")
_CAPITALS = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]*(?:[-&][A-Z0-9]+)*(?![\w-])")
_ACRONYM_LETTERS = range(2, 11)
_INITIALS_LETTERS = range(3, 9)
_LITTLE_WORDS = frozenset(
    [
        "a",
        "à",
        "and",
        "at",
        "au",
        "aux",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "for",
        "in",
        "l",
        "la",
        "le",
        "les",
        "of",
        "on",
        "ou",
        "par",
        "pour",
        "sur",
        "the",
        "to",
        "und",
    ]
)


def words(folded_names: Iterable[str]) -> list[str]:
    """Return the distinct words of some folded names, sorted: 'chu de dijon' -> chu, de, dijon."""
    return sorted({word for name in folded_names for word in _WORD.findall(name)})


def latin_name(folded_name: str) -> str | None:
    """Return a folded name in a-z and figures, of at most 120 characters; None if it has other letters.

    Edit distance counts bytes in one engine and characters in the other; they agree on these letters.
    """
    found = _WORD.findall(folded_name)
    spelled = " ".join(found)
    return spelled[:LONGEST_LATIN_NAME].rstrip() if spelled and spelled.isascii() else None


def stated_acronyms(names: Iterable[str]) -> list[str]:
    """Return the words in capitals, without hyphens: 'Institut FEMTO-ST' -> femtost.

    In a name of several words all in capitals, as registers print them, capitals mean nothing.
    """
    found = set()
    for name in names:
        if " " in name.strip() and name == name.upper():
            continue
        found |= {re.sub(r"\W", "", word).lower() for word in _CAPITALS.findall(name)}
    return sorted(word for word in found if len(word) in _ACRONYM_LETTERS and not word.isdigit())


def initials(folded_names: Iterable[str]) -> list[str]:
    """Return the first letters of folded names, little words left out: 'agence du sang d'ici' -> asi."""
    found = set()
    for name in folded_names:
        letters = "".join(
            word[0] for word in _WORD.findall(name) if word not in _LITTLE_WORDS and word[0].isalpha()
        )
        if len(letters) in _INITIALS_LETTERS:
            found.add(letters)
    return sorted(found)
