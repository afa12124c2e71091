"""Concepts recognised by one process and by several: the same tags, the same snapshot to the byte."""

import datetime as dt
from dataclasses import replace

import pytest

from benchmarks.synthetic import write_region
from biovaliance.atlas import recognising
from biovaliance.atlas.recognising import recognise
from biovaliance.showcase.publication import publish_region
from biovaliance.sources.region import bundled_region
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus

BUILT_AT = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)
TEXTS = [
    ("Production de vecteurs viraux en salle propre", "fr"),
    ("CAR-T cells and viral vector production", "en"),
    ("Unnamed", ""),
    ("Production de vecteurs viraux en salle propre", "en"),
]


@pytest.fixture(scope="module")
def tagger():
    return Tagger(bundled_thesaurus())


def test_each_text_is_read_once_in_its_language(tagger):
    told = []
    found = recognise([*TEXTS, *TEXTS], tagger, report=lambda done, total: told.append((done, total)))
    assert list(found) == TEXTS
    assert told == [(4, 4)]
    for (text, language), named in found.items():
        mentions = tagger.tag(text, language or None)
        assert named == tuple((mention.concept_id, mention.passage) for mention in mentions)
    assert found[TEXTS[0]]
    assert found[TEXTS[2]] == ()


def test_no_text_needs_no_process(tagger):
    assert recognise([], tagger, 4) == {}


@pytest.mark.slow
def test_several_processes_find_the_same_in_the_same_order(tagger):
    texts = [(f"{text} {number}", language) for number in range(1_500) for text, language in TEXTS]
    assert len(texts) > recognising.TEXTS_WORTH_A_PROCESS
    alone, together = recognise(texts, tagger), recognise(texts, tagger, 2)
    assert list(alone.items()) == list(together.items())


@pytest.mark.slow
def test_a_snapshot_is_the_same_to_the_byte_with_one_process_and_two(tmp_path):
    write_region(tmp_path / "region", 1_500)
    manifests = [
        publish_region(
            tmp_path / f"home{processes}",
            bundled_region(),
            {"curated": tmp_path / "region"},
            BUILT_AT,
            processes=processes,
        ).manifest
        for processes in (1, 2)
    ]
    one, two = manifests
    # The search engine names its files by chance; the tables are the content.
    tables = [{name: sha for name, sha in each.files.items() if "/" not in name} for each in manifests]
    assert tables[0] == tables[1]
    assert "tags.parquet" in tables[0]
    assert replace(one, files={}) == replace(two, files={})
