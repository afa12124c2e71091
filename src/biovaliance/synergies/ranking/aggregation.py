"""From what each document is worth to what its owner is worth.

    worth = breadth x mean over all documents + (1 - breadth) x mean over the best few

The best few tell whether somebody has done such a thing at all, the mean how much of their work it is. Who
has fewer documents than that is judged by those there are. Each document's part of the worth is known, so
that a score can be told as a sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gathering:
    """How documents count: how many are the best few, and the share of all of them."""

    best: int = 4
    breadth_share: float = 0.0


class Owners:
    """Documents that stand one profile after the other."""

    def __init__(self, documents_of_each: Sequence[int]) -> None:
        self._counts = np.array(documents_of_each, dtype=np.int64)
        self._filled = np.flatnonzero(self._counts)
        self.starts = np.concatenate([[0], np.cumsum(self._counts)]).astype(np.int64)
        self._owner = np.repeat(np.arange(len(self._filled)), self._counts[self._filled])
        self._begins = self.starts[:-1][self._filled]

    def span(self, profile: int) -> range:
        """Return the documents of one profile."""
        return range(int(self.starts[profile]), int(self.starts[profile + 1]))

    def worth(self, values: Floats, gathering: Gathering) -> Floats:
        """Return the worth of every profile, 0 where it has no documents."""
        worth = np.zeros(len(self._counts))
        if not len(self._filled):
            return worth
        counts = self._counts[self._filled]
        means = np.add.reduceat(values, self._begins) / counts
        best = self._sum_of_best(values, gathering.best) / np.minimum(counts, gathering.best)
        worth[self._filled] = gathering.breadth_share * means + (1 - gathering.breadth_share) * best
        return worth

    def _sum_of_best(self, values: Floats, wanted: int) -> Floats:
        """Return the sum of the `wanted` largest values of each profile, taking them away one by one."""
        left = values.copy()
        total = np.zeros(len(self._filled))
        places = np.arange(len(values))
        for turn in range(wanted):
            largest = np.maximum.reduceat(left, self._begins)
            total += np.where(np.isneginf(largest), 0, largest)
            if turn + 1 < wanted:
                at = np.where(left == largest[self._owner], places, len(values))
                left[np.minimum.reduceat(at, self._begins)] = -np.inf
        return total

    def parts(self, profile: int, values: Floats, gathering: Gathering) -> Floats:
        """Return what each document of one profile adds to its worth."""
        span = self.span(profile)
        own = values[span.start : span.stop]
        parts = gathering.breadth_share * own / max(1, len(own))
        best = np.argsort(-own, kind="stable")[: gathering.best]
        parts[best] += (1 - gathering.breadth_share) * own[best] / max(1, len(best))
        return parts
