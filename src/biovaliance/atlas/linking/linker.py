"""Links free texts to organisations of a registry: the way in.

    linker = Linker(index, bundled_families(), bundled_model())
    for answers in linker.link(["Dept. of Electron. Eng., Tsinghua Univ., Beijing"]):
        ...

Each text gets at least one answer; one without an organisation says that none is likely enough to be shown.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from biovaliance.atlas.linking.candidates import CandidateFinder
from biovaliance.atlas.linking.columns import FEATURES
from biovaliance.atlas.linking.decisions import DECISION_FEATURES, Model, gap_features, named_parts
from biovaliance.atlas.linking.features import Candidates, FeatureMaker
from biovaliance.atlas.linking.index import RegistryIndex
from biovaliance.atlas.linking.queries import QueryReader
from biovaliance.atlas.linking.reasons import LinkReason, reasons_for, sentence_for
from biovaliance.atlas.linking.words import Families
from biovaliance.foundation.errors import NotFoundError

_TEXTS_AT_ONCE = 128
_NO_WORD = "No organisation of the registry shares a telling word with the text."


@dataclass(frozen=True, slots=True)
class Answer:
    """One organisation that a text may name; `ror_id` is empty where the linker abstains.

    `score` is the share of answers with such a score that are right; `accepted` answers need no person.
    """

    rank: int
    ror_id: str
    name: str
    score: float
    accepted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a text is, or is not, one organisation of the registry; `rank` 1 is best, None no candidate."""

    ror_id: str
    name: str
    rank: int | None
    score: float
    accepted: bool
    reasons: tuple[LinkReason, ...]


class Linker:
    """Links texts to the organisations of one index, with one model."""

    def __init__(self, index: RegistryIndex, families: Families, model: Model) -> None:
        self.index = index
        self.model = model
        self.reader = QueryReader(index, families)
        self.finder = CandidateFinder(index)
        self.maker = FeatureMaker(index)

    def candidates(self, text: str, always: int | None = None) -> Candidates:
        """Return what the text may name, with features; record number `always` if it has any word there."""
        query = self.reader.read(text)
        return self.maker.describe(query, self.finder.find(query, always), always)

    def link(
        self, texts: Iterable[str], top: int = 1, prefer_parts: bool = False
    ) -> Iterator[tuple[Answer, ...]]:
        """Yield the answers for each text, best first, in the order of the texts.

        The best `top` answers are given, and every accepted one beyond. Where even the best is unlikely the
        linker abstains: one answer without an organisation, whose score is the share of such abstentions
        that are right.

        With `prefer_parts`, a laboratory or hospital that is named in full comes before the university it is
        part of, and both are accepted. People who label texts mostly write down the university alone, so this
        is not what the scores were learnt from.
        """
        remaining = iter(texts)
        while batch := list(islice(remaining, _TEXTS_AT_ONCE)):
            found = [self.candidates(text) for text in batch]
            for candidates, ranking, score in zip(found, *self.scores(found), strict=True):
                yield self._answers(candidates, ranking, score, top, prefer_parts)

    def explain(self, text: str, ror_id: str) -> Explanation:
        """Return why a text is, or is not, the organisation `ror_id`.

        Raises:
            NotFoundError: the registry has no such organisation.
        """
        if ror_id not in self.index.ror_ids:
            raise NotFoundError(
                f"'{ror_id}' is not in the registry; expected the full address of one of its "
                f"{len(self.index.ror_ids)} records (https://ror.org/...)."
            )
        record = self.index.ror_ids.index(ror_id)
        name = self.index.shown_names[record]
        candidates = self.candidates(text, always=record)
        rows = np.flatnonzero(candidates.record == record)
        if not len(rows):
            nothing = LinkReason("covered_share", -1.0, f"no word of '{name}' is in the text")
            return Explanation(ror_id, name, None, 0.0, accepted=False, reasons=(nothing,))
        row = int(rows[0])
        ranking, scores = self.scores([candidates])
        score = float(scores[0][row])
        return Explanation(
            ror_id=ror_id,
            name=name,
            rank=1 + int((ranking[0] > ranking[0][row]).sum()),
            score=score,
            accepted=bool(self.model.accepts(ranking[0], scores[0])[row]),
            reasons=reasons_for(candidates, row, self.index),
        )

    def scores(
        self, found: Sequence[Candidates]
    ) -> tuple[list[npt.NDArray[np.float32]], list[npt.NDArray[np.float64]]]:
        """Return, for each text's candidates, their ranking figures and probabilities of being right."""
        ends = np.cumsum([len(each) for each in found])[:-1]
        features = _stacked([each.features for each in found], len(FEATURES))
        ranking = np.split(self.model.ranking.sums(features), ends)
        gaps = [gap_features(each, figures) for each, figures in zip(found, ranking, strict=True)]
        decisions = np.concatenate([features, _stacked(gaps, len(DECISION_FEATURES) - len(FEATURES))], axis=1)
        return ranking, np.split(self.model.probability(self.model.acceptance.sums(decisions)), ends)

    def _answers(
        self,
        candidates: Candidates,
        ranking: npt.NDArray[np.float32],
        score: npt.NDArray[np.float64],
        top: int,
        prefer_parts: bool,
    ) -> tuple[Answer, ...]:
        order = np.argsort(-ranking, kind="stable").tolist()
        accepted = self.model.accepts(ranking, score)
        best = float(score.max(initial=0.0))
        if best < self.model.shown_from:
            reason = _NO_WORD
            if order:
                likeliest = self.index.shown_names[int(candidates.record[order[0]])]
                reason = f"None is likely; the nearest is {likeliest}."
            return (Answer(1, "", "", 1 - best, accepted=False, reason=reason),)
        if prefer_parts:
            parts = named_parts(candidates, accepted, self.index.name_texts)
            accepted[list(parts)] = True
            for part, parent in parts.items():
                order.remove(part)
                order.insert(order.index(parent), part)
        shown = [row for place, row in enumerate(order) if place < top or accepted[row]]
        return tuple(
            self._answer(candidates, row, rank, float(score[row]), bool(accepted[row]))
            for rank, row in enumerate(shown, start=1)
        )

    def _answer(self, candidates: Candidates, row: int, rank: int, score: float, accepted: bool) -> Answer:
        record = int(candidates.record[row])
        return Answer(
            rank=rank,
            ror_id=self.index.ror_ids[record],
            name=self.index.shown_names[record],
            score=score,
            accepted=accepted,
            reason=sentence_for(reasons_for(candidates, row, self.index)),
        )


def _stacked(blocks: Sequence[npt.NDArray[np.float32]], columns: int) -> npt.NDArray[np.float32]:
    return np.concatenate(blocks) if blocks else np.zeros((0, columns), dtype=np.float32)
