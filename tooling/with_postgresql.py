"""Run a command beside a PostgreSQL server of its own: `with_postgresql.py -- pytest tests/web`.

The server lives in a temporary folder, listens on a free port of this machine alone, and ends with the
command. The command finds it in DATABASE_URL. PostgreSQL refuses to run as root: root starts it as the user
`postgres`, or as `nobody`. Nothing is kept, so nothing is flushed to disk.
"""

import argparse
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from steps import SKIPPED, StepError, say
from system_packages import postgresql_programs

PATIENCE_S = 60
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "30",
    "shared_buffers": "32MB",
    "lc_messages": "C",
}


def main() -> int:
    """Run the command of the command line and return its exit code."""
    parser = argparse.ArgumentParser(description="Run a command beside a PostgreSQL server of its own.")
    parser.add_argument("command", nargs="+", help="the command; write -- before it")
    command = parser.parse_args().command
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM)
    )  # so that the server ends with us
    programs = postgresql_programs()
    if programs is None:
        say("Skipped: no PostgreSQL server is installed here (Debian: apt install postgresql).")
        return 1 if os.environ.get("CI") else SKIPPED
    try:
        with server(programs) as address:
            return subprocess.run(
                command, env={**os.environ, "DATABASE_URL": address}, check=False
            ).returncode
    except StepError as error:
        say(f"Error: {error}")
        return 1


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """Start a server and yield the address of its empty database `biovaliance`."""
    account = server_account()
    folder = Path(tempfile.mkdtemp(prefix="biovaliance-postgresql-"))
    try:
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        data = folder / "data"
        as_account(
            account,
            [
                programs / "initdb", "--pgdata", data, "--username", "biovaliance", "--auth", "trust",
                "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync",
            ],
            folder,
        )  # fmt: skip
        port = free_port()
        settings: list[str] = [f"--{name}={value}" for name, value in SETTINGS.items()]
        with (folder / "log").open("wb") as log:
            running = subprocess.Popen(
                [
                    programs / "postgres",
                    "-D",
                    data,
                    "-p",
                    str(port),
                    "-h",
                    "127.0.0.1",
                    "-k",
                    folder,
                    *settings,
                ],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                **identity(account),
            )
            try:
                wait_until_ready(programs, port, running, folder / "log")
                ask = ["--host", "127.0.0.1", "--port", str(port), "--username", "biovaliance", "biovaliance"]
                as_account(account, [programs / "createdb", *ask], folder)
                yield f"postgresql://biovaliance@127.0.0.1:{port}/biovaliance"
            finally:
                running.send_signal(signal.SIGINT)  # "fast": open connections are closed
                try:
                    running.wait(PATIENCE_S)
                finally:
                    running.kill()  # nothing where it has ended
                    running.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def server_account() -> pwd.struct_passwd | None:
    """Return the account to run the server as, None for our own."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise StepError(
        "PostgreSQL does not run as root, and neither the user 'postgres' nor 'nobody' exists here."
    )


def identity(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Return the arguments that let a process run as `account`."""
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def as_account(account: pwd.struct_passwd | None, command: Sequence[str | Path], folder: Path) -> None:
    """Run a short command as `account`."""
    done = subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **identity(account),
    )
    if done.returncode:
        raise StepError(f"{Path(command[0]).name} ended with {done.returncode}: {done.stdout}{done.stderr}")


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(programs: Path, port: int, running: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until the server answers.

    Raises:
        StepError: it ended, or did not answer in time; the message holds its log.
    """
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and running.poll() is None:
        command: list[str | Path] = [
            programs / "pg_isready",
            "--quiet",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
        ]
        if subprocess.run(command, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise StepError(f"PostgreSQL did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


if __name__ == "__main__":
    sys.exit(main())
