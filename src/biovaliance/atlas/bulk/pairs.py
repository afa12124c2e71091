"""From a record table to the pairs worth comparing: the one call a build needs.

    with open_engine("duckdb", memory="4GB") as engine:
        report = candidate_pairs("records.parquet", engine, "pairs.parquet")

The pairs are a Parquet table: `left_key` < `right_key`, each pair once, and the columns of
`features.FEATURES`; in no order, since sorting them would cost as much as finding them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import ibis.expr.types as ir

from biovaliance.atlas.bulk.blocking import (
    BlockingLimits,
    BlockingReport,
    count_words,
    make_blocks,
    pair_up,
)
from biovaliance.atlas.bulk.choices import LEAST_SCORE
from biovaliance.atlas.bulk.engines import Engine
from biovaliance.atlas.bulk.features import compare_pairs
from biovaliance.atlas.bulk.record_table import SCHEMA
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.progress import Progress

STEPS = ("Checking records", "Counting words", "Making blocks", "Pairing", "Comparing", "Writing pairs")


@dataclass(frozen=True, slots=True)
class PairsReport:
    """How many records there were, how many pairs blocking proposed, and how many were kept."""

    blocking: BlockingReport
    proposed: int
    kept: int


def candidate_pairs(
    records: str | Path,
    engine: Engine,
    out: str | Path,
    *,
    limits: BlockingLimits | None = None,
    least_score: float = LEAST_SCORE,
    once: Collection[str] | None = (),
    progress: Progress = lambda _step, _done, _total: None,
) -> PairsReport:
    """Write the pairs of records worth comparing to `out`, and return what was counted.

    Args:
        records: a record table: a Parquet file or a folder of them.
        engine: what runs it; both engines give the same pairs, features and counts.
        out: where to write; one file from DuckDB, a folder of files from Spark.
        limits: how large a block may be, and how common a word.
        least_score: pairs below this screening score are left out, from 0 to 1; those that share a key of the
            comparison stay, since it may see in them what the score does not.
        once: the sources that name each thing once, so that two of their records are no pair; None: all.
        progress: told the step, always as 'Candidate pairs', how many are done and how many there are.

    Raises:
        InputError: the table is not as expected, two records share a key, or the engine ran out of room.
    """
    if not 0 <= least_score <= 1:
        raise InputError(f"Least score {least_score:g}: expected a share from 0 to 1.")
    engine.refuse_in_the_way(out)
    steps = _Steps(progress)
    steps.begin()
    table = engine.read(records, SCHEMA)
    total = _count_of_distinct(table, engine)
    steps.begin()
    counts = count_words(table, engine)
    steps.begin()
    blocks = make_blocks(table, counts, total, engine, limits or BlockingLimits())
    steps.begin()
    pairs = engine.keep(pair_up(blocks, once=once), "pairs")
    steps.begin()
    features = compare_pairs(pairs, table, counts, total, engine)
    steps.begin()
    engine.write(features.filter((features.score >= least_score) | features.by_key), out)
    steps.begin()
    return PairsReport(blocks.report, engine.count(pairs), engine.count(engine.read(out)))


class _Steps:
    """Tells how many of the steps are done."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._done = 0

    def begin(self) -> None:
        self._progress("Candidate pairs", self._done, len(STEPS))
        self._done += 1


def _count_of_distinct(table: ir.Table, engine: Engine) -> int:
    """Return how many records there are, and refuse a key that two of them have."""
    seen = table.group_by("record_id").aggregate(
        times=table.count(), first=table.record_key.min(), last=table.record_key.max()
    )
    counted = engine.rows(
        seen.aggregate(rows=seen.times.sum().cast("int64"), twice=seen.count(where=seen.times > 1))
    )[0]
    if counted["twice"]:
        example = engine.rows(seen.filter(seen.times > 1).order_by("first").limit(1))[0]
        raise InputError(
            f"Record key '{example['first']}' stands in {example['times']} rows of the record table"
            f"{_besides(example)}; expected each key once ({counted['twice']} such keys). "
            "Leave the doubles out."
        )
    return int(counted["rows"] or 0)


def _besides(example: dict[str, object]) -> str:
    return (
        "" if example["first"] == example["last"] else f" (with '{example['last']}', of the same record_id)"
    )
