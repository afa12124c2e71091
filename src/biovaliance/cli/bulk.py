"""`biovaliance atlas pairs`: which records are worth comparing, on one machine or on Spark."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from biovaliance.atlas.bulk.choices import DEFAULT_MEMORY, LEAST_SCORE, EngineName
from biovaliance.cli.output import print_json, progress_bars
from biovaliance.foundation.errors import InputError


def pairs(
    records: Annotated[
        str,
        typer.Option(
            metavar="PLACE", help="A record table (Parquet file or folder), or a snapshot's folder."
        ),
    ],
    out: Annotated[
        str, typer.Option(metavar="PLACE", help="The Parquet file to write; a folder with Spark.")
    ],
    engine: Annotated[EngineName, typer.Option(help="What runs it.")] = EngineName.DUCKDB,
    memory: Annotated[
        str, typer.Option(metavar="SIZE", help="Cap on memory, as 4GB or 800MB.")
    ] = DEFAULT_MEMORY,
    threads: Annotated[
        int | None, typer.Option(min=1, max=1024, help="All of the machine's by default.")
    ] = None,
    least_score: Annotated[
        float, typer.Option(min=0, max=1, help="Leave pairs below this screening score out.")
    ] = LEAST_SCORE,
    across_sources: Annotated[
        bool, typer.Option("--across-sources", help="Leave pairs of two records of one source out.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Write the pairs of records worth comparing, and print how many there are and what was left out.

    Example: biovaliance atlas pairs --records records.parquet --out pairs.parquet
    """
    # Ibis takes most of a second to import: other commands do without it.
    from biovaliance.atlas.bulk.engines import open_engine  # noqa: PLC0415 -- slow import
    from biovaliance.atlas.bulk.pairs import candidate_pairs  # noqa: PLC0415 -- slow import

    with (
        progress_bars() as progress,
        open_engine(engine, memory=memory, threads=threads) as opened,
        _record_table(records, opened.scratch) as table,
    ):
        report = candidate_pairs(
            table,
            opened,
            out,
            least_score=least_score,
            once=None if across_sources else (),
            progress=progress,
        )
    if as_json:
        print_json({"out": out, "engine": str(engine), **asdict(report)})
        return
    blocking = report.blocking
    typer.echo(
        f"{out}: {report.kept:,} pairs of {blocking.records:,} records, of {report.proposed:,} proposed"
    )
    typer.echo(f"{blocking.words_too_common:,} of {blocking.words:,} words are too common to look at")
    for rule in blocking.rules:
        typer.echo(f"by {rule.rule:<11}{_told(rule)}")


@contextmanager
def _record_table(place: str, scratch: str) -> Iterator[str]:
    """Yield the record table at a place; that of a snapshot is made first, beside what the engine keeps."""
    if not (Path(place) / "statements.parquet").is_file():
        yield place
        return
    from biovaliance.atlas.bulk.record_table import write_snapshot_records  # noqa: PLC0415 -- slow import

    if "://" in scratch:
        raise InputError(
            f"Snapshot '{place}': its record table would have to be written to {scratch}, on the cluster; "
            "write it with biovaliance.atlas.bulk.record_table.write_snapshot_records, upload it and name it."
        )
    file = Path(scratch) / "records.parquet"
    write_snapshot_records(Path(place), file)
    yield str(file)


def _told(rule: Any) -> str:
    told = f"{rule.pairs:,} pairs in {rule.blocks - rule.blocks_too_large + rule.parts_by_town:,} blocks"
    if rule.blocks_too_large:
        told += (
            f"; {rule.blocks_too_large:,} blocks too large, {rule.pairs_left_out:,} of their pairs left out"
        )
    return told
