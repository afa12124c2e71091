"""The site with its worker as visitors meet it: real processes on a database of their own, over HTTP."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit, urlunsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

LONGEST_WAIT_S = 180
"""The engine may have to be compiled first, on a machine that does other things."""


def wait_for(condition: Callable[[], Any], what: str, within_s: float = LONGEST_WAIT_S) -> Any:
    """Return what `condition` gives once it gives something."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"no {what} within {within_s} s")


@dataclass
class Visitor:
    """Somebody with a browser: its cookies, and what it sees."""

    site: str
    jar: CookieJar = field(default_factory=CookieJar)

    def __post_init__(self) -> None:
        self._open = build_opener(HTTPCookieProcessor(self.jar)).open

    def get(self, path: str) -> str:
        with self._open(self.site + path, timeout=60) as answer:
            return answer.read().decode()

    def post(self, path: str, **fields: object) -> tuple[int, str, str]:
        """Send a form of the site; return status, final path and page."""
        token = next((cookie.value for cookie in self.jar if cookie.name == "csrftoken"), None)
        if token is None:
            found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get("/en/correction/"))
            assert found
            token = found[1]
        body = urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        try:
            with self._open(Request(self.site + path, body), timeout=60) as answer:
                return answer.status, urlsplit(answer.url).path, answer.read().decode()
        except HTTPError as error:
            return error.code, path, error.read().decode()

    def ask(self, scenario: str, **fields: object) -> str:
        """Ask for a run and return its key."""
        status, path, page = self.post("/en/production/runs/", scenario=scenario, **fields)
        assert status == 200, page
        return path.rstrip("/").rpartition("/")[2]

    def progress(self, key: str) -> dict[str, Any]:
        return json.loads(self.get(f"/en/production/runs/{key}/progress.json"))

    def state(self, key: str) -> str:
        return str(self.progress(key)["state"])

    def result(self, key: str) -> dict[str, Any]:
        return json.loads(self.get(f"/api/v1/runs/{key}/"))

    def until(self, key: str, *states: str, within_s: float = LONGEST_WAIT_S) -> dict[str, Any]:
        """Return the run once it is in one of some states."""
        wait_for(lambda: self.state(key) in states, f"{' or '.join(states)} of {key}", within_s)
        return self.result(key)


@dataclass
class Served:
    """A site without worker, and what starts one."""

    address: str
    environment: dict[str, str]
    workers: list["subprocess.Popen[str]"] = field(default_factory=list)

    def visitor(self) -> Visitor:
        return Visitor(self.address)

    def work(self, **more: object) -> "subprocess.Popen[str]":
        """Start a worker, limits of its own given as `RUN_SECONDS=2`."""
        environment = self.environment | {f"BIOVALIANCE_{name}": str(value) for name, value in more.items()}
        worker = start("-m", "django", "work_runs", environment=environment)
        self.workers.append(worker)
        return worker

    def keep(self, text: str) -> str:
        """Keep a scenario as its page does, and return its key."""
        code = (
            "import sys, django; django.setup()\n"
            "from biovaliance.web.bioproduction.store import keep_scenario\n"
            "print(keep_scenario(sys.stdin.read(), 'A test', '', 'sender').key)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=self.environment,
            input=text,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def execute(self, statement: str) -> None:
        """Execute a statement on the site's database."""
        code = (
            "import sys, django; django.setup()\n"
            "from django.db import connection\n"
            "connection.cursor().execute(sys.argv[1])"
        )
        subprocess.run([sys.executable, "-c", code, statement], env=self.environment, check=True)

    def stop_workers(self) -> None:
        while self.workers:
            end(self.workers.pop())


def start(*words: str, environment: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def end(process: "subprocess.Popen[str]") -> str:
    """Ask a process to end, end its whole session, and return what it said on standard error."""
    if process.poll() is None:
        process.terminate()
    try:
        _, said = process.communicate(timeout=LONGEST_WAIT_S)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    return said


def children(number: int) -> list[int]:
    """Return the processes another one has begun."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):
            if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == number:
                found.append(int(folder.name))
    return found


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """An empty database of the kind the tests run on: SQLite, or the PostgreSQL server of DATABASE_URL."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield f"sqlite:///{folder / 'site.sqlite3'}"
        return
    import psycopg

    name = f"runs_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """The site, served from an empty home, without a worker."""
    with database(folder) as address:
        environment = {
            **os.environ,
            "BIOVALIANCE_HOME": str(folder),
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "biovaliance.web.settings",
            "BIOVALIANCE_RUNS_OPEN": "50",
            "BIOVALIANCE_RUNS_PER_HOUR": "500",
        }
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "-v0"], env=environment, check=True, timeout=120
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        words = ("-m", "granian", "--interface", "wsgi", "--port", port, "--blocking-threads", "2")
        server = start(
            *words, "--log-level", "warning", "biovaliance.web.wsgi:application", environment=environment
        )
        site = Served(f"http://127.0.0.1:{port}", environment)
        try:
            wait_for(lambda: _answers(site), "answer of the site")
            yield site
        finally:
            site.stop_workers()
            end(server)


def _answers(site: Served) -> bool:
    with suppress(URLError, OSError):
        return bool(site.visitor().get("/healthz"))
    return False
