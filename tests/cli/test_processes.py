"""The installed program as a process: pipes, terminals, signals, several at once, and the site it serves."""

import contextlib
import json
import os
import pty
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from shutil import copytree
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from biovaliance.atlas.home import current_identifier
from biovaliance.atlas.snapshots.integrity import check
from biovaliance.atlas.snapshots.publishing import rollback
from tests.cli.program import PROGRAM, environment, program
from tests.web.running import Visitor

LONGEST_WAIT_S = 180


def wait_for(condition, process, what):
    """Return what `condition` gives once it gives something; fail where the process ends before."""
    until = time.monotonic() + LONGEST_WAIT_S
    while time.monotonic() < until:
        if found := condition():
            return found
        if process.poll() is not None:
            pytest.fail(f"the program ended with {process.returncode} before {what}: {process.stderr.read()}")
        time.sleep(0.05)
    process.kill()  # nobody would wait for its end
    pytest.fail(f"no {what} within {LONGEST_WAIT_S} s")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def sessions_of(text):
    """Return the processes that have `text` in their environment, by number."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if text.encode() in (folder / "environ").read_bytes():
                found.add(int(folder.name))
    return found


def test_the_program_answers_from_outside(two_snapshots):
    for command in ([PROGRAM], [sys.executable, "-m", "biovaliance.cli"]):
        done = subprocess.run(
            [*command, "atlas", "list", "--json"],
            env=environment(two_snapshots),
            capture_output=True,
            text=True,
            check=True,
        )
        assert len(json.loads(done.stdout)) == 2


def test_a_reader_that_has_enough_costs_no_traceback(two_snapshots):
    with program(two_snapshots, "atlas", "list", "--json") as process:
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(LONGEST_WAIT_S) == 1


@pytest.mark.parametrize("after_s", [0.0, 0.2, 0.5, 1.0])
def test_ctrl_c_at_any_moment_is_answered_in_one_line_and_publishes_nothing_half(tmp_path, after_s):
    home = tmp_path / "home"
    with program(home, "atlas", "build", "--json") as process:
        wait_for(lambda: runs_our_code(process.pid), process, "start")
        time.sleep(after_s)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=LONGEST_WAIT_S)
    if process.returncode == 0:  # it had published already
        assert json.loads(out)["identifier"] == current_identifier(home)
        return
    assert process.returncode == 130
    assert err == "Stopped; what was published before stays as it was.\n"
    assert current_identifier(home) is None or check(home) == []
    assert list(home.glob("snapshots/.building-*")) == []


def runs_our_code(number):
    """Whether a program is past Python's own start, whose answer to a signal is not ours to give."""
    with contextlib.suppress(OSError):
        return "libarrow" in Path(f"/proc/{number}/maps").read_text()
    return False


def is_ready_to_be_stopped(number):
    """Whether the site's program has taken over the signals that stop it."""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path(f"/proc/{number}/status").read_text().splitlines()
        caught = int(next(line for line in lines if line.startswith("SigCgt:")).split()[1], 16)
        return bool(caught >> (signal.SIGTERM - 1) & 1)
    return False


def test_of_two_builds_at_once_one_says_that_the_other_is_under_way_and_the_atlas_is_sound(tmp_path):
    home = tmp_path / "home"
    builds = [program(home, "atlas", "build", "--json") for _ in range(3)]
    ended = [(*build.communicate(timeout=LONGEST_WAIT_S), build.returncode) for build in builds]
    assert any(code == 0 for _, _, code in ended)
    for _out, err, code in ended:
        if code:
            assert (code, err) == (
                1,
                f"Error: Another build is under way in {home}; wait for it to end, or stop it.\n",
            )
    assert check(home) == []
    assert list(home.glob("snapshots/.building-*")) == []


def test_a_terminal_is_shown_a_bar_per_step_and_a_file_is_not(tmp_path):
    leader, follower = pty.openpty()
    shown = b""
    build = subprocess.Popen(
        [PROGRAM, "atlas", "build", "--json"],
        env=environment(tmp_path / "home", TERM="xterm", COLUMNS="100"),
        stdout=subprocess.PIPE,
        stderr=follower,
    )
    os.close(follower)
    try:
        while select.select([leader], [], [], LONGEST_WAIT_S)[0]:
            try:
                shown += os.read(leader, 65536)
            except OSError:  # how Linux says that the other side is closed
                break
    finally:
        os.close(leader)
    out, _ = build.communicate(timeout=LONGEST_WAIT_S)
    assert build.returncode == 0
    assert json.loads(out)["new"] is True
    for words in ("Reading sources", "Merging", "Finding concepts", "Indexing for search", "339/339"):
        assert words in shown.decode()


