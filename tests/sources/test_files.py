"""Files as readers see them: damaged, in another encoding, too large; what is good is kept."""

import gzip

import pytest

from biovaliance.sources import streams
from biovaliance.sources.definitions import source_definition
from biovaliance.sources.files import SourceFiles
from biovaliance.sources.receipts import Receipt

CALLS = source_definition("cordis")
HEADER = b"project,tag\n"


def rows_of(content: bytes, name: str = "imi_project_tags.csv") -> tuple[list[dict[str, str]], list[str]]:
    files = SourceFiles.from_bytes(CALLS, {name: content})
    rows = [row.cells for file in files.files for row in files.rows(file)]
    return rows, [str(problem) for problem in files.problems]


def items_of(content: bytes, name: str = "ror.jsonl") -> tuple[list[dict], list[str]]:
    files = SourceFiles.from_bytes(source_definition("ror"), {name: content})
    items = [item.data for file in files.files for item in files.items(file)]
    told = [str(p) for p in files.problems if "field" not in p.message]
    return items, told


def test_a_table_in_cp1252_is_read_and_said_to_be_one():
    rows, problems = rows_of("project,tag\nA,é\nB,x\nC,ç\n".encode("cp1252"))
    assert [row["tag"] for row in rows] == ["é", "x", "ç"]
    told = "imi_project_tags.csv:2: 2 lines from here on are not UTF-8; they were read as cp1252."
    assert problems == [f"{told} Save the file as UTF-8."]


def test_rows_of_the_wrong_length_or_with_nul_are_told_and_the_others_kept():
    rows, problems = rows_of(HEADER + b"A,b,c\nB,\x00\nC,d\n\n")
    assert rows == [{"project": "C", "tag": "d"}]
    assert [problem.split(":")[1] for problem in problems] == ["2", "3"]


def test_a_quote_that_never_closes_costs_its_rows_only():
    rows, problems = rows_of(HEADER + b'A,"b\n' + b"x" * 200_000 + b"\nC,d\n")
    assert rows == [{"project": "C", "tag": "d"}]
    assert "larger than field limit" in problems[0]


def test_an_empty_table_is_said_to_be_empty():
    assert rows_of(b"") == ([], ["imi_project_tags.csv: the file is empty. Expected a header and rows."])


def test_a_damaged_gzip_keeps_what_came_before():
    damaged = gzip.compress(b'{"id": 1}\n' * 9999)[:-20]
    items, problems = items_of(damaged, "ror.jsonl.gz")
    assert 0 < len(items) < 9999
    assert "the compressed file is damaged" in problems[0]


def test_a_file_no_layout_takes_is_told():
    assert rows_of(b"a", "unknown.csv")[1][0].startswith("unknown.csv: no layout of source 'cordis' takes")


def test_a_line_of_a_hundred_megabytes_is_passed_over(tmp_path):
    path = tmp_path / "ror.jsonl"
    with path.open("wb") as file:
        file.write(b'{"id": 1}\n{"id": "')
        for _part in range(100):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n{"id": 3}\n')
    files = SourceFiles.from_folder(source_definition("ror"), tmp_path)
    assert [item.data for item in files.items(files.files[0])] == [{"id": 1}, {"id": 3}]
    assert "ror.jsonl:2: the line has more than 16,777,216 bytes" in str(files.problems[0])


def test_a_file_that_opens_to_more_than_the_limit_is_cut(monkeypatch):
    monkeypatch.setattr(streams, "LARGEST_FILE", 1000)
    items, problems = items_of(gzip.compress(b'{"id": 1}\n' * 1000), "ror.jsonl.gz")
    assert len(items) == 100
    assert "opens to more than 1,000 bytes" in problems[0]


def test_an_array_is_streamed_and_one_that_breaks_off_keeps_its_items():
    whole = b'\xef\xbb\xbf [\n {"id": 1},\n {"id": "a]b}"} , 3 ]'
    items, problems = items_of(whole, "ror.json")
    assert items == [{"id": 1}, {"id": "a]b}"}]
    assert problems == ["ror.json:3: this item is no JSON object. Expected {…}."]

    items, problems = items_of(whole[:-8], "ror.json")
    assert items[0] == {"id": 1}
    assert "the array breaks off after 1 items" in problems[-1]


def test_a_document_without_its_list_is_told():
    files = SourceFiles.from_bytes(
        source_definition("hal"), {"structures.json": b'{"response": {}}', "documents.json": b"{"}
    )
    for file in files.files:
        assert len(list(files.items(file))) <= 1
    assert any("this is no JSON" in str(problem) for problem in files.problems)


def test_a_second_reading_tells_and_counts_nothing_anew():
    files = SourceFiles.from_bytes(CALLS, {"imi_project_tags.csv": HEADER + b"A\nB,c\n"})
    for _time in range(2):
        assert len(list(files.rows(files.files[0]))) == 1
    assert len(files.problems) == 1
    assert files.counts["imi_project_tags.csv"].rows_read == 2


def test_a_folder_gives_its_files_with_the_receipts_beside_them_and_leaves_the_others(tmp_path):
    (tmp_path / "imi").mkdir()
    (tmp_path / "imi" / "imi_project_tags.csv").write_bytes(HEADER)
    (tmp_path / "other.txt").write_text("not ours")
    receipt = Receipt("imi_project_tags.csv", "cordis", "https://cordis.europa.eu/x", "2026-11-18")
    (tmp_path / "imi" / "imi_project_tags.csv.receipt.json").write_text(receipt.dumps())
    files = SourceFiles.from_folder(CALLS, tmp_path)
    assert [file.receipt for file in files.files] == [receipt]

    (tmp_path / "imi" / "imi_project_tags.csv.receipt.json").write_text("{")
    files = SourceFiles.from_folder(CALLS, tmp_path)
    assert files.files[0].receipt.address == ""
    assert "imi_project_tags.csv.receipt.json" in str(files.problems[0])


@pytest.mark.parametrize("content", [b"", b"[", b"{}", b"null", b'"', b"\xff\xfe", b"[[[[", b"nan"])
def test_no_document_raises(content):
    for name in ("ror.json", "ror.jsonl"):
        items_of(content, name)
