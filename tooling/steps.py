"""Steps of the preparation: each says what it does, how long it took, and is left out when nothing changed.

A step leaves a stamp in `.make/`: the fingerprint of what it was made from. The next run compares the
fingerprint and goes on at once where it is the same. The output of the programs a step calls is kept in
`.make/NAME.log` and shown only when they fail.

Only the standard library is used here: this runs before anything is installed.
"""

import hashlib
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".make"
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if sys.platform == "win32" else "bin")
LAST_LINES = 30
SKIPPED = 77  # the exit code of a check that could not run, as other build tools have it


class StepError(Exception):
    """A step failed; the message says which, and what to do."""


def say(line: str) -> None:
    """Print a line at once, also when the output goes to a file."""
    print(line, flush=True)


def seconds(since: float) -> str:
    """Return the time since `since` (of the monotonic clock) as people write it."""
    taken = time.monotonic() - since
    return f"{taken:.1f} s" if taken < 60 else f"{int(taken // 60)} min {taken % 60:02.0f} s"


def fingerprint(files: Iterable[Path], *words: str) -> str:
    """Return a digest of the names and contents of `files` and of `words`, the same in any order of files."""
    digest = hashlib.sha256("\0".join(words).encode())
    for path in sorted(files):
        name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
        digest.update(f"\0{name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_unchanged(name: str, mark: str, folder: Path = STATE) -> bool:
    """Tell whether the step `name` was last completed from exactly this."""
    stamp = folder / name
    return stamp.is_file() and stamp.read_text(encoding="ascii") == mark


def remember(name: str, mark: str, folder: Path = STATE) -> None:
    """Note that the step `name` is complete."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(mark, encoding="ascii")


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step and say how long it took."""
    say(f"==> {title}")
    start = time.monotonic()
    yield
    say(f"    done in {seconds(start)}")


def unchanged(title: str) -> None:
    """Say that a step had nothing to do."""
    say(f"==> {title}: unchanged")


def run(
    command: Sequence[str | Path],
    log: str,
    mend: str,
    *,
    folder: Path = ROOT,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run `command` quietly, its output in `.make/LOG.log`.

    Raises:
        StepError: the command failed; the message ends with its last lines and `mend`, what to do about it.
    """
    STATE.mkdir(exist_ok=True)
    path = STATE / f"{log}.log"
    with path.open("wb") as output:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=folder,
            env=None if environment is None else dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        shown = "\n".join(f"    | {line}" for line in lines[-LAST_LINES:])
        raise StepError(
            f"{Path(command[0]).name} ended with {done.returncode}:\n{shown}\n"
            f"    The whole output is in {path.relative_to(ROOT)}.\n    What to do: {mend}"
        )
