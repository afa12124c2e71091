"""From features to answers: which candidate first, how sure, and whether to link without a person.

features ──> ranking forest ──> order of the candidates
         ──> with the order and the gaps: acceptance forest ──> calibrated probability of being right
         ──> accepted where the probability is high enough
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from biovaliance.atlas.linking.columns import COLUMN, FEATURES
from biovaliance.atlas.linking.features import Candidates
from biovaliance.atlas.linking.forest import Forest, read_forest
from biovaliance.atlas.linking.index import NAME_KINDS, RELATION_KINDS
from biovaliance.atlas.linking.registry import NameKind, RelationKind
from biovaliance.foundation.errors import InputError

GAP_FEATURES = (
    "rank", "ranking", "ranking_share", "ranking_gap", "apart_share", "touching_share", "parent_share",
    "child_share", "related_share", "best_share", "second_share",
)  # fmt: skip
DECISION_FEATURES = FEATURES + GAP_FEATURES
_ACRONYM = NAME_KINDS.index(NameKind.ACRONYM)
_TELLING_WEIGHT = 8  # of the words of a name; about that of one word that few organisations have
_PARENT, _CHILD, _RELATED = (
    RELATION_KINDS.index(kind) + 1 for kind in (RelationKind.PARENT, RelationKind.CHILD, RelationKind.RELATED)
)


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt: two forests, the calibration, and from which scores answers are accepted and shown."""

    ranking: Forest
    acceptance: Forest
    calibration_sums: npt.NDArray[np.float64]
    calibration_shares: npt.NDArray[np.float64]
    first_accepted_from: float
    others_accepted_from: float
    shown_from: float
    trained_on: str

    def accepts(
        self, ranking: npt.NDArray[np.float32], score: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.bool_]:
        """Return which candidates of a text are linked: a second organisation needs a higher score."""
        from_score = np.full(len(score), self.others_accepted_from)
        if len(ranking):
            from_score[int(ranking.argmax())] = self.first_accepted_from
        accepted: npt.NDArray[np.bool_] = score >= from_score
        return accepted

    def probability(self, sums: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Return the calibrated probability for sums of the acceptance forest."""
        return np.interp(sums, self.calibration_sums, self.calibration_shares)


def read_model(text: str) -> Model:
    """Return the model of a JSON text.

    Raises:
        InputError: it was trained on other features than this version has.
    """
    saved = json.loads(text)
    if tuple(saved["features"]) != DECISION_FEATURES:
        differing = sorted(set(saved["features"]) ^ set(DECISION_FEATURES)) or ["their order"]
        raise InputError(
            f"Model: its features differ from this version's: {', '.join(differing[:5])}; "
            "expected the same (train it anew with `python -m benchmarks.linking --train`)."
        )
    return Model(
        ranking=read_forest(saved["ranking"], len(FEATURES)),
        acceptance=read_forest(saved["acceptance"], len(DECISION_FEATURES)),
        calibration_sums=np.asarray(saved["calibration"]["sums"], dtype=np.float64),
        calibration_shares=np.asarray(saved["calibration"]["shares"], dtype=np.float64),
        first_accepted_from=float(saved["first_accepted_from"]),
        others_accepted_from=float(saved["others_accepted_from"]),
        shown_from=float(saved["shown_from"]),
        trained_on=str(saved["trained_on"]),
    )


def bundled_model() -> Model:
    """Return the model of this package."""
    return read_model((files("biovaliance.atlas.linking") / "model.json").read_text(encoding="utf-8"))


def gap_features(candidates: Candidates, ranking: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return what the ranking says of each candidate beside the others."""
    size = len(ranking)
    block = np.zeros((size, len(GAP_FEATURES)), dtype=np.float32)
    if not size:
        return block
    share = np.exp(ranking - ranking.max())
    share = share / share.sum()
    order = np.argsort(-ranking, kind="stable")
    rank = np.empty(size, dtype=np.int64)
    rank[order] = np.arange(size)
    second = ranking[order[1]] if size > 1 else ranking[order[0]] - 10
    start, end = candidates.match.start, candidates.match.end
    apart = (start[None, :] > end[:, None]) | (end[None, :] < start[:, None])
    touching = ~apart
    np.fill_diagonal(touching, val=False)
    relation = candidates.relation

    def highest(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
        highest_share: npt.NDArray[np.float32] = np.where(mask, share[None, :], 0).max(axis=1)
        return highest_share

    block[:] = np.stack(
        [
            rank,
            ranking,
            share,
            ranking - np.where(rank == 0, second, ranking[order[0]]),
            highest(apart),
            highest(touching),
            highest(relation == _PARENT),
            highest(relation == _CHILD),
            highest(relation == _RELATED),
            np.full(size, share.max()),
            np.full(size, share[order[1]] if size > 1 else 0),
        ],
        axis=1,
    )
    return block


def named_parts(
    candidates: Candidates, accepted: npt.NDArray[np.bool_], name_texts: Sequence[str]
) -> dict[int, int]:
    """Return candidates that are parts of an accepted one and named in full, each with the row of its parent.

    A name of its own, that no other organisation has, stands word for word in one segment; an acronym alone
    does not do, a code such as UMR 6174 does.
    """
    column = {name: candidates.features[:, place] for name, place in COLUMN.items()}
    texts = [name_texts[int(name)] for name in candidates.match.name]
    telling = [len(text.split()) > 1 or any(sign.isdigit() for sign in text) for text in texts]
    named = (
        (column["is_bag"] > 0)
        & (column["sharers"] <= 1)
        & (column["status"] == 0)
        & (column["name_kind"] != _ACRONYM)
        & (column["covered"] >= _TELLING_WEIGHT)
        & (column["crosses_segments"] == 0)
        & (column["inside_longer"] <= 0)
        & np.array(telling, dtype=bool)
    )
    parents = (candidates.relation == _PARENT) & accepted[None, :]
    rows = np.flatnonzero(named & ~accepted & parents.any(axis=1))
    return {int(row): int(parents[row].argmax()) for row in rows}
