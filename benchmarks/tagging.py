"""Precision and recall of the tagger on labelled descriptions, and its speed.

    python -m benchmarks.tagging                     prints the figures, saves benchmarks/results/tagging.json
    python -m benchmarks.tagging --errors develop    prints instead what was missed or wrong in one part

The labels of tests/vocabulary/labelled/descriptions.csv say which concepts a text names or clearly means.
Precision is the share of the concepts found that are labelled, recall the share of the labelled concepts that
are found, each over all texts of a part together (micro average). The near figures also accept a concept one
step broader or narrower than a labelled one. Intervals lie between the 2.5th and 97.5th percentile of 2,000
draws of as many texts with replacement.
"""

import argparse
import csv
import json
import platform
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import Thesaurus, bundled_thesaurus

REPOSITORY = Path(__file__).resolve().parents[1]
LABELLED = REPOSITORY / "tests" / "vocabulary" / "labelled" / "descriptions.csv"
RESULTS = REPOSITORY / "benchmarks" / "results" / "tagging.json"
PARTS = ("develop", "held_out", "other_texts")
DRAWS = 2_000
TIMED_TEXTS = 1_000
TIMED_WORDS = 30


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with the concepts it names or clearly means."""

    key: str
    language: str
    text: str
    part: str
    concepts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the tagger found in a labelled text."""

    labelled: Labelled
    found: frozenset[str]


