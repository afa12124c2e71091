"""Texts linked to a registry on Spark: each worker loads the index once, and links the texts it is given.

    frame (row, text) ── partitions ──> the same linker on every worker ──> frame of answers

A text is linked on its own, so that the answers are those of one machine, whatever the partitions. Workers
need Biovaliance installed; Spark brings them the index.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from biovaliance.atlas.bulk.choices import DEFAULT_MEMORY, megabytes_of
from biovaliance.atlas.bulk.scratch import scratch_folder
from biovaliance.atlas.bulk.spark import pandas_warning_ignored, spark_session
from biovaliance.atlas.linking.linker import Answer, Linker
from biovaliance.sources.ror.indexing import open_linker

ANSWERS = pa.schema(
    [
        ("row", pa.int64()),
        ("rank", pa.int64()),
        ("ror_id", pa.string()),
        ("name", pa.string()),
        ("score", pa.float64()),
        ("accepted", pa.bool_()),
        ("reason", pa.string()),
    ]
)
_SPARK_TYPES = {
    pa.int64(): "bigint", pa.string(): "string", pa.float64(): "double", pa.bool_(): "boolean"
}  # fmt: skip
_TEXTS_PER_PARTITION = 5_000
_TEXTS_WORTH_A_PARTITION = 400


def link_texts(
    texts: Sequence[str],
    index: Path,
    *,
    top: int = 1,
    prefer_parts: bool = False,
    threads: int | None = None,
    memory: str = DEFAULT_MEMORY,
) -> Iterator[tuple[Answer, ...]]:
    """Yield the answers for each text in order, linked by the workers of Spark.

    Args:
        texts: what to link; they are sent to the workers from here.
        index: the file of a kept index, as `indexing.open_index` names it.
        top: how many answers per text at most, and every accepted one beyond.
        prefer_parts: link a laboratory named in full before its university.
        threads: how many to use where Spark runs on this machine; two by default.
        memory: of the driver.

    Raises:
        InputError: PySpark or Java is not installed.
    """
    with scratch_folder() as scratch, spark_session(scratch, megabytes_of(memory), threads) as session:
        place = f"{scratch}/answers.parquet"
        with pandas_warning_ignored():
            frame = _frame(texts, session)
            answers = link_frame(frame, index, top=top, prefer_parts=prefer_parts)
            answers.write.mode("overwrite").parquet(place)
        # Kept first: to sort them, Spark would look at the answers twice, and link twice.
        found = session.read.parquet(place).orderBy("row", "rank").toLocalIterator()
        yield from _by_text(found, len(texts))


def link_frame(frame: Any, index: Path, *, top: int = 1, prefer_parts: bool = False) -> Any:
    """Return the answers for the texts of a Spark frame, as a frame with the columns of `ANSWERS`.

    Args:
        frame: columns `row`, a whole number by which to tell the texts apart, and `text`.
        index: the file of a kept index, as `indexing.open_index` names it.
        top: how many answers per text at most, and every accepted one beyond.
        prefer_parts: link a laboratory named in full before its university.
    """
    frame.sparkSession.sparkContext.addFile(str(index))
    name = index.name

    def link(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import SparkFiles  # noqa: PLC0415 -- optional, and of the worker

        linker = _linker_of_worker(Path(SparkFiles.get(name)))
        for batch in batches:
            yield _answered(batch, linker, top, prefer_parts)

    columns = ", ".join(f"{field.name} {_SPARK_TYPES[field.type]}" for field in ANSWERS)
    with pandas_warning_ignored():
        return frame.select("row", "text").mapInArrow(link, columns)


def _frame(texts: Sequence[str], session: Any) -> Any:
    """Return numbered texts as a frame, cut so that all workers are busy, and none has too much at once."""
    rows = pa.array(range(len(texts)), pa.int64())
    told = pa.table({"row": rows, "text": pa.array(texts, pa.string())})
    worthwhile = 1 + len(texts) // _TEXTS_WORTH_A_PARTITION
    partitions = min(session.sparkContext.defaultParallelism, worthwhile)
    return session.createDataFrame(told).repartition(max(partitions, len(texts) // _TEXTS_PER_PARTITION))


_of_worker: dict[str, Linker] = {}


def _linker_of_worker(index: Path) -> Linker:
    """Return the linker that this process keeps from one partition to the next."""
    if index.name not in _of_worker:
        _of_worker.clear()
        _of_worker[index.name] = open_linker(index)
    return _of_worker[index.name]


def _answered(batch: pa.RecordBatch, linker: Linker, top: int, prefer_parts: bool) -> pa.RecordBatch:
    told = batch.to_pydict()
    answers = linker.link((text or "" for text in told["text"]), top, prefer_parts)
    rows = [
        {"row": row} | {name: getattr(answer, name) for name in ANSWERS.names[1:]}
        for row, of_text in zip(told["row"], answers, strict=True)
        for answer in of_text
    ]
    return pa.RecordBatch.from_pylist(rows, ANSWERS)


def _by_text(found: Iterator[Any], texts: int) -> Iterator[tuple[Answer, ...]]:
    """Yield the answers of each text; each has at least one."""
    answers: list[Answer] = []
    row = 0
    for each in found:
        if each["row"] != row:
            yield tuple(answers)
            row, answers = each["row"], []
        answers.append(Answer(*(each[name] for name in ANSWERS.names[1:])))
    if texts:
        yield tuple(answers)
