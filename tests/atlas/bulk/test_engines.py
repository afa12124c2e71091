import os
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from biovaliance.atlas.bulk import spark
from biovaliance.atlas.bulk.engines import open_engine, parquet_files
from biovaliance.atlas.bulk.pairs import candidate_pairs
from biovaliance.atlas.bulk.record_table import SCHEMA
from biovaliance.foundation.errors import InputError
from tests.atlas.bulk.tables import HOSPITAL_AND_OTHERS, table_of

NUMBERS = pa.table({"number": [1, 2, 3]})


def test_duckdb_has_its_cap_and_fetches_no_extension(tmp_path):
    with open_engine("duckdb", memory="1.5 GB", threads=1, scratch=tmp_path) as engine:
        wanted = (
            "memory_limit",
            "threads",
            "temp_directory",
            "autoinstall_known_extensions",
            "autoload_known_extensions",
        )
        found = dict(
            engine.backend.raw_sql(
                f"select name, value from duckdb_settings() where name in {wanted}"
            ).fetchall()
        )
    assert found == {
        "memory_limit": "1.3 GiB",  # 1.5 x 10^9 bytes
        "threads": "1",
        "temp_directory": f"{engine.scratch}/spill",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }


def test_a_closed_engine_leaves_nothing_in_its_scratch_folder(tmp_path):
    pq.write_table(NUMBERS, tmp_path / "numbers.parquet")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with open_engine("duckdb", scratch=scratch) as engine:
        engine.keep(engine.read(tmp_path / "numbers.parquet"), "kept")
        assert len(list(scratch.rglob("kept.parquet"))) == 1
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("memory", ["4", "lots", "-1GB", "0MB", ""])
def test_a_memory_cap_that_cannot_be_read_is_refused(memory):
    with pytest.raises(InputError, match="write 4GB, or 800MB"), open_engine("duckdb", memory=memory):
        pass


def test_an_unknown_scratch_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="does not exist"), open_engine("duckdb", scratch=tmp_path / "no"):
        pass


def test_a_folder_is_read_as_all_its_parquet_files_but_hidden_ones(duckdb, tmp_path):
    folder = tmp_path / "a [odd] name*"
    (folder / "deeper").mkdir(parents=True)
    for name in ("one.parquet", "deeper/two.parquet", ".three.parquet", "_four.parquet"):
        pq.write_table(NUMBERS, folder / name)
    assert [path.name for path in parquet_files(folder)] == ["two.parquet", "one.parquet"]
    assert duckdb.count(duckdb.read(folder)) == 6


def test_an_existing_file_is_replaced_only_by_a_whole_one(duckdb, tmp_path):
    pq.write_table(NUMBERS, tmp_path / "out.parquet")
    numbers = duckdb.read(tmp_path / "out.parquet")
    duckdb.backend.raw_sql("create view broken as select error('broken off') as number")
    broken = duckdb.backend.table("broken")
    with pytest.raises(Exception, match="broken off"):
        duckdb.write(broken, tmp_path / "out.parquet")
    assert pq.read_table(tmp_path / "out.parquet").equals(NUMBERS)
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]
    duckdb.write(numbers.filter(numbers.number > 1), tmp_path / "out.parquet")
    assert sorted(pq.read_table(tmp_path / "out.parquet")["number"].to_pylist()) == [2, 3]


def test_a_folder_in_the_way_is_refused(duckdb, tmp_path):
    pq.write_table(NUMBERS, tmp_path / "numbers.parquet")
    (tmp_path / "precious").mkdir()
    with pytest.raises(InputError, match="is a folder"):
        duckdb.write(duckdb.read(tmp_path / "numbers.parquet"), tmp_path / "precious")
    with pytest.raises(InputError, match="its folder does not exist"):
        duckdb.write(duckdb.read(tmp_path / "numbers.parquet"), tmp_path / "no" / "out.parquet")


def test_where_pairs_cannot_be_written_is_told_before_the_work_begins(duckdb, tmp_path):
    done = []
    with pytest.raises(InputError, match="is a folder"):
        candidate_pairs(
            table_of(HOSPITAL_AND_OTHERS, tmp_path),
            duckdb,
            tmp_path,
            progress=lambda *step: done.append(step),
        )
    assert done == []


