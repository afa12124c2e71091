"""Words of French and English text, in forms that spellings of the same word share.

    text ──> words with their places; an elided article (l’, d’, qu’) and a possessive 's are left out
         ──> folded: without accents, ligatures and case
         ──> stem: without plural and feminine, British and American spelling alike

The stem is a key for comparison, no word: 'thérapies' and 'therapy' both give 'therapi'.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

# A prefix is part of its word, joined or with a hyphen: pre-clinical, préclinique, auto-injector.
_PREFIXES = (
    "anti|auto|bio|cardio|co|cryo|[ée]lectro|h[ée]mato|haemato|immuno|micro|multi|nano|neuro|non|onco|opto"
    "|pharmaco|photo|pr[ée]|radio|r[ée]|thermo|ultra"
)
_WORD = re.compile(
    rf"(?:(?<![^\W_])(?:[Ll]['’ʼ]|[Dd]['’ʼ])?(?i:{_PREFIXES})[-‐‑](?=[^\W\d_A-Z]))?[^\W_]+(?:['’ʼ][^\W_]+)*"
)
_PIECE = re.compile(r"[^'’ʼ]+")
_HYPHEN = re.compile(r"[-‐‑]")
_ELISION = re.compile(r"(?:l|d|j|m|n|s|t|c|qu|jusqu|lorsqu|puisqu)['’ʼ](?=\w)", re.IGNORECASE)

_PREPOSITIONS_AND_ARTICLES = """
    a an at by for from in into of on the to with
    au aux d dans de des du en l la le les par pour sur un une vers
"""
_SMALL = frozenset(_PREPOSITIONS_AND_ARTICLES.split())
_JOINING = frozenset({"and", "or", "et", "ou"})

# Another matter than 'silicon' and 'implant'.
_KEPT_WHOLE = frozenset({"silicone", "implante", "implantee"})
_MAKING_OF_IS = re.compile(r"^(.{3,}i)[sz](?:ations?|ers?|ees?|es?|ed|ing|ants?|antes?)$")
_SPELLINGS = (
    (re.compile(r"[ao]e"), "e"),  # haematology, oedema
    (re.compile(r"our(?=s?$)"), "or"),  # tumour
    (re.compile(r"([tb])re(?=s?$)"), r"\1er"),  # centre, fibre
)
_LONGEST_KEPT = 3


class WordRole(Enum):
    """What a word does in a phrase."""

    MEANING = "meaning"
    SMALL = "small"
    JOINING = "joining"


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place: `text` is `source[start:end]`."""

    start: int
    end: int
    text: str
    folded: str
    stem: str
    role: WordRole


def fold(word: str) -> str:
    """Return a word without accents, ligatures and case: 'Œuvre' -> 'oeuvre'."""
    if word.isascii():
        return word.lower()
    spelled = word.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE")
    decomposed = unicodedata.normalize("NFKD", spelled)
    return "".join(each for each in decomposed if not unicodedata.combining(each)).casefold()


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the key that the inflected forms of a word share, in both languages.

    Plural (-s, -x, -aux, -ies), feminine (-e, -nne, -ve), the verb of a noun in -isation, and American
    spellings are set aside; other derived words stay apart. Words of three letters are only folded.
    """
    folded = fold(word)
    if len(folded) <= _LONGEST_KEPT:
        return folded
    for pattern, replacement in _SPELLINGS:
        folded = pattern.sub(replacement, folded)
    made = _MAKING_OF_IS.match(folded)
    if made:
        return made.group(1) + "s"
    singular = folded[:-1] if folded[-1] in "sx" and len(folded) > _LONGEST_KEPT + 1 else folded
    if singular in _KEPT_WHOLE:
        return singular
    if folded[-1] == "x" and singular.endswith("au") and not singular.endswith(("eau", "yau")):
        return singular[:-1] + "l"
    if singular.endswith("iau"):
        return singular[:-1] + "l"
    return _without_ending(singular)


def _without_ending(word: str) -> str:
    while word[-1] in "sxe" and len(word) > _LONGEST_KEPT + 1:
        word = word[:-1]
    if len(word) > _LONGEST_KEPT + 1:
        if word[-1] == word[-2] and word[-1] in "ln":
            word = word[:-1]
        elif word.endswith("iv"):
            word = word[:-1] + "f"
        elif word[-1] == "y" and word[-2] not in "aeiou":
            word = word[:-1] + "i"
    return word


def words_of(text: str) -> list[Word]:
    """Return the words of a text in order."""
    found = []
    for match in _WORD.finditer(text):
        whole, offset = match.group(), match.start()
        if whole.isalnum():
            found.append(_word(whole, offset))
            continue
        elided = _ELISION.match(whole)
        begin = elided.end() if elided else 0
        pieces = list(_PIECE.finditer(whole, begin))
        found += [
            _word(piece.group(), offset + piece.start())
            for number, piece in enumerate(pieces)
            if not (number and piece.group() in ("s", "S"))
        ]
    return found


def _word(text: str, start: int) -> Word:
    return Word(start, start + len(text), text, *_forms(text))


@lru_cache(maxsize=50_000)
def _forms(text: str) -> tuple[str, str, WordRole]:
    """Return the folded form, the stem and the role of a word as it is written."""
    folded = fold(_HYPHEN.sub("", text))
    role = WordRole.MEANING
    if folded in _SMALL:
        role = WordRole.SMALL
    elif folded in _JOINING:
        role = WordRole.JOINING
    return folded, stem(folded), role
