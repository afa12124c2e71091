"""The two engines that run the heavy steps, opened by name, with the same few words for both.

DuckDB runs in this process with a cap on memory and spills to disk beyond it. Spark runs on this machine
or on the cluster that BIOVALIANCE_SPARK_MASTER names. Neither fetches anything by itself.

An engine is told a location: a Parquet file, a folder of them or, for Spark, an address (s3a://...).
"""

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from biovaliance.atlas.bulk.choices import DEFAULT_MEMORY, EngineName, megabytes_of
from biovaliance.atlas.bulk.scratch import ADDRESS, SCRATCH_VARIABLE, scratch_folder
from biovaliance.atlas.bulk.spark import pandas_warning_ignored, spark_session
from biovaliance.foundation.errors import InputError

BYTES_PER_RECORD = 750  # of the record table in memory, measured on names of six words
MOST_ROWS_COLLECTED = 10_000


@dataclass(frozen=True, slots=True)
class Engine:
    """An open engine: reads Parquet as a table, writes a table as Parquet, counts.

    `scratch` is where intermediate tables and what does not fit into memory lie; it goes with the engine.
    `records_at_once` is how many records of the record table it holds with ease, None when it parts the work
    itself.
    """

    name: EngineName
    backend: Any
    scratch: str
    read_files: Callable[[Sequence[str]], ir.Table]
    write_file: Callable[[ir.Table, str], None]
    fetch: Callable[[ir.Table], list[dict[str, Any]]]
    records_at_once: int | None = None

    def read(self, location: str | Path, columns: pa.Schema | None = None) -> ir.Table:
        """Return the table at `location`.

        Raises:
            InputError: nothing is there, a file is no Parquet, or it lacks one of `columns`.
        """
        place = str(location)
        if ADDRESS.match(place):
            return self.read_files([place])
        found = parquet_files(Path(place))
        for file in found:
            _check_columns(file, columns)
        return self.read_files([str(file) for file in found])

    def write(self, table: ir.Table, location: str | Path) -> None:
        """Write a table as Parquet: one file from DuckDB, a folder of files from Spark.

        What was at `location` before is replaced when the new one is whole.

        Raises:
            InputError: a folder that Spark did not write is in the way, or the engine ran out of room.
        """
        self.refuse_in_the_way(location)
        place = str(location)
        if ADDRESS.match(place):
            self.write_file(table, place)
            return
        target = Path(place).absolute()
        unfinished = target.with_name(f".{target.name}.part")
        try:
            self.write_file(table, str(unfinished))
            _remove(target)
            unfinished.replace(target)
        finally:
            _remove(unfinished)

    def refuse_in_the_way(self, location: str | Path) -> None:
        """Refuse a location that cannot be written to; asked before hours of work, and not after.

        Raises:
            InputError: its folder does not exist, or a folder that Spark did not write is in the way.
        """
        if ADDRESS.match(str(location)):
            return
        target = Path(location).absolute()
        if not target.parent.is_dir():
            raise InputError(f"'{target}': its folder does not exist; make it, or write elsewhere.")
        if target.is_dir() and not (self.name is EngineName.SPARK and (target / "_SUCCESS").is_file()):
            raise InputError(f"'{target}' is a folder; expected the name of a file to write.")

    def keep(self, table: ir.Table, name: str) -> ir.Table:
        """Compute a table once, keep it in the scratch folder, and return it from there."""
        place = f"{self.scratch}/{name}.parquet"
        self.write_file(table, place)
        return self.read_files([place])

    def keep_parts(self, tables: Iterable[ir.Table], name: str) -> ir.Table:
        """Compute some tables of one schema, one after the other, and return all their rows from there."""
        places = []
        for number, table in enumerate(tables):
            places.append(f"{self.scratch}/{name}_{number}.parquet")
            self.write_file(table, places[-1])
        return self.read_files(places)

    def local_scratch(self, what: str) -> Path:
        """Return the scratch folder, for what this program itself writes or reads there.

        Raises:
            InputError: it lies on a cluster.
        """
        if ADDRESS.match(self.scratch):
            raise InputError(
                f"Scratch folder '{self.scratch}': {what} cannot be written there by this program; unset "
                f"{SCRATCH_VARIABLE}, or name a folder that all machines see."
            )
        return Path(self.scratch)

    def rows(self, table: ir.Table) -> list[dict[str, Any]]:
        """Return the rows of a small table, a result of counting, at most 10,000."""
        return self.fetch(table.limit(MOST_ROWS_COLLECTED))

    def count(self, table: ir.Table) -> int:
        """Return how many rows a table has."""
        return int(self.rows(table.aggregate(rows=table.count()))[0]["rows"])


@contextmanager
def open_engine(
    name: EngineName | str = EngineName.DUCKDB,
    *,
    memory: str = DEFAULT_MEMORY,
    threads: int | None = None,
    scratch: str | Path | None = None,
) -> Iterator[Engine]:
    """Open an engine, and close it with everything it left in its scratch folder.

    Args:
        name: `duckdb` or `spark`.
        memory: the cap, as '4GB' or '800MB'; Spark takes it for the driver, unless a session is open.
        threads: how many to use; all of the machine's by default.
        scratch: the folder in which to keep intermediate tables; BIOVALIANCE_SCRATCH or the system's
            temporary one by default. For a cluster it is one that all its machines see.

    Raises:
        InputError: the engine, or what it needs, is not installed, or `memory` cannot be read.
    """
    megabytes = megabytes_of(memory)
    opened = _duckdb_engine if EngineName(name) is EngineName.DUCKDB else _spark_engine
    with scratch_folder(scratch) as place, opened(place, megabytes, threads) as engine:
        yield engine


