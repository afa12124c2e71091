"""The site at the region's size and at 50,000 organisations, beside datasette on the same tables.

python -m benchmarks.website            both sizes, saved in benchmarks/results/website.json
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.serving import biovaliance, free_port, running, timed, worker_memory_mb
from benchmarks.synthetic import write_region

RESULTS = Path(__file__).parent / "results" / "website.json"
PAGES = {
    "home": ["/en/", "/fr/"],
    "directory": [
        "/en/organisations/",
        "/fr/organisations/?type=laboratory",
        "/en/organisations/?therapy=car-t-cells&near=besancon",
        "/fr/organisations/?page=3&sort=type",
    ],
    "profile": ["/en/organisations/efs-bfc/", "/fr/organisations/femto-st/", "/en/projects/bioimp/"],
    "other lists": ["/en/projects/", "/fr/plateformes/", "/en/technologies/", "/fr/essais/", "/en/events/"],
    "concepts": ["/en/concepts/car-t-cells/", "/fr/concepts/clean-room/", "/en/concepts/"],
    "map and network": ["/en/map/", "/fr/network/"],
    "search": ["/en/search/?q=CAR-T+cells", "/fr/search/?q=salle+propre", "/en/search/?q=vecteur+viral"],
    "suggest": ["/en/search/suggest/?q=car", "/fr/search/suggest/?q=univ", "/en/search/suggest/?q=bes"],
}
LARGE_PAGES = {
    "directory": [
        "/en/organisations/",
        "/fr/organisations/?type=laboratory&page=40",
        "/en/organisations/?therapy=car-t-cells&near=besancon",
        "/fr/organisations/?department=25&sort=type",
    ],
    "directory with words": ["/en/organisations/?q=clean+room", "/fr/organisations/?q=vecteurs"],
    "search": ["/en/search/?q=CAR-T+cells", "/fr/search/?q=salle+propre", "/en/search/?q=syn000123"],
    "suggest": ["/en/search/suggest/?q=synth", "/fr/search/suggest/?q=SYN0001"],
}


def build(home: Path, source: Path | None = None) -> float:
    """Build an atlas into `home`; return the seconds it took."""
    command = [sys.executable, "-m", "biovaliance.cli", "atlas", "build"]
    command += ["--source", f"curated={source}"] if source else []
    started = time.perf_counter()
    subprocess.run(
        command, env={**os.environ, "BIOVALIANCE_HOME": str(home)}, check=True, capture_output=True, text=True
    )
    return round(time.perf_counter() - started, 2)


def measure(home: Path, pages: dict[str, list[str]], rounds: int) -> dict[str, Any]:
    """Serve `home` with one worker and time its pages."""
    with biovaliance(home) as (address, first_start_s, server):
        figures = {name: timed(address, paths, rounds) for name, paths in pages.items()}
        memory = worker_memory_mb(server)
    with biovaliance(home) as (_address, second_start_s, _server):
        pass
    return {
        "first_start_s": round(first_start_s, 2),
        "second_start_s": round(second_start_s, 2),
        "worker_memory_mb": memory,
        "pages": figures,
    }


def datasette(home: Path, work: Path, rounds: int) -> dict[str, Any]:
    """Serve the same tables with datasette and time its list and search pages."""
    database = work / "atlas.db"
    with sqlite3.connect(home / "site.sqlite3") as source, sqlite3.connect(database) as target:
        source.backup(target)
    with sqlite3.connect(database) as connection:
        for table in ("correction", "django_migrations"):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute(
            "CREATE VIRTUAL TABLE entity_fts USING fts5("
            "name, summary_en, summary_fr, content='entity', content_rowid='id')"
        )
        connection.execute(
            "INSERT INTO entity_fts(rowid, name, summary_en, summary_fr) "
            "SELECT id, name, summary_en, summary_fr FROM entity"
        )
        connection.commit()
    port = free_port()
    program = str(Path(sys.executable).with_name("datasette"))
    command = [
        program,
        "serve",
        "--immutable",
        str(database),
        "--port",
        str(port),
        "--setting",
        "sql_time_limit_ms",
        "20000",
    ]
    columns = "&".join(f"_col={name}" for name in ("id", "name", "type_code", "town", "summary_en"))
    facets = "&_facet=type_code&_facet=department_code&_facet=currency"
    pages = {
        "list": [f"/atlas/entity?kind=organisation&_size=25&{columns}{facets}"],
        "search": [
            f"/atlas/entity?_search={words}&_size=25&{columns}&_facet=kind"
            for words in ("CAR-T", "salle", "clean")
        ],
    }
    with running(command, port, "/", {}) as (address, _start, server):
        figures = {name: timed(address, paths, rounds) for name, paths in pages.items()}
        return {"memory_mb": worker_memory_mb(server), "pages": figures}


def main() -> None:
    """Measure, print and save."""
    work = Path(tempfile.mkdtemp(prefix="biovaliance-bench-"))
    try:
        home = work / "region"
        results: dict[str, Any] = {"command": "python -m benchmarks.website", "cores": os.cpu_count()}
        results["region"] = {"build_s": build(home), **measure(home, PAGES, 40)}
        results["region"]["datasette"] = datasette(home, work, 40)
        large = work / "large"
        write_region(work / "files", 50_000)
        results["50,000 organisations"] = {
            "build_s": build(large, work / "files"),
            **measure(large, LARGE_PAGES, 30),
        }
        (work / "atlas.db").unlink()
        results["50,000 organisations"]["datasette"] = datasette(large, work, 10)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
