"""Which records of a build are worth comparing: the bulk steps on records in memory, whole.

    records ──> record table ──> candidate pairs (pairs.py) ──> keys, for `atlas.ruling.rule`

Where no two records can be one thing, nothing is computed, and neither Ibis nor an engine is imported.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from biovaliance.atlas.bulk.choices import DEFAULT_MEMORY, EngineName
from biovaliance.atlas.fields import Kind
from biovaliance.atlas.records import Record

_PAIRS_AT_ONCE = 50_000


def propose_pairs(
    records: Sequence[Record],
    once: Collection[str],
    engine: EngineName | str = EngineName.DUCKDB,
    *,
    memory: str = DEFAULT_MEMORY,
) -> list[tuple[str, str]]:
    """Return the pairs of records worth comparing, by their keys, in no order; the same on both engines.

    Args:
        records: of all sources.
        once: the sources that name each thing once, so that two of their records are no pair.
        engine: what finds the pairs.
        memory: the engine's cap, as '4GB'.

    Raises:
        InputError: the engine, or what it needs, is not installed, or it ran out of room.
    """
    if not may_pair(records, once):
        return []
    from biovaliance.atlas.bulk.engines import open_engine  # noqa: PLC0415 -- slow import
    from biovaliance.atlas.bulk.pairs import candidate_pairs  # noqa: PLC0415 -- slow import
    from biovaliance.atlas.bulk.record_table import write_records  # noqa: PLC0415 -- slow import

    with open_engine(engine, memory=memory) as opened:
        folder = opened.local_scratch("the records of a build")
        write_records(records, folder / "records.parquet")
        candidate_pairs(folder / "records.parquet", opened, folder / "proposed.parquet", once=once)
        return list(read_pairs(folder / "proposed.parquet"))


def may_pair(records: Iterable[Record], once: Collection[str]) -> bool:
    """Whether two records can be one thing without saying so themselves.

    They cannot where all records of a kind come from one source that names each thing once: what other
    records of the kind there are declare which of these they speak about.
    """
    sources: defaultdict[Kind, list[str]] = defaultdict(list)
    for record in records:
        if not record.same_as:
            sources[record.kind].append(record.source_key)
    return any(
        len(told) > 1 and (len(set(told)) > 1 or not set(told) <= set(once)) for told in sources.values()
    )


def read_pairs(location: Path) -> Iterator[tuple[str, str]]:
    """Yield the keys of the pairs that `pairs.candidate_pairs` wrote to a file or folder."""
    import pyarrow.dataset as ds  # noqa: PLC0415 -- slow import

    found = ds.dataset(location, format="parquet")
    for batch in found.to_batches(columns=["left_key", "right_key"], batch_size=_PAIRS_AT_ONCE):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
