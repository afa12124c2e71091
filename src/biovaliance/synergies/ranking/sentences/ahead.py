"""Texts encoded beside other work: whoever knows what will be asked begins early and waits less.

    with Ahead(model, texts, threads=2) as vectors:
        ranker = Ranker(profiles, ..., vectors=vectors)   # words are indexed while texts are encoded

A model lets other work go on while it runs, so that reading, indexing and telling reasons lose little by it.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from biovaliance.foundation.languages import Language
from biovaliance.synergies.ranking.vectors import SentenceVectors

TEXTS_AT_A_TIME = 8
Rows = npt.NDArray[np.float32]


class Ahead:
    """Sentence vectors that begin with some texts at once; any other text is encoded when it is asked for."""

    def __init__(self, vectors: SentenceVectors, texts: Iterable[str], *, threads: int) -> None:
        self._vectors = vectors
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="encode")
        self._rows: dict[str, tuple[Future[Rows], int]] = {}
        each = list(dict.fromkeys(texts))
        for start in range(0, len(each), TEXTS_AT_A_TIME):
            part = each[start : start + TEXTS_AT_A_TIME]
            begun = self._pool.submit(vectors.encode, part)
            self._rows |= {text: (begun, number) for number, text in enumerate(part)}

    @property
    def languages(self) -> frozenset[Language]:
        """The languages the model reads."""
        return self._vectors.languages

    def encode(self, texts: Sequence[str]) -> Rows:
        """Return one row per text, waiting for those that are not done yet."""
        return np.vstack([self._row(text) for text in texts])

    def _row(self, text: str) -> Rows:
        begun = self._rows.get(text)
        if begun is None:
            return self._vectors.encode((text,))
        rows, number = begun
        return rows.result()[number : number + 1]

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave off what nobody waits for any more."""
        self._pool.shutdown(cancel_futures=True)
