"""From a clean clone to the first page: what a new user waits for.

    python -m benchmarks.demo      saved in benchmarks/results/demo.json

The committed state is cloned, `make demo` runs in it with nothing made before, and the clock stops when the
home page answers; then the demonstration is stopped and started a second time. Packages come from the
registries, so the first figure holds for the network of the machine too.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from benchmarks.serving import free_port

REPOSITORY = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results" / "demo.json"
WITHIN_S = 900


@contextlib.contextmanager
def _demo(clone: Path, log: Path) -> Iterator[float]:
    """Run `make demo` in a clone; yield the seconds until the home page answered."""
    port = free_port()
    environment = {
        k: v for k, v in os.environ.items() if k not in {"BIOVALIANCE_HOME", "VIRTUAL_ENV", "PYTHONPATH"}
    }
    started = time.perf_counter()
    with log.open("w") as output:
        process = subprocess.Popen(
            ["make", "demo", f"PORT={port}"],
            cwd=clone,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        while True:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"http://127.0.0.1:{port}/en/", timeout=10).status_code == 200:
                    break
            if process.poll() is not None or time.perf_counter() - started > WITHIN_S:
                raise RuntimeError(f"make demo did not serve: {log.read_text()[-2000:]}")
            time.sleep(0.02)
        yield time.perf_counter() - started
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=30)


def _told_s(log: str, what: str) -> float:
    found = re.search(rf"{what} in ([\d.]+) s", log)
    return float(found[1]) if found else float("nan")


def main() -> None:
    """Measure, print and save."""
    work = Path(tempfile.mkdtemp(prefix="biovaliance-demo-"))
    try:
        clone = work / "clone"
        subprocess.run(["git", "clone", "--quiet", str(REPOSITORY), str(clone)], check=True)
        log = work / "demo.log"
        with _demo(clone, log) as first_s:
            pass
        first = log.read_text()
        with _demo(clone, log) as second_s:
            pass
        results = {
            "command": "python -m benchmarks.demo",
            "cores": os.cpu_count(),
            "first_page_s": round(first_s, 1),
            "atlas_built_s": _told_s(first, "Atlas built"),
            "site_prepared_s": _told_s(first, "Site prepared"),
            "second_start_s": round(second_s, 1),
        }
    finally:
        shutil.rmtree(work, ignore_errors=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
