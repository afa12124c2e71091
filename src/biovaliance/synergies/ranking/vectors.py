"""Sentence vectors, where a model is installed: texts of like meaning lie close, in whatever language.

The model is optional and loaded by whoever calls; the ranking only asks it to encode texts. Without one the
channel is silent and the score is made of the other terms.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt


class SentenceVectors(Protocol):
    """Anything that turns texts into vectors of length one."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one row per text, each of length one; equal texts have equal rows."""
        ...
