"""Wrong use and damaged state: exit 1 or 2, one line that says what to do, never a traceback."""

import json
import re
import shutil

import pytest

from biovaliance.cli import main
from tests.cli.small import FEMTO, ORGANISATIONS, write_files

SECOND = "20261108T090000Z"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Usage: biovaliance"),
        (["nonsense"], "No such command 'nonsense'"),
        (["atlas", "nonsense"], "No such command 'nonsense'"),
        (["atlas", "diff", "only-one"], "Missing argument"),
        (["atlas", "build", "--source", "curated"], "'curated' is not NAME=DIR"),
        (["atlas", "build", "--source", "=x"], "'=x' is not NAME=DIR"),
        (["atlas", "build", "--source", "curated=.", "--source", "curated=."], "'curated' is given twice"),
        (["atlas", "build", "--nonsense"], "No such option"),
        (["atlas", "export", "--format", "pdf", "--out", "x"], "'pdf' is not one of"),
        (["atlas", "export", "--format", "csv"], "--out"),
        (["atlas", "search", "x", "--language", "de"], "'de' is not one of"),
        (["atlas", "search", "x", "--limit", "0"], "--limit"),
        (["serve", "--port", "0"], "--port"),
        (["serve", "--port", "99999"], "--port"),
        (["demo", "--port", "http"], "--port"),
        (["serve", "--workers", "0"], "--workers"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_wrong(run, empty_home, arguments, told):
    ran = run(*arguments)
    assert ran.code == 2
    assert told in ran.err + ran.out
    assert not empty_home.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["atlas", "check"], "No atlas is published in"),
        (["atlas", "search", "x"], "No atlas is published in"),
        (["atlas", "export", "--format", "csv", "--out", "x"], "No atlas is published in"),
        (["atlas", "diff", "a", "b"], "(`biovaliance atlas list`)"),
        (["atlas", "rollback", "a"], "'a' names no snapshot"),
        (
            ["atlas", "build", "--source", "nonsense=."],
            "There is no source 'nonsense'; expected one of curated",
        ),
        (["atlas", "build", "--source", "curated=gone"], "'gone' is no folder"),
        (["serve"], "No atlas is published in"),
        (["serve", "--host", "no-such-host.invalid"], "No atlas is published in"),
    ],
)
def test_refused_input_ends_with_1_and_one_line(run, empty_home, arguments, told):
    ran = run(*arguments)
    assert (ran.code, ran.out) == (1, "")
    (line,) = ran.error_lines
    assert line.startswith("Error: ")
    assert told in line
    assert not empty_home.exists()


def test_an_empty_home_has_an_empty_list_and_that_is_no_error(run, empty_home):
    ran = run("atlas", "list")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"No snapshot in {empty_home} yet; build one with `biovaliance atlas build`.\n"
    assert run("atlas", "list", "--json").out == "[]\n"


def test_an_identifier_that_several_have_or_none_names_what_there_is(run, home):
    for identifier, count in (("2026", "2 snapshots"), ("1999", "no snapshot")):
        ran = run("atlas", "diff", identifier, identifier)
        assert ran.code == 1
        (line,) = ran.error_lines
        assert f"'{identifier}' names {count} in {home}; expected one of: 20261101T090000Z-" in line


def test_a_file_where_the_home_should_be_is_told_by_every_command(run, tmp_path):
    file = tmp_path / "file"
    file.write_text("not a folder")
    for place in (file, file / "below"):
        for command in (["list"], ["check"], ["build"], ["search", "x"], ["rollback", "x"]):
            ran = run("atlas", *command, "--out", place)
            assert ran.code == 1
            (line,) = ran.error_lines
            assert str(place) in line
            assert "expected" in line


def test_a_file_where_a_source_s_folder_should_be_is_refused(run, empty_home, tmp_path):
    (tmp_path / "file").write_text("id,name")
    ran = run("atlas", "build", "--source", f"curated={tmp_path / 'file'}")
    assert ran.code == 1
    assert "is no folder; expected one that holds its files" in ran.err


