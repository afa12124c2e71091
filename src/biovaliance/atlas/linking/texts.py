"""Free text as tokens with their places: noise mended, words folded, segments told apart.

    text ──> mended (entities, mojibake, control marks, joined words)
         ──> tokens: folded word, its segment, capitals, a dot behind it, brackets around it

A segment is what lies between commas, semicolons, brackets and the like: one unit, one address, one place.
"""

import html
import re
import unicodedata
from dataclasses import dataclass

_LETTERS = str.maketrans(
    {
        "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ı": "i",
        "ʂ": "s", "þ": "th", "Þ": "Th", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "’": "'", "‘": "'",
        "ʼ": "'", "`": "'", "´": "'", "ʻ": "'", "ʹ": "'",
        "\u00ad": "", "\u200b": "", "\ufeff": "", "\ufffd": "?",
    }
)  # fmt: skip
_MARKS = re.compile(r"#(?:TAB|N|R|TAB#)#|#N#|\\[nrt]|[\x00-\x1f\x7f]")
_WEB = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+", re.IGNORECASE)
_LOST_LETTER = re.compile(r"(?<=[^\W\d_])\?(?=[^\W\d_])")
_JOINED = re.compile(
    r"(?:(?<=[^\W\d_A-Z]{4})|(?<=\b[Tt]he)|(?<=\b[Oo]f)|(?<=\bat)|(?<=\band)|(?<=\bla)|(?<=\bde))"
    r"(?=[A-Z][^\W\d_A-Z]{2})|(?<=[^\W\d_A-Z]{5})(?=[A-Z]{3})"
)
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.\s?){2,}(?:[^\W\d_]\b)?")
_AMPERSAND = re.compile(r"\b([^\W_]{1,3})&([^\W_]{1,3})\b|\b([A-Z]) ?& ?([A-Z])\b")
_REMARK = re.compile(
    r"\b(?:(?:current|present|permanent)(?:ly)? ?(?:address|affiliation)s?"
    r"|(?:currently|now) ?(?:at|with))\b:?",
    re.IGNORECASE,
)
_ELISION = re.compile(r"\b(?:l|d|dell|dall|nell|sull|all|un|qu|s)'(?=[^\W_]{3})", re.IGNORECASE)
_PIECE = re.compile(r"([^\W_]+)(\.?)|([,;|()\[\]{}:\u2014\u2013/•·\"“”«»<>]|\s-{1,2}\s)")
# What hospitals are called for short. CH alone is Switzerland too, so it must open a segment.
_HOSPITALS = (
    (re.compile(r"\bCHR(?:/|-| ?& ?|et)?U\b"), "Centre Hospitalier Régional Universitaire"),
    (re.compile(r"\bCHU\b"), "Centre Hospitalier Universitaire"),
    (re.compile(r"\bCHR\b"), "Centre Hospitalier Régional"),
    (re.compile(r"\bAOU\b"), "Azienda Ospedaliero Universitaria"),
    (re.compile(r"\b([Uu])niversitäts(?=klini|spital|medizin|kranken)"), r"\1niversitäts "),
    (re.compile(r"\bCHI\b(?= d[eu'])"), "Centre Hospitalier Intercommunal"),
    (re.compile(r"(?:^|(?<=[,;(] )|(?<=[,;(]))CH(?= (?:d[eu'’]|[A-Z][^\W\d_]{2}))"), "Centre Hospitalier"),
)
_MOJIBAKE = re.compile(r"[ÃÂÅÄâ][\u0080-\u00bf\u0152-\u0161\u0178\u017d\u017e\u0192\u2013-\u2122€]")
# Scripts that write no spaces: each sign is a token, so that names are found inside longer runs.
_SIGN = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
LONGEST_TEXT = 1_500  # characters; what follows in a longer text is prose, no affiliation
LONGEST_TOKENS = 160


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text and where it stands."""

    folded: str
    segment: int
    dotted: bool
    capitals: bool
    bracketed: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A text read as tokens; `mended` is what was left of it after noise was taken out."""

    mended: str
    tokens: tuple[Token, ...]
    segments: int


def fold(text: str) -> str:
    """Return `text` without accents, case, ligatures and national letters: 'Łódź' -> 'lodz'."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    bare = "".join(each for each in decomposed if not unicodedata.combining(each))
    return unicodedata.normalize("NFC", bare).casefold()


def mend(text: str) -> str:
    """Return `text` without entities, control marks, addresses of the web and wrongly decoded letters."""
    text = text[:LONGEST_TEXT]
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if not text.isascii():
        text = _decoded_again(text).translate(_LETTERS)
    text = _WEB.sub(" ", _MARKS.sub(" , ", text))
    text = _JOINED.sub(" ", _LOST_LETTER.sub("", text))
    text = _REMARK.sub(" ", text).strip()
    if "CH" in text or "AOU" in text or "niversitäts" in text:
        for pattern, meaning in _HOSPITALS:
            text = pattern.sub(meaning, text)
    return text


def _decoded_again(text: str) -> str:
    if not _MOJIBAKE.search(text):
        return text
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


def read_text(text: str) -> Text:
    """Return the tokens of a text; never fails, whatever the text."""
    mended = mend(text)
    joined = _INITIALS.sub(lambda match: re.sub(r"[.\s]", "", match.group()) + " ", mended)
    joined = _AMPERSAND.sub(lambda match: "".join(filter(None, match.groups())), joined)
    joined = _ELISION.sub(" ", joined).replace("'", "")
    tokens: list[Token] = []
    segment, depth, fresh = 0, 0, True
    for match in _PIECE.finditer(joined):
        word, dot, mark = match.groups()
        if mark:
            depth = max(0, depth + (mark in "([{") - (mark in ")]}"))
            if not fresh:
                segment, fresh = segment + 1, True
            continue
        fresh = False
        for piece in _signs(fold(word)):
            capitals = len(word) > 1 and word.isupper()
            tokens.append(Token(piece, segment, bool(dot), capitals, depth > 0))
        if len(tokens) >= LONGEST_TOKENS:
            break
    return Text(joined, tuple(tokens[:LONGEST_TOKENS]), (tokens[-1].segment + 1) if tokens else 0)


def _signs(word: str) -> list[str]:
    if word.isascii() or not _SIGN.search(word):
        return [word]
    return [piece for piece in re.split(f"({_SIGN.pattern})", word) if piece]