def test_a_taken_port_is_refused_before_anything_is_done(two_snapshots, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for command, home in (("serve", two_snapshots), ("demo", tmp_path / "new")):
            with program(home, command, "--port", port) as process:
                out, err = process.communicate(timeout=LONGEST_WAIT_S)
            assert (process.returncode, out) == (1, "")
            assert err == (
                f"Error: Port {port} of 127.0.0.1 cannot be used (Address already in use); choose another "
                f"one, for example PORT={port + 1}.\n"
            )
    assert not (tmp_path / "new").exists()


@pytest.fixture(scope="session")
def prepared(two_snapshots, tmp_path_factory):
    """A home whose site is set up, so that a copy of it is served at once."""
    home = tmp_path_factory.mktemp("prepared") / "home"
    copytree(two_snapshots, home)
    subprocess.run(
        [sys.executable, "-m", "django", "prepare_site"],
        env=environment(home, DJANGO_SETTINGS_MODULE="biovaliance.web.settings"),
        capture_output=True,
        check=True,
    )
    return home


@pytest.fixture
def served(prepared, tmp_path):
    """A function that starts the site on a copy of the home and returns its process, address and home."""
    started = []

    def start(*options):
        home = tmp_path / "served"
        copytree(prepared, home)
        port = free_port()
        process = program(home, "serve", "--port", port, "--workers", "1", *options)
        started.append(process)
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: page(f"{address}/healthz"), process, "answer")
        return process, address, home

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=LONGEST_WAIT_S)


def page(address):
    with contextlib.suppress(URLError, OSError), urlopen(address, timeout=5) as answer:
        return answer.read().decode()
    return ""


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_site_with_all_its_processes(served, number):
    process, address, home = served()
    assert len(sessions_of(f"BIOVALIANCE_HOME={home}")) >= 3  # this program, the server, its worker
    process.send_signal(number)
    out, err = process.communicate(timeout=LONGEST_WAIT_S)
    assert process.returncode == 0
    assert "Traceback" not in err
    assert out == f"Biovaliance is at {address}/  (stop with Ctrl-C)\n"
    assert sessions_of(f"BIOVALIANCE_HOME={home}") == set()
    with pytest.raises(URLError):
        urlopen(f"{address}/healthz", timeout=5)


def all_gone(text):
    """Whether no process has `text` in its environment any more, waiting a little for the last ones."""
    until = time.monotonic() + LONGEST_WAIT_S
    while sessions_of(text) and time.monotonic() < until:
        time.sleep(0.05)
    return not sessions_of(text)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with the one that started it")
def test_a_site_whose_command_is_killed_leaves_no_server_and_the_port_is_free(served):
    process, address, home = served()
    process.kill()
    assert process.wait(LONGEST_WAIT_S) == -signal.SIGKILL
    assert all_gone(f"BIOVALIANCE_HOME={home}")
    with pytest.raises(URLError):
        urlopen(f"{address}/healthz", timeout=5)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with the one that started it")
@pytest.mark.parametrize("after_s", [0.0, 0.5, 1.5])
def test_a_command_killed_while_the_site_is_being_prepared_leaves_no_process(
    two_snapshots, tmp_path, after_s
):
    home = tmp_path / "served"
    copytree(two_snapshots, home)
    with program(home, "serve", "--port", free_port(), "--workers", "1") as process:
        wait_for(lambda: is_ready_to_be_stopped(process.pid), process, "start")
        time.sleep(after_s)
        process.kill()
    assert all_gone(f"BIOVALIANCE_HOME={home}")


