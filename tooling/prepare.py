"""Prepare this checkout for a purpose: `python3 tooling/prepare.py demo`, `check`, `test` or `bench`."""

import argparse
import os
import sys
import time

import front_end
import python_packages
import system_packages
import translations
from steps import StepError, say, seconds


def main() -> int:
    """Run the steps of a purpose and return the exit code."""
    parser = argparse.ArgumentParser(description="Prepare this checkout; what has not changed is left alone.")
    parser.add_argument("purpose", choices=("demo", "check", "test", "bench"))
    purpose = parser.parse_args().purpose
    start = time.monotonic()
    try:
        if purpose == "test":
            system_packages.install()
        python_packages.install(purpose)
        translations.compile_all()
        build_front_end(is_needed=purpose == "test" and bool(os.environ.get("CI")))
    except StepError as error:
        say(f"    failed: {error}")
        return 1
    say(f"==> Ready after {seconds(start)}")
    return 0


def build_front_end(*, is_needed: bool) -> None:
    """Build the front end; where it cannot be built and is not needed, say what is lost and go on."""
    try:
        front_end.build()
    except StepError as error:
        if is_needed:
            raise
        say(
            f"    failed: {error}\n"
            "    The site works without it: the map, the network and the charts show their lists and tables."
        )


if __name__ == "__main__":
    sys.exit(main())