def test_a_folder_without_the_files_publishes_nothing_and_names_each_of_them(run, empty_home, tmp_path):
    (tmp_path / "data").mkdir()
    ran = run("atlas", "build", "--source", f"curated={tmp_path / 'data'}")
    assert ran.code == 1
    *missing, last = ran.error_lines
    assert [line.partition(":")[0] for line in missing] == [
        f"{name}.csv"
        for name in (
            *("organisations", "platforms", "projects", "technologies"),
            *("trials", "events", "programmes", "relations"),
        )
    ]
    assert "gave a record, so nothing is published" in last
    assert not (empty_home / "current").exists()


@pytest.mark.parametrize("out", ["missing/atlas.csv", "folder", "file/atlas.csv"])
def test_an_export_that_cannot_be_written_says_so_and_leaves_nothing(run, home, tmp_path, out):
    place = tmp_path / "out"
    (place / "folder").mkdir(parents=True)
    (place / "file").write_text("kept")
    before = sorted(place.rglob("*"))
    ran = run("atlas", "export", "--format", "csv", "--out", place / out)
    assert ran.code == 1
    (line,) = ran.error_lines
    assert f"'{place / out}' cannot be written" in line
    assert sorted(place.rglob("*")) == before


def test_a_build_that_cannot_be_written_leaves_the_published_one(run, home, tmp_path):
    published = (home / "current").read_text()
    (home / "build.lock").unlink()
    (home / "build.lock").mkdir()  # root passes by permissions, and by nothing else
    data = write_files(tmp_path / "data", organisations=ORGANISATIONS + FEMTO)
    ran = run("atlas", "build", "--source", f"curated={data}")
    assert ran.code == 1
    (line,) = ran.error_lines
    assert str(home / "build.lock") in line
    assert (home / "current").read_text() == published


def test_a_pointer_that_cannot_be_replaced_leaves_no_file_behind(run, home):
    (home / "current").unlink()
    (home / "current").mkdir()
    ran = run("atlas", "rollback", SECOND)
    assert ran.code == 1
    assert len(ran.error_lines) == 1
    assert list(home.glob(".current-*")) == []


@pytest.mark.parametrize("content", [b"\xff\xfe", b"junk\n", b""])
def test_a_damaged_pointer_is_told_and_a_rollback_mends_it(run, home, content):
    (home / "current").write_bytes(content)
    ran = run("atlas", "check")
    assert ran.code == 1
    assert f"'{home / 'current'}' names no snapshot; expected an identifier." in ran.err
    assert run("atlas", "rollback", SECOND).code == 0
    assert run("atlas", "check").code == 0


def damaged(home, name):
    (path,) = [p for p in home.glob(f"snapshots/{SECOND}-*/**/{name}") if p.is_file()]
    return path


@pytest.mark.parametrize("content", [b"x", b"PAR1PAR1", None])
@pytest.mark.parametrize(
    "command",
    [
        ["diff", SECOND, SECOND],
        ["export", "--format", "csv", "--out", "{out}"],
        ["check"],
        ["rollback", SECOND],
    ],
)
def test_a_damaged_table_is_told_by_every_command_that_reads_it(run, home, tmp_path, command, content):
    table = damaged(home, "entities.parquet")
    if content is None:
        table.unlink()
    else:
        table.write_bytes(content)
    ran = run("atlas", *(part.format(out=tmp_path / "out.csv") for part in command))
    assert ran.code == 1
    (line,) = ran.error_lines
    assert SECOND in line
    assert "entities.parquet" in line
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("name", ["known.json", "meta.json", ".managed.json"])
@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", None])
def test_a_damaged_search_index_is_told(run, home, name, content):
    path = damaged(home, name)
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    ran = run("atlas", "search", "CAR-T")
    assert ran.code in ((0, 1) if name == ".managed.json" else (1,))
    assert len(ran.error_lines) == ran.code
    check = run("atlas", "check")
    assert check.code == 1
    assert name in check.err


