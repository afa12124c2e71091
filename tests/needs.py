"""What a test needs beyond Python packages, and what happens without it."""

import os
from pathlib import Path
from typing import NoReturn

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def skip_without(what: str, mend: str) -> NoReturn:
    """Skip the test for want of `what`, or fail it where CI is set: there nothing may be left untested."""
    message = f"{what} is not here; {mend}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
