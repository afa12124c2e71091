import pyarrow.parquet as pq
import pytest

from biovaliance.atlas.bulk import spelling
from biovaliance.atlas.bulk.record_table import (
    SCHEMA,
    record_id,
    record_row,
    write_records,
    write_rows,
    write_snapshot_records,
)
from biovaliance.atlas.snapshots.reading import open_snapshot
from biovaliance.foundation.errors import InputError
from tests.atlas.bulk.tables import HOSPITAL_AND_OTHERS, record


def test_a_row_holds_what_a_record_says_folded_once():
    row = record_row(
        record(
            "chrub",
            "Centre hospitalier universitaire de Besançon",
            "ror",
            alias=("CHU Besançon", "Hôpital  Jean-Minjoz"),
            town="BESANÇON",
            department="25",
            ror="https://ror.org/0084te143",
        )
    )
    assert row == {
        "record_id": record_id("ror:organisation:chrub"),
        "record_key": "ror:organisation:chrub",
        "kind": "organisation",
        "source_key": "ror",
        "names": ["centre hospitalier universitaire de besancon", "chu besancon", "hopital jean-minjoz"],
        "latin_name": "centre hospitalier universitaire de besancon",
        "words": [
            "besancon",
            "centre",
            "chu",
            "de",
            "hopital",
            "hospitalier",
            "jean",
            "minjoz",
            "universitaire",
        ],
        "acronyms": ["chu"],
        "initials": ["chub", "hjm"],
        "identifiers": [{"scheme": "ror", "value": "https://ror.org/0084te143"}],
        "schemes": ["ror"],
        "keys": [
            "name:chubesancon",
            "name:chudebesancon",
            "name:hopitaljeanminjoz",
            "town:besancon|ancon",
            "town:besancon|chude",
            "town:besancon|hopit",
            "town:besancon|injoz",
        ],
        "town": "besancon",
        "department": "25",
        "country": None,
    }


def test_the_identifier_of_a_predecessor_is_not_the_record_s_own():
    row = record_row(record("new", "New", former_ror=("https://ror.org/1", "https://ror.org/2")))
    assert row["identifiers"] == []


@pytest.mark.parametrize(
    ("names", "acronyms"),
    [
        (["Institut FEMTO-ST"], ["femtost"]),
        (["FEMTO-ST"], ["femtost"]),
        (["INSTITUT NATIONAL DE LA SANTE"], []),  # capitals of a register say nothing
        (["Unité R&D du CEA"], ["cea", "rd"]),
        (["Laboratoire 3B de l'Inserm"], []),
        (["U 1098"], []),
    ],
)
def test_acronyms_are_words_in_capitals_among_others(names, acronyms):
    assert spelling.stated_acronyms(names) == acronyms


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("etablissement francais du sang", ["efs"]),
        ("centre national de la recherche scientifique", ["cnrs"]),
        ("institut pasteur", []),
    ],
)
def test_initials_leave_little_words_out(name, letters):
    assert spelling.initials([name]) == letters


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("l'institut  femto-st", "l institut femto st"),
        ("ινστιτουτο", None),
        ("--", None),
        ("a" * 200, "a" * 120),
    ],
)
def test_edit_distance_looks_at_latin_letters_and_figures_only(name, latin):
    assert spelling.latin_name(name) == latin


def test_a_written_table_reads_back_as_its_rows(tmp_path):
    assert write_records(HOSPITAL_AND_OTHERS, tmp_path / "records.parquet") == len(HOSPITAL_AND_OTHERS)
    found = pq.read_table(tmp_path / "records.parquet")
    assert found.schema.equals(SCHEMA)
    assert found.to_pylist() == [record_row(each) for each in HOSPITAL_AND_OTHERS]


def test_a_table_appears_only_when_it_is_whole(tmp_path):
    def rows():
        yield record_row(HOSPITAL_AND_OTHERS[0])
        raise RuntimeError("the source broke off")

    with pytest.raises(RuntimeError):
        write_rows(rows(), tmp_path / "records.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_snapshot_has_one_row_per_record(tmp_path, demo_home):
    snapshot = open_snapshot(demo_home)
    folder = demo_home / "snapshots" / snapshot.manifest.identifier
    written = write_snapshot_records(folder, tmp_path / "records.parquet")
    keys = pq.read_table(tmp_path / "records.parquet")["record_key"].to_pylist()
    assert written == len(keys) == len(set(keys))
    assert sorted(keys) == sorted(pq.read_table(folder / "records.parquet")["record_key"].to_pylist())


def test_a_folder_without_statements_is_no_snapshot(tmp_path):
    with pytest.raises(InputError, match=r"no statements\.parquet"):
        write_snapshot_records(tmp_path, tmp_path / "records.parquet")
