"""HAL: checked structures of the region, and how many documents each has per year."""

from tests.sources.reading import read_fixtures

READ = read_fixtures("hal", "hal_structures.jsonl=structures.jsonl", "hal_documents.jsonl=documents.jsonl")


def test_a_structure_has_its_identifiers_and_counts_each_document_once():
    said = READ.said("organisation:184")
    assert ("rnsr", "200412232H") in said
    assert ("ror", "https://ror.org/004fmxv66") in said
    assert ("alias", "UMR6174") in said
    assert ("department", "25") in said
    assert [item for item in said if item[0].startswith("publications")] == [
        ("publications", "3"),
        ("publications_in_year", "2024|2"),
        ("publications_in_year", "2023|1"),
    ]


def test_structures_that_nobody_checked_or_that_lie_elsewhere_are_left_out():
    assert list(READ.records) == ["organisation:184"]
    assert READ.faults() == [("documents.jsonl", 5, "halId_s")]
