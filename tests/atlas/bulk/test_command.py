import json

import pyarrow.parquet as pq
from typer.testing import CliRunner

from biovaliance.atlas.bulk.record_table import record_row
from biovaliance.cli.commands import app
from tests.atlas.bulk.tables import HOSPITAL_AND_OTHERS, table_of


def run(*arguments):
    return CliRunner().invoke(app, ["atlas", "pairs", *map(str, arguments)])


def test_pairs_are_written_and_counted(tmp_path):
    records, out = table_of(HOSPITAL_AND_OTHERS, tmp_path), tmp_path / "pairs.parquet"
    done = run("--records", records, "--out", out, "--threads", 1, "--memory", "500MB")
    assert done.exit_code == 0
    kept = pq.read_metadata(out).num_rows
    first, second, *rules = done.stdout.splitlines()
    assert first.startswith(f"{out}: {kept} pairs of {len(HOSPITAL_AND_OTHERS)} records, of ")
    words = {word for each in HOSPITAL_AND_OTHERS for word in record_row(each)["words"]}
    assert second == f"0 of {len(words)} words are too common to look at"
    assert [line.split()[1] for line in rules] == ["identifier", "name", "word", "acronym", "key"]


def test_pairs_of_the_published_atlas_are_counted_for_programs(tmp_path, demo_home):
    (snapshot,) = (demo_home / "snapshots").glob("2*")
    out = tmp_path / "pairs.parquet"
    done = run("--records", snapshot, "--out", out, "--json", "--across-sources")
    found = json.loads(done.stdout)
    assert found["blocking"]["records"] == pq.read_metadata(snapshot / "records.parquet").num_rows
    assert found["kept"] == pq.read_metadata(out).num_rows
    assert not any(pq.read_table(out)["same_source"].to_pylist())


def test_a_wrong_option_is_wrong_usage(tmp_path):
    assert run("--records", tmp_path, "--out", tmp_path / "o", "--engine", "oracle").exit_code == 2
    assert run("--records", tmp_path, "--out", tmp_path / "o", "--least-score", "2").exit_code == 2
