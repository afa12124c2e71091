"""The library's words in French: all of them, and none that no process uses."""

import re

import pytest

from biovaliance.bioproduction.library.catalogue import (
    entries,
    facility_titles,
    families,
    read_process,
)
from biovaliance.bioproduction.words.names import french_words, label

NAMES = [entry.name for entry in entries()]


def words_of(name):
    """All names that the pages show of a process."""
    process = read_process(name)
    for table in (process.pools, process.operations, process.materials, process.calendars):
        yield from (thing.name for thing in table)
    yield from (each.unit_procedure for each in process.operations if each.unit_procedure)
    yield from (phase for each in process.operations for phase in each.phases)
    yield from (material.unit for material in process.materials)
    yield from (skill for pool in process.pools for skill in pool.skills)


@pytest.mark.parametrize("name", NAMES)
def test_every_word_of_a_process_is_said_in_french(name):
    assert [word for word in words_of(name) if word not in french_words()] == []


def test_no_french_word_stands_for_one_that_the_library_no_longer_uses():
    used = {word for name in NAMES for word in words_of(name)}
    assert set(french_words()) - used == set()


@pytest.mark.parametrize("name", NAMES)
def test_two_things_of_a_table_never_get_the_same_french_name(name):
    process = read_process(name)
    for table in (process.pools, process.operations, process.materials, process.calendars):
        said = [label(thing.name, "fr") for thing in table]
        assert len(set(said)) == len(said), said


def test_a_word_is_said_in_the_language_of_the_reader_and_one_of_ones_own_as_it_was_written():
    assert label("quality assurance", "fr") == "assurance qualité"
    assert label("quality assurance", "en") == "quality assurance"
    assert label("my own step", "fr") == "my own step"


@pytest.mark.parametrize("entry", entries(), ids=NAMES)
def test_every_process_has_a_family_a_facility_and_words_in_both_languages(entry):
    assert entry.family in families()
    assert entry.facility in {"", *facility_titles()}
    assert entry.title("en") == entry.title_en != entry.title("fr")
    assert entry.description_fr
    assert read_process(entry.name).scenario.description


def test_french_is_written_with_its_own_apostrophes_and_spaces():
    for text in (*french_words().values(), *(entry.description_fr for entry in entries())):
        assert "'" not in text, text
        assert not re.search(r"[^\u00a0\u202f][;:!?»%](\s|$)", text), text
