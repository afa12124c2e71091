"""Starting real servers and timing real requests."""

import contextlib
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import psutil

READY_WITHIN_S = 600


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(
    command: Sequence[str], port: int, path: str, environment: dict[str, str]
) -> Iterator[tuple[str, float, psutil.Process]]:
    """Run a server; yield its address, the seconds until `path` answered, and its process."""
    started = time.perf_counter()
    log = Path(environment.get("BIOVALIANCE_HOME", "/tmp")) / f"server-{port}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [*command], env={**os.environ, **environment}, stdout=output, stderr=subprocess.STDOUT
        )
        address = f"http://127.0.0.1:{port}"
        try:
            while True:
                with contextlib.suppress(httpx.TransportError):
                    if httpx.get(address + path, timeout=10, follow_redirects=True).status_code == 200:
                        break
                if process.poll() is not None or time.perf_counter() - started > READY_WITHIN_S:
                    raise RuntimeError(f"{command[0]} did not answer: {log.read_text()[-2000:]}")
                time.sleep(0.05)
            yield address, time.perf_counter() - started, psutil.Process(process.pid)
        finally:
            with contextlib.suppress(psutil.NoSuchProcess):
                family = psutil.Process(process.pid).children(recursive=True)
                process.terminate()
                _gone, alive = psutil.wait_procs(family, timeout=10)
                for child in alive:
                    child.kill()
            process.wait(timeout=15)


@contextlib.contextmanager
def biovaliance(home: Path, workers: int = 1) -> Iterator[tuple[str, float, psutil.Process]]:
    """Serve the atlas of `home`."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "biovaliance.cli",
        "serve",
        "--port",
        str(port),
        "--workers",
        str(workers),
    ]
    with running(command, port, "/en/", {"BIOVALIANCE_HOME": str(home)}) as server:
        yield server


def timed(address: str, paths: Sequence[str], rounds: int) -> dict[str, float]:
    """Return p50, p95 and the largest time in ms, and the largest answer in kB as sent (compressed).

    Paths take turns, so that nothing is answered from the moment before.
    """
    times: list[float] = []
    size = 0
    with httpx.Client(base_url=address, timeout=60, headers={"Accept-Encoding": "gzip"}) as client:
        for path in paths:
            client.get(path).raise_for_status()
        for _round in range(rounds):
            for path in paths:
                started = time.perf_counter()
                response = client.get(path)
                times.append((time.perf_counter() - started) * 1000)
                size = max(size, response.num_bytes_downloaded)
                response.raise_for_status()
    ordered = sorted(times)
    return {
        "requests": len(ordered),
        "p50_ms": round(statistics.median(ordered), 2),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)], 2),
        "max_ms": round(ordered[-1], 2),
        "largest_kb": round(size / 1000, 1),
    }


def worker_memory_mb(server: psutil.Process) -> float:
    """Return the largest resident memory of the server's worker processes, in MB."""
    sizes = [child.memory_info().rss for child in server.children(recursive=True)]
    return round(max([server.memory_info().rss, *sizes]) / 1e6, 1)
