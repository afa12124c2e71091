"""Partners ranked for a need: how well, how fast, across languages, and against consortia that came about.

    python -m benchmarks.partner_ranking             all, saved in benchmarks/results/partner_ranking.json
    python -m benchmarks.partner_ranking quality     people's own scores of papers, beside published systems
    python -m benchmarks.partner_ranking settings    the same with settings chosen on other people
    python -m benchmarks.partner_ranking variants    other ways to weigh and join words, on the same rows
    python -m benchmarks.partner_ranking languages   French needs answered in English, and the reverse
    python -m benchmarks.partner_ranking consortia   partners of later projects from earlier ones
    python -m benchmarks.partner_ranking speed       463 needs from cold; one need against 20,000 profiles

Reads the shared data where BIOVALIANCE_SHARED_DATA says; without it nothing is measured. Parts may be named
together; what is not measured keeps its saved figures.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import ranking_consortia, ranking_languages, ranking_quality, ranking_speed
from benchmarks.ranking_vectors import other_vectors

REPOSITORY = Path(__file__).resolve().parents[1]
RESULTS = REPOSITORY / "benchmarks" / "results" / "partner_ranking.json"


def parts_of(shared: Path) -> dict[str, Callable[[], dict[str, Any]]]:
    """Return what can be measured, by name."""
    return {
        "quality": lambda: ranking_quality.measure(shared),
        "settings": lambda: ranking_quality.measure_settings(shared),
        "variants": lambda: ranking_quality.measure_variants(shared),
        "languages": lambda: ranking_languages.measure(shared, other_vectors()),
        "consortia": lambda: ranking_consortia.measure(shared),
        "speed": lambda: ranking_speed.measure(shared),
    }


def main() -> None:
    """Measure, print, save."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", help="what to measure; all by default")
    # `make bench` calls this without arguments of its own.
    options = parser.parse_args(sys.argv[1:] if Path(sys.argv[0]).stem == "partner_ranking" else [])
    shared = Path(os.environ.get("BIOVALIANCE_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not shared.is_dir():
        print(f"'{shared}' is not there; BIOVALIANCE_SHARED_DATA names the open data and benchmarks")
        return
    known = parts_of(shared)
    if unknown := set(options.parts) - set(known):
        parser.error(f"unknown part {', '.join(sorted(unknown))}; expected {', '.join(known)}")
    for name in options.parts or known:
        found = known[name]()
        saved = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        saved["command"] = "python -m benchmarks.partner_ranking"
        saved["python"] = platform.python_version()
        saved[name] = found
        RESULTS.write_text(json.dumps(saved, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
