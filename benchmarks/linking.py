"""How well, how fast and with how much memory texts are linked to ROR, beside peers on the same rows.

    python -m benchmarks.linking            measures, prints, saves benchmarks/results/linking.json
    python -m benchmarks.linking --train    learns the model anew first (about five minutes of one core)
    python -m benchmarks.linking --errors   prints the S2AFF validation rows whose first answer is wrong

Reads the labelled texts and the registry where BIOVALIANCE_SHARED_DATA says; without it nothing is measured.

The S2AFF validation rows were used by nothing that is learnt, except to choose among the few variants that
docs/background/linking.md lists. All other sets were trained on: their figures come from models trained
without the third of the texts they are measured on, and are written by --train.
"""

import argparse
import csv
import gzip
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.linking_figures import Given, calibration, error_kinds, linking, ranking, thresholds
from benchmarks.linking_rows import REGISTRY, LabelledText, read_rows
from biovaliance.atlas.linking.decisions import bundled_model
from biovaliance.atlas.linking.linker import Linker
from biovaliance.atlas.linking.registry import RegistryRecord
from biovaliance.atlas.linking.words import bundled_families
from biovaliance.sources.ror.indexing import open_index
from biovaliance.sources.ror.registry import read_registry

RESULTS = Path(__file__).resolve().parent / "results" / "linking.json"
VALIDATION = "s2aff_val"
FRENCH_SPONSORS = "french_sponsors"
TOP = 10
TIMED_TEXTS = 6_000
FRENCH = ("france", "universite", "laboratoire", "hopital", "ecole", "cnrs", "inserm", "cedex")


def is_french(row: LabelledText) -> bool:
    """Return whether a text is of France: it names the country or uses the words of its organisations."""
    words = set(row.key.replace(",", " ").replace(".", " ").split())
    return any(word in words for word in FRENCH)


