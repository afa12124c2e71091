"""What answers are worth: ranking, linking, calibration, and errors by kind."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.linking_rows import LabelledText
from biovaliance.atlas.linking.registry import RegistryRecord, RelationKind

BINS = 10


@dataclass(frozen=True, slots=True)
class Given:
    """A labelled text with the answers it got, best first: (ror_id, score, accepted)."""

    row: LabelledText
    covered: frozenset[str]
    answers: tuple[tuple[str, float, bool], ...]

    @property
    def accepted(self) -> list[str]:
        """The organisations that are linked."""
        return [ror_id for ror_id, _, accepted in self.answers if accepted and ror_id]


def ranking(given: Sequence[Given]) -> dict[str, float | int]:
    """Return how often the first answer is right, and the mean reciprocal rank of the first right one."""
    rows = [each for each in given if each.covered]
    first = sum(bool(each.answers) and each.answers[0][0] in each.row.ror_ids for each in rows)
    reciprocal = sum(_reciprocal(each) for each in rows)
    return {
        "covered": len(rows),
        "p_at_1": _share(first, len(rows)),
        "mrr": _share(reciprocal, len(rows)),
        "all": len(given),
        "p_at_1_all": _share(first, len(given)),
        "mrr_all": _share(reciprocal, len(given)),
    }


def linking(given: Sequence[Given], most: int | None = None) -> dict[str, float | int]:
    """Return precision, recall and F1 of the accepted answers (the first `most` of a text, when given).

    A pair of text and organisation counts once. What is not in the registry cannot be found: it is no miss,
    but an answer in its place is wrong. `row_recall` is the share of covered texts with a right accepted
    answer.
    """
    right = accepted = wanted = rows = rows_met = 0
    for each in given:
        linked = each.accepted[:most]
        hits = len(set(linked) & each.row.ror_ids)
        right += hits
        accepted += len(linked)
        wanted += min(len(each.covered), most or len(each.covered))
        rows += bool(each.covered)
        rows_met += hits > 0
    precision, recall = _ratio(right, accepted), _ratio(right, wanted)
    return {
        "texts": len(given),
        "accepted": accepted,
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": _share(2 * precision * recall, precision + recall),
        "row_recall": _share(rows_met, rows),
    }


def calibration(given: Sequence[Given]) -> dict[str, Any]:
    """Return, for first answers in ten groups of like score, the mean score and the share that is right."""
    pairs = sorted(
        (e.answers[0][1], e.answers[0][0] in e.row.ror_ids) for e in given if e.answers and e.answers[0][0]
    )
    groups = [pairs[len(pairs) * n // BINS : len(pairs) * (n + 1) // BINS] for n in range(BINS)]
    curve = [
        {
            "answers": len(g),
            "score": _share(sum(s for s, _ in g), len(g)),
            "right": _share(sum(r for _, r in g), len(g)),
        }
        for g in groups
        if g
    ]
    error = sum(each["answers"] * abs(each["score"] - each["right"]) for each in curve)
    return {"expected_calibration_error": _share(error, len(pairs)), "curve": curve}


def thresholds(given: Sequence[Given]) -> list[dict[str, float]]:
    """Return precision and recall of first answers when only those above each score are accepted."""
    table = []
    for cut in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        taken = [e for e in given if e.answers and e.answers[0][0] and e.answers[0][1] >= cut]
        right = sum(e.answers[0][0] in e.row.ror_ids for e in taken)
        table.append(
            {
                "from": cut,
                "precision": _share(right, len(taken)),
                "recall": _share(right, sum(bool(e.covered) for e in given)),
            }
        )
    return table


def error_kinds(given: Sequence[Given], record_of: Callable[[str], RegistryRecord | None]) -> dict[str, int]:
    """Return how many covered texts have a wrong first answer, by what the answer is to the right one."""
    kinds: Counter[str] = Counter()
    for each in given:
        if not each.covered or (each.answers and each.answers[0][0] in each.row.ror_ids):
            continue
        kinds[_kind(each, record_of)] += 1
    return dict(kinds.most_common())


def _kind(each: Given, record_of: Callable[[str], RegistryRecord | None]) -> str:
    answer = record_of(each.answers[0][0]) if each.answers else None
    if answer is None:
        return "no answer"
    relations = {relation.kind for relation in answer.relations if relation.target in each.row.ror_ids}
    told = {
        RelationKind.PARENT: "the part instead of the whole",
        RelationKind.CHILD: "the whole instead of the part",
        RelationKind.RELATED: "a related organisation",
        RelationKind.SUCCESSOR: "the predecessor",
        RelationKind.PREDECESSOR: "the successor",
    }
    for kind, words in told.items():
        if kind in relations:
            return words
    rights = [record for record in map(record_of, each.covered) if record]
    parents = {r.target for r in answer.relations if r.kind is RelationKind.PARENT}
    if any(
        r.kind is RelationKind.PARENT and r.target in parents for right in rights for r in right.relations
    ):
        return "a sister of one parent"
    names = {name.text.casefold() for name in answer.names}
    if any(name.text.casefold() in names for right in rights for name in right.names):
        return "a namesake"
    if not any(ror_id in each.row.ror_ids for ror_id, *_ in each.answers):
        return "the right one is not among the ten"
    return "another organisation"


def _reciprocal(each: Given) -> float:
    places = [place for place, (ror_id, *_) in enumerate(each.answers, start=1) if ror_id in each.row.ror_ids]
    return 1 / places[0] if places else 0.0


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _share(part: float, whole: float) -> float:
    return round(_ratio(part, whole), 4)