def read_labelled(file: Path = LABELLED) -> list[Labelled]:
    """Return the labelled texts; those that are no description of the region are a part of their own."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [
            Labelled(
                row["key"],
                row["language"],
                row["text"],
                "other_texts" if row["key"].startswith("topic:") else row["split"],
                frozenset(filter(None, row["concepts"].split(";"))),
            )
            for row in csv.DictReader(lines)
        ]


def answers(tagger: Tagger, texts: Iterable[Labelled]) -> list[Answer]:
    """Return what the tagger finds in each text."""
    return [
        Answer(each, frozenset(m.concept_id for m in tagger.tag(each.text, each.language))) for each in texts
    ]


def figures(given: Sequence[Answer], thesaurus: Thesaurus) -> dict[str, float | int]:
    """Return precision, recall and F1 of some answers, exact and near."""
    found = sum(len(answer.found) for answer in given)
    wanted = sum(len(answer.labelled.concepts) for answer in given)
    right = sum(len(answer.found & answer.labelled.concepts) for answer in given)
    near_right = sum(bool(_near(c, thesaurus) & a.labelled.concepts) for a in given for c in a.found)
    near_met = sum(bool(_near(c, thesaurus) & a.found) for a in given for c in a.labelled.concepts)
    return {
        "texts": len(given),
        "labels": wanted,
        "found": found,
        **_scores("", right / found if found else 1.0, right / wanted if wanted else 1.0),
        **_scores("near_", near_right / found if found else 1.0, near_met / wanted if wanted else 1.0),
    }


def intervals(given: Sequence[Answer], seed: int = 1) -> dict[str, tuple[float, float]]:
    """Return between what precision and recall lie, with 95 % confidence, for texts like these."""
    chance = random.Random(seed)
    counts = [(len(a.found & a.labelled.concepts), len(a.found), len(a.labelled.concepts)) for a in given]
    drawn: dict[str, list[float]] = {"precision_ci95": [], "recall_ci95": []}
    for _ in range(DRAWS):
        right, found, wanted = map(sum, zip(*chance.choices(counts, k=len(counts)), strict=True))
        drawn["precision_ci95"].append(right / found if found else 1.0)
        drawn["recall_ci95"].append(right / wanted if wanted else 1.0)
    edges = {name: statistics.quantiles(values, n=40) for name, values in drawn.items()}
    return {name: (round(cuts[0], 3), round(cuts[-1], 3)) for name, cuts in edges.items()}


def error_kinds(given: Sequence[Answer], thesaurus: Thesaurus) -> dict[str, int]:
    """Return how many errors there are of each kind."""
    kinds: Counter[str] = Counter()
    for answer in given:
        wrong, missed = answer.found - answer.labelled.concepts, answer.labelled.concepts - answer.found
        for concept_id in wrong:
            kinds[f"wrong: {_kind(concept_id, answer.labelled.concepts, thesaurus)}"] += 1
        for concept_id in missed:
            kinds[f"missed: {_kind(concept_id, answer.found, thesaurus)}"] += 1
    return dict(sorted(kinds.items()))


def seconds_per_thousand(tagger: Tagger, texts: Sequence[Labelled]) -> float:
    """Return the median time, of five, to tag a thousand texts of thirty words each."""
    words = " ".join(each.text for each in texts).split()
    made = [
        " ".join(words[(start + place) % len(words)] for place in range(TIMED_WORDS))
        for start in range(0, TIMED_TEXTS * 7, 7)
    ]
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        for text in made:
            tagger.tag(text)
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def _near(concept_id: str, thesaurus: Thesaurus) -> frozenset[str]:
    concept = thesaurus.concepts[concept_id]
    return frozenset({concept_id, *concept.broader, *concept.narrower})


def _scores(prefix: str, precision: float, recall: float) -> dict[str, float]:
    both = precision + recall
    return {
        f"{prefix}precision": round(precision, 3),
        f"{prefix}recall": round(recall, 3),
        f"{prefix}f1": round(2 * precision * recall / both if both else 0.0, 3),
    }


def _kind(concept_id: str, others: frozenset[str], thesaurus: Thesaurus) -> str:
    concept = thesaurus.concepts[concept_id]
    if others & {*concept.broader, *concept.narrower}:
        return "broader or narrower one is there"
    return "related one is there" if others & set(concept.related) else "nothing close is there"


def _print_errors(given: Sequence[Answer]) -> None:
    for answer in given:
        wrong = sorted(answer.found - answer.labelled.concepts)
        missed = sorted(answer.labelled.concepts - answer.found)
        if wrong or missed:
            print(f"{answer.labelled.key} [{answer.labelled.language}] {answer.labelled.text}")
            print(f"    wrong: {', '.join(wrong) or '-'}\n    missed: {', '.join(missed) or '-'}")


def _print_table(measured: dict[str, dict[str, float | int]]) -> None:
    print(
        f"{'':22}{'texts':>6}{'labels':>8}{'P':>7}{'R':>7}{'F1':>7}{'near P':>8}{'near R':>8}{'near F1':>9}"
    )
    for name, row in measured.items():
        print(
            f"{name:22}{row['texts']:6}{row['labels']:8}{row['precision']:7.3f}{row['recall']:7.3f}{row['f1']:7.3f}"
            f"{row['near_precision']:8.3f}{row['near_recall']:8.3f}{row['near_f1']:9.3f}"
        )


def main() -> None:
    """Measure, print, save."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--errors", choices=PARTS, help="print the errors of this part and save nothing")
    options = parser.parse_args()
    thesaurus = bundled_thesaurus()
    tagger = Tagger(thesaurus)
    texts = read_labelled()
    if options.errors:
        given = answers(tagger, [each for each in texts if each.part == options.errors])
        _print_errors(given)
        _print_table({options.errors: figures(given, thesaurus)})
        return
    given = answers(tagger, texts)
    measured: dict[str, dict[str, float | int]] = {}
    for part in PARTS:
        of_part = [answer for answer in given if answer.labelled.part == part]
        measured[part] = figures(of_part, thesaurus)
        for language in ("en", "fr"):
            of_language = [answer for answer in of_part if answer.labelled.language == language]
            measured[f"{part}, {language}"] = figures(of_language, thesaurus)
    between = {part: intervals([a for a in given if a.labelled.part == part]) for part in PARTS}
    errors = {part: error_kinds([a for a in given if a.labelled.part == part], thesaurus) for part in PARTS}
    seconds = seconds_per_thousand(tagger, texts)
    _print_table(measured)
    for part, edges in between.items():
        print(f"95 %, {part}: P {edges['precision_ci95']}, R {edges['recall_ci95']}")
    for part, kinds in errors.items():
        print(f"\nerrors, {part}: " + ("; ".join(f"{kind} {n}" for kind, n in kinds.items()) or "none"))
    print(f"\n{TIMED_TEXTS:,} texts of {TIMED_WORDS} words: {seconds:.2f} s")
    RESULTS.parent.mkdir(exist_ok=True)
    saved = {
        "command": "python -m benchmarks.tagging",
        "python": platform.python_version(),
        "thesaurus": thesaurus.version,
        "parts": measured,
        "intervals": between,
        "errors": errors,
        "seconds_per_1000_texts_of_30_words": round(seconds, 3),
    }
    RESULTS.write_text(json.dumps(saved, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
