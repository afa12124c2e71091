"""Time, memory and disk of finding candidate pairs, on DuckDB and on Spark, from 10^4 records up.

    python -m benchmarks.bulk                                        10^4 and 10^5 records on DuckDB
    python -m benchmarks.bulk --sizes 1e4 1e5 1e6 --engines duckdb spark
    python -m benchmarks.bulk --sizes 1e7 --folder DIR               keeps the records in DIR for later

Each row of benchmarks/results/bulk.json is one run in a process of its own; a run replaces the row of the
same engine, size and largest block. Records are synthetic (benchmarks/bulk_records.py). Memory is the largest
resident size of the process with its children, CPU the seconds all of them computed, spilled bytes the
largest size of DuckDB's spill folder, and disk the largest size of all that was kept on the way (for Spark,
with its shuffles), each seen four times a second. With BIOVALIANCE_SHARED_DATA, sponsors of trials are also
paired with the ROR records of France they were mapped to.
"""

import argparse
import contextlib
import csv
import gzip
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psutil

from benchmarks.bulk_records import write_records as write_synthetic
from biovaliance.atlas.bulk.record_table import write_records
from biovaliance.atlas.fields import Kind
from biovaliance.atlas.records import Record, Statement

RESULTS = Path(__file__).parent / "results" / "bulk.json"
MEMORY = "4GB"
THREADS = 2
LARGEST_WITH_QUALITY = 1_000_000
SAMPLES_PER_S = 4


def run_once(records: Path, engine: str, scratch: Path, out: Path, largest_block: int) -> dict[str, Any]:
    """Find the pairs, and return what the library reports with the seconds of each step."""
    from biovaliance.atlas.bulk.blocking import BlockingLimits
    from biovaliance.atlas.bulk.engines import open_engine
    from biovaliance.atlas.bulk.pairs import STEPS, candidate_pairs

    begun: list[float] = []
    started = time.perf_counter()
    with open_engine(engine, memory=MEMORY, threads=THREADS, scratch=scratch) as opened:
        report = candidate_pairs(
            records,
            opened,
            out,
            limits=BlockingLimits(largest_block=largest_block),
            progress=lambda *_: begun.append(time.perf_counter()),
        )
        ended = time.perf_counter()
    steps = {
        name: round(after - before, 1)
        for name, before, after in zip(STEPS, begun, [*begun[1:], ended], strict=False)
    }
    return {
        "seconds": round(ended - started, 1),
        "seconds_to_start": round(begun[0] - started, 1),
        "steps": steps,
        "proposed": report.proposed,
        "kept": report.kept,
        "blocking": asdict(report.blocking),
    }


def measure(records: Path, engine: str, folder: Path, largest_block: int) -> dict[str, Any]:
    """Run once in a process of its own, and watch its memory and its disk."""
    with (
        tempfile.TemporaryDirectory(dir=folder) as scratch,
        tempfile.TemporaryDirectory(dir=folder) as beside,
    ):
        out = Path(beside) / "pairs.parquet"
        command = [sys.executable, "-m", "benchmarks.bulk", "--one", str(records), engine, scratch, str(out)]
        command.append(str(largest_block))
        started = psutil.Popen(command, stdout=subprocess.PIPE, text=True)
        memory = spilled = disk = 0
        seconds_of: dict[int, float] = {}
        while started.poll() is None:
            memory = max(memory, _watched(started, seconds_of))
            sizes = _sizes(Path(scratch))
            disk = max(disk, sum(sizes.values()))
            spilled = max(spilled, sum(size for path, size in sizes.items() if "spill" in path.parts))
            time.sleep(1 / SAMPLES_PER_S)
        if started.returncode:
            raise SystemExit(f"{engine}: the run ended with {started.returncode}")
        found = json.loads(started.stdout.read().splitlines()[-1])
        found |= {
            "cpu_seconds": round(sum(seconds_of.values()), 1),
            "peak_memory_bytes": memory,
            "peak_spilled_bytes": spilled if engine == "duckdb" else None,
            "peak_disk_bytes": disk,
            "pairs_bytes": sum(_sizes(out).values()) if out.is_dir() else out.stat().st_size,
        }
        if found["blocking"]["records"] <= LARGEST_WITH_QUALITY:
            found |= quality(records, out)
        return found


def quality(records: Path, pairs: Path) -> dict[str, float]:
    """Return how many pairs are right, and which share of them was kept, by the synthetic numbers."""
    import duckdb

    of_record, of_left, of_right = (
        f"regexp_extract({key}, ':([0-9]+)-', 1)" for key in ("record_key", "left_key", "right_key")
    )
    told = records / "*.parquet"
    files = pairs / "*.parquet" if pairs.is_dir() else pairs
    right, kept = (
        duckdb.sql(query).fetchall()[0][0]
        for query in (
            f"select sum(n * (n - 1) // 2) from (select count(*) n from '{told}' group by {of_record})",
            f"select count(*) from '{files}' where {of_left} = {of_right}",
        )
    )
    return {"right_pairs": int(right), "right_pairs_kept_share": round(kept / right, 4)}


