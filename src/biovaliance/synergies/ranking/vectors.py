"""Sentence vectors, where a model is installed: texts of like meaning lie close.

The model is optional and loaded by whoever calls; the ranking only asks it to encode texts. Without one the
channel is silent and the score is made of the other terms. A model says which languages it reads; texts in
another one are not handed to it.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from biovaliance.foundation.languages import Language
from biovaliance.synergies.needs import Need
from biovaliance.synergies.profiles import Document
from biovaliance.synergies.ranking.settings import Settings, TermKind


class SentenceVectors(Protocol):
    """Anything that turns texts into vectors of length one."""

    @property
    def languages(self) -> frozenset[Language]:
        """The languages it reads."""
        ...

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one row per text, each of length one; equal texts have equal rows."""
        ...


def is_read(vectors: SentenceVectors, language: Language | None) -> bool:
    """Whether a model reads texts of a language; what is of no known language is given the benefit."""
    return language is None or language in vectors.languages


def read_by(vectors: SentenceVectors, documents: Sequence[Document], settings: Settings) -> list[int]:
    """Return the numbers of the documents a model is to encode: none where meaning is not to count.

    It does not count where it is switched off, where there are too many documents, nor where too few of them
    are in a language the model reads: whoever writes in another one would fall behind for that alone.
    """
    if not settings.weight(TermKind.MEANING) or len(documents) > settings.most_documents_with_meaning:
        return []
    read = [number for number, document in enumerate(documents) if is_read(vectors, document.language)]
    return read if len(read) >= settings.least_share_read * len(documents) else []


def text_of(asked: Need | Document) -> str:
    """Return the text that a model is given: the title on a line of its own, then what is said."""
    return f"{asked.title}\n{asked.text}".strip()