def parquet_files(location: Path) -> list[Path]:
    """Return the Parquet files at a location, sorted; those that begin with a dot or `_` are left out.

    Raises:
        InputError: there are none.
    """
    if location.is_file():
        return [location]
    found = [
        path
        for path in sorted(location.rglob("*.parquet"))
        if path.is_file()
        and not any(part.startswith((".", "_")) for part in path.relative_to(location).parts)
    ]
    if not found:
        what = "is a folder without Parquet files" if location.is_dir() else "does not exist"
        raise InputError(f"'{location}' {what}; expected a Parquet file or a folder of them.")
    return found


@contextmanager
def _duckdb_engine(scratch: str, megabytes: int, threads: int | None) -> Iterator[Engine]:
    backend = ibis.duckdb.connect(
        memory_limit=f"{megabytes}MB",
        temp_directory=f"{scratch}/spill",
        threads=threads or os.cpu_count() or 1,
        preserve_insertion_order=False,  # an order nobody asked for costs memory
        autoinstall_known_extensions=False,
        autoload_known_extensions=False,
    )
    try:
        yield Engine(
            EngineName.DUCKDB,
            backend,
            scratch,
            lambda places: backend.read_parquet([_without_patterns(place) for place in places]),
            _telling(lambda table, place: backend.to_parquet(table, place, compression="zstd")),
            _telling(lambda table: backend.to_pyarrow(table).to_pylist()),
            max(1, megabytes * 1_000_000 // (4 * BYTES_PER_RECORD)),
        )
    finally:
        backend.disconnect()


def _telling(act: Callable[..., Any]) -> Callable[..., Any]:
    """Say in a sentence what stopped DuckDB."""
    import duckdb  # noqa: PLC0415 -- with Ibis it is here, and nothing else names it

    def told(*arguments: Any) -> Any:
        try:
            return act(*arguments)
        except duckdb.OutOfMemoryException as error:
            raise InputError(
                f"DuckDB ran out of memory or of room to spill ({_first_line(error)}); allow it more with "
                f"--memory, use fewer --threads, or point {SCRATCH_VARIABLE} at a larger disk."
            ) from error
        except duckdb.Error as error:
            about_files = isinstance(error, duckdb.IOException | duckdb.InvalidInputException)
            if not about_files and type(error) is not duckdb.Error:  # the bare class: damage inside a file
                raise
            raise InputError(
                f"DuckDB could not read or write a file ({_first_line(error)}); check that the Parquet "
                "files are whole and that the disk has room."
            ) from error

    return told


@contextmanager
def _spark_engine(scratch: str, megabytes: int, threads: int | None) -> Iterator[Engine]:
    with spark_session(scratch, megabytes, threads) as session:
        with pandas_warning_ignored():
            backend = ibis.pyspark.connect(session)

        def read_files(places: Sequence[str]) -> ir.Table:
            view = ibis.util.gen_name("biovaliance")
            session.read.parquet(*places).createOrReplaceTempView(view)
            return backend.table(view)

        def write_file(table: ir.Table, place: str) -> None:
            found = session.sql(str(backend.compile(table)))
            # Spark counts the items of a list in 32 bits where Ibis, and DuckDB, say 64.
            wide = [name for name, kind in table.schema().items() if kind.is_int64()]
            found = found.withColumns({name: found[name].cast("bigint") for name in wide})
            found.write.mode("overwrite").parquet(place)

        def fetch(table: ir.Table) -> list[dict[str, Any]]:
            return [row.asDict() for row in session.sql(str(backend.compile(table))).collect()]

        yield Engine(EngineName.SPARK, backend, scratch, read_files, write_file, fetch)


def _check_columns(file: Path, columns: pa.Schema | None) -> None:
    try:
        found = pq.read_schema(file)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(
            f"'{file}' cannot be read as Parquet ({_first_line(error)}); expected a Parquet file, whole."
        ) from error
    for column in columns or ():
        if column.name not in found.names:
            expected = ", ".join(columns.names) if columns else ""
            raise InputError(f"'{file}' has no column '{column.name}'; expected the columns {expected}.")
        if not _alike(found.field(column.name).type, column.type):
            raise InputError(
                f"'{file}', column '{column.name}': its type is {found.field(column.name).type}; "
                f"expected {column.type}."
            )


def _alike(found: pa.DataType, expected: pa.DataType) -> bool:
    """Say whether two types differ in nothing but the width of their offsets and the names of list items."""
    if pa.types.is_list(expected):
        if not (pa.types.is_list(found) or pa.types.is_large_list(found)):
            return False
        return _alike(found.value_type, expected.value_type)
    if pa.types.is_struct(expected):
        if not pa.types.is_struct(found):
            return False
        return all(
            found.get_field_index(field.name) >= 0 and _alike(found.field(field.name).type, field.type)
            for field in expected
        )
    if pa.types.is_string(expected) and pa.types.is_large_string(found):
        return True
    return bool(found == expected)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _without_patterns(place: str) -> str:
    """Spell a path so that DuckDB reads it as it stands, and not as a pattern."""
    return re.sub(r"([*?\[])", r"[\1]", place)


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