def sponsors(shared: Path, folder: Path) -> dict[str, Any]:
    """Return how many mapped sponsors are paired with their ROR record, by largest block and score."""
    import pyarrow.parquet as pq

    from biovaliance.atlas.bulk.blocking import BlockingLimits
    from biovaliance.atlas.bulk.engines import open_engine
    from biovaliance.atlas.bulk.pairs import candidate_pairs

    registry = list(_ror_records(shared / "ror" / "ror_fr.jsonl.gz"))
    known = {record.local_id for record in registry}
    with (shared / "trials" / "sponsor_to_ror_mapping.csv").open(encoding="utf-8") as lines:
        mapped = [row for row in csv.DictReader(lines) if row["ror"] in known]
    records = [_record("trials", f"{place}", [("name", row["sponsor"])]) for place, row in enumerate(mapped)]
    right = {
        (f"ror:organisation:{row['ror']}", record.key) for row, record in zip(mapped, records, strict=True)
    }
    write_records([*registry, *records], folder / "sponsors.parquet")
    rows = []
    for largest in (20, 50, 100):
        with open_engine("duckdb", memory=MEMORY, threads=THREADS) as engine:
            candidate_pairs(
                folder / "sponsors.parquet",
                engine,
                folder / "pairs.parquet",
                limits=BlockingLimits(largest_block=largest),
                least_score=0,
                once=None,
            )
        found = pq.read_table(
            folder / "pairs.parquet", columns=["left_key", "right_key", "score"]
        ).to_pylist()
        for least in (0, 0.2, 0.3, 0.4, 0.5):
            kept = {(row["left_key"], row["right_key"]) for row in found if row["score"] >= least}
            rows.append(
                {
                    "largest_block": largest,
                    "least_score": least,
                    "pairs": len(kept),
                    "mapped_pairs_kept_share": round(len(right & kept) / len(right), 3),
                }
            )
    return {"registry_records": len(registry), "sponsors": len(records), "rows": rows}


def _ror_records(file: Path) -> Iterator[Record]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            names = sorted(row.get("names", ()), key=lambda name: "ror_display" not in name["types"])
            if not names or not row.get("locations"):
                continue
            place = row["locations"][0]["geonames_details"]
            said = [("alias" if number else "name", name["value"]) for number, name in enumerate(names)]
            yield _record(
                "ror", row["id"], [*said, ("town", place["name"]), ("country", place["country_code"])]
            )


def _record(source: str, local_id: str, said: list[tuple[str, str]]) -> Record:
    return Record(source, Kind.ORGANISATION, local_id, tuple(Statement(*pair, ()) for pair in said))


def _watched(process: psutil.Process, seconds_of: dict[int, float]) -> int:
    """Return the resident size of a process with its children, and note how long each has computed."""
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        for each in (process, *process.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                total += each.memory_info().rss
                times = each.cpu_times()
                seconds_of[each.pid] = times.user + times.system
    return total


def _sizes(folder: Path) -> dict[Path, int]:
    sizes = {}
    for place, _folders, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):  # gone meanwhile
                sizes[Path(place, name)] = Path(place, name).stat().st_size
    return sizes


def _save(name: str, value: Any) -> None:
    saved = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {"runs": {}}
    if name == "sponsors":
        saved["sponsors"] = value
    else:
        saved["runs"][name] = value
    order = ("engine", "largest_block", "records")
    saved["runs"] = dict(sorted(saved["runs"].items(), key=lambda item: [item[1][name] for name in order]))
    RESULTS.write_text(json.dumps(saved, indent=2) + "\n", encoding="utf-8")


def _measure_all(sizes: list[int], engines: list[str], folder: Path, largest_block: int) -> None:
    for size in sizes:
        records = folder / f"records-{size}"
        if not records.is_dir():
            started = time.perf_counter()
            write_synthetic(records, size)
            print(f"{size:>10,} records written in {time.perf_counter() - started:.0f} s", flush=True)
        for engine in engines:
            found = measure(records, engine, folder, largest_block)
            load = os.getloadavg()[0]
            found |= {"engine": engine, "records": size, "largest_block": largest_block}
            found |= {"memory_cap": MEMORY, "threads": THREADS}
            found |= {"python": platform.python_version(), "load_average_after": round(load, 1)}
            _save(f"{engine}, {size} records, blocks up to {largest_block}", found)
            print(
                f"{size:>10,} {engine:7} {found['seconds']:8.1f} s  {found['cpu_seconds']:8.1f} s CPU  "
                f"{found['peak_memory_bytes'] / 1e9:5.2f} GB memory  "
                f"{(found['peak_spilled_bytes'] or 0) / 1e9:5.2f} GB spilled  "
                f"{found['peak_disk_bytes'] / 1e9:5.2f} GB disk  "
                f"{found['proposed']:>12,} pairs proposed  {found['kept']:>12,} kept",
                flush=True,
            )


def main() -> None:
    """Measure, print, save."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", nargs="+", type=lambda text: int(float(text)), default=[10_000, 100_000])
    parser.add_argument("--engines", nargs="+", choices=("duckdb", "spark"), default=["duckdb"])
    parser.add_argument(
        "--folder", type=Path, help="where records and scratch lie; a temporary one by default"
    )
    parser.add_argument(
        "--largest-block", type=int, default=50, help="pair records in blocks up to this size"
    )
    parser.add_argument("--one", nargs=5, help=argparse.SUPPRESS)
    options, _others = parser.parse_known_args()
    if options.one:
        records, engine, scratch, out, largest = options.one
        print(json.dumps(run_once(Path(records), engine, Path(scratch), Path(out), int(largest))))
        return
    with contextlib.ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        _measure_all(options.sizes, options.engines, folder, options.largest_block)
        if shared := os.environ.get("BIOVALIANCE_SHARED_DATA"):
            found = sponsors(Path(shared) / "opendata", folder)
            _save("sponsors", found)
            for row in found["rows"]:
                print(row, flush=True)


if __name__ == "__main__":
    main()
