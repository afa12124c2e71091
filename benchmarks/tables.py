"""Saved results, and the Markdown they are shown in."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; all but the first column stand to the right."""
    lines = [list(head), ["---", *["---:"] * (len(head) - 1)], *[[str(cell) for cell in row] for row in rows]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def read(name: str) -> dict[str, Any]:
    """Return the saved results of a benchmark."""
    found: dict[str, Any] = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def section(title: str, command: str, *parts: str) -> str:
    """Return a section with the command that makes its figures."""
    return "\n\n".join([f"## {title}", f"`{command}`", *parts])
