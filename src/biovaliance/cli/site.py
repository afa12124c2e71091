"""`biovaliance demo` and `biovaliance serve`: the website from one command."""

import contextlib
import datetime as dt
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Annotated

import typer

from biovaliance.atlas.home import current_identifier, home_folder
from biovaliance.cli.leash import leashed
from biovaliance.cli.output import print_error, progress_bars
from biovaliance.cli.regions import DEFAULT_REGION, RegionName
from biovaliance.foundation.errors import InputError

SETTINGS = "biovaliance.web.settings"
WATCH_EVERY_S = 2.0
LOOK_EVERY_S = 0.1
PATIENCE_S = 10.0

Host = Annotated[str, typer.Option(envvar="HOST", help="Address to listen on.")]
Port = Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Port to listen on.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Server processes.")]


def demo(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Workers = 2,
    region: RegionName = DEFAULT_REGION,
) -> None:
    """Build the bundled atlas, and serve the site until it is stopped.

    Example: biovaliance demo --port 8080
    """
    _refuse_taken_port(host, port)
    home = home_folder()
    with _timed("Atlas built"), progress_bars() as progress:
        from biovaliance.showcase.publication import publish_region  # noqa: PLC0415 -- slow import
        from biovaliance.sources.raw import fetched_folders  # noqa: PLC0415 -- slow import
        from biovaliance.sources.region import open_region  # noqa: PLC0415 -- slow import

        publication = publish_region(
            home,
            open_region(region),
            fetched_folders(home),
            dt.datetime.now(dt.UTC),
            progress,
            processes=os.cpu_count() or 1,
        )
    for problem in publication.problems:
        typer.echo(str(problem), err=True)
    serve(host, port, workers)


def serve(host: Host = "127.0.0.1", port: Port = 8000, workers: Workers = 2) -> None:
    """Serve the published atlas until stopped; a snapshot published meanwhile is shown at once.

    Example: biovaliance serve --host 0.0.0.0 --port 8000
    """
    name = f"[{host}]" if ":" in host else host
    run_site(
        Site(host, port, workers),
        lambda: typer.echo(f"Biovaliance is at http://{name}:{port}/  (stop with Ctrl-C)"),
    )


@dataclass(frozen=True, slots=True)
class Site:
    """Where and how the website runs; `environment` is added to that of this process."""

    host: str
    port: int
    workers: int
    application: str = "biovaliance.web.wsgi:application"
    environment: Mapping[str, str] = field(default_factory=dict)
    home: Path = field(default_factory=home_folder)
    say_when_it_answers: bool = False


def run_site(site: Site, announce: Callable[[], None]) -> None:
    """Serve the published atlas until stopped; `announce` is called once the server runs or answers.

    Raises:
        InputError: nothing is published, the port is taken, or the server stopped by itself.
    """
    home = site.home
    shown = current_identifier(home)
    if shown is None:
        raise InputError(f"No atlas is published in {home}; build one with `biovaliance atlas build`.")
    _refuse_taken_port(site.host, site.port)
    with _asked_to_stop() as stop:
        with _timed("Site prepared"):
            if reason := _finished(_start_django("prepare_site", home), stop):
                raise InputError(f"Setting up the site failed: {reason}")
        if stop:
            return
        server = subprocess.Popen(  # noqa: S603 -- our own words
            leashed(_server_command(site)),
            env=_environment(home) | dict(site.environment),
            start_new_session=True,
        )
        try:
            if not site.say_when_it_answers or _answers(site, server, stop):
                announce()
            _follow_publications(home, shown, server, stop)
        finally:
            _end(server)
    if not stop:
        raise InputError(
            f"The server stopped by itself with code {server.returncode}; its own lines above say why."
        )


@contextlib.contextmanager
def _asked_to_stop() -> Iterator[list[int]]:
    """Yield a list that is empty until a signal asks this process to stop.

    A closed terminal asks too, unless somebody (nohup) has told us to live on without it.
    """
    asked: list[int] = []
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    before = {number: signal.signal(number, lambda got, _frame: asked.append(got)) for number in numbers}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(process: "subprocess.Popen[bytes]", patience_s: float = PATIENCE_S) -> None:
    """End a process that leads a session of its own, and with it every process it has started."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=patience_s)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _answers(site: Site, server: "subprocess.Popen[bytes]", stop: list[int]) -> bool:
    """Wait until the server takes connections; False where it ended or we were asked to stop before."""
    while server.poll() is None and not stop:
        with contextlib.suppress(OSError), socket.create_connection((site.host, site.port), LOOK_EVERY_S):
            return True
        time.sleep(LOOK_EVERY_S)
    return False


def _server_command(site: Site) -> list[str]:
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        site.host,
        "--port",
        str(site.port),
        "--workers",
        str(site.workers),
        "--blocking-threads",
        "2",
        "--backpressure",
        "64",
        "--respawn-failed-workers",
        "--no-ws",
        "--log-level",
        "warning",
        site.application,
    ]


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS, "BIOVALIANCE_HOME": str(home)}


@dataclass(frozen=True, slots=True)
class _Task:
    """A command of the website, run in a process of its own: the command line never imports Django."""

    process: "subprocess.Popen[bytes]"
    output: IO[bytes]

    def reason(self) -> str:
        """Return why it failed in one line, '' where it did not."""
        if not self.process.returncode:
            return ""
        self.output.seek(0)
        lines = self.output.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1].strip() if lines else f"it ended with code {self.process.returncode}."


def _start_django(command: str, home: Path) -> _Task:
    output = tempfile.TemporaryFile()  # noqa: SIM115 -- lives as long as the task
    process = subprocess.Popen(  # noqa: S603 -- our own words
        leashed([sys.executable, "-m", "django", command]),
        env=_environment(home),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    return _Task(process, output)


def _finished(task: _Task, stop: list[int]) -> str:
    """Wait for a task, or end it where we are asked to stop; return why it failed, '' where it did not."""
    try:
        while task.process.poll() is None and not stop:
            time.sleep(LOOK_EVERY_S)
    finally:
        _end(task.process)
    return "" if stop else task.reason()


def _follow_publications(home: Path, shown: str, server: "subprocess.Popen[bytes]", stop: list[int]) -> None:
    """Load each newly published snapshot into the site until the server ends or we are asked to stop."""
    look_at = time.monotonic() + WATCH_EVERY_S
    while server.poll() is None and not stop:
        time.sleep(LOOK_EVERY_S)
        if time.monotonic() < look_at:
            continue
        look_at = time.monotonic() + WATCH_EVERY_S
        try:
            published = current_identifier(home)
            if published and published != shown:
                shown = published
                if reason := _finished(_start_django("load_atlas", home), stop):
                    raise InputError(reason)
        except InputError as error:
            print_error(f"{error} The site goes on showing the snapshot before.")


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
