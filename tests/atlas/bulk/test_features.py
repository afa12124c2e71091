from collections import Counter
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biovaliance.atlas.bulk.engines import open_engine
from biovaliance.atlas.bulk.features import FEATURES, id_ranges
from biovaliance.atlas.bulk.pairs import candidate_pairs
from biovaliance.atlas.bulk.record_table import record_row
from tests.atlas.bulk.tables import HOSPITAL_AND_OTHERS, many_records, plain_features, record, table_of

LETTERS = st.text(alphabet="abé œΩ-1S", max_size=12)


def features_of(records, engine, folder, **options):
    """Return the features of all candidate pairs by the last parts of their keys."""
    candidate_pairs(table_of(records, folder), engine, folder / "pairs.parquet", least_score=0, **options)
    return {
        tuple(sorted(row.pop(side).split(":")[2] for side in ("left_key", "right_key"))): row
        for row in pq.read_table(folder / "pairs.parquet").to_pylist()
    }


def test_the_features_of_a_hospital_told_by_two_sources(duckdb, tmp_path):
    found = features_of(HOSPITAL_AND_OTHERS, duckdb, tmp_path)
    assert found["chrub", "chu"] == {
        "by_identifier": True,
        "by_name": False,
        "by_word": True,
        "by_acronym": True,
        "by_key": True,
        "same_source": False,
        "shared_identifiers": 1,
        "contradicting_identifiers": 0,
        "same_name": False,
        "same_acronym": True,
        "shared_words": 3,  # chu, de, besancon
        "word_overlap_share": 3 / 8,
        "word_containment_share": 1.0,
        # Of 11 records, 3 bear chu, 4 de and 2 besancon: rarities 2, 2 and 3. The longer one also has
        # centre, hospitalier, regional, universitaire and chrub, with one bearer and rarity 4 each.
        "rarity_overlap_share": 7 / 27,
        "rarity_containment_share": 1.0,
        "name_likeness_share": None,  # one is more than twice as long
        "same_town": True,
        "town_in_name": True,
        "same_department": True,
        "same_country": None,
        "score": 1.0,
    }


def test_a_typing_error_is_seen_by_edit_distance(duckdb, tmp_path):
    found = features_of(HOSPITAL_AND_OTHERS, duckdb, tmp_path)["femto", "femto-typo"]
    assert (
        found["name_likeness_share"] == 16 / 17
    )  # 'institut femto st' and '... sp' differ in one letter of 17
    assert found["same_town"] is True


def test_numbers_that_differ_contradict_and_lower_the_score(duckdb, tmp_path):
    records = [
        record("a", "Institut Alpha", siren="111111111", town="Dijon"),
        record("b", "Institut Alpha", siren="222222222", town="Dijon"),
        record("c", "Institut Alpha", town="Dijon"),
    ]
    found = features_of(records, duckdb, tmp_path)
    assert found["a", "b"]["contradicting_identifiers"] == 1
    # 0.8 x 1 for the same name, 0.2 for the same town, less 0.2 where the numbers contradict.
    assert (found["a", "c"]["score"], found["a", "b"]["score"]) == (1.0, 0.8)


def test_names_in_other_letters_are_compared_by_their_words(duckdb, tmp_path):
    found = features_of(HOSPITAL_AND_OTHERS, duckdb, tmp_path)["greek", "greek-too"]
    assert found["name_likeness_share"] is None
    assert (found["shared_words"], found["word_containment_share"]) == (2, 1.0)


def test_pairs_below_the_least_score_are_left_out_unless_a_key_of_the_comparison_is_shared(duckdb, tmp_path):
    records = [
        *HOSPITAL_AND_OTHERS,
        record("unit", "Biologie marine", alias="UMR 6249"),
        record("unit-too", "Laboratoire UMR6249", "anr"),
    ]
    all_pairs = features_of(records, duckdb, tmp_path)
    report = candidate_pairs(tmp_path / "records.parquet", duckdb, tmp_path / "kept.parquet", least_score=0.7)
    kept = pq.read_table(tmp_path / "kept.parquet").to_pylist()
    assert 0 < len(kept) < len(all_pairs)
    assert (all_pairs["unit", "unit-too"]["score"], all_pairs["unit", "unit-too"]["by_key"]) == (0.0, True)
    expected = [pair for pair, row in all_pairs.items() if row["score"] >= 0.7 or row["by_key"]]
    found = {tuple(sorted(row[side].split(":")[2] for side in ("left_key", "right_key"))) for row in kept}
    assert report.kept == len(kept) == len(expected)
    assert found == set(expected)
    assert report.proposed == len(all_pairs)


def test_comparing_in_parts_gives_the_same_pairs_as_at_once(duckdb, tmp_path):
    records = [*HOSPITAL_AND_OTHERS, *many_records(80)]
    at_once = features_of(records, duckdb, tmp_path)
    in_parts = features_of(records, replace(duckdb, records_at_once=15), tmp_path)
    assert len(at_once) > 300
    assert in_parts == at_once


def test_the_parts_hold_every_record_id_once():
    ranges = id_ranges(100, 30)
    assert (ranges[0][0], ranges[-1][1]) == (-(2**63), 2**63 - 1)
    assert [last + 1 for _first, last in ranges[:-1]] == [first for first, _last in ranges[1:]]
    assert len(ranges) == 4
    assert id_ranges(100, None) == id_ranges(100, 100) == [(-(2**63), 2**63 - 1)]


@pytest.fixture(scope="module")
def engine():
    with open_engine("duckdb", memory="500MB", threads=2) as opened:
        yield opened


@settings(max_examples=6)
@given(
    drawn=st.lists(
        st.tuples(
            LETTERS,
            LETTERS,
            st.sampled_from((None, "Dijon", "DIJON", "Dole")),
            st.sampled_from((None, "1", "2")),
            st.sampled_from((None, "1", "2")),
        ),
        min_size=6,
        max_size=10,
    )
)
def test_every_feature_is_what_its_definition_says(drawn, engine, tmp_path_factory):
    records = [
        record(
            f"r{number}",
            name,
            alias=alias,
            **{
                field: value
                for field, value in (("town", town), ("ror", ror), ("siren", siren))
                if value is not None
            },
        )
        for number, (name, alias, town, ror, siren) in enumerate(drawn)
    ]
    rows = {each.local_id: record_row(each) for each in records}
    bearers = Counter(word for row in rows.values() for word in row["words"])
    for (left, right), features in features_of(records, engine, tmp_path_factory.mktemp("r")).items():
        expected = plain_features(rows[left], rows[right], bearers, len(rows))
        assert {name: features[name] for name in expected} == expected
        assert 0 <= features["score"] <= 1
        assert set(features) == set(FEATURES)
