"""The analytic cases of the shared data, and how exactly they are to be met."""

import json
from pathlib import Path
from typing import Any

EXACT = 1e-9


def analytic_cases(shared_data: Path) -> dict[str, Any]:
    """Return the cases by name."""
    file = shared_data / "benchmarks" / "bioproduction" / "analytic_cases.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found
