"""Programs that only the tests need and no Python package brings: a browser, a PostgreSQL server, a Java."""

import os
import shutil
from pathlib import Path

from steps import StepError, run, say, step, unchanged

TITLE = "Chromium, PostgreSQL and Java for the tests"
LOCK = ("-o", "DPkg::Lock::Timeout=300")  # seconds to wait for another run of apt


def browser() -> str | None:
    """Return the path of a Chromium, None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def postgresql_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server's programs, None where there is none."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    found = shutil.which("initdb")
    if not folders and found:
        folders = [Path(found).resolve().parent]
    return max(
        folders,
        key=lambda folder: [int(part) for part in folder.parent.name.split(".") if part.isdigit()],
        default=None,
    )


def java() -> str | None:
    """Return the path of the Java that Spark would run on, None where there is none."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")


def install() -> None:
    """Install with apt what is missing; without root or apt, say what stays untested and go on.

    Raises:
        StepError: apt failed, or, where CI is set, something is missing that cannot be installed.
    """
    missing = missing_packages()
    if not missing:
        unchanged(TITLE)
        return
    names = " ".join(missing)
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        message = f"{names}: not here, and only root can install it (apt install {names})."
        if os.environ.get("CI"):
            raise StepError(f"{message} In CI nothing may be left untested.")
        say(f"==> {TITLE}\n    {message}\n    The tests that need it are skipped.")
        return
    with step(f"{TITLE}: apt install {names}"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        mend = f"check that Debian's mirror answers, or install by hand: apt install {names}"
        run(["apt-get", *LOCK, "update", "-q"], "apt-update", mend, environment=quiet)
        command = ["apt-get", *LOCK, "install", "-q", "--yes", "--no-install-recommends", *missing]
        run(command, "apt-install", mend, environment=quiet)
    still = missing_packages()
    if still:
        raise StepError(
            f"apt installed {names}, yet {', '.join(still)} cannot be found. "
            "What to do: read .make/apt-install.log."
        )


def missing_packages() -> list[str]:
    """Return the Debian packages to install."""
    wanted = {"chromium": browser(), "postgresql": postgresql_programs(), "openjdk-17-jre-headless": java()}
    return [name for name, found in wanted.items() if not found]