def test_too_little_memory_is_told_in_a_sentence(tmp_path):
    with open_engine("duckdb", memory="2MB", threads=1) as engine:
        engine.backend.raw_sql(
            "create view large as select list(range::varchar) as all_of_them from range(2000000)"
        )
        large = engine.backend.table("large")
        with pytest.raises(InputError, match=r"ran out of memory.*--memory"):
            engine.write(large, tmp_path / "out.parquet")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "does not exist"),
        (b"", "cannot be read as Parquet"),
        (b"name,town\n", "cannot be read as Parquet"),
    ],
)
def test_what_is_no_parquet_file_is_refused_by_name(duckdb, tmp_path, content, said):
    if content is not None:
        (tmp_path / "records.parquet").write_bytes(content)
    with pytest.raises(InputError, match=rf"records\.parquet' {said}"):
        candidate_pairs(tmp_path / "records.parquet", duckdb, tmp_path / "pairs.parquet")


def test_a_file_that_breaks_off_in_the_middle_is_refused(duckdb, tmp_path):
    whole = table_of(HOSPITAL_AND_OTHERS, tmp_path)
    content = whole.read_bytes()
    whole.write_bytes(content[:4] + bytes(len(content) // 3) + content[4 + len(content) // 3 :])
    with pytest.raises(InputError):
        candidate_pairs(whole, duckdb, tmp_path / "pairs.parquet")
    assert not (tmp_path / "pairs.parquet").exists()


def test_an_empty_folder_is_refused(duckdb, tmp_path):
    with pytest.raises(InputError, match="a folder without Parquet files"):
        candidate_pairs(tmp_path, duckdb, tmp_path / "pairs.parquet")


def test_a_table_without_a_column_and_one_of_another_type_are_refused(duckdb, tmp_path):
    table = pq.read_table(table_of(HOSPITAL_AND_OTHERS, tmp_path))
    pq.write_table(table.drop_columns(["words"]), tmp_path / "records.parquet")
    with pytest.raises(InputError, match="has no column 'words'"):
        candidate_pairs(tmp_path / "records.parquet", duckdb, tmp_path / "pairs.parquet")
    place = SCHEMA.get_field_index("town")
    pq.write_table(table.set_column(place, "town", pa.array(range(len(table)))), tmp_path / "records.parquet")
    with pytest.raises(InputError, match=r"column 'town': its type is int64; expected string"):
        candidate_pairs(tmp_path / "records.parquet", duckdb, tmp_path / "pairs.parquet")


def test_a_record_key_told_twice_is_refused_by_name(duckdb, tmp_path):
    folder = tmp_path / "records"
    folder.mkdir()
    table_of(HOSPITAL_AND_OTHERS, folder, "one.parquet")
    table_of(HOSPITAL_AND_OTHERS[:1], folder, "two.parquet")
    with pytest.raises(InputError, match=r"'curated:organisation:chu' stands in 2 rows.*\(1 such keys\)"):
        candidate_pairs(folder, duckdb, tmp_path / "pairs.parquet")


def test_a_score_beyond_one_is_refused(duckdb, tmp_path):
    with pytest.raises(InputError, match="a share from 0 to 1"):
        candidate_pairs(tmp_path, duckdb, tmp_path / "pairs.parquet", least_score=40)


def test_spark_without_java_says_what_to_install(tmp_path, monkeypatch):
    pytest.importorskip("pyspark")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert spark.java_version() is None
    with pytest.raises(InputError, match="no Java was found; expected Java 17"), open_engine("spark"):
        pass


def test_spark_on_an_old_java_says_which_it_found(tmp_path, monkeypatch):
    pytest.importorskip("pyspark")
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n", encoding="utf-8")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(InputError, match="Java 11 was found; expected Java 17"), open_engine("spark"):
        pass


def test_spark_without_pyspark_says_what_to_install(tmp_path):
    program = (
        "import sys; sys.modules['pyspark'] = None\n"
        "import importlib.util as util; found = util.find_spec\n"
        "from biovaliance.atlas.bulk import engines\n"
        "try:\n"
        "    with engines.open_engine('spark'): pass\n"
        "except engines.InputError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "pip install 'biovaliance[spark]'" in done.stdout


def test_the_library_and_the_other_commands_do_without_ibis():
    found = "sorted({'ibis', 'duckdb', 'pyspark'} & set(sys.modules))"
    program = (
        "import importlib, pkgutil, sys, biovaliance.cli\n"
        "for each in pkgutil.iter_modules(biovaliance.cli.__path__, 'biovaliance.cli.'):\n"
        "    if not each.name.endswith('__main__'): importlib.import_module(each.name)\n"
        f"print({found})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
