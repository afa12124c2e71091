"""ROR dumps: every fault reported with its line, every good record kept."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from biovaliance.atlas.linking.registry import NameKind, RegistryName, RegistryPlace, RelationKind
from biovaliance.foundation.errors import InputError
from biovaliance.sources.ror.indexing import index_file, load_index, open_index
from biovaliance.sources.ror.registry import read_registry
from tests.atlas.linking.values import AUTOMATION_CN, CAS, FRANCHE_COMTE, RECORDS, ROR, lines

BY_ID = {record.ror_id.removeprefix(ROR): record for record in read_registry(lines()).records}


def test_a_record_keeps_its_names_with_their_kinds():
    assert BY_ID[CAS].name == "Chinese Academy of Sciences"
    assert BY_ID[CAS].names == (
        RegistryName("Chinese Academy of Sciences", NameKind.DISPLAY),
        RegistryName("中国科学院", NameKind.LABEL),
        RegistryName("CAS", NameKind.ACRONYM),
    )


def test_a_record_keeps_place_relations_and_status():
    record = BY_ID[FRANCHE_COMTE]

    assert record.places == (RegistryPlace("Besançon", "Bourgogne-Franche-Comté", "BFC", "France", "FR"),)
    assert [relation.kind for relation in record.relations] == [RelationKind.SUCCESSOR]
    assert (record.status, record.types) == ("inactive", ("education", "funder"))
    assert BY_ID[AUTOMATION_CN].relations[0].target == ROR + CAS


@pytest.mark.parametrize(
    ("line", "place", "finding"),
    [
        ("{", "", "is no JSON (JSONDecodeError)."),
        ("[1, 2]", "", "is no JSON object."),
        ('{"id": "grid.1"}', "id", "is no address of ROR (https://ror.org/...)."),
        ('{"id": "https://ror.org/05x", "names": []}', "names", "record https://ror.org/05x has no name."),
    ],
)
def test_a_broken_line_is_reported_and_the_others_are_kept(line, place, finding):
    read = read_registry([lines()[0], line, lines()[1]], "dump.jsonl")

    assert [record.ror_id for record in read.records] == [RECORDS[0]["id"], RECORDS[1]["id"]]
    assert [(fault.file, fault.line, fault.field, fault.message) for fault in read.problems] == [
        ("dump.jsonl", 2, place, finding)
    ]


def test_a_second_record_with_one_identifier_is_reported():
    read = read_registry([lines()[0], "", lines()[0]])

    assert len(read.records) == 1
    assert str(read.problems[0]) == (
        "registry:3: id 'https://ror.org/03cve4549': already on line 1. "
        "The first record is kept; remove one of the two."
    )


@given(
    some.recursive(
        some.none() | some.integers() | some.text(max_size=5), lambda inner: some.lists(inner, max_size=3)
    )
)
def test_no_shape_of_a_record_can_stop_the_reading(anything):
    item = {
        "id": "https://ror.org/012345678", "names": [{"value": "A", "types": anything}], "types": anything,
        "locations": anything, "relationships": anything, "external_ids": anything, "links": anything,
        "status": anything,
    }  # fmt: skip

    assert len(read_registry([json.dumps(item)]).records) == 1


def test_an_index_is_built_once_and_kept(tmp_path):
    dump = tmp_path / "ror.jsonl.gz"
    dump.write_bytes(gzip.compress("\n".join([*lines(), "{"]).encode()))

    first, second = open_index(dump, tmp_path), open_index(dump, tmp_path)

    assert (first.is_new, second.is_new) == (True, False)
    assert [problem.line for problem in first.problems] == [len(RECORDS) + 1]
    assert load_index(first.file).ror_ids == second.index.ror_ids


def test_another_registry_has_another_index(tmp_path):
    one, other = tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    one.write_text(lines()[0], encoding="utf-8")
    other.write_text(lines()[1], encoding="utf-8")

    assert index_file(one, tmp_path) != index_file(other, tmp_path)


def test_a_kept_index_cut_short_is_built_again(tmp_path):
    dump = tmp_path / "ror.jsonl"
    dump.write_text("\n".join(lines()), encoding="utf-8")
    kept = open_index(dump, tmp_path).file
    kept.write_bytes(kept.read_bytes()[:1_000])

    again = open_index(dump, tmp_path)

    assert again.is_new
    assert load_index(kept).ror_ids == again.index.ror_ids


def test_a_damaged_gzip_file_is_refused(tmp_path):
    dump = tmp_path / "ror.jsonl.gz"
    dump.write_bytes(gzip.compress("\n".join(lines()).encode())[:200])

    with pytest.raises(InputError, match="gzip content is damaged"):
        open_index(dump, tmp_path)


def test_a_registry_without_a_record_is_refused(tmp_path):
    dump = tmp_path / "ror.jsonl"
    dump.write_text("no JSON\n", encoding="utf-8")

    with pytest.raises(InputError, match="no record could be read"):
        open_index(dump, tmp_path)
