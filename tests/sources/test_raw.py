"""Files already on disk are taken with a receipt, by the command too, and a build reads them."""

import datetime as dt
import json

import pytest
from typer.testing import CliRunner

from biovaliance.atlas.snapshots import integrity, reading
from biovaliance.cli.commands import app
from biovaliance.foundation.errors import InputError
from biovaliance.sources.definitions import source_definition
from biovaliance.sources.gathering import gather
from biovaliance.sources.raw import fetched_folders, raw_folder, take
from biovaliance.sources.region import bundled_region
from tests.sources.reading import FIXTURES

TODAY = dt.date(2026, 11, 27)


@pytest.fixture
def open_data(tmp_path):
    """A folder laid out as open data is handed round: a sub-folder per source."""
    for source, name, fixture in (
        ("ror", "ror_small.jsonl", "ror.jsonl"),
        ("anr", "anr_dos_partners.csv", "anr_dos_partners.csv"),
        ("geo", "some_communes.csv", "some_communes.csv"),
    ):
        (tmp_path / "data" / source).mkdir(parents=True)
        (tmp_path / "data" / source / name).write_bytes((FIXTURES / fixture).read_bytes())
    (tmp_path / "data" / "README.md").write_text("about these files")
    return tmp_path / "data"


def test_files_are_copied_with_a_receipt_and_their_faults_are_told(tmp_path, open_data):
    receipts, problems = take(source_definition("ror"), open_data, tmp_path / "raw" / "ror", TODAY)
    (receipt,) = receipts
    assert (receipt.file, receipt.rows, receipt.taken_on, receipt.licence) == (
        "ror_small.jsonl",
        7,
        "2026-11-27",
        "CC0 1.0 (?)",
    )
    assert receipt.bytes == (FIXTURES / "ror.jsonl").stat().st_size
    assert [problem.line for problem in problems if problem.row_dropped] == [8]
    assert list(fetched_folders(tmp_path)) == ["ror"]


def test_a_folder_without_the_source_is_refused_with_what_was_expected(tmp_path, open_data):
    with pytest.raises(
        InputError, match=r"holds no file of source 'hal'; expected one of structures\*\.jsonl"
    ):
        take(source_definition("hal"), open_data, tmp_path / "raw", TODAY)
    with pytest.raises(InputError, match="is no folder"):
        take(source_definition("hal"), open_data / "nowhere", tmp_path / "raw", TODAY)


def test_the_command_takes_files_and_the_build_merges_them_with_the_curated_ones(tmp_path, open_data):
    home = tmp_path / "home"
    run = CliRunner().invoke(
        app,
        ["atlas", "fetch", "ror", "anr", "communes", "--from", str(open_data), "--out", str(home), "--json"],
    )
    assert run.exit_code == 0, run.output
    assert "ror_small.jsonl:8: 'this is no JSON': this line is no JSON" in run.stderr
    assert [receipt["file"] for receipt in json.loads(run.stdout)] == [
        "ror_small.jsonl",
        "anr_dos_partners.csv",
        "some_communes.csv",
    ]

    built = CliRunner().invoke(app, ["atlas", "build", "--out", str(home)])
    assert built.exit_code == 0, built.output
    snapshot = reading.open_snapshot(home)
    femto = snapshot.entities()["organisation:femto-st"]
    publishers = {evidence.publisher for value in femto.all("name") for evidence in value.evidence}
    assert {"Research Organization Registry (ROR)", "Agence nationale de la recherche (ANR)"} <= publishers
    assert femto.name == "FEMTO-ST"
    assert femto.value("rnsr") == "200412232H"
    assert "name" not in femto.disagreements
    ties = {(r.type_code, r.target_key) for r in snapshot.relations() if r.source_key == femto.key}
    assert ("leads_project", "project:cells-anr-anr-21-ce18-0001") in ties
    assert integrity.check(home) == []


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["nothing"], 1, "There is no source 'nothing' to fetch"),
        (["ror", "--region", "atlantis"], 1, "'atlantis' is no region"),
        (["ror", "--from", "nowhere"], 1, "'nowhere' is no folder"),
        (["erdf"], 1, "has no lasting address"),
        (["erdf", "--address", "https://elsewhere.example/x.csv"], 1, "none of the declared hosts"),
        (["erdf", "--address", "https://x", "--from", "."], 2, "not both"),
        ([], 2, "Missing argument"),
    ],
)
def test_what_cannot_be_fetched_is_refused(tmp_path, arguments, code, told):
    from biovaliance.foundation.errors import BiovalianceError

    run = CliRunner().invoke(app, ["atlas", "fetch", *arguments, "--out", str(tmp_path)])
    said = str(run.exception) if isinstance(run.exception, BiovalianceError) else run.output
    assert told in " ".join(said.replace("│", " ").split())
    assert (1 if isinstance(run.exception, BiovalianceError) else run.exit_code) == code


def test_a_build_is_the_same_whatever_the_order_of_its_sources(open_data):
    sources = {"ror": open_data, "anr": open_data, "communes": open_data}
    there = gather(bundled_region(), sources)
    back = gather(bundled_region(), dict(reversed(sources.items())))
    assert there == back


def test_an_empty_folder_is_told_and_the_rest_is_read(tmp_path):
    gathered = gather(bundled_region(), {"hal": tmp_path})
    assert any("holds no file of source 'hal'" in str(problem) for problem in gathered.problems)
    assert any(record.source_key == "curated" for record in gathered.records)


def test_the_raw_folder_of_a_source_lies_in_the_home(tmp_path):
    assert raw_folder(tmp_path, "ror") == tmp_path / "raw" / "ror"
    assert fetched_folders(tmp_path) == {}
