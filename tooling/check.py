"""The checks, one after the other: `python tooling/check.py` without a browser, `--all` for everything.

A failed check does not stop the others; the last lines say which failed. Where CI is set, a test that cannot
run for want of a program fails instead of being skipped.
"""

import argparse
import os
import subprocess
import sys
import time

from steps import PROGRAMS, ROOT, SKIPPED, STATE, say, seconds

PYTHON = str(PROGRAMS / "python")
PYTEST = (PYTHON, "-m", "pytest", "-q", "--durations=5")
NPM = (str(STATE / "node" / "npm"), "--prefix", "frontend", "--silent")
QUICK = {
    "Format": (str(PROGRAMS / "ruff"), "format", "--check", "."),
    "Lint": (str(PROGRAMS / "ruff"), "check", "."),
    "Types": (str(PROGRAMS / "mypy"),),
    "Imports": (str(PROGRAMS / "lint-imports"),),
    "Dependencies": (str(PROGRAMS / "deptry"), "src"),
    "Tests": (*PYTEST, "-m", "not browser"),
}
BESIDE_POSTGRESQL = (PYTHON, "tooling/with_postgresql.py", "--")
THOROUGH = {
    "Tests of the site on PostgreSQL": (*BESIDE_POSTGRESQL, *PYTEST, "tests/web", "-m", "not browser"),
    "Types of the front end": (*NPM, "run", "types"),
    "Tests of the front end": (*NPM, "test"),
    "Tests in the browser": (*PYTEST, "tests/browser"),
}


def main() -> int:
    """Run the checks and return the exit code."""
    parser = argparse.ArgumentParser(description="Check the code, the documents and the site.")
    parser.add_argument(
        "--all", action="store_true", help="also on PostgreSQL, the front end, in the browser"
    )
    checks = {**QUICK, **THOROUGH} if parser.parse_args().all else QUICK
    start = time.monotonic()
    outcomes = {}
    for title, command in checks.items():
        say(f"==> {title}")
        began = time.monotonic()
        outcome = run_check(command)
        outcomes[title] = f"{outcome:7} {title}, {seconds(began)}"
        say(f"    {outcome} after {seconds(began)}")
    say("")
    for line in outcomes.values():
        say(line)
    passed = not any(line.startswith("FAILED") for line in outcomes.values())
    skipped = any(line.startswith("skipped") for line in outcomes.values())
    verdict = "Some failed" if not passed else "All that could run passed" if skipped else "All passed"
    say(f"{verdict} after {seconds(start)}")
    return 0 if passed else 1


def run_check(command: tuple[str, ...]) -> str:
    """Run one check, its output shown, and return how it ended: passed, FAILED or skipped."""
    if command[: len(NPM)] == NPM and not (ROOT / "frontend" / "node_modules").is_dir():
        say("    The npm packages could not be installed; .make/npm-ci.log says why.")
        return "FAILED" if os.environ.get("CI") else "skipped"
    environment = {**os.environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("DATABASE_URL", None)  # the suite runs on SQLite; with_postgresql.py sets its own
    done = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False)
    return {0: "passed", SKIPPED: "skipped"}.get(done.returncode, "FAILED")


if __name__ == "__main__":
    sys.exit(main())
