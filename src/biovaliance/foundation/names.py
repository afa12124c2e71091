"""Names as people compare and sort them."""

import re
import unicodedata

_APART = re.compile(r"[^0-9a-z]+")


def folded(text: str) -> str:
    """Return `text` without accents, case and ligatures, for comparison: 'Œuvre d’Été' -> "oeuvre d'ete"."""
    if text.isascii():
        return text.casefold()
    spelled = (
        text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE").replace("’", "'")
    )
    decomposed = unicodedata.normalize("NFKD", spelled)
    return "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()


def sort_key(name: str) -> str:
    """Return the key that sorts names as a French or English index does: letters and figures only."""
    return _APART.sub(" ", folded(name)).strip()
