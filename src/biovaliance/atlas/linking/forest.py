"""Trees of decisions, learnt elsewhere and read from a small text file.

A tree asks one feature at a time whether it is at most a threshold, and ends in a figure; a forest adds the
figures of its trees up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from biovaliance.foundation.errors import InputError

_ROWS_AT_ONCE = 4_096


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees side by side, one row each; a leaf points to itself."""

    feature: npt.NDArray[np.int64]
    threshold: npt.NDArray[np.float32]
    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    value: npt.NDArray[np.float32]
    depth: int

    def sums(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return one sum per row of features."""
        parts = [
            self._sums(rows[first : first + _ROWS_AT_ONCE]) for first in range(0, len(rows), _ROWS_AT_ONCE)
        ]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)

    def _sums(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        trees, nodes = self.feature.shape
        features = rows.shape[1]
        first = (np.arange(trees) * nodes)[:, None]
        node = np.repeat(first, len(rows), axis=1)
        begin = (np.arange(len(rows)) * features)[None, :]
        flat = np.ascontiguousarray(rows).ravel()
        feature, threshold = self.feature.ravel(), self.threshold.ravel()
        left, right = (self.left + first).ravel(), (self.right + first).ravel()
        for _ in range(self.depth):
            goes_left = flat.take(begin + feature.take(node)) <= threshold.take(node)
            node = np.where(goes_left, left.take(node), right.take(node))
        total: npt.NDArray[np.float32] = self.value.ravel().take(node).sum(axis=0)
        return total


def read_forest(trees: Sequence[Mapping[str, Any]], features: int) -> Forest:
    """Return the forest of some trees: per node feature (-1 in a leaf), threshold, left, right, value.

    Raises:
        InputError: a tree asks a feature that is not there, or points outside itself.
    """
    nodes = max((len(tree["feature"]) for tree in trees), default=1)
    shape = (max(len(trees), 1), nodes)
    feature, left, right = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    threshold = np.full(shape, np.inf, dtype=np.float32)
    value = np.zeros(shape, dtype=np.float32)
    depth = 0
    for number, tree in enumerate(trees):
        size = len(tree["feature"])
        asked = np.asarray(tree["feature"], dtype=np.int64)
        ends = asked < 0
        own = np.arange(size)
        to_left = np.where(ends, own, tree["left"])
        to_right = np.where(ends, own, tree["right"])
        if asked.max(initial=-1) >= features or max(to_left.max(), to_right.max()) >= size:
            raise InputError(
                f"Model: tree {number} asks a feature or a node that does not exist; "
                f"expected features below {features} and nodes below {size} (train the model anew)."
            )
        feature[number, :size] = np.where(ends, 0, asked)
        threshold[number, :size] = np.where(ends, np.inf, tree["threshold"])
        left[number, :size], right[number, :size] = to_left, to_right
        value[number, :size] = tree["value"]
        depth = max(depth, _depth(to_left.tolist(), to_right.tolist()))
    return Forest(feature, threshold, left, right, value, depth)


def _depth(left: list[int], right: list[int]) -> int:
    deepest, front = 0, {0}
    while True:
        below = {child for node in front for child in (left[node], right[node]) if child != node}
        if not below or deepest > len(left):
            return deepest
        front, deepest = below, deepest + 1