def main() -> None:
    """Measure, print, save."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--train", action="store_true", help="learn the model anew")
    parser.add_argument("--errors", action="store_true", help="print wrong first answers and save nothing")
    parser.add_argument("--no-peers", action="store_true", help="leave the peers out")
    # `make bench` calls this without arguments of its own.
    options = parser.parse_args(sys.argv[1:] if sys.argv[0].endswith("linking.py") else [])
    shared = Path(os.environ.get("BIOVALIANCE_SHARED_DATA") or "")
    if not (shared / REGISTRY).is_file():
        print("BIOVALIANCE_SHARED_DATA names no folder with the labelled texts; nothing measured.")
        return
    with tempfile.TemporaryDirectory() as folder:
        _measure(shared, Path(folder), options)


def _measure(shared: Path, home: Path, options: argparse.Namespace) -> None:
    begun = time.perf_counter()
    opened = open_index(shared / REGISTRY, home)
    index_s = time.perf_counter() - begun
    with gzip.open(shared / REGISTRY, "rt", encoding="utf-8") as lines:
        records = read_registry(lines).records
    record_of = {record.ror_id: record for record in records}
    rows = read_rows(shared)
    saved = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    if options.train:
        from benchmarks import linking_training as training

        table = training.describe(opened.index, rows, frozenset(record_of))
        learnt = training.train(table)
        training.save(learnt["saved"])
        saved["parts_left_out"] = _left_out(training.given(table, learnt), record_of.get)
    linker = Linker(opened.index, bundled_families(), bundled_model())
    validation = [row for row in rows if row.source == VALIDATION]
    sponsors = [row for row in rows if row.source == FRENCH_SPONSORS]
    given = _given(validation, _answers(linker, validation), frozenset(record_of))
    if options.errors:
        _print_errors(given, record_of)
        return
    saved |= {
        "command": "python -m benchmarks.linking",
        "python": platform.python_version(),
        "registry_records": len(records),
        "validation": figures(given, record_of.get),
        "french_sponsors": figures(
            _given(sponsors, _answers(linker, sponsors), frozenset(record_of)), record_of.get
        ),
        "index_s": round(index_s, 1),
        "command_line": _command_line(shared, home, [row.text for row in rows]),
    }
    if not options.no_peers:
        saved["peers"] = _peers(records, validation, frozenset(record_of))
    print(json.dumps(saved, indent=2))
    RESULTS.write_text(json.dumps(saved, indent=2) + "\n", encoding="utf-8")


def figures(given: Sequence[Given], record_of: Callable[[str], RegistryRecord | None]) -> dict[str, Any]:
    """Return all figures of some answers; those on rows that the registry can answer are called covered."""
    covered = [each for each in given if each.covered]
    answerable = [each for each in given if each.covered or not each.row.ror_ids]
    french = [each for each in covered if is_french(each.row)]
    return {
        "ranking": ranking(given),
        "linking_covered": linking(covered),
        "linking_covered_first_only": linking(covered, most=1),
        "linking_answerable": linking(answerable),
        "linking_answerable_first_only": linking(answerable, most=1),
        "linking_all": linking(given),
        "french": {"ranking": ranking(french), "linking": linking(french)},
        "calibration": calibration(given),
        "thresholds_covered": thresholds(covered),
        "error_kinds": error_kinds(given, record_of),
    }


def _left_out(given: Sequence[Given], record_of: Callable[[str], RegistryRecord | None]) -> dict[str, Any]:
    sources = sorted({each.row.source for each in given} - {VALIDATION, FRENCH_SPONSORS})
    return {
        source: figures([each for each in given if each.row.source == source], record_of)
        for source in sources
    }


def _answers(linker: Linker, rows: Sequence[LabelledText]) -> list[tuple[tuple[str, float, bool], ...]]:
    return [
        tuple((answer.ror_id, answer.score, answer.accepted) for answer in answers)
        for answers in linker.link([row.text for row in rows], TOP)
    ]


def _given(rows: Sequence[LabelledText], answers: Sequence[Any], known: frozenset[str]) -> list[Given]:
    return [Given(row, row.ror_ids & known, own) for row, own in zip(rows, answers, strict=True)]


def _print_errors(given: Sequence[Given], record_of: dict[str, RegistryRecord]) -> None:
    for each in given:
        if each.covered and each.answers[0][0] not in each.row.ror_ids:
            print(each.row.text)
            print("    wanted:", " | ".join(record_of[ror_id].name for ror_id in sorted(each.covered)))
            for ror_id, score, accepted in each.answers[:3]:
                print(
                    f"    {score:.2f}{' *' if accepted else '  '} {record_of[ror_id].name if ror_id else '-'}"
                )


def _command_line(shared: Path, home: Path, texts: Sequence[str]) -> dict[str, float | int]:
    """Return speed and memory of `biovaliance atlas link`, with the index kept from before."""
    source = home / "texts.csv"
    with source.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerows([["text"], *([text] for text in texts[:TIMED_TEXTS])])
    command = [
        *(sys.executable, "-m", "biovaliance.cli", "atlas", "link", "--registry", str(shared / REGISTRY)),
        *("--in", str(source), "--column", "text", "--out", str(home / "out.csv"), "--processes", "2"),
    ]
    environment = os.environ | {"BIOVALIANCE_HOME": str(home)}
    begun = time.perf_counter()
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    elapsed = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "texts": min(len(texts), TIMED_TEXTS),
        "elapsed_s": round(elapsed, 1),
        "texts_per_s": round(min(len(texts), TIMED_TEXTS) / elapsed),
        "processor_s": round(used.ru_utime + used.ru_stime, 1),
        "largest_process_mb": round(used.ru_maxrss / 1024),
    }


def _peers(
    records: Sequence[RegistryRecord], rows: Sequence[LabelledText], known: frozenset[str]
) -> dict[str, dict[str, Any]]:
    from benchmarks import linking_peers as peers

    measured = {}
    for name, link in (("tfidf_rapidfuzz", peers.tfidf_rapidfuzz), ("splink", peers.splink)):
        ranked, seconds = link(records, [row.text for row in rows])
        answers = [tuple((ror_id, score, False) for ror_id, score in own) for own in ranked]
        given = _given(rows, answers, known)
        measured[name] = {
            "ranking": ranking(given),
            "best_f1": _best_f1(given),
            "texts_per_s": round(len(rows) / seconds["link_s"], 1),
            "index_s": round(seconds["index_s"], 1),
        }
    return measured


def _best_f1(given: Sequence[Given]) -> dict[str, float]:
    """Return the linking figures at the score that suits these very rows best: a favour to the peer."""
    covered = [each for each in given if each.covered]
    best = {"f1": 0.0}
    scores = sorted({each.answers[0][1] for each in covered if each.answers})
    for cut in scores[:: max(1, len(scores) // 100)]:
        cut_given = [
            Given(
                e.row, e.covered, tuple((r, s, n == 0 and s >= cut) for n, (r, s, _) in enumerate(e.answers))
            )
            for e in covered
        ]
        found = linking(cut_given, most=1)
        if found["f1"] > best["f1"]:
            best = {"from_score": round(cut, 3), **found}
    return best


if __name__ == "__main__":
    main()
