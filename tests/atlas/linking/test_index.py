"""An index knows names, words, places and relations, and is saved and loaded without loss."""

import numpy as np
import pytest

from biovaliance.atlas.linking.index import RegistryIndex, Rows, build_index, hashed, shortened
from biovaliance.atlas.linking.words import bundled_countries, bundled_families
from biovaliance.sources.ror.registry import read_registry
from tests.atlas.linking.values import CAS, RECORDS, ROR, TSINGHUA, YORK_CA, YORK_GB, lines, small_index


@pytest.fixture(scope="module")
def index():
    return small_index()


def test_names_that_read_alike_share_one_phrase(index):
    # "York University" and "University of York" hold the same telling words.
    names = index.phrase_names.of(index.phrases.index("university york"))

    assert {index.ror_ids[index.name_record[name]] for name in names} == {ROR + YORK_CA, ROR + YORK_GB}
    assert set(index.name_sharers[names]) == {2}


def test_rare_words_weigh_more_than_common_ones(index):
    weight = dict(zip(index.words, index.weight.tolist(), strict=True))

    assert weight["tsinghua"] > weight["institute"] > weight["university"]


def test_relations_to_records_outside_the_registry_are_left_out(index):
    records = [each for each in read_registry(lines()).records if each.ror_id != ROR + CAS]
    without_the_academy = build_index(records, bundled_families(), bundled_countries())

    assert (len(index.relation_pairs), len(without_the_academy.relation_pairs)) == (10, 8)


def test_an_index_survives_being_saved(index, tmp_path):
    np.savez(tmp_path / "index.npz", **index.arrays())
    with np.load(tmp_path / "index.npz") as saved:
        again = RegistryIndex.from_arrays(saved)

    for name, value in ((name, getattr(index, name)) for name in RegistryIndex.__dataclass_fields__):
        other = getattr(again, name)
        if isinstance(value, list):
            assert other == value
        elif isinstance(value, Rows):
            np.testing.assert_array_equal(other.starts, value.starts)
            np.testing.assert_array_equal(other.values, value.values)
        else:
            np.testing.assert_array_equal(other, value)


def test_a_record_given_twice_counts_once():
    records = read_registry(lines()).records

    assert len(build_index([*records, records[0]], bundled_families(), bundled_countries()).ror_ids) == len(
        RECORDS
    )


def test_two_spellings_with_one_fault_share_a_shortened_form():
    assert set(shortened("tsinghua")) & set(shortened("tsinghau"))
    assert hashed("tsinghua") == hashed("tsinghua")


def test_shown_names_and_places_are_those_of_the_registry(index):
    number = index.ror_ids.index(ROR + TSINGHUA)

    assert (index.shown_names[number], index.shown_places[number]) == (
        "Tsinghua University",
        "Beijing, China",
    )


def test_an_empty_registry_gives_an_empty_index():
    index = build_index([], bundled_families(), bundled_countries())

    assert (index.ror_ids, index.words, index.phrases) == ([], [], [])
