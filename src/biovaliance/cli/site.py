"""`biovaliance demo` and `biovaliance serve`: the website from one command."""

import contextlib
import datetime as dt
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from biovaliance.atlas.home import current_identifier, home_folder
from biovaliance.cli.output import print_error, progress_bars
from biovaliance.foundation.errors import InputError
from biovaliance.showcase.publication import publish_region
from biovaliance.sources.raw import fetched_folders
from biovaliance.sources.region import bundled_region

SETTINGS = "biovaliance.web.settings"
WATCH_EVERY_S = 2.0

Host = Annotated[str, typer.Option(envvar="HOST", help="Address to listen on.")]
Port = Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Port to listen on.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Server processes.")]


def demo(host: Host = "127.0.0.1", port: Port = 8000, workers: Workers = 2) -> None:
    """Build the bundled atlas, and serve the site until it is stopped.

    Example: biovaliance demo --port 8080
    """
    _refuse_taken_port(host, port)
    home = home_folder()
    with _timed("Atlas built"), progress_bars() as progress:
        publication = publish_region(
            home, bundled_region(), fetched_folders(home), dt.datetime.now(dt.UTC), progress
        )
    for problem in publication.problems:
        typer.echo(str(problem), err=True)
    serve(host, port, workers)


def serve(host: Host = "127.0.0.1", port: Port = 8000, workers: Workers = 2) -> None:
    """Serve the published atlas until stopped; a snapshot published meanwhile is shown at once.

    Example: biovaliance serve --host 0.0.0.0 --port 8000
    """
    home = home_folder()
    if current_identifier(home) is None:
        raise InputError(f"No atlas is published in {home}; build one with `biovaliance atlas build`.")
    _refuse_taken_port(host, port)
    with _timed("Site prepared"):
        _django("prepare_site")
    server = subprocess.Popen(_server_command(host, port, workers), env=_environment())  # noqa: S603 -- our own words
    stop = threading.Event()
    watcher = threading.Thread(target=_follow_publications, args=(home, stop), daemon=True)
    watcher.start()
    previous = signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"Biovaliance is at http://{shown}:{port}/  (stop with Ctrl-C)")
    try:
        code = server.wait()
    except KeyboardInterrupt:
        code = 0
        server.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            server.wait(timeout=10)
    finally:
        stop.set()
        signal.signal(signal.SIGTERM, previous)
        if server.poll() is None:
            server.kill()
    if code not in (0, -signal.SIGTERM, 128 + signal.SIGTERM):
        raise InputError(f"The server stopped with code {code}; its own lines above say why.")


def _server_command(host: str, port: int, workers: int) -> list[str]:
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        "2",
        "--backpressure",
        "64",
        "--respawn-failed-workers",
        "--no-ws",
        "--log-level",
        "warning",
        "biovaliance.web.wsgi:application",
    ]


def _environment() -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS, "BIOVALIANCE_HOME": str(home_folder())}


def _django(*arguments: str) -> None:
    # The website runs in processes of its own: the command line never imports it.
    command = [sys.executable, "-m", "django", *arguments]
    done = subprocess.run(  # noqa: S603 -- our own words
        command, env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
        raise InputError(f"Setting up the site failed at '{arguments[0]}': {reason[-1]}")


def _follow_publications(home: Path, stop: threading.Event) -> None:
    shown = current_identifier(home)
    while not stop.wait(WATCH_EVERY_S):
        published = current_identifier(home)
        if published and published != shown:
            try:
                _django("load_atlas")
                shown = published
            except InputError as error:
                print_error(f"{error} The site goes on showing the snapshot before.")
                shown = published


def _refuse_taken_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise InputError(
            f"Port {port} of {host} cannot be used ({error.strerror or error}); choose another one, "
            f"for example PORT={port + 1}."
        ) from None


@contextlib.contextmanager
def _timed(what: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    typer.echo(f"{what} in {time.perf_counter() - started:.1f} s", err=True)
