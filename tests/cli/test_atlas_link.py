"""`biovaliance atlas link`: a column of texts in, one row per answer out, faults in one line each."""

import csv
import gzip

import pytest
from typer.testing import CliRunner

from biovaliance.cli.commands import app
from biovaliance.cli.linking import HEADER, link
from biovaliance.foundation.errors import InputError
from tests.atlas.linking import values
from tests.atlas.linking.values import ROR, lines

TEXTS = ["Monash Univ., Clayton, Vic.", "", "Université de Franche-Comté, Besançon", "Octosig Consulting"]


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A registry and a file of texts, with a home of their own."""
    monkeypatch.setenv("BIOVALIANCE_HOME", str(tmp_path / "home"))
    (tmp_path / "ror.jsonl.gz").write_bytes(gzip.compress("\n".join(lines()).encode()))
    write(tmp_path / "texts.csv", TEXTS)
    return tmp_path


def write(file, texts, column="affiliation"):
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["id", column], *([number, text] for number, text in enumerate(texts))])


def run(files, source="texts.csv", column="affiliation", **options):
    named = {
        "registry": files / "ror.jsonl.gz",
        "in": files / source,
        "column": column,
        "out": files / "out.csv",
    }
    given = [part for name, value in (named | options).items() for part in (f"--{name}", str(value))]
    return CliRunner().invoke(app, ["atlas", "link", *given], catch_exceptions=True)


def rows_of(file):
    with file.open(encoding="utf-8", newline="") as lines_of_file:
        return list(csv.DictReader(lines_of_file))


def refusal(result):
    assert result.exit_code == 1
    assert isinstance(result.exception, InputError)
    return str(result.exception)


def test_every_text_gets_a_row_in_its_order(files):
    result = run(files)

    rows = rows_of(files / "out.csv")
    assert result.exit_code == 0
    assert tuple(rows[0]) == HEADER
    assert [(row["row"], row["text"], row["rank"]) for row in rows] == [
        (str(number), text, "1") for number, text in enumerate(TEXTS)
    ]
    assert [(row["ror_id"], row["accepted"]) for row in rows[:3]] == [
        (ROR + values.MONASH, "true"),
        ("", "false"),
        (ROR + values.FRANCHE_COMTE, "true"),
    ]
    assert rows[3]["accepted"] == "false"
    assert all(0 <= float(row["score"]) <= 1 and row["reason"] for row in rows)
    assert result.stdout.endswith("out.csv: 2 of 4 texts linked, to 2 organisations in all\n")


def test_more_ranks_are_written_when_asked_for(files):
    write(files / "texts.csv", ["Northeastern University"])

    run(files, top=10)

    rows = rows_of(files / "out.csv")
    assert [row["rank"] for row in rows] == [str(rank) for rank in range(1, len(rows) + 1)]
    assert {row["ror_id"] for row in rows[:2]} == {ROR + values.NORTHEASTERN_CN, ROR + values.NORTHEASTERN_US}


def test_several_processes_give_the_same_file(files):
    write(files / "texts.csv", TEXTS * 150)

    run(files, processes=1)
    alone = (files / "out.csv").read_bytes()
    run(files, processes=2)

    assert (files / "out.csv").read_bytes() == alone


def test_the_input_may_be_gzip_whatever_its_name(files):
    packed = gzip.compress((files / "texts.csv").read_bytes())
    (files / "texts.csv").write_bytes(packed)

    assert run(files).exit_code == 0
    assert len(rows_of(files / "out.csv")) == len(TEXTS)


def test_the_windows_code_page_is_read_and_said(files):
    (files / "texts.csv").write_bytes("affiliation\nUniversité de Franche-Comté\n".encode("cp1252"))

    result = run(files)

    assert "is no UTF-8; the file is read in the Windows code page instead" in result.stderr
    assert rows_of(files / "out.csv")[0]["text"] == "Université de Franche-Comté"


def test_broken_lines_of_the_registry_are_reported_and_the_others_used(files):
    broken = "\n".join(["{", *lines(), '{"id": 7}'])
    (files / "ror.jsonl.gz").write_bytes(gzip.compress(broken.encode()))

    result = run(files)

    assert result.exit_code == 0
    assert "ror.jsonl.gz:1: '{': is no JSON (JSONDecodeError)." in result.stderr
    assert f"ror.jsonl.gz:{len(lines()) + 2}: id '7': is no address of ROR" in result.stderr
    assert rows_of(files / "out.csv")[0]["ror_id"] == ROR + values.MONASH


def test_a_file_with_a_header_only_gives_a_header_only(files):
    write(files / "texts.csv", [])

    assert run(files).exit_code == 0
    assert rows_of(files / "out.csv") == []


def test_a_missing_column_is_refused_with_those_there_are(files):
    assert "has no column 'adress'; it has 'id', 'affiliation' (choose one" in refusal(
        run(files, column="adress")
    )
    assert not (files / "out.csv").exists()


def test_an_empty_input_is_refused(files):
    (files / "texts.csv").write_bytes(b"")

    assert "is empty; expected a CSV file with a line of column names" in refusal(run(files))


def test_a_damaged_gzip_input_is_refused(files):
    packed = gzip.compress((files / "texts.csv").read_bytes())
    (files / "texts.csv.gz").write_bytes(packed[:-9])

    assert "its gzip content is damaged" in refusal(run(files, source="texts.csv.gz"))


@pytest.mark.parametrize("name", ["registry", "in"])
def test_a_missing_file_is_refused(files, name):
    assert "is no file; check the path" in refusal(run(files, **{name: files / "nothing"}))


def test_an_output_in_a_missing_folder_is_refused(files):
    assert "its folder does not exist" in refusal(run(files, out=files / "nowhere" / "out.csv"))


@pytest.mark.slow
def test_spark_gives_the_same_file(files, spark):
    write(files / "texts.csv", TEXTS * 300)  # three partitions, and batches that end anywhere

    run(files, processes=1, top=3)
    alone = (files / "out.csv").read_bytes()
    result = run(files, engine="spark", top=3)

    assert result.exit_code == 0, result.exception
    assert (files / "out.csv").read_bytes() == alone


@pytest.mark.slow
def test_spark_gives_a_header_only_for_no_texts(files, spark):
    write(files / "texts.csv", [])

    assert run(files, engine="spark").exit_code == 0
    assert rows_of(files / "out.csv") == []


@pytest.mark.slow
def test_a_frame_of_a_cluster_is_linked_where_it_lies(files, spark):
    from pyspark.sql import SparkSession

    from biovaliance.sources.ror.indexing import open_index, open_linker
    from biovaliance.sources.ror.linking_on_spark import ANSWERS, link_frame

    index = open_index(files / "ror.jsonl.gz", files / "home").file
    frame = SparkSession.getActiveSession().createDataFrame(
        [(10 * row, text) for row, text in enumerate([*TEXTS, None])], "row bigint, text string"
    )
    found = link_frame(frame, index, top=2, prefer_parts=True).orderBy("row", "rank").collect()
    expected = [
        (10 * row, answer.rank, answer.ror_id, answer.name, answer.score, answer.accepted, answer.reason)
        for row, answers in enumerate(open_linker(index).link([*TEXTS, ""], 2, prefer_parts=True))
        for answer in answers
    ]
    assert [tuple(each) for each in found] == expected
    assert found[0].__fields__ == ANSWERS.names


def test_spark_without_java_says_what_to_install(files, monkeypatch):
    pytest.importorskip("pyspark")
    monkeypatch.setenv("JAVA_HOME", str(files))
    assert "no Java was found; expected Java 17" in refusal(run(files, engine="spark"))
    assert not (files / "out.csv").exists()


def test_an_old_result_stays_when_the_input_is_refused(files):
    (files / "out.csv").write_text("kept", encoding="utf-8")

    refusal(run(files, column="nothing"))

    assert (files / "out.csv").read_text(encoding="utf-8") == "kept"


def test_the_command_is_a_function_too(files):
    link(files / "ror.jsonl.gz", files / "texts.csv", "affiliation", files / "out.csv")

    assert len(rows_of(files / "out.csv")) == len(TEXTS)
