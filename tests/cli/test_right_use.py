"""Every command used as it is meant, with what it prints for people and for programs."""

import csv
import io
import json
import os

import pytest
from openpyxl import load_workbook
from rdflib import Graph

import biovaliance
from tests.cli.small import CELLQUEST, FEMTO, ORGANISATIONS, write_files

FIRST, SECOND = "20261101T090000Z", "20261108T090000Z"


def test_the_version_is_the_package_s(run):
    assert run("--version").out == f"biovaliance {biovaliance.__version__}\n"


@pytest.mark.parametrize("path", [(), ("atlas",), ("atlas", "build"), ("serve",)])
def test_help_is_printed_and_is_no_error(run, path):
    ran = run(*path, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: {' '.join(('biovaliance', *path))}")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_is_printed_for_the_shells_people_use(run, shell, monkeypatch):
    monkeypatch.setenv("_BIOVALIANCE_COMPLETE", f"source_{shell}")
    ran = run()
    assert ran.code == 0
    assert "_BIOVALIANCE_COMPLETE" in ran.out


def test_completion_offers_the_commands_of_a_group(run, monkeypatch):
    monkeypatch.setenv("_BIOVALIANCE_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "biovaliance atlas ")
    monkeypatch.setenv("COMP_CWORD", "2")
    ran = run()
    assert {"build", "list", "diff", "rollback", "check", "search", "export"} <= set(ran.out.split())


def test_a_build_says_what_it_published_and_how_many_rows_it_kept(run, empty_home, tmp_path):
    data = write_files(tmp_path / "data", organisations=ORGANISATIONS + FEMTO)
    ran = run("atlas", "build", "--source", f"curated={data}")
    assert (ran.code, ran.err) == (0, "")
    published, counts, rows = ran.out.splitlines()
    assert published == f"Published {(empty_home / 'current').read_text().strip()}"
    assert counts.startswith("1 organisations, 0 platforms, ")
    assert rows == "1 of 1 rows kept, 0 left out, 0 problems reported"


def test_a_build_of_the_same_files_publishes_nothing_new(run, empty_home, tmp_path):
    data = write_files(tmp_path / "data", organisations=ORGANISATIONS + FEMTO)
    first = run("atlas", "build", "--source", f"curated={data}", "--json")
    again = run("atlas", "build", "--source", f"curated={data}")
    identifier = json.loads(first.out)["identifier"]
    assert again.out.splitlines()[0] == f"Unchanged, still published: {identifier}"
    assert len(run("atlas", "list").out.splitlines()) == 1


def test_the_json_of_a_build_has_what_a_program_needs(run, empty_home, tmp_path):
    data = write_files(tmp_path / "data", organisations=ORGANISATIONS + FEMTO.replace("2004", "2004-13"))
    ran = run("atlas", "build", "--source", f"curated={data}", "--json", "--out", tmp_path / "elsewhere")
    told = json.loads(ran.out)
    assert sorted(told) == ["counts", "identifier", "new", "problems", "rows_kept", "rows_read"]
    assert (told["new"], told["rows_read"], told["rows_kept"]) == (True, 1, 1)
    assert told["problems"] == [
        {
            "file": "organisations.csv",
            "line": 2,
            "field": "founded",
            "value": "2004-13",
            "message": "this is no date of the calendar.",
            "mend": "Write YYYY, YYYY-MM or YYYY-MM-DD.",
            "row_dropped": False,
            "is_public": True,
        }
    ]
    assert (tmp_path / "elsewhere" / "current").is_file()
    assert not empty_home.exists()


def test_the_list_marks_the_published_snapshot(run, home):
    older, newer = run("atlas", "list").out.splitlines()
    assert older.startswith(f"  {FIRST}-")
    assert newer.startswith(f"* {SECOND}-")
    assert "3 things  bourgogne-franche-comte" in newer


def test_the_json_of_the_list_tells_which_one_is_published(run, home):
    older, newer = json.loads(run("atlas", "list", "--json").out)
    assert (older["published"], newer["published"]) == (False, True)
    assert older["counts"]["organisation"] == 3
    assert set(older) >= {"identifier", "built_at", "content_sha256", "files", "receipts", "region_key"}


def test_a_difference_is_told_in_one_line_each(run, home):
    ran = run("atlas", "diff", FIRST, SECOND)
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "+ organisation:efs",
        "- organisation:ubfc",
        "~ organisation:cellquest founded: 2023 -> 2022",
        "+ organisation:cellquest is a partner of organisation:femto-st",
        "- organisation:femto-st is a partner of organisation:ubfc",
    ]
    assert run("atlas", "diff", FIRST, FIRST).out == "No difference.\n"


def test_the_json_of_a_difference_names_both_snapshots_and_every_change(run, home):
    told = json.loads(run("atlas", "diff", FIRST, SECOND, "--json").out)
    assert (told["before"][:16], told["after"][:16]) == (FIRST, SECOND)
    assert (told["added"], told["removed"]) == (["organisation:efs"], ["organisation:ubfc"])
    assert told["changed"] == [
        {"entity_key": "organisation:cellquest", "what": "founded", "before": "2023", "after": "2022"}
    ]
    assert [relation["target_key"] for relation in told["relations_added"]] == ["organisation:femto-st"]


def test_a_rollback_publishes_the_earlier_snapshot_again(run, home):
    ran = run("atlas", "rollback", FIRST)
    assert ran.out.startswith(f"Published {FIRST}-")
    assert (home / "current").read_text().startswith(FIRST)
    assert "ubfc" in run("atlas", "search", "communauté", "--json").out


def test_a_sound_snapshot_is_called_sound(run, home):
    ran = run("atlas", "check", FIRST)
    assert ran.code == 0
    assert "is sound: 3 things" in ran.out
    assert json.loads(run("atlas", "check", "--json").out)["sound"] is True


def test_a_search_tells_why_each_thing_is_found_in_the_language_asked_for(run, home):
    english = run("atlas", "search", "CAR-T").out.splitlines()
    assert english[0] == "CAR-T cells  [concept:car-t-cells]  Term"
    assert english[-1] == (
        "CellQuest  [organisation:cellquest]  Found through the concept “CAR-T cells” (Cellules CAR-T): "
        "the text says “CAR-T cells” in English"
    )
    french = run("atlas", "search", "CAR-T", "--language", "fr").out.splitlines()
    assert french[0] == "Cellules CAR-T  [concept:car-t-cells]  Terme"
    assert (
        french[-1]
        .replace("\u202f", " ")
        .replace("\u00a0", " ")
        .startswith(
            "CellQuest  [organisation:cellquest]  Trouvé grâce au concept « Cellules CAR-T » (CAR-T cells) : "
            "le texte dit « CAR-T cells » en anglais"
        )
    )
    assert run("atlas", "search", "zzzzqq").out.startswith("Nothing found for 'zzzzqq'.")


def test_the_json_of_a_search_holds_the_total_and_the_hits_with_reasons(run, home):
    told = json.loads(run("atlas", "search", "cellquest", "--limit", "1", "--json").out)
    (hit,) = told["hits"]
    assert told["total"] >= 1
    assert (hit["key"], hit["name"]["en"]) == ("organisation:cellquest", "CellQuest")
    assert hit["reasons"][0]["kind"] == "name"


def test_each_format_is_written_and_can_be_read_by_others(run, home, tmp_path):
    for name in ("csv", "jsonl", "geojson", "jsonld", "xlsx"):
        ran = run("atlas", "export", "--format", name, "--out", tmp_path / f"atlas.{name}")
        assert (ran.code, ran.out) == (0, f"{tmp_path / f'atlas.{name}'}: 3 things\n")
    table = list(csv.DictReader(io.StringIO((tmp_path / "atlas.csv").read_text("utf-8-sig"))))
    assert [row["key"] for row in table] == [
        "organisation:cellquest",
        "organisation:efs",
        "organisation:femto-st",
    ]
    lines = (tmp_path / "atlas.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["slug"] for line in lines] == ["cellquest", "efs", "femto-st"]
    features = json.loads((tmp_path / "atlas.geojson").read_text("utf-8"))["features"]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [6.01815, 47.24878]}
    graph = json.loads((tmp_path / "atlas.jsonld").read_text("utf-8"))["@graph"]
    assert [node["name"] for node in graph] == ["CellQuest", "EFS", "FEMTO-ST"]
    assert load_workbook(tmp_path / "atlas.xlsx")["Organisations"]["C2"].value == "CellQuest"
    assert sorted(path.name for path in tmp_path.glob(".*")) == []


# rdflib's own JSON-LD reader still makes a class that rdflib deprecates.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize(("ending", "parser"), [("ttl", "turtle"), ("jsonld", "json-ld")])
def test_the_vocabulary_is_written_as_skos(run, home, tmp_path, ending, parser):
    ran = run("atlas", "export", "--format", "skos", "--out", tmp_path / f"v.{ending}")
    assert ran.out.endswith(" concepts\n")
    concepts = int(ran.out.split()[-2])
    graph = Graph().parse(tmp_path / f"v.{ending}", format=parser)
    found = graph.query("SELECT ?c WHERE { ?c a <http://www.w3.org/2004/02/skos/core#Concept> }")
    assert len(found) == concepts


def test_an_export_of_an_earlier_snapshot_holds_what_that_one_held(run, home, tmp_path):
    run("atlas", "export", "--format", "jsonl", "--out", tmp_path / "a.jsonl", "--snapshot", FIRST)
    assert '"slug":"ubfc"' in (tmp_path / "a.jsonl").read_text("utf-8")


def test_an_export_to_a_pipe_goes_through_it(run, home, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run("atlas", "export", "--format", "geojson", "--out", pipe).code == 0
        assert json.loads(os.read(reader, 1_000_000))["type"] == "FeatureCollection"
    finally:
        os.close(reader)


def test_what_is_for_the_team_is_in_no_answer(run, empty_home, tmp_path):
    header = ORGANISATIONS.replace("status\n", "status,audience\n")
    rows = FEMTO.replace("\n", ",public\n") + CELLQUEST.format(founded="2023").replace("\n", ",team\n")
    data = write_files(tmp_path / "data", organisations=header + rows)
    told = json.loads(run("atlas", "build", "--source", f"curated={data}", "--json").out)
    assert told["counts"]["organisation"] == 1
    assert "cellquest" not in run("atlas", "search", "CAR-T").out.lower()
    for name in ("csv", "jsonl", "geojson", "jsonld"):
        out = tmp_path / f"atlas.{name}"
        run("atlas", "export", "--format", name, "--out", out)
        assert b"CellQuest" not in out.read_bytes()