PARENT = """
import subprocess, sys
from biovaliance.cli.leash import leashed
command = leashed([sys.executable, "-c", "print(1, flush=True); input()"])
child = subprocess.Popen(command, start_new_session=True)
print(child.pid, flush=True)
child.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with the one that started it")
def test_a_leashed_command_runs_as_itself_and_ends_with_its_parent():
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        said, number = sorted((parent.stdout.readline().strip() for _ in range(2)), key=len)
        child = Path(f"/proc/{number}")
        assert said == "1"
        assert b"leash" not in (child / "cmdline").read_bytes()
        parent.kill()
    until = time.monotonic() + LONGEST_WAIT_S
    while child.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not child.exists()


@pytest.mark.slow
def test_the_site_follows_what_is_published_while_it_runs(served):
    process, address, home = served()
    assert page(f"{address}/en/organisations/efs/")
    assert not page(f"{address}/en/organisations/ubfc/")
    rollback(home, "20261101")
    wait_for(lambda: page(f"{address}/en/organisations/ubfc/"), process, "page of the earlier snapshot")
    assert not page(f"{address}/en/organisations/efs/")


@pytest.mark.slow
def test_a_snapshot_that_cannot_be_shown_is_told_and_the_site_goes_on(served):
    process, address, home = served()
    (broken,) = home.glob("snapshots/20261101*/entities.parquet")
    rollback(home, "20261101")  # sound at this moment
    broken.write_bytes(b"x")
    os.set_blocking(process.stderr.fileno(), False)
    told = []

    def goes_on():
        with contextlib.suppress(BlockingIOError):
            told.append(os.read(process.stderr.fileno(), 65536).decode())
        return "goes on showing" in "".join(told)

    wait_for(goes_on, process, "word on standard error")
    os.set_blocking(process.stderr.fileno(), True)
    assert "entities.parquet" in "".join(told)
    assert page(f"{address}/en/organisations/efs/")


@pytest.mark.slow
@pytest.mark.parametrize("after_s", [0.2, 1.0, 2.0])
def test_a_signal_while_the_site_is_being_prepared_leaves_no_process(two_snapshots, tmp_path, after_s):
    home = tmp_path / "served"
    copytree(two_snapshots, home)
    with program(home, "serve", "--port", free_port(), "--workers", "1") as process:
        wait_for(lambda: is_ready_to_be_stopped(process.pid), process, "start")
        time.sleep(after_s)
        process.send_signal(signal.SIGINT)
        _out, err = process.communicate(timeout=LONGEST_WAIT_S)
    assert process.returncode in (0, 130)
    assert "Traceback" not in err
    assert sessions_of(f"BIOVALIANCE_HOME={home}") == set()


@pytest.mark.slow
def test_the_site_works_out_what_visitors_ask_for_and_ends_its_worker(served):
    process, address, home = served()
    visitor = Visitor(address)
    key = visitor.ask("mrna", kind="simulation", replications=3)
    assert visitor.until(key, "done")["result"]["simulation"]["replications"] == 3
    # This program, the server, its worker, the worker of runs, and the process that works one out.
    assert len(sessions_of(f"BIOVALIANCE_HOME={home}")) >= 5
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=LONGEST_WAIT_S)
    assert (process.returncode, sessions_of(f"BIOVALIANCE_HOME={home}")) == (0, set())
    assert "Traceback" not in err


@pytest.mark.slow
def test_runs_are_worked_out_elsewhere_where_the_site_has_no_worker(served):
    _process, address, home = served("--no-worker")
    visitor = Visitor(address)
    key = visitor.ask("mrna", kind="simulation", replications=3)
    with program(home, "work") as worker:
        assert visitor.until(key, "done")["done"] == 3
        worker.send_signal(signal.SIGTERM)
        out, err = worker.communicate(timeout=LONGEST_WAIT_S)
    assert (worker.returncode, out, err) == (0, "Working out what visitors ask for  (stop with Ctrl-C)\n", "")


@pytest.mark.slow
def test_a_worker_that_ends_by_itself_is_begun_again(served):
    _process, address, home = served()
    (worker,) = wait_for(lambda: workers_of(home), _process, "worker")
    os.kill(worker, signal.SIGKILL)
    visitor = Visitor(address)
    key = visitor.ask("mrna", kind="simulation", replications=4)
    assert visitor.until(key, "done")["done"] == 4


def workers_of(home):
    """Return the processes that work runs out for a home."""
    return [
        number
        for number in sessions_of(f"BIOVALIANCE_HOME={home}")
        if Path(f"/proc/{number}/cmdline").read_bytes().endswith(b"django\0work_runs\0")
    ]
