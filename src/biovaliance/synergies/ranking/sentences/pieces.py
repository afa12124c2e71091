"""Words cut into the pieces that a sentence model knows, by the longest piece first.

    "lentiviral" ──> lent, ##ivi, ##ral          ## continues a word

The list stands in `pieces.txt`, a piece on the line of its number. It is the part in Latin letters and
figures of the vocabulary of all-MiniLM-L6-v2 (that of uncased BERT, Apache-2.0); a number without a piece is
an empty line.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

BEGIN, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
LONGEST_WORD = 100


@cache
def known_pieces() -> dict[str, int]:
    """Return the number of each piece."""
    lines = (files(__package__) / "pieces.txt").read_text(encoding="utf-8").splitlines()
    return {piece: number for number, piece in enumerate(lines) if piece}


@lru_cache(maxsize=50_000)
def pieces_of(word: str) -> tuple[int, ...]:
    """Return the numbers of the pieces of a folded word; one that no pieces make up is unknown as a whole."""
    known = known_pieces()
    found, start = [], 0
    while start < len(word) <= LONGEST_WORD:
        ahead = "##" if start else ""
        stop = next((s for s in range(len(word), start, -1) if ahead + word[start:s] in known), None)
        if stop is None:
            return (known[UNKNOWN],)
        found.append(known[ahead + word[start:stop]])
        start = stop
    return tuple(found) or (known[UNKNOWN],)


def numbered(words: Iterable[str], most: int) -> list[int]:
    """Return the numbers of the pieces of some words between the marks of begin and end, at most `most`."""
    known = known_pieces()
    inner: list[int] = []
    for word in words:
        inner += pieces_of(word)
        if len(inner) >= most - 2:
            break
    return [known[BEGIN], *inner[: most - 2], known[END]]