@pytest.mark.parametrize("ending", [".store", ".term", ".idx", ".fast", ".pos", ".fieldnorm"])
def test_a_part_of_the_search_index_that_was_cut_off_costs_no_traceback(run, home, ending):
    (path,) = home.glob(f"snapshots/{SECOND}-*/search/public/*{ending}")
    path.write_bytes(path.read_bytes()[:20])
    ran = run("atlas", "search", "CAR-T")
    assert len(ran.error_lines) == ran.code
    assert run("atlas", "check").code == 1


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"receipts": 3}',
        '{"receipts": []}',
        None,
        "wrong counts",
        "wrong files",
        "other identifier",
        "wrong receipts",
    ],
)
def test_a_damaged_manifest_is_told_by_name_and_the_others_are_listed(run, home, content):
    path = damaged(home, "manifest.json")
    data = json.loads(path.read_text("utf-8"))
    wrong = {
        "wrong counts": {"counts": None},
        "wrong files": {"files": []},
        "other identifier": {"identifier": "20200101T000000Z-0123456789"},
        "wrong receipts": {"receipts": [1]},
    }
    if content is None:
        path.unlink()
    else:
        path.write_text(json.dumps(data | wrong[content]) if content in wrong else content)
    listed = run("atlas", "list")
    assert listed.code == 0
    assert [line[:18] for line in listed.out.splitlines()] == ["  20261101T090000Z"]
    assert re.match(rf"Error: Snapshot '{SECOND}-\w+': its manifest.json cannot be read \(", listed.err)
    for command in (["check"], ["diff", SECOND, SECOND], ["rollback", SECOND], ["search", "x"]):
        ran = run("atlas", *command)
        assert ran.code == 1
        assert len(ran.error_lines) == 1
        assert "Roll back to another snapshot" in ran.err
    assert run("atlas", "rollback", "20261101").code == 0


def test_a_build_replaces_a_published_snapshot_whose_manifest_is_damaged(run, home, tmp_path):
    damaged(home, "manifest.json").write_text("")
    data = write_files(tmp_path / "data", organisations=ORGANISATIONS + FEMTO)
    assert run("atlas", "build", "--source", f"curated={data}").code == 0
    assert run("atlas", "check").code == 0


def test_a_snapshot_of_which_only_a_stray_file_is_left_is_not_listed(run, home):
    (home / "snapshots" / "20200101T000000Z-0123456789").write_text("a file")
    assert len(run("atlas", "list").out.splitlines()) == 2


def test_every_damaged_file_is_one_line_of_the_check_and_one_of_its_json(run, home):
    damaged(home, "tags.parquet").unlink()
    damaged(home, "entities.parquet").write_bytes(b"x")
    shutil.copy(damaged(home, "manifest.json"), damaged(home, "manifest.json").with_name("copy.json"))
    ran = run("atlas", "check", "--json")
    told = json.loads(ran.out)
    assert (ran.code, told["sound"], len(told["faults"])) == (1, False, 3)
    assert len(ran.error_lines) == 3


def test_a_judgement_log_with_a_line_that_is_none_is_reported_and_the_build_goes_on(run, home, tmp_path):
    (home / "judgements.jsonl").write_text("not json\n")
    data = write_files(tmp_path / "data", organisations=ORGANISATIONS + FEMTO)
    ran = run("atlas", "build", "--source", f"curated={data}")
    assert ran.code == 0
    (line,) = ran.error_lines
    assert line.startswith("judgements.jsonl:1: 'not json': this line is no judgement")


def test_a_fault_of_the_program_is_one_line_too_and_shows_its_place_on_request(capsys, monkeypatch):
    def work():
        raise ZeroDivisionError("division by zero")

    with pytest.raises(SystemExit) as end:
        main.run_safely(work)
    assert end.value.code == 1
    assert capsys.readouterr().err == (
        "Error: ZeroDivisionError: division by zero; this is a fault of the program. "
        "Set BIOVALIANCE_DEBUG=1 to see where it lies, and report it.\n"
    )
    monkeypatch.setenv("BIOVALIANCE_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main.run_safely(work)
