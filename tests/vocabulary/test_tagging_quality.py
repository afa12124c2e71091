"""The figures of docs/background/tagging.md do not fall unseen; benchmarks/tagging.py measures them."""

import csv
from collections import Counter

import pytest

from benchmarks.tagging import LABELLED, answers, figures, read_labelled
from biovaliance.vocabulary.tagging import UNTAGGED_SCHEMES, Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus

THESAURUS = bundled_thesaurus()
TEXTS = read_labelled()


def test_the_sample_is_large_bilingual_and_half_of_it_held_out():
    region = [each for each in TEXTS if each.part != "other_texts"]
    sizes = Counter((each.part, each.language) for each in region)

    assert len(region) >= 130
    assert abs(sizes["develop", "en"] + sizes["develop", "fr"] - len(region) / 2) <= 2
    assert abs(sizes["held_out", "en"] - sizes["held_out", "fr"]) <= 2
    assert len({each.key for each in TEXTS}) == len(TEXTS)


def test_every_label_is_a_concept_the_tagger_looks_for():
    for each in TEXTS:
        for concept_id in each.concepts:
            assert THESAURUS.concepts[concept_id].scheme not in UNTAGGED_SCHEMES, (each.key, concept_id)


def test_the_labelled_texts_are_the_texts_of_the_region(repository):
    folder = repository / "src/biovaliance/sources/regions/bourgogne-franche-comte"
    texts = set()
    for name in ("organisations", "platforms", "projects", "technologies"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                texts |= {row["description_en"].strip(), row["description_fr"].strip()}
    region = [each for each in TEXTS if each.part != "other_texts"]

    # A description may be mended after it was labelled, but the sample stays one of real descriptions.
    assert sum(each.text in texts for each in region) >= 0.9 * len(region)
    assert LABELLED.stat().st_size < 100_000


@pytest.mark.parametrize(
    ("part", "precision", "recall"),
    [("develop", 0.93, 0.88), ("held_out", 0.90, 0.75), ("other_texts", 0.75, 0.60)],
)
def test_precision_and_recall_do_not_fall(part, precision, recall):
    measured = figures(answers(Tagger(THESAURUS), [each for each in TEXTS if each.part == part]), THESAURUS)

    assert measured["precision"] >= precision
    assert measured["recall"] >= recall
